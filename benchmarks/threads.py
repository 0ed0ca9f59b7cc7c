"""What people ask in the threads of a table, and what answers: every measure by one command, as a table.

    python benchmarks/threads.py GOLD.jsonl POSTS.csv SCORER.py [--forum NAME] [--packs DIR] [--staff RANK ...]
                                 [--groups 30] [--keep DIR]

GOLD labels the threads of POSTS, SCORER scores (`score_threads.py`). A fresh corpus is made with the topic packs of
DIR (`corpus/topics` else), POSTS is added to it as a user adds it, and then

    answers     `threadfaq answers` of all threads: posts, asks, passages, and whether anybody answered
    questions   `threadfaq questions`: the groups of what is asked
    faq         the first groups accepted by `threadfaq questions accept` with their first wording, then
                `threadfaq faq --publish strong`

are scored on the half of the threads that may be read and on the half that is held back, and the floors stand beside.
With `--keep` the corpus and the outputs stay in that folder. `--staff` names ranks that are staff's, where the table
has other words for it than the program knows.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

ROWS = (
    ("best answer on top", "answers", "top1", 0.81, 0.86),
    ("the same, three or more replies", "answers", "top1_long", 0.65, 0.72),
    ("nobody answered in public, precision", "answers", "nobody_P", 0.90, 0.92),
    ("nobody answered in public, recall", "answers", "nobody_R", 0.45, 0.60),
    ("threads whose ask is found", "answers", "asks", 0.85, 0.92),
    ("helpers taken for asks (at most)", "answers", "asks_wrong", 0.12, 0.08),
    ("passages, three a thread, in gold", "answers", "passages_P", 0.38, 0.50),
    ("gold among eight passages", "answers", "passages_R", 0.58, 0.70),
    ("frequent questions among the top groups", "questions", "coverage", 0.62, 0.76),
    ("threads of a group that share its commonest label", "questions", "same", 0.66, 0.78),
    ("passages, three a group, in gold", "questions", "passages", 0.38, 0.50),
    ("printed without an editor, in gold", "faq", "P", 0.75, 0.85),
)
"""What is measured: its name, what it is scored from, the scorer's name for it, floor and aim."""
Scores = dict[tuple[str, str | None], dict[str, float]]
"""Scores by what they are made from and the half: `read`, `held`, or None for all threads."""


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("posts", type=Path)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("--forum", default="forum")
    parser.add_argument("--packs", type=Path, default=Path("corpus/topics"))
    parser.add_argument("--staff", nargs="*", default=())
    parser.add_argument("--groups", type=int, default=30)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    scorer = _scorer(options.scorer)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        values = _measured(options, folder, scorer)
    print("| what | read half | held half | all | floor | aim |\n|---|---|---|---|---|---|")
    for name, source, key, floor, aim in ROWS:
        cells = [_cell(values[source, part].get(key)) for part in ("read", "held", None)]
        print(f"| {name} | {' | '.join(cells)} | {floor:.2f} | {aim:.2f} |")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"\n{used.ru_utime + used.ru_stime:.0f} s of CPU in all")


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _measured(
    options: argparse.Namespace, folder: Path, scorer: Any
) -> dict[tuple[str, str | None], dict[str, float]]:
    """Every score, by what it is made from and the half: `read`, `held`, or None for all."""
    root = _corpus(options, folder)
    answers = folder / "answers.jsonl"
    answers.write_bytes(_run("answers", *_threads(root), "--json", corpus=root))
    questions = folder / "questions.json"
    questions.write_bytes(_run("questions", "--json", corpus=root))
    groups = json.loads(questions.read_text("utf-8"))["groups"]
    for group in groups[: options.groups]:
        _run("questions", "accept", group["id"], "--topic", "asked", "--by", "benchmark", corpus=root)
    faq = folder / "faq.json"
    faq.write_bytes(_run("faq", "--publish", "strong", corpus=root))
    values: Scores = {}
    for part in ("read", "held", None):
        with redirect_stdout(io.StringIO()):
            gold = scorer.Gold(str(options.gold), str(options.posts), part)
            values["answers", part] = scorer.answers(gold, scorer.load(str(answers)))
            values["faq", part] = scorer.faq(gold, json.loads(faq.read_text("utf-8")))
            values["questions", part] = {}
            if part is None:
                queue = json.loads(questions.read_text("utf-8"))
                values["questions", part] = scorer.questions(gold, queue, options.groups)
    return values


def _corpus(options: argparse.Namespace, folder: Path) -> Path:
    """A fresh corpus with the packs and the threads of the table."""
    root = folder / "corpus"
    shutil.rmtree(root, ignore_errors=True)
    for name in ("threads", "decisions", "background"):
        (root / name).mkdir(parents=True)
    shutil.copytree(options.packs, root / "topics")
    # The packs' rules were written with these words of their community.
    words = options.packs.parent / "background/words.toml"
    if words.is_file():
        shutil.copy(words, root / "background")
    if options.staff:
        forum = root / "threads" / options.forum
        forum.mkdir()
        (forum / "forum.toml").write_text(f"staff_ranks = {json.dumps(list(options.staff))}\n", "utf-8")
    _run("migrate", "--yes", corpus=root)
    _run("add", "--yes", "--personal-data-checked", "--forum", options.forum, str(options.posts), corpus=root)
    return root


def _threads(root: Path) -> list[str]:
    """The ids of all threads."""
    sides = sorted(path for path in (root / "threads").glob("*/*.toml") if path.name != "forum.toml")
    return [f"{path.parent.name}/{path.stem}" for path in sides]


def _run(*arguments: str, corpus: Path) -> bytes:
    """What a command prints. Ends with its messages where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "extractor", *arguments, "--corpus", str(corpus)], capture_output=True, check=False
    )
    if done.returncode:
        sys.exit(f"threadfaq {' '.join(arguments)[:200]}\n{done.stderr.decode()[-2000:]}")
    return done.stdout


def _scorer(file: Path) -> Any:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("scorer", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
