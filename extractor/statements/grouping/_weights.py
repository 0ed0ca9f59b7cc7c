"""The constants of likeness between statements: one table with a sentence each, set by hand."""

from __future__ import annotations

ALIKE = 0.2
"""Least mean likeness of two groups that become one; 1 is word for word."""
GROWTH = 0.02
"""More likeness is asked for by each statement beyond two, up to GROWTH_END of them: in a crowd something is
always somewhat alike."""
GROWTH_END = 12
SYNONYM = 0.5
"""A word of the same class is half the word: classes are wide."""
SPELLING = 0.8
"""A word of like letters, times the share of letter triples that both have: misspelt, or of the same root."""
SPELLING_LEAST = 0.4
"""Smaller shares of letter triples are accidents."""
OPPOSED = 0.4
"""A word that says the opposite is about the same thing, so the statements are alike, and opposed."""
COMMON = 0.5
"""Words that are common in every argument count half."""
ABOUT = 0.5
"""Words of the subject that all statements are about count half: sharing them is no sign."""
SPREAD = 0.5
"""How strongly a word counts less when many of the grouped statements have it: a power, 0 for not at all."""
SLACK = 1
"""Statements added for that measure, so that in a handful no word counts nothing."""
LEAST = 0.05
"""The least weight of a word."""
PREFIX = 0.75
"""Share of letter triples that a root which begins the other is given at least."""
CONTRAST = 0.06
"""What one turn too many takes off the likeness, when there may be other reasons for it."""
TONE = 0.07
"""What it takes off when one statement praises and the other blames."""
REST = 0.2
"""Up to this share of words without a partner on either side, a turn too many keeps two statements apart for good."""

CROWD = 150
"""Up to so many statements, each is compared with each."""
CROWD_WORDS = 2_000
"""So many words of content make a crowd of fewer: each word of a statement is held against each of the other."""
CROWDED = 400
"""A word that more statements have than this does not lead from one to the other in a crowd."""
NEAREST = 30
"""Statements compared with each in a crowd: those that share most, by weight."""
READ = 60
"""Words of content read of one statement: this is for short ones."""
