"""How far a score would move on other threads like these: the bootstrap over whole threads.

    python benchmarks/interval.py ROWS.jsonl [--draws 1000] [--seed 1]

Each row has `thread` and `text` beside its labels (docs/accuracy.md, "What is labelled"), and is judged alone.
Threads are drawn with repetition, as many as there are, and every draw is scored; rows of one thread are too alike to
be drawn apart. Prints each figure and the range that holds 95 of 100 draws (the percentile interval, Efron 1979).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from pathlib import Path

from extractor import corpus
from extractor.lab import scoring
from extractor.labels import Classifier


def interval(
    threads: Sequence[Sequence[scoring.Pair]],
    figure: Callable[[Sequence[scoring.Pair]], float],
    draws: int,
    chance: random.Random,
) -> tuple[float, float]:
    """The lower and upper end of what 95 of 100 draws of threads give."""
    values = sorted(
        figure([pair for thread in chance.choices(threads, k=len(threads)) for pair in thread]) for _ in range(draws)
    )
    tail = round(draws * 0.025)
    return values[tail], values[-1 - tail]


def main() -> None:
    """Print the figures with their ranges."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=Path)
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    loaded = corpus.load(Path(__file__).parent.parent / "corpus")
    topics = [topic.id for topic in loaded.topics]
    rows = scoring.labelled(arguments.rows.name, arguments.rows.read_bytes())
    pairs = scoring.alone(rows, Classifier(loaded.topics, loaded.language))
    threads: dict[str, list[scoring.Pair]] = {}
    for pair in pairs:
        threads.setdefault(pair.gold["thread"], []).append(pair)
    figures: dict[str, Callable[[Sequence[scoring.Pair]], float]] = {
        "mean F1 of the topics": lambda some: scoring.mean_of_topics(some, topics),
        "guidance F1": lambda some: scoring.guidance_rates(some)[2],
        "act accuracy": scoring.act_accuracy,
    }
    print(f"{len(pairs)} rows of {len(threads)} threads, {arguments.draws} draws")
    for name, figure in figures.items():
        chance = random.Random(arguments.seed)
        low, high = interval(list(threads.values()), figure, arguments.draws, chance)
        print(f"{name:21}  {figure(pairs):.3f}  ({low:.3f} to {high:.3f})")


if __name__ == "__main__":
    main()
