"""Random sentences that would be printed as answers, for a person to judge: on an export of posts without labels.

    python benchmarks/hand_check.py POSTS.csv [--each 25] [--seed 1]

POSTS has a row for each post: `url` (of its thread), `title`, `post_date`, `contributor_id`, `contributor_rank`,
`message_text`. Prints, for each topic, how many answers there are and as many of them as asked for, with the rules
that claim each. Nothing is judged by the program.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from extractor import corpus
from extractor.labels import Classifier
from extractor.model import Label, Post, Role, Thread
from extractor.pipeline.stages import link
from extractor.text.characters import visible

CORPUS = Path(__file__).parent.parent / "corpus"


def threads(path: Path) -> Iterator[Thread]:
    """The threads of the export, their posts in the order of time."""
    rows: dict[str, list[dict[str, str]]] = {}
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["url"], []).append(row)
    for url, posts_of_thread in rows.items():
        posts_of_thread.sort(key=lambda row: datetime.strptime(row["post_date"], "%m/%d/%y %H:%M"))
        asker = posts_of_thread[0]["contributor_id"]
        posts = [
            Post(
                number=number,
                id=str(number),
                author=row["contributor_id"],
                author_certain=True,
                edited_by=None,
                role=_role(row, asker),
                posted=datetime.strptime(row["post_date"], "%m/%d/%y %H:%M"),
                printed=row["post_date"],
                edited=None,
                text=row["message_text"],
            )
            for number, row in enumerate(posts_of_thread, 1)
        ]
        yield Thread(
            id=None,
            name=url,
            title=posts_of_thread[0]["title"],
            url=url,
            platform=None,
            format="export",
            posts=tuple(posts),
        )


def _role(row: dict[str, str], asker: str) -> Role:
    if row["contributor_rank"] == "Moderator":
        return Role.STAFF
    return Role.ASKER if row["contributor_id"] == asker else Role.MEMBER


def main() -> None:
    """Print the sample."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts", type=Path)
    parser.add_argument("--each", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    loaded = corpus.load(CORPUS)
    classifier = Classifier(loaded.topics, loaded.language)
    answers: dict[str, list[Label]] = {topic.id: [] for topic in loaded.topics}
    count = sentences = 0
    for thread in threads(arguments.posts):
        count += 1
        for label in classifier.label(link(thread)):
            sentences += 1
            for topic in sorted({address.partition("/")[0] for address in label.questions if label.answer}):
                answers[topic].append(label)
    print(f"{count} threads, {sentences} sentences")
    chance = random.Random(arguments.seed)
    for topic, labels in answers.items():
        sample = chance.sample(labels, min(arguments.each, len(labels)))
        print(f"\n## {topic}: {len(sample)} of {len(labels)} answers")
        for label in sample:
            rules = [hit.id for hit in label.rules if hit.id.startswith(f"{topic}/")]
            print(
                f"- {visible(label.passage.text)}\n    {', '.join(label.questions)}  {label.act}  {' '.join(rules)}"
            )


if __name__ == "__main__":
    main()
