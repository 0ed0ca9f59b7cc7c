"""The commands that show what is made of single threads and sentences: read, label, answers, why."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli._building import Jobs, Scheduler, workers_of
from extractor.cli._packs import classifier_of, packs_of
from extractor.cli._terminal import HERE, CorpusFolder, FirstOfEach, printed, rows, say, tell
from extractor.problems import ThreadfaqError

if TYPE_CHECKING:
    from extractor.model import Problem, Thread


def read(
    files: Annotated[list[Path], typer.Argument(help="Saved threads.")],
    format: Annotated[str | None, typer.Option(help="Name the format instead of recognising it.")] = None,
    title: Annotated[str | None, typer.Option(help="The thread's title.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it was posted.")] = None,
    ignore_declared: Annotated[
        bool, typer.Option("--ignore-declared", help="Hide what the source says about replies and quotes.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say which readers were tried, and what each found or missed.")
    ] = False,
    root: CorpusFolder = HERE,
) -> None:
    """Print what was understood of saved threads: one JSON object a thread, pages of one thread merged."""
    from dataclasses import replace

    from extractor import corpus, readers
    from extractor.linking import merging
    from extractor.model import wire
    from extractor.pipeline import stages
    from extractor.problems import NotUnderstood

    refused: list[Problem] = []

    def threads() -> Iterator[Thread]:
        for path in files:
            source = corpus.source(path, root)
            side = replace(source.side, title=title or source.side.title, url=url or source.side.url)
            source = replace(source, side=side)
            if explain:
                say("\n".join(readers.explain(source)), err=True)
            try:
                if source.more:
                    yield stages.read(source, format)
                    continue
                for _, thread in readers.pieces(source, format):
                    if isinstance(thread, NotUnderstood):
                        refused.extend(thread.problems)
                    else:
                        yield thread
            except NotUnderstood as refusal:
                refused.extend(refusal.problems)

    # One file is printed as it is read, however large; several may be pages of one thread.
    groups = merging.grouped(threads()) if files[1:] else ([thread] for thread in threads())
    warnings = FirstOfEach()
    for group in groups:
        conversation = stages.link(merging.merge(group).thread, ignore_declared)
        warnings.tell(conversation.thread.warnings)
        rows([wire.thread(conversation)])
    warnings.end()
    if refused:
        raise NotUnderstood(*refused)


def label(
    files: Annotated[list[Path] | None, typer.Argument(help="Saved threads.")] = None,
    sentences: Annotated[
        Path | None, typer.Option(help="Rows {id, text} to judge one by one instead.", metavar="ROWS.jsonl")
    ] = None,
    format: Annotated[str | None, typer.Option(help="Name the format instead of recognising it.")] = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """Print what each sentence says: topics, act, stance, whether it would be an answer, and which rules fired."""
    from extractor import corpus
    from extractor.lab import scoring
    from extractor.pipeline import labelling
    from extractor.pipeline.workers import Packs
    from extractor.problems import NotUnderstood

    if not files and sentences is None:
        raise typer.BadParameter("name a thread, or rows with --sentences")
    packs = Packs(*packs_of(root))
    if sentences is not None:
        labelled = scoring.rows(str(sentences), corpus.source(sentences).data)
        tell(scoring.longer(str(sentences), labelled))
        rows(scoring.judged(packs.classifier(), labelled))
    refused: list[Problem] = []

    def threads() -> Iterator[labelling.Piece]:
        for path in files or []:
            try:
                # What is no plain file, like a pipe, can be read but once.
                source = corpus.source(path, root, labelling.LIGHT if path.is_file() else None)
                if not labelling.in_pieces(source, format):
                    source = corpus.source(path, root)
                yield from labelling.pieces(source, format)
            except NotUnderstood as refusal:
                refused.extend(refusal.problems)

    warnings = FirstOfEach()
    with workers_of(jobs, scheduler) as workers:
        for each in labelling.rows(threads(), packs, workers):
            warnings.tell(each.warnings)
            printed(each.lines)
            refused.extend(each.refused)
    warnings.end()
    if refused:
        raise NotUnderstood(*refused)


def answers(
    threads: Annotated[list[str], typer.Argument(help="Saved threads, or ids.", metavar="FILE…|THREAD…")],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object a thread.")] = False,
    format: Annotated[str | None, typer.Option(help="Name the format instead of recognising it.")] = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """Print what is asked in each thread, and which posts and passages answer it."""
    from extractor import corpus
    from extractor.lab.answers import as_json, as_text
    from extractor.pipeline import labelling
    from extractor.pipeline.workers import Packs
    from extractor.problems import NotUnderstood
    from extractor.text.progress import ProgressLine

    packs = Packs(*packs_of(root))
    refused: list[Problem] = []

    def pieces() -> Iterator[labelling.Piece]:
        for name in threads:
            try:
                yield from labelling.pieces(corpus.source(corpus.find(name, root), root), format, guess=True)
            except NotUnderstood as refusal:
                refused.extend(refusal.problems)

    warnings = FirstOfEach()
    progress = ProgressLine()
    progress.begin("answers", None)
    with workers_of(jobs, scheduler, progress.say) as workers:
        for each in labelling.rows(pieces(), packs, workers, as_json if json else as_text):
            if each.warnings:
                progress.end()
                warnings.tell(each.warnings)
            printed(each.lines)
            refused.extend(each.refused)
            # On a terminal the threads themselves show how far it is.
            if not sys.stdout.isatty():
                progress.advance(1)
    progress.end()
    warnings.end()
    if refused:
        raise NotUnderstood(*refused)


def why(
    what: Annotated[str, typer.Argument(help="A sentence, a rule, or a thread.", metavar="SENTENCE|RULE|THREAD")],
    post: Annotated[int | None, typer.Argument(help="The post's number, with a thread.")] = None,
    root: CorpusFolder = HERE,
) -> None:
    """Say what fired, what nearly fired and what vetoed, with the words underlined."""
    from extractor import corpus
    from extractor.lab import reasons
    from extractor.pipeline.stages import converse

    if not what.strip():
        raise typer.BadParameter("there is nothing to judge; give a sentence, a rule or a thread")
    classifier = classifier_of(root)
    if post is None:
        if what in classifier.rules:
            say(reasons.of_rule(classifier.rules[what]))
        elif corpus.is_thread(what, root):
            conversation = converse(corpus.source(corpus.find(what, root), root))
            say(reasons.of_thread(classifier, conversation))
        elif missing := reasons.of_name(what, [*classifier.rules, *corpus.ids(root)]):
            raise ThreadfaqError(missing)
        else:
            say(reasons.of_sentence(classifier, what))
        return
    conversation = converse(corpus.source(corpus.find(what, root), root))
    say(reasons.of_post(classifier, conversation, post))
