"""How `threadfaq rules diff` tells what changed: for people, grouped by rule, and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractor.lab.diff import Difference, Flip, label_row
from extractor.lab.table import wrapped
from extractor.text.characters import shortened


def rendered(difference: Difference, against: str) -> str:
    """The whole answer in words."""
    if not difference.changes:
        return f"no change: the rules are those of {against}"
    changes = _count(len(difference.changes), "rule") + f" differ{'s' if len(difference.changes) == 1 else ''}"
    if not difference.flips:
        head = f"no sentence changes: {changes} from {against}, and every sentence is judged as before"
        return "\n".join([head, *wrapped(list(difference.changes))])
    groups: dict[tuple[str, ...], list[Flip]] = {}
    for flip in difference.flips:
        groups.setdefault(flip.causes, []).append(flip)
    lines = []
    for causes, flips in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])):
        named = " and ".join(f"{id} ({difference.changes[id]})" for id in causes) or "the packs"
        lines += [f"{named}: {_count(len(flips), 'sentence')}"]
        for flip in flips:
            lines += _flip_lines(flip)
        lines.append("")
    rule_ids = {id for causes in groups for id in causes}
    if silent := [id for id in difference.changes if id not in rule_ids]:
        lines += [f"without any effect: {len(silent)}", *wrapped(silent), ""]
    broken = sum(len(flip.contradictions) for flip in difference.flips)
    against_decisions = f", against {_count(broken, 'decision')}" if broken else ", against no decision"
    lines.append(f"{changes} from {against}: {_count(len(difference.flips), 'sentence')} changed{against_decisions}")
    return "\n".join(lines)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _flip_lines(flip: Flip) -> Iterator[str]:
    passage = flip.after.passage
    yield f'  {passage.thread} #{passage.post}  "{shortened(passage.text)}"'
    before, after = label_row(flip.before), label_row(flip.after)
    for key in before:
        if before[key] != after[key]:
            yield f"      {key:9} {_words(before[key])} -> {_words(after[key])}"
    for against in flip.contradictions:
        decision = against.decision
        yield f"      against   {decision.file}, decision {decision.number}: {against.reason}"
        yield f"                {shortened(decision.by, 40)}: {shortened(decision.because)}"


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name} ({stance})" if stance else name for name, stance in value.items()) or "none"
    return (", ".join(value) if isinstance(value, list) else value) or "none"


def row(flip: Flip) -> dict[str, Any]:
    """One sentence as `--json` prints it."""
    passage = flip.after.passage
    return {
        "thread": passage.thread,
        "post": passage.post,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "rules": list(flip.causes),
        "before": label_row(flip.before),
        "after": label_row(flip.after),
        "contradicts": [
            {
                "file": against.decision.file,
                "decision": against.decision.number,
                "verdict": against.decision.verdict.value,
                "by": against.decision.by,
                "said": against.reason,
            }
            for against in flip.contradictions
        ],
    }
