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

from extractor.model import Because, Block, BlockKind, How, Link, Post, Problem, Role, Source, Stage, Thread
from extractor.model.anchors import Ids, distinct
from extractor.problems import NotUnderstood
from extractor.readers._decoding import decoded, try_decoded
from extractor.readers._lines import warning, with_roles, wordless
from extractor.readers._marks import Marks, Standing
from extractor.readers.exports._fields import Fields
from extractor.readers.exports._gather import cut, lines, opened
from extractor.readers.exports._json_parts import parts
from extractor.text.characters import shortened

NAME = "neutral"
STANDING = Standing.PROVEN

_THREAD = (
    "id",
    "title",
    "url",
    "platform",
    "format",
    "source_id",
    "flat",
    "posts_announced",
    "complete",
    "warnings",
    "posts",
)
_POST = (
    "number",
    "id",
    "author",
    "author_certain",
    "edited_by",
    "role",
    "posted",
    "edited",
    "text",
    "quotes",
    "reply_to",
    "reply_because",
    "reply_certain",
    "votes",
    "accepted",
    "permalink",
    "login",
    "rank",
    "position",
    "blocks",
    "links",
)
_QUOTE = ("start", "end", "post", "how")
_BLOCK = ("kind", "start", "end", "declared_post", "declared_author")
_LINK = ("start", "end", "url")


def marks(source: Source) -> Marks:
    """Claims JSON objects with `posts` that is a list; also a broken one in which `"posts"` and `"text"` stand."""
    looked_for = 'a JSON object like {"posts": [{"author": "Robin K", "text": "Use milestones."}]}'
    if _is_lines(source):
        return Marks(claims=True, looked_for=looked_for, found=("a line for each thread, with a list `posts`",))
    text = try_decoded(source)
    if text is None:
        return Marks(claims=False, looked_for=looked_for, found=("no UTF-8 text",))
    if not text.lstrip().startswith(("{", "[")):
        begins = shortened(text.lstrip()[:200])
        return Marks(claims=False, looked_for=looked_for, found=(f"no JSON; it begins with `{begins}`",))
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        claims = text.lstrip().startswith("{") and '"posts"' in text and '"text"' in text
        return Marks(claims=claims, looked_for=looked_for, found=(f"broken JSON: {_broken(error)}",))
    if not isinstance(value, dict):
        return Marks(claims=False, looked_for=looked_for, found=("JSON of another kind: a list, not an object",))
    if _threads(value):
        return Marks(claims=True, looked_for=looked_for, found=("a list `threads` of objects with `posts`",))
    if not isinstance(value.get("posts"), list):
        names = ", ".join(f"`{shortened(name, 30)}`" for name in list(value)[:8]) or "none"
        return Marks(
            claims=False,
            looked_for=looked_for,
            found=(f"JSON of another kind: no list `posts`; its fields are {names}",),
        )
    if "tid" in value and all(isinstance(post, dict) and "pid" in post for post in value["posts"]):
        return Marks(claims=False, looked_for=looked_for, found=("posts of another program, which have `pid`",))
    return Marks(claims=True, looked_for=looked_for, found=(f"a list `posts` of {len(value['posts'])}",))


def pieces(source: Source) -> Iterator[Source]:
    """Each thread's object as a file of its own. Raises NotUnderstood (E109)."""
    if _is_lines(source):
        with opened(source) as file:
            rows = ((number, at, len(line)) for number, at, line in lines(file))
            yield from cut(source, file, rows, lambda _, found: b"".join(found))
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
    root.known(_THREAD)
    title, url, platform = root.text("title"), root.text("url"), root.text("platform")
    thread_id, announced = root.text("id"), root.number("posts_announced", least=0)
    source_id, flat = root.text("source_id"), root.flag("flat")
    root.text("format")
    root.flag("complete")
    told = [item for item in root.items("warnings") if isinstance(item, str)]
    if len(told) < len(root.items("warnings")):
        root.complain("`warnings` should be a list of strings", "each is one sentence")
    tables = root.objects("posts", "post", required=True)
    if not tables and not root.problems:
        root.complain("`posts` is empty", "a thread has at least one post")
    ids = _ids(tables)
    posts = _posts(tables, ids)
    if root.problems:
        raise NotUnderstood(*root.problems)
    carried = [warning("W111", source.name, None, text, "this came with the JSON; see its source") for text in told]
    return Thread(
        id=source.id or thread_id,
        name=source.name,
        title=source.side.title or title,
        url=source.side.url or url,
        platform=source.side.platform or platform,
        format=NAME,
        posts=with_roles(posts, source.side.roles),
        source_id=source_id,
        flat=flat,
        posts_announced=announced,
        warnings=(
            *carried,
            *(() if told else wordless(source.name, posts, {})),
            *(found for found in ids.warnings(source.name) if found.cause not in told),
        ),
    )


def _object(source: Source) -> dict[str, Any]:
    try:
        value = json.loads(decoded(source))
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


def _posts(tables: list[Fields], ids: Ids) -> list[Post]:
    return [_post(number, table, ids) for number, table in enumerate(tables, 1)]


def _ids(tables: list[Fields]) -> Ids:
    """The given ids; where one is missing, a digest of author and printed time."""
    given = [table.values.get("id") for table in tables]
    marks = [(str(table.values.get("author")), str(table.values.get("posted"))) for table in tables]
    return distinct(marks, [own if isinstance(own, str) and own else None for own in given])


def _post(number: int, table: Fields, ids: Ids) -> Post:
    table.known(_POST)
    own = table.number("number", least=1)
    if own is not None and own != number:
        table.complain(f"`number` is {own} and should be {number}", "posts are numbered from 1 in their order")
    table.text("id")
    text = table.text("text", required=True) or ""
    author, edited_by = table.text("author"), table.text("edited_by")
    certain = table.flag("author_certain")
    table.flag("reply_certain")
    role = table.choice("role", [role.value for role in Role])
    return Post(
        number=number,
        id=ids.all[number - 1],
        author=author or None,
        author_certain=certain if certain is not None else bool(author),
        edited_by=edited_by,
        role=Role(role) if role else Role.UNKNOWN,
        posted=table.time("posted"),
        printed=table.text("posted"),
        edited=table.time("edited"),
        text=text,
        blocks=_blocks(table, text, ids),
        links=_links(table, text),
        login=table.text("login"),
        rank=table.text("rank"),
        position=table.number("position", least=1),
        declared_parent=_parent(number, table, ids),
        votes=table.number("votes"),
        accepted=table.flag("accepted"),
        permalink=table.text("permalink"),
    )


def _target(table: Fields, name: str, ids: Ids) -> str | None:
    """The id of the post that a field names by its number."""
    number = table.number(name, least=1)
    if number is not None and number > len(ids.all):
        table.complain(f"`{name}` is {number}, and there are {len(ids.all)} posts", "it is the `number` of a post")
        return None
    return ids.all[number - 1] if number is not None else None


def _parent(number: int, table: Fields, ids: Ids) -> str | None:
    because = table.choice("reply_because", [because.value for because in Because])
    parent = _target(table, "reply_to", ids)
    if parent == ids.all[number - 1]:
        table.complain("`reply_to` is the post's own number", "a post answers another, or null")
        return None
    return parent if because in (None, Because.DECLARED) else None


def _quotes(table: Fields, text: str, ids: Ids) -> tuple[Block, ...]:
    """Quotes with a mark as blocks; those without one are found again from the words."""
    blocks = []
    for quote in table.objects("quotes", "quote"):
        quote.known(_QUOTE)
        how = quote.choice("how", [how.value for how in How])
        post = _target(quote, "post", ids)
        place = _range(quote, text)
        if place is not None and how != How.REPEATED:
            declared = post if how in (None, How.DECLARED) else None
            blocks.append(
                Block(
                    kind=BlockKind.QUOTE,
                    start=place[0],
                    end=place[1],
                    declared_post=declared,
                )
            )
    return tuple(blocks)


def _blocks(table: Fields, text: str, ids: Ids) -> tuple[Block, ...]:
    """Stretches that are not prose. Where quotes are given twice, as found and as blocks, the blocks count."""
    quotes = _quotes(table, text, ids)
    found = []
    for block in table.objects("blocks", "block"):
        block.known(_BLOCK)
        kind, place = block.choice("kind", [kind.value for kind in BlockKind]), _range(block, text)
        post, author = ids.now(block.text("declared_post")), block.text("declared_author")
        if kind is not None and place is not None:
            found.append(
                Block(kind=BlockKind(kind), start=place[0], end=place[1], declared_post=post, declared_author=author)
            )
    return tuple(found) if "blocks" in table.values else quotes


def _links(table: Fields, text: str) -> tuple[Link, ...]:
    found = []
    for link in table.objects("links", "link"):
        link.known(_LINK)
        url, place = link.text("url", required=True), _range(link, text, least=0)
        if url is not None and place is not None:
            found.append(Link(start=place[0], end=place[1], url=url))
    return tuple(found)


def _range(table: Fields, text: str, least: int = 1) -> tuple[int, int] | None:
    """The range of a post's text that an object names, of `least` characters or more."""
    start, end = table.number("start", least=0, required=True), table.number("end", least=0, required=True)
    if start is None or end is None:
        return None
    if not (start + least <= end <= len(text)):
        table.complain(f"{start} to {end} is no range of a text of {len(text)}", "offsets count code points")
        return None
    return start, end
