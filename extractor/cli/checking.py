"""The commands that check and measure: bench, check, score, and explain, which prints the page of a code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor import holdback
from extractor.cli._building import Jobs, Scheduler, built_of
from extractor.cli._packs import classifier_of
from extractor.cli._terminal import HERE, CorpusFolder, problem_rows, rows, say, tell
from extractor.problems import contents, failing, pages


def bench(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    jobs: Annotated[
        int,
        typer.Option("--jobs", "-j", min=1, help="Also measure a whole run with so many processes.", metavar="N"),
    ] = 1,
    root: CorpusFolder = HERE,
) -> None:
    """Say what each stage costs on this corpus, from reading to the FAQ; nothing is written."""
    from extractor.corpus.dates import as_of
    from extractor.lab import stagetable
    from extractor.lab.stagecosts import measured
    from extractor.text.progress import ProgressLine

    costs = measured(root, as_of(root), ProgressLine(), jobs)
    if as_json:
        rows([stagetable.row(costs)])
    else:
        say(stagetable.rendered(costs))


def check(
    site: Annotated[
        Path | None, typer.Option(help="Also check built pages against the corpus.", metavar="DIR")
    ] = None,
    base: Annotated[
        str, typer.Option(help="The path under which the site is served: what 404.html's links begin with.")
    ] = "/",
    takedowns: Annotated[
        bool,
        typer.Option("--takedowns", help="Search everything for what was taken down, the site too; exit 4 if found."),
    ] = False,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept",
            help="Offer the nearest passage for each decision whose words are lost; write what you confirm.",
        ),
    ] = False,
    likeness: Annotated[
        float | None,
        typer.Option(
            "--accept-likeness",
            min=50,
            max=100,
            help="Ask nothing: take every nearest passage at least so like, of 100, for the words that are lost.",
            metavar="N",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a problem.")] = False,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """Print every problem of the corpus at once."""
    if as_json and (takedowns or accept or likeness is not None):
        raise typer.BadParameter("--json lists problems; it goes with --site alone")
    if takedowns:
        from extractor.cli.takedown import proved

        proved(root, site)
        return
    from extractor.model.addresses import generated_paths
    from extractor.site import licences, project
    from extractor.site.publishing import published

    settings = root.parent / project.FILE
    built = built_of(root, published(settings), jobs, scheduler, anew=site is not None)
    if accept or likeness is not None:
        from extractor.cli._accepting import reported

        reported(built, likeness)
        return
    whole = built
    if site is not None and project.cites_alone(settings):
        built = built.cited()
    generated = generated_paths(built.faq, built.conversations)
    unnamed = licences.problems(built.summaries, built.faq)
    problems = [*built.problems, *project.problems(settings, generated), *unnamed]
    if site is not None:
        from extractor.cli._sites import problems_of

        problems += problems_of(site, base, built, whole, settings)
    if as_json:
        problem_rows(problems)
    else:
        tell(problems)
    if failing(problems):
        if built.held_back and not holdback.of_site(problems):
            say(built.held_back, err=True)
        raise typer.Exit(1)
    posts = sum(summary.posts for summary in built.summaries)
    counts = [(len(built.summaries), "thread"), (posts, "post"), (len(built.decisions), "decision")]
    summary = ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in counts)
    typer.echo(f"no problems: {summary}", err=True)


def score(
    gold: Annotated[Path, typer.Argument(help="Labelled rows, as in tests/data.", metavar="GOLD.jsonl")],
    thread: Annotated[Path | None, typer.Option(help="The thread that the rows label.", metavar="FILE")] = None,
    root: CorpusFolder = HERE,
) -> None:
    """Measure the labels against rows that people labelled."""
    from extractor import corpus
    from extractor.lab import scoring
    from extractor.pipeline.stages import converse

    classifier = classifier_of(root)
    labelled = scoring.labelled(str(gold), corpus.source(gold).data)
    if thread is not None:
        source = corpus.source(thread, root)
        pairs = scoring.matched(labelled, converse(source), classifier)
    else:
        tell(scoring.longer(str(gold), labelled))
        pairs = scoring.alone(labelled, classifier)
    typer.echo(scoring.table(pairs, [topic.id for topic in classifier.topics]))


def explain(
    code: Annotated[str | None, typer.Argument(help="A problem's code, like E401.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one object a code.")] = False,
    root: CorpusFolder = HERE,
) -> None:
    """Print the page of an error; without a code, the list of all."""
    known = pages()
    if code is None:
        if as_json:
            rows({"code": name, "title": _heading(page.read_text("utf-8"))} for name, page in known.items())
        else:
            typer.echo(contents().read_text("utf-8").rstrip())
        return
    page = known.get(code.upper())
    if page is None:
        from extractor.tables import nearest

        raise typer.BadParameter(f"there is no {code}; did you mean {nearest(code.upper(), list(known), 0)}?")
    text = page.read_text("utf-8").rstrip()
    if as_json:
        rows([{"code": page.stem, "title": _heading(text), "text": text}])
    else:
        typer.echo(text)


def _heading(text: str) -> str:
    """What the page of an error is called, without its code."""
    first = text.partition("\n")[0].removeprefix("#").strip()
    return first.partition(" ")[2].lstrip(":·-— ") or first
