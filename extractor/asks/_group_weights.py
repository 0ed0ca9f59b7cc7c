"""The constants by which asks are grouped, ranked and named: one table with a sentence each, set by hand."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.model import Weight

ASKING = 1.0
"""A word of a sentence that asks."""
TELLING = 0.8
"""A word of a sentence that tells the trouble."""
OWN_TITLE = 1.5
"""A word of the title of one's own thread."""
INHERITED = (1.0, 1.0, 1.0, 0.8)
"""A word of the thread's title, for an ask with so few subject words of its own; the last for all that have more."""
FAINT = 0.4
"""A word that pleads, or that any question may hold, counts so much of its weight."""
UNTITLED = 0.4
"""A word that stands in no title of the corpus counts so much: titles say what threads are about."""
CLASS = 0.5
"""What a class of words that say the same counts beside the word itself."""
SPREAD = 0.4
"""How strongly a word counts less where many threads have it: a power, 0 for not at all."""
SLACK = 5
"""Threads that are added for that measure, so that in a handful no word counts nothing."""
LEAST = 0.02
"""The least rarity of a word."""
READ = 80
"""Words read of one ask: what follows is a tale."""
KEPT = 24
"""Terms that are kept of an ask: the heaviest say what it is about."""

BORROWED, LENDERS = 1.0, 3
"""How much of the asks most like it each borrows, times what they share with it, and of how many."""
WIDER = 40
"""Terms that are kept of an ask with what it has borrowed."""

ALIKE = 0.22
"""Least mean likeness of two groups that become one; 1 is word for word."""
NEAREST = 12
"""Asks that each is compared with: those that share most."""
FAR = 0.5
"""Groups whose mean likeness is less than so much of what joins two are not looked at again."""
CROWDED = 400
"""A word in more asks than this leads from one to another only where no rarer word does."""
LARGE = 12
"""Groups of so many asks are grouped once more, by weights of their own."""
LOCAL = 0.3
"""Least mean likeness in a large group."""

SHARED = 2
"""Subject words that a group must share."""
SHARE = 0.4
"""The share of its asks that must have each of these."""
LEAST_ASKERS = 3
"""Fewer people are no group."""
LEAST_THREADS = 2
"""Fewer threads are no group."""
THREAD = 1.5
"""What a thread counts in a group's rank; an asker counts 1."""
ANNOUNCED = 20
"""So many asks in one thread, and it is an announcement on which people talk of many matters."""
GROWN_TIMES, GROWN_BY = 2, 3
"""A dismissed group comes once more when its askers are so many times, and so many more than, those of then."""

SAYS = 0.2
"""The least share of the group's own words in a wording: a bare plea names nothing."""
QUESTION_FORM = 0.5
"""A wording that begins as questions do."""
QUESTION_MARK = 0.5
"""A wording that ends with a question mark."""
COVERS = 2.0
"""A wording, by the share of the group's own words that it has."""
LEANS = -0.45
"""A wording that leans on something before it."""
TELLS = -0.4
"""A wording that tells a tale: of days, in many words of the first person."""
FOREIGN = -0.22
"""Each subject word of a wording that hardly anybody else of the group says."""
LONG, EACH_MORE = 14, -0.05
"""Words of a wording, and what each more takes off."""
SHORT, TOO_SHORT = 4, -0.5
"""Words of which a wording has fewer, and what that takes off."""
OFFERED = 3
"""Wordings that are offered."""

ANSWERS_KEPT = 8
"""Answers that are kept of a group."""
ANSWERS: Mapping[str, Weight] = {
    "opened by it": Weight(
        3.0, "Its thread was opened by asking this: there, others answer it, and no other question."
    ),
    "covers": Weight(3.0, "It has words of what is asked, all of them for all of this."),
}
"""What speaks for a passage of a group's threads besides what speaks for it in its own thread."""
TOUCHES = 0.15
"""The least share of the group's words in an answer: with fewer it is about something else."""
