"""`threadfaq bench`: what it times is what a build does, and it leaves nothing behind."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from extractor import corpus
from extractor.lab import stagetable
from extractor.lab.counted import CountedProcesses
from extractor.lab.stagecosts import ONCE, StageCosts, measured
from extractor.model import Publish
from extractor.pipeline.progress import Silent
from extractor.pipeline.running import run as build
from extractor.problems import ThreadfaqError
from tests.command import ROOT, run

AS_OF = date(2026, 11, 22)
ONE_PROCESS = ["load", "packs", "read", "quotes", "replies", "propose", "mine", "decide", "keep", "prove", "arrange"]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's corpus, with a thread that nobody can read and decisions on a thread that is not there."""
    root = tmp_path_factory.mktemp("bench") / "corpus"
    shutil.copytree(ROOT / "corpus", root, ignore=shutil.ignore_patterns(".cache"))
    (root / "threads/upwork/broken.json").write_text('{"posts": [', "utf-8")
    decisions = next((root / "decisions").rglob("*.toml"))
    shutil.copy(decisions, decisions.with_name("astray.toml"))
    return root


@pytest.fixture(scope="module")
def costs(root: Path) -> StageCosts:
    return measured(root, AS_OF, Silent())


def test_the_stages_come_to_what_a_build_does(root: Path, costs: StageCosts) -> None:
    built = build(corpus.load(root), AS_OF, Publish.ALL)
    assert costs.arranged == built.arranged
    assert costs.unread == len(built.unread) == 1
    assert costs.threads == len(built.summaries)
    counts = {cost.stage: cost.count for cost in costs.stages}
    assert counts["read"] == sum(summary.posts for summary in built.summaries)
    assert counts["decide"] == len(built.decisions)


def test_every_stage_has_its_time(costs: StageCosts) -> None:
    assert [cost.stage for cost in costs.stages] == ONE_PROCESS
    for cost in costs.stages:
        assert cost.cpu > 0, cost.stage
        assert cost.wall > 0, cost.stage
        assert (costs.per_thousand(cost) is None) is (cost.stage in ONCE)
    assert sum(map(costs.share, costs.stages)) == pytest.approx(1)


def test_nothing_is_written(root: Path) -> None:
    before = sorted(root.parent.rglob("*"))
    assert run("bench", cwd=root.parent).returncode == 0
    assert sorted(root.parent.rglob("*")) == before


def test_the_table_and_the_json_have_every_stage(root: Path, costs: StageCosts) -> None:
    lines = stagetable.rendered(costs).splitlines()
    assert [line.split()[0] for line in lines[1 : len(ONE_PROCESS) + 2]] == [*ONE_PROCESS, "together"]
    assert "threads that cannot be read: 1; threadfaq check says why" in lines
    done = run("bench", "--json", cwd=root.parent)
    printed = json.loads(done.stdout)
    assert printed.keys() == stagetable.row(costs).keys()
    assert [row["stage"] for row in printed["stages"]] == ONE_PROCESS
    assert printed["processes"] is None


def test_broken_packs_are_not_timed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "corpus/topics", tmp_path / "topics")
    shutil.copytree(ROOT / "corpus/background", tmp_path / "background")
    (tmp_path / "topics/broken.toml").write_text('title = "', "utf-8")
    with pytest.raises(ThreadfaqError):
        measured(tmp_path, AS_OF, Silent())


def test_worker_processes_say_what_they_have_used() -> None:
    with CountedProcesses(1) as pool:
        first = pool.submit(sum, range(2_000_000))
        refused = pool.submit(int, "none")
        assert first.result() == 1_999_999_000_000
        before = pool.cpu
        assert before > 0.005
        with pytest.raises(ValueError, match="none"):
            refused.result()
        assert pool.submit(len, "abc").result() == 3
        assert before <= pool.cpu < before + 5
