"""Corpora of any size for the other benchmarks, in English that reads like a forum's and was written by nobody.

    python benchmarks/inventing.py DIR [--threads 1000] [--posts 20] [--seed 0]

Threads in the neutral JSON form, with the topics and the background of the project's own corpus. Words are drawn as
in a language: a few are in every sentence, and every second word of the vocabulary comes once or twice. Of a hundred
sentences ninety are new, as in real forums; those that come again are thanks and greetings. A few are on the topics
of the packs, a few posts quote an earlier one, with a mark or without. The same numbers give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tomllib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TypedDict

from extractor.rules.phrases import Lexicon
from extractor.text.word_forms import word_forms

ROOT = Path(__file__).parent.parent
WORDS: dict[str, str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

FORUM = "forum"
"""The folder of the threads."""
PEOPLE = 60
"""Members of the forum for every hundred threads."""
ON_TOPIC = 0.06
"""Share of sentences on the packs' topics."""
QUOTING = 0.08
"""Share of posts that repeat words of an earlier one, half of them without a mark."""
KINDS = {"statements": 56, "questions": 15, "advice": 12, "social": 11, "clauses": 6}
"""Of a hundred sentences, how many are of each kind; a clause stands without a capital and a full stop."""
TAIL = 0.02
"""Share of words that are two words in one, of which a vocabulary never ends."""


class Post(TypedDict):
    """A post in the neutral form."""

    id: str
    author: str
    posted: str
    text: str


def drawn(chance: random.Random, words: Sequence[str], flat: float) -> Callable[[], str]:
    """Words by Zipf's law: the n-th comes 1 / (n + flat) as often as the first could."""
    sums = list(accumulate(1 / (rank + flat) for rank in range(1, len(words) + 1)))
    stock: list[str] = []

    def draw() -> str:
        if not stock:
            stock.extend(chance.choices(words, cum_weights=sums, k=500))
        return stock.pop()

    return draw


class Invention:
    """Sentences, posts and threads, one after the other, from one seed."""

    def __init__(self, seed: int, people: int, packs: Path) -> None:
        self.chance = random.Random(f"inventing {seed}")
        nouns, verbs = WORDS["nouns"].split(), WORDS["verbs"].split()
        lexicon = Lexicon(
            lists={}, irregular=word_forms("en").irregular, rigid=frozenset(), nouns=frozenset(nouns) - {"man"}
        )
        self.plural = {noun: lexicon.forms(noun)[1] for noun in nouns}
        verb_forms = {verb: lexicon.forms(verb) for verb in verbs}
        self.verb_forms = {
            verb: dict(zip("VWXY", (*forms[:3], forms[-1]), strict=True))
            for verb, forms in verb_forms.items()
            if len(forms) > 3
        }
        self.noun = drawn(self.chance, nouns, 8.0)
        self.verb = drawn(self.chance, list(self.verb_forms), 6.0)
        self.name = drawn(self.chance, WORDS["names"].split(), 20.0)
        self.slots: dict[str, Callable[[], str]] = {
            "N": self.thing,
            "M": lambda: self.plural[self.noun()],
            "A": drawn(self.chance, WORDS["adjectives"].split(), 6.0),
            "B": drawn(self.chance, WORDS["adverbs"].split(), 4.0),
            "P": drawn(self.chance, _lines("places"), 8.0),
            "C": self.name,
            "D": lambda: str(self.chance.choice((2, 3, 5, 10, 20, 100, self.chance.randrange(4, 3000)))),
            "K": lambda: self.filled(self.clause()),
            **{form: partial(self.verb_form, form) for form in "VWXY"},
        }
        self.clause = drawn(self.chance, _lines("clauses"), 12.0)
        self.kinds = {kind: drawn(self.chance, _lines(kind), 10.0) for kind in KINDS}
        self.kind = drawn(self.chance, [kind for kind, count in KINDS.items() for _ in range(count)], 1e9)
        self.greeting = drawn(self.chance, _lines("greetings", strip=False), 20.0)
        handles = [f"{self.name()}{self.chance.choice(('', ' ', '_', '-'))}" for _ in range(people)]
        self.people = [
            handle + (self.noun().title() if handle[-1:] in " _-" else str(number))
            for number, handle in enumerate(handles)
        ]
        self.on_topic = [
            sentence.rstrip(".!? ")
            for pack in sorted((packs / "topics").glob("*.toml"))
            for rule in tomllib.loads(pack.read_text("utf-8")).get("rule", ())
            for sentence in rule.get("match", ())
        ]

    def thing(self) -> str:
        """A noun, which may be two in one."""
        return self.noun() + (self.noun() if self.chance.random() < 6 * TAIL else "")

    def verb_form(self, form: str) -> str:
        """A verb in the form of a slot."""
        return self.verb_forms[self.verb()][form]

    def filled(self, form: str) -> str:
        """A form with words in its places."""
        slots, words = self.slots, []
        for word in form.split(" "):
            head, tail = word.rstrip(",.;:!?()"), word[len(word.rstrip(",.;:!?()")) :]
            lead = "(" if head.startswith("(") else ""
            slot = slots.get(head[len(lead) :])
            words.append(word if slot is None else lead + slot() + tail)
        return " ".join(words)

    def sentence(self) -> str:
        """One sentence of any kind."""
        if self.on_topic and self.chance.random() < ON_TOPIC:
            known = self.chance.choice(self.on_topic)
            return self.filled(self.chance.choice((f"{known}, K.", f"{known} P.", f"B, {known}.", f"{known} and K.")))
        kind = self.kind()
        made = self.filled(self.kinds[kind]())
        return made if kind in ("social", "clauses") else made[:1].upper() + made[1:]

    def post(self, before: Sequence[Post]) -> str:
        """What somebody writes below these posts."""
        sentences = [self.sentence() for _ in range(self.chance.randint(3, 8))]
        if before and self.chance.random() < 0.25:
            other = self.chance.choice(before)["author"]
            greeting = self.greeting()
            sentences[0] = greeting.replace("C", other) + ("" if greeting.endswith(" ") else "\n") + sentences[0]
        text = "".join(
            sentence + (self.chance.choice(("\n", "\n\n", " ", " ", " ")) if number + 1 < len(sentences) else "")
            for number, sentence in enumerate(sentences)
        )
        if not before or self.chance.random() >= QUOTING:
            return text
        quoted = self.chance.choice(before)
        line = max(quoted["text"].split("\n"), key=len)
        marked = (f"> {line}\n\n", f're: "{line}"\n', f"{quoted['author']} wrote:\n{line}\n\n")
        return self.chance.choice((*marked, *[f"{line}\n"] * len(marked))) + text

    def thread(self, posts: int) -> Iterator[Post]:
        """One thread: about a third as many people as posts, the first of whom asks."""
        people = self.chance.sample(self.people, min(len(self.people), max(2, posts // 3)))
        moment = datetime(2024, 1, 1) + timedelta(minutes=self.chance.randrange(1_000_000))
        made: list[Post] = []
        for number in range(1, posts + 1):
            author = people[0] if number == 1 else self.chance.choice(people)
            moment += timedelta(minutes=self.chance.randint(1, 3000))
            post = Post(id=f"p{number}", author=author, posted=moment.isoformat(), text=self.post(made[-12:]))
            made.append(post)
            yield post


def _lines(name: str, *, strip: bool = True) -> list[str]:
    forms = WORDS[name].replace("\n", "|").split("|")
    return [form.strip() if strip else form for form in forms if form.strip()]


def write(root: Path, threads: int, posts: int = 20, seed: int = 0, packs: Path | None = None) -> None:
    """A whole corpus in a folder that is not there yet or is empty.

    `threads` files with a thread of `posts` posts each, as `threads/forum/thread-000000.json`; topics and background
    are copied from `packs`, the folder of another corpus, else from the project's own. No decisions, no side files.
    """
    packs = packs or ROOT / "corpus"
    for kind in ("threads", "decisions"):
        (root / kind / FORUM).mkdir(parents=True)
    for kind in ("topics", "background"):
        shutil.copytree(packs / kind, root / kind)
    shutil.copy(packs / "corpus.toml", root / "corpus.toml")
    invention = Invention(seed, max(12, threads * PEOPLE // 100), packs)
    for number in range(threads):
        title = invention.filled("A A N and the M")
        content = {"title": title[:1].upper() + title[1:], "posts": list(invention.thread(posts))}
        path = root / f"threads/{FORUM}/thread-{number:06}.json"
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def main() -> None:
    """Write one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path, metavar="DIR", help="a new folder")
    parser.add_argument("--threads", type=int, default=1000, metavar="N")
    parser.add_argument("--posts", type=int, default=20, metavar="M")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    write(chosen.root, chosen.threads, chosen.posts, chosen.seed)


if __name__ == "__main__":
    main()
