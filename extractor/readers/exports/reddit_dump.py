"""Reddit, dumped: submissions and comments as JSON lines, as archives of whole subreddits keep them.

    {"id": "k1aa", "author": "robin_k", "created_utc": 1709284500, "title": "…", "selftext": "…", "num_comments": 3}
    {"id": "c1", "author": "mara_p", "body": "…", "parent_id": "t3_k1aa", "link_id": "t3_k1aa"}

Things of one thread may stand anywhere in the file; comments stand in files of their own in many dumps. A thread is
put together by `link_id`, its posts in the order of their times. Words are Markdown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from extractor.model import Problem, Source, Stage, Thread
from extractor.problems import NotUnderstood
from extractor.readers._decoding import decoded
from extractor.readers._json import number, text
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import assembled, no_posts
from extractor.readers.exports._gather import Key, cut, lines, opened
from extractor.readers.exports.reddit import SITE, drafted, is_escaped, plain

NAME = "reddit-dump"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = (
    'lines like {"id": "k1aa", "title": …, "selftext": …} and {"body": …, "link_id": "t3_k1aa", "parent_id": …}'
)
_SAMPLED = 20
Thing = dict[str, Any]


def marks(source: Source) -> Marks:
    """Claims lines that are submissions or comments of Reddit, each of the first ones."""
    sample = [line for line in source.data.split(b"\n", _SAMPLED + 1)[: _SAMPLED + 1] if line.strip()]
    # The last may be the rest of the file, or cut off with the head.
    whole = sample[:-1] if len(sample) > _SAMPLED else sample
    things = [thing for line in whole if (thing := _thing(line)) is not None]
    claims = bool(things) and len(things) == len(whole)
    evidence = (
        f"{len(things)} of the first {len(whole)} lines are things of Reddit" if things else "no things of Reddit"
    )
    return Marks(claims=claims, looked_for=_LOOKED_FOR, evidence=(evidence,))


def pieces(source: Source) -> Iterator[Source]:
    """A file for each thread, its lines as they were. Raises NotUnderstood (E109)."""
    with opened(source) as file:

        def rows() -> Iterator[tuple[Key, int, int]]:
            for number, at, line in lines(file):
                yield _thread_of(_row(source, number, line)), at, len(line)

        def piece(_: Key, rows: Iterable[bytes]) -> bytes:
            return b"".join(row if row.endswith(b"\n") else row + b"\n" for row in rows)

        yield from cut(source, file, rows(), piece, head=0)


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood: E109 for a line that is no thing of Reddit."""
    decoded(source)
    rows = [(number, _row(source, number, line)) for number, _, line in lines(opened(source))]
    if not rows:
        raise no_posts(source, NAME, marks(source))
    things = sorted((row for _, row in rows), key=lambda thing: ("parent_id" in thing, _seconds(thing)))
    opening = next((thing for thing in things if "parent_id" not in thing), None)
    numbers = {id(row): number for number, row in rows}
    escaped = is_escaped(things)
    drafts = [drafted(thing, escaped) for thing in things]
    for draft, thing in zip(drafts, things, strict=True):
        draft.line = numbers[id(thing)]
    title = text(opening, "title") if opening else None
    key = _thread_of(things[0])
    comments = number(opening, "num_comments") if opening else None
    return assembled(
        source,
        NAME,
        "Reddit",
        drafts,
        title=plain(title, escaped) if title else None,
        url=_address(opening, things[0], key),
        source_id=key or None,
        announced=comments + 1 if comments is not None else None,
        opened=opening is not None,
    )


def _address(opening: Thing | None, first: Thing, key: str) -> str | None:
    path = text(opening, "permalink") if opening else None
    if path:
        return SITE + path if path.startswith("/") else path
    community = text(first, "subreddit")
    return f"{SITE}/r/{community}/comments/{key[3:]}/" if community and key[3:] else None


def _thing(line: bytes) -> Thing | None:
    """A submission or a comment; None for everything else."""
    try:
        value = json.loads(line.decode("utf-8-sig", "threadfaq-1252"))
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict) and value.get("kind") in ("t1", "t3") and isinstance(value.get("data"), dict):
        value = value["data"]
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        return None
    comment = isinstance(value.get("body"), str) and str(value.get("link_id", "")).startswith("t3_")
    submission = (
        isinstance(value.get("title"), str)
        and "selftext" in value
        and "parent_id" not in value
        and ("subreddit" in value or "permalink" in value)
    )
    if not comment and not submission:
        return None
    if isinstance(value.get("created_utc"), str) and value["created_utc"].partition(".")[0].isdigit():
        value["created_utc"] = int(value["created_utc"].partition(".")[0][:12])
    if comment and not isinstance(value.get("parent_id"), str):
        value["parent_id"] = value["link_id"]
    return value


def _thread_of(thing: Thing) -> str:
    link = thing.get("link_id")
    return link if isinstance(link, str) and "parent_id" in thing else f"t3_{thing['id']}"


def _seconds(thing: Thing) -> float:
    created = thing.get("created_utc")
    return float(created) if isinstance(created, int | float) and abs(created) < 1e15 else 0.0


def _row(source: Source, number: int, line: bytes) -> Thing:
    """The thing on a line. Raises NotUnderstood (E109) for anything else."""
    thing = _thing(line)
    if thing is None:
        raise NotUnderstood(
            Problem(
                stage=Stage.READ,
                code="E109",
                file=source.name,
                place=f"line {number}",
                cause="this line is no submission and no comment of Reddit",
                help="each line is an object with `title` and `selftext`, or with `body`, `link_id` and `parent_id`",
            )
        )
    return thing
