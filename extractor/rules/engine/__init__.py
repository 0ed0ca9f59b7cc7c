"""Patterns found in sentences: the tokenizer, and a search that follows all places of a batch at once.

The only package with spaCy. It knows phrases and token patterns, and nothing of what a rule claims.

How it is fast. spaCy cuts a text at white space and each chunk by itself, so the tokens of a chunk are kept, and a
token's answers to all that the patterns ask are worked out once, by spaCy itself: its kind. A batch of sentences is
then a row of kinds, and what a pattern asks of a token is a bit mask over that row: bit i is set where token i
answers. A step of a pattern is a shift and an `and` of whole rows; only where a match begins is looked at singly.
Before that, a pattern is passed by unless one sentence holds all the words that it needs. Whoever asks for one key
after the other (`batches`) has nothing looked for that they do not ask for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Generic, NamedTuple, TypeVar

from extractor.rules.engine._batch import Batch
from extractor.rules.engine._row import CompiledPattern, PatternStep, Row, compiled, otherwise
from extractor.rules.engine._tokenizer import pipeline
from extractor.rules.engine._tokens import Tokens
from extractor.rules.engine._words import PatternVocabulary
from extractor.rules.phrases import Phrase

__all__ = ["Batch", "Engine", "Hit", "Pattern", "Tokens", "pipeline"]

Key = TypeVar("Key")

BATCH = 24_000
"""Characters of a batch: longer rows save steps, until their masks leave Python's pool of small objects."""
ROUNDS = 3
"""How often a pattern is timed; the shortest counts, because a machine is only ever slower than it can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern(Generic[Key]):
    """One thing to look for."""

    key: Key
    """What the caller knows it by; several patterns may share one."""
    phrase_or_tokens: Phrase | tuple[Mapping[str, Any], ...]
    """A phrase, or a token pattern in spaCy's own form."""
    every: bool = False
    """Whether all its places are wanted, not overlapping; else only the leftmost longest."""


class Hit(NamedTuple, Generic[Key]):
    """A pattern found, as token offsets in its sentence."""

    key: Key
    start: int
    end: int

    def meets(self, other: Hit[Key]) -> bool:
        """Whether the two share a token."""
        return self.start < other.end and other.start < self.end


class Engine(Generic[Key]):
    """A language's tokenizer, and patterns compiled once."""

    def __init__(self, code: str, patterns: Iterable[Pattern[Key]]) -> None:
        self._words = PatternVocabulary(code)
        self._keys: list[Key] = []
        self._patterns: list[CompiledPattern] = []
        self._needs: list[list[int]] = []
        """By pattern: the questions without whose answers it cannot match."""
        for pattern in patterns:
            self._keys.append(pattern.key)
            self._patterns.append(_compiled(pattern, self._words))
            self._needs.append(list(_needed(self._patterns[-1])))
        self._words.load()
        self._noted = self._index()
        self._needed = {question for needs in self._needs for question in needs}
        self._notes: dict[int, tuple[int, ...]] = {}
        """By question: the patterns to look for where it is answered; under None those to look for everywhere."""

    def tokens(self, text: str) -> Tokens:
        """A sentence in tokens."""
        return self._words.tokens((text,))[0]

    def norms(self, texts: Iterable[str]) -> set[str] | None:
        """The tokens of these sentences as patterns compare them, each once; None where nobody can tell quickly."""
        return self._words.norms(texts)

    def find(self, sentence: Tokens) -> list[Hit[Key]]:
        """Every pattern that is there, in the order in which the patterns were given."""
        return self._search((sentence,))[0]

    def find_all(self, texts: Iterable[str]) -> Iterator[tuple[Tokens, list[Hit[Key]]]]:
        """Each of these sentences in tokens and what `find` finds in it; several times as fast as one by one.

        Texts are taken as they are needed, some hundreds ahead.
        """
        for batch in _batches(texts):
            sentences = self._words.tokens(batch)
            yield from zip(sentences, self._search(sentences), strict=True)

    def batches(self, texts: Iterable[str]) -> Iterator[Batch[Key]]:
        """These sentences in order, some hundreds a batch, for a caller who asks for one key after the other.

        Texts are taken as they are needed.
        """
        for batch in _batches(texts):
            sentences = self._words.tokens(batch)
            row = Row(sentences, self._words)
            able: dict[Key, list[CompiledPattern]] = {}
            for number in self._able(row):
                able.setdefault(self._keys[number], []).append(self._patterns[number])
            yield Batch(sentences, row, able)

    def seconds(self, texts: Iterable[str]) -> Mapping[Key, float]:
        """By key, the time that `find_all` takes for its patterns in these texts; absent where it takes none."""
        spent: dict[Key, float] = defaultdict(float)
        for batch in _batches(texts):
            row = Row(self._words.tokens(batch), self._words)
            for number in self._able(row):
                spent[self._keys[number]] += min(_timed(row, self._patterns[number]) for _ in range(ROUNDS))
        return spent

    def _index(self) -> dict[int | None, list[int]]:
        """Every pattern under that of its needed questions whose words the patterns ask for least; that one comes to
        stand first among them."""
        uses = Counter(step.asks for pattern in self._patterns for step in pattern.steps)
        often: Counter[str] = Counter()
        for question, literals in self._words.literals.items():
            for literal in literals:
                often[literal] += uses[question]
        # What is no question for words, such as a number, is taken to be as frequent as the commonest word.
        rate = {question: sum(often[word] for word in words) for question, words in self._words.literals.items()}
        usual = max(rate.values(), default=0)
        noted: dict[int | None, list[int]] = defaultdict(list)
        for number, needs in enumerate(self._needs):
            needs.sort(key=lambda question: (rate.get(question, usual), question))
            if needs and needs[0] in rate:
                # What is no question for words, half of all words answer: it rules no sentence out.
                needs[:] = [question for question in needs if question in rate]
            noted[needs[0] if needs else None].append(number)
        return noted

    def _notes_of(self, kind: int) -> tuple[int, ...]:
        """The questions that a kind answers and some pattern needs."""
        notes = self._notes[kind] = tuple(self._words.answers[kind] & self._needed)
        return notes

    def _able(self, row: Row) -> list[int]:
        """The patterns that may be in a row: all that they need is somewhere there, in one sentence."""
        where: dict[int, int] = defaultdict(int)
        for kind, sentences in row.sentences_by_kind().items():
            for question in self._notes[kind] if kind in self._notes else self._notes_of(kind):
                where[question] |= sentences
        numbers, noted = set(self._noted.get(None, ())), self._noted
        for question in where:
            numbers.update(noted.get(question, ()))
        able = []
        for number in sorted(numbers):
            together = -1
            for question in self._needs[number]:
                together &= where.get(question, 0)
                if not together:
                    break
            else:
                able.append(number)
        return able

    def _search(self, sentences: Sequence[Tokens]) -> list[list[Hit[Key]]]:
        row = Row(sentences, self._words)
        hits: list[list[Hit[Key]]] = [[] for _ in sentences]
        for number in self._able(row):
            for sentence, start, end in row.spans(self._patterns[number]):
                # A pattern whose every token may be left out holds nothing, and spaCy finds it nowhere.
                if start < end:
                    hits[sentence].append(Hit(self._keys[number], start, end))
        return hits


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text) + 1
        if size > BATCH:
            yield batch
            batch, size = [], 0
    yield batch


def _timed(row: Row, pattern: CompiledPattern) -> float:
    row.forget()
    begun = perf_counter()
    for _ in row.spans(pattern):
        pass
    return perf_counter() - begun


def _compiled(pattern: Pattern[Any], words: PatternVocabulary) -> CompiledPattern:
    """A pattern as steps; raises ValueError where spaCy would."""
    starts = ends = False
    if isinstance(pattern.phrase_or_tokens, Phrase):
        tokens: Sequence[Mapping[str, Any]] = pattern.phrase_or_tokens.tokens()
        starts, ends = pattern.phrase_or_tokens.starts, pattern.phrase_or_tokens.ends
    else:
        tokens = pattern.phrase_or_tokens
    steps = []
    for token in tokens:
        conditions = {name.upper(): value for name, value in token.items()}
        operator = str(conditions.pop("OP", "1"))
        question = words.question(conditions)
        steps.append(PatternStep(otherwise(question) if operator == "!" else question, *_times(operator)))
    return compiled(steps, starts=starts, ends=ends, every=pattern.every)


def _needed(pattern: CompiledPattern) -> set[int]:
    """The questions that must be answered yes for it to match."""
    return {step.asks for step in pattern.steps if step.least and step.asks >= 0}


def _times(operator: str) -> tuple[int, int | None]:
    """How often an operator of spaCy's lets its token stand."""
    known = {"1": (1, 1), "!": (1, 1), "?": (0, 1), "*": (0, None), "+": (1, None)}
    if operator in known:
        return known[operator]
    match = re.fullmatch(r"\{(\d*)(,?)(\d*)\}", operator)
    if not match or not (match[1] or match[3]):
        raise ValueError(f"OP = {operator!r} is no operator")
    least = int(match[1] or 0)
    most = least if not match[2] else int(match[3]) if match[3] else None
    if most is not None and most < least:
        raise ValueError(f"OP = {operator!r} is no operator")
    return least, most
