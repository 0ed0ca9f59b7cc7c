"""Reply links of a thread whose source shows a walk of the reply tree.

A depth-first walk with siblings in time order allows few parents. When a post comes, only the posts on the
rightmost path can still be answered: the post before, what it answers, and so on up to the opening. Of these, one
whose printed time is later is none; nor is one that already has a later answer, for siblings ascend; nor is one
that stands so high that an older post, still to come, would find no place. Answering a post closes everything below
it, so a choice binds all that follow: the search keeps the best rightmost paths (a beam), each with the sum of what
speaks for its links, and the last one standing tells the whole tree. Two choices that lead to the same path are the
same for all that follows, and the better one is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice, pairwise
from math import isnan, nan

from extractor.linking.replies import _weights
from extractor.linking.replies._evidence import BY_TIME, BY_VOTES, NEAREST, Clue, Evidence, Place
from extractor.model import Post

BEAM = 64
"""Paths kept after each post. Threads of a few dozen posts have fewer; a flood is cut to WIDE_POSTS / posts."""
_WIDE_POSTS = 20_000
_LEAST_BEAM = 4
_REACH = 60  # posts of a path that are looked at; conversations nest by tens

Link = tuple[int, list[Clue], bool]
"""Parent, what speaks for it, and whether the order left no other."""


@dataclass(eq=False, slots=True)
class _Path:
    """A post on the rightmost path, and the path above it. One object for one path, so paths compare by identity."""

    post: Post
    time: float
    """When it was written, to be compared with others; not a number where that is not known."""
    up: _Path | None
    depth: int = 0
    """How many posts stand above it."""
    top: _Path | None = None
    """The path's post right below the opening one; None for the opening post itself."""
    below: dict[int, _Path] = field(default_factory=dict)

    def then(self, post: Post, time: float) -> _Path:
        """The path on which `post` answers this one."""
        if post.number not in self.below:
            path = _Path(post, time, self, self.depth + 1, self.top)
            path.top = self.top or path
            self.below[post.number] = path
        return self.below[post.number]


@dataclass(frozen=True, slots=True)
class _State:
    """A rightmost path with the links that led to it."""

    path: _Path
    score: float
    link: Link | None = None
    before: _State | None = None
    against: bool = False
    """Whether the link is against the times."""


def runs_backwards(posts: Sequence[Post]) -> bool:
    """Whether some post's time is earlier than that of a post above it in the source."""
    times = [post for post in posts if post.posted is not None]
    return any(_later(before, after) for before, after in pairwise(times))


def walk(posts: Sequence[Post], evidence: Evidence) -> dict[int, Link]:
    """The links of all posts but the first.

    Some views sort siblings by votes. No walk with ascending siblings then fits the times, so where such a walk needs
    links against them, one that knows only that no post is older than what it answers is tried as well.
    """
    times = _times(posts)
    links, against = _walk(posts, times, evidence, True, patient=False)
    if against:
        loose, fewer = _walk(posts, times, evidence, False)
        if fewer:
            links, against = _walk(posts, times, evidence, True)
        if fewer < against:
            return loose
    return links


def _times(posts: Sequence[Post]) -> dict[int, float]:
    """Each post's time as a number; of times with a zone and without, only those of the more frequent kind."""
    zoned = sum(post.posted is not None and _zoned(post.posted) for post in posts)
    with_zone = 2 * zoned >= sum(post.posted is not None for post in posts)
    return {
        post.number: nan
        if post.posted is None or _zoned(post.posted) != with_zone
        else post.posted.replace(tzinfo=post.posted.tzinfo or UTC).timestamp()
        for post in posts
    }


def _walk(
    posts: Sequence[Post], times: Mapping[int, float], evidence: Evidence, ascending: bool, patient: bool = True
) -> tuple[dict[int, Link], int]:
    """The best links, and how many of them are against the times; siblings ascend or may stand in any order.

    Without `patient`, no links as soon as one of them has to be against the times.
    """
    beam = max(_LEAST_BEAM, min(BEAM, _WIDE_POSTS // len(posts)))
    depths = _least_depths(posts, times) if ascending else {}
    states = [_State(_Path(posts[0], times[posts[0].number], None), 0.0)]
    for post in posts[1:]:
        time = times[post.number]
        # Two states that answer the same post on the same path are the same for all that follows.
        best: dict[int, tuple[float, _Path, Link, _State, bool]] = {}
        weighed: dict[Place, tuple[list[Clue], float]] = {}
        for state in states:
            for step in _steps(state, post, time, evidence, weighed, ascending, depths.get(post.number, 1)):
                known = best.get(id(step[1]))
                if known is None or step[0] > known[0]:
                    best[id(step[1])] = step
        if not patient and all(step[4] for step in best.values()):
            return {}, 1
        kept = sorted(best.values(), key=lambda step: -step[0])[:beam]
        states = [
            _State(path.then(post, time), score, link, state, against) for score, path, link, state, against in kept
        ]
    links = {}
    against = 0
    last: _State | None = states[0]
    while last is not None and last.link is not None:
        links[last.path.post.number] = last.link
        against += last.against
        last = last.before
    return links, against


def _steps(
    state: _State,
    post: Post,
    time: float,
    evidence: Evidence,
    weighed: dict[Place, tuple[list[Clue], float]],
    ascending: bool,
    depth: int,
) -> Iterator[tuple[float, _Path, Link, _State, bool]]:
    """Every way in which `post` can follow a path; where the times allow none, every way against them.

    `weighed` keeps what speaks for a link, because the paths of a beam differ in few places; `depth` is the least at
    which `post` may stand.
    """
    able = [pair for pair in _able(state.path, time, ascending) if pair[0].depth >= depth - 1]
    against = not able
    if against:
        able = [(path, None) for path in islice(_upwards(state.path), NEAREST)]
    ranks_by_author: dict[str | None, int] = {}
    for rank, (path, answer) in enumerate(able):
        author = path.post.author
        ranks_by_author[author] = ranks_by_author.get(author, -1) + 1
        above = path.up.post.number if path.up else None
        sibling = None if ascending or answer is None else answer.post.number
        place = Place(path.post.number, rank, ranks_by_author[author], above, sibling)
        known = weighed.get(place)
        if known is None:
            clues = evidence.clues(post.number, place, BY_TIME if ascending else BY_VOTES)
            known = weighed[place] = (clues, sum(clue.weight for clue in clues))
        score = state.score + known[1] + (_weights.AGAINST_TIME if against else 0)
        link = (path.post.number, known[0], ascending and len(able) == 1 and not against)
        yield score, path, link, state, against


def _least_depths(posts: Sequence[Post], times: Mapping[int, float]) -> dict[int, int]:
    """How deep each post must stand at least, where siblings ascend, for all that follow to find their place.

    A post can only be followed by an older one that stands less deep, beside a post above it: so it stands deeper
    than the next older one by one. And no post stands deeper than one below the post before it. Without this, a
    path that closes too much is found out only when nothing is left to answer, and may have displaced all others.
    """
    depths: dict[int, int] = {}
    older: list[tuple[float, int]] = []
    following = 1
    for post in reversed(posts):
        depth, time = max(1, following - 1), times[post.number]
        if not isnan(time):
            while older and older[-1][0] >= time:
                older.pop()
            if older:
                depth = max(depth, older[-1][1] + 1)
            older.append((time, depth))
        depths[post.number] = following = depth
    return depths


def _able(path: _Path, time: float, ascending: bool) -> list[tuple[_Path, _Path | None]]:
    """What a post of this time may answer, with the latest answer so far: the _REACH deepest, and the opening post.

    Not a post that is younger; nor, where siblings ascend, one whose latest answer is.
    """
    paths: list[tuple[_Path, _Path | None]] = []
    answer: _Path | None = None
    last = path
    for last in islice(_upwards(path), _REACH):
        if not (last.time > time or (ascending and answer is not None and answer.time > time)):
            paths.append((last, answer))
        answer = last
    if last.up is not None and path.top and path.top.up:
        opening = path.top.up
        if not (opening.time > time or (ascending and path.top.time > time)):
            paths.append((opening, path.top))
    return paths


def _upwards(path: _Path) -> Iterator[_Path]:
    above: _Path | None = path
    while above is not None:
        yield above
        above = above.up


def _later(one: Post, other: Post) -> bool:
    """Whether it is known that one post was written after another."""
    if one.posted is None or other.posted is None or _zoned(one.posted) != _zoned(other.posted):
        return False
    return one.posted > other.posted


def _zoned(time: datetime | None) -> bool:
    return time is not None and time.utcoffset() is not None
