"""The commands about what the FAQ prints: faq, and propose, which prepares decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from extractor import holdback
from extractor.cli._building import Jobs, Scheduler, built_of
from extractor.cli._editor import By, editor_of
from extractor.cli._terminal import HERE, CorpusFolder, rows, say, tell_errors, warn
from extractor.model import Fact, Publish
from extractor.problems import ThreadfaqError, failing
from extractor.text.characters import folded

if TYPE_CHECKING:
    from extractor.corpus.decisions import Proposal
    from extractor.editing.groups import Editor
    from extractor.pipeline.built import Build


def faq(
    publish: Annotated[
        Publish | None,
        typer.Option(
            help="What to print that no editor has judged, instead of what mkdocs.yml says.", show_default=False
        ),
    ] = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """Print the whole FAQ as JSON."""
    from extractor.model import wire

    built = built_of(root, publish, jobs, scheduler)
    tell_errors(built.problems)
    if holdback.of_site(built.problems):
        raise typer.Exit(1)
    if built.held_back:
        say(built.held_back, err=True)
    rows([wire.faq(built.faq)])


def ledger(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line of facts.")] = False,
    publish: Annotated[
        Publish | None,
        typer.Option(
            help="What to print that no editor has judged, instead of what mkdocs.yml says.", show_default=False
        ),
    ] = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """List what may change: the amounts, shares and deadlines that printed passages state, the newest first."""
    from extractor.faq.ledger import facts_of

    built = built_of(root, publish, jobs, scheduler)
    tell_errors(built.problems)
    if holdback.of_site(built.problems):
        raise typer.Exit(1)
    entries = [each for section in built.faq.sections for each in section.entries]
    lines = [(each, line) for each in entries for line in facts_of(each)]
    if not lines:
        say("no printed passage states an amount, a share, a deadline or written rules", err=True)
    for entry, line in lines:
        if as_json:
            rows([{"question": entry.question.address, "facts": [_fact(fact) for fact in line.facts]}])
            continue
        say(f"{entry.question.address}: {entry.question.title}")
        for fact in line.facts:
            posted = fact.answer.posted.date().isoformat() if fact.answer.posted else "no date"
            say(f"  {fact.words}, {posted}, {fact.answer.author or 'unknown'}: {folded(fact.answer.passage.text)}")


def _fact(fact: Fact) -> dict[str, object]:
    """A fact for a program."""
    passage = fact.answer.passage
    return {
        "kind": fact.kind.value,
        "value": fact.value,
        "words": fact.words,
        "thread": passage.thread,
        "post": passage.post,
        "start": passage.start + fact.start,
        "end": passage.start + fact.end,
        "text": passage.text,
        "author": fact.answer.author or "unknown",
        "posted": fact.answer.posted.isoformat() if fact.answer.posted else None,
        "url": fact.answer.url,
    }


def propose(
    thread: Annotated[
        str | None, typer.Argument(help="A thread's id or file; all threads without it.", show_default=False)
    ] = None,
    question: Annotated[
        str | None,
        typer.Option(help="What stands under this question alone.", metavar="TOPIC/QUESTION", show_default=False),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write a `keep` for each into the decisions, in your name.")
    ] = False,
    by: By = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """Print decision tables for what nobody has judged yet, ready to paste, or write them in your name."""
    from extractor import corpus
    from extractor.corpus import decisions
    from extractor.lab import proposing
    from extractor.lab.evidence import told
    from extractor.tables import nearest

    id = None if thread is None else corpus.thread_id(corpus.find(thread, root), root)
    built = built_of(root, Publish.ALL, jobs, scheduler)
    if id is not None and id not in built.conversations:
        raise ThreadfaqError(*(problem for problem in built.problems if failing([problem])))
    if question is not None and question not in built.corpus.questions:
        right = nearest(question, list(built.corpus.questions))
        raise typer.BadParameter(f"there is no question {question}" + (f"; did you mean {right}?" if right else ""))
    proposed = proposing.proposals(built, id, question)
    if not proposed:
        judged = any(
            id in (None, decision.thread) and question in (None, decision.question) for decision, _ in built.decisions
        )
        say("# everything is judged" if judged else "# nothing found", err=True)
    if write:
        rows = [row for proposals in proposed.values() for row in proposals if row.question]
        _write(built, rows, editor_of(root, by, None))
        return
    for each, proposals in proposed.items():
        say(f"# paste into {root}/decisions/{each}.toml")
        for proposal in proposals:
            say(decisions.table(proposal, built.conversations[each].thread, told))


def _write(built: Build, proposals: Sequence[Proposal], editor: Editor) -> None:
    """Write a `keep` for each of these into the decisions."""
    from extractor.editing import history, keeping

    if not proposals:
        return
    passages = [(row.passage, row.question) for row in proposals]
    edits = keeping.kept(built.corpus, built.conversations, passages, editor.by, editor.on, editor.because)
    history.write(built.corpus.root, f"kept {len(passages)} proposals", edits, warn)
    for edit in edits:
        say(f"written: {edit.path}")
    say(f"{len(passages)} kept in the name of {editor.by}. look through them; to take it back: threadfaq undo")
