"""Groups of asks as a terminal shows them."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.lab.evidence import told
from extractor.model import Group, GroupState
from extractor.text.characters import shortened

_INDENT = " " * 38
_WORDS = 300


def listed(groups: Sequence[Group]) -> str:
    """Groups as a table: id, people, threads, whether anybody answers, wordings."""
    lines = [f"{'id':10}  people  threads  answered  what they ask"]
    for group in groups:
        answered = "yes" if group.answers else "no"
        state = "" if group.state is GroupState.PROPOSED else f" ({group.question or group.state.value})"
        title = group.title or "(no wording of it can stand alone)"
        lines.append(f"{group.id:10}  {group.askers:>6}  {group.threads:>7}  {answered:8}  {shortened(title)}{state}")
        lines += [f"{_INDENT}  {shortened(wording)}" for wording in group.wordings[1:]]
    return "\n".join(lines)


def shown(group: Group) -> str:
    """All of one group."""
    since = f", since {group.since.date().isoformat()}" if group.since else ""
    lines = [
        f"{group.id}: {group.title}",
        f"{group.askers} people in {group.threads} threads{since}; {group.question or group.state.value}",
        "",
        *(f"wording: {wording}" for wording in group.wordings),
        "",
        "asked:",
    ]
    for ask in group.asks:
        lines += [f"  {ask.author or 'unknown'}, {ask.url or ask.thread}", f"    {shortened(ask.text, _WORDS)}"]
    lines += ["", "answers:" if group.answers else "nobody answered this in public, as far as the threads show"]
    for number, answer in enumerate(group.answers, 1):
        passage = answer.scored.passage
        lines.append(f"  {number}. {shortened(passage.text, _WORDS)}")
        lines.append(f"     {answer.url or passage.thread}, post {passage.post}; {answer.scored.score:.1f}:")
        lines += [f"       {line}" for line in told(answer.scored.because)]
    return "\n".join(lines)
