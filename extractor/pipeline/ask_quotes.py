"""What pages quote of people who ask: kept as long as neither the FAQ nor what people ask changes."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.digests import digest_of
from extractor.model import AskedBy, AskQuotes, wire
from extractor.pipeline.built import Build, kept

QUOTED = "quoted asks"
"""Their name in the store."""


def ask_quotes(build: Build, asked: Mapping[str, AskedBy]) -> Mapping[str, AskQuotes]:
    """The asks on the page of each question, by its address; `asked` is as `asked_by` gives it."""
    entries = [entry for section in build.faq.sections for entry in section.entries]
    store = build.corpus.store
    key = digest_of(build.keys.ask(build.corpus.index.threads), wire.packed(entries))
    quotes = kept(store, QUOTED, "", key, dict[str, AskQuotes])
    if quotes is None:
        from extractor.faq.ask_quotes import quotes_of

        threads = {answer.passage.thread for entry in entries for answer in entry.answers}
        asks = {id: build.mined(id).asked.asks for id in sorted(threads)}
        quotes = {}
        for entry in entries:
            address = entry.question.address
            quotes[address] = quotes_of(entry, build.conversations, asks, asked.get(address))
        store.put(QUOTED, "", key, wire.packed(quotes))
    return quotes
