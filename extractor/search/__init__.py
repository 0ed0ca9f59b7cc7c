"""Search: one index over entries and their wordings, and one ranking.

An entry is whatever answers: a question of the FAQ, with its wordings, its quotations and what its threads ask. The
index is plain data, so that a script in the browser holds the same one; every figure in it is a whole number, and the
ranking is written down once, in `_ranking`. The same entries give the same index, in whatever order they come.
"""

from extractor.search._building import index as index
from extractor.search._entries import Entry as Entry
from extractor.search._entries import entries_of as entries_of
from extractor.search._index import Index as Index
from extractor.search._ranking import Hit as Hit
from extractor.search._ranking import Ranked as Ranked
from extractor.search._ranking import rank as rank
from extractor.search._weights import ENOUGH as ENOUGH
from extractor.search._writing import pieces as pieces
