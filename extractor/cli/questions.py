"""The commands about what people ask: the queue of groups, and what an editor decides about one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli._building import Jobs, Scheduler, survey_of
from extractor.cli._commands import Commands
from extractor.cli._editor import Because, By, editor_of
from extractor.cli._terminal import HERE, CorpusFolder, rows, say, tell_errors, warn
from extractor.model import Publish, SetAsideVerdict
from extractor.text.characters import shortened

if TYPE_CHECKING:
    from extractor.corpus import Corpus
    from extractor.model import Group
    from extractor.pipeline.built import Survey

questions = typer.Typer(
    name="questions", cls=Commands, help="What many people ask, and what becomes of it.", invoke_without_command=True
)
SHOWN = 30
"""Groups that the queue shows unless more are asked for: a list of hundreds is nobody's work."""

GroupId = Annotated[str, typer.Argument(help="The group's id, as the queue prints it.", metavar="ID")]


QuestionAddress = Annotated[str, typer.Argument(help="A question, as topic/question.", metavar="QUESTION")]


@questions.callback()
def queue(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    all_groups: Annotated[bool, typer.Option("--all", help="Every group, those that are judged too.")] = False,
    topic: Annotated[str | None, typer.Option(help="Only those that questions of this topic own.")] = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """Print what many people ask and nobody has judged, the most asked first."""
    if context.invoked_subcommand is not None:
        return
    from extractor.cli._groups import listed
    from extractor.corpus.dates import as_of
    from extractor.model import wire
    from extractor.model.addresses import topic_of

    groups = _grouped(root, jobs, scheduler)[1]
    if topic is not None:
        groups = [group for group in groups if group.question is not None and topic_of(group.question) == topic]
    elif not all_groups:
        groups = [group for group in groups if group.is_open][:SHOWN]
    if as_json:
        rows([wire.groups(groups, as_of(root))])
        return
    say(listed(groups) if groups else "nothing that many people ask is left to judge")


@questions.command()
def show(id: GroupId, jobs: Jobs = None, scheduler: Scheduler = None, root: CorpusFolder = HERE) -> None:
    """Show a group: its wordings, its asks with their addresses, its answers with what speaks for them."""
    from extractor.cli._groups import shown
    from extractor.editing.groups import find

    say(shown(find(_grouped(root, jobs, scheduler)[1], id)))


@questions.command()
def accept(
    id: GroupId,
    topic: Annotated[str, typer.Option(help="The topic that it belongs to; made where there is none.")],
    question: Annotated[str | None, typer.Option("--id", help="Its address; else made of its title.")] = None,
    title: Annotated[str | None, typer.Option(help="Its title; else the group's first wording.")] = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="Numbers of answers that are kept, as `show` prints them.", metavar="N…")
    ] = None,
    by: By = None,
    because: Because = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """Make a question of a group: its title, its askers' wordings, the asks it came from."""
    from extractor.editing import groups as editing
    from extractor.site.publishing import published

    numbers = _numbers(keep or [])
    editor = editor_of(root, by, because)
    survey, groups = _grouped(root, jobs, scheduler)
    accepted = editing.Accepted(topic=topic, id=question, title=title, keep=numbers)
    group = editing.find(groups, id)
    address = editing.accept(survey.corpus, group, accepted, editor, survey.conversations)
    say(f"accepted as {address}, in {root / 'topics' / topic}.toml")
    _tell_unjudged(group, numbers, published(root.parent / "mkdocs.yml"))


@questions.command()
def merge(
    id: GroupId,
    question: Annotated[str, typer.Argument(help="A question, as topic/question.")],
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """Let a question own a group: it asks the same."""
    from extractor.editing import groups as editing

    survey, groups = _grouped(root, jobs, scheduler)
    editing.merge(survey.corpus, editing.find(groups, id), question)
    say(f"merged into {question}")


def _setting_aside(verdict: SetAsideVerdict, help: str) -> None:
    """One command for each verdict that sets a group aside: they differ in nothing else."""

    @questions.command(name=verdict.value, help=help)
    def set_aside(
        id: GroupId,
        by: By = None,
        because: Because = None,
        jobs: Jobs = None,
        scheduler: Scheduler = None,
        root: CorpusFolder = HERE,
    ) -> None:
        from extractor.corpus.setaside import FILE
        from extractor.editing import groups as editing

        editor = editor_of(root, by, because)
        survey, groups = _grouped(root, jobs, scheduler)
        editing.set_aside(survey.corpus, editing.find(groups, id), verdict, editor)
        say(f"set aside, in {root / FILE}")


_setting_aside(
    SetAsideVerdict.DISMISS, "Set a group aside: it stays away until twice as many people ask it, and three more."
)
_setting_aside(SetAsideVerdict.LATER, "Put a group off until somebody else asks the same.")


@questions.command()
def split(
    id: GroupId,
    by: By = None,
    because: Because = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    root: CorpusFolder = HERE,
) -> None:
    """Let a group be two, where its words tell two parts apart; they stay apart from then on."""
    from extractor.asks.grouping import halves
    from extractor.editing import groups as editing

    editor = editor_of(root, by, because)
    survey, groups = _grouped(root, jobs, scheduler)
    group = editing.find(groups, id)
    parts = [[group.asks[place] for place in part] for part in halves(group.asks, survey.corpus.language.code)]
    editing.split(survey.corpus, group, parts, editor)
    sizes = " and ".join(str(len(part)) for part in parts)
    say(f"split into {sizes} asks")


@questions.command()
def rename(
    question: QuestionAddress,
    id: Annotated[str | None, typer.Option("--id", help="Its new id: the last part of its address.")] = None,
    title: Annotated[str | None, typer.Option(help="Its new title.")] = None,
    root: CorpusFolder = HERE,
) -> None:
    """Give a question another id or title; its old address leads on to the new one."""
    from extractor.editing import questions as editing

    if id is None and title is None:
        raise typer.BadParameter("say what is to be another: --id, --title, or both")
    say(f"it is {editing.rename(_corpus(root), question, id, title)} now")


@questions.command()
def move(
    question: QuestionAddress,
    topic: Annotated[str, typer.Argument(help="The topic that it belongs to.")],
    root: CorpusFolder = HERE,
) -> None:
    """Put a question into another topic; its old address leads on to the new one."""
    from extractor.editing import questions as editing

    say(f"it is {editing.move(_corpus(root), question, topic)} now")


@questions.command()
def retire(
    question: QuestionAddress,
    into: Annotated[
        str | None, typer.Option(help="The question that takes its place, with its rules and decisions.")
    ] = None,
    root: CorpusFolder = HERE,
) -> None:
    """Take a question out of the FAQ; its address leads to the question that takes its place, or to its topic."""
    from extractor.editing import questions as editing

    idle = editing.retire(_corpus(root), question, into)
    say(f"{question} leads to {into or question.partition('/')[0]} now")
    if idle:
        names = "names it, and rules" if len(idle) == 1 else "name it, and rule"
        say(f"{len(idle)} decision{'s' if idle[1:] else ''} {names} nothing as long as it is retired:")
        for row in idle[:SHOWN]:
            say(f'  {row.file}, {row.place}: {row.verdict} "{shortened(row.words, 50)}"')
        if len(idle) > SHOWN:
            say(f"  and {len(idle) - SHOWN} more")
        say("leave them there, or `threadfaq undo` and give them to another question with --into TOPIC/QUESTION")


def _tell_unjudged(group: Group, kept: Sequence[int], publish: Publish) -> None:
    """Say how many passages of a group are printed although nobody has judged them."""
    rest = [each for number, each in enumerate(group.answers, 1) if number not in kept]
    count = {
        Publish.ALL: len(rest),
        Publish.STRONG: sum(each.scored.strong is not None for each in rest),
        Publish.JUDGED: 0,
    }[publish]
    if count:
        one = count == 1
        say(
            f"{count} more passage{' of it is' if one else 's of it are'} printed without anybody's judgement, as "
            f"mkdocs.yml has `publish: {publish}`; judge {'it' if one else 'them'} at the desk or with "
            f"threadfaq propose, or write `publish: judged`",
            err=True,
        )


def _corpus(root: Path) -> Corpus:
    """The corpus, whose packs must be right: what claims a question is written anew. Raises ThreadfaqError."""
    from extractor import corpus
    from extractor.problems import ThreadfaqError, failing

    loaded = corpus.load(root)
    if failing(loaded.packs.problems):
        raise ThreadfaqError(*loaded.packs.problems)
    return loaded


def undo(root: CorpusFolder = HERE) -> None:
    """Take back the last step that `questions` or `propose --write` wrote into the corpus."""
    from extractor.editing import history

    say(f"undone: {history.undo(root, warn)}")


def redo(root: CorpusFolder = HERE) -> None:
    """Do again the step that `undo` took back last, as long as no other was taken."""
    from extractor.editing import history

    say(f"done again: {history.redo(root, warn)}")


def _grouped(root: Path, jobs: int | None, scheduler: str | None) -> tuple[Survey, list[Group]]:
    """What the threads of the corpus give, and its groups. Its problems are told."""
    from extractor.pipeline.grouping import grouped
    from extractor.text.progress import ProgressLine

    survey = survey_of(root, jobs, scheduler)
    tell_errors(survey.problems)
    ids = [summary.id for summary in survey.summaries]
    return survey, list(grouped(survey.keys, ids, ProgressLine()))


def _numbers(given: Sequence[str]) -> list[int]:
    """Numbers as they are typed: `--keep 1 --keep 3` or `--keep 1,3`."""
    parts = [part for text in given for part in text.replace(",", " ").split()]
    if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
        raise typer.BadParameter("--keep takes numbers of answers, like 1,3")
    return [int(part) for part in parts]
