"""The index as a site holds it: scripts that hand their data over, so that it can be loaded from a folder as well.

A reader loads `index.js`, then the pieces that the words of a question ask for, then those of the entries that are
shown. `site_templates/theme/js/ranking.js` takes them. Rising numbers are written as their differences, and of sorted
words how many letters they share with the word before (a digit of 36), and the rest.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from extractor.search import _weights
from extractor.search._index import Field, Index

PIECE = 2_000
"""Numbers in a piece of the postings, about; a question asks for a few of them."""
TOGETHER = 4
"""Entries in a piece of what is shown of them."""
NAMES = (
    "TYPED",
    "BEGUN",
    "CLASS",
    "LETTERS",
    "FEWEST_LETTERS",
    "BALANCE",
    "WHOLE",
    "POOLED",
    "QUOTED",
    "ALONE",
    "SECOND",
    "SATURATION",
    "LENGTH",
    "ENOUGH",
    "LONGEST_WORD",
    "LONGEST_QUESTION",
    "MOST_MATCHES",
    "ONE_EDIT",
    "TWO_EDITS",
    "SHORTEST_BEGUN",
    "SHORTEST_ALIKE",
)
"""The weights that the ranking asks for."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_HALVES = re.compile("[\ud800-\udfff]")


def pieces(index: Index, shown: Mapping[str, Any]) -> dict[str, str]:
    """The scripts of an index by their names. `shown` is what a hit shows besides title and address, by the entry's
    id: anything that JSON has."""
    data = index.data
    words = list(data.words)
    places = {word: place for place, word in enumerate(words)}
    firsts, postings = _postings(index)
    distinct = sorted(set(data.weights))
    number = {weight: place for place, weight in enumerate(distinct)}
    counts = [0] * len(data.entries)
    for entry, _ in data.wordings:
        counts[entry] += 1
    files: dict[str, Any] = {
        "index": {
            "words": "\n".join(_shared(words)),
            "terms": _differences(data.words[word] for word in words),
            "roots": _differences(places[root] for root in data.terms),
            "distinct": distinct,
            "weights": [number[weight] for weight in data.weights],
            "light": _differences(data.light),
            "classes": data.classes,
            "others": list(data.others.items()),
            "spellings": data.spellings,
            "endings": data.endings,
            "unknown": data.unknown,
            "rare": data.rare,
            "wordings": {"texts": counts, "lengths": index.lengths},
            "quotations": _head(data.quotations, len(data.entries)),
            "second": _head(data.second, len(data.entries)),
            "pieces": firsts,
            "together": TOGETHER,
            "counts": {name: getattr(_weights, name) for name in NAMES},
        }
    }
    files |= {f"terms-{number}": rows for number, rows in enumerate(postings)}
    for start in range(0, len(data.entries), TOGETHER):
        rows = [[entry.title, entry.url, shown.get(entry.id)] for entry in data.entries[start : start + TOGETHER]]
        files[f"entries-{start // TOGETHER}"] = rows
    return {f"{name}.js": f"threadfaqPiece({_compact(name)},{_compact(value)});\n" for name, value in files.items()}


def pieces_of_terms(index: Index, terms: Iterable[int]) -> set[int]:
    """The numbers of the pieces in which these terms have their postings."""
    firsts, _ = _postings(index)
    return {bisect_right(firsts, term) - 1 for term in terms}


def _postings(index: Index) -> tuple[list[int], list[list[Any]]]:
    """The first term of each piece, and the pieces: for each term the wordings, quotations and other texts."""
    firsts: list[int] = []
    rows: list[list[Any]] = []
    size = PIECE
    fields = (index.data.quotations, index.data.second)
    for term in range(len(index.data.terms)):
        lists = [_differences(index.postings.get(term, ()))]
        # In long texts nobody looks for light words, and these are in most of them.
        lists += [() if term in index.light else _differences(field.postings.get(term, ())) for field in fields]
        if size >= PIECE:
            firsts.append(term)
            rows.append([])
            size = 0
        rows[-1].append(lists)
        size += 3 + sum(map(len, lists))
    return firsts, rows


def _head(field: Field, entries: int) -> Mapping[str, Any]:
    """What is to be known of a field before its postings."""
    counts = [0] * entries
    for entry in field.owners:
        counts[entry] += 1
    return {"texts": counts, "lengths": field.lengths, "mean": field.mean}


def _differences(numbers: Iterable[int]) -> Sequence[int]:
    """Each number less the one before."""
    numbers = list(numbers)
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def _shared(words: Iterable[str]) -> Iterator[str]:
    before = ""
    for word in words:
        same = takewhile(lambda letters: letters[0] == letters[1], zip(before, word, strict=False))
        shared = min(sum(1 for _ in same), len(_DIGITS) - 1)
        yield _DIGITS[shared] + word[shared:]
        before = word


def _compact(value: Any) -> str:
    """JSON without spaces, which is a script's literal as well. Half a surrogate pair, which UTF-8 has not, is
    escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _HALVES.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
