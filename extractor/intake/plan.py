"""What would happen to one thread, and its JSON form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from extractor.intake import preview
from extractor.intake.lint import Finding
from extractor.linking.merging import MergeChange
from extractor.model import Conversation, Problem, SideFile, Source, Stage

_OF_AN_EXPORT = re.compile(r" \(thread [^()]{0,100}\)$")


class Action(StrEnum):
    """What happens to a thread."""

    ADD = "added"
    """It becomes a thread of the corpus."""
    MERGE = "merged"
    """It becomes a further page, or a later copy, of a thread that is there."""
    COMPLETE = "completed"
    """Its source is there without a side file, which it gets."""
    SKIP = "skipped"
    """It is there, and this copy says nothing new."""
    LEAVE = "left"
    """A person said no."""
    REFUSE = "refused"
    """It cannot be read, or may not be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would happen to one thread, and all that a person needs to agree."""

    action: Action
    """What would happen."""
    file: str
    """The file it was found in."""
    problems: tuple[Problem, ...] = ()
    """Why it is refused or skipped."""
    piece: Source | None = None
    """The source to write, as it was found."""
    conversation: Conversation | None = None
    """The thread, linked; with all its pages where it would be merged."""
    side: SideFile = field(default_factory=SideFile)
    """Its side file."""
    dated: bool = False
    """Whether the day it was saved is only the file's own."""
    id: str | None = None
    """The thread it becomes, or becomes a part of."""
    path: Path | None = None
    """The file it would be written to."""
    recognised: str = ""
    """How its reader was chosen."""
    because: str = ""
    """Why it is taken for a copy or a page of `id`."""
    changes: tuple[MergeChange, ...] = ()
    """What a merge changes."""
    losing: tuple[str, ...] = ()
    """Decisions whose words a merge takes away, each as its place and its words."""
    findings: tuple[Finding, ...] = ()
    """Personal data in what would be new."""
    again: Callable[[], Plan] | None = None
    """Makes the plan anew for the same file, from the corpus as it has been read last."""

    @property
    def file_name(self) -> str:
        """The name of the file that a person has; a piece of an export is named after it."""
        return Path(_OF_AN_EXPORT.sub("", self.file)).name

    @property
    def writes(self) -> bool:
        """Whether carrying it out writes anything."""
        return self.action in (Action.ADD, Action.MERGE, Action.COMPLETE)

    def agrees(self, other: Plan) -> bool:
        """Whether who agreed to this has agreed to the other: the same is done to the same thread; only the name of a
        new thread may be another one."""
        if self.action is not other.action:
            return False
        return self.action is Action.ADD or (self.id == other.id and self.changes == other.changes)


def unchecked(plan: Plan) -> Plan:
    """The plan refused, because it holds personal data that nobody has looked at."""
    counts = list(preview.personal(plan.findings, plan.file_name))
    problem = Problem(
        stage=Stage.INTAKE,
        code="E606",
        file=plan.file,
        cause="it has what may be personal data, and nobody has confirmed that it may be published",
        details=tuple(counts[1:]),
        help="look at these places; if they may be published, add it again with --personal-data-checked",
    )
    return replace(plan, action=Action.REFUSE, problems=(problem,))


def overtaken(plan: Plan) -> Plan:
    """The plan refused, because it is another one than somebody agreed to."""
    what = f"this would now be {plan.action}{f', as {plan.id}' if plan.id else ''}"
    problem = Problem(
        stage=Stage.INTAKE,
        code="E609",
        file=plan.file,
        cause=f"the corpus has changed since you were asked: {what}",
        help="nothing of it was written; add it again to see what would happen",
    )
    return replace(plan, action=Action.REFUSE, problems=(problem,))


def row(plan: Plan, written: bool) -> dict[str, Any]:
    """A plan as `threadfaq add --json` prints it."""
    return {
        "file": plan.file,
        "action": plan.action.value,
        "written": written and plan.writes,
        "thread": plan.id,
        "path": str(plan.path) if plan.path else None,
        "because": plan.because or None,
        **(preview.row(plan.conversation, plan.side) if plan.conversation else {}),
        "changes": [
            {"kind": change.kind.value, "post": change.post, "kept": change.kept, "left": change.left}
            for change in plan.changes
        ],
        "personal_data": [
            {
                "kind": finding.kind.value,
                "post": finding.post,
                "line": finding.line,
                "start": finding.start,
                "end": finding.end,
                "words": finding.words,
            }
            for finding in plan.findings
        ],
        "problems": [
            {"code": problem.code, "place": problem.place, "cause": problem.cause, "help": problem.help}
            for problem in plan.problems
        ],
    }


def summary(plans: Iterable[Plan]) -> str:
    """How many of what, in a line."""
    counts: dict[str, int] = {}
    codes: dict[str, None] = {}
    for plan in plans:
        counts[plan.action] = counts.get(plan.action, 0) + 1
        if plan.action is Action.REFUSE:
            codes.update(dict.fromkeys(problem.code for problem in plan.problems))
    counted = [
        f"{counts[action]} {action}{' as duplicates' if action is Action.SKIP else ''}"
        for action in Action
        if action in counts
    ]
    return (", ".join(counted) or "no threads") + (f" ({', '.join(sorted(codes))})" if codes else "")
