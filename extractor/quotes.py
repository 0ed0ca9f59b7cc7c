"""Somebody else's words inside a post, given back to the person who said them first.

Three kinds: declared (the source names the post), marked (a block, `re: "…"`, `X wrote:`, lines behind `>`,
quotation marks around words found elsewhere), and repeated (no mark at all). Posts are taken in the order in which
they were written, so that what is known as quoted in one post is never taken for that post's own saying.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.model import BlockKind, How, Post, Quote, Thread
from extractor.sentences import split
from extractor.text import Word, words

GRAM = 6
"""Words in a row that must be the same before two posts are compared further: shorter ones are stock phrases."""
REPEATED_WORDS = 8
"""Shortest run that counts as repeated without a mark. Thanks and greetings are the same in fewer words."""
REPEATED_SHARE = 0.8
"""Share of a sentence's words that must be repeated; the rest are its writer's slips and corrections."""
INLINE_WORDS = 5
"""Shortest quotation between quotation marks in running text; fewer words are a term or irony."""
MARKED_SHARE = 0.5
"""Share of a marked quotation found in a post for it to be the source: people shorten what they mark."""
SHORT_GRAM = 4
"""Words in a row by which the source of a marked quotation is looked up (fewer where it is shorter)."""
POSTINGS = 8
"""Earliest places kept for each of those; a flood of one phrase cannot make the search slow."""
_REACH = 4000  # characters in which a quotation mark that was opened must be closed

_RE = re.compile(r"^[ \t]*re[ \t]*:[ \t]*[\"“„«]", re.IGNORECASE | re.MULTILINE)
_CLOSED_LINE = re.compile(r"[\"”“»][ \t]*+[.,;:!?]?+[ \t]*+$", re.MULTILINE)
_CLOSED = re.compile(r"[\"”“»]")
_WROTE = re.compile(
    r"^[ \t]*(?:On [^\n]{4,80}, )?@?(?P<who>[^\W\d_][^\n:\"“”]{0,50}?|[^\W_]\S{1,40}) wrote ?:[ \t]*", re.MULTILINE
)
_PRONOUN = re.compile(r"(?:i|you|he|she|we|they|who|someone|somebody|client|it)\b", re.IGNORECASE)
_ANGLE = re.compile(r"^>[^\n]*(?:\n>[^\n]*)*", re.MULTILINE)
_INLINE = re.compile(r"(?<!\w)[\"“„«](?P<words>[^\"“”„«»\n]{10,1500})[\"”“»](?!\w)")
_LINE = re.compile(r"[^\n]+")
_SIGNS = re.compile(r">(?:[ \t]?>)*")
_AFTER = re.compile(r"[ \t]*\n\s*(?=>)")
_ADDRESS = re.compile(r"(?<!\s)\s*+<[^<>\n]*+>?$")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place that says `these are somebody's words`."""

    start: int
    end: int
    words: tuple[int, int]
    """Range of the words themselves."""
    post: int | None = None
    """The declared post's number."""
    how: How = How.MARKED
    kind: str = "block"
    """`block`, `re`, `wrote`, `angle` or `inline`."""
    who: str = ""
    """Whose words they are, as the source or the line above them says."""


def find(thread: Thread, ignore_declared: bool = False) -> dict[int, tuple[Quote, ...]]:
    """Quotes by the number of the quoting post, in order of their place; posts without any are absent.

    Ranges of one post are disjoint and include the mark itself. `Quote.post` is the first speaker's: the earliest
    who said the words unquoted; None when they are nowhere else in the thread. With `ignore_declared` what the
    source says about a quote's origin is not used. Linear in the words of the thread, but for sorting.
    """
    numbers = {post.id: post.number for post in thread.posts}
    marks = {post.number: _marks(post, numbers, ignore_declared) for post in thread.posts}
    memory = _Memory(_sizes(thread.posts, marks))
    found = {}
    for post in in_time(thread.posts):
        quotes = _quotes(post, marks[post.number], memory)
        memory.add(post, quotes)
        if quotes:
            found[post.number] = tuple(quotes)
    return dict(sorted(found.items()))


def in_time(posts: Sequence[Post]) -> list[Post]:
    """Posts as they were written: by time when every post has one of the same sort, else in the source's order."""
    times = [post.posted for post in posts if post.posted is not None]
    zoned = sum(time.utcoffset() is not None for time in times)
    if len(times) < len(posts) or zoned not in (0, len(times)):
        return list(posts)
    return [post for _, _, post in sorted(zip(times, range(len(posts)), posts, strict=True), key=lambda row: row[:2])]


def _quotes(post: Post, marks: Sequence[_Mark], memory: _Memory) -> list[Quote]:
    found: list[Quote] = []
    for mark in marks:
        if found and mark.start < found[-1].end:
            continue
        quote = _marked(post, mark, memory)
        if quote is not None:
            found.append(quote)
    taken = [(quote.start, quote.end) for quote in found]
    found += _repeated(post, taken, memory)
    return sorted(found, key=lambda quote: quote.start)


# ---- what is marked


def _marks(post: Post, numbers: dict[str, int], ignore_declared: bool) -> list[_Mark]:
    """Every mark of a post in order; where two overlap, the one that says more comes first."""
    found = []
    for block in post.blocks:
        if block.kind is BlockKind.QUOTE:
            span = (block.start, block.end)
            if block.declared_post is not None and not ignore_declared:
                found.append(_Mark(*span, span, numbers.get(block.declared_post), How.DECLARED))
            else:
                who = "" if ignore_declared else block.declared_author or ""
                found.append(_Mark(*span, span, who=who))
    found += [mark for match in _RE.finditer(post.text) if (mark := _re_mark(post.text, match))]
    for match in _WROTE.finditer(post.text):
        if not _PRONOUN.match(match["who"]):
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            found.append(_Mark(start, match.end(), (match.end(), match.end()), kind="wrote", who=match["who"]))
    for match in _ANGLE.finditer(post.text):
        found.append(_Mark(*match.span(), match.span(), kind="angle"))
    for match in _INLINE.finditer(post.text):
        found.append(_Mark(*match.span(), match.span("words"), kind="inline"))
    order = ("block", "wrote", "re", "angle", "inline")
    found.sort(key=lambda mark: (mark.start, order.index(mark.kind)))
    code = sorted((block.start, block.end) for block in post.blocks if block.kind is BlockKind.CODE)
    kept: list[_Mark] = []
    for mark in found:
        inside = kept and mark.start < kept[-1].end
        if not inside and (mark.kind == "block" or not _overlaps(mark.start, mark.end, code)):
            kept.append(mark)
    return kept


def _re_mark(text: str, match: re.Match[str]) -> _Mark | None:
    """`re: "…"`: to the quotation mark that ends a line, else to the next one; none without a closing mark."""
    reach = min(len(text), match.end() + _REACH)
    line_end = text.find("\n", match.end())
    line_end = line_end if line_end >= 0 else len(text)
    closed = (
        _CLOSED_LINE.search(text, match.end(), min(line_end, reach))
        or _CLOSED.search(text, match.end(), min(line_end, reach))
        or _CLOSED_LINE.search(text, match.end(), reach)
    )
    if closed is None:
        return None
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    return _Mark(start, closed.start() + len(closed.group().rstrip()), (match.end(), closed.start()), kind="re")


def _marked(post: Post, mark: _Mark, memory: _Memory) -> Quote | None:
    if mark.how is How.DECLARED:
        return Quote(start=mark.start, end=mark.end, post=mark.post, how=mark.how)
    if mark.kind == "wrote":
        return _wrote(post, mark, memory)
    if mark.kind == "angle":
        return Quote(start=mark.start, end=mark.end, post=_angled(post, mark.start, mark.end, memory), how=How.MARKED)
    inner = words(post.text[slice(*mark.words)])
    if mark.kind == "inline":
        if len(inner) < INLINE_WORDS:
            return None
        source, share = memory.source(inner, post)
        if source is None or share < REPEATED_SHARE or memory.same_person(source, post):
            return None
    else:
        source, _ = memory.source(inner, post, mark.who)
    return Quote(start=mark.start, end=mark.end, post=source, how=How.MARKED)


def _angled(post: Post, start: int, end: int, memory: _Memory, who: str = "") -> int | None:
    """Who said the lines behind `>`: those with fewest signs are the quoted post's own, the others it quoted."""
    lines = [
        (match.group().count(">"), line[match.end() :])
        for line in post.text[start:end].split("\n")
        if (match := _SIGNS.match(line))
    ]
    least = min((depth for depth, line in lines if words(line)), default=1)
    for kept in ([line for depth, line in lines if depth == least], [line for _, line in lines]):
        source, _ = memory.source(words("\n".join(kept)), post, who)
        if source is not None:
            return source
    return None


def _wrote(post: Post, mark: _Mark, memory: _Memory) -> Quote:
    """`X wrote:`. Nothing marks its end: it reaches as far as the words are found, else to the end of one line."""
    text = post.text
    after = _AFTER.match(text, mark.end)
    angle = _ANGLE.match(text, after.end()) if after else None
    if angle:
        source = _angled(post, angle.start(), angle.end(), memory, _ADDRESS.sub("", mark.who))
        return Quote(start=mark.start, end=angle.end(), post=source, how=How.MARKED)
    end, speaker = mark.end, None
    for line in _LINE.finditer(text, mark.end):
        if not line.group().strip():
            continue
        known = 0
        for first, last in split(text, *line.span()):
            source, share = memory.source(words(text[first:last]), post, mark.who)
            if source is None or share < REPEATED_SHARE or (speaker is not None and source != speaker):
                break
            speaker, end, known = source, last, last
        if speaker is None:
            end = line.start() + len(line.group().rstrip())
        if speaker is None or not known or known < line.start() + len(line.group().rstrip()):
            break
    return Quote(start=mark.start, end=end, post=speaker, how=How.MARKED)


# ---- what is repeated without a mark


def _repeated(post: Post, taken: Sequence[tuple[int, int]], memory: _Memory) -> Iterator[Quote]:
    """Whole sentences that stand in an earlier post of somebody else, neighbours joined."""
    found = words(post.text)
    free = _free(post, found, taken)
    runs = list(memory.runs(found, free, post))
    if not runs:
        return
    said: list[tuple[int, int]] = [(0, 0)] * len(found)
    for first, last, source in runs:
        said[first:last] = [(source, last - first)] * (last - first)
    pending: Quote | None = None
    place = 0
    for start, end in split(post.text):
        begin = place
        while place < len(found) and found[place].start < end:
            place += 1
        if begin == place:
            continue
        speaker = None if _overlaps(start, end, taken) else _speaker(said[begin:place])
        if pending and speaker == pending.post:
            pending = Quote(start=pending.start, end=end, post=speaker, how=How.REPEATED)
            continue
        if pending:
            yield pending
        pending = Quote(start=start, end=end, post=speaker, how=How.REPEATED) if speaker else None
    if pending:
        yield pending


def _speaker(said: Sequence[tuple[int, int]]) -> int | None:
    """Who said a sentence, given each word's source and the length of the run it belongs to."""
    counts = Counter(source for source, _ in said if source)
    if not counts:
        return None
    speaker, count = counts.most_common(1)[0]
    longest = max(length for source, length in said if source == speaker)
    return speaker if count >= REPEATED_SHARE * len(said) and longest >= REPEATED_WORDS else None


def _free(post: Post, found: Sequence[Word], taken: Iterable[tuple[int, int]]) -> list[bool]:
    """For each word, whether it stands outside quotes and code."""
    code = [(block.start, block.end) for block in post.blocks if block.kind in (BlockKind.QUOTE, BlockKind.CODE)]
    closed = sorted([*taken, *code])
    free, at = [], 0
    reach = -1
    for word in found:
        while at < len(closed) and closed[at][0] <= word.start:
            reach = max(reach, closed[at][1])
            at += 1
        free.append(word.start >= reach)
    return free


def _overlaps(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a range meets any of these, which are disjoint and in order."""
    before = bisect_left(spans, end, key=lambda span: span[0])
    return before > 0 and start < spans[before - 1][1]


def _sizes(posts: Sequence[Post], marks: dict[int, list[_Mark]]) -> set[int]:
    """Lengths of the word sequences by which marked quotations will be looked up; empty in a thread without marks."""
    sizes = set()
    for post in posts:
        for mark in marks[post.number]:
            if mark.kind == "wrote":
                sizes |= set(range(1, SHORT_GRAM + 1))
            elif mark.how is not How.DECLARED:
                sizes.add(min(SHORT_GRAM, len(words(post.text[slice(*mark.words)]))))
    return sizes - {0}


class _Memory:
    """What was said so far, by sequences of words; only what its writer said himself."""

    def __init__(self, sizes: set[int]) -> None:
        self._rank: dict[int, int] = {}
        self._said: dict[int, list[str]] = {}
        self._free: dict[int, list[bool]] = {}
        self._authors: dict[int, str | None] = {}
        self._first: dict[tuple[str, ...], tuple[int, int]] = {}
        self._places: dict[int, dict[tuple[str, ...], list[int]]] = {size: defaultdict(list) for size in sizes}

    def add(self, post: Post, quotes: Sequence[Quote]) -> None:
        """Remember a post's own words."""
        found = words(post.text)
        said = [word.norm for word in found]
        free = _free(post, found, [(quote.start, quote.end) for quote in quotes])
        self._rank[post.number] = len(self._rank)
        self._said[post.number], self._free[post.number] = said, free
        self._authors[post.number] = post.author
        for place, gram in _grams(said, free, GRAM):
            self._first.setdefault(gram, (post.number, place))
        for size, places in self._places.items():
            for _, gram in _grams(said, free, size):
                known = places[gram]
                if len(known) < POSTINGS and (not known or known[-1] != post.number):
                    known.append(post.number)

    def same_person(self, number: int, post: Post) -> bool:
        """Whether a remembered post is known to be by the same author; unknown authors are nobody's own."""
        return post.author is not None and self._authors[number] == post.author

    def runs(self, found: Sequence[Word], free: Sequence[bool], post: Post) -> Iterator[tuple[int, int, int]]:
        """Longest sequences of this post's own words that somebody else said first: first, last, source."""
        said = [word.norm for word in found]
        done = 0
        for place, gram in _grams(said, free, GRAM):
            if place < done or gram not in self._first:
                continue
            source, there = self._first[gram]
            if self.same_person(source, post):
                continue
            theirs, own = self._said[source], self._free[source]
            done, until = place, place + min(len(said) - place, len(theirs) - there)
            shift = there - place
            while done < until and free[done] and own[done + shift] and said[done] == theirs[done + shift]:
                done += 1
            yield place, done, source

    def source(self, inner: Sequence[Word], post: Post, who: str = "") -> tuple[int | None, float]:
        """The post that a marked quotation comes from, and the share of its word sequences found there.

        Somebody else's before the writer's own, the named speaker's before others', then the fullest, the earliest.
        """
        size = min(SHORT_GRAM, len(inner))
        said = [word.norm for word in inner]
        votes: Counter[int] = Counter()
        grams = [gram for _, gram in _grams(said, [True] * len(said), size)] if size else []
        for gram in grams:
            votes.update(self._places.get(size, {}).get(gram, ()))
        needed = MARKED_SHARE * len(grams) if size == SHORT_GRAM else len(grams)
        able = [number for number, count in votes.items() if count >= needed]
        if not able:
            return None, 0.0
        # `max` takes the first of equals, and this puts the earliest first.
        able.sort(key=self._rank.__getitem__)
        named = who.casefold().strip()
        best = max(
            able,
            key=lambda number: (
                not self.same_person(number, post),
                bool(named) and (self._authors[number] or "").casefold() == named,
                votes[number],
            ),
        )
        return self._last_copy(best, able), votes[best] / len(grams)

    def _last_copy(self, number: int, others: Sequence[int]) -> int:
        """The newest of the posts in which one person posted the same once more: it is the one that he lets stand."""
        author, said = self._authors[number], self._said[number]
        same = [other for other in others if self._authors[other] == author and self._said[other] == said]
        return same[-1] if same and author is not None else number


def _grams(said: Sequence[str], free: Sequence[bool], size: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every sequence of `size` words that no gap interrupts, with its place."""
    run = 0
    for end, (_, open) in enumerate(zip(said, free, strict=True), 1):
        run = run + 1 if open else 0
        if run >= size:
            yield end - size, tuple(said[end - size : end])
