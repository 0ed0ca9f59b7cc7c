"""After a change of the rules: what is proposed of a thread stays, where no change of theirs can reach it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extractor.model import wire
from extractor.pipeline.built import JUDGED_BY, MINE, PROPOSE, kept, last
from extractor.pipeline.keys import Keys
from extractor.pipeline.values import Proposed
from extractor.rules.noting import NotedRules, noted, reach, reaches


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedBy:
    """What judged the threads in a run."""

    code: str
    """The digest of the program's code, in hex."""
    key: str
    """The key of the rules, in hex."""
    rules: NotedRules
    """What is to be known of each rule."""


def spare(keys: Keys, ids: Iterable[str]) -> None:
    """Give the threads that no changed rule can reach the key of the new rules, and remember these."""
    corpus, store = keys.corpus, keys.corpus.store
    rules = noted(corpus.topics, corpus.language)
    now = JudgedBy(code=keys.judging_code.hex(), key=keys.rules.hex(), rules=rules)
    before = last(store, JUDGED_BY, JudgedBy)
    # Other code may find other things by the same rules.
    phrases = reach(before.rules, now.rules) if before is not None and before.code == now.code else None
    if before is not None and phrases is not None:
        known = store.keys(PROPOSE)
        for id in ids:
            old = keys.propose_by(bytes.fromhex(before.key), id)
            row = kept(store, PROPOSE, id, old, Proposed) if known.get(id) == old else None
            if row is not None and row.words is not None and not reaches(phrases, row.words):
                store.put(PROPOSE, id, keys.propose(id), wire.packed(row))
                mined = store.get(MINE, id, keys.mine_by(bytes.fromhex(before.key), id))
                if mined is not None:
                    store.put(MINE, id, keys.mine(id), mined)
        store.commit()
    store.put(JUDGED_BY, "", keys.rules, wire.packed(now))
