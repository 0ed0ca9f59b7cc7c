"""What the page or its program left at the edges of a post: buttons, counts, notes of an edit, signatures.

No character changes: such lines become blocks, so that nobody takes them for the author's words. The surest evidence
comes first: what the reader knows of the post (its rank, its printed time, who writes in the thread), then a
program's own mark of a signature, then words of interfaces: the language's own (`language/<code>/readers.toml`), and
those of other languages' forum programs (`interfaces.toml`). What only repetition
shows is left to `text/own_words`, which knows the quotations too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from extractor.language import DEFAULT, file_name, file_text
from extractor.model import Block, BlockKind, Post, Stage, Thread
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse
from extractor.text.characters import folded

_LONGEST = 120
"""Characters of a line that can be the page's own."""
_LONGEST_NOTE = 200
_MOST_LINES = 12
"""Lines at one edge of a post that are looked at."""
_MOST_SIGNED = 6
_LONGEST_SIGNATURE = 500
_LONGEST_SEAL = 40

_LINE = re.compile(r"[^\r\n]+")
_RULE = re.compile(r"(?:(?:- )?--|_{10,60})[ \xa0]?")
_SEAL = "-----BEGIN PGP SIGNATURE-----"
_SEAL_ENDS = "-----END PGP SIGNATURE-----"
_SEALED = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----|Hash: [A-Z0-9-]{3,12}")
_COUNT = re.compile(r"[(\[+]?\d[\d.,]{0,9}[kKmM]?[)\]]?")
_DIVIDER = re.compile(r"[·•|/»«>↑↓▲▼\u2013\u2014-]{1,3}")
_FRAME = " \t\xa0[]()«»*_.,;:-"
_MOMENT = re.compile(r"\d[\d:./-]{0,12}(?:st|nd|rd|th|am|pm|h)?,?", re.IGNORECASE)
_ZONE = re.compile(r"\(?(?:[A-Z]{2,4}T|UTC|GMT|Z)(?:[+-]\d{1,4})?\)?")
_YEAR_OR_HOUR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d:\d\d|\d[./-]\d{1,2}[./-]\d\d")
# When, by whom, when: each may be missing.
_FORM = re.compile(r"w*(?:b(?P<who>[nw]{1,4}?))?w*")
_Range = tuple[int, int]
_OTHERS = {BlockKind.QUOTE, BlockKind.CODE, BlockKind.SIGNATURE, BlockKind.FURNITURE}


@dataclass(frozen=True, slots=True)
class _Words:
    """What a language says of forum programs."""

    written: frozenset[str]
    """Buttons as they are listed: some languages have capitals within."""

    buttons: frozenset[str]
    beside: frozenset[str]
    counted: frozenset[str]
    liked: frozenset[str]
    edited: tuple[str, ...]
    by: frozenset[str]
    reasons: tuple[str, ...]
    times: frozenset[str]
    dated: frozenset[str]
    relative: frozenset[str]
    longest: int
    """Words of the longest button."""


def without_leftovers(thread: Thread, language: str = DEFAULT) -> Thread:
    """The thread with what is the page's own in each post marked as furniture, and signatures as signatures.

    Only whole lines at the edges of a post are marked, and only where words of the author's remain.
    """
    words = (_words(language), *_others())
    names = frozenset(folded(name) for post in thread.posts for name in (post.author, post.edited_by) if name)
    posts = tuple(_marked(post, names, words) for post in thread.posts)
    if all(one is other for one, other in zip(posts, thread.posts, strict=True)):
        return thread
    return replace(thread, posts=posts)


def _marked(post: Post, names: frozenset[str], words: Sequence[_Words]) -> Post:
    taken = [(block.start, block.end) for block in post.blocks if block.kind in _OTHERS]
    lines = [
        match.span()
        for match in _LINE.finditer(post.text)
        if match.group().strip() and not any(start < match.end() and match.start() < end for start, end in taken)
    ]
    furniture: list[_Range] = []
    signed: list[_Range] = []
    # A signature may stand above what the page adds, and below it.
    for _ in range(2):
        below = _run(post, lines[:0:-1], names, words, last=True)
        lines = lines[: len(lines) - len(below)]
        furniture += below
        sign = _seal(post.text, lines) or _signature(post.text, lines)
        lines = lines[: len(lines) - len(sign)]
        signed += _ranges(sign, taken)
    furniture += _run(post, lines[:-1], names, words, last=False)
    if not furniture and not signed:
        return post
    blocks = [
        *post.blocks,
        *(Block(kind=BlockKind.FURNITURE, start=start, end=end) for start, end in furniture),
        *(Block(kind=BlockKind.SIGNATURE, start=start, end=end) for start, end in signed),
    ]
    return replace(post, blocks=tuple(sorted(blocks, key=lambda block: (block.start, block.end))))


def _ranges(lines: Sequence[_Range], taken: Sequence[_Range]) -> list[_Range]:
    """Lines as one range, or each by itself where something marked stands between them."""
    if not lines:
        return []
    start, end = lines[0][0], lines[-1][1]
    return list(lines) if any(start < other and one < end for one, other in taken) else [(start, end)]


def _run(
    post: Post, lines: Sequence[_Range], names: frozenset[str], words: Sequence[_Words], *, last: bool
) -> list[_Range]:
    """Lines of the page from one edge of a post inwards, up to the author's first; what is a number or a weak word
    counts only where something surer stands further in."""
    run = 0
    for place, (start, end) in enumerate(lines[:_MOST_LINES], 1):
        weight = _weight(post, post.text[start:end], names, words, last)
        if weight is None:
            break
        # A number may stand over what it counts.
        if weight or (last and run == place - 1 and _counts(post.text, lines[run - 1 : place], words[0])):
            run = place
    return list(lines[:run])


def _counts(text: str, lines: Sequence[_Range], words: _Words) -> bool:
    """Whether the second of two lines is a number of what the first one names, further out."""
    texts = [folded(text[start:end]) for start, end in lines]
    return len(texts) == 2 and _printed(texts[0]) in words.counted and _COUNT.fullmatch(texts[1]) is not None


def _weight(post: Post, line: str, names: frozenset[str], words: Sequence[_Words], last: bool) -> bool | None:
    """Whether a line is surely the page's own; False where it may be, None where it is the author's."""
    if len(line) > _LONGEST_NOTE:
        return None
    text = folded(line)
    if text == folded(post.rank or ""):
        # People sign with their title.
        return not last
    if (
        text == folded(post.printed or "")
        or _SEALED.fullmatch(text)
        or any(_is_note(text, names, own) for own in words)
    ):
        return True
    if _names(text, names, words[0]):
        return True
    if len(text) > _LONGEST:
        return None
    kinds = [kind for own in words if (kind := _interface(text, own)) is not None]
    return any(kinds) if kinds else None


def _names(text: str, names: frozenset[str], words: _Words) -> bool:
    """Whether a line says which people of the thread like a post, as `Reactions: Robin K, Mara P` does."""
    label, colon, rest = text.partition(":")
    people = [person.strip() for person in rest.split(",")]
    return bool(colon) and label.lower() in words.liked and all(person in names for person in people)


def _interface(text: str, words: _Words) -> bool | None:
    """What a line is that consists of words of an interface and numbers alone."""
    rest = [word for word in text.split(" ") if not _DIVIDER.fullmatch(word)]
    buttons, beside, counts = 0, 0, 0
    while rest:
        for length in range(min(words.longest, len(rest)), 0, -1):
            written = " ".join(rest[:length])
            if (phrase := _printed(written)) in words.buttons or written in words.written:
                buttons += 1
                break
            if phrase in words.beside:
                beside += 1
                break
        else:
            if not _COUNT.fullmatch(rest[0]):
                return None
            length = 1
            counts += 1
        del rest[:length]
    # One small word alone may end a sentence that began on the line above.
    return bool(buttons) and (buttons + beside + counts > 1 or text[:1].isupper())


def _printed(words: str) -> str | None:
    """Words as the lists have them; None where no interface writes capitals like that."""
    small = words.lower()
    return small if words in (small, small.capitalize(), small.title()) else None


def _signature(text: str, lines: Sequence[_Range]) -> list[_Range]:
    """The lines from the rule on by which a program divides a signature from the words above it."""
    for number in range(len(lines) - 2, max(0, len(lines) - 2 - _MOST_SIGNED), -1):
        start, end = lines[number]
        if end - start <= 61 and _RULE.fullmatch(text[start:end]):
            return list(lines[number:]) if lines[-1][1] - end <= _LONGEST_SIGNATURE else []
    return []


def _seal(text: str, lines: Sequence[_Range]) -> list[_Range]:
    """The lines of a cryptographic signature."""
    if not lines or text[slice(*lines[-1])].strip() != _SEAL_ENDS:
        return []
    for number in range(len(lines) - 2, max(0, len(lines) - 2 - _LONGEST_SEAL), -1):
        if text[slice(*lines[number])].strip() == _SEAL:
            return list(lines[number:])
    return []


def _is_note(text: str, names: frozenset[str], words: _Words) -> bool:
    """Whether a line is a program's note of an edit: who, when, how often and why, and nothing else."""
    line = text.strip(_FRAME)
    small = line.lower()
    begin = next((phrase for phrase in words.edited if small.startswith(phrase) and len(phrase) < len(line)), None)
    if begin is None or small[len(begin)].isalnum():
        return False
    rest = re.split(rf"\b(?:{'|'.join(map(re.escape, words.reasons))})\s?:", line[len(begin) :], flags=re.IGNORECASE)[
        0
    ]
    clauses = [clause.strip(_FRAME) for clause in re.split("[;,]", rest)]
    counted = [clause for clause in clauses if not _is_count(clause, words)]
    many = len(counted) < len(clauses)
    tokens = " ".join(counted).split()
    form = _FORM.fullmatch("".join(_sort(token, words) for token in tokens))
    if form is None:
        return False
    who = folded(" ".join(tokens[slice(*form.span("who"))])).strip(_FRAME)
    moment = _YEAR_OR_HOUR.search(rest) or words.relative & {token.strip(_FRAME).lower() for token in tokens}
    return many or bool(moment) or who in names


def _sort(token: str, words: _Words) -> str:
    """What a word of a note is: `b` for by, `w` for a part of a time, `n` for a name or anything else."""
    bare = token.strip(_FRAME).lower()
    if bare in words.by:
        return "b"
    part = not bare or bare in words.dated or bare in words.relative
    return "w" if part or _MOMENT.fullmatch(token.strip("()[]")) or _ZONE.fullmatch(token) else "n"


def _is_count(clause: str, words: _Words) -> bool:
    return re.sub(r"[0-9]{1,6}", "#", clause.lower(), count=1) in words.times


@cache
def _words(code: str) -> _Words:
    """The words of a language. Raises ThreadfaqError when its file is wrong."""
    file = file_name(code, "readers.toml")
    values, problems = parse(file_text(code, "readers.toml"), file, Stage.PACKS)
    top = Table(file, "top", values, problems, stage=Stage.PACKS)
    lists = {
        key: top.texts(key, required=True)
        for key in ("buttons", "beside", "counted", "liked", "edited", "by", "reasons", "times", "dated", "relative")
    }
    top.done()
    if problems:
        raise ThreadfaqError(*problems)
    times = (*(f"# {words}" for words in lists["times"]), *(f"edited # {words}" for words in lists["times"]))
    return _built({**lists, "times": times})


@cache
def _others() -> tuple[_Words, ...]:
    """The words of other languages' programs. Raises ThreadfaqError when their file is wrong."""
    path = Path(__file__).with_name("interfaces.toml")
    values, problems = parse(path.read_text("utf-8"), path.name, Stage.PACKS)
    top = Table(path.name, "top", values, problems, stage=Stage.PACKS)
    built = []
    for table in top.tables("language", "language"):
        table.text("code", required=True)
        lists = {
            key: table.texts(key, required=True) for key in ("buttons", "edited", "by", "reasons", "times", "dated")
        }
        table.done()
        built.append(_built({**lists, "beside": (), "counted": (), "liked": (), "relative": ()}))
    top.done()
    if problems:
        raise ThreadfaqError(*problems)
    return tuple(built)


def _built(lists: Mapping[str, Sequence[str]]) -> _Words:
    return _Words(
        written=frozenset(lists["buttons"]),
        buttons=frozenset(phrase.lower() for phrase in lists["buttons"]),
        beside=frozenset(lists["beside"]),
        counted=frozenset(lists["counted"]),
        liked=frozenset(lists["liked"]),
        edited=tuple(sorted(lists["edited"], key=len, reverse=True)),
        by=frozenset(lists["by"]),
        reasons=tuple(lists["reasons"]),
        times=frozenset(lists["times"]),
        dated=frozenset(lists["dated"]),
        relative=frozenset(lists["relative"]),
        longest=max(len(phrase.split()) for phrase in (*lists["buttons"], *lists["beside"])),
    )
