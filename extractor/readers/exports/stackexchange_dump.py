"""Stack Exchange's data dump: `Posts.xml`, with `Users.xml` and `Comments.xml` beside it for names and comments.

    <posts><row Id="4711" PostTypeId="1" AcceptedAnswerId="4712" OwnerUserId="9" Title="…" Body="&lt;p&gt;…"/>

A thread's piece is a `Posts.xml` of its rows, in which the rows of the others stand as `<users>` and `<comments>`.
The dump does not say which site it is of; addresses need the `url` of the side file.
"""

from __future__ import annotations

import io
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import BinaryIO
from urllib.parse import urlsplit

from extractor.model import Problem, Source, Thread
from extractor.problems import NotUnderstood
from extractor.readers._body import Body, body
from extractor.readers._decoding import decoded
from extractor.readers._html import SavedPage
from extractor.readers._json import moment
from extractor.readers._lines import warning
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.readers.exports._gather import Key, cut, opened, scratch, slice_of
from extractor.readers.exports._markdown import marked
from extractor.readers.exports._xml_rows import rows
from extractor.text.weblinks import web_address

NAME = "stackexchange-dump"
STANDING = Standing.PROVEN

_LOOKED_FOR = 'XML like <posts><row Id="4711" PostTypeId="1" Body="…"/>'
_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,99}(?:<\?xml[^>]{0,200}\?>)?\s{0,99}(?:<!--.{0,2000}?-->\s{0,99})?<posts[\s>]", re.S
)
_HEAD = 1 << 20
_QUESTION, _ANSWER = "1", "2"
"""https://meta.stackexchange.com/questions/2677: the other kinds are wikis, nominations and the like."""
_PERSON = re.compile(rb"\b(?:OwnerUserId|LastEditorUserId|UserId)\s?=\s?[\"'](-?[0-9]{1,12})[\"']")
_POST = re.compile(rb"<row\s[^>]{0,200}?\bId\s?=\s?[\"']([0-9]{1,12})[\"']")
_Find = Callable[[int], Iterator[bytes]]


def marks(source: Source) -> Marks:
    """Claims XML whose root is `posts` and whose first row is a post."""
    head = source.data[:_HEAD]
    if not _BEGINS.match(head):
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("no XML with the root `posts`",))
    try:
        first = next(rows(io.BytesIO(head), source.name, whole=False), None)
    except NotUnderstood as refusal:
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=(refusal.problems[0].cause,))
    if first is None or not {"Id", "PostTypeId"} <= first.values.keys():
        return Marks(claims=False, looked_for=_LOOKED_FOR, evidence=("a root `posts`, and no row of a post in it",))
    return Marks(claims=True, looked_for=_LOOKED_FOR, evidence=("a root `posts` and rows with `PostTypeId`",))


def pieces(source: Source) -> Iterator[Source]:
    """Each question with its answers, and the people and comments that belong to them. Raises NotUnderstood."""
    if not _BEGINS.match(source.data[:_HEAD]):
        decoded(replace(source, stream=None))
        raise no_posts(source, NAME, marks(source))
    with ExitStack() as stack:
        file = stack.enter_context(opened(source))
        people = _beside(stack, source, "Users.xml", "Id", "DisplayName")
        comments = _beside(stack, source, "Comments.xml", "PostId", "Text")

        def piece(_: Key, rows: Iterable[bytes]) -> bytes:
            posts = list(rows)
            comment_rows = [
                row for post in posts if (id := _POST.match(post)) and comments for row in comments(int(id[1]))
            ]
            ids = sorted({int(id) for row in (*posts, *comment_rows) for id in _PERSON.findall(row)})
            known = [row for id in ids for row in people(id)] if people else []
            return _document(posts, known, comment_rows)

        alone = people is None and comments is None
        yield from cut(source, file, _keys(source, file), piece, lambda: replace(source.side, title=None), alone)


def read(source: Source) -> Thread:
    """A question and its answers, each before its comments. Raises NotUnderstood: E109 for what is no dump."""
    if source.stream is not None or not _BEGINS.match(source.data[:_HEAD]):
        decoded(source)
        raise no_posts(source, NAME, marks(source))
    posts: list[Mapping[str, str]] = []
    comments: dict[str, list[Mapping[str, str]]] = {}
    # The account that edits on behalf of the site is the same everywhere.
    names = {"-1": "Community"}
    for row in rows(io.BytesIO(source.data), source.name):
        if row.table == "users":
            names[row.values.get("Id", "")] = row.values.get("DisplayName", "")
        elif row.table == "comments":
            comments.setdefault(row.values.get("PostId", ""), []).append(row.values)
        elif row.values.get("PostTypeId") in (_QUESTION, _ANSWER):
            posts.append(row.values)
    if not posts:
        raise no_posts(source, NAME, marks(source))
    posts.sort(key=lambda post: post["PostTypeId"] != _QUESTION)
    first = posts[0]
    question = first if first["PostTypeId"] == _QUESTION else None
    id = (first.get("Id") if question else first.get("ParentId")) or None
    site = _site(source.side.url)
    drafts = [
        draft
        for post in posts
        for draft in (
            _post(post, question, names, site),
            *(_comment(comment, names, site) for comment in comments.get(post.get("Id", ""), ())),
        )
    ]
    unnamed = sum(draft.author == f"user{draft.login}" and draft.login not in names for draft in drafts)
    # The side file's address is the site's: what it is needed for.
    return assembled(
        replace(source, side=replace(source.side, url=None)),
        NAME,
        "Stack Exchange",
        drafts,
        title=first.get("Title"),
        url=f"{site}/q/{id}" if site else None,
        source_id=id,
        announced=_announced(question, posts, bool(comments)),
        opened=question is not None,
        warnings=[*([] if question else [_headless(source)]), *([_nameless(source, unnamed)] if unnamed else [])],
    )


def _keys(source: Source, file: BinaryIO) -> Iterator[tuple[Key, int, int]]:
    for row in rows(file, source.name):
        kind = row.values.get("PostTypeId")
        key = row.values.get({_QUESTION: "Id", _ANSWER: "ParentId"}.get(kind or "", ""), "")
        if row.table == "posts" and key.isascii() and key.isdigit() and len(key) < 16:
            yield int(key), row.at, row.size


def _beside(stack: ExitStack, source: Source, name: str, key: str, other: str) -> _Find | None:
    """The rows of a file beside the dump by one of their numbers; None where there is no such file."""
    neighbour = source.beside(name)
    if neighbour is None:
        return None
    file = stack.enter_context(opened(neighbour))
    base: sqlite3.Connection = stack.enter_context(closing(scratch()))
    places = (
        (int(row.values[key]), row.at, row.size)
        for row in rows(file, neighbour.name)
        if other in row.values and re.fullmatch(r"-?[0-9]{1,15}", row.values.get(key, ""))
    )
    base.execute("CREATE TABLE place (key INTEGER, at INTEGER, size INTEGER)")
    base.execute("BEGIN")
    base.executemany("INSERT INTO place VALUES (?, ?, ?)", places)
    base.execute("CREATE INDEX place_of ON place (key, at, size)")
    base.execute("COMMIT")

    def find(id: int) -> Iterator[bytes]:
        for place in base.execute("SELECT at, size FROM place WHERE key = ? ORDER BY at", (id,)).fetchall():
            yield slice_of(file, place)

    return find


def _document(posts: list[bytes], people: list[bytes], comments: list[bytes]) -> bytes:
    def lines(rows: list[bytes]) -> bytes:
        return b"".join(row + (b"\n" if row.endswith(b"/>") else b"</row>\n") for row in rows)

    users = b"<users>\n%b</users>\n" % lines(people) if people else b""
    comments_element = b"<comments>\n%b</comments>\n" % lines(comments) if comments else b""
    return b'<?xml version="1.0" encoding="utf-8"?>\n<posts>\n%b%b%b</posts>\n' % (
        lines(posts),
        users,
        comments_element,
    )


def _post(post: Mapping[str, str], question: Mapping[str, str] | None, names: Mapping[str, str], site: str) -> Draft:
    id, is_question = post.get("Id", ""), post is question
    words = _words(post.get("Body", ""), site)
    accepted = question is not None and not is_question and question.get("AcceptedAnswerId") == id
    editor = post.get("LastEditorUserId")
    return Draft(
        id=id or None,
        author=_name(post.get("OwnerUserId"), post.get("OwnerDisplayName"), names),
        login=post.get("OwnerUserId"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        posted=moment(post.get("CreationDate")),
        printed=post.get("CreationDate"),
        edited=moment(post.get("LastEditDate")),
        edited_by=_name(editor, post.get("LastEditorDisplayName"), names),
        declared_parent=None if is_question else post.get("ParentId"),
        votes=_number(post.get("Score")),
        accepted=True if accepted else None,
        permalink=f"{site}/{'q' if is_question else 'a'}/{id}" if site else None,
    )


def _comment(comment: Mapping[str, str], names: Mapping[str, str], site: str) -> Draft:
    words = marked(comment.get("Text", ""))
    id = comment.get("Id", "")
    return Draft(
        id=f"comment-{id}" if id else None,
        author=_name(comment.get("UserId"), comment.get("UserDisplayName"), names),
        login=comment.get("UserId"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        posted=moment(comment.get("CreationDate")),
        printed=comment.get("CreationDate"),
        declared_parent=comment.get("PostId"),
        votes=_number(comment.get("Score")),
        permalink=f"{site}/posts/comments/{id}" if site else None,
    )


def _words(html: str, site: str) -> Body:
    page = SavedPage(html, site or None)
    return body(page.whole, page.whole.element)


def _name(id: str | None, printed: str | None, names: Mapping[str, str]) -> str | None:
    """A person's name; the number that the dump has where nobody says the name, which still tells people apart."""
    return names.get(id or "") or printed or (f"user{id}" if id else None)


def _site(url: str | None) -> str:
    parts = urlsplit(web_address(url) or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _number(digits: str | None) -> int | None:
    return int(digits) if digits and re.fullmatch(r"-?[0-9]{1,15}", digits) else None


def _announced(question: Mapping[str, str] | None, posts: list[Mapping[str, str]], commented: bool) -> int | None:
    answers = _number(question.get("AnswerCount")) if question is not None else None
    if answers is None:
        return None
    return 1 + answers + (sum(_number(post.get("CommentCount")) or 0 for post in posts) if commented else 0)


def _headless(source: Source) -> Problem:
    cause = "the question of these answers is not in the dump"
    return warning("W109", source.name, None, cause, "it was removed on the site, or the file is a part of a dump")


def _nameless(source: Source, unnamed: int) -> Problem:
    cause = f"{unnamed} post{'s are' if unnamed > 1 else ' is'} signed with a number, because no name is known"
    return warning("W117", source.name, None, cause, "put the dump's Users.xml beside the file")
