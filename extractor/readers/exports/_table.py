"""Rows of posts, whatever wrote them: which column holds which field, and what a row says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from extractor.model import Problem, Role, SideFile, Source, Stage, Thread
from extractor.problems import NotUnderstood
from extractor.readers._body import Body, body, plain
from extractor.readers._dates import printed_time
from extractor.readers._html import SavedPage
from extractor.readers._json import moment
from extractor.readers._lines import warning
from extractor.readers._marks import Marks
from extractor.readers._thread import Draft, assembled, no_posts
from extractor.tables import nearest
from extractor.text.weblinks import web_address

Row = Mapping[str, Any]

NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        *("message_text", "post_text", "comment_text", "reply_text", "message_body", "post_body", "comment_body"),
        *("post_content", "message_content", "comment_content", "text", "message", "body", "content", "comment"),
    ),
    "html": (),
    "author": (
        *("author", "author_name", "username", "user_name", "display_name", "poster", "contributor", "user"),
        *("author_id", "contributor_id", "user_id"),
    ),
    "posted": (
        *("posted", "posted_at", "post_date", "created_at", "creation_date", "date_posted", "date", "datetime"),
        *("timestamp", "created", "created_utc", "time"),
    ),
    "edited": ("edited", "edited_at", "edit_date", "last_edit_date", "last_edited_at"),
    "edited_by": ("edited_by", "last_editor"),
    "thread": ("thread", "thread_id", "topic_id", "topic", "conversation_id", "discussion_id"),
    "title": ("title", "thread_title", "topic_title", "subject"),
    "url": ("url", "thread_url", "topic_url", "link"),
    "id": ("id", "post_id", "message_id", "comment_id"),
    "parent": ("parent", "parent_id", "reply_to", "reply_to_id", "in_reply_to"),
    "rank": ("rank", "contributor_rank", "author_rank", "user_rank", "user_title"),
    "staff": ("staff", "is_staff"),
    "votes": ("votes", "upvotes", "score", "likes", "kudos", "like_count"),
    "accepted": ("accepted", "is_accepted", "is_solution", "solution", "is_answer"),
    "permalink": ("permalink", "post_url", "message_url", "comment_url"),
    "login": ("login",),
}
"""Fields of a post, and the column names that are taken for them when nothing else is said."""
DATES = "dates"
"""In a column map, besides the fields: the order of day and month."""
ORDERS = ("day/month/year", "month/day/year")

# Tables of letters, articles and logs have a `text` and an `author` too; these names only tables of posts have.
_SURE_TEXT = frozenset(NAMES["text"][:10])
_SURE_THREAD = frozenset(NAMES["thread"])
_YES = frozenset(("1", "true", "yes", "y", "t"))
_NUMERIC = re.compile(
    r"\s{0,9}(?P<a>[0-9]{1,2})(?P<by>[/.-])(?P<b>[0-9]{1,2})(?P=by)(?P<year>[0-9]{4}|[0-9]{2})"
    r"(?:,?[ T]{1,3}(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?)?\s{0,9}$"
)
_SECONDS = re.compile(r"[0-9]{9,13}(?:\.[0-9]{1,6})?$")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds which field."""

    of: Mapping[str, str]
    """Column names by field."""
    day_first: bool | None
    """The order of day and month that the map names."""

    @property
    def by(self) -> str | None:
        """The field whose values tell threads apart; None where all rows are one thread."""
        return next((field for field in ("thread", "url", "title") if field in self.of), None)


def columns(source: Source, names: Sequence[str]) -> Columns:
    """The columns of a table with these names. Raises NotUnderstood (E109) for a map that does not fit."""
    declared = source.side.columns
    problems = []
    of: dict[str, str] = {}
    for field, name in declared.items():
        if field == DATES:
            if name not in ORDERS:
                problems.append(_wrong(source, f"`{DATES}` cannot be {name!r}", f"one of: {', '.join(ORDERS)}"))
        elif field not in NAMES:
            right = nearest(field, [*NAMES, DATES])
            help = f"did you mean `{right}`?" if right else f"fields: {', '.join(NAMES)}"
            problems.append(_wrong(source, f"`{field}` is no field of a post", help))
        elif not isinstance(name, str) or (name and not _has(names, name)):
            right = nearest(str(name), list(names))
            help = f"did you mean `{right}`? " if right else ""
            problems.append(
                _wrong(source, f"there is no column `{name}`", f"{help}columns: {', '.join(map(str, names[:40]))}")
            )
        elif name:
            of[field] = name
    if problems:
        raise NotUnderstood(*problems)
    plain = {_plain(name): name for name in reversed(names)}
    for field, usual in NAMES.items():
        # A field that the map leaves empty is not to be guessed.
        if field not in declared and not (field == "text" and "html" in of):
            usual_name = next(
                (plain[name] for name in usual if name in plain and plain[name] not in of.values()), None
            )
            if usual_name is not None:
                of[field] = usual_name
    order = declared.get(DATES)
    return Columns(of, None if order is None else order == ORDERS[0])


def claimed(source: Source, names: Sequence[str], kind: str, looked_for: str) -> Marks:
    """Whether a table with these columns is one of posts: by its side file's map, or by names only posts have."""
    try:
        columns_of = columns(source, names).of
    except NotUnderstood as refusal:
        return Marks(claims=False, looked_for=looked_for, evidence=(refusal.problems[0].cause,))
    evidence = tuple(f"`{name}` holds {field}" for field, name in columns_of.items()) or (
        f"no column of a post in this {kind}",
    )
    if source.side.columns:
        return Marks(claims="text" in columns_of or "html" in columns_of, looked_for=looked_for, evidence=evidence)
    whose = "author" in columns_of or "posted" in columns_of
    sure = _plain(columns_of.get("thread", "")) in _SURE_THREAD or (
        _plain(columns_of.get("text", "")) in _SURE_TEXT and ("url" in columns_of or "title" in columns_of)
    )
    if "text" in columns_of and whose and sure:
        return Marks(claims=True, looked_for=looked_for, evidence=evidence)
    missing = "words" if "text" not in columns_of else "author or time" if not whose else "thread"
    return Marks(claims=False, looked_for=looked_for, evidence=(f"no column that is surely the {missing} of a post",))


def thread_of(source: Source, format: str, marks: Marks, layout: Columns, rows: Iterable[tuple[int, Row]]) -> Thread:
    """The thread of these rows and their lines, posts by their time where all have one."""
    table = list(rows)
    if not table or not ({"text", "html"} & layout.of.keys()):
        raise no_posts(source, format, marks)
    order = layout.day_first
    doubt = False
    if order is None:
        post_order = Order()
        for _, row in table:
            post_order.see(cell(row, layout, "posted"))
        order, doubt = post_order.day_first, post_order.doubtful
    drafts = [_draft(line, row, layout, order) for line, row in table]
    times = [draft.posted for draft in drafts if draft.posted is not None]
    if len(times) == len(drafts) and len({time.utcoffset() is None for time in times}) == 1:
        drafts.sort(key=lambda draft: draft.posted or times[0])
    first = table[0][1]
    key = cell(first, layout, "thread")
    return assembled(
        source,
        format,
        None,
        drafts,
        title=cell(first, layout, "title"),
        url=cell(first, layout, "url"),
        source_id=key,
        warnings=[_two_ways(source)] if doubt else (),
        flat=True,
    )


def _draft(line: int, row: Row, layout: Columns, day_first: bool) -> Draft:
    def has(field: str) -> str | None:
        return cell(row, layout, field)

    html = has("html")
    page = SavedPage(html, web_address(has("permalink") or has("url"))) if html else None
    written = (has("text") or "").replace("\r\n", "\n").strip()
    words = body(page.whole, page.whole.element) if page is not None else plain(Body(written, (), (), line))
    votes = re.fullmatch(r"[+-]?[0-9]{1,15}", has("votes") or "")
    accepted = has("accepted")
    return Draft(
        id=has("id"),
        author=has("author"),
        login=has("login"),
        rank=has("rank"),
        role=Role.STAFF if (has("staff") or "").casefold() in _YES else Role.UNKNOWN,
        posted=when(has("posted"), day_first),
        printed=has("posted"),
        edited=when(has("edited"), day_first),
        edited_by=has("edited_by"),
        text=words.text,
        blocks=words.blocks,
        links=words.links,
        line=line,
        declared_parent=has("parent"),
        votes=int(votes.group()) if votes else None,
        accepted=(accepted.casefold() in _YES or None) if accepted else None,
        permalink=has("permalink"),
    )


def cell(row: Row, layout: Columns, field: str) -> str | None:
    """What a row has in a field's column, as text; None where it is empty."""
    name = layout.of.get(field)
    value: Any = row.get(name) if name is not None else None
    if value is None and name is not None and "." in name:
        value = row
        for step in name.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
    if isinstance(value, bool):
        return "true" if value else None
    if isinstance(value, int | float):
        return str(value)
    return value.strip("\ufeff") or None if isinstance(value, str) and value.strip() else None


class Order:
    """Whether day or month comes first in dates like 3/12/2021, as far as the dates seen can tell."""

    def __init__(self) -> None:
        self.numeric = 0
        """Dates that could be either."""
        self.days = 0
        """Dates whose first number can only be a day."""
        self.months = 0
        """Dates whose second number can only be a day."""

    def see(self, printed: str | None) -> None:
        """Take in a date."""
        match = _NUMERIC.match(printed or "")
        if match and match["by"] != ".":
            self.days += int(match["a"]) > 12
            self.months += int(match["b"]) > 12
            self.numeric += int(match["a"]) != int(match["b"]) and int(match["a"]) <= 12 and int(match["b"]) <= 12

    @property
    def day_first(self) -> bool:
        """The order that more dates speak for; month first where none does."""
        return self.days > self.months

    @property
    def doubtful(self) -> bool:
        """Whether there are dates of two meanings, and nothing or two things decide."""
        return bool((self.numeric and not self.days and not self.months) or (self.days and self.months))


def settled(side: SideFile, order: Order) -> Mapping[str, str]:
    """The column map for a thread of a table whose dates have been seen as a whole: alone, its own may not tell."""
    if DATES in side.columns or order.doubtful or not (order.days or order.months):
        return side.columns
    return {**side.columns, DATES: ORDERS[0] if order.day_first else ORDERS[1]}


def when(printed: str | None, day_first: bool) -> datetime | None:
    """A time as tables have it: ISO, seconds or milliseconds since 1970, numbers, or words."""
    if not printed:
        return None
    if _SECONDS.match(printed):
        seconds = float(printed)
        return moment(seconds / 1000 if seconds > 99_999_999_999 else seconds)
    match = _NUMERIC.match(printed)
    if match is None:
        return printed_time(printed)
    # Points divide days from months where the day comes first.
    day, month = (match["a"], match["b"]) if day_first or match["by"] == "." else (match["b"], match["a"])
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    hour = int(match["hour"] or 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    try:
        return datetime(year, int(month), int(day), hour, int(match["minute"] or 0), int(match["second"] or 0))
    except ValueError:
        return None


def _plain(name: str) -> str:
    """A column name as it is compared: small letters, and underscores for what is no letter."""
    parts = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name[:80])
    return re.sub(r"[^0-9a-z]+", "_", parts.casefold()).strip("_")


def _has(names: Sequence[str], name: str) -> bool:
    return name in names or name.split(".")[0] in names


def _wrong(source: Source, cause: str, help: str) -> Problem:
    return Problem(
        stage=Stage.READ, code="E109", file=source.name, place="[columns] of its side file", cause=cause, help=help
    )


def _two_ways(source: Source) -> Problem:
    return warning(
        "W116",
        source.name,
        None,
        "dates like 3/12/2021 can be read two ways here; the month was taken to come first",
        f'say which in the side file: [columns] {DATES} = "{ORDERS[0]}"',
    )
