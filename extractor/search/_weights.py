"""What counts how much in search, set by hand. Whole numbers, in hundredths: a browser's must come to the same."""

from __future__ import annotations

# What a word counts, as a share of what its rarity makes it count.
LIGHT = 20
"""A word that holds a question together (`how`, `the`)."""
COMMON = 60
"""A word that stands in questions about anything (`way`, `need`)."""
UNKNOWN = 70
"""A word that no entry has, of what it would count if one entry had it: it tells that something else is asked."""

# How well a reader's word and a word of an entry match; the same word, in any form, matches wholly.
TYPED = (100, 85, 75)
"""A word that nobody wrote here, by typing errors: none, one, two."""
BEGUN = 75
"""A word that nobody wrote here, and that begins one that somebody did: half typed, perhaps."""
CLASS = 45
"""Words of one class."""
LETTERS = 80
"""Words that share all their letter pairs and triples; those that share fewer match less."""
FEWEST_LETTERS = 50
"""The share of pairs and triples below which two words have nothing to do with one another."""

# What the parts of a score count. The first three are about wordings and come to 100.
BALANCE = 60
"""The best wording: how much of the question it says and how much of it the question says, as a mean of both."""
WHOLE = 20
"""The best wording: how much of it the question says; what says a part of a wording alone asks something else."""
POOLED = 20
"""How much of the question all wordings say together."""
QUOTED = 50
"""How much of the question the quotations speak of."""
ALONE = 30
"""How much of the question one quotation speaks of, above half of it."""
SECOND = 20
"""How much of the question the threads' titles and asks speak of."""

SATURATION, LENGTH = 120, 75
"""Of BM25, in hundredths: how soon a word said again adds nothing, and how much a long text is held against it."""

ENOUGH = 0.43
"""The score from which an entry answers a question; below it, nobody here does.
The lowest at which seven in ten foreign messages of HINT3 are refused, on the half that was read."""

# Limits: readers may write anything.
LONGEST_WORD = 40
"""Letters of a word; longer ones are nobody's question."""
LONGEST_QUESTION = 60
"""Different words of a question that are looked at."""
MOST_MATCHES = 8
"""Terms that a word may mean, the best of them: each has to be loaded."""
ONE_EDIT, TWO_EDITS = 5, 8
"""Letters of a word from which one typing error is forgiven, and two."""
SHORTEST_BEGUN, SHORTEST_ALIKE = 3, 4
"""Letters of a word from which it may be half typed, and from which its letters are compared."""
