"""Accuracy on labelled sentences that were invented for the project, held to what was measured.

`labelled/measured.toml` records, for each file, its digest and what was measured on it, on each sentence alone and on
sentences where they stand in their threads. Floors only rise: a lower figure fails, and so does a higher one until it
is written down. A changed file fails until it is measured again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import random
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from extractor import corpus
from extractor.lab import scoring
from extractor.labels import compiled

ROOT = Path(__file__).parent.parent
LABELLED = Path(__file__).parent / "labelled"
MEASURED: dict[str, dict[str, Any]] = tomllib.loads((LABELLED / "measured.toml").read_text("utf-8"))

CORPUS = corpus.load(ROOT / "corpus")
CLASSIFIER = compiled(CORPUS.topics, CORPUS.language)


def test_every_labelled_file_is_measured() -> None:
    assert set(MEASURED) == {path.name for path in LABELLED.glob("*.jsonl")}


def benchmark(name: str) -> ModuleType:
    """The benchmark of that name, which is no part of the package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measured(pairs: list[scoring.Pair]) -> dict[str, float]:
    rates = {topic.id: scoring.topic_rates(pairs, topic.id)[2] for topic in CLASSIFIER.topics}
    rates |= {"act": scoring.act_accuracy(pairs), "guidance": scoring.guidance_rates(pairs)[2]}
    return {key: round(value, 3) for key, value in rates.items()}


@pytest.mark.parametrize("name", MEASURED)
def test_floors_only_rise(name: str) -> None:
    record = MEASURED[name]
    data = (LABELLED / name).read_bytes()
    assert hashlib.sha256(data).hexdigest() == record["sha256"], f"{name} has changed: measure it again"
    rows = scoring.rows(name, data)
    rates = measured(scoring.alone(rows, CLASSIFIER))
    rates |= {
        f"{key} in context": value for key, value in measured(benchmark("in_context").pairs(rows, CLASSIFIER)).items()
    }
    lower = {key: (value, record[key]) for key, value in rates.items() if value < record[key]}
    assert not lower, f"worse than measured before: {lower}"
    higher = {key: (value, record[key]) for key, value in rates.items() if value > record[key]}
    assert not higher, f"better than measured before: write it into labelled/measured.toml: {higher}"


def test_the_labelled_sentences_are_enough_and_well_formed() -> None:
    rows = [row for path in sorted(LABELLED.glob("*.jsonl")) for row in scoring.rows(path.name, path.read_bytes())]
    assert len(rows) >= 400
    assert len({row["id"] for row in rows}) == len(rows) == len({row["text"] for row in rows})
    topics = {topic.id for topic in CORPUS.topics}
    for row in rows:
        assert {*row["topics"], *row["also"]} <= topics, row["id"]
        assert not set(row["topics"]) & set(row["also"]), row["id"]
        assert row["act"] in ("advice", "fact", "experience", "opinion", "question", "social", "other"), row["id"]


def test_an_interval_holds_95_of_100_draws_of_whole_threads() -> None:
    """Of the share of right rows in threads of which one half is all right and the other all wrong: the draws are
    binomial, so the range is known. Threads that are all alike leave no range."""
    interval = benchmark("interval").interval
    right, wrong = (
        scoring.Pair(gold={"act": "fact"}, topics=(), act=act, answer=None) for act in ("fact", "opinion")
    )
    low, high = interval([[right] * 5, [wrong] * 5] * 50, scoring.act_accuracy, 2000, random.Random(1))
    assert low == pytest.approx(0.4, abs=0.02) and high == pytest.approx(0.6, abs=0.02)
    assert interval([[right, wrong]] * 9, scoring.act_accuracy, 100, random.Random(1)) == (0.5, 0.5)
