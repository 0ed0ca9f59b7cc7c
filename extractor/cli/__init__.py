"""The command `threadfaq`: results on standard output, messages on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from extractor import __version__, holdback
from extractor.cli._terminal import HERE, CorpusFolder, say
from extractor.cli._terminal import rows as _rows
from extractor.cli._terminal import tell as _tell
from extractor.cli.intake import add, migrate
from extractor.cli.rules import rules
from extractor.problems import ThreadfaqError, contents, failing, pages
from extractor.resources import site_templates
from extractor.text.terminal import guard

if TYPE_CHECKING:
    from extractor.labels import Classifier
    from extractor.model import Problem, Thread

app = typer.Typer(
    name="threadfaq",
    help="Turns community threads into an FAQ in which every answer is somebody's own words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(rules)
app.command()(add)
app.command()(migrate)


def main() -> None:
    """Run the command; content problems become messages and exit codes, everything else is a bug and shows."""
    guard()
    _writable(sys.stdout, sys.stderr)
    try:
        app()
    except ThreadfaqError as error:
        _tell(error.problems)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The program that reads our output (`head`, say) has ended; that is no error.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        _tell([_refused(error)])
        sys.exit(1)


def _writable(*streams: TextIO) -> None:
    """Let everything be printed: what a stream has no letter for is written as `\\udcff`."""
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _refused(error: OSError) -> Problem:
    """What the system does not do, as a problem like any other."""
    from extractor.model import Problem, Stage

    name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes | os.PathLike) else ""
    return Problem(
        stage=Stage.COMMAND,
        code="E611",
        file=(name if len(name) <= 100 else f"{name[:99]}…") or "threadfaq",
        cause=f"the system refuses: {error.strerror or error}",
        help="check the name, the permissions, and whether the disk is full",
    )


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def _classifier(root: Path) -> Classifier:
    """The packs of a corpus, compiled; refuses packs with problems, because their labels would be wrong without
    notice."""
    from extractor import corpus
    from extractor.pipeline import stages

    loaded = corpus.load(root)
    if broken := holdback.of_labels(loaded.problems):
        raise ThreadfaqError(*broken)
    return stages.classifier(loaded)


@app.command()
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
    for group in groups:
        thread = merging.merge(group).thread
        _tell(thread.warnings)
        _rows([wire.thread(stages.link(thread, ignore_declared))])
    if refused:
        raise NotUnderstood(*refused)


@app.command()
def label(
    files: Annotated[list[Path] | None, typer.Argument(help="Saved threads.")] = None,
    sentences: Annotated[
        Path | None, typer.Option(help="Rows {id, text} to judge one by one instead.", metavar="ROWS.jsonl")
    ] = None,
    format: Annotated[str | None, typer.Option(help="Name the format instead of recognising it.")] = None,
    root: CorpusFolder = HERE,
) -> None:
    """Print what each sentence says: topics, act, stance, whether it would be an answer, and which rules fired."""
    from dataclasses import replace

    from extractor import corpus
    from extractor.lab import scoring
    from extractor.model import Severity, wire
    from extractor.pipeline.stages import converse, unspoken
    from extractor.problems import NotUnderstood

    if not files and sentences is None:
        raise typer.BadParameter("name a thread, or rows with --sentences")
    classifier = _classifier(root)
    if sentences is not None:
        rows = scoring.rows(str(sentences), corpus.source(sentences).data)
        _tell(scoring.longer(str(sentences), rows))
        _rows(scoring.judged(classifier, rows))
    for path in files or []:
        conversation = converse(corpus.source(path, root), format)
        _tell(conversation.thread.warnings)
        foreign = unspoken(conversation, classifier.language)
        if foreign is not None:
            raise NotUnderstood(replace(foreign, severity=Severity.ERROR))
        _rows(wire.label(row) for row in classifier.label(conversation))


@app.command()
def faq(
    only_kept: Annotated[bool, typer.Option("--only-kept", help="Leave out what no editor has kept.")] = False,
    root: CorpusFolder = HERE,
) -> None:
    """Print the whole FAQ as JSON."""
    from extractor import corpus
    from extractor.corpus.dates import as_of
    from extractor.model import wire
    from extractor.pipeline import stages

    built = stages.run(corpus.load(root), as_of(root), only_kept)
    _tell(built.problems)
    if holdback.of_site(built.problems):
        raise typer.Exit(1)
    if built.held_back:
        say(built.held_back, err=True)
    _rows([wire.faq(built.faq)])


@app.command()
def score(
    gold: Annotated[Path, typer.Argument(help="Labelled rows, as in tests/data.", metavar="GOLD.jsonl")],
    thread: Annotated[Path | None, typer.Option(help="The thread that the rows label.", metavar="FILE")] = None,
    root: CorpusFolder = HERE,
) -> None:
    """Measure the labels against rows that people labelled."""
    from extractor import corpus
    from extractor.lab import scoring
    from extractor.pipeline.stages import converse

    classifier = _classifier(root)
    rows = scoring.labelled(str(gold), corpus.source(gold).data)
    if thread is not None:
        source = corpus.source(thread, root)
        pairs = scoring.matched(rows, converse(source), classifier)
    else:
        _tell(scoring.longer(str(gold), rows))
        pairs = scoring.alone(rows, classifier)
    typer.echo(scoring.table(pairs, [topic.id for topic in classifier.topics]))


@app.command()
def check(
    site: Annotated[
        Path | None, typer.Option(help="Also check built pages against the corpus.", metavar="DIR")
    ] = None,
    base: Annotated[
        str, typer.Option(help="The path under which the site is served: what 404.html's links begin with.")
    ] = "/",
    root: CorpusFolder = HERE,
) -> None:
    """Print every problem of the corpus at once."""
    from extractor import corpus
    from extractor.corpus.dates import as_of
    from extractor.model.addresses import generated_paths
    from extractor.pipeline import stages
    from extractor.site import project

    content = corpus.load(root)
    settings = root.parent / project.FILE
    built = stages.run(content, as_of(root), site is not None and project.only_kept(settings))
    generated = generated_paths(built.faq, built.conversations)
    problems = [*built.problems, *project.problems(settings, generated)]
    if site is not None:
        from extractor.checker import SEARCH_SCRIPTS, check_site, theme_scripts
        from extractor.site.expecting import expected

        if not site.is_dir():
            raise typer.BadParameter(f"there is no folder {site}; build it with: make site")
        own = root.parent / "site_templates"
        templates = own if own.is_dir() else site_templates()
        scripts = [*theme_scripts(templates / "theme"), *SEARCH_SCRIPTS]
        problems += check_site(
            site,
            built.conversations,
            base_path=base,
            allowed_scripts=scripts,
            expected=expected(built, content.topics, templates),
        )
    _tell(problems)
    if failing(problems):
        if built.held_back and not holdback.of_site(problems):
            say(built.held_back, err=True)
        raise typer.Exit(1)
    posts = sum(len(conversation.thread.posts) for conversation in built.conversations.values())
    counts = [(len(built.conversations), "thread"), (posts, "post"), (len(built.ruled.decisions), "decision")]
    summary = ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in counts)
    typer.echo(f"no problems: {summary}", err=True)


@app.command()
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
    classifier = _classifier(root)
    if post is None:
        if what in classifier.rules:
            say(reasons.of_rule(classifier.rules[what]))
        elif corpus.is_thread(what, root):
            conversation = converse(corpus.source(corpus.find(what, root), root))
            say(reasons.of_thread(classifier.language, conversation))
        elif missing := reasons.of_name(what, [*classifier.rules, *corpus.ids(root)]):
            raise ThreadfaqError(missing)
        else:
            say(reasons.of_sentence(classifier, what))
        return
    conversation = converse(corpus.source(corpus.find(what, root), root))
    say(reasons.of_post(classifier, conversation, post))


@app.command()
def propose(
    thread: Annotated[str, typer.Argument(help="A thread's id or file.")],
    root: CorpusFolder = HERE,
) -> None:
    """Print decision tables for what nobody has judged yet, ready to paste."""
    from extractor import corpus
    from extractor.corpus import decisions
    from extractor.corpus.dates import as_of
    from extractor.pipeline import stages

    loaded = corpus.load(root)
    id = corpus.thread_id(corpus.find(thread, root), root)
    built = stages.run(loaded, as_of(root))
    if id not in built.conversations:
        raise ThreadfaqError(*(problem for problem in built.problems if failing([problem])))
    ruled = [(decision, passage) for decision, passage in built.ruled.decisions if decision.thread == id]
    text = decisions.proposals(built.labels[id], built.conversations[id], ruled)
    say(f"# paste into {root}/decisions/{id}.toml" if text else "# everything is judged", err=not text)
    if text:
        say(text)


@app.command()
def explain(
    code: Annotated[str | None, typer.Argument(help="A problem's code, like E401.")] = None,
    root: CorpusFolder = HERE,
) -> None:
    """Print the page of an error; without a code, the list of all."""
    if code is None:
        typer.echo(contents().read_text("utf-8").rstrip())
        return
    known = pages()
    page = known.get(code.upper())
    if page is None:
        from extractor.tables import nearest

        raise typer.BadParameter(f"there is no {code}; did you mean {nearest(code.upper(), list(known), 0)}?")
    typer.echo(page.read_text("utf-8").rstrip())


def _commands() -> Sequence[str]:
    """Names of all commands; the tests compare the manual with them."""
    groups = [("", app), *((f"{group.name} ", group.typer_instance) for group in app.registered_groups)]
    return sorted(
        prefix + (command.name or str(getattr(command.callback, "__name__", "")))
        for prefix, group in groups
        if group is not None
        for command in group.registered_commands
    )
