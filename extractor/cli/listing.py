"""The commands that say what is in a corpus, and take threads out of it: list, status, remove."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli._building import Jobs, Scheduler, built_of
from extractor.cli._terminal import HERE, CorpusFolder, rows, say, warn

if TYPE_CHECKING:
    from extractor.model import Answer
    from extractor.pipeline.built import Build

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]


def list_threads(
    as_json: AsJson = False,
    forum: Annotated[str | None, typer.Option(help="Only those of this forum's folder.")] = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """List the threads of the corpus: posts, people, answers printed of each, title."""
    built = built_of(root, jobs=jobs, scheduler=scheduler)
    answers = Counter(answer.passage.thread for answer in _answers(built))
    chosen = [each for each in built.summaries if forum is None or each.id.startswith(f"{forum}/")]
    if as_json:
        rows(
            {
                "id": each.id,
                "title": each.title,
                "posts": each.posts,
                "people": len(each.people),
                "answers": answers[each.id],
            }
            for each in chosen
        )
        return
    width = max((len(each.id) for each in chosen), default=0)
    for each in chosen:
        counts = f"posts {each.posts:4}   people {len(each.people):4}   answers {answers[each.id]:4}"
        say(f"{each.id:{width}} {counts}  {each.title or ''}".rstrip())
    for id in built.unread:
        say(f"{id:{width}}  cannot be read: see threadfaq check")
    if not chosen and not built.unread:
        warn("there is no thread yet: threadfaq add FILE…")


def status(
    as_json: AsJson = False, jobs: Jobs = None, scheduler: Scheduler = None, root: CorpusFolder = HERE
) -> None:
    """Say what the corpus holds, what is printed of it, and what is left to do."""
    from extractor.corpus.decisions import of_faq
    from extractor.model import Publish, Severity
    from extractor.pipeline.grouping import grouped

    built = built_of(root, jobs=jobs, scheduler=scheduler)
    answers = list(_answers(built))
    entries = [entry for section in built.faq.sections for entry in section.entries]
    groups = grouped(built.keys, [summary.id for summary in built.summaries])
    errors = sum(problem.severity is Severity.ERROR for problem in built.problems)
    values = {
        "as_of": str(built.faq.as_of),
        "threads": len(built.summaries),
        "unread": len(built.unread),
        "posts": sum(summary.posts for summary in built.summaries),
        "people": len({name for summary in built.summaries for name in summary.people}),
        "topics": len(built.faq.sections),
        "questions": len(entries),
        "unanswered": sum(not entry.answers for entry in entries),
        "answers": len(answers),
        "to_judge": sum(1 for _ in of_faq(built_of(root, Publish.ALL, jobs, scheduler).faq)),
        "unjudged": sum(answer.ruling is None for answer in answers),
        "groups": sum(group.is_open for group in groups),
        "errors": errors,
        "warnings": len(built.problems) - errors,
    }
    if as_json:
        rows([values])
        return
    of = {name: _counted(values[name], one, many) for name, one, many in _COUNTED}
    lines = (
        "as of     {as_of}",
        "threads   {threads}, with {of[posts]} by {of[people]}" + (", {unread} unread" if built.unread else ""),
        "topics    {topics}, with {of[questions]}, {unanswered} of them without an answer",
        "passages  {answers} printed, {unjudged} of them not judged by an editor",
        "to judge  {of[to_judge]}, those included that are not printed yet: threadfaq todo",
        "          {of[groups]} of what many people ask: threadfaq questions",
        "problems  {of[errors]}, {of[warnings]}: threadfaq check",
    )
    say("\n".join(lines).format(**values, of=of))


_COUNTED = (
    ("posts", "post", "posts"),
    ("people", "person", "people"),
    ("questions", "question", "questions"),
    ("to_judge", "passage", "passages"),
    ("groups", "group", "groups"),
    ("errors", "error", "errors"),
    ("warnings", "warning", "warnings"),
)


def _counted(number: object, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def remove(
    threads: Annotated[list[str], typer.Argument(help="Threads, as `list` prints them.", metavar="THREAD…")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    root: CorpusFolder = HERE,
) -> None:
    """Take threads out of the corpus: their saved files, side files and decisions. `undo` brings them back."""
    from extractor import corpus
    from extractor.editing import removing

    loaded = corpus.load(root)
    ids = list(dict.fromkeys(corpus.thread_id(corpus.find(name, root), root) for name in threads))
    paths = removing.files_of(loaded, ids)
    for path in paths:
        say(str(path))
    if not yes:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            typer.echo("nothing was removed: there is no terminal to ask on; use --yes", err=True)
            raise typer.Exit(2)
        if not typer.confirm(f"Remove these {len(paths)} files?", default=False, err=True):
            return
    removing.remove(loaded, ids, warn)
    say(f"removed {len(ids)} thread{'s' if ids[1:] else ''}; bring back with: threadfaq undo", err=True)


def _answers(built: Build) -> Iterable[Answer]:
    return (answer for section in built.faq.sections for entry in section.entries for answer in entry.answers)
