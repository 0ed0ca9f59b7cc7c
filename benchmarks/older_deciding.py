"""The seconds of deciding and arranging in a checkout of November 2026, before the program had rooms.

    python benchmarks/older_deciding.py CORPUS FILE

Run with PYTHONPATH leading to that checkout; its modules have other names, so they are imported by name.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from importlib import import_module
from pathlib import Path


def main(root: Path, output: Path) -> None:
    """Time the two steps; reading, linking and labels are theirs to begin with."""
    corpus, build, faq, classify = (
        import_module(f"extractor.{name}") for name in ("corpus", "build", "faq", "classify")
    )
    content = corpus.load(root)
    conversations = {source.id: build.converse(source) for source in content.sources}
    classifier = classify.compiled(content.topics, content.language)
    labels = {id: classifier.label(conversation) for id, conversation in conversations.items()}
    began = time.process_time()
    ruled = faq.resolve(content.decisions, conversations)
    decided = time.process_time()
    faq.arrange(content.topics, conversations, labels, ruled, date(2026, 11, 22), content.language.sayings)
    seconds = {"decide": decided - began, "arrange": time.process_time() - decided}
    output.write_text(json.dumps(seconds), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
