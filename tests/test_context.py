"""What the sentences around change: topics that are inherited, and everyday things that are only examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import corpus
from extractor.lab import reasons
from extractor.labels import compiled
from extractor.pipeline.stages import converse
from tests.cases import FOLDER, cases, compare

ROOT = FOLDER.parent
CORPUS = corpus.load(ROOT / "corpus")
CLASSIFIER = compiled(CORPUS.topics, CORPUS.language)


@pytest.mark.parametrize("case", cases("context"), ids=lambda case: case.stem)
def test_topics_where_sentences_stand(case: Path) -> None:
    labels = CLASSIFIER.label(converse(corpus.source(case, ROOT / "corpus")))
    rows = [
        f"#{label.passage.post} {label.act}: {', '.join(label.topics) or 'none'}"
        f"{f' ({label.inherits})' if label.inherits else ''}\n    {label.passage.text}\n"
        for label in labels
    ]
    compare(case, "txt", "".join(rows))


def test_why_tells_what_is_only_an_example() -> None:
    said = {}
    for name in ("a-trade-of-things", "another-subject"):
        conversation = converse(corpus.source(FOLDER / f"context/{name}.json", ROOT / "corpus"))
        said[name] = reasons.of_post(CLASSIFIER, conversation, 2)
    assert 'vetoed: elsewhere/everyday-things   "the thread opens on a topic"' in said["a-trade-of-things"]
    assert '"another subject"' in said["another-subject"]
    assert "opens on a topic" not in said["another-subject"]
