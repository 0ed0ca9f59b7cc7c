"""One run of `threadfaq add`: shows what would happen, asks, does it, and reports what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path

import typer

from extractor import readers
from extractor.cli._terminal import rows, say, tell
from extractor.corpus.writing import Changed, Writer, locked
from extractor.intake import Action, Intake, Plan, SavedFile, overtaken, preview, row, summary, unchecked
from extractor.intake.known import checksum
from extractor.intake.ranks import SeenForums
from extractor.language import DEFAULT
from extractor.model import SideFile
from extractor.problems import ThreadfaqError
from extractor.text.progress import ProgressLine
from extractor.text.terminal import safe

FEW = 3
"""So many threads are shown in full and asked about one by one; more are listed and asked about once."""
LARGE = 1 << 20
"""Bytes from which on threads are counted before they are read, so that the time that is left can be told."""
TRIES = 5
"""So often a thread is planned anew while others keep changing what it rests on."""


@dataclass(kw_only=True)
class AddRun:
    """One call of `threadfaq add`; a pass over the files may be made twice, to show and to write."""

    root: Path
    """The corpus."""
    intake: Callable[[], Intake]
    """The corpus as it stands, opened anew for each pass."""
    files: Callable[[], Iterator[SavedFile | ThreadfaqError]]
    """What was named, opened anew for each pass."""
    format: str | None
    """The format that was named."""
    checked: bool
    """Whether somebody has looked at the personal data."""
    as_json: bool
    _forums: SeenForums = field(default_factory=SeenForums)
    """What their threads show of their forums."""
    _agreed: dict[tuple[str, bytes], list[Plan]] | None = None
    """What somebody agreed to in a list, by file and bytes; None where nobody was asked."""

    def plans(self, act: Callable[[Intake, Plan], Plan]) -> Iterator[Plan]:
        """Every plan, after `act` has carried it out, noted or dropped it."""
        intake = self.intake()
        if intake.known.unread:
            say(f"not compared, because they cannot be read: {', '.join(intake.known.unread)}", err=True)
        for plan in intake.plans(self.files()):
            self._forums.see(plan)
            yield act(intake, plan)

    def written(self, writer: Writer, intake: Intake, plan: Plan) -> Plan:
        """Carry a plan out, unless it holds personal data that nobody has looked at, or is not what was agreed to."""
        if plan.writes and not self._is_agreed(plan):
            return overtaken(plan)
        if plan.writes and plan.findings and not self.checked:
            return unchecked(plan)
        try:
            done = carried_out(writer, intake, plan, self._is_agreed)
        except ThreadfaqError as refusal:
            return replace(plan, action=Action.REFUSE, problems=refusal.problems)
        return done if self._is_agreed(done) or not done.writes else overtaken(done)

    def _is_agreed(self, plan: Plan) -> bool:
        """Whether a plan is one of those that somebody agreed to, or nobody was to be asked."""
        if self._agreed is None or plan.piece is None:
            return True
        return any(one.agrees(plan) for one in self._agreed.get((plan.file, checksum(plan.piece)), ()))

    def confirm(self, intake: Intake, plan: Plan) -> Plan:
        """Show a plan, ask, and carry it out or drop it; asked again where it has become another one meanwhile."""
        while True:
            say("\n".join(_shown(plan)))
            if not plan.writes:
                return plan
            if (
                plan.findings
                and not self.checked
                and not agreed("Have you looked at these, and may they be published?")
            ):
                return unchecked(plan)
            if not typer.confirm(safe(_question(plan)), default=True, err=True):
                return replace(plan, action=Action.LEAVE)
            with locked(self.root, aloud) as writer:
                now = plan if intake.current else anew(intake, plan)
                if plan.agrees(now):
                    now = carried_out(writer, intake, now, plan.agrees)
                    intake.wrote()
            if plan.agrees(now):
                say(f"{now.action}. next: threadfaq propose {now.id}", err=True)
                return now
            plan = now

    def ask(self) -> None:
        """Ask about each of a few threads, or about many at once, and write what was agreed to."""
        if len(list(islice(self.plans(noted), FEW + 1))) <= FEW:
            self.end(list(self.plans(self.confirm)))
            return
        self._agreed = {}
        plans = self.report(self.plans(self.listed), written=False)
        if not any(plan.writes for plan in plans):
            self.end(plans)
            return
        typer.echo(f"this would be: {summary(plans)}", err=True)
        if not typer.confirm("Go on?", default=True, err=True):
            return
        if any(plan.findings for plan in plans if plan.writes) and not self.checked:
            self.checked = agreed("Add those with personal data too? Say yes only if you have looked at it.")
        with locked(self.root, aloud) as writer:
            # The corpus is read anew, now that nobody else writes.
            done = list(progress(self.plans(partial(self.written, writer)), "threads added", len(plans)))
        self.end(done)

    def bring(self) -> None:
        """Write without asking. Nobody else writes from the first look at the corpus to the last file."""
        with locked(self.root, aloud) as writer:
            done = self.report(self.plans(partial(self.written, writer)), written=True)
        self.end(done)

    def listed(self, intake: Intake, plan: Plan) -> Plan:
        """Take a plan for done without doing it, and remember it for the question about all of them."""
        assert self._agreed is not None
        if plan.piece is not None:
            kept = self._agreed.setdefault((plan.file, checksum(plan.piece)), [])
            kept.append(replace(plan, piece=None, conversation=None, again=None))
        return noted(intake, plan)

    def report(self, plans: Iterable[Plan], written: bool) -> list[Plan]:
        """Print every plan: a few in full, many in a line each. What is returned holds no texts any more."""
        kept: list[Plan] = []
        full: list[list[str]] = []
        stage = "threads added" if written else "threads read"
        for plan in plans if self.as_json else progress(plans, stage, self.counted()):
            if self.as_json:
                rows([row(plan, written)])
            elif len(kept) < FEW:
                full.append(_shown(plan))
            kept.append(replace(plan, piece=None, conversation=None, side=SideFile(), again=None))
            if not self.as_json:
                kept[-1] = replace(kept[-1], recognised=_line(plan))
        if not self.as_json:
            for lines in full if len(kept) <= FEW else [[plan.recognised for plan in kept], *map(_personal, kept)]:
                if lines:
                    say("\n".join(lines))
        return kept

    def counted(self) -> int:
        """How many threads there are to do, about: one a file, and as many as a large export holds."""
        threads = 0
        for item in self.files():
            if isinstance(item, ThreadfaqError) or not (item.source.stream or len(item.source.data) >= LARGE):
                threads += 1
                continue
            try:
                threads += sum(1 for _ in readers.cut(item.source, self.format)[1])
            except ThreadfaqError:
                threads += 1
        return threads if threads > FEW else 0

    def end(self, plans: Sequence[Plan], written: bool = True) -> None:
        """Tell what was refused and how many of what there were; leave with the code that says so, if any does."""
        refused = [plan for plan in plans if plan.action is Action.REFUSE]
        doubled = [plan for plan in plans if plan.action is Action.SKIP] if len(plans) == 1 else []
        problems = [problem for plan in (*refused, *doubled) for problem in plan.problems]
        tell(problems)
        self._end_forums([plan.id for plan in plans if plan.writes and plan.id], written)
        held = [plan for plan in refused if any(problem.code == "E606" for problem in plan.problems)]
        if held:
            say(f"held back, because nobody has looked at the personal data in them: {len(held)}", err=True)
            for plan in held:
                places = f"{len(plan.findings)} place{'s' if plan.findings[1:] else ''}"
                say(f"  {plan.path or plan.id or plan.file}  ({places}, in {plan.file_name})", err=True)
            say("look at them, and add them with --personal-data-checked; all others are done", err=True)
        typer.echo(("" if written else "this would be: ") + summary(plans), err=True)
        if problems and all(problem.code.startswith("E1") for problem in problems):
            raise typer.Exit(3)
        if problems or not plans:
            raise typer.Exit(1)

    def _end_forums(self, ids: Sequence[str], written: bool) -> None:
        """Write, or only tell, what was seen of forums that have no file of their own."""
        names = [id.partition("/")[0] for id in ids]
        for proposal in self._forums.proposals(self.root, DEFAULT, names):
            if written:
                with locked(self.root, aloud) as writer:
                    writer.write([proposal.change])
            aloud(f"{'wrote' if written else 'would write'} {proposal}: look through these ranks")


def aloud(sentence: str) -> None:
    """Tell for whom this waits, or what was done beside what was asked for."""
    say(sentence, err=True)


def anew(intake: Intake, plan: Plan) -> Plan:
    """A plan made again, from the corpus as it is now, and told."""
    assert plan.again is not None
    intake.reload()
    plan = plan.again()
    aloud(f"the corpus has changed meanwhile; planned anew: {_line(plan)}")
    return plan


def carried_out(writer: Writer, intake: Intake, plan: Plan, agrees: Callable[[Plan], bool]) -> Plan:
    """Carry a plan out; where something else lies there than it was made for, the one that was made anew.

    Comes back without writing when `agrees` says no to the new one. Raises ThreadfaqError (E607, E609).
    """
    for attempt in range(1, TRIES + 1):
        try:
            intake.carry_out(plan, writer)
            break
        except Changed:
            if attempt == TRIES:
                raise
            plan = anew(intake, plan)
            if not agrees(plan):
                break
    return plan


def noted(intake: Intake, plan: Plan) -> Plan:
    """Take a plan for done without doing it."""
    intake.note(plan)
    return plan


def progress(plans: Iterable[Plan], stage: str, total: int = 0) -> Iterator[Plan]:
    """The plans, with a line that says how far they are wherever they take longer than a second."""
    line = ProgressLine()
    line.begin(stage, total)
    try:
        for plan in plans:
            yield plan
            line.advance(1)
    finally:
        line.end()


def _shown(plan: Plan) -> list[str]:
    """A plan in full."""
    if plan.conversation is None:
        return [f"{plan.file}: {plan.action}"]
    # A further page has no side file of its own.
    side = SideFile() if plan.action is Action.MERGE else plan.side
    lines = [*preview.lines(plan.conversation, side, plan.recognised, plan.dated)]
    lines += [f"  warning {preview.problem(warning)}" for warning in plan.conversation.thread.warnings]
    lines += preview.personal(plan.findings, plan.file_name)
    if plan.action is Action.MERGE:
        lines += [f"A further copy of {plan.id}, because {plan.because}:", *preview.changes(plan.changes)]
        lines += [f"  loses its words: {row}" for row in plan.losing]
        if plan.losing:
            lines.append("  when it is added, `threadfaq check --accept` offers where these words stand then")
    return [*lines, f"{plan.action}: {plan.path or plan.file}"] if plan.writes else lines


def _line(plan: Plan) -> str:
    """A plan in a line."""
    counted = f"  {preview.counted(plan.conversation)}" if plan.conversation is not None else ""
    doubts = len(plan.conversation.thread.warnings) if plan.conversation is not None else 0
    warned = f"  {doubts} warning{'s' if doubts > 1 else ''}" if doubts else ""
    personal = f"  {len(plan.findings)} places with personal data" if plan.findings else ""
    why = f"  {plan.problems[0].code} {plan.problems[0].cause}" if plan.problems else ""
    return f"{plan.action:9}  {plan.path or plan.file}{counted}{warned}{personal}{why}"


def _personal(plan: Plan) -> list[str]:
    """The places in one of many threads that somebody should look at."""
    lines = list(preview.personal(plan.findings, plan.file_name)) if plan.writes else []
    return [f"{plan.path or plan.file}:", *lines] if lines else []


def _question(plan: Plan) -> str:
    if plan.action is Action.MERGE:
        return f"Add it to {plan.id} as {plan.path}?"
    return f"Write the side file of {plan.id}?" if plan.action is Action.COMPLETE else f"Add as {plan.path}?"


def agreed(question: str) -> bool:
    """Whether a person confirms; the default answer is no."""
    return typer.confirm(question, default=False, err=True)
