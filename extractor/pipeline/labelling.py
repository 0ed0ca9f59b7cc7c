"""Threads that come one after the other, however many: read, linked and labelled a share at a time, then printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from extractor import readers
from extractor.model import Conversation, Label, Problem, Severity, Source, Thread, wire
from extractor.pipeline import stages
from extractor.pipeline.settling import nothing_beside
from extractor.pipeline.workers import Packs, Workers
from extractor.problems import NotUnderstood
from extractor.text.terminal import line_of_json

LINES = "jsonl"
"""The reader of exports of a post a line."""
SHARE = 1 << 17
"""Bytes of the threads that go to a worker together: so much that sentences are labelled in full batches."""
MOST = 256
"""Threads of a share at the most."""
LIGHT = 4 << 20
"""Bytes of the largest export that is held in memory, where its reader can take it in pieces: to hold one takes seven
times as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One thread of which something is to be printed."""

    source: Source | None = None
    """What it is to be read from; None where it is read."""
    format: str = ""
    """The reader of the source."""
    thread: Thread | None = None
    """The thread, where it is read."""
    guessed: bool = False
    """Whether the words of ranks say who is staff or an expert: outside a corpus, where no forum's file does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """What became of one thread."""

    lines: bytes = b""
    """What is printed of it: its labels as `threadfaq label` prints them, or what else was asked for."""
    warnings: tuple[Problem, ...] = ()
    """What a reader of the thread should know."""
    refused: tuple[Problem, ...] = ()
    """Why nothing is."""


Printed = Callable[[Conversation, Sequence[Label], Packs], bytes]
"""What is printed of a thread, given the labels of all its sentences: a function of a module, as workers need it."""


def pieces(source: Source, format: str | None = None, guess: bool = False) -> Iterator[Piece]:
    """The threads of a source in its order. `guess`: whether the words of ranks say who is staff or an expert, where
    the source is outside a corpus. Raises NotUnderstood."""
    guessed = guess and source.id is None
    if source.more:
        yield Piece(thread=stages.read(source, format), guessed=guessed)
        return
    name, parts = readers.cut(source, format)
    for part in parts:
        if part is source:
            # It is read here, where what lies beside it is.
            yield Piece(thread=readers.read_piece(part, name), guessed=guessed)
        else:
            yield Piece(source=replace(part, beside=nothing_beside, more=()), format=name, guessed=guessed)


def in_pieces(source: Source, format: str | None = None) -> bool:
    """Whether a source is taken in pieces by a reader who needs to see no more than its head, or is held whole."""
    if source.stream is None:
        return True
    try:
        return readers.identify(source, format).NAME == LINES and not source.more
    except NotUnderstood:
        return False


def rows(threads: Iterable[Piece], packs: Packs, workers: Workers, printed: Printed | None = None) -> Iterator[Rows]:
    """What becomes of each thread, in order: its labels, unless something else is to be printed. Memory does not grow
    with their number."""
    for share in workers.each(partial(made, packs=packs, printed=printed or labels_of), _shares(threads)):
        yield from share


def made(share: Sequence[Piece], packs: Packs, printed: Printed) -> list[Rows]:
    """What becomes of the threads of one share, in this process."""
    linked = [_linked(piece, packs) for piece in share]
    conversations = [each for each in linked if isinstance(each, Conversation)]
    labels = packs.classifier().label_all(conversations)
    return [
        each
        if isinstance(each, Rows)
        else Rows(lines=printed(each, next(labels), packs), warnings=each.thread.warnings)
        for each in linked
    ]


def labels_of(conversation: Conversation, labels: Sequence[Label], packs: Packs) -> bytes:
    """The labels of a thread as JSON, one a line."""
    return b"".join([line_of_json(wire.written(wire.label(row))) for row in labels])


def _linked(piece: Piece, packs: Packs) -> Conversation | Rows:
    """A thread read and linked, or why it cannot be judged."""
    try:
        thread = piece.thread
        if thread is None:
            assert piece.source is not None, "a piece is a source or a thread"
            thread = readers.read_piece(piece.source, piece.format)
    except NotUnderstood as refusal:
        return Rows(refused=tuple(refusal.problems))
    if piece.guessed:
        ranks = dict.fromkeys(post.rank for post in thread.posts if post.rank)
        thread = readers.ranked(thread, readers.forum_of(ranks), {})
    conversation = stages.link(thread)
    foreign = stages.unspoken(conversation, packs.language)
    if foreign is not None:
        return Rows(warnings=conversation.thread.warnings, refused=(replace(foreign, severity=Severity.ERROR),))
    return conversation


def _shares(threads: Iterable[Piece]) -> Iterator[list[Piece]]:
    share: list[Piece] = []
    size = 0
    for piece in threads:
        share.append(piece)
        if piece.source is not None:
            size += len(piece.source.data)
        elif piece.thread is not None:
            size += sum(len(post.text) for post in piece.thread.posts)
        if size >= SHARE or len(share) == MOST:
            yield share
            share, size = [], 0
    if share:
        yield share
