"""The package's verbs over plain values: what `from extractor import read, link, label, build` gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from extractor import readers
from extractor.corpus import Corpus, source
from extractor.corpus.dates import as_of as date_of
from extractor.holdback import of_labels
from extractor.linking import merging
from extractor.model import Conversation, Label, Publish, Thread
from extractor.pipeline import stages
from extractor.pipeline.built import Build
from extractor.pipeline.running import run
from extractor.problems import NotUnderstood, ThreadfaqError


def read(
    *files: Path | str, format: str | None = None, title: str | None = None, url: str | None = None
) -> list[Thread]:
    """The threads that saved files hold, in the order of the files; pages of one thread are joined.

    `format` names the reader instead of having it recognised; `title` and `url` say what a file cannot say itself.
    Raises ThreadfaqError when a file cannot be opened or is understood by no reader.
    """
    groups = merging.grouped(thread for file in files for thread in _threads(Path(file), format, title, url))
    return [merging.merge(group).thread for group in groups]


def _threads(path: Path, format: str | None, title: str | None, url: str | None) -> Iterator[Thread]:
    saved = source(path)
    side = replace(saved.side, title=title or saved.side.title, url=url or saved.side.url)
    saved = replace(saved, side=side)
    if saved.more:
        yield stages.read(saved, format)
        return
    for _, thread in readers.pieces(saved, format):
        if isinstance(thread, NotUnderstood):
            raise thread
        yield thread


def link(thread: Thread, *, ignore_declared: bool = False) -> Conversation:
    """Who said what to whom: quotations with their first speakers, and what each post answers, with a reason.

    With `ignore_declared` what the source says about replies and quotations is not used.
    """
    return stages.link(thread, ignore_declared)


def label(conversation: Conversation, corpus: Corpus) -> Sequence[Label]:
    """What each sentence of a thread says, by the rules of a corpus: topics, act, stance, and the rules that fired.

    Offsets count code points of the text of the post. Empty for a thread in a language that the rules do not know.
    Raises ThreadfaqError with the problems of the corpus's topic packs, whose labels would be wrong.
    """
    broken = of_labels(corpus.rule_problems)
    if broken:
        raise ThreadfaqError(*broken)
    return () if stages.unspoken(conversation, corpus.language) else stages.classifier(corpus).label(conversation)


def build(corpus: Corpus, *, as_of: date | None = None, publish: Publish = Publish.STRONG) -> Build:
    """The FAQ of a corpus, with everything it was made from and every problem; nothing is written.

    `as_of` is the date of the build, else the one that `threadfaq faq` would take. `publish` says what is in it that
    no editor has kept.
    """
    return run(corpus, as_of or date_of(corpus.root), publish)
