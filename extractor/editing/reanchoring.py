"""Decisions, and asks that questions name, whose words stand no longer where they say: where they may stand now.

Nothing is applied before somebody confirms it. Whoever does calls `take`, which writes the words that stand there now
into the editor's file, and can be undone (`history`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from extractor.corpus import Corpus
from extractor.editing import history, tables
from extractor.editing.history import Edit
from extractor.editing.keeping import names_of
from extractor.faq.finding import Finder
from extractor.faq.nearest import Near, doubled, nearest
from extractor.model import (
    AskedAnchor,
    Conversation,
    Decision,
    Passage,
    Post,
    Problem,
    Question,
    Severity,
    Stage,
    Verdict,
    folded,
)
from extractor.problems import ThreadfaqError
from extractor.text.characters import shortened
from extractor.text.worddiff import Part, word_diff

CODES = frozenset({"E401", "E402", "E403", "E406", "E407", "E410"})
"""The problems of decisions whose words are not found exactly once."""


class AnchorKind(StrEnum):
    """What quotes words of a post."""

    DECISION = "decision"
    """A decision about them."""
    ASKED = "asked"
    """An ask that a question came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A passage that may be meant."""

    passage: Passage
    """Its words, exactly as the post has them."""
    likeness: float
    """How like the words it is, of 100."""
    author: str | None
    """Whose it is."""
    posted: str | None
    """The printed time of its post."""
    difference: tuple[Part, ...]
    """What differs from the words that the file has."""
    unique: bool
    """Whether its words stand in its post exactly once, so that it can be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostAnchor:
    """Words in an editor's file that do not stand where it says, and the passages that may be meant."""

    kind: AnchorKind
    """What quotes them."""
    thread: str
    """The thread's id."""
    file: Path
    """The editor's file."""
    number: int
    """The place of the decision in its file, or of the ask in its question, from 1."""
    question: str | None
    """The address of the question that the decision is about, or that the ask belongs to."""
    words: str
    """The words as the file has them."""
    verdict: Verdict | None
    """What the decision rules; None for an ask."""
    problem: Problem
    """Why the words are not found."""
    offers: tuple[Offer, ...]
    """Passages that may be meant, the best first; none where nothing in the thread is like the words."""

    @property
    def id(self) -> str:
        """A name for it that is the same as long as its file is."""
        where = self.thread if self.kind is AnchorKind.DECISION else self.question
        return f"{where}#{self.kind}-{self.number}"

    @property
    def offer(self) -> Offer | None:
        """The passage that is offered; None where none is like enough and can be taken."""
        return next((offer for offer in self.offers if offer.unique), None)


def lost(
    corpus: Corpus, conversations: Mapping[str, Conversation], problems: Iterable[Problem]
) -> tuple[LostAnchor, ...]:
    """Everything in a corpus whose words are not found exactly once: decisions by file, then asks by question.

    `problems` are those of the build, which say in which files decisions are lost; only these files and their threads
    are opened, and the threads that questions name.
    """
    files = {problem.file for problem in problems if problem.code in CODES}
    rows: list[LostAnchor] = []
    for thread, path in corpus.index.decisions.items():
        if str(path) in files:
            rows += of_thread(thread, corpus.decisions_on(thread)[0], conversations.get(thread))
    return (*rows, *of_questions(corpus, conversations))


def of_thread(thread: str, decisions: Iterable[Decision], conversation: Conversation | None) -> Iterator[LostAnchor]:
    """The decisions of a thread whose words are not found exactly once; without a conversation, all of them.

    Those that could not be understood are none of them: they say what is wrong with them elsewhere.
    """
    finder = Finder(conversation) if conversation is not None else None
    for decision in decisions:
        if decision.broken:
            continue
        if finder is None:
            problem = _complaint(decision, "E406", f"there is no thread {shortened(thread)} to judge")
            yield _lost_decision(decision, problem, ())
            continue
        passage, problems = finder.find(decision)
        if passage is None:
            yield _lost_decision(decision, problems[0], _offers(decision, finder, problems[0]))


def of_questions(
    corpus: Corpus, conversations: Mapping[str, Conversation], threads: Collection[str] | None = None
) -> Iterator[LostAnchor]:
    """The asks that questions name whose post, or whose words in it, are not there; only of `threads`, if given."""
    finders: dict[str, Finder] = {}
    for topic in corpus.topics:
        for question in topic.questions:
            for number, anchor in enumerate(question.asked, 1):
                if threads is not None and anchor.thread not in threads:
                    continue
                if anchor.thread not in finders and anchor.thread in conversations:
                    finders[anchor.thread] = Finder(conversations[anchor.thread])
                row = _lost_ask(anchor, number, question, Path(topic.file), finders.get(anchor.thread))
                if row is not None:
                    yield row


def take(corpus: Corpus, anchor: LostAnchor, conversation: Conversation, offer: Offer | None = None) -> Passage:
    """Write an offered passage into the file of a decision or a question, instead of the words it has; the best offer
    where none is named. Gives the passage that it is about now.

    Everything else in the file stays as it was. Raises ThreadfaqError: E617 where nothing is offered, where the words
    do not stand there exactly once, or where the file no longer says what it said; E609 and E607 like
    `history.write`.
    """
    chosen = offer or anchor.offer
    if chosen is None:
        raise _refused(anchor, "nothing in its thread is like its words")
    before = history.read(anchor.file)
    text = (before or b"").decode("utf-8-sig")
    table = _table(text, anchor)
    if table is None or not _says(table, anchor):
        raise _refused(anchor, "its file was changed since, and says something else now")
    finder = Finder(conversation)
    words = folded(chosen.passage.text)
    values, removed = _named(table, anchor.thread, chosen.passage, finder)
    kept = {key: table[key] for key in _NAMING if isinstance(table.get(key), str) and key not in removed}
    passage, _ = finder.find(_stand_in(anchor.thread, words, **{**kept, **values}))
    if passage is None:
        raise _refused(anchor, "the offered words do not stand in their post exactly once")
    values["words"] = words
    if anchor.kind is AnchorKind.DECISION:
        after = tables.changed(text, ("decision", anchor.number), values, removed, str(anchor.file))
    else:
        path = ("question", _question_number(text, anchor), "asked", anchor.number)
        after = tables.changed(text, path, values, removed, str(anchor.file))
    mark = b"\xef\xbb\xbf" if (before or b"").startswith(b"\xef\xbb\xbf") else b""
    what = f"took the words that stand there now for {anchor.kind} {anchor.number} of {anchor.thread}"
    history.write(corpus.root, what, [Edit(path=anchor.file, before=before, after=mark + after.encode())])
    return passage


def _offers(decision: Decision, finder: Finder, problem: Problem) -> tuple[Offer, ...]:
    conversation = finder.conversation
    named = finder.named(decision)
    author = named.author if named is not None else decision.author
    rows: list[Near] = []
    if problem.code == "E402":
        rows = doubled(decision.words, conversation, finder.suspected(decision))
    rows = rows or nearest(decision.words, conversation, named, author)
    return tuple(_offer(row, decision.words, finder) for row in rows)


def _offer(near: Near, words: str, finder: Finder) -> Offer:
    post = finder.conversation.thread.by_number[near.passage.post]
    stand_in = _stand_in(near.passage.thread, folded(near.passage.text), **names_of(post))
    return Offer(
        passage=near.passage,
        likeness=round(near.likeness, 1),
        author=post.author,
        posted=shown_time(post),
        difference=word_diff(folded(words), folded(near.passage.text)),
        unique=finder.find(stand_in)[0] is not None,
    )


def shown_time(post: Post) -> str | None:
    """The time of a post as a person reads it: as it is printed, unless a program wrote it for programs."""
    if post.printed is not None and _FOR_PROGRAMS.fullmatch(post.printed) and post.posted is not None:
        return post.posted.isoformat(" ", "minutes")
    return post.printed


def _lost_decision(decision: Decision, problem: Problem, offers: tuple[Offer, ...]) -> LostAnchor:
    return LostAnchor(
        kind=AnchorKind.DECISION,
        thread=decision.thread,
        file=Path(decision.file),
        number=decision.number,
        question=decision.question,
        words=decision.words,
        verdict=decision.verdict,
        problem=problem,
        offers=offers,
    )


def _lost_ask(
    anchor: AskedAnchor, number: int, question: Question, file: Path, finder: Finder | None
) -> LostAnchor | None:
    """An ask whose words are not there: where the post alone says which ask is meant, they may stand there twice."""
    words = _bare(anchor.words)
    decision = replace(
        _stand_in(anchor.thread, words, author=anchor.author, posted=anchor.posted, post=anchor.post),
        file=str(file),
    )
    place = f"question {question.id}, asked {number}"
    offers: tuple[Offer, ...] = ()
    if finder is None:
        problem = _ask_problem(file, place, f"there is no thread {shortened(anchor.thread)}", ())
    else:
        thread = finder.conversation.thread
        if words in folded(thread.title or "") or not words:
            return None
        post = finder.named(decision)
        if post is None and anchor.post is None and anchor.author is not None and anchor.posted is None:
            # Whose ask it is says enough: a person asks for one thing in a thread.
            if any(words in folded(post.text) for post in thread.posts if post.author == anchor.author):
                return None
        elif post is not None and words in folded(post.text):
            return None
        rows = nearest(words, finder.conversation, post, post.author if post else anchor.author)
        offers = tuple(_offer(row, words, finder) for row in rows)
        cause = "these words are not in that post" if post is not None else "there is no such post"
        likest = (
            (f'nearest  "{shortened(offers[0].passage.text)}"   (post {offers[0].passage.post})',) if offers else ()
        )
        problem = _ask_problem(file, place, cause, (f'says     "{shortened(words)}"', *likest))
    return LostAnchor(
        kind=AnchorKind.ASKED,
        thread=anchor.thread,
        file=file,
        number=number,
        question=question.address,
        words=words,
        verdict=None,
        problem=problem,
        offers=offers,
    )


def _stand_in(
    thread: str, words: str, author: str | None = None, posted: str | None = None, post: str | None = None
) -> Decision:
    """A decision that is there only for its words to be found."""
    return Decision(
        verdict=Verdict.KEEP,
        thread=thread,
        words=words,
        because="",
        by="",
        on=date.min,
        author=author,
        posted=posted,
        post=post,
    )


_FOR_PROGRAMS = re.compile(r"\d{9,13}(?:\.\d+)?|\d{4}-\d\d-\d\dT.*")
"""Times as exports have them: counts of seconds, and days and times as one word."""
_NAMING = ("author", "posted", "post")


def _named(
    table: Mapping[str, Any], thread: str, passage: Passage, finder: Finder
) -> tuple[dict[str, str], set[str]]:
    """Keys that a table needs to name the post of a passage, and those that must go; none where it does already."""
    post = finder.conversation.thread.by_number[passage.post]
    given = {key: table[key] for key in _NAMING if isinstance(table.get(key), str)}
    if finder.named(_stand_in(thread, folded(passage.text), **given)) is post:
        return {}, set()
    named = names_of(post)
    return named, set(_NAMING) - set(named)


def _says(table: Mapping[str, Any], anchor: LostAnchor) -> bool:
    """Whether a table still has the words that it had when the offer was made."""
    words = table.get("words")
    return isinstance(words, str) and _bare(words) == _bare(anchor.words)


def _bare(words: str) -> str:
    """Words without the sign that they were shortened."""
    return folded(words).removesuffix("…").rstrip()


def _table(text: str, anchor: LostAnchor) -> Mapping[str, Any] | None:
    try:
        values = tomllib.loads(text)
        if anchor.kind is AnchorKind.DECISION:
            rows = values["decision"]
        else:
            rows = values["question"][_question_number(text, anchor) - 1]["asked"]
        row = rows[anchor.number - 1]
    except (tomllib.TOMLDecodeError, KeyError, IndexError, TypeError, StopIteration):
        return None
    return row if isinstance(row, Mapping) else None


def _question_number(text: str, anchor: LostAnchor) -> int:
    id = (anchor.question or "").partition("/")[2]
    rows: Sequence[Mapping[str, Any]] = tomllib.loads(text)["question"]
    return next(number for number, row in enumerate(rows, 1) if row.get("id") == id)


def _complaint(decision: Decision, code: str, cause: str) -> Problem:
    return Problem(stage=Stage.DECIDE, code=code, file=decision.file, place=decision.place, cause=cause)


def _ask_problem(file: Path, place: str, cause: str, details: tuple[str, ...]) -> Problem:
    return Problem(
        stage=Stage.DECIDE,
        code="W413",
        file=str(file),
        place=place,
        cause=cause,
        details=details,
        help="`threadfaq check --accept` offers what is nearest; or remove the table",
        severity=Severity.WARNING,
    )


def _refused(anchor: LostAnchor, cause: str) -> ThreadfaqError:
    return ThreadfaqError(
        Problem(
            stage=Stage.COMMAND,
            code="E617",
            file=str(anchor.file),
            place=anchor.problem.place,
            cause=cause,
            help="nothing was written; quote the words again, or remove the decision",
        )
    )
