"""What the sentences around change: topics that are inherited, and everyday things that are only examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import corpus
from extractor.lab import reasons
from extractor.lab.diff import compared
from extractor.lab.examples import without
from extractor.labels import Classifier, Findings, compiled
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


class _JudgesThreadsOnly(Classifier):
    """A classifier that refuses to look at one sentence alone."""

    def findings(self, text: str) -> Findings:
        raise AssertionError(f"judged once more: {text}")


def test_why_and_diff_explain_a_post_from_its_labels() -> None:
    classifier = _JudgesThreadsOnly(CORPUS.topics, CORPUS.language)
    conversation = converse(corpus.source(FOLDER / "context/a-trade-of-things.json", ROOT / "corpus"))
    for post in conversation.thread.posts:
        explained = reasons.of_post(classifier, conversation, post.number)
        assert explained == reasons.of_post(CLASSIFIER, conversation, post.number)
    packed = {rule.id for topic in CORPUS.topics for rule in topic.rules if rule.topic}
    one = next(hit.id for label in classifier.label(conversation) for hit in label.rules if hit.id in packed)
    difference = compared(classifier, without(classifier, one), {"any": conversation}, ())
    assert difference.flips and {cause for flip in difference.flips for cause in flip.causes} == {one}
