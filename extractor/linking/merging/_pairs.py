"""Which post of one copy is which post of another: by the forum's own id, else by author and time, else by text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import islice

from extractor.model import Post, digest
from extractor.text.characters import folded, words

LONG = 5
"""Fewer words than this are written by one person more than once: they need a neighbour that fits as well."""
ALIKE = 0.5
"""Share of the shorter text's words that must stand in the other for both to be one post, edited or cut."""
_LOOKED_AT = 50  # posts of one key that are tried; a flood of one text cannot make the search slow
_MADE = re.compile(r"[0-9a-f]{10}")
_CUT = re.compile(r"(?<!\s)\s*+(?:…|\.\.\.|\[…\]|\[\.\.\.\])$")


@dataclass(slots=True)
class Copy:
    """A post with what is compared of it."""

    post: Post
    format: str
    """The reader that found it: ids of two readers are two kinds of ids."""
    file: str
    """Where its text was read."""
    own: str | None
    """The forum's own id; None where a reader made one."""
    text: str
    """Folded."""
    words: frozenset[str]

    @property
    def long(self) -> bool:
        """Whether its words alone make it this post and no other."""
        return len(self.words) >= LONG


def copy(post: Post, format: str, file: str) -> Copy:
    """A post made ready to be compared."""
    text = folded(post.text)
    return Copy(post, format, file, own_id(post), text, frozenset(word.norm for word in words(text)))


def own_id(post: Post) -> str | None:
    """The forum's own id of a post, or None where it is a digest that a reader made."""
    if post.id == digest(post.author or "", post.printed or ""):
        return None
    return None if _MADE.fullmatch(post.id) and not post.id.isdigit() else post.id


def is_cut(shorter: str, longer: str) -> bool:
    """Whether a folded text is the beginning of another, perhaps with an ellipsis where it was cut."""
    begun = _CUT.sub("", shorter)
    return len(begun) < len(longer) and bool(begun) and longer.startswith(begun)


def alike(one: Copy, other: Copy) -> bool:
    """Whether two texts may be one text, edited or cut."""
    if one.text == other.text or is_cut(one.text, other.text) or is_cut(other.text, one.text):
        return True
    least = min(len(one.words), len(other.words))
    return bool(least) and len(one.words & other.words) >= ALIKE * least


def paired(old: Sequence[Copy], new: Sequence[Copy]) -> dict[int, int]:
    """The place among `old` of each post of `new` that is there too; each place is taken once."""
    pairs = _Pairs(old, new)
    pairs.take(lambda one: one.own, lambda a, b: _authors(a.post, b.post) or a.format == b.format)
    pairs.take(lambda one: (one.post.author, _time(one), one.text) if _time(one) else None, lambda a, b: True)
    pairs.take(lambda one: (one.post.author, one.text) if one.long else None, _timely)
    pairs.take(_clock, lambda a, b: _authors(a.post, b.post) and (alike(a, b) or _edited_to_the_second(a, b)))
    pairs.take(_place, lambda a, b: _timely(a, b) and (alike(a, b) or not (_time(a) or _time(b))))
    pairs.neighbours()
    return pairs.place_by_number


class _Pairs:
    """What has been paired so far."""

    def __init__(self, old: Sequence[Copy], new: Sequence[Copy]) -> None:
        self.old, self.new = old, new
        self.place_by_number: dict[int, int] = {}
        self.taken: set[int] = set()

    def take(self, key: Callable[[Copy], Hashable], fits: Callable[[Copy, Copy], bool]) -> None:
        """Pair what has the same key and fits, first with first."""
        waiting: dict[Hashable, dict[int, None]] = defaultdict(dict)
        for place, one in enumerate(self.old):
            if place not in self.taken and (value := key(one)) is not None:
                waiting[value][place] = None
        for number, one in enumerate(self.new):
            value = key(one)
            if number in self.place_by_number or value is None or value not in waiting:
                continue
            for place in islice(waiting[value], _LOOKED_AT):
                if not _other_ids(self.old[place], one) and fits(self.old[place], one):
                    del waiting[value][place]
                    self._pair(number, place)
                    break

    def neighbours(self) -> None:
        """Pair short texts: with the neighbour of a pair, with the first, or where a whole copy is in the other."""
        for numbers, step in ((range(len(self.new)), 1), (range(len(self.new) - 1, -1, -1), -1)):
            for number in numbers:
                beside = self.place_by_number.get(number - step)
                place = beside + step if beside is not None else 0 if step == 1 and number == 0 else None
                if number not in self.place_by_number and place is not None and self._equal(place, number):
                    self._pair(number, place)
        rest = [number for number in range(len(self.new)) if number not in self.place_by_number]
        places: list[int] = []
        for number in rest:
            first = places[-1] + 1 if places else 0
            place = next((at for at in range(first, len(self.old)) if self._equal(at, number)), None)
            if place is None:
                return
            places.append(place)
        for number, place in zip(rest, places, strict=True):
            self._pair(number, place)

    def _equal(self, place: int, number: int) -> bool:
        if not 0 <= place < len(self.old) or place in self.taken:
            return False
        one, other = self.old[place], self.new[number]
        return (
            (one.post.author, one.text) == (other.post.author, other.text)
            and not _other_ids(one, other)
            and _timely(one, other)
            and (one.format != other.format or one.post.position == other.post.position)
        )

    def _pair(self, number: int, place: int) -> None:
        self.place_by_number[number] = place
        self.taken.add(place)


def _other_ids(one: Copy, other: Copy) -> bool:
    """Whether the forum itself says that these are two posts."""
    return one.format == other.format and None not in (one.own, other.own) and one.own != other.own


def _authors(one: Post, other: Post) -> bool:
    """Whether one person may have written both; an editor's name says nothing about the author."""
    return one.author == other.author or not (one.author_certain and other.author_certain)


def _time(one: Copy) -> str | None:
    return one.post.printed or (one.post.posted.isoformat() if one.post.posted else None)


def _timely(one: Copy, other: Copy) -> bool:
    """Whether the times do not speak against it; two readers may print one time in two ways."""
    return one.format != other.format or None in (_time(one), _time(other)) or _time(one) == _time(other)


def _clock(one: Copy) -> Hashable:
    """The time of a post where it has one of day; a mere day holds many posts."""
    posted = one.post.posted
    if posted is None or not (posted.hour or posted.minute or posted.second):
        return None
    return posted.isoformat()


def _edited_to_the_second(one: Copy, other: Copy) -> bool:
    """Whether a post may have been rewritten as a whole: the same person, the same second, and an edit."""
    exact = one.post.posted is not None and one.post.posted.second != 0
    return exact and one.post.author == other.post.author and one.post.edited != other.post.edited


def _place(one: Copy) -> Hashable:
    return None if one.post.position is None else (one.post.author, one.post.position)
