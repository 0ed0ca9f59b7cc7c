"""The stages of one thread in their order: read, link, propose, mine, decide. Each is a function of plain values."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from extractor import answers, asks, faq, readers
from extractor.corpus import Corpus
from extractor.faq import Decided
from extractor.faq.sides import NO_SIDES, Sides
from extractor.language import DEFAULT
from extractor.linking import borrowed, merging, quotes, replies
from extractor.model import (
    Answered,
    Asked,
    Conversation,
    Label,
    Mined,
    Problem,
    Severity,
    Source,
    Stage,
    Summary,
    Terms,
    Thread,
    wire,
)
from extractor.pipeline.tasks import Outcome, Settled, Task
from extractor.pipeline.values import Linked, Proposed
from extractor.problems import ThreadfaqError
from extractor.rules.languages import Language
from extractor.statements import ranking
from extractor.text.characters import words

if TYPE_CHECKING:
    from extractor.labels import Classifier


def link(thread: Thread, ignore_declared: bool = False, language: str = DEFAULT) -> Conversation:
    """Link a thread: find who opens it, its quotations and its replies."""
    thread = asks.settled(thread, language)
    quotations = quotes.find(thread, ignore_declared, language)
    return Conversation(
        thread=thread, quotes=quotations, replies=replies.find(thread, quotations, ignore_declared, language)
    )


def read(source: Source, format: str | None = None) -> Thread:
    """The thread of one source, its further pages and later copies merged in. Raises NotUnderstood."""
    pages = [readers.read(source, format), *(readers.read(page) for page in source.more)]
    return merged(pages, source)


def merged(pages: Sequence[Thread], source: Source) -> Thread:
    """Pages of one thread as one; the side file of the first says who is what."""
    if len(pages) == 1:
        return pages[0]
    thread = merging.merge(pages).thread
    roles = source.side.roles
    posts = [replace(post, role=roles.get(post.author or "", post.role)) for post in thread.posts]
    return replace(thread, posts=tuple(posts))


def converse(
    source: Source, format: str | None = None, ignore_declared: bool = False, language: str = DEFAULT
) -> Conversation:
    """Read and link one source with all its pages. Raises NotUnderstood when no reader can."""
    return link(read(source, format), ignore_declared, language)


def unspoken(conversation: Conversation, language: Language) -> Problem | None:
    """The warning that a thread is in no language the rules know, with the line where it begins; else None."""
    thread = conversation.thread
    text = "\n".join(post.text for post in thread.posts)
    if language.speaks(text):
        return None
    post = max(thread.posts, key=lambda post: len(words(post.text)))
    return Problem(
        stage=Stage.LABEL,
        code="W110",
        file=thread.name,
        place=f"line {post.line}" if post.line else f"post {post.number}",
        cause=f"this does not look like {language.name}, the only language the rules know",
        help="the thread is read and published as a thread; none of its sentences is classified",
        severity=Severity.WARNING,
    )


def classifier(corpus: Corpus) -> Classifier:
    """The classifier of a corpus's packs and its language; kept while they stay the same."""
    from extractor.labels import compiled

    return compiled(corpus.topics, corpus.language)


def mined(conversation: Conversation, labels: Sequence[Label] | None, language: Language) -> Mined:
    """What people ask in a thread, and what answers, given the labels of all its sentences as `judged` gives them."""
    if labels is None:
        return NOTHING_MINED
    asked = asks.asked(conversation, language.code)
    phrases = ranking.phrases_of(language.code, language.function_words)
    answered = answers.answered(conversation, asked, labels, phrases)
    begun = borrowed.beginnings(labels)
    return Mined(asked=asked, answered=answered, url=conversation.thread.url, beginnings=begun)


def judged(
    conversations: Iterable[Conversation], judge: Classifier
) -> Iterator[tuple[Proposed, Sequence[Label] | None]]:
    """What the rules propose of each of these threads, in order, and the labels of all its sentences: nothing, and
    None, of one in a language that they do not know."""
    spoken: deque[Problem | None] = deque()

    def known() -> Iterator[Conversation]:
        for conversation in conversations:
            spoken.append(unspoken(conversation, judge.language))
            if spoken[-1] is None:
                yield conversation

    def foreign() -> Iterator[tuple[Proposed, None]]:
        while spoken and (problem := spoken.popleft()) is not None:
            yield Proposed(labels=(), language=None, problems=(problem,), words=()), None

    for labels in judge.label_all(known()):
        yield from foreign()
        kept = tuple(label for label in labels if label.questions or label.needs)
        words = judge.words_of(labels)
        proposed = Proposed(
            labels=kept,
            language=judge.language.code,
            problems=(),
            words=None if words is None else tuple(sorted(words)),
        )
        yield proposed, labels
    yield from foreign()


def read_and_linked(source: Source, language: str = DEFAULT) -> tuple[Linked, Conversation | None]:
    """A source read and linked; of one that nobody can read, the problems."""
    try:
        conversation = converse(source, language=language)
    except ThreadfaqError as error:
        return Linked(thread=None, problems=tuple(error.problems)), None
    stored = wire.stored(conversation)
    return Linked(thread=stored, problems=conversation.thread.warnings, terms=terms_of(source)), conversation


def terms_of(source: Source) -> Terms:
    """Under which terms a source may be quoted."""
    side = source.side
    return Terms(
        forum=source.forum.name,
        licence=side.licence,
        attribution=side.attribution,
        permission=side.permission,
        retrieved=side.retrieved,
    )


def carried_out(
    tasks: Sequence[Task], judge: Callable[[], Classifier], questions: Sequence[str], sides: Sides = NO_SIDES
) -> Iterator[Outcome]:
    """All stages of these threads, in order, but for what the tasks hold already.

    `judge` is called only where it is needed; `questions` are the addresses of all questions, `sides`
    those that ask them.
    """
    linked = [_linked(task) for task in tasks]
    pairs = list(zip(tasks, linked, strict=True))
    unknown = [talk for task, (_, talk) in pairs if talk is not None and not _is_judged(task)]
    fresh = judged(unknown, judge()) if unknown else iter(())
    for task, (row, talk) in pairs:
        if talk is None:
            yield _outcome(task, row, talk, NOTHING_PROPOSED, NOTHING_MINED, questions, sides)
        elif task.proposed is not None and task.mined is not None:
            yield _outcome(task, row, talk, task.proposed, task.mined, questions, sides)
        else:
            proposed, labels = next(fresh)
            yield _outcome(task, row, talk, proposed, mined(talk, labels, judge().language), questions, sides)


def _is_judged(task: Task) -> bool:
    return task.proposed is not None and task.mined is not None


def _linked(task: Task) -> tuple[Linked, Conversation | None]:
    if task.linked is None:
        assert task.source is not None, "a thread that is not known yet comes with its source"
        return read_and_linked(task.source)
    thread = task.linked.thread
    return task.linked, None if thread is None else wire.conversation(thread)


def _outcome(
    task: Task,
    linked: Linked,
    conversation: Conversation | None,
    row: Proposed,
    mined: Mined,
    questions: Sequence[str],
    sides: Sides,
) -> Outcome:
    decided, known = NOTHING_DECIDED, None
    if conversation is not None:
        decided = faq.decide(questions, conversation, row.labels, task.decisions, mined, sides)
        known = summary(task.id, conversation.thread, row.language, linked.terms)
    problems = (*task.problems, *linked.problems, *row.problems, *decided.problems)
    settled = Settled(summary=known, decided=decided, problems=problems)
    return Outcome(id=task.id, linked=linked, proposed=row, mined=mined, settled=settled)


def summary(id: str, thread: Thread, language: str | None = DEFAULT, terms: Terms | None = None) -> Summary:
    """What lists and counts need of a thread."""
    people = dict.fromkeys(post.author for post in thread.posts if post.author)
    times = [post.posted for post in thread.posts if post.posted is not None]
    return Summary(
        id=id,
        title=thread.title,
        posts=len(thread.posts),
        people=tuple(people),
        language=language,
        url=thread.url,
        platform=thread.platform,
        format=thread.format,
        first=min(times, key=lambda time: time.replace(tzinfo=None), default=None),
        terms=terms or Terms(),
    )


NOTHING_PROPOSED = Proposed(labels=(), language=None, problems=())
NOTHING_MINED = Mined(
    asked=Asked(opener_missing=False, asks=()), answered=Answered(public=False, posts=(), passages=())
)
NOTHING_DECIDED = Decided(candidates=(), thread_answers=(), decisions=(), held_decisions=0, problems=())
