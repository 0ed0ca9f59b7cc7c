"""A thread before it is added: what was understood of it, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from extractor.intake import lint
from extractor.intake.lint import Finding
from extractor.linking.merging import MergeChange, MergeChangeKind
from extractor.model import Because, Conversation, Post, Problem, Role, SideFile
from extractor.text import own_words
from extractor.text.characters import folded, shortened
from extractor.text.own_words import OwnWords
from extractor.text.worddiff import excerpt, marked, word_diff

SHOWN = 30
"""Posts of the tree that are shown; a thread of a thousand posts is not read in a terminal."""
DIFFERENCE = 400
"""Characters of what differs in a post that are shown."""
DEEP = 12
"""Levels of the tree that are indented."""

_ROLES = {Role.ASKER: "asks", Role.MEMBER: "member", Role.STAFF: "staff", Role.UNKNOWN: "unknown"}
_BY = {
    Because.DECLARED: "declared",
    Because.QUOTED: "by quotation",
    Because.NAMED: "by name",
    Because.ANSWERS: "by a question",
    Because.POSITION: "by position",
    Because.ADJACENT: "by neighbourhood",
}
_SEVERAL = {
    lint.Kind.EMAIL: "e-mail addresses",
    lint.Kind.PHONE: "telephone numbers",
    lint.Kind.POSTAL: "postal addresses",
    lint.Kind.BANK: "bank or card numbers",
    lint.Kind.PRIVATE: "private messages",
    lint.Kind.ACCUSATION: "accusations beside a full name",
}


def lines(conversation: Conversation, side: SideFile, recognised: str, dated: bool = False) -> Iterator[str]:
    """A thread as a person looks at it before it is added."""
    thread = conversation.thread
    yield f"{thread.platform or 'unknown platform'} ({thread.format}), {recognised}"
    yield f"  {shortened(thread.title or 'no title', 90)}"
    yield f"  {thread.url or 'no address'}"
    yield f"  {counted(conversation)}"
    quotes = [quote for quotation in conversation.quotes.values() for quote in quotation]
    led = sum(quote.post is not None for quote in quotes)
    reasons = Counter(reply.because for reply in conversation.replies.values())
    reasons_listed = (
        ", ".join(f"{reasons[because]} {words}" for because, words in _BY.items() if reasons[because]) or "none"
    )
    yield f"  quotes: {len(quotes)} found, {led} led back to their post      replies: {reasons_listed}"
    yield from tree(conversation)
    yield from terms(side, dated)


def counted(conversation: Conversation) -> str:
    """Posts, people and dates in a line."""
    thread = conversation.thread
    posts, announced = len(thread.posts), thread.posts_announced
    count = f"{posts} of {announced} posts" if announced and announced != posts else _many(posts, "post")
    people = len({post.author for post in thread.posts if post.author})
    return f"{count}, {_many(people, 'person', 'people')}, {dates(thread.posts)}"


def dates(posts: Sequence[Post]) -> str:
    """From when to when, and whether a time zone is known."""
    times = [post.posted for post in posts if post.posted is not None]
    if not times:
        return "no dates"
    first, last = min(time.date() for time in times), max(time.date() for time in times)
    end = f"{last.day} {last:%b %Y}"
    if first == last:
        range_text = end
    elif (first.year, first.month) == (last.year, last.month):
        range_text = f"{first.day}-{end}"
    else:
        range_text = f"{first.day} {first:%b}{'' if first.year == last.year else f' {first.year}'} - {end}"
    naive = sum(time.utcoffset() is None for time in times)
    return range_text + (", no time zone" if naive == len(times) else ", some without a time zone" if naive else "")


def tree(conversation: Conversation) -> Iterator[str]:
    """Who answers whom, one line a post."""
    posts = conversation.thread.posts
    own = own_words.of_conversation(conversation)
    depth: dict[int, int] = {}
    wide = min(24, max((len(folded(post.author or "")) for post in posts[:SHOWN]), default=0))
    for post in posts[:SHOWN]:
        reply = conversation.replies.get(post.number)
        parent = reply.parent if reply is not None else None
        depth[post.number] = 0 if parent is None else min(depth.get(parent, 0) + 1, DEEP)
        indent = "  " * (depth[post.number] - 1) + "└ " if depth[post.number] else ""
        who = shortened(post.author or "unknown", 24).ljust(wide)
        because = f"{reply.because}: " if reply is not None and reply.because is not Because.OPENS else ""
        words = shortened(first_words(own[post.number]) or "no words", 48)
        yield f"  {post.number:>3}  {indent}{who}  {_ROLES[post.role]:7}  {because}{words}"
    if len(posts) > SHOWN:
        yield f"  … and {len(posts) - SHOWN} more"


def first_words(own: OwnWords) -> str:
    """The first words of a post that are its author's own, on one line."""
    return folded(" ".join(own.lines())[:400])


def terms(side: SideFile, dated: bool = False) -> Iterator[str]:
    """What the side file will say besides title and address."""
    keys = ("licence", "permission", "attribution", "retrieved", "format")
    terms_listed = [f"{key}: {getattr(side, key)}" for key in keys if getattr(side, key) is not None]
    if dated and side.retrieved is not None:
        terms_listed[terms_listed.index(f"retrieved: {side.retrieved}")] += " (the file's own date)"
    if terms_listed:
        yield f"  {'; '.join(terms_listed)}"


def personal(findings: Sequence[Finding], file: str) -> Iterator[str]:
    """What an editor should look at before a thread is published; nothing when there is nothing."""
    if not findings:
        return
    counts = Counter(finding.kind for finding in findings)
    yield f"Personal data: {', '.join(_many(count, kind.value, _SEVERAL[kind]) for kind, count in counts.items())}"
    for finding in findings[:SHOWN]:
        where = f"post {finding.post}" + (f" (line {finding.line} of {file})" if finding.line else "")
        yield f'  {finding.kind.value} in {where}: "{shortened(finding.words, 60)}"'
    if len(findings) > SHOWN:
        yield f"  … and {len(findings) - SHOWN} more"


def changes(listed: Sequence[MergeChange]) -> Iterator[str]:
    """What a further page or a later copy changes, one line a post."""
    for change in listed[:SHOWN]:
        kept, left = shortened(change.kept, 60), shortened(change.left, 60)
        note = {
            MergeChangeKind.ADDED: f'is new: "{kept}"',
            MergeChangeKind.CHANGED: f'differs: "{kept}" is kept, "{left}" is left',
            MergeChangeKind.MISSING: f'is not in the further file and stays: "{kept}"',
        }[change.kind]
        yield f"  post {change.post}, {shortened(change.author or 'unknown', 24)}, {note}"
        if change.kind is MergeChangeKind.CHANGED:
            yield f"    {shortened(marked(excerpt(word_diff(folded(change.left), folded(change.kept)))), DIFFERENCE)}"
    if len(listed) > SHOWN:
        yield f"  … and {len(listed) - SHOWN} more"


def problem(problem: Problem) -> str:
    """A warning in a line."""
    return f"{problem.code} {problem.place + ': ' if problem.place else ''}{problem.cause}"


def row(conversation: Conversation, side: SideFile) -> dict[str, Any]:
    """The same for programs."""
    thread = conversation.thread
    times = sorted(post.posted.date() for post in thread.posts if post.posted is not None)
    quotes = [quote for item in conversation.quotes.values() for quote in item]
    return {
        "title": thread.title,
        "url": thread.url,
        "platform": thread.platform,
        "format": thread.format,
        "source_id": thread.source_id,
        "posts": len(thread.posts),
        "posts_announced": thread.posts_announced,
        "people": len({post.author for post in thread.posts if post.author}),
        "first": times[0].isoformat() if times else None,
        "last": times[-1].isoformat() if times else None,
        "quotes": len(quotes),
        "quotes_led_back": sum(quote.post is not None for quote in quotes),
        "replies": {str(number): reply.parent for number, reply in conversation.replies.items()},
        "licence": side.licence,
        "permission": side.permission,
        "attribution": side.attribution,
        "retrieved": side.retrieved.isoformat() if side.retrieved else None,
        "warnings": [problem(item) for item in thread.warnings],
    }


def _many(count: int, one: str, several: str | None = None) -> str:
    return f"{count} {one if count == 1 else several or one + 's'}"
