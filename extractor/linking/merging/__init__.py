"""Pages and copies of one thread become one thread: no post is lost or doubled, and every change is reported.

Posts are united by the forum's own ids, else by author and printed time, else by their text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from extractor.linking.merging._addresses import canonical, host
from extractor.linking.merging._pairs import Copy, copy, paired
from extractor.linking.merging._same import same, traces
from extractor.linking.merging._united import united
from extractor.model import Post, Problem, Role, Severity, Stage, Thread
from extractor.model.anchors import with_distinct_ids
from extractor.text.characters import gaps as missing_numbers
from extractor.text.paging import NEXT, absent

__all__ = ["MergeChange", "MergeChangeKind", "Merged", "canonical", "grouped", "host", "merge", "same", "traces"]


_ANEW = ("W109", "W121", "W123")
"""Warnings of single pages that are made again for the whole: posts missing on one page may be on another, and posts
get new numbers."""
TRIED = 20
"""Groups that a thread is compared with, those that share most: the same form letter may stand in thousands."""


class MergeChangeKind(StrEnum):
    """What a further copy changes."""

    ADDED = "added"
    """A post that was not there before."""
    CHANGED = "changed"
    """A post whose words differ."""
    MISSING = "missing"
    """A post that this copy does not have, though it has those around it. It is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeChange:
    """One thing that a further page or copy says otherwise than those before it."""

    kind: MergeChangeKind
    """What it is."""
    post: int
    """The post's number in the merged thread."""
    author: str | None
    """Its author."""
    file: str
    """The further file."""
    kept: str
    """The words that are kept."""
    left: str = ""
    """The words that are left, for a changed post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Several sources of one thread as one."""

    thread: Thread
    """The thread, under the id and the name of the first."""
    changes: tuple[MergeChange, ...]
    """What each further source changed, in their order."""


def merge(threads: Sequence[Thread]) -> Merged:
    """One thread of several pages or copies, later copies after earlier ones.

    The text of the later edit wins, then the fuller one where one was cut, then the later file's. Every post of
    every source is there, once; numbers are new, ids are kept.
    """
    first, *others = threads
    if not others:
        return Merged(thread=first, changes=())
    slots = [_Slot(copy(post, first.format, first.name)) for post in first.posts]
    renamed: dict[str, str] = {}
    noted: list[_Note] = []
    for thread in others:
        slots = _laid(slots, thread, renamed, noted)
    places = [slot.copy.post.position for slot in slots]
    if None not in places and len(set(places)) == len(places):
        slots.sort(key=lambda slot: slot.copy.post.position or 0)
    numbers = {id(slot): number for number, slot in enumerate(slots, 1)}
    changes = [
        MergeChange(
            kind=note.kind,
            post=numbers[id(note.slot)],
            author=note.slot.copy.post.author,
            file=note.file,
            kept=note.slot.copy.post.text,
            left=note.left,
        )
        for note in noted
    ]
    posts, ids = with_distinct_ids(_numbered([slot.copy for slot in slots], renamed, first.name))
    opening = next((thread for thread in threads if thread.name == slots[0].opened), first) if slots else first
    thread = _thread(threads, opening, _with_asker(posts, opening))
    thread = replace(thread, warnings=(*thread.warnings, *ids.warnings(first.name)))
    return Merged(thread=thread, changes=tuple(changes))


def grouped(threads: Iterable[Thread]) -> list[list[Thread]]:
    """Threads that are pages or copies of one thread together, groups and threads in the order they came in."""
    groups: dict[int, list[Thread]] = {}
    homes: dict[str, list[int]] = {}
    for number, thread in enumerate(threads):
        left = traces(thread)
        shared = Counter(group for trace in left for group in homes.get(trace, ())[-TRIED:] if group in groups)
        known = [group for group, _ in shared.most_common(TRIED)]
        joined = sorted(group for group in known if any(same(other, thread) for other in groups[group]))
        home = joined[0] if joined else number
        groups[home] = [thread for group in joined for thread in groups.pop(group)] + [thread]
        for trace in {trace for member in groups[home] for trace in traces(member)} if joined[1:] else left:
            known = homes.setdefault(trace, [])
            if home not in known[-TRIED:]:
                known.append(home)
    return [groups[home] for home in sorted(groups)]


@dataclass(slots=True)
class _Slot:
    """A place in the merged thread."""

    copy: Copy
    opened: str = ""
    """The file that brought the post."""

    def __post_init__(self) -> None:
        self.opened = self.opened or self.copy.file


@dataclass(frozen=True, slots=True)
class _Note:
    """A change, before the posts have their numbers."""

    kind: MergeChangeKind
    slot: _Slot
    file: str
    left: str = ""


def _laid(slots: list[_Slot], thread: Thread, renamed: dict[str, str], noted: list[_Note]) -> list[_Slot]:
    """The slots with a further thread laid over them."""
    new = [copy(post, thread.format, thread.name) for post in thread.posts]
    pairs = paired([slot.copy for slot in slots], new)
    for number, place in sorted(pairs.items()):
        old = slots[place].copy
        slots[place].copy, differ = united(old, new[number])
        for id in (old.post.id, new[number].post.id):
            if id != slots[place].copy.post.id:
                renamed[id] = slots[place].copy.post.id
        if differ:
            loser = old if slots[place].copy.text == new[number].text else new[number]
            noted.append(_Note(MergeChangeKind.CHANGED, slots[place], thread.name, loser.post.text))
    there = sorted(pairs.values())
    if len(there) > 1:
        between = set(range(there[0], there[-1])) - set(there)
        noted += [_Note(MergeChangeKind.MISSING, slots[place], thread.name) for place in sorted(between)]
    return _woven(slots, new, pairs, noted)


def _woven(slots: list[_Slot], new: Sequence[Copy], pairs: Mapping[int, int], noted: list[_Note]) -> list[_Slot]:
    """The slots with the posts that only `new` has, each in the gap between the neighbours it shares.

    Within the gap time decides where both are told in time; else a post follows the one before it, as an answer
    follows what it answers.
    """
    ends = [pairs[number] for number in sorted(pairs)]
    ordered = _ascending([copy.post for copy in new]) and _ascending([slot.copy.post for slot in slots])
    gaps: dict[int, list[_Slot]] = {}
    place, shared = -1, 0
    for number, one in enumerate(new):
        if number in pairs:
            place, shared = pairs[number], shared + 1
            continue
        after = ends[shared] if shared < len(ends) and ends[shared] > place else len(slots)
        if ordered or not pairs:
            while place + 1 < after and not _earlier(one.post, slots[place + 1].copy.post):
                place += 1
        elif not shared:
            place = after - 1
        slot = _Slot(one)
        gaps.setdefault(place, []).append(slot)
        noted.append(_Note(MergeChangeKind.ADDED, slot, one.file))
    woven = gaps.get(-1, [])
    for place, slot in enumerate(slots):
        woven += [slot, *gaps.get(place, ())]
    return woven


def _ascending(posts: Sequence[Post]) -> bool:
    return all(not _earlier(later, earlier) for earlier, later in pairwise(posts))


def _earlier(one: Post, other: Post) -> bool:
    """Whether a post is known to be older than another."""
    if one.posted is None or other.posted is None:
        return False
    if (one.posted.utcoffset() is None) is not (other.posted.utcoffset() is None):
        return False
    return one.posted < other.posted


def _numbered(copies: Iterable[Copy], renamed: Mapping[str, str], name: str) -> list[Post]:
    """Posts with new numbers, and what names a post by an id that was given up named anew."""
    posts = []
    for number, one in enumerate(copies, 1):
        post = one.post
        parent = post.declared_parent
        posts.append(
            replace(
                post,
                number=number,
                declared_parent=renamed.get(parent, parent) if parent else parent,
                blocks=tuple(
                    replace(block, declared_post=renamed.get(block.declared_post, block.declared_post))
                    if block.declared_post
                    else block
                    for block in post.blocks
                ),
                # A line of another file than the one that messages name would lead to wrong words.
                line=post.line if one.file == name else None,
            )
        )
    return posts


def _with_asker(posts: Iterable[Post], opening: Thread) -> tuple[Post, ...]:
    """Only the first page shows who is the asker: whoever stands first on a later page did not open the thread."""
    askers = {post.author for post in opening.posts if post.role is Role.ASKER}
    settled = (Role.STAFF, Role.UNKNOWN)
    return tuple(
        post if post.role in settled else replace(post, role=Role.ASKER if post.author in askers else Role.MEMBER)
        for post in posts
    )


def _thread(threads: Sequence[Thread], opening: Thread, posts: tuple[Post, ...]) -> Thread:
    ordered = [opening, *threads]
    announced = max((thread.posts_announced or 0 for thread in threads), default=0) or None
    warnings = dict.fromkeys(
        warning for thread in threads for warning in thread.warnings if warning.code not in _ANEW
    )
    first = threads[0]
    hole = [_hole(first.name, posts, announced)] if announced and len(posts) < announced else []
    if announced is None and len(threads) > 1:
        hole = _absent_pages(threads, posts)
    return replace(
        first,
        title=next((thread.title for thread in ordered if thread.title), None),
        url=next((thread.url for thread in ordered if thread.url), None),
        source_id=next((thread.source_id for thread in ordered if thread.source_id), None),
        posts=posts,
        posts_announced=announced,
        warnings=(*warnings, *hole),
        opener_missing=False if any(thread.opener_missing is False for thread in threads) else None,
    )


def _absent_pages(threads: Sequence[Thread], posts: Sequence[Post]) -> list[Problem]:
    """What pages say of themselves where nothing counts the posts: that others are missing still."""
    told = {id(thread): [w for w in thread.warnings if w.code == "W109"] for thread in threads}
    known = absent(problem.cause for problems in told.values() for problem in problems)
    if known is not None:
        pages, of = known
        listed = f"{', '.join(map(str, pages[:12]))}{' …' if pages[12:] else ''}"
        one = len(pages) == 1
        cause = f"page{'' if one else 's'} {listed} of {of} of the thread {'is' if one else 'are'} not here"
        return [_missing(threads[0].name, cause)] if pages else []
    # The last of the pages is the one whose posts end the thread.
    ends = max(threads, key=lambda thread: _last(thread, posts))
    return [_missing(threads[0].name, NEXT)] if any(problem.cause == NEXT for problem in told[id(ends)]) else []


def _last(thread: Thread, posts: Sequence[Post]) -> int:
    """The last place in the merged thread at which one of its posts stands."""
    own = {(post.author, post.text) for post in thread.posts}
    return max((post.number for post in posts if (post.author, post.text) in own), default=0)


def _missing(name: str, cause: str) -> Problem:
    return Problem(
        stage=Stage.READ,
        code="W109",
        file=name,
        cause=cause,
        help="save the other pages too; replies to posts that are missing cannot be found",
        severity=Severity.WARNING,
    )


def _hole(name: str, posts: Sequence[Post], announced: int) -> Problem:
    """What is still missing when all pages are put together."""
    here = [post.position for post in posts if post.position is not None]
    gone = missing_numbers(here, announced)
    missing = f"; missing: {', '.join(gone[:12])}{' …' if gone[12:] else ''}" if len(here) == len(posts) else ""
    return _missing(name, f"{len(posts)} of {announced} announced posts are here{missing}")
