"""What `threadfaq rules stats` prints: a table within a hundred columns, straight whatever letters an id has."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from extractor.lab.examples import sort
from extractor.lab.stats import Measured, Stats
from extractor.rules import Status

ID, BESIDE = 33, 22
"""Columns for a rule's id, and for that of the rule beside it."""

ORDERS: dict[str, Callable[[Measured], Any]] = {
    "coverage": lambda row: -row.coverage,
    "unique": lambda row: -row.unique,
    "overlap": lambda row: -(row.shared / row.coverage if row.coverage else 0),
    "conflict": lambda row: -row.conflict,
    "precision": lambda row: (row.precision is None, row.precision),
    "cost": lambda row: -row.cost,
    "id": lambda row: "",
}
"""What `--sort` takes. What an editor looks for stands first: most of everything, but the lowest precision."""


def ordered(rows: Iterable[Measured], by: str) -> list[Measured]:
    """Rows in an order; equal ones by their ids."""
    return sorted(sorted(rows, key=lambda row: row.rule.id), key=ORDERS[by])


def rendered(stats: Stats, by: str) -> str:
    """The whole answer: the table of rules that fired, those that never did, and how to read the figures."""
    rows = [row for row in ordered(stats.rules, by) if row.coverage or row.labelled]
    silent = sorted(row.rule.id for row in stats.rules if not row.coverage and not row.labelled)
    trial = sorted(row.rule.id for row in stats.rules if row.rule.status is Status.EXPERIMENTAL)
    head = ("rule", "fires", "only", "most often with", "", "against", "right", "of", "cost")
    lines = [_line(head), *(_line(_cells(row)) for row in rows)] if rows else []
    for heading, ids in (("never fired", silent), ("experimental, labels nothing yet", trial)):
        if ids:
            lines += ["", f"{heading}: {len(ids)}", *wrapped(ids)]
    lines += [
        "",
        f"{stats.sentences:,} sentences; cost: microseconds per 1,000 words, timed on {stats.timed:,} of them",
    ]
    if stats.labelled:
        lines.append(
            f"right: the share of the labelled sentences in which it fires, `of` so many; {stats.labelled:,} in all"
        )
    return "\n".join(lines)


def row(measured: Measured, stats: Stats) -> dict[str, Any]:
    """One rule as `--json` prints it."""
    rule, precision = measured.rule, measured.precision
    return {
        "rule": rule.id,
        "sort": sort(rule),
        "claims": rule.claims,
        "status": rule.status.value,
        "file": rule.file,
        "sentences": stats.sentences,
        "coverage": measured.coverage,
        "unique": measured.unique,
        "overlap": None
        if measured.beside is None
        else {
            "rule": measured.beside,
            "sentences": measured.shared,
            "share": round(measured.shared / measured.coverage, 3),
        },
        "conflict": measured.conflict,
        "conflict_with": measured.against,
        "labelled": measured.labelled if measured.judged and stats.labelled else None,
        "right": measured.right if measured.judged and stats.labelled else None,
        "precision": None if precision is None else round(precision, 3),
        "cost": round(measured.cost, 1),
    }


def _cells(row: Measured) -> tuple[str, ...]:
    beside = row.beside or ""
    if beside.partition("/")[0] == row.rule.claims:
        beside = "…/" + beside.partition("/")[2]
    precision = ("", "") if row.precision is None else (f"{row.precision:.2f}", str(row.labelled))
    return (
        row.rule.id,
        str(row.coverage),
        str(row.unique),
        beside,
        f"{row.shared / row.coverage:.0%}" if row.shared else "",
        str(row.conflict or ""),
        *precision,
        f"{row.cost:,.0f}",
    )


def _line(cells: Sequence[str]) -> str:
    id, fires, only, beside, share, against, right, of, cost = cells
    start = f"{padded(id, ID)}{fires:>6} {only:>5}  {padded(beside, BESIDE)}"
    return f"{start} {share:>4} {against:>7} {right:>5} {of:>4} {cost:>6}"


def width(text: str) -> int:
    """How many columns of a terminal a text takes: wide letters two, marks on a letter none."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def padded(text: str, columns: int) -> str:
    """A text in exactly so many columns; a longer one loses its middle, because ids differ at both ends."""
    if width(text) > columns:
        head = tail = ""
        while width(head) + width(tail) < columns - 2:
            if width(head) <= width(tail):
                head = text[: len(head) + 1]
            else:
                tail = text[-len(tail) - 1 :]
        text = f"{head}…{tail}"
    return text + " " * (columns - width(text))


def wrapped(ids: Sequence[str]) -> list[str]:
    """Ids over several lines, none wider than the table."""
    lines: list[str] = []
    for id in ids:
        if lines and width(lines[-1]) + width(id) + 4 <= 98:
            lines[-1] += f"  {id}"
        else:
            lines.append(f"  {id}")
    return lines
