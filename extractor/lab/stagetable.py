"""What `threadfaq bench` prints: what each stage costs, as a table and as JSON."""

from __future__ import annotations

from typing import Any

from extractor.lab.stagecosts import StageCost, StageCosts

HEAD = ("stage", "done for", "CPU s", "wall s", "per 1,000 threads", "share")


def rendered(costs: StageCosts) -> str:
    """The table, and how to read it."""
    rows = [_cells(cost, costs) for cost in costs.stages]
    rows.append(("together", "", _seconds(costs.cpu), _seconds(costs.wall), "", ""))
    if costs.whole is not None:
        whole = costs.whole
        rows.append((f"{whole.jobs} processes", "", _seconds(whole.cpu), _seconds(whole.wall), "", ""))
    lines = [_line(HEAD), *map(_line, rows), ""]
    if costs.unread:
        lines.append(f"threads that cannot be read: {costs.unread:,}; threadfaq check says why")
    lines += [
        "From nothing, in one process, nothing written. Per 1,000 threads: CPU seconds, of what grows with them.",
        "Not in it: the site's pages and their check, which mkdocs build makes of this.",
    ]
    return "\n".join(lines)


def row(costs: StageCosts) -> dict[str, Any]:
    """The same as `--json` prints it, seconds to the millisecond."""
    whole = costs.whole
    return {
        "threads": costs.threads,
        "unread": costs.unread,
        "stages": [_stage(cost, costs) for cost in costs.stages],
        "cpu": round(costs.cpu, 3),
        "wall": round(costs.wall, 3),
        "processes": None
        if whole is None
        else {"jobs": whole.jobs, "cpu": round(whole.cpu, 3), "wall": round(whole.wall, 3)},
    }


def _stage(cost: StageCost, costs: StageCosts) -> dict[str, Any]:
    per_thousand = costs.per_thousand(cost)
    return {
        "stage": cost.stage,
        "count": cost.count,
        "unit": cost.unit,
        "cpu": round(cost.cpu, 3),
        "wall": round(cost.wall, 3),
        "per_thousand_threads": None if per_thousand is None else round(per_thousand, 3),
        "share": round(costs.share(cost), 3),
    }


def _cells(cost: StageCost, costs: StageCosts) -> tuple[str, ...]:
    per_thousand = costs.per_thousand(cost)
    return (
        cost.stage,
        f"{cost.count:,} {cost.unit if cost.count != 1 else cost.unit.removesuffix('s')}",
        _seconds(cost.cpu),
        _seconds(cost.wall),
        "" if per_thousand is None else _seconds(per_thousand),
        f"{costs.share(cost):.0%}",
    )


def _seconds(seconds: float) -> str:
    return f"{seconds:,.2f}"


def _line(cells: tuple[str, ...]) -> str:
    stage, done_for, cpu, wall, per_thousand, share = cells
    return f"{stage:<12} {done_for:>18} {cpu:>9} {wall:>9} {per_thousand:>18} {share:>6}".rstrip()
