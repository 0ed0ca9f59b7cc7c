"""Somebody else's words inside a post, each traced to the post that has them first.

Three kinds: declared (the source names the post), marked (a block, `re: "…"`, `X wrote:`, lines behind `>`,
quotation marks around words found elsewhere), and repeated (no mark at all). Posts are taken in the order in which
they were written, so that what is known as quoted in one post is never taken for that post's own saying.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from extractor.language import DEFAULT
from extractor.linking.quotes._glued import cut_where_lines_were_lost
from extractor.linking.quotes._marks import ANGLE, Mark, marked_places, overlaps
from extractor.linking.quotes._memory import SHORT_GRAM, Memory, PostWords
from extractor.model import How, Post, Quote, Thread
from extractor.text import own_words
from extractor.text.characters import norms
from extractor.text.sentences import split

__all__ = ["cut_where_lines_were_lost", "find"]

REPEATED_WORDS = 8
"""Shortest run that counts as repeated without a mark. Thanks and greetings are the same in fewer words."""
REPEATED_SHARE = 0.8
"""Share of a sentence's words that must be repeated; the rest are its writer's slips and corrections."""
INLINE_WORDS = 5
"""Shortest quotation between quotation marks in running text; fewer words are a term or irony."""

_LINE = re.compile(r"[^\n]+")
_SIGNS = re.compile(r">(?:[ \t]?>)*")
_AFTER = re.compile(r"[ \t]*\n\s*(?=>)")
_ADDRESS = re.compile(r"(?<!\s)\s*+<[^<>\n]*+>?$")


def find(thread: Thread, ignore_declared: bool = False, language: str = DEFAULT) -> dict[int, tuple[Quote, ...]]:
    """Quotes by the number of the quoting post, in order of their place; posts without any are absent.

    Ranges of one post are disjoint and include the mark itself. `Quote.post` is the first speaker's: the earliest
    who said the words unquoted; None when they are nowhere else in the thread. With `ignore_declared` what the
    source says about a quote's origin is not used; `language` is spaCy's
    code of the thread's. Linear in the words of the thread, but for sorting.
    """
    numbers = {post.id: post.number for post in thread.posts}
    marks = {
        post.number: places
        for post in thread.posts
        if (places := marked_places(post, numbers, ignore_declared, language))
    }
    marked = [post for post in thread.posts if post.number in marks]
    looked_up = [words for post in marked for words in _looked_up(post, marks[post.number], language)]
    memory = Memory(thread.in_time, _sizes(marked, marks), looked_up)
    quotes_by_post = {}
    for post in thread.in_time:
        post_words = memory.words(post)
        quotes = _quotes(post, post_words, marks.get(post.number, ()), memory, language)
        memory.add(post, _free(post, post_words, quotes))
        if quotes:
            quotes_by_post[post.number] = tuple(quotes)
    return dict(sorted(quotes_by_post.items()))


def _quotes(post: Post, post_words: PostWords, marks: Sequence[Mark], memory: Memory, language: str) -> list[Quote]:
    quotations: list[Quote] = []
    for mark in marks:
        if quotations and mark.start < quotations[-1].end:
            continue
        quote = _marked(post, mark, memory, language)
        if quote is not None:
            quotations.append(quote)
    quotations += _repeated(post, post_words, tuple(quotations), memory, language)
    return sorted(quotations, key=lambda quote: quote.start)


def _free(post: Post, post_words: PostWords, quotes: Sequence[Quote]) -> bytes:
    """For each word 1 where it is the author's own, else 0. A declared signature is: see `own_words.of_post`."""
    if not quotes and not post.blocks:
        return post_words.whole
    return post_words.free(own_words.of_post(post, quotes, signed=True))


# ---- what is marked


def _marked(post: Post, mark: Mark, memory: Memory, language: str) -> Quote | None:
    if mark.how is How.DECLARED:
        return Quote(start=mark.start, end=mark.end, post=mark.post, how=mark.how)
    if mark.kind == "wrote":
        return _wrote(post, mark, memory, language)
    if mark.kind == "angle":
        return Quote(start=mark.start, end=mark.end, post=_angled(post, mark.start, mark.end, memory), how=How.MARKED)
    inner = norms(post.text[slice(*mark.words)])
    if mark.kind == "inline":
        if len(inner) < INLINE_WORDS:
            return None
        source, share = memory.source(inner, post)
        if source is None or share < REPEATED_SHARE or memory.same_person(source, post):
            return None
    else:
        source, _ = memory.source(inner, post, mark.who)
    return Quote(start=mark.start, end=mark.end, post=source, how=How.MARKED)


def _angled(post: Post, start: int, end: int, memory: Memory, who: str = "") -> int | None:
    """Who said the lines behind `>`: those with fewest signs are the quoted post's own, the others it quoted."""
    for inner in _behind_signs(post.text[start:end]):
        source, _ = memory.source(inner, post, who)
        if source is not None:
            return source
    return None


def _behind_signs(text: str) -> Iterator[Sequence[str]]:
    """The words of lines behind `>`: first those with fewest signs, then all."""
    lines = [
        (match.group().count(">"), line[match.end() :]) for line in text.split("\n") if (match := _SIGNS.match(line))
    ]
    least = min((depth for depth, line in lines if norms(line)), default=1)
    for kept in ([line for depth, line in lines if depth == least], [line for _, line in lines]):
        yield norms("\n".join(kept))


def _wrote(post: Post, mark: Mark, memory: Memory, language: str) -> Quote:
    """`X wrote:`. Nothing marks its end: it reaches as far as the words are found, else to the end of one line."""
    text = post.text
    angle = _angle_below(text, mark.end)
    if angle:
        source = _angled(post, angle.start(), angle.end(), memory, _ADDRESS.sub("", mark.who))
        return Quote(start=mark.start, end=angle.end(), post=source, how=How.MARKED)
    end, speaker = mark.end, None
    for line in _LINE.finditer(text, mark.end):
        if not line.group().strip():
            continue
        known = 0
        for first, last in split(text, *line.span(), language):
            source, share = memory.source(norms(text[first:last]), post, mark.who)
            if source is None or share < REPEATED_SHARE or (speaker is not None and source != speaker):
                break
            speaker, end, known = source, last, last
        if speaker is None:
            end = line.start() + len(line.group().rstrip())
        if speaker is None or not known or known < line.start() + len(line.group().rstrip()):
            break
    return Quote(start=mark.start, end=end, post=speaker, how=How.MARKED)


def _angle_below(text: str, place: int) -> re.Match[str] | None:
    """Lines behind `>` that begin on the line below a place."""
    after = _AFTER.match(text, place)
    return ANGLE.match(text, after.end()) if after else None


def _looked_up(post: Post, marks: Sequence[Mark], language: str) -> Iterator[Sequence[str]]:
    """The words of all that may be looked for because of a post's marks; more is no harm."""
    text = post.text
    lower = False
    for mark in marks:
        if mark.how is How.DECLARED:
            continue
        if mark.kind == "angle":
            yield from _behind_signs(text[mark.start : mark.end])
        elif mark.kind != "wrote":
            yield norms(text[slice(*mark.words)])
        else:
            angle = _angle_below(text, mark.end)
            if angle:
                yield from _behind_signs(angle.group())
            # What stands below one such mark stands below the next one too: once is enough, and linear.
            end = text.find("\n", mark.end) if lower else -1
            lower = True
            for line in _LINE.finditer(text, mark.end, end if end >= 0 else len(text)):
                yield from (norms(text[first:last]) for first, last in split(text, *line.span(), language))


# ---- what is repeated without a mark


def _repeated(
    post: Post, post_words: PostWords, marked: Sequence[Quote], memory: Memory, language: str
) -> Iterator[Quote]:
    """Whole sentences that stand in an earlier post of somebody else, neighbours joined."""
    if not memory.repeats(post):
        return
    runs = list(memory.runs(_free(post, post_words, marked), post))
    if all(last - first < REPEATED_WORDS for first, last, _ in runs):
        return
    taken = [(quote.start, quote.end) for quote in marked]
    spans = post_words.spans
    sources: list[tuple[int, int]] = [(0, 0)] * len(spans)
    for first, last, source in runs:
        sources[first:last] = [(source, last - first)] * (last - first)
    pending: Quote | None = None
    place = 0
    long = [(spans[first][0], spans[last - 1][1]) for first, last, _ in runs if last - first >= REPEATED_WORDS]
    for start, end in cut_where_lines_were_lost(post.text, split(post.text, language=language), long):
        begin = place
        while place < len(spans) and spans[place][0] < end:
            place += 1
        if begin == place:
            continue
        speaker = None if overlaps(start, end, taken) else _speaker(sources[begin:place])
        if pending and speaker == pending.post:
            pending = Quote(start=pending.start, end=end, post=speaker, how=How.REPEATED)
            continue
        if pending:
            yield pending
        pending = Quote(start=start, end=end, post=speaker, how=How.REPEATED) if speaker else None
    if pending:
        yield pending


def _speaker(sources: Sequence[tuple[int, int]]) -> int | None:
    """Who said a sentence, given each word's source and the length of the run it belongs to."""
    counts = Counter(source for source, _ in sources if source)
    if not counts:
        return None
    speaker, count = counts.most_common(1)[0]
    longest = max(length for source, length in sources if source == speaker)
    return speaker if count >= REPEATED_SHARE * len(sources) and longest >= REPEATED_WORDS else None


def _sizes(posts: Sequence[Post], marks: Mapping[int, Sequence[Mark]]) -> set[int]:
    """Lengths of the word sequences by which marked quotations will be looked up; empty in a thread without marks."""
    sizes = set()
    for post in posts:
        for mark in marks[post.number]:
            if mark.kind == "wrote":
                sizes |= set(range(1, SHORT_GRAM + 1))
            elif mark.how is not How.DECLARED:
                sizes.add(min(SHORT_GRAM, len(norms(post.text[slice(*mark.words)]))))
    return sizes - {0}
