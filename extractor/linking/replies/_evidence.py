"""The evidence that one post answers another."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log10
from typing import NamedTuple

from extractor.language import DEFAULT
from extractor.linking.replies import _weights
from extractor.linking.replies._names import Call, Names, responds
from extractor.model import Because, BlockKind, Post, Quote, Thread
from extractor.text import own_words
from extractor.text.characters import norms, words
from extractor.text.sentences import split

NEAREST = 40
"""Posts before this one that are weighed; older ones only where a quote or a name points at them."""
_RARE_LETTERS = 4
_RARE_POSTS = 3  # a word that more posts have is the thread's subject
_THANKS_WORDS = 4  # a last sentence of so few words (`Thank you all!`) leaves the question before it open
_BRIEF_WORDS = 20  # about a sentence
_MOST_TENFOLDS = 2  # more votes than a hundredfold say nothing more
_EVIDENT_WORDS = 8  # words shown as the evidence of a quotation


class Clue(NamedTuple):
    """One piece of evidence for one link."""

    because: Because
    """The reason as it is shown to people."""
    weight: float
    """What it adds."""
    words: str = ""
    """The words that are the evidence."""
    certain: bool = False
    """Whether this piece alone is of a kind that was measured right in 95 of 100."""


# Of a long thread forty posts are weighed for each, mostly by the same few clues.
@lru_cache(maxsize=1024)
def _adjacent(weight: float) -> Clue:
    return Clue(Because.ADJACENT, weight)


@lru_cache(maxsize=1024)
def _answers(weight: float) -> Clue:
    return Clue(Because.ANSWERS, weight)


@dataclass(frozen=True, slots=True)
class View:
    """How the order of the posts bears on who answers whom."""

    fade: float
    """How much less a question, a dialogue and shared words count with each nearer post."""
    tree: bool = False
    """Posts stand as a walk of the reply tree, each with its answers below it."""
    by_votes: bool = False
    """Such a walk whose siblings do not ascend in time; views that reorder them go by votes."""


IN_TURN = View(_weights.FADE)
"""Posts stand in the order of writing."""
BY_TIME = View(1.0, tree=True)
"""A walk of the reply tree, siblings in the order of writing."""
BY_VOTES = View(_weights.LOOSE_FADE, tree=True, by_votes=True)
"""A walk of the reply tree, siblings in any other order."""


class Place(NamedTuple):
    """A post that may be the answered one, and how it stands to the others that may be."""

    parent: int
    rank: int
    """How many of them are nearer."""
    older: int
    """How many of those are by the same author."""
    grandparent: int | None
    """What it answers itself, as far as is known."""
    sibling: int | None = None
    """Its latest answer so far, as far as a walk tells."""


@dataclass(frozen=True, slots=True)
class _Borrowed:
    """What a post quotes of another."""

    share: float
    """Of all that it quotes, in characters."""
    shown: str
    """The first words."""
    first: bool
    """Whether the first of its quotes is among them."""


class Evidence:
    """All evidence of a thread's posts on who answers whom, looked up once."""

    def __init__(
        self,
        thread: Thread,
        quotes: Mapping[int, Sequence[Quote]],
        ignore_declared: bool,
        language: str = DEFAULT,
    ) -> None:
        self._posts = thread.by_number
        self._authors = {post.number: post.author for post in thread.posts}
        self._quotes = quotes
        own_by_post = own_words.of_thread(thread.posts, quotes)
        self._lines = {number: own.lines() for number, own in own_by_post.items()}
        names = Names([post.author for post in thread.posts if post.author], language)
        self._calls = {
            number: names.calls(lines, self._posts[number].author) for number, lines in self._lines.items()
        }
        for post in thread.posts:
            quotes_somebody = any(quote.post is not None for quote in quotes.get(post.number, ()))
            declared = "" if ignore_declared or quotes_somebody else _quoted_author(post)
            credited = names.declared(declared, post.author) or names.credited(post.text, post.author)
            known = {call.author for call in credited}
            self._calls[post.number] = credited + [
                call for call in self._calls[post.number] if call.author not in known
            ]
        self._borrowed = {number: self._borrowings(number) for number in quotes}
        self._called: dict[int, dict[str, list[Call]]] = {}
        for number, calls in self._calls.items():
            if calls:
                by_name = self._called[number] = {}
                for call in calls:
                    by_name.setdefault(call.author, []).append(call)
        self._addressing = {
            number
            for number, calls in self._calls.items()
            if self._borrowed.get(number) or any(call.weight > _weights.MENTIONED for call in calls)
        }
        self._asks = {number: _asks(lines, language) for number, lines in self._lines.items()}
        self._responds = {number: responds(lines, language) for number, lines in self._lines.items()}
        self._opening = thread.posts[0].number if thread.posts else 0
        authors: set[str | None] = set()
        self._new: set[int] = set()
        for post in thread.in_time:
            if post.author not in authors or post.author is None:
                self._new.add(post.number)
            authors.add(post.author)
        self._by_author: dict[str | None, list[int]] = defaultdict(list)
        for post in thread.posts:
            self._by_author[post.author].append(post.number)

    def _norms(self) -> Iterator[tuple[int, Sequence[str]]]:
        """Each post's own words; they are not kept, for a long thread has millions."""
        # No word goes on in the next line.
        return ((number, norms("\n".join(lines))) for number, lines in self._lines.items())

    @cached_property
    def _brief(self) -> dict[int, bool]:
        return {number: len(said) <= _BRIEF_WORDS for number, said in self._norms()}

    @cached_property
    def _rare(self) -> dict[int, set[str]]:
        posts_by_word: dict[str, list[int]] = {}
        for number, said in self._norms():
            for word in set(said):
                if len(word) < _RARE_LETTERS:
                    continue
                posts = posts_by_word.get(word)
                if posts is None:
                    posts_by_word[word] = [number]
                elif len(posts) <= _RARE_POSTS:
                    posts.append(number)
        rare: dict[int, set[str]] = {number: set() for number in self._lines}
        for word, posts in posts_by_word.items():
            if 1 < len(posts) <= _RARE_POSTS:
                for number in posts:
                    rare[number].add(word)
        return rare

    def pointed(self, child: int) -> set[int]:
        """Earlier posts, however old, that a quote or a name in this post points at."""
        numbers_pointed = {
            quote.post for quote in self._quotes.get(child, ()) if quote.post is not None and quote.post != child
        }
        for call in self._calls[child]:
            numbers = self._by_author[call.author]
            until = bisect_left(numbers, child)
            numbers_pointed.update(numbers[max(0, until - 3) : until])
        return numbers_pointed

    def clues(self, child: int, place: Place, view: View) -> list[Clue]:
        """What speaks for `child` answering the post at that place."""
        parent, rank, older, grandparent, _ = place
        authors = self._authors
        writer, author = authors[child], authors[parent]
        evidence = [_adjacent(_weights.NEAR / (rank + 1))]
        if rank == 0:
            evidence.append(_adjacent(_weights.PREVIOUS))
            if view.tree and self._brief[child]:
                evidence.append(_adjacent(_weights.BRIEF))
        if child in self._borrowed:
            evidence += self._quoted(child, parent)
        if view.by_votes:
            evidence += self._voted(child, place)
        if child in self._called:
            evidence += self._naming(child, parent, older)
        if writer is not None and writer == author:
            if rank or self._responds[child]:
                return [*evidence, _adjacent(_weights.OWN)]
            return evidence if self.addresses(child) else [*evidence, _adjacent(_weights.GOES_ON)]
        faded = view.fade**rank
        ends, asks = self._asks[parent]
        if ends or asks:
            evidence.append(_answers((_weights.ENDS_ASKING if ends else _weights.ASKS) * faded))
        if child in self._new and not self.addresses(child):
            opens = parent == self._opening
            by_asker = opens or (author is not None and author == authors[self._opening])
            if by_asker and not (opens and view.by_votes):
                evidence.append(_answers(_weights.NEWCOMER * (faded if view.by_votes else 1.0)))
        if grandparent is not None and writer is not None and authors[grandparent] == writer:
            weight = _weights.DIALOGUE * faded
            evidence.append(_answers(weight) if asks else _adjacent(weight))
        rare, others = self._rare[child], self._rare[parent]
        if not rare.isdisjoint(others):
            evidence.append(_adjacent(_weights.SHARED * min(len(rare & others), 4) / 4 * faded))
        return evidence

    def _naming(self, child: int, parent: int, older: int) -> Iterator[Clue]:
        """What the calls in a post say for one of its author's posts."""
        for call in self._called[child].get(self._authors[parent] or "", ()):
            weight = call.weight * _weights.NEWEST_STEP**older
            posted = self._posts[parent].posted
            if call.minutes is not None and posted is not None and posted.minute == call.minutes:
                weight = call.weight + _weights.TIMED
            by_name = call.weight > _weights.MENTIONED
            yield Clue(Because.NAMED if by_name else Because.ADJACENT, weight, call.words if by_name else "")

    def addresses(self, child: int) -> bool:
        """Whether a post quotes or calls anybody."""
        return child in self._addressing

    def _voted(self, child: int, place: Place) -> list[Clue]:
        """What the votes of both posts, and of the answer above, say in a view that is sorted by votes."""
        votes, above = self._posts[child].votes, self._posts[place.parent].votes
        if votes is None or above is None:
            return []
        tenfolds = log10(max(above, 0) + 1) - log10(max(votes, 0) + 1)
        evidence = [Clue(Because.ADJACENT, _weights.DRAWS * max(-_MOST_TENFOLDS, min(_MOST_TENFOLDS, tenfolds)))]
        sibling = self._posts[place.sibling].votes if place.sibling is not None else None
        if sibling is not None and sibling < votes:
            evidence.append(Clue(Because.ADJACENT, _weights.OUTVOTES))
        return evidence

    def _quoted(self, child: int, parent: int) -> list[Clue]:
        borrowed = self._borrowed.get(child, {}).get(parent)
        if borrowed is None:
            return []
        certain = borrowed.first and borrowed.share >= _weights.CERTAIN_SHARE
        clues = [Clue(Because.QUOTED, _weights.QUOTED * borrowed.share, borrowed.shown, certain)]
        if borrowed.first:
            clues.append(Clue(Because.QUOTED, _weights.FIRST_QUOTED, borrowed.shown))
        return clues

    def _borrowings(self, child: int) -> dict[int, _Borrowed]:
        """What a post quotes, by the post that it is from."""
        text = self._posts[child].text
        firsts: dict[int, Quote] = {}
        lengths: Counter[int] = Counter()
        for quote in self._quotes.get(child, ()):
            if quote.post is not None:
                firsts.setdefault(quote.post, quote)
                lengths[quote.post] += quote.end - quote.start
        total = lengths.total()
        return {
            parent: _Borrowed(lengths[parent] / total, _evident(text[first.start : first.end]), place == 0)
            for place, (parent, first) in enumerate(firsts.items())
        }


def _evident(text: str) -> str:
    """The first words of a quotation."""
    tokens = words(text)[:_EVIDENT_WORDS]
    return text[tokens[0].start : tokens[-1].end] if tokens else ""


def _quoted_author(post: Post) -> str:
    """Whom the source names as the author of what a post quotes first; empty where it names a post or nobody."""
    first = next((block for block in post.blocks if block.kind is BlockKind.QUOTE), None)
    return (first.declared_author or "") if first is not None and first.declared_post is None else ""


def _asks(lines: Sequence[str], language: str) -> tuple[bool, bool]:
    """Whether a post ends with a question, of which thanks may follow, and whether it asks at all."""
    if not any("?" in line for line in lines):
        return False, False
    last: list[str] = []
    for line in reversed(lines):
        last = [line[start:end] for start, end in split(line, language=language)] + last
        if len(last) >= 2:
            break
    if not last:
        return False, True
    thanks = len(last) > 1 and len(norms(last[-1])) <= _THANKS_WORDS
    return "?" in last[-1] or (thanks and "?" in last[-2]), True
