"""Reply links of a thread whose source shows a walk of the reply tree.

A depth-first walk with siblings in time order allows few parents. When a post comes, only the posts on the
rightmost path can still be answered: the post before, what it answers, and so on up to the opening. Of these, one
whose printed time is later is none; nor is one that already has a later answer, for siblings ascend; nor is the
opening post while an older post is still to come. Answering a post closes everything below it, so a choice binds
all that follow: the search keeps the best rightmost paths (a beam), each with the sum of what speaks for its links,
and the last one standing tells the whole tree. Two choices that lead to the same path are the same for all that
follows, and the better one is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, pairwise

from extractor.model import Post
from extractor.replies import _weights
from extractor.replies._evidence import BY_TIME, BY_VOTES, NEAREST, Clue, Evidence, Place

BEAM = 64
"""Paths kept after each post. Threads of a few dozen posts have fewer; a flood is cut to WIDE_POSTS / posts."""
_WIDE_POSTS = 20_000
_LEAST_BEAM = 8
_REACH = 60  # posts of a path that are looked at; conversations nest by tens

Link = tuple[int, list[Clue], bool]
"""Parent, what speaks for it, and whether the order left no other."""


@dataclass(eq=False, slots=True)
class _Path:
    """A post on the rightmost path, and the path above it. One object for one path, so paths compare by identity."""

    post: Post
    up: _Path | None
    top: _Path | None = None
    """The path's post right below the opening one; None for the opening post itself."""
    below: dict[int, _Path] = field(default_factory=dict)

    def then(self, post: Post) -> _Path:
        """The path on which `post` answers this one."""
        if post.number not in self.below:
            path = _Path(post, self, self.top)
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


def in_time(posts: Sequence[Post]) -> list[Post]:
    """Posts by time where every one has a comparable time, else in the source's order."""
    if any(post.posted is None for post in posts) or len({_zoned(post.posted) for post in posts}) > 1:
        return list(posts)
    return sorted(posts, key=lambda post: (post.posted or datetime.min, post.number))


def runs_backwards(posts: Sequence[Post]) -> bool:
    """Whether some post's time is earlier than that of a post above it in the source."""
    times = [post for post in posts if post.posted is not None]
    return any(_later(before, after) for before, after in pairwise(times))


def walk(posts: Sequence[Post], evidence: Evidence) -> dict[int, Link]:
    """The links of all posts but the first.

    Some views sort siblings by votes. No walk with ascending siblings then fits the times, so where such a walk needs
    links against them, one that knows only that no post is older than what it answers is tried as well.
    """
    links, against = _walk(posts, evidence, True)
    if against:
        loose, fewer = _walk(posts, evidence, False)
        if fewer < against:
            return loose
    return links


def _walk(posts: Sequence[Post], evidence: Evidence, ascending: bool) -> tuple[dict[int, Link], int]:
    """The best links, and how many of them are against the times; siblings ascend or may stand in any order."""
    beam = max(_LEAST_BEAM, min(BEAM, _WIDE_POSTS // len(posts)))
    inside = _inside(posts) if ascending else frozenset()
    states = [_State(_Path(posts[0], None), 0.0)]
    for post in posts[1:]:
        # Two states that answer the same post on the same path are the same for all that follows.
        best: dict[int, tuple[float, _Path, Link, _State, bool]] = {}
        weighed: dict[Place, tuple[list[Clue], float]] = {}
        for state in states:
            for step in _steps(state, post, evidence, weighed, ascending, inside):
                known = best.get(id(step[1]))
                if known is None or step[0] > known[0]:
                    best[id(step[1])] = step
        kept = sorted(best.values(), key=lambda step: -step[0])[:beam]
        states = [_State(path.then(post), score, link, state, against) for score, path, link, state, against in kept]
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
    evidence: Evidence,
    weighed: dict[Place, tuple[list[Clue], float]],
    ascending: bool,
    inside: frozenset[int],
) -> Iterator[tuple[float, _Path, Link, _State, bool]]:
    """Every way in which `post` can follow a path; where the times allow none, every way against them.

    `weighed` keeps what speaks for a link, because the paths of a beam differ in few places.
    """
    able = _able(state.path, post, ascending)
    if post.number in inside:
        able = [path for path in able if path.up is not None]
    against = not able
    if against:
        able = list(islice(_upwards(state.path), NEAREST))
    seen: dict[str | None, int] = {}
    answers = {} if ascending else _answers(state.path)
    for rank, path in enumerate(able):
        author = path.post.author
        seen[author] = seen.get(author, -1) + 1
        above = path.up.post.number if path.up else None
        place = Place(path.post.number, rank, seen[author], above, answers.get(path.post.number))
        if place not in weighed:
            clues = evidence.clues(post.number, place, BY_TIME if ascending else BY_VOTES)
            weighed[place] = (clues, sum(clue.weight for clue in clues))
        clues, weight = weighed[place]
        score = state.score + weight + (_weights.AGAINST_TIME if against else 0)
        link = (path.post.number, clues, ascending and len(able) == 1 and not against)
        yield score, path, link, state, against


def _inside(posts: Sequence[Post]) -> frozenset[int]:
    """Posts that cannot answer the opening one where siblings ascend, because an older post follows.

    What follows an answer to the opening post stands below it, or is a later answer to the opening post or below
    one: all of it younger. Without this a path that closes too much early is found out only when nothing is left.
    """
    found = set()
    oldest: Post | None = None
    for post in reversed(posts):
        if oldest is not None and _later(post, oldest):
            found.add(post.number)
        elif post.posted is not None:
            oldest = post
    return frozenset(found)


def _able(path: _Path, post: Post, ascending: bool) -> list[_Path]:
    """Posts of the path that `post` may answer, the deepest first: of the _REACH deepest, and the opening post."""
    found: list[_Path] = []
    younger: _Path | None = None
    last = path
    for last in islice(_upwards(path), _REACH):
        if _fits(last, younger if ascending else None, post):
            found.append(last)
        younger = last
    if last.up is not None and path.top and path.top.up and _fits(path.top.up, path.top if ascending else None, post):
        found.append(path.top.up)
    return found


def _answers(path: _Path) -> dict[int, int]:
    """The latest answer to each post of a path, as far as it is looked at."""
    return {below.up.post.number: below.post.number for below in islice(_upwards(path), _REACH) if below.up}


def _fits(above: _Path, younger: _Path | None, post: Post) -> bool:
    """Whether the times let `post` answer a post of the path, whose latest answer on the path is `younger`."""
    return not _later(above.post, post) and not (younger and _later(younger.post, post))


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
