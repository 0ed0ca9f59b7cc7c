"""What editors have to do, as the terminal shows it: the lists of the desk."""

from __future__ import annotations

from collections import Counter
from typing import Any

from extractor.desk.snapshot import Snapshot
from extractor.editing.reanchoring import LostAnchor
from extractor.model import Problem
from extractor.text.characters import shortened

SHOWN = 10
"""Items of a list that the terminal shows."""
_WIDTH = 90


def row(snapshot: Snapshot) -> dict[str, Any]:
    """The three lists as `threadfaq todo --json` prints them."""
    groups, proposals = snapshot.open_groups, snapshot.proposals
    return {
        "as_of": snapshot.arranged.faq.as_of.isoformat(),
        "questions": {
            "count": len(groups),
            "items": [
                {
                    "id": group.id,
                    "title": group.title,
                    "askers": group.askers,
                    "threads": group.threads,
                    "since": group.since.isoformat() if group.since else None,
                    "answers": len(group.answers),
                }
                for group in groups
            ],
        },
        "answers": {
            "count": len(proposals),
            "items": [
                {
                    "question": proposal.question,
                    "thread": proposal.passage.thread,
                    "post": proposal.passage.post,
                    "start": proposal.passage.start,
                    "end": proposal.passage.end,
                    "text": proposal.passage.text,
                    "because": [{"name": reason.name, "weight": reason.weight} for reason in proposal.because],
                }
                for proposal in proposals
            ],
        },
        "mending": {
            "count": len(snapshot.mending) + len(snapshot.personal),
            "items": [
                {
                    "code": problem.code,
                    "file": problem.file,
                    "place": problem.place,
                    "cause": problem.cause,
                    "help": problem.help,
                }
                for problem in _problems(snapshot)
            ],
            "old_facts": [
                {
                    "question": row.question,
                    "value": row.words,
                    "thread": row.passage.thread,
                    "post": row.passage.post,
                    "text": row.passage.text,
                    "looked": row.looked.isoformat(),
                    "by": row.by,
                    "months": row.months,
                }
                for row in snapshot.old_facts
            ],
            "rules_against": [
                {"rule": row.rule, "file": row.file, "against": len(row.rows), "agreed": row.agreed}
                for row in snapshot.against
            ],
            "personal_data": [
                {"thread": place.thread, "post": place.post, "kind": place.kind, "words": place.words}
                for place in snapshot.personal
            ],
        },
    }


def rendered(snapshot: Snapshot) -> str:
    """The same for people: how many of each, and the first ones."""
    groups, proposals, mending = snapshot.open_groups, snapshot.proposals, _problems(snapshot)
    lines = [f"questions  {len(groups)} that many people ask wait for an editor"]
    lines += [
        f"  {group.id:10}  {group.askers:>3} people  {shortened(group.title, _WIDTH)}" for group in groups[:SHOWN]
    ]
    lines += _more(len(groups))
    counts = Counter(proposal.question for proposal in proposals)
    lines += ["", f"answers    {len(proposals)} passages under {len(counts)} questions wait to be judged"]
    lines += [f"  {count:>4}  {question}" for question, count in counts.most_common(SHOWN)]
    lines += _more(len(counts))
    personal = f", {len(snapshot.personal)} places with personal data in new threads" if snapshot.personal else ""
    lines += [
        "",
        f"mending    {len(mending)} problem{'' if len(mending) == 1 else 's'} with what editors wrote{personal}",
    ]
    for problem in mending[:SHOWN]:
        place = f", {problem.place}" if problem.place else ""
        lines.append(f"  {problem.code}  {problem.file}{place}: {shortened(problem.cause, _WIDTH)}")
    lines += _more(len(mending))
    old, against = snapshot.old_facts, snapshot.against
    if old:
        lines += ["", f"facts      {len(old)} to be looked at again: they are older than their topics allow"]
        lines += [f"  {row.question}: {shortened(row.cause, _WIDTH)}" for row in old[:SHOWN]]
        lines += _more(len(old))
    if against:
        lines += ["", f"rules      {len(against)} that go against what editors decided"]
        lines += [f"  {row.file}: {shortened(row.cause, _WIDTH)}" for row in against[:SHOWN]]
        lines += _more(len(against))
    return "\n".join(lines)


def _problems(snapshot: Snapshot) -> list[Problem]:
    """What is wrong with what editors wrote."""
    rows = (row.problem if isinstance(row, LostAnchor) else row for row in snapshot.mending)
    return [row for row in rows if isinstance(row, Problem)]


def _more(count: int) -> list[str]:
    return [f"  and {count - SHOWN} more"] if count > SHOWN else []
