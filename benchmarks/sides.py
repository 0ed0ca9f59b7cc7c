"""How often a passage is rightly held to speak to another side than the one that asks (`side` of a question).

    python benchmarks/sides.py GOLD.jsonl CORPUS --side client=client,buyer,employer --side freelancer=freelancer

GOLD has a row for each thread with its `url` and its `side`; CORPUS is a corpus that holds these threads. Counted are
the best passages of each thread and each side: called another side, rightly where the labels give the thread to
another side alone. The half whose hash of `url` is even may be read, the other half is only scored. `words` leaves
out the thread's address.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from extractor.corpus import Corpus
from extractor.faq.sides import Addressed, Sides
from extractor.linking.asked import Answering
from extractor.model import Publish
from extractor.pipeline.running import run


def main() -> None:
    """Count, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--side", action="append", required=True, metavar="SIDE=WORD,WORD")
    options = parser.parse_args()
    lists = {side: words.split(",") for side, _, words in (each.partition("=") for each in options.side)}
    rows = [json.loads(line) for line in options.gold.read_text("utf-8").splitlines()]
    counts: dict[tuple[str, str], Counter[str]] = {}
    for evidence, half, case in _cases(options.corpus, lists, {row["url"]: row["side"] for row in rows}):
        counts.setdefault((evidence, half), Counter())[case] += 1
    print("| evidence | half | right | wrong | in threads of both | of those that should be |")
    print("|---|---|---|---|---|---|")
    for (evidence, half), count in sorted(counts.items()):
        share = count["right"] / (count["right"] + count["missed"] or 1)
        print(f"| {evidence} | {half} | {count['right']} | {count['wrong']} | {count['both']} | {share:.2f} |")


def _cases(root: Path, lists: dict[str, list[str]], sides: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """The evidence, the half, and what became of it, for each passage and side."""
    built = run(Corpus.load(root), date.today(), Publish.ALL)
    known = Sides.of(lists, "en")
    for conversation in built.conversations.values():
        url = conversation.thread.url
        if url not in sides or conversation.thread.id is None:
            continue
        half = "held" if int(hashlib.sha256(url.encode()).hexdigest(), 16) % 2 else "read"
        mined = built.mined(conversation.thread.id)
        nowhere = replace(conversation, thread=replace(conversation.thread, url=None))
        for evidence, talk in (("all", conversation), ("words", nowhere)):
            addressed = Addressed(known, talk, Answering(talk, mined.asked.asks))
            for row in mined.answered.passages:
                misses = addressed.misses(row.passage)
                for side in lists:
                    yield evidence, half, _case(sides[url], side, side in misses)


def _case(gold: str, side: str, missed: bool) -> str:
    if gold == "both":
        return "both" if missed else "open"
    if gold == side:
        return "wrong" if missed else "open"
    return "right" if missed else "missed"


if __name__ == "__main__":
    main()
