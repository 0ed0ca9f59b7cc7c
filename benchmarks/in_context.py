"""Labels of sentences where they stand: labelled rows put together to threads, and judged as the site judges them.

    python benchmarks/in_context.py ROWS.jsonl [odd|even]

Each row has `thread`, `post`, `author` and `text` beside its labels (docs/accuracy.md, "What is labelled"). Rows of
one post are its lines, in the order of the file, so that sentences are cut as rows are. With `odd` or `even`, only
those lines of the file are scored; the others still stand around them. Prints what `threadfaq score` prints of the
same rows alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from extractor import corpus
from extractor.lab import scoring
from extractor.labels import Classifier
from extractor.linking import quotes, replies
from extractor.model import Conversation, Post, Role, Thread


def conversation(name: str, rows: Iterable[Mapping[str, Any]]) -> Conversation:
    """One thread, with its quotes and replies found as in any other; posts are numbered from 1."""
    posts: list[Post] = []
    for _, sentences in groupby(rows, key=lambda row: row["post"]):
        lines = list(sentences)
        author = lines[0]["author"]
        asker = not posts or author == posts[0].author
        posts.append(
            Post(
                number=len(posts) + 1,
                id=f"{name}-{len(posts) + 1}",
                author=author,
                author_certain=True,
                edited_by=None,
                role=Role.ASKER if asker else Role.MEMBER,
                posted=None,
                printed=None,
                edited=None,
                text="\n".join(line["text"] for line in lines),
            )
        )
    thread = Thread(id=None, name=name, title=None, url=None, platform=None, format="benchmark", posts=tuple(posts))
    quotations = quotes.find(thread)
    return Conversation(thread=thread, quotes=quotations, replies=replies.find(thread, quotations))


def pairs(rows: Iterable[Mapping[str, Any]], classifier: Classifier) -> list[scoring.Pair]:
    """Every row beside its label, in order."""
    matches = []
    for name, sentences in groupby(rows, key=lambda row: row["thread"]):
        lines = list(sentences)
        numbers = {post: number for number, (post, _) in enumerate(groupby(lines, key=lambda row: row["post"]), 1)}
        numbered = [{**line, "post": numbers[line["post"]]} for line in lines]
        matches += scoring.matched(numbered, conversation(name, lines), classifier)
    return matches


def main(arguments: list[str]) -> None:
    """Print the scores."""
    if not arguments or len(arguments) > 2 or arguments[1:] not in ([], ["odd"], ["even"]):
        sys.exit(__doc__)
    path = Path(arguments[0])
    loaded = corpus.load(Path(__file__).parent.parent / "corpus")
    matches = pairs(scoring.rows(path.name, path.read_bytes()), Classifier(loaded.topics, loaded.language))
    if arguments[1:]:
        matches = matches[arguments[1] == "even" :: 2]
    without_answer = [scoring.Pair(gold=p.gold, topics=p.topics, act=p.act, answer=None) for p in matches]
    print(scoring.table(without_answer, [topic.id for topic in loaded.topics]))


if __name__ == "__main__":
    main(sys.argv[1:])
