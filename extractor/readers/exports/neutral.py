"""The thread as JSON: the object that `threadfaq read` prints, so that other tools can write it.

Only `posts`, with a `text` each, is needed. What the program finds out by itself (quotes and replies for which the
object gives another reason than `declared`) is found out anew; what is declared is kept. A reply without a reason
is taken as declared: a tool that writes `reply_to` knows it.

Several threads are a line each, as the command prints them, or the list of an object `{"threads": […]}`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from extractor.model import Problem, Source, Stage, Thread
from extractor.model.wire import threads as wire
from extractor.model.wire.fields import given
from extractor.problems import NotUnderstood
from extractor.readers._decoding import decoded, try_decoded
from extractor.readers._json import parsed
from extractor.readers._lines import warning, with_roles, wordless
from extractor.readers._marks import Marks, Standing
from extractor.readers.exports._declared import form_of
from extractor.readers.exports._fields import Fields
from extractor.readers.exports._gather import cut, lines, opened
from extractor.readers.exports._json_parts import parts
from extractor.readers.exports._neutral_posts import ids_of, post_of
from extractor.text.characters import shortened

NAME = "neutral"
STANDING = Standing.PROVEN


def marks(source: Source) -> Marks:
    """Claims JSON objects with `posts` that is a list; also a broken one in which `"posts"` and `"text"` stand."""
    looked_for = 'a JSON object like {"posts": [{"author": "Robin K", "text": "Use milestones."}]}'
    if _is_lines(source):
        return Marks(claims=True, looked_for=looked_for, evidence=("a line for each thread, with a list `posts`",))
    text = try_decoded(source)
    if text is None:
        return Marks(claims=False, looked_for=looked_for, evidence=("no UTF-8 text",))
    if not text.lstrip().startswith(("{", "[")):
        begins = shortened(text.lstrip()[:200])
        return Marks(claims=False, looked_for=looked_for, evidence=(f"no JSON; it begins with `{begins}`",))
    try:
        value = parsed(text)
    except (ValueError, RecursionError) as error:
        claims = text.lstrip().startswith("{") and '"posts"' in text and '"text"' in text
        return Marks(claims=claims, looked_for=looked_for, evidence=(f"broken JSON: {_broken(error)}",))
    if not isinstance(value, dict):
        return Marks(claims=False, looked_for=looked_for, evidence=("JSON of another kind: a list, not an object",))
    if _threads(value):
        return Marks(claims=True, looked_for=looked_for, evidence=("a list `threads` of objects with `posts`",))
    if not isinstance(value.get("posts"), list):
        names = ", ".join(f"`{shortened(name, 30)}`" for name in list(value)[:8]) or "none"
        return Marks(
            claims=False,
            looked_for=looked_for,
            evidence=(f"JSON of another kind: no list `posts`; its fields are {names}",),
        )
    if "tid" in value and all(isinstance(post, dict) and "pid" in post for post in value["posts"]):
        return Marks(claims=False, looked_for=looked_for, evidence=("posts of another program, which have `pid`",))
    return Marks(claims=True, looked_for=looked_for, evidence=(f"a list `posts` of {len(value['posts'])}",))


def pieces(source: Source) -> Iterator[Source]:
    """Each thread's object as a file of its own. Raises NotUnderstood (E109)."""
    if _is_lines(source):
        with opened(source) as file:
            rows = ((number, at, len(line)) for number, at, line in lines(file))
            yield from cut(source, file, rows, lambda _, rows: b"".join(rows), head=0)
        return
    if _threads(_object(source)):
        keys = count(1)
        yield from parts(source, ["threads"], lambda _: next(keys), bare=True)
        return
    yield source


def _is_lines(source: Source) -> bool:
    """Whether the first line is a whole thread and others follow."""
    first, _, rest = source.data.partition(b"\n")
    if not first.lstrip(b"\xef\xbb\xbf \t").startswith(b"{") or not rest.strip():
        return False
    try:
        value = json.loads(first.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and isinstance(value.get("posts"), list)


def _threads(value: dict[str, Any]) -> bool:
    """Whether an object is a list of threads and no thread itself."""
    listed = value.get("threads")
    return (
        "posts" not in value
        and isinstance(listed, list)
        and any(isinstance(item, dict) and isinstance(item.get("posts"), list) for item in listed)
    )


def read(source: Source) -> Thread:
    """The thread. Raises NotUnderstood with an E109 for each field that is unknown, missing or of another kind.

    `format` of the object tells how the thread was first read; the thread itself says `neutral`.
    Warnings that the object carries stay warnings (W111); W108 for posts without words.
    """
    root = Fields(source.name, "", _object(source), stage=Stage.READ)
    thread = form_of(root, wire.Thread)
    if not thread.posts and not root.problems:
        root.complain("`posts` is empty", "a thread has at least one post")
    ids = ids_of(thread.posts)
    posts = [post_of(number, post, ids, root) for number, post in enumerate(thread.posts, 1)]
    if root.problems:
        raise NotUnderstood(*sorted(root.problems, key=lambda problem: _number(problem.place)))
    carried = [
        warning("W111", source.name, None, text, "this came with the JSON; see its source")
        for text in thread.warnings
    ]
    return Thread(
        id=source.id or thread.id,
        name=source.name,
        title=source.side.title or thread.title,
        url=source.side.url or thread.url,
        platform=source.side.platform or thread.platform,
        format=NAME,
        posts=with_roles(posts, source.side.roles, opened=not given(thread.opener_missing)),
        source_id=thread.source_id,
        flat=thread.flat,
        posts_announced=thread.posts_announced,
        opener_missing=given(thread.opener_missing),
        warnings=(
            *carried,
            *(() if thread.warnings else wordless(source.name, posts, {})),
            *(problem for problem in ids.warnings(source.name) if problem.cause not in thread.warnings),
        ),
    )


def _object(source: Source) -> dict[str, Any]:
    try:
        value = parsed(decoded(source))
    except (json.JSONDecodeError, ValueError, RecursionError) as error:
        place = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise NotUnderstood(
            Problem(
                stage=Stage.READ,
                code="E109",
                file=source.name,
                place=place,
                cause=f"this JSON is broken: {_broken(error)}",
                help="write it anew with the tool that made it; a file may have been cut off",
            )
        ) from None
    if isinstance(value, dict) and _threads(value) and len(value["threads"]) == 1:
        value = value["threads"][0]
    if not isinstance(value, dict):
        raise NotUnderstood(
            Problem(
                stage=Stage.READ,
                code="E109",
                file=source.name,
                cause="this JSON is not an object",
                help="one thread a file: the object that `threadfaq read` prints",
            )
        )
    return value


def _broken(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} in line {error.lineno}, column {error.colno}"
    return "it is nested too deeply" if isinstance(error, RecursionError) else "a number in it is too long"


def _number(place: str) -> int:
    """The number of the post that a place is in, 0 for the thread itself."""
    return int(place.partition(",")[0].removeprefix("post ") or 0)
