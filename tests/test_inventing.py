"""The corpora that benchmarks are measured on: the same each time, without a problem, and like a forum's threads."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from benchmarks.inventing import ROOT, write
from extractor import corpus
from extractor.pipeline.stages import classifier, converse
from extractor.text.sentences import split


def test_an_invented_corpus_is_like_a_forum_and_the_same_each_time(tmp_path: Path) -> None:
    write(tmp_path / "one", threads=8, seed=3)
    write(tmp_path / "two", threads=8, seed=3, packs=ROOT / "corpus")
    one, two = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two
    content = corpus.load(tmp_path / "one")
    assert not content.problems and len(content.sources) == 8
    conversations = [converse(source) for source in content.sources]
    posts = [post for conversation in conversations for post in conversation.thread.posts]
    assert len(posts) == 8 * 20
    assert any(conversation.quotes for conversation in conversations)
    sentences = Counter(post.text[start:end] for post in posts for start, end in split(post.text))
    assert 3 * len(posts) <= sentences.total() <= 9 * len(posts)
    assert len(sentences) > 0.8 * sentences.total()
    labels = [label for row in classifier(content).label_all(conversations) for label in row]
    assert 0.03 < sum(bool(label.topics) for label in labels) / len(labels) < 0.25
