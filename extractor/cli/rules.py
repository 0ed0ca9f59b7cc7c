"""The commands `threadfaq rules …`: unpack arguments, call the lab, print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli._terminal import HERE, CorpusFolder, problem_rows, rows, say, tell, warn
from extractor.problems import ThreadfaqError, failing

if TYPE_CHECKING:
    from extractor.lab.opening import Lab
    from extractor.lab.texts import Sentence

rules = typer.Typer(
    name="rules",
    help="Try, measure, compare and tidy the rules.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Rules = Annotated[
    list[str] | None, typer.Argument(help="Rules, topics or kinds of cue; all of them.", metavar="RULE")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Gold = Annotated[
    Path | None, typer.Option(help="Labelled rows to measure precision on, as in tests/data.", metavar="ROWS.jsonl")
]
Texts = Annotated[
    list[Path] | None,
    typer.Option(help="Measure on this file instead of the corpus: rows, CSV or text.", metavar="FILE"),
]
Threads = Annotated[bool, typer.Option("--threads", help="With --texts, measure on the corpus as well.")]


@rules.command()
def test(names: Rules = None, root: CorpusFolder = HERE) -> None:
    """Try every example of every rule, and sentences in which none may find its topic."""
    from extractor.lab import examples, opening
    from extractor.labels import failures, strays

    lab = opening.opened(root, warn)
    chosen = opening.chosen(lab.classifier, names or [])
    wrong = [*failures(lab.classifier, chosen), *strays(lab.classifier, chosen, lab.corpus.background)]
    if wrong:
        raise ThreadfaqError(*wrong)
    typer.echo(f"no problems: {examples.counted(chosen, lab.corpus.background.values())}", err=True)


@rules.command()
def stats(
    names: Rules = None,
    gold: Gold = None,
    texts: Texts = None,
    threads: Threads = False,
    sort: Annotated[str, typer.Option(help="Order of the rules.", metavar="COLUMN")] = "coverage",
    as_json: AsJson = False,
    root: CorpusFolder = HERE,
) -> None:
    """Say what each rule finds, alone and beside others, what of it is right, and what it costs."""
    from dataclasses import replace

    from extractor.lab import opening, table
    from extractor.lab.stats import measured

    if sort not in table.ORDERS:
        raise typer.BadParameter(f"--sort {sort}: one of {', '.join(table.ORDERS)}")
    lab = opening.opened(root, warn)
    chosen = {rule.id for rule in opening.chosen(lab.classifier, names or [])}
    measurement = measured(lab.classifier, _sentences(lab, texts or [], threads), _labelled(gold))
    measurement = replace(measurement, rules=tuple(row for row in measurement.rules if row.rule.id in chosen))
    if as_json:
        rows(table.row(row, measurement) for row in table.ordered(measurement.rules, sort))
    else:
        say(table.rendered(measurement, sort))


@rules.command()
def phrases(
    names: Annotated[list[str], typer.Argument(help="Rules, topics or kinds of cue.", metavar="RULE")],
    gold: Gold = None,
    texts: Texts = None,
    threads: Threads = False,
    as_json: AsJson = False,
    root: CorpusFolder = HERE,
) -> None:
    """Say what each phrase of a rule finds, alone and beside the others, and what of it is right."""
    from extractor.lab import opening, phrasing

    lab = opening.opened(root, warn)
    chosen = opening.chosen(lab.classifier, names)
    measurements = phrasing.measured(lab.classifier, chosen, _sentences(lab, texts or [], threads), _labelled(gold))
    if as_json:
        rows(map(phrasing.row, measurements))
    else:
        say(phrasing.rendered(measurements))


def _sentences(lab: Lab, texts: list[Path], threads: bool) -> Iterator[Sentence]:
    """The sentences to measure on: those of the files that are named, else the corpus's own, or both."""
    from extractor import corpus
    from extractor.lab import opening
    from extractor.lab.texts import of_file, of_threads

    given = [of_file(corpus.source(path)) for path in texts]
    if threads or not given:
        given.insert(0, of_threads(opening.conversations(lab.corpus).values()))
    return chain.from_iterable(given)


def _labelled(gold: Path | None) -> list[Mapping[str, Any]]:
    """The rows that say what is right."""
    from extractor import corpus
    from extractor.lab import scoring

    return scoring.labelled(str(gold), corpus.source(gold).data) if gold else []


@rules.command()
def diff(
    against: Annotated[
        str, typer.Option(help="A git revision, or another corpus folder.", metavar="REV|DIR")
    ] = "HEAD",
    as_json: AsJson = False,
    root: CorpusFolder = HERE,
) -> None:
    """Say which sentences of the corpus the rules now judge otherwise, and which decisions that goes against."""
    from extractor import faq
    from extractor.lab import difference, opening, revisions
    from extractor.lab.diff import compared

    lab = opening.opened(root, warn)
    old = revisions.rules(lab, against)
    conversations = opening.conversations(lab.corpus)
    ruled = faq.resolve(lab.corpus.decisions, conversations)
    # Of a decision whose words are lost nobody can say whether a change goes against it.
    tell(ruled.problems)
    difference_of_rules = compared(old, lab.classifier, conversations, ruled.decisions)
    if as_json:
        rows(map(difference.row, difference_of_rules.flips))
    else:
        say(difference.rendered(difference_of_rules, against))


@rules.command()
def lint(
    names: Rules = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 when there is a warning.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a problem.")] = False,
    root: CorpusFolder = HERE,
) -> None:
    """Warn of rules that are valid and could be simpler or better tested."""
    from extractor.lab import examples, opening
    from extractor.lab.lint import warnings

    lab = opening.opened(root, warn)
    chosen = opening.chosen(lab.classifier, names or [])
    problems = warnings(lab.classifier, chosen, lab.corpus.background)
    if as_json:
        problem_rows(problems)
    else:
        tell(problems)
    if failing(problems) or (strict and problems):
        raise typer.Exit(1)
    if not problems:
        typer.echo(f"nothing to correct: {examples.counted(chosen)}", err=True)
