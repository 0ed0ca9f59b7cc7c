"""The commands about what people ask: the queue of groups, and what an editor decides about one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli._building import Jobs, Scheduler, built_of
from extractor.cli._terminal import HERE, CorpusFolder, rows, say, tell

if TYPE_CHECKING:
    from extractor.model import Group

questions = typer.Typer(
    name="questions", help="What many people ask, and what becomes of it.", invoke_without_command=True
)
SHOWN = 30
"""Groups that the queue shows unless more are asked for: a list of hundreds is nobody's work."""


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
    from extractor.model import GroupState, wire
    from extractor.pipeline.grouping import grouped

    built = built_of(root, jobs=jobs, scheduler=scheduler)
    tell(built.problems)
    groups = grouped(built.keys, [summary.id for summary in built.summaries])
    if topic is not None:
        groups = tuple(group for group in groups if (group.question or "").startswith(f"{topic}/"))
    elif not all_groups:
        open_states = (GroupState.PROPOSED, GroupState.GROWN)
        groups = tuple(group for group in groups if group.state in open_states)[:SHOWN]
    if as_json:
        rows([wire.groups(groups, built.faq.as_of)])
        return
    say(table(groups) if groups else "nothing that many people ask is left to judge")


def table(groups: tuple[Group, ...]) -> str:
    """Groups as lines for people: id, people, threads, state, wordings."""
    lines = [f"{'ID':10}  {'people':>6}  {'threads':>7}  {'answered':8}  question"]
    for group in groups:
        answered = "yes" if group.public_answer else "no"
        lines.append(f"{group.id:10}  {group.askers:>6}  {group.threads:>7}  {answered:8}  {group.title}")
        lines += [f"{'':39}{wording}" for wording in group.wordings[1:]]
    return "\n".join(lines)
