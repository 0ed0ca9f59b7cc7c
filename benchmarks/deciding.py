"""How long deciding and arranging take on a large corpus that many editors have worked on.

    python benchmarks/deciding.py [--threads 800] [--decisions 4800] [--share 0.2] [--keep DIR] [--json FILE]

An invented corpus is written: threads in which people answer questions in invented words, and decisions of every
verdict, with and without a question, some of which have lost their words, are doubled or contradict each other. Some
answers fall under several questions, and some people repeat themselves. `--share` is the share of sentences that
answer a question; decisions are on those as often as on others. The same numbers give the same corpus. It is written
to a folder that is removed afterwards, or to the new folder `--keep DIR`.

It is read, linked and labelled once, and its decisions are read; then deciding (`faq.decide`), arranging
(`faq.arrange`) and cutting posts at the printed words (`faq.marks`) are timed, in seconds of processor time. Printed
is a line for each of these steps, and what was made; with `--json FILE` the seconds stand there by step. A corpus
whose problems are not those that were planted ends the run with status 1.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from extractor import corpus, faq
from extractor.corpus.decisions import of_faq, table
from extractor.faq.marks import lines, printed
from extractor.lab.evidence import told
from extractor.labels import compiled
from extractor.model import Verdict
from extractor.pipeline import stages
from extractor.pipeline.workers import collected_seldom
from extractor.statements import grouping

TOPICS, QUESTIONS = 4, 8
"""Topics, and questions of each: a forum's size changes their number little."""
POSTS = 12
"""Posts of each thread."""
PEOPLE = 40
"""Members of the forum for every hundred threads."""
AS_OF = date(2026, 11, 22)
PLANTED = {"lost": "E401", "doubled": "E402", "contradicted": "E405", "idle": "W409", "nowhere": "E408"}
"""What goes wrong on purpose, and the code with which it is told."""
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One invented sentence."""

    text: str
    """Its words, which stand once in their post unless they are doubled there."""
    questions: tuple[str, ...]
    """Addresses of the questions whose rules claim it."""


QUESTION = Sentence(text="Does anybody here know more about these things?", questions=())
"""How every thread opens."""


def words(chance: random.Random, count: int) -> list[str]:
    """Invented words, none of which is English."""
    syllables = [consonant + vowel for consonant in "bdfgklmnprtvz" for vowel in "aeiou"]
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(chance.choices(syllables, k=3)) + chance.choice("nrlmt")] = None
    return list(made)


class Invention:
    """The corpus: its packs first, then thread by thread."""

    def __init__(self, threads: int, rulings: int, share: float) -> None:
        self.chance = random.Random(f"{threads} {rulings} {share}")
        vocabulary = words(self.chance, 700)
        self.things, self.others = vocabulary[: TOPICS * QUESTIONS], vocabulary[TOPICS * QUESTIONS :]
        self.addresses = [f"topic-{number // QUESTIONS}/{thing}" for number, thing in enumerate(self.things)]
        self.threads, self.rulings, self.share = threads, rulings, share
        self.people = [f"Member {number}" for number in range(max(8, threads * PEOPLE // 100))]
        self.planted: Counter[str] = Counter()

    def write(self, root: Path) -> None:
        """Everything, into an empty folder."""
        (root / "topics").mkdir(parents=True)
        (root / "corpus.toml").write_text("format = 1\n", "utf-8")
        for topic in range(TOPICS):
            (root / f"topics/topic-{topic}.toml").write_text(self.pack(topic), "utf-8")
        for kind in ("threads", "decisions"):
            (root / kind / "forum").mkdir(parents=True)
        for number in range(self.threads):
            posts, sentences = self.thread()
            content = {"title": f"Thread {number}", "posts": posts}
            (root / f"threads/forum/thread-{number:06}.json").write_text(json.dumps(content), "utf-8")
            share = (number + 1) * self.rulings // self.threads - number * self.rulings // self.threads
            tables = list(self.decisions(posts, sentences, share))
            (root / f"decisions/forum/thread-{number:06}.toml").write_text("\n".join(tables), "utf-8")

    def pack(self, topic: int) -> str:
        """A topic pack: for each question a rule that is for the thing, one that is against it, one that explains."""
        parts = [f'title = "Topic {topic}"', 'summary = "Invented things."']
        things = self.things[topic * QUESTIONS : (topic + 1) * QUESTIONS]
        parts += [f'[[question]]\nid = "{thing}"\ntitle = "Do I need the {thing}?"' for thing in things]
        for thing in things:
            for stance, phrase, example in (
                ("for", f"take the * {thing}", f"You should take the old {thing}."),
                ("against", f"leave the * {thing}", f"You should leave the old {thing}."),
                ("explains", f"the {thing} costs", f"You should know that the {thing} costs a little."),
            ):
                parts.append(
                    f'[[rule]]\nid = "{thing}-{stance}"\nquestion = "{thing}"\nweight = 2\nstance = "{stance}"\n'
                    f'any = ["{phrase}"]\nmatch = ["{example}"]\nno_match = ["You should wait."]'
                )
        return "\n".join(parts) + "\n"

    def sentence(self) -> Sentence:
        """Advice on one thing or on two, or advice on nothing."""
        first, second = self.chance.sample(range(len(self.things)), 2)
        more = [self.chance.choice(self.others) for _ in range(6)]
        if self.chance.random() >= self.share:
            return Sentence(text=f"You should {' '.join(more)} with care.", questions=())
        thing = self.things[first]
        start = self.chance.choice(
            (
                f"You should take the {more[0]} {thing}",
                f"You should leave the {more[0]} {thing}",
                f"You should know that the {thing} costs {more[0]}",
            )
        )
        if self.chance.random() < 0.7:
            return Sentence(text=f"{start} {' '.join(more[1:])}.", questions=(self.addresses[first],))
        other = f"take the {more[1]} {self.things[second]}"
        both = (self.addresses[first], self.addresses[second])
        return Sentence(text=f"{start} and {other} {' '.join(more[2:])}.", questions=both)

    def thread(self) -> tuple[list[dict[str, str]], list[list[Sentence]]]:
        """Posts in the neutral form, and their sentences; some people say again what they said before."""
        people = self.chance.sample(self.people, min(len(self.people), POSTS // 2))
        posts, sentences = [], []
        before: dict[str, Sentence] = {}
        for number in range(POSTS):
            # What an asker says is no answer, so askers say nothing but their question.
            author = self.chance.choice(people[1:]) if number else people[0]
            content = [self.sentence() for _ in range(self.chance.randint(1, 4))] if number else [QUESTION]
            if author in before and self.chance.random() < 0.1:
                content.append(before[author])
            before[author] = content[0]
            if number and self.chance.random() < 0.1:
                content.append(content[0])
            time = f"2024-03-{number + 1:02}T10:{self.chance.randint(10, 59)}:00"
            text = " ".join(sentence.text for sentence in content)
            posts.append({"id": f"p{number + 1}", "author": author, "posted": time, "text": text})
            sentences.append(content)
        return posts, sentences

    def decisions(self, posts: list[dict[str, str]], sentences: list[list[Sentence]], count: int) -> Iterator[str]:
        """A thread's decisions. Each is on its own sentence, unless it contradicts one that keeps."""
        places = [(post, sentence) for post, content in zip(posts, sentences, strict=True) for sentence in content]
        self.chance.shuffle(places)
        ruled: set[tuple[str, str]] = set()
        before: tuple[dict[str, str], Sentence] | None = None
        for _ in range(count):
            if before is not None and self.chance.random() < 0.1:
                self.planted["contradicted"] += 1
                yield self.table(Verdict.KEEP, before[0], before[1].text, None)
                before = None
                continue
            free = [(post, row) for post, row in places if (post["id"], row.text) not in ruled]
            if not free:
                return
            post, sentence = free[0]
            ruled.add((post["id"], sentence.text))
            before = None
            verdict = self.chance.choice(list(Verdict))
            question = self.chance.choice([None, *sentence.questions])
            if post["text"].count(sentence.text) > 1:
                self.planted["doubled"] += 1
                yield self.table(verdict, post, sentence.text, question)
            elif self.chance.random() < 0.02:
                self.planted["lost"] += 1
                yield self.table(verdict, post, f"{sentence.text[:-1]}, of course.", question)
            else:
                if not sentence.questions and verdict is Verdict.DROP:
                    self.planted["idle"] += 1
                elif not sentence.questions and verdict in (Verdict.KEEP, Verdict.REWORD):
                    self.planted["nowhere"] += 1
                if sentence.questions and verdict is Verdict.KEEP:
                    before = (post, sentence)
                yield self.table(verdict, post, sentence.text, question)

    def table(self, verdict: Verdict, post: dict[str, str], text: str, question: str | None) -> str:
        """One decision as an editor writes it; the post by its id or by its author and time."""
        rows = ["[[decision]]", f'verdict = "{verdict}"', f"words = {json.dumps(text)}"]
        if self.chance.random() < 0.5:
            rows.append(f'post = "{post["id"]}"')
        else:
            rows += [f'author = "{post["author"]}"', f'posted = "{post["posted"]}"']
        if verdict is Verdict.ADD:
            question = question or self.chance.choice(self.addresses)
        if question is not None:
            rows.append(f'question = "{question}"')
        if verdict is Verdict.MOVE:
            rows.append(f'to = "{self.chance.choice(self.addresses)}"')
        if verdict is Verdict.REWORD:
            rows.append('text = "Said in other words."')
        return "\n".join([*rows, 'because = "tried"', 'by = "Ida"', "on = 2026-11-22\n"])


def measured(root: Path, planted: Counter[str], seconds: dict[str, float]) -> int:
    """Time every step on the corpus in this folder; 1 when its problems are others than were planted.

    The seconds of processor time of each step are printed, and put into `seconds`.
    """

    def timed(name: str, step: Callable[[], Result]) -> Result:
        start = time.process_time()
        result = step()
        seconds[name] = time.process_time() - start
        print(f"{name:8} {seconds[name]:8.2f} s")
        return result

    content = timed("load", lambda: corpus.load(root))
    conversations = timed("read", lambda: {str(source.id): stages.converse(source) for source in content.sources})
    classifier = compiled(content.topics, content.language)
    labels = timed(
        "label", lambda: {id: classifier.label(conversation) for id, conversation in conversations.items()}
    )
    vocabulary = grouping.vocabulary_of(content.language.code)
    questions = content.questions
    rulings = timed("rulings", lambda: {id: content.decisions_on(id)[0] for id in conversations})
    decided = timed(
        "decide",
        lambda: [
            faq.decide(questions, conversation, labels[id], rulings[id]) for id, conversation in conversations.items()
        ],
    )
    candidates = [row for thread in decided for row in thread.candidates]
    arranged = timed("arrange", lambda: faq.arrange(content.topics, candidates, AS_OF, vocabulary))

    def mark() -> int:
        count = 0
        for thread, posts in printed(arranged, conversations).items():
            conversation = conversations[thread]
            for number, marks in posts.items():
                text = conversation.thread.by_number[number].text
                count += len(lines(text, marks, conversation.quotes.get(number, ()), set()))
        return count

    timed("mark", mark)
    timed(
        "propose",
        lambda: [table(row, conversations[row.passage.thread].thread, told) for row in of_faq(arranged)],
    )
    problems = [*content.problems, *(problem for row in decided for problem in row.problems)]
    number_by_code = Counter(problem.code for problem in problems)
    anchored = sum(len(row.decisions) for row in decided)
    answers = [answer for section in arranged.sections for entry in section.entries for answer in entry.answers]
    print(f"{len(conversations)} threads, {sum(len(rows) for rows in labels.values())} sentences")
    print(f"{len(content.decisions)} decisions, of which the words of {anchored} were found")
    print(f"{len(answers)} answers, {sum(len(answer.also_in) for answer in answers)} of them said again elsewhere")
    print(", ".join(f"{count} {code}" for code, count in sorted(number_by_code.items())) or "no problems")
    expected = Counter({PLANTED[kind]: count for kind, count in planted.items()})
    if number_by_code != expected:
        print(f"planted were {dict(expected)}", file=sys.stderr)
        return 1
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Invent, write, measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=800, metavar="N")
    parser.add_argument("--decisions", type=int, default=4800, metavar="M")
    parser.add_argument("--share", type=float, default=0.2, metavar="0.2", help="of sentences that answer a question")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="a new folder for the corpus")
    parser.add_argument("--json", type=Path, metavar="FILE", help="a file for the seconds of each step")
    chosen = parser.parse_args(arguments)
    if chosen.threads < 1 or chosen.decisions < 0 or (chosen.keep is not None and chosen.keep.exists()):
        parser.error("at least one thread, no negative number of decisions, and a folder that is not there yet")
    invention = Invention(chosen.threads, chosen.decisions, chosen.share)
    seconds: dict[str, float] = {}
    with nullcontext(chosen.keep) if chosen.keep else tempfile.TemporaryDirectory() as folder:
        root = Path(folder) if chosen.keep else Path(folder) / "corpus"
        invention.write(root)
        # As in a run of the program.
        with collected_seldom():
            code = measured(root, invention.planted, seconds)
    if chosen.json is not None:
        chosen.json.write_text(json.dumps(seconds), "utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
