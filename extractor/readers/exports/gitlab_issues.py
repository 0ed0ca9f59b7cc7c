"""GitLab issues: what the REST interface answers for an issue, its notes or its discussions.

    {"iid": 7, "title": "…", "description": "…", "author": {"username": "robin_k", "name": "Robin"}, "web_url": "…"}
    [{"id": 31, "body": "…", "author": {…}, "system": false, "noteable_type": "Issue", "noteable_iid": 7}, …]

Both answers may stand in one list, or in an object: `{"issue": {…}, "notes": [{…}]}`. Notes that the program writes
(`system`) are nobody's words. Words are Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractor.model import Source, Thread
from extractor.readers._json import at, moment, number, text, value
from extractor.readers._marks import Marks, Standing
from extractor.readers._thread import Draft, assembled
from extractor.readers.exports._claims import held_items, json_marks
from extractor.readers.exports._issues import Item, issues_in
from extractor.readers.exports._json_parts import parts
from extractor.readers.exports._markdown import marked

NAME = "gitlab-issues"
STANDING = Standing.EXPERIMENTAL

_LOOKED_FOR = '{"iid": 7, "title": …, "description": …, "author": {"username": …}} and its list of notes'
_LISTS = ("notes", "discussions")


def marks(source: Source) -> Marks:
    """Claims an issue with its words, several of them, or the notes of one."""
    return json_marks(source, _LOOKED_FOR, _evidence)


def pieces(source: Source) -> Iterator[Source]:
    """A file for each issue of a list of issues. Raises NotUnderstood (E109)."""
    document = value(source)
    if len(_issues(document)) < 2:
        return iter((source,))
    return parts(source, [], lambda item: number(item, "id") if _is_issue(item) else None)


def read(source: Source) -> Thread:
    """The issue and its notes, by their times. Raises NotUnderstood: E109 for broken JSON or no issue."""
    _, issues = held_items(source, NAME, _issues, marks)
    issue, notes = issues[0]
    # The interface gives the newest note first unless it is asked otherwise.
    notes = sorted(notes, key=lambda note: (text(note, "created_at") or "", number(note, "id") or 0))
    address = text(issue, "web_url") if issue else None
    count = number(issue, "user_notes_count") if issue else None
    named = number(issue, "iid") if issue else number(notes[0], "noteable_iid")
    first = [_draft(issue, f"issue-{named}", text(issue, "description"), address)] if issue else []
    rest = [
        _draft(note, str(number(note, "id")), text(note, "body"), f"{address}#note_{note['id']}" if address else None)
        for note in notes
    ]
    return assembled(
        source,
        NAME,
        "GitLab",
        [*first, *rest],
        title=text(issue, "title") if issue else None,
        url=address,
        source_id=str(named) if named is not None else None,
        announced=count + 1 if count is not None else None,
        opened=issue is not None,
    )


def _issues(document: Any) -> list[tuple[Item | None, list[Item]]]:
    return issues_in(document, _is_issue, _is_note, _LISTS)


def _evidence(document: Any) -> str | None:
    issues = _issues(document)
    notes = sum(len(notes) for _, notes in issues)
    return f"{len(issues)} issues, {notes} notes" if issues else None


def _is_issue(item: Any) -> bool:
    return (
        isinstance(at(item, "title"), str)
        and "description" in item
        and number(item, "iid") is not None
        and text(item, "author", "username") is not None
    )


def _is_note(item: Any) -> bool:
    return (
        isinstance(at(item, "body"), str)
        and number(item, "id") is not None
        and text(item, "author", "username") is not None
        and item.get("system") is False
        and text(item, "noteable_type") in ("Issue", "MergeRequest", None)
    )


def _draft(item: Item, id: str, written: str | None, address: str | None) -> Draft:
    words = marked(written or "")
    created = text(item, "created_at")
    return Draft(
        id=id,
        author=text(item, "author", "name") or text(item, "author", "username"),
        login=text(item, "author", "username"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        posted=moment(created),
        printed=created,
        edited=moment(item.get("last_edited_at")),
        votes=number(item, "upvotes"),
        permalink=address,
    )
