"""Groups of asks that editors set aside, `set-aside.toml`: what was decided about each, and which asks it was."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from extractor.corpus import files, folders
from extractor.model import Problem, SetAside, SetAsideVerdict, Stage
from extractor.rules.packs import anchors
from extractor.tables import Table, parse

FILE = "set-aside.toml"
"""Its name, in the corpus folder."""


def of_corpus(root: Path) -> tuple[tuple[SetAside, ...], list[Problem]]:
    """The groups set aside in a corpus folder, and what is wrong with their file; none where there is no file."""
    path = root / FILE
    there, problems = folders.is_file(path, Stage.DECIDE)
    if not there:
        return (), problems
    text, problems = files.text(path, Stage.DECIDE)
    groups, more = _known(text, str(path))
    return groups, [*problems, *more]


@lru_cache(maxsize=4)
def _known(text: str, file: str) -> tuple[tuple[SetAside, ...], tuple[Problem, ...]]:
    """`read`, once for each text: the desk asks for it at every step, and it grows."""
    groups, problems = read(text, file)
    return groups, tuple(problems)


def read(text: str, file: str) -> tuple[tuple[SetAside, ...], list[Problem]]:
    """The groups of a file, without broken ones, which come back as if nobody had judged them; problems say so."""
    values, problems = parse(text, file, Stage.DECIDE)
    if problems:
        return (), problems
    top = Table(file, "top", values, problems, stage=Stage.DECIDE)
    groups = []
    for number, table in enumerate(top.tables("group", "group"), 1):
        group = _group(table, number)
        table.done()
        if group is not None:
            groups.append(group)
    top.done()
    return tuple(groups), problems


def _group(table: Table, number: int) -> SetAside | None:
    before = len(table.problems)
    verdict = table.choice("verdict", [verdict.value for verdict in SetAsideVerdict], required=True)
    because, by = table.text("because", required=True), table.text("by", required=True)
    on = table.day("on", required=True)
    askers, threads = _count(table, "askers"), _count(table, "threads")
    members, others = table.texts("members", required=True), table.texts("others")
    asked = anchors(table.tables("asked", f"{table.place}, asked"))
    if others and verdict is not None and verdict != SetAsideVerdict.SPLIT:
        table.complain("E203", f"`others` means nothing with `{verdict}`", "it is the other side of a `split`")
    if verdict == SetAsideVerdict.SPLIT and not others and len(table.problems) == before:
        table.complain("E203", "`split` needs `others`", "add the ids of the other side's asks")
    if len(table.problems) > before:
        return None
    return SetAside(
        verdict=SetAsideVerdict(verdict or ""),
        because=because or "",
        by=by or "",
        on=on or date.min,
        askers=askers,
        threads=threads,
        asked=asked,
        members=members,
        others=others,
        number=number,
    )


def _count(table: Table, key: str) -> int:
    """A count as the group had it then: a whole number, 0 where nothing says it."""
    number = table.number(key)
    if number is not None and (number < 0 or number != int(number)):
        table.complain("E203", f"`{key}` is no count", "write how many there were then, like 4")
        return 0
    return int(number or 0)
