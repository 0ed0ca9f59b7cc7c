"""JSON of other programs: parsed once however many readers ask, and asked without trust."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from extractor.model import Problem, Source, Stage
from extractor.problems import NotUnderstood
from extractor.readers._decoding import decoded

_DECODER = json.JSONDecoder()


# `[Solved] Where do you rent a kiln?` is no JSON, broken or not.
_BEGINS = re.compile(
    r"""\s*(?:\{\s*(?:["}]|\Z)|\[\s*(?:\{|\[\s*[\[{\]"\d]|\]\s*\Z|"[^"\n]{0,2000}"\s*[,\]]|-?\d{1,20}(?:\.\d{1,20})?\s*[,\]]\s*(?:[\d"{\[-]|\Z)"""
    r"""|(?:true|false|null)\s*[,\]]|\Z))"""
)


def looks_like_json(text: str) -> bool:
    """Whether a text begins as JSON does; many titles and lines of chats begin with a bracket too."""
    return _BEGINS.match(text) is not None


def value(source: Source) -> Any:
    """What a JSON source holds; None when it is no JSON at all.

    Raises NotUnderstood: what `decoded` raises, and E109 for what begins like JSON and is broken.
    """
    text = decoded(source)
    if not _BEGINS.match(text):
        return None
    parsed = _parsed(text)
    if isinstance(parsed, json.JSONDecodeError) and parsed.msg == "Extra data":
        # One object after the other: a kind of its own, and nothing broken.
        return None
    if isinstance(parsed, Exception):
        place = f"line {parsed.lineno}, column {parsed.colno}" if isinstance(parsed, json.JSONDecodeError) else ""
        cause = parsed.msg if isinstance(parsed, json.JSONDecodeError) else "it is nested too deeply"
        raise NotUnderstood(
            Problem(
                stage=Stage.READ,
                code="E109",
                file=source.name,
                place=place,
                cause=f"this JSON is broken: {cause}",
                help="save it anew; a file may have been cut off",
            )
        )
    return parsed


def try_value(source: Source) -> Any:
    """What a JSON source holds, or None for everything else."""
    try:
        return value(source)
    except NotUnderstood:
        return None


def parsed(text: str) -> Any:
    """What a text holds as JSON, which nobody may change: it is kept for the next who asks.

    Raises ValueError, or RecursionError where it is nested too deeply.
    """
    outcome = _parsed(text)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


@lru_cache(maxsize=2)
def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits is a ValueError too.
        return error


def text(node: Any, *path: str) -> str | None:
    """The string at the end of a path of keys, unless it is missing, empty or something else."""
    end = at(node, *path)
    return end if isinstance(end, str) and end else None


def number(node: Any, *path: str) -> int | None:
    """The whole number at the end of a path of keys."""
    end = at(node, *path)
    return end if isinstance(end, int) and not isinstance(end, bool) else None


def at(node: Any, *path: str) -> Any:
    """What stands at the end of a path of keys; None where the path breaks."""
    for key in path:
        if not isinstance(node, dict):
            return None
        node = node.get(key)
    return node


def objects(node: Any, *path: str) -> Iterator[dict[str, Any]]:
    """The objects of the list at the end of a path of keys."""
    end = at(node, *path)
    for item in end if isinstance(end, list) else ():
        if isinstance(item, dict):
            yield item


def moment(stamp: Any) -> datetime | None:
    """A time as programs write it: ISO with or without a zone, or seconds since 1970, which are UTC."""
    try:
        if isinstance(stamp, str):
            return datetime.fromisoformat(stamp)
        if isinstance(stamp, int | float) and not isinstance(stamp, bool):
            return datetime.fromtimestamp(stamp, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def slices(source: Source, *path: str) -> list[str]:
    """The texts of the items of the list at the end of a path of keys, as they stand in the source; it is JSON."""
    written = decoded(source)
    place = _past(written, 0)
    for key in path:
        place = _member(written, place, key)
    cuts = []
    place = _past(written, place + 1)
    while written[place] != "]":
        _, end = _DECODER.raw_decode(written, place)
        cuts.append(written[place:end])
        place = _past(written, end)
        if written[place] == ",":
            place = _past(written, place + 1)
    return cuts


def _member(written: str, place: int, wanted: str) -> int:
    """Where the value of a key begins, in the object that begins at a place; of two, the last, as parsers take it."""
    begin = place
    place = _past(written, place + 1)
    while written[place] != "}":
        key, place = _DECODER.raw_decode(written, place)
        place = _past(written, _past(written, place) + 1)
        if key == wanted:
            begin = place
        _, place = _DECODER.raw_decode(written, place)
        place = _past(written, place)
        if written[place] == ",":
            place = _past(written, place + 1)
    return begin


def _past(written: str, place: int) -> int:
    """The first place from here on that is no white space."""
    while written[place] in " \t\r\n":
        place += 1
    return place
