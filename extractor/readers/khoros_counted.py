"""Khoros threads of the older layout, in which each post carries its count and no time.

    Community Guru
    Robin K Member Since: Jul 9, 2015
    21 of 27
    The words of the post.

Staff have name and rank on one line: `Ada L Moderator Member Since: Mar 6, 2014`. A page may begin anywhere in
the thread; the announced number tells which posts are missing. A post's id is a digest of its author and its
count, which neither an edit nor another page of the same thread changes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.model import Post, Problem, Role, Source, Thread
from extractor.problems import NotUnderstood
from extractor.readers._decoding import decoded, try_decoded
from extractor.readers._lines import Line, before_the_first, body, distinct, lines, warning, with_roles, wordless
from extractor.readers._marks import Marks, Standing
from extractor.text import shortened

NAME = "khoros-counted"
STANDING = Standing.PROVEN
EXAMPLE = "Robin K Member Since: Jul 9, 2015"

_SINCE = re.compile(r"(?P<name>\S.*?) Member Since: [A-Z][a-z]{2} \d{1,2}, \d{4}")
_COUNT = re.compile(r"(?P<count>[1-9][0-9]{0,6}) of (?P<all>[1-9][0-9]{0,6})")
_RANKS = frozenset(
    (
        "Active Member",
        "Community Member",
        "Community Guru",
        "Community Leader",
        "Ace Contributor",
        "Member",
        "Retired Team Member",
    )
)
_STAFF = ("Community Manager", "Moderator", "Team Member", "Administrator", "Admin")
# Words of the page itself, before the first post.
_FURNITURE = frozenset(
    ("showing results for", "search instead for", "did you mean:", "reply", "cancel", "turn on suggestions", "🐈")
)


@dataclass(frozen=True, slots=True)
class _Header:
    """The lines that open a post."""

    first: int
    """Index of the first line that is no longer the post before: handle, rank or name."""
    last: int
    """Index of the line with the count."""
    name: str
    staff: bool
    count: int
    all: int


def marks(source: Source) -> Marks:
    """Claims a text in which a `Member Since:` line is followed by a count at least once."""
    looked_for = f"a line like `{EXAMPLE}` followed by one like `2 of 11`"
    text = try_decoded(source)
    if text is None:
        return Marks(claims=False, looked_for=looked_for, found=("no UTF-8 text",))
    found = lines(text)
    headers = _headers(found)
    if headers:
        first = found[headers[0].last - 1]
        many = f"{len(headers)} pairs, the first" if len(headers) > 1 else "one pair,"
        told = (f"{many} on line {first.number}: `{shortened(first.text)}`",)
        return Marks(claims=True, looked_for=looked_for, found=told)
    alone = next((line for line in found if " Member Since: " in line.text), None)
    begins = next((line for line in found if line.text.strip()), Line(1, ""))
    missing = (
        f"`Member Since:` on line {alone.number}, but no count like `2 of 11` below it"
        if alone
        else f"none; line {begins.number} is `{shortened(begins.text)}`"
    )
    return Marks(claims=False, looked_for=looked_for, found=(missing,))


def read(source: Source) -> Thread:
    """The thread; its posts have no times. Raises NotUnderstood: E109 when no post header is there.

    Warnings: W106 words before the first post, W108 empty posts, W109 posts that the count announces and the
    source lacks, or counts that stand twice.
    """
    found = lines(decoded(source))
    headers = _headers(found)
    if not headers:
        raise NotUnderstood(_headless(source))
    ends = [header.first for header in headers[1:]] + [len(found)]
    ids = distinct([(header.name, str(header.count)) for header in headers])
    posts = []
    for number, (header, end, id) in enumerate(zip(headers, ends, ids, strict=True), 1):
        text, line = body(found[header.last + 1 : end])
        posts.append(
            Post(
                number=number,
                id=id,
                author=header.name,
                author_certain=True,
                edited_by=None,
                role=Role.STAFF if header.staff else Role.UNKNOWN,
                posted=None,
                printed=None,
                edited=None,
                text=text,
                line=line or found[header.last].number,
            )
        )
    title, before = _title(found[: headers[0].first])
    places = {number: found[header.last].number for number, header in enumerate(headers, 1)}
    announced = max(header.all for header in headers)
    return Thread(
        id=source.id,
        name=source.name,
        title=source.side.title or title,
        url=source.side.url,
        platform=source.side.platform or "Khoros",
        format=NAME,
        posts=with_roles(posts, source.side.roles, opened=headers[0].count == 1),
        posts_announced=announced,
        warnings=(
            *before_the_first(source.name, before),
            *_holes(source.name, headers, announced),
            *wordless(source.name, posts, places),
        ),
    )


def _headers(found: Sequence[Line]) -> list[_Header]:
    headers: list[_Header] = []
    for index, line in enumerate(found[1:], 1):
        count = _COUNT.fullmatch(line.text.strip())
        since = _SINCE.fullmatch(found[index - 1].text.strip()) if count else None
        if count and since:
            first, rank = _rank_above(found, index - 1, headers[-1].last if headers else -1)
            name, staff = _name(since["name"], rank)
            headers.append(_Header(first, index, name, staff, int(count["count"]), int(count["all"])))
    return headers


def _rank_above(found: Sequence[Line], since: int, floor: int) -> tuple[int, str | None]:
    """Where the header begins, and the rank that stands on a line of its own above the name."""
    first = since
    rank = found[first - 1].text.strip() if first - 1 > floor else ""
    if rank not in _RANKS and rank not in _STAFF:
        return since, None
    first -= 1
    # An older form has the handle above the rank: one word, with a blank line or nothing above it.
    handle = found[first - 1].text.strip() if first - 1 > floor else ""
    alone = first - 2 <= floor or not found[first - 2].text.strip()
    if alone and re.fullmatch(r"\w{2,40}", handle):
        first -= 1
    return first, rank


def _name(printed: str, rank: str | None) -> tuple[str, bool]:
    """Name, and whether the rank beside or above it is the place's own."""
    for staff in _STAFF:
        if printed.endswith(f" {staff}"):
            return printed.removesuffix(staff).strip(), True
    for plain in _RANKS if rank is None else ():
        if printed.endswith(f" {plain}"):
            return printed.removesuffix(plain).strip(), False
    return printed, rank in _STAFF


def _title(before: Sequence[Line]) -> tuple[str | None, Sequence[Line]]:
    """The thread's title when it alone stands above the first post, and what else stands there."""
    rest = [line for line in before if line.text.strip() and line.text.strip().casefold() not in _FURNITURE]
    if len(rest) == 1:
        return rest[0].text.strip(), ()
    return None, rest


def _holes(name: str, headers: Sequence[_Header], announced: int) -> list[Problem]:
    """W109: what the counts say that the posts do not."""
    found: list[Problem] = []
    counts = Counter(header.count for header in headers)
    missing = _runs(counts, announced)
    if missing:
        found.append(
            warning(
                "W109",
                name,
                None,
                f"{len(headers)} of {announced} announced posts are here; missing: {', '.join(missing)}",
                "save the other pages too; replies to posts that are missing cannot be found",
            )
        )
    if len(counts) < len(headers):
        twice = sorted(count for count, times in counts.items() if times > 1)
        found.append(
            warning(
                "W109",
                name,
                None,
                f"these counts stand more than once: {', '.join(map(str, twice))}",
                "look for a page that was pasted twice, or for two threads in one file",
            )
        )
    return found


def _runs(counts: Iterable[int], announced: int) -> list[str]:
    """The counts up to `announced` that are not there, as `3` and `5 to 9`."""
    runs = []
    last = 0
    for count in [*sorted(counts), announced + 1]:
        if count > last + 1:
            runs.append(f"{last + 1}" if count == last + 2 else f"{last + 1} to {count - 1}")
        last = max(last, count)
    return runs


def _headless(source: Source) -> Problem:
    return Problem(
        code="E109",
        file=source.name,
        cause=f"this is not {NAME}: no post header is there",
        details=(*marks(source).found, f"expected: `{EXAMPLE}`, and below it a line like `2 of 11`"),
        help="leave out --format to have the format recognised",
    )
