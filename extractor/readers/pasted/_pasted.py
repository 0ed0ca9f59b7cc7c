"""What readers of pasted text share: lines that can be headers, claims and refusals, and the page's own end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from extractor.model import Problem, Source, Stage
from extractor.problems import NotUnderstood
from extractor.readers._dates import NoSuchDay
from extractor.readers._decoding import try_decoded
from extractor.readers._lines import Line, body, lines_of, warning
from extractor.readers._marks import Marks
from extractor.text.characters import shortened, visible

LONGEST = 200
"""The longest line that can be a header, in characters. Longer ones are words, and no pattern looks at them."""

_WORDS = re.compile(r"\S")
# Headings of the boxes below a thread.
_BOXES = frozenset(("latest articles", "top upvoted members", "top solution authors", "top kudoed members"))
_COPYRIGHT = re.compile(r"(?:©|\([cC]\)|Copyright)(?: ?©| \([cC]\))? ?(?:19|20)[0-9]{2}\b.{0,150}")


def short(line: Line) -> str:
    """The words of a line that can be a header; nothing for a line that is too long for one."""
    return line.text.strip() if len(line.text) <= LONGEST else ""


def blank(lines: Sequence[Line], index: int) -> bool:
    """Whether a line is blank; what lies outside the file is."""
    return not 0 <= index < len(lines) or not lines[index].text.strip()


def marked(
    source: Source, looked_for: str, needs: Iterable[str], headers: Callable[[Sequence[Line]], Sequence[Line]]
) -> Marks:
    """Claims a text in which `headers` finds at least one line that opens a post.

    One of `needs` stands in every such text; without it no line is looked at, which keeps large files quick.
    """
    text = try_decoded(source)
    if text is None:
        return Marks(claims=False, looked_for=looked_for, evidence=("no UTF-8 text",))
    opening = headers(_lines_of(text)) if any(need in text for need in needs) else ()
    if opening:
        many = f"{len(opening)} of them, the first" if len(opening) > 1 else "one of them,"
        evidence = f"{many} on line {opening[0].number}: `{shortened(opening[0].text)}`"
        return Marks(claims=True, looked_for=looked_for, evidence=(evidence,))
    first = _WORDS.search(text)
    start = first.start() if first else 0
    begins = lines_of(text[start : start + LONGEST])[:1] or [Line(1, "")]
    missing = f"none; line {len(lines_of(text[:start] + '.'))} is `{shortened(begins[0].text)}`"
    return Marks(claims=False, looked_for=looked_for, evidence=(missing,))


@lru_cache(maxsize=1)
def _lines_of(text: str) -> tuple[Line, ...]:
    """A dozen readers look at the same lines."""
    return tuple(lines_of(text))


def headless(source: Source, name: str, marks: Marks) -> NotUnderstood:
    """E109: a file that is said to be of this format, and has no header of it."""
    return NotUnderstood(
        Problem(
            stage=Stage.READ,
            code="E109",
            file=source.name,
            cause=f"this is not {name}: no line opens a post",
            details=(*marks.evidence, f"expected: {marks.looked_for}"),
            help="leave out --format to have the format recognised",
        )
    )


def impossible(source: Source, line: Line, no: NoSuchDay, expected: str) -> Problem:
    """E105: a header whose day the calendar does not have."""
    return Problem(
        stage=Stage.READ,
        code="E105",
        file=source.name,
        place=f"line {line.number}",
        cause=f"this date is impossible: {no}",
        details=(f"found: {shortened(line.text, 100)}", f"expected: a header like `{expected}`"),
        help="compare the line with the original thread and correct the day",
    )


def without_end(lines: Sequence[Line], least: int = 0) -> tuple[list[Line], list[Line]]:
    """Lines up to the end of the page, and what stands there: boxes with a known heading, a copyright line.

    Only lines from `least` on are looked at. A copyright line counts where it closes the file.
    """
    end = len(lines)
    for index in range(least, len(lines)):
        if short(lines[index]).casefold() in _BOXES and blank(lines, index - 1):
            end = index
            break
    last = end
    while last > least and blank(lines, last - 1):
        last -= 1
    if last > least and _COPYRIGHT.fullmatch(short(lines[last - 1])):
        end = last - 1
    return list(lines[:end]), list(lines[end:])


def title_above(lines: Sequence[Line]) -> tuple[str | None, Sequence[Line]]:
    """The thread's title when it alone stands above the first post, and what else stands there."""
    rest = [line for line in lines if line.text.strip()]
    return (rest[0].text.strip(), ()) if len(rest) == 1 else (None, rest)


def outside(name: str, lines: Sequence[Line]) -> list[Problem]:
    """W106, when words stand between or behind the posts and belong to none of them."""
    text, line = body(lines)
    if not visible(text).strip():
        return []
    return [
        warning(
            "W106",
            name,
            line,
            "words outside the posts belong to no post and are left out",
            "hold them against the page: a footer or a menu may go, a post needs its header",
            tuple(shortened(row, 100) for row in text.split("\n") if row.strip())[:12],
        )
    ]
