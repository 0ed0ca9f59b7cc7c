"""Whether the first post of a thread that is there opens it, and whom a post calls when it begins."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from urllib.parse import urlsplit

from extractor.asks._weights import OPENING_WEIGHTS
from extractor.asks.phrases import Phrases, phrases_of
from extractor.asks.sentences import Place, facts_of, kind_of
from extractor.model import AskKind, BlockKind, Post, Problem, Reason, Role, Severity, Stage, Thread
from extractor.text import own_words
from extractor.text.characters import norms, words
from extractor.text.phrase_lines import line_of
from extractor.text.sentences import split
from extractor.text.word_forms import word_forms

MISSING = 1.0
"""From this sum on the post that opens the thread is taken to be missing."""
_HEAD = 200
"""Characters in which a post says whom it answers."""
_ANNOUNCES = 40
"""Words of the shortest announcement."""
_SMALL = 3
"""Letters of words that say nothing when a title has them."""
_TOLD = 2
"""Reasons that are told, the strongest ones."""
_SHARED = 2
"""Words of the title in a post that opens the thread."""

_ATTRIBUTED = re.compile(r"\A\s*(?:re:\s*[\"“]|[\"“][^\"”]{20,}[\"”])", re.IGNORECASE)
_CAPITALS_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")


def missing(thread: Thread, language: str) -> tuple[Reason, ...]:
    """Why the post that opens a thread is taken to be missing, the strongest reason first; nothing where it is there.

    The first post is judged by its own words, its author's rank and the title; a position that the source announces
    decides alone.
    """
    if not thread.posts:
        return ()
    amounts = opening_amounts(thread, language)
    reasons = [Reason(name, OPENING_WEIGHTS[name].worth * amount) for name, amount in amounts.items() if amount]
    if sum(reason.weight for reason in reasons) < MISSING:
        return ()
    return tuple(sorted(reasons, key=lambda reason: (-reason.weight, reason.name)))


def settled(thread: Thread, language: str) -> Thread:
    """A thread of which it is known whether the post that opens it is there.

    Where it is not, the author of the first post that is there is a member like others, and W123 says so. What the
    source or the side file says of it stays.
    """
    if thread.opener_missing is False or not thread.posts:
        return thread
    reasons = missing(thread, language)
    if not reasons and not thread.opener_missing:
        return replace(thread, opener_missing=False)
    posts = tuple(replace(post, role=Role.MEMBER) if post.role is Role.ASKER else post for post in thread.posts)
    warning = _warning(thread, reasons)
    # JSON that was printed here carries its warnings.
    carried = any(other.cause.endswith(warning.cause) for other in thread.warnings)
    warnings = thread.warnings if carried else (*thread.warnings, warning)
    return replace(thread, posts=posts, opener_missing=True, warnings=warnings)


def _warning(thread: Thread, reasons: Sequence[Reason]) -> Problem:
    line = thread.posts[0].line
    return Problem(
        stage=Stage.READ,
        code="W123",
        file=thread.name,
        place=f"line {line}" if line else "post 1",
        cause="the post that opens this thread seems to be missing, so nobody is known to be its asker",
        details=tuple(OPENING_WEIGHTS[reason.name].means for reason in reasons[:_TOLD] if reason.weight > 0),
        help="save the page on which the thread begins; or name who opened it as asker in the side file's roles",
        severity=Severity.WARNING,
    )


def opening_amounts(thread: Thread, language: str) -> Mapping[str, float]:
    """What speaks for and against the first post being an answer, by the names of the weights."""
    post = thread.posts[0]
    if post.position is not None:
        return {"placed": float(post.position > 1)}
    if post.declared_parent is not None and post.declared_parent != post.id:
        return {"declared": 1.0}
    phrases = phrases_of(language)
    text = "\n".join(own_words.of_post(post, ()).lines())
    facts = [facts_of(text[slice(*span)], phrases) for span in split(text)]
    kinds = {kind for one in facts if (kind := kind_of(one, Place.OPENING)) is not None}
    own, you = sum(one.own for one in facts), sum(one.you for one in facts)
    shared = _shared(thread.title or "", text, language)
    calls = called(text, thread, phrases)
    about = {
        "greets": float(calls is Call.GREETED),
        "names": float(calls is Call.NAMED),
        "responds": float(phrases.responds.match(line_of(text[:_HEAD])) is not None),
        "quotes": float(_ATTRIBUTED.match(text) is not None or _begins_quoting(post)),
        "astray": float(bool(thread.title) and shared == 0),
    }
    if post.role is Role.STAFF:
        # Staff ask and tell troubles for others; what they open with is an announcement.
        long = sum(one.length for one in facts) >= _ANNOUNCES
        return about | {"staff": 1.0, "announces": float(long and shared >= _SHARED and calls is Call.NOBODY)}
    return about | {
        "expert": float(post.expert),
        "joins": float(any(one.joins and not one.mark for one in facts[:2])),
        "backs": float(any(one.backs for one in facts[:2]) and not _asks(kinds)),
        "advises": float(any(one.advises for one in facts) and not _asks(kinds)),
        "addresses": float(you > own and not _asks(kinds)),
        "asks": float(_asks(kinds)),
        "troubled": float(any(one.tells and one.own for one in facts)),
        "titled": float(shared >= _SHARED),
        "idle": float(not kinds),
        "settled": float(any(one.settled for one in facts[:2])),
    }


class Call(StrEnum):
    """How a post begins by calling somebody."""

    NOBODY = "nobody"
    NAMED = "named"
    """By the name alone, before a comma or a colon."""
    GREETED = "greeted"
    """Behind a greeting."""


def called(text: str, thread: Thread, phrases: Phrases) -> Call:
    """How a post calls somebody by name when it begins; all together and the place itself are nobody."""
    # Exports lose the space behind a greeting: `HiRobin,`.
    head = _CAPITALS_JOINED.sub(" ", text[:_HEAD])
    spans = words(head)[:8]
    greeting = phrases.greetings.match(" ".join(word.norm for word in spans))
    place = len(greeting.group().split()) if greeting else 0
    while greeting and place < len(spans) and phrases.greetings_go_on.fullmatch(spans[place].norm):
        place += 1
    if place >= len(spans):
        return Call.NOBODY
    name = spans[place]
    before = head[spans[place - 1].end : name.start] if place else head[: name.start]
    behind = head[name.end : name.end + 2].strip()[:1]
    behind = "" if behind.isalnum() else behind
    if before.strip(" @\u00a0") or name.norm in _places(thread) or phrases.everybody.fullmatch(name.norm):
        return Call.NOBODY
    if not head[name.start].isupper() or phrases.common.fullmatch(name.norm):
        return Call.NOBODY
    if not behind and place + 1 < len(spans) and phrases.everybody.fullmatch(spans[place + 1].norm):
        return Call.NOBODY
    if greeting:
        return Call.GREETED
    return Call.NAMED if behind in (",", ":") and not head[name.start : name.end].isupper() else Call.NOBODY


def _places(thread: Thread) -> set[str]:
    """Names of the place itself, which an opening post may greet."""
    host = urlsplit(thread.url or "").hostname or ""
    forum = (thread.id or "").partition("/")[0]
    return {norm for part in (*host.split("."), forum, thread.platform or "") for norm in norms(part)}


def _asks(kinds: Container[AskKind]) -> bool:
    return any(kind in kinds for kind in (AskKind.EXPLICIT, AskKind.IMPLICIT, AskKind.PLEA))


def _begins_quoting(post: Post) -> bool:
    return any(block.kind is BlockKind.QUOTE and not post.text[: block.start].strip() for block in post.blocks)


def _shared(title: str, text: str, language: str) -> int:
    """How many words of a title a text has, small ones left out."""
    forms = word_forms(language)
    rare = {forms.root(norm) for norm in norms(title) if len(norm) > _SMALL}
    return len(rare & {forms.root(norm) for norm in norms(text)})
