"""How a question's answers are set: which stand together as one paragraph, with what before them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from urllib.parse import quote, urlsplit

from extractor.model import Answer, Conversation, Entry, Passage, Post, Ruling, Verdict
from extractor.text import folded, visible

LONG_LEAD = 260
"""Characters above which the first answer of a position is set a size smaller."""
_FRAGMENT_WORDS = 5
"""Words from each end of a passage that find it in the original page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One quotation inside a run."""

    answer: Answer
    """The answer."""
    glue: str
    """What stands before it: a space, or nothing where the post has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """The same person's same words in another place."""

    passage: Passage
    """Where."""
    here: bool
    """Whether it is in the thread of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Answers that stand next to each other in their post and read as one paragraph."""

    parts: tuple[Part, ...]
    """The quotations, in the order of the post; never empty."""
    context: Passage | None
    """Words printed before it so that it can be understood."""
    context_post: Post | None
    """The post of the context, where that is another than the answer's own."""

    @property
    def first(self) -> Answer:
        """The answer that speaks for the run: author, date, ruling."""
        return self.parts[0].answer

    @property
    def long(self) -> bool:
        """Whether it is too long for the largest type."""
        return sum(len(part.answer.passage.text) for part in self.parts) > LONG_LEAD

    @property
    def reworded(self) -> Ruling | None:
        """The ruling that gives an editor's wording, if one does."""
        ruling = self.first.ruling
        return ruling if ruling and ruling.verdict is Verdict.REWORD and ruling.text else None

    @property
    def repeats(self) -> tuple[Repeat, ...]:
        """Where the same person says the same again."""
        return tuple(
            Repeat(passage=passage, here=passage.thread == part.answer.passage.thread)
            for part in self.parts
            for passage in part.answer.also_in
        )

    @property
    def said_in(self) -> int:
        """The number of posts that hold these words."""
        mine = self.first.passage
        return len({(mine.thread, mine.post), *((r.passage.thread, r.passage.post) for r in self.repeats)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a question page counts."""

    people: int
    """People who answer."""
    passages: int
    """Passages printed."""
    threads: int
    """Threads they come from."""
    newest: date | None
    """The day of the newest words; None when no answer has a date."""
    differ: bool
    """Whether there is more than one position."""
    unjudged: bool
    """Whether no editor has judged any of them."""


def tally(entry: Entry) -> Tally:
    """The counts of one question."""
    answers = entry.answers
    return Tally(
        people=len(entry.people),
        passages=len(answers),
        threads=len({answer.passage.thread for answer in answers}),
        newest=max((answer.posted.date() for answer in answers if answer.posted), default=None),
        differ=len(entry.positions) > 1,
        unjudged=bool(answers) and all(answer.ruling is None for answer in answers),
    )


def runs(answers: Sequence[Answer], conversations: Mapping[str, Conversation]) -> tuple[Run, ...]:
    """The answers of one position as runs, in their order.

    Two neighbours stand together when only white space is between them in the same post, an editor ruled the
    same on both, and the second needs no words that are not already there.
    """
    groups: list[list[Answer]] = []
    for before, answer in pairwise((None, *answers)):
        assert answer is not None
        if before is not None and _continues(groups[-1], before, answer, _post(before.passage, conversations)):
            groups[-1].append(answer)
        else:
            groups.append([answer])
    return tuple(_run(group, conversations) for group in groups)


def _post(passage: Passage, conversations: Mapping[str, Conversation]) -> Post:
    return conversations[passage.thread].thread.by_number[passage.post]


def _continues(group: Sequence[Answer], before: Answer, answer: Answer, post: Post) -> bool:
    left, right = before.passage, answer.passage
    if (left.thread, left.post) != (right.thread, right.post) or before.ruling != answer.ruling:
        return False
    if right.start < left.end or folded(post.text[left.end : right.start]):
        return False
    return answer.needs is None or _stands(answer.needs, group)


def _stands(needs: Passage, group: Sequence[Answer]) -> bool:
    """Whether these words already stand in the run, or are the context printed before it."""
    first, last = group[0].passage, group[-1].passage
    if group[0].needs is not None and _inside(needs, group[0].needs):
        return True
    same = (needs.thread, needs.post) == (first.thread, first.post)
    return same and first.start <= needs.start and needs.end <= last.end


def _inside(inner: Passage, outer: Passage) -> bool:
    same = (inner.thread, inner.post) == (outer.thread, outer.post)
    return same and outer.start <= inner.start and inner.end <= outer.end


def _run(group: Sequence[Answer], conversations: Mapping[str, Conversation]) -> Run:
    needs, own = group[0].needs, group[0].passage
    other = needs is not None and (needs.thread, needs.post) != (own.thread, own.post)
    return Run(
        parts=tuple(
            Part(answer=answer, glue=" " if before is None or before.passage.end < answer.passage.start else "")
            for before, answer in pairwise((None, *group))
            if answer is not None
        ),
        context=needs,
        context_post=_post(needs, conversations) if needs is not None and other else None,
    )


def web_address(url: str | None) -> str | None:
    """The address if a browser may be sent there (http or https, with a host), else None."""
    if not url:
        return None
    url = visible(url).strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def address_of_words(url: str | None, words: str) -> str | None:
    """The address of the original, pointing at these words where the browser can find them.

    A text fragment names the first and the last few words. Everything that could be read as its syntax is
    percent-encoded; a fragment that the address already has stays.
    """
    address = web_address(url)
    if address is None or not folded(words):
        return address
    lines = [line.split() for line in visible(words).splitlines() if line.split()]
    if len(lines) == 1 and len(lines[0]) <= 2 * _FRAGMENT_WORDS:
        ends = [lines[0]]
    else:
        ends = [lines[0][:_FRAGMENT_WORDS], lines[-1][-_FRAGMENT_WORDS:]]
    directive = ",".join(quote(" ".join(end), safe="").replace("-", "%2D") for end in ends)
    if ":~:" in address:
        return f"{address}&text={directive}"
    return f"{address}{'' if '#' in address else '#'}:~:text={directive}"
