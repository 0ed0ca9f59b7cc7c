"""Which comments answer the thread's opening question, on threads in the form of SemEval-2016 task 3 A.

    python benchmarks/answers.py THREADS.jsonl [--explain ID]

Each row of THREADS is a thread: `asker`, `subject`, `body` and `comments`, each with `id`, `user`, `date` and `text`;
labels are not read. Prints a row `{"id", "score", "pred"}` for each comment, as `threadfaq answers` ranks them. With
`--explain`, prints instead what speaks for one comment, or for every comment of one thread.

An id that writes in more than a quarter of all threads is taken for what removed accounts were replaced by: nobody.
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from extractor import answers, asks
from extractor.answers import WEIGHTS, public
from extractor.corpus import judging
from extractor.labels import compiled
from extractor.linking import quotes, replies
from extractor.model import Conversation, Post, Role, ScoredPost, Thread
from extractor.statements import ranking
from extractor.text.characters import shortened

_LINE = re.compile(r"</?(?:p|br|div|li|ul|ol|blockquote|tr|h\d|hr)\b[^>]*>", re.IGNORECASE)
_DROPPED = re.compile(
    r"\[(?:img_assist|inline:)[^\]]*\]|<!--.*?-->|<(style|script)\b.*?</\1>", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_MANY = 0.25  # share of all threads
_FEW = 20  # threads; in fewer, a share says nothing


def plain(text: str) -> str:
    """The words of a comment's HTML, one line a paragraph."""
    text = _DROPPED.sub(" ", html.unescape(text))
    return html.unescape(_TAG.sub("", _LINE.sub("\n", text))).replace("\xa0", " ").strip()


def nobodies(rows: Sequence[dict[str, Any]]) -> frozenset[str]:
    """Ids that stand for many people."""
    threads = Counter(user for row in rows for user in {row["asker"], *(c["user"] for c in row["comments"])})
    return frozenset(user for user, count in threads.items() if len(rows) >= _FEW and count > _MANY * len(rows))


def conversation(row: dict[str, Any], unknown: frozenset[str]) -> Conversation:
    """One thread, with its quotes and replies found as in any other."""
    opening = {"id": row["thread"], "user": row["asker"], "date": row["date"], "text": row["body"]}
    posts = []
    for number, comment in enumerate([opening, *row["comments"]], 1):
        author = None if comment["user"] in unknown else comment["user"]
        role = Role.UNKNOWN if author is None else Role.ASKER if author == row["asker"] else Role.MEMBER
        posts.append(
            Post(
                number=number,
                id=comment["id"],
                author=author,
                author_certain=author is not None,
                edited_by=None,
                role=role,
                posted=datetime.fromisoformat(comment["date"]) if comment.get("date") else None,
                printed=comment.get("date"),
                edited=None,
                text=plain(comment["text"]),
            )
        )
    thread = Thread(
        id=None,
        name=row["thread"],
        title=html.unescape(row["subject"]),
        url=None,
        platform=None,
        format="benchmark",
        posts=tuple(posts),
    )
    quotations = quotes.find(thread)
    return Conversation(thread=thread, quotes=quotations, replies=replies.find(thread, quotations))


def explain(standing: ScoredPost, text: str) -> str:
    """A comment's score with all that speaks for it and against, as lines."""
    reasons = [
        f"    {reason.weight:+5.2f}  {reason.name:13} {WEIGHTS[reason.name].means}" for reason in standing.because
    ]
    return "\n".join([f"{standing.score:5.2f}  {shortened(text, 100)}", *reasons])


def main(arguments: list[str]) -> None:
    """Print rows, or reasons."""
    wanted = arguments[arguments.index("--explain") + 1 :][:1] if "--explain" in arguments else []
    files = [argument for argument in arguments if argument not in ("--explain", *wanted)]
    if len(files) != 1 or ("--explain" in arguments and not wanted):
        sys.exit(__doc__)
    rows = [json.loads(line) for line in Path(files[0]).read_text("utf-8").splitlines() if line.strip()]
    language, _ = judging.load_language("en")
    judge = compiled((), language)
    unknown, english = nobodies(rows), ranking.phrases_of(language.code, language.function_words)
    for row in rows:
        if wanted and wanted[0] not in (row["thread"], *(comment["id"] for comment in row["comments"])):
            continue
        talk = conversation(row, unknown)
        # These threads say which post opens them; nobody has to find out whether it is there.
        asked = replace(asks.asked(talk, language.code), opener_missing=False)
        for standing in answers.answered(talk, asked, judge.label(talk), english).posts:
            post = talk.thread.by_number[standing.number]
            if not wanted:
                print(json.dumps({"id": post.id, "score": standing.score, "pred": int(public(standing))}))
            elif wanted[0] in (row["thread"], post.id):
                print(f"{post.id}  {explain(standing, post.text)}")


if __name__ == "__main__":
    main(sys.argv[1:])
