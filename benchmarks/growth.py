"""How the time of each stage grows with the length of what people write.

    python benchmarks/growth.py [--size N] [--only WORDS] [--stage WORDS] [--all]

Each unit of `growth.toml` is repeated to a post of N, 2N, 4N and 8N characters (N is 16,000), and each shape below
makes a thread of about as many. Every stage that touches a post's text takes them, alone, in seconds of processor
time. Printed are the seconds at each size and the exponent of their growth over the last two doublings, where the
largest takes long enough to be measured: 1 is in proportion, 2 is the square. With `--all`, the other stages too.
The exit code is 1 where an exponent is above 1.3.
"""

from __future__ import annotations

import argparse
import gc
import html
import itertools
import json
import math
import random
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from extractor import corpus, faq, readers
from extractor.checker import check_site
from extractor.intake import lint, preview
from extractor.labels import Classifier
from extractor.linking import merging, quotes, replies
from extractor.model import Act, Because, Conversation, Label, Passage, Reply, SideFile, Source, Thread, wire
from extractor.pipeline.stages import summary
from extractor.site import pages
from extractor.statements import grouping, ranking
from extractor.text.sentences import split

ROOT = Path(__file__).parent.parent
UNITS: dict[str, str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["unit"]

SIZE = 16_000
"""Characters of the smallest; long enough that what grows with the square shows at eight times as many."""
STEEP = 1.3
"""An exponent above this is not in proportion; sorting and the caches of a processor make it a little more than 1."""
MEANINGFUL = 0.25
"""Seconds that the largest must take to be judged: below, the machine's own doings are a part of what is measured."""
PATIENCE = 12.0
"""Seconds after which a stage is not tried with twice as much."""

FIRST = "Never send the kiln before the money has come, because nobody will pay you for it afterwards. "
Post = dict[str, Any]


# ---- what people may write


def flood(unit: str) -> Callable[[int], list[Post]]:
    """Two posts, the second of them so many characters of a unit."""

    def posts(size: int) -> list[Post]:
        words = invented()
        pieces, length = [], 0
        for number in itertools.count():
            piece = unit.replace("{n}", str(number)).replace("{first}", FIRST)
            while "{w}" in piece:
                piece = piece.replace("{w}", next(words), 1)
            pieces.append(piece)
            length += len(piece)
            if length >= size:
                return [{"author": "Ann", "text": f"Where? {FIRST}"}, {"author": "Ben", "text": "".join(pieces)}]
        return []

    return posts


def invented() -> Iterator[str]:
    """Words that occur only once."""
    chance = random.Random(7)
    syllables = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
    while True:
        yield "".join(chance.choices(syllables, k=4))


def short_posts(size: int) -> list[Post]:
    """Many short posts of few people, as 20,000 in one thread."""
    return [{"author": f"Ann{number % 40}", "text": f"Yes {number}."} for number in range(size // 8)]


def nobody_twice(size: int) -> list[Post]:
    """Posts that each call another person by name, all of different people."""
    return [
        {"author": f"Ben{number} Woods{number}", "text": f"Bem{number - 1}, {number}?"}
        for number in range(size // 16)
    ]


def names_by_hundreds(size: int) -> list[Post]:
    """A post that calls everybody."""
    people = [{"author": f"Ben{number}", "text": "Yes."} for number in range(size // 40)]
    return [*people, {"author": "Ann", "text": " ".join(f"@{post['author']}" for post in people)}]


def one_name_everywhere(size: int) -> list[Post]:
    """Posts that all call the one who writes every other."""
    return [
        {"author": f"Ben{number}" if number % 2 else "Robin", "text": "@Robin yes."} for number in range(size // 16)
    ]


def nested_replies(size: int) -> list[Post]:
    """Each post answers the one before it, and says so."""
    return [
        {"id": f"p{number}", "author": f"Ann{number % 9}", "text": "Why?", "reply_to": number or None}
        for number in range(size // 16)
    ]


def backward_replies(size: int) -> list[Post]:
    """Each post answers the one behind it."""
    count = size // 16
    return [
        {"id": f"p{number}", "author": "Ann", "text": "Why?", "reply_to": number + 1 if number < count else None}
        for number in range(1, count + 1)
    ]


def a_walk(size: int) -> list[Post]:
    """A thread shown as a tree, ever deeper, and its times."""
    return [
        {
            "author": f"Ann{number % 9}",
            "text": "Why not?",
            "posted": f"2024-{1 + number // 672 % 12:02}-{1 + number // 24 % 28:02}T{number * 7 % 24:02}:00:00",
        }
        for number in range(size // 16)
    ]


def one_passage_quoted(size: int) -> list[Post]:
    """Posts that all quote one sentence of the first."""
    quoting = [{"author": f"Ben{number}", "text": f're: "{FIRST.strip()}"\nNo.'} for number in range(size // 100)]
    return [{"author": "Ann", "text": FIRST * (1 + size // 400)}, *quoting]


def many_quotes_in_one_post(size: int) -> list[Post]:
    """One post that quotes every other."""
    words = invented()
    quotations = [" ".join(itertools.islice(words, 9)) for _ in range(size // 150)]
    first = [{"author": f"Ben{number % 30}", "text": f"{text}."} for number, text in enumerate(quotations)]
    return [*first, {"author": "Ann", "text": "".join(f'"{text}." Not so.\n' for text in quotations)}]


def copies(size: int) -> list[Post]:
    """The same post again and again, by different people."""
    return [{"author": f"Ann{number}", "text": FIRST * 2} for number in range(size // len(FIRST) // 2)]


def declared_quotes(size: int) -> list[Post]:
    """A post of thousands of blocks that the source marks as quotes."""
    text, blocks = "", []
    for number in range(size // 20):
        start = len(text)
        text += f"quoted {number}.\n"
        blocks.append({"start": start, "end": len(text) - 1, "post": 1, "how": "declared"})
        text += "own.\n"
    return [{"author": "Ann", "text": FIRST}, {"author": "Ben", "text": text, "quotes": blocks}]


SHAPES: dict[str, Callable[[int], list[Post]]] = {
    (make.__doc__ or "").split(".")[0]: make
    for make in (
        short_posts,
        nobody_twice,
        names_by_hundreds,
        one_name_everywhere,
        nested_replies,
        backward_replies,
        a_walk,
        one_passage_quoted,
        many_quotes_in_one_post,
        copies,
        declared_quotes,
    )
}


# ---- the stages


@dataclass(slots=True)
class Work:
    """One thread on its way; a stage that was not tried leaves what follows something plain to go on with."""

    posts: list[Post]
    thread: Thread
    conversation: Conversation
    labels: list[Label]
    faq: Any = None
    pages: list[pages.SitePage] = field(default_factory=list)


class Stages:
    """The stages by name, in their order."""

    def __init__(self) -> None:
        loaded = corpus.load(ROOT / "corpus")
        self._topics, self._language = loaded.topics, loaded.language
        self._vocabulary = grouping.vocabulary_of(self._language.code)
        self._phrases = ranking.phrases_of(self._language.code, self._language.function_words)
        self._classifier = Classifier(self._topics, self._language)
        self.all: dict[str, Callable[[Work], object]] = {
            "read json": lambda work: readers.read(_json(work.posts)),
            "read page": lambda work: readers.read(_page(work.posts)),
            "read pasted": lambda work: readers.read(_pasted(work.posts)),
            "split": lambda work: [split(post.text) for post in work.thread.posts],
            "quotes": self._quotes,
            "replies": self._replies,
            "merge": _merge,
            "merge pages": _merge_pages,
            "group": _group,
            "label": lambda work: self._classifier.label(work.conversation),
            "judge alone": lambda work: [*self._classifier.judge_all(post.text for post in work.thread.posts)],
            "answering": self._answering,
            "sayings": self._sayings,
            "arrange": self._arrange,
            "pages": self._pages,
            "checker": _check,
            "lint": lambda work: lint.find(work.thread, self._language),
            "preview": lambda work: [*preview.lines(work.conversation, SideFile(), "")],
            "forms": _forms,
        }

    def work(self, posts: list[Post]) -> Work:
        """A thread that is read, not linked, and of which every other sentence answers a question."""
        thread = replace(readers.read(_json(posts), "neutral"), id="forum/thread")
        first = thread.posts[0].number
        plain = {
            post.number: Reply(
                child=post.number,
                parent=None if post.number == first else first,
                because=Because.OPENS if post.number == first else Because.ADJACENT,
                certain=True,
            )
            for post in thread.posts
        }
        conversation = Conversation(thread=thread, quotes={}, replies=plain)
        address = self._topics[0].questions[0].address
        return Work(posts, thread, conversation, [*_labels(thread, address)])

    def _quotes(self, work: Work) -> None:
        work.conversation = replace(work.conversation, quotes=quotes.find(work.thread))

    def _replies(self, work: Work) -> None:
        work.conversation = replace(work.conversation, replies=replies.find(work.thread, work.conversation.quotes))

    def _answering(self, work: Work) -> object:
        opening, comments = ranking.from_conversation(work.conversation)
        return ranking.rank(opening, comments, self._phrases)

    def _sayings(self, work: Work) -> object:
        return grouping.group([label.passage.text for label in work.labels], self._vocabulary)

    def _arrange(self, work: Work) -> None:
        addresses = [question.address for topic in self._topics for question in topic.questions]
        decided = faq.decide(addresses, work.conversation, work.labels, ())
        work.faq = faq.arrange(self._topics, decided.candidates, date(2026, 1, 1), self._vocabulary)

    def _pages(self, work: Work) -> None:
        if work.faq is not None:
            site = pages.Site(name="FAQ", tagline="", manual="how-it-is-made.html")
            conversations = {work.thread.id or "": work.conversation}
            summaries = [summary(work.thread.id or "", work.thread)]
            work.pages = pages.render(work.faq, conversations, summaries, ROOT / "site_templates", site)


def _labels(thread: Thread, address: str) -> Iterator[Label]:
    for post in thread.posts:
        for number, (start, end) in enumerate(split(post.text)):
            passage = Passage.of(thread, post, start, end)
            answer = number % 2 == 0 and post.number > 1
            yield Label(
                passage=passage,
                topics=(),
                act=Act.ADVICE,
                stance=None,
                quote=False,
                answer=answer,
                questions=(address,) if answer else (),
                stances={address: None} if answer else {},
                score=1.0,
                rules=(),
                because="",
            )


def _json(posts: Sequence[Post]) -> Source:
    return Source(
        name="thread.json", data=json.dumps({"title": "Where?", "posts": posts}).encode(), id="forum/thread"
    )


def _page(posts: Sequence[Post]) -> Source:
    shown = "".join(
        f'<div id="p{number}" class="post"><dl class="postprofile"><dt><a class="username">{post["author"]}</a></dt>'
        f'</dl><div class="content">{html.escape(post["text"]).replace(chr(10), "<br>")}</div></div>\n'
        for number, post in enumerate(posts, 1)
    )
    page = f'<!DOCTYPE html><html><body id="phpbb" class="section-viewtopic">{shown}</body></html>'
    return Source(name="thread.html", data=page.encode())


def _pasted(posts: Sequence[Post]) -> Source:
    text = "".join(f"Feb 3, 2024 09:15:00 AM by {post['author']}\n{post['text']}\n" for post in posts)
    return Source(name="thread.txt", data=text.encode(), side=SideFile(format="khoros-dated"))


def _merge(work: Work) -> object:
    """The thread with a copy in which every third post was edited."""
    edited = [
        replace(post, text=f"{post.text} No.") if number % 3 == 0 else post
        for number, post in enumerate(work.thread.posts)
    ]
    return merging.merge([work.thread, replace(work.thread, name="copy.json", posts=tuple(edited))])


def _merge_pages(work: Work) -> object:
    """The thread in pages of forty posts."""
    posts = work.thread.posts
    cut = [posts[place : place + 40] for place in range(0, len(posts), 40)]
    return merging.merge([replace(work.thread, name=f"{n}.json", posts=page) for n, page in enumerate(cut)])


def _group(work: Work) -> object:
    """Each post as a thread of its own."""
    alone = [replace(work.thread, name=f"{post.number}.json", posts=(post,)) for post in work.thread.posts]
    return merging.grouped(alone)


def _check(work: Work) -> object:
    """The pages in a plain frame."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        for page in work.pages:
            path = site / page.path
            path.parent.mkdir(parents=True, exist_ok=True)
            frame = '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>x</title></head><body>'
            path.write_text(f"{frame}{page.body}</body></html>\n", "utf-8", "replace")
        return check_site(site, {work.thread.id or "": work.conversation})


def _forms(work: Work) -> object:
    """What commands print as JSON."""
    return [wire.written(form) for form in (wire.thread(work.conversation), *map(wire.label, work.labels))]


# ---- measuring


def measured(stages: Stages, make: Callable[[int], list[Post]], size: int, only: str) -> dict[str, list[float]]:
    """By stage, seconds at each size; fewer where it became too slow."""
    times: dict[str, list[float]] = {name: [] for name in stages.all}
    for step in range(4):
        work = stages.work(make(size << step))
        for name, stage in stages.all.items():
            needed = only in name or name in ("quotes", "replies", "arrange", "pages")
            if not needed or len(times[name]) < step or (times[name] and times[name][-1] > PATIENCE):
                continue
            times[name].append(_seconds(stage, work))
    return times


def _seconds(stage: Callable[[Work], object], work: Work) -> float:
    """The least of two runs, or one that took long; the collector of garbage does its own work between them."""
    least = math.inf
    for _ in range(2):
        gc.collect()
        gc.disable()
        began = time.process_time()
        stage(work)
        least = min(least, time.process_time() - began)
        gc.enable()
        if not 0.02 < least < 1:
            break
    return least


def exponent(seconds: Sequence[float]) -> float | None:
    """Of the growth over the last two doublings; None where it is too little to be measured."""
    if len(seconds) < 2 or seconds[-1] < MEANINGFUL:
        return None
    doublings = min(2, len(seconds) - 1)
    return math.log2(seconds[-1] / max(seconds[-1 - doublings], 0.001)) / doublings


def main() -> int:
    """Print a line for each case and stage that takes long enough; 1 where one is too steep."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--size", type=int, default=SIZE, help="characters of the smallest")
    options.add_argument("--only", default="", help="cases whose name holds these words")
    options.add_argument("--stage", default="", help="stages whose name holds these words")
    options.add_argument("--all", action="store_true", help="print what takes no time as well")
    given = options.parse_args()
    stages = Stages()
    cases = {name: flood(unit) for name, unit in UNITS.items()} | SHAPES
    steep = 0
    for name, make in cases.items():
        if given.only not in name:
            continue
        for stage, seconds in measured(stages, make, given.size, given.stage).items():
            growth = exponent(seconds)
            if given.stage in stage and (growth is not None or given.all):
                bad = growth is not None and growth > STEEP
                steep += bad
                shown = " ".join(f"{each:7.2f}" for each in seconds)
                outcome = "" if growth is None else f"{growth:5.2f}{'  STEEP' if bad else ''}"
                print(f"{name[:44]:44} {stage:12} {shown:31} {outcome}", flush=True)
    print(f"{len(cases)} cases; {steep} too steep")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
