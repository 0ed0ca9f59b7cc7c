"""The stages in their order: load, read, link, classify, decide, arrange. The plugin publishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from extractor import faq, holdback, readers
from extractor.corpus import Corpus
from extractor.faq import Ruled
from extractor.language import DEFAULT
from extractor.linking import merging, quotes, replies
from extractor.model import Conversation, Faq, Label, Problem, Severity, Source, Stage, Thread
from extractor.problems import ThreadfaqError
from extractor.rules.languages import Language
from extractor.statements import grouping
from extractor.text.characters import words

if TYPE_CHECKING:
    from extractor.labels import Classifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """Everything that a site is made from."""

    conversations: Mapping[str, Conversation]
    """Threads by id, linked."""
    labels: Mapping[str, Sequence[Label]]
    """Labels by thread id."""
    ruled: Ruled
    """The decisions that were found."""
    faq: Faq
    """What is printed."""
    unread: tuple[str, ...]
    """Ids of threads that nobody can read; they are held back."""
    problems: tuple[Problem, ...]
    """Every problem of the corpus at once."""
    languages: Mapping[str, str]
    """The language of each thread by its id, as a code; threads whose language the rules do not know are missing."""

    @property
    def held_back(self) -> str:
        """What is held back of it, in one line; empty when nothing is."""
        return holdback.sentence(len(self.unread), self.ruled.held_decisions)


def link(thread: Thread, ignore_declared: bool = False, language: str = DEFAULT) -> Conversation:
    """Link a thread: find its quotations and replies."""
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


def run(corpus: Corpus, as_of: date, only_kept: bool = False) -> Build:
    """The whole corpus. Problems are collected, never raised; a source that nobody can read is one of them.

    Whoever prints or publishes what is built asks `holdback` first whether the problems allow it.
    """
    problems = list(corpus.problems)
    unread = set(corpus.unread)
    conversations: dict[str, Conversation] = {}
    for source in corpus.sources:
        try:
            conversation = converse(source, language=corpus.language.code)
        except ThreadfaqError as error:
            problems += error.problems
            unread.add(source.id or source.name)
            continue
        problems += conversation.thread.warnings
        conversations[source.id or source.name] = conversation
    # spaCy costs most of a second to import; reading and linking alone must do without it.
    from extractor.labels import unproved

    judge = classifier(corpus)
    problems += unproved(judge, corpus.background)
    labels: dict[str, Sequence[Label]] = {}
    languages: dict[str, str] = {}
    for id, conversation in conversations.items():
        foreign = unspoken(conversation, corpus.language)
        if foreign is not None:
            problems.append(foreign)
        else:
            languages[id] = corpus.language.code
        labels[id] = [] if foreign is not None else judge.label(conversation)
    ruled = faq.resolve(corpus.decisions, conversations, unread)
    problems += ruled.problems
    arranged, more = faq.arrange(
        corpus.topics, conversations, labels, ruled, as_of, grouping.vocabulary_of(corpus.language.code), only_kept
    )
    return Build(
        conversations=conversations,
        labels=labels,
        ruled=ruled,
        faq=arranged,
        unread=tuple(sorted(unread)),
        problems=(*problems, *more),
        languages=languages,
    )
