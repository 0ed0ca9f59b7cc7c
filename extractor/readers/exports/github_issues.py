"""GitHub issues and pull requests: what the REST interface answers, or what `gh issue view --json` prints.

    {"number": 7, "title": "…", "body": "…", "user": {"login": "robin-k"}, "comments": 2, "html_url": "https://…/7"}
    [{"id": 31, "body": "…", "user": {"login": "mara-p"}, "issue_url": "https://…", "created_at": "…"}, …]

Both answers may stand in one list, or in an object: `{"issue": {…}, "comments": [{…}]}`. Words are Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from extractor.model import Role, Source, Thread
from extractor.readers._json import at, moment, number, text, value
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.exports._claims import held_items, json_marks
from extractor.readers.exports._issues import Item, issues_in
from extractor.readers.exports._json_parts import parts
from extractor.readers.exports._markdown import marked

NAME = "github-issues"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '{"number": 7, "title": …, "body": …, "user": {"login": …}, "comments": …} and its list of comments'
_LISTS = ("comments",)
_STAFF = ("OWNER", "MEMBER", "COLLABORATOR")
_NUMBER = re.compile(r"/(?:issues|pull|pulls)/([0-9]{1,12})(?![0-9])")


def marks(source: Source) -> Marks:
    """Claims an issue with its words, several of them, or the comments of one."""
    return json_marks(source, _LOOKED_FOR, _evidence)


def pieces(source: Source) -> Iterator[Source]:
    """A file for each issue of a list of issues. Raises NotUnderstood (E109)."""
    document = value(source)
    if len(_issues(document)) < 2:
        return iter((source,))
    return parts(source, [], lambda item: number(item, "number") if _is_issue(item) else None)


def read(source: Source) -> Thread:
    """The issue and its comments. Raises NotUnderstood: E109 for broken JSON or no issue."""
    _, issues = held_items(source, NAME, _issues, marks)
    issue, comments = issues[0]
    address = _address(issue or comments[0])
    named = number(issue, "number") if issue else None
    found = _NUMBER.search(address or "")
    count = number(issue, "comments") if issue else None
    first = [_draft(issue, f"issue-{named}")] if issue else []
    return assembled(
        source,
        NAME,
        "GitHub",
        [*first, *(_draft(comment, None) for comment in comments)],
        title=text(issue, "title") if issue else None,
        url=address.partition("#")[0] if address else None,
        source_id=str(named) if named is not None else found[1] if found else None,
        announced=count + 1 if count is not None else None,
        opened=issue is not None,
    )


def _issues(document: Any) -> list[tuple[Item | None, list[Item]]]:
    return issues_in(document, _is_issue, _is_comment, _LISTS)


def _evidence(document: Any) -> str | None:
    issues = _issues(document)
    comments = sum(len(comments) for _, comments in issues)
    return f"{len(issues)} issues, {comments} comments" if issues else None


def _who(item: Any) -> str | None:
    return text(item, "user", "login") or text(item, "author", "login")


def _created(item: Any) -> str | None:
    return text(item, "created_at") or text(item, "createdAt")


def _is_issue(item: Any) -> bool:
    return (
        isinstance(at(item, "title"), str)
        and ("body" in item)
        and number(item, "number") is not None
        and _who(item) is not None
        and _created(item) is not None
    )


def _is_comment(item: Any) -> bool:
    return (
        isinstance(at(item, "body"), str)
        and "title" not in item
        and _created(item) is not None
        and ("issue_url" in item or "authorAssociation" in item or "#issuecomment-" in str(_address(item)))
    )


def _address(item: Any) -> str | None:
    written = text(item, "html_url") or text(item, "url")
    # The address of the interface itself is none for readers.
    return written if written and "api.github.com" not in written else None


def _draft(item: Item, id: str | None) -> Draft:
    words = marked(text(item, "body") or "")
    created = _created(item)
    changed = text(item, "lastEditedAt")
    own = number(item, "id")
    named = re.search(r"#issuecomment-([0-9]{1,20})", _address(item) or "")
    staff = text(item, "author_association") or text(item, "authorAssociation")
    return Draft(
        id=id or (str(own) if own is not None else named[1] if named else text(item, "id")),
        author=_who(item),
        login=_who(item),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        role=Role.STAFF if staff in _STAFF else Role.UNKNOWN,
        posted=moment(created),
        printed=created,
        edited=moment(changed),
        votes=number(item, "reactions", "+1"),
        permalink=_address(item),
    )
