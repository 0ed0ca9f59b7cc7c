"""How fast patterns are found and sentences are split, beside spaCy alone on the same text.

    python benchmarks/speed.py [--csv FILE] [--memory]

Three sets of rules: 50 of the project's own phrases, then 500 and 5,000 phrases invented in the same language. The
text is dense: sentences put together from the rules' own words, so that most of them match. Three ways are timed on
it, each the best of several runs of processor time, words counted between white space:

    tokens   spaCy's tokenizer alone, sentence by sentence
    spaCy    tokenizer and one spaCy Matcher with all rules; its filter is not timed
    engine   extractor.matching, tokens and hits, in batches and (`alone`) sentence by sentence

The hits must be the same, pattern by pattern, leftmost longest; the first difference ends the run with status 1.

With `--csv FILE` (a table with a column `message_text`) the same on real text, then with all rules of the project,
and the splitter. With `--memory`, peak memory for 1 and 5 million streamed words, every fifth of which is new.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from spacy.matcher import Matcher

from extractor import corpus
from extractor.rules.engine import Engine, Pattern, pipeline
from extractor.rules.phrases import Lexicon, Phrase, phrase
from extractor.text.sentences import split

ROOT = Path(__file__).parent.parent
Spans = list[tuple[int, int, int]]
"""Pattern number, start and end."""


def vocabulary(size: int, chance: random.Random) -> list[str]:
    """Invented words, none of which is English."""
    syllables = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(chance.choices(syllables, k=chance.choice((2, 2, 3)))) + chance.choice("knrlmt")] = None
    return list(words)


def invented(count: int, lexicon: Lexicon) -> list[Phrase]:
    """Phrases of every form, over words of which a few are common and most are rare, as in a language."""
    chance = random.Random(count)
    words = [*("the", "a", "you", "i", "not", "to", "of", "is"), *vocabulary(count // 2 + 300, chance)]
    weights = [1 / (rank + 5) for rank in range(len(words))]

    def some(number: int) -> list[str]:
        return chance.choices(words, weights, k=number)

    def written() -> str:
        one, two, three, four = some(4)
        forms = [f"{one} {two}", f"{one} {two} {three}", f"{one}/{two} {three}", f"{one} {two}/{three}/{four}"]
        forms += [f"{one} * {two}", f"{one}/{three} * {two} {four}", f"{one} {two}? {three}", f"{one} the? {two}"]
        forms += [f"^ {one} {two}", f"{one} {two} $", f"# {one}", f"{one} {two} #", f"={one} * {two}/{three}"]
        return chance.choice(forms)

    return [phrase(written(), lexicon) for _ in range(count)]


def dense(phrases: Sequence[Phrase], words: int, seed: int) -> list[str]:
    """Sentences made of the phrases' own words: a phrase as it could stand, or any words, some five times each."""
    chance = random.Random(seed)
    forms = [sorted(piece.forms) for phrase in phrases for piece in phrase.pieces if piece.forms]

    def stands(phrase: Phrase) -> Iterator[str]:
        for piece in phrase.pieces:
            if piece.sign == "*":
                yield from (chance.choice(chance.choice(forms)) for _ in range(chance.randrange(5)))
            elif piece.sign == "#":
                yield str(chance.randrange(1000))
            elif not piece.optional or chance.random() < 0.5:
                yield chance.choice(sorted(piece.forms))

    sentences: list[str] = []
    total = 0
    while total < words:
        sentence: list[str] = []
        for _ in range(chance.randint(2, 6)):
            sentence += stands(chance.choice(phrases))
            if chance.random() < 0.3:
                sentence.append(chance.choice(chance.choice(forms)))
        sentences.append(" ".join(sentence).capitalize() + chance.choice(".!?"))
        total += len(sentences[-1].split())
    return sentences


class Plain:
    """spaCy alone: one Matcher with all patterns."""

    def __init__(self, patterns: Sequence[Pattern[int]]) -> None:
        self._nlp = pipeline("en")
        self._matcher = Matcher(self._nlp.vocab)
        self._patterns = patterns
        for pattern in patterns:
            phrase_or_tokens = pattern.phrase_or_tokens
            tokens = (
                phrase_or_tokens.tokens()
                if isinstance(phrase_or_tokens, Phrase)
                else [dict(token) for token in phrase_or_tokens]
            )
            self._matcher.add(f"p{pattern.key}", [tokens])
        self._keys = {self._nlp.vocab.strings[f"p{pattern.key}"]: pattern.key for pattern in patterns}

    def tokens(self, text: str) -> Any:
        return self._nlp.make_doc(text)

    def find(self, text: str) -> tuple[Any, Any]:
        """What is timed."""
        doc = self._nlp.make_doc(text)
        return doc, self._matcher(doc)

    def filtered(self, text: str, first: int, last: int) -> Spans:
        """The same choice among its matches as the engine makes: `^`, `$`, leftmost longest, one a pattern."""
        span_by_number: dict[int, tuple[int, int]] = {}
        for match, start, end in self.find(text)[1]:
            number = self._keys[match]
            phrase_or_tokens = self._patterns[number].phrase_or_tokens
            if isinstance(phrase_or_tokens, Phrase) and (
                (phrase_or_tokens.starts and start > first) or (phrase_or_tokens.ends and end <= last)
            ):
                continue
            best = span_by_number.get(number)
            if best is None or (start, -end) < (best[0], -best[1]):
                span_by_number[number] = start, end
        return sorted((number, *span) for number, span in span_by_number.items())


def best(work: Callable[[], object], runs: int) -> float:
    """The least processor time of several runs, after one whose time is not taken."""
    times = []
    for _ in range(runs + 1):
        before = time.process_time()
        work()
        times.append(time.process_time() - before)
    return min(times[1:])


def measure(name: str, phrases_or_tokens: Sequence[Any], texts: Sequence[str], compared: int, runs: int) -> None:
    """One line of the table; ends the run where hits differ."""
    patterns = [
        Pattern(key=number, phrase_or_tokens=phrase_or_tokens)
        for number, phrase_or_tokens in enumerate(phrases_or_tokens)
    ]
    plain, engine = Plain(patterns), Engine("en", patterns)
    few = texts[:compared]
    hits = 0
    for text, (sentence, matches) in zip(few, engine.find_all(few), strict=True):
        mine = sorted(tuple(hit) for hit in matches)
        if mine != plain.filtered(text, sentence.first, sentence.last) or matches != engine.find(engine.tokens(text)):
            sys.exit(f"not the same hits: {text!r}\n{mine}\n{plain.filtered(text, sentence.first, sentence.last)}")
        hits += len(matches)

    def rate(of: Sequence[str], work: Callable[[], object], times: int) -> float:
        return sum(len(text.split()) for text in of) / best(work, times)

    tokens = rate(texts, lambda: [plain.tokens(text) for text in texts], runs)
    alone = rate(texts, lambda: [engine.find(engine.tokens(text)) for text in texts], runs)
    batch = rate(texts, lambda: [matches for _, matches in engine.find_all(texts)], runs)
    slow = rate(few, lambda: [plain.find(text) for text in few], 1)
    print(
        f"{name:22} {len(phrases_or_tokens):6,} {tokens:10,.0f} {slow:10,.0f} {alone:10,.0f} {batch:10,.0f}"
        f" {batch / slow:9.1f} {batch / tokens:9.2f} {hits:8,} in {len(few):,} sentences"
    )


def streamed(words: int) -> Iterator[str]:
    """Sentences, every fifth word of which is new."""
    chance = random.Random(words)
    known = [*vocabulary(3_000, chance), *(["the", "a", "you", "i", "not", "to", "client", "dispute", "pay"] * 200)]
    for number in range(words // 20):
        fresh = [f"{number:x}{letter}{chance.randrange(10**6):x}" for letter in "ghjk"]
        yield " ".join([*chance.choices(known, k=16), *fresh]) + "."


def _peak() -> float:
    """The most memory this process has held, in MB. `ru_maxrss` would begin with what its parent held at the fork."""
    status = Path("/proc/self/status")
    if status.exists():
        kept = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
        return int(kept.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def peak(words: int) -> None:
    """In a process of its own: the peak without text and with it."""
    phrases_or_tokens, _ = project()
    engine = Engine(
        "en",
        [
            Pattern(key=number, phrase_or_tokens=phrase_or_tokens)
            for number, phrase_or_tokens in enumerate(phrases_or_tokens)
        ],
    )
    for _ in engine.find_all(["Warm up."]):
        pass
    bare = _peak()
    hits = sum(len(matches) for _, matches in engine.find_all(streamed(words)))
    full = _peak()
    print(f"{words:10,} words: peak {full:5.0f} MB, of which {bare:5.0f} MB before the first; {hits:,} hits")


def project() -> tuple[list[Any], Lexicon]:
    """Everything that the cues and packs look for."""
    loaded = corpus.load(ROOT / "corpus")
    rules = [*loaded.language.cues, *(rule for topic in loaded.topics for rule in topic.rules)]
    return [
        phrase_or_tokens for rule in rules for phrase_or_tokens in (*rule.phrases, *rule.without, *rule.tokens)
    ], loaded.language.lexicon


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--csv", type=Path)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak:
        peak(options.peak)
        return
    phrases_or_tokens, lexicon = project()
    own = [phrase_or_tokens for phrase_or_tokens in phrases_or_tokens if isinstance(phrase_or_tokens, Phrase)]
    own = own[:: len(own) // 50][:50]
    print(f"{'words a second':22} {'rules':>6} {'tokens':>10} {'spaCy':>10} {'alone':>10} {'engine':>10}", end="")
    print(f" {'to spaCy':>9} {'to tokens':>9} {'hits':>8}")
    for chosen, compared in ((own, 1_000), (invented(500, lexicon), 500), (invented(5_000, lexicon), 60)):
        measure("dense text", chosen, dense(chosen, 40_000, len(chosen)), compared, 5)
    if options.csv:
        with options.csv.open(encoding="utf-8-sig", newline="") as file:
            posts = [row["message_text"] for row in csv.DictReader(file)]
        sentences = [post[start:end] for post in posts for start, end in split(post)]
        for chosen, compared in ((own, 1_000), (invented(500, lexicon), 200), (invented(5_000, lexicon), 50)):
            measure(options.csv.name, chosen, sentences, compared, 3)
        measure(f"{options.csv.name}, all", phrases_or_tokens, sentences, 200, 3)
        words = sum(len(post.split()) for post in posts)
        seconds = best(lambda: [split(post) for post in posts], 5)
        print(f"\nsplitter: {words / seconds:,.0f} words a second, {len(sentences):,} sentences in {words:,} words")
    if options.memory:
        print()
        for size in (1_000_000, 5_000_000):
            command = [sys.executable, __file__, "--peak", str(size)]
            print(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout, end="")


if __name__ == "__main__":
    main()
