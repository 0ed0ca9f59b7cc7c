"""What nobody has judged yet: every candidate of every thread and question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from extractor.corpus.decisions import Proposal, of_faq
from extractor.model import Passage
from extractor.pipeline.built import Build


def proposals(
    built: Build, thread: str | None = None, question: str | None = None
) -> Mapping[str, Sequence[Proposal]]:
    """Proposals by thread, in the order of ids; of one thread or one question alone, where they are named.

    `built` prints every candidate (`Publish.ALL`). Of a thread that is named, passages that answer it are among them
    although no question asks for them yet.
    """
    by_thread: dict[str, list[Proposal]] = defaultdict(list)
    for proposal in of_faq(built.faq):
        if thread in (None, proposal.passage.thread) and question in (None, proposal.question):
            by_thread[proposal.passage.thread].append(proposal)
    if thread is not None and question is None:
        by_thread[thread] += _unasked(built, thread, [row.passage for row in by_thread[thread]])
    return {id: rows for id, rows in sorted(by_thread.items()) if rows}


def _unasked(built: Build, thread: str, proposed: Sequence[Passage]) -> list[Proposal]:
    """Passages that answer a thread, and that neither a question asks for nor an editor has ruled on."""
    known = [*proposed, *(words for decision, words in built.decisions if decision.thread == thread)]
    return [
        Proposal(passage=row.passage, question="", because=row.because)
        for row in built.mined(thread).answered.passages
        if not any(row.passage.meets(passage) for passage in known)
    ]
