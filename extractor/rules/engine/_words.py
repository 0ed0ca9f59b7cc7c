"""What patterns ask of single tokens: spaCy reads each chunk of text once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any

from spacy.attrs import IDS
from spacy.matcher import Matcher
from spacy.tokens import Doc

from extractor.rules.engine._tokenizer import tokenizer
from extractor.rules.engine._tokens import CLOSES, ITEM, NUMBER, WORD, Chunk, Tokens, encodable
from extractor.rules.expressions import SHORT, reach

CHUNKS = 50_000
"""How many chunks are kept; a forum's usual ones are far fewer, and a flood of new ones must not fill the memory."""

PLAIN = 16
"""Kinds below are forms alone: tokens of which no pattern asks anything."""
ANY = -1
"""The question that every token answers."""

LONG = 256
"""Letters of a chunk from which it is cut before spaCy reads it, unless it is an address: spaCy takes signs off a
chunk one by one and looks at all the rest each time. Of 6,400 real posts one chunk has more than 200."""
CUT = 64
"""Letters of each piece then."""

MARKS = ",.?!;:)"
"""What may stand behind a word and be cut off; whether it is, the tokenizer is asked."""
_MARKED = re.compile(rf"([A-Za-z]*[a-z])([{MARKS}])")

_LITERALS = {"NORM": "norm_", "LOWER": "lower_", "ORTH": "text", "TEXT": "text"}
# spaCy's own cut: a chunk takes one space behind it with it; further white space is a token.
_CHUNK = re.compile(r"(\S+) ?|(\s+)")
_ITEM = re.compile(r"\d+[.)]")
# Whatever signs stand around an address are few: so many steps of spaCy's, and then it is one token.
_ADDRESS = re.compile(r"\W{0,8}(?:https?://|www\.)[^\s'’]*\w\W{0,8}", re.IGNORECASE)


class PatternVocabulary:
    """A language's tokenizer, and what the patterns ask of single tokens."""

    def __init__(self, code: str) -> None:
        self._code = code
        self.forms: list[int] = list(range(PLAIN))
        """By kind: WORD, CLOSES, NUMBER, ITEM."""
        self.answers: list[frozenset[int]] = [frozenset()] * PLAIN
        """By kind: the questions that its tokens answer."""
        self.answering: list[set[int]] = []
        """By question: the kinds that answer it."""
        self.literals: dict[int, tuple[str, ...]] = {}
        """By question: the words that answer it, where it asks for words."""
        self._kinds: dict[tuple[int, frozenset[int]], int] = {}
        self._questions: dict[str, int] = {}
        self._numbers: set[int] = set()
        """Questions for a number."""
        self._known: dict[str, dict[str, set[int]]] = {}
        """By a token's attribute and its value: questions for words."""
        self._others: dict[str, tuple[int, Mapping[str, Any]]] = {}
        """Questions that only spaCy's matcher can answer, by its key."""
        self._chunks: dict[str, Chunk] = {}
        self._restless: set[str] = set()
        """Chunks whose tokens could be others beside another chunk."""

    def question(self, conditions: Mapping[str, Any]) -> int:
        """The number of what one token of a pattern asks; the same number for the same question."""
        if not conditions:
            return ANY
        name = repr(sorted(conditions.items()))
        if name in self._questions:
            return self._questions[name]
        number = self._questions[name] = len(self._questions)
        self.answering.append(set())
        attribute, value = next(iter(conditions.items()))
        if isinstance(value, Mapping) and list(value) == ["IN"]:
            value = value["IN"]
        literals = [value] if isinstance(value, str) else value
        if len(conditions) == 1 and attribute in _LITERALS and isinstance(literals, list | tuple):
            self.literals[number] = tuple(literals)
            known = self._known.setdefault(_LITERALS[attribute], {})
            for literal in literals:
                known.setdefault(literal, set()).add(number)
        elif conditions == {"LIKE_NUM": True}:
            self._numbers.add(number)
        else:
            self._others[f"q{number}"] = number, conditions
        return number

    def load(self) -> None:
        """Make spaCy's objects, when all questions are known and again when they have grown."""
        attributes = {IDS[name] for _, conditions in self._others.values() for name in conditions if name in IDS}
        self._tokenizer = tokenizer(self._code, frozenset(attributes))
        self.nlp = self._tokenizer.nlp
        cuts = self._tokenizer.cuts
        self._marks = {
            mark for mark in MARKS if cuts and [str(t) for t in self.nlp.tokenizer(f"abcde{mark}")][1:] == [mark]
        }
        self._matcher = Matcher(self.nlp.vocab)
        self._bounded: dict[int | None, Matcher] = {}
        for key, (_, conditions) in self._others.items():
            bound = _bound(conditions)
            if bound not in self._bounded:
                self._bounded[bound] = Matcher(self.nlp.vocab)
            for matcher in (self._matcher, self._bounded[bound]):
                matcher.add(key, [[dict(conditions)]])

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Sentences in tokens, each as spaCy cuts it alone."""
        cut = [self._cut(text) for text in texts]
        try:
            return self._joined(texts, cut)
        except KeyError:
            self._learn(dict.fromkeys(chain.from_iterable(cut)))
        if self._restless:
            cut = [self._cut(text) for text in texts]
            self._learn(dict.fromkeys(chain.from_iterable(cut)))
        return self._joined(texts, cut)

    def norms(self, texts: Iterable[str]) -> set[str] | None:
        """The tokens of these sentences as patterns compare them, each once; None where they cannot be told chunk by
        chunk."""
        chunks = {chunk for text in texts for chunk in text.split()}
        if not self._tokenizer.cuts or not chunks.isdisjoint(self._restless):
            return None
        norms: set[str] = set()
        for chunk in chunks:
            known = self._chunks.get(chunk)
            norms.update(self.tokens((chunk,))[0].norms if known is None else known.norms)
        return norms if chunks.isdisjoint(self._restless) else None

    def _cut(self, text: str) -> list[str]:
        if not self._tokenizer.cuts:
            return [text] if text else []
        chunks = text.split()
        if " ".join(chunks) != text:
            chunks = [chunk or space for chunk, space in _CHUNK.findall(text)]
        if len(text) > LONG and any(len(chunk) > LONG for chunk in chunks):
            return [piece for chunk in chunks for piece in _pieces(chunk)]
        return self._whole(text, chunks) if self._restless else chunks

    def _whole(self, text: str, chunks: list[str]) -> list[str]:
        return chunks if len(chunks) < 2 or self._restless.isdisjoint(chunks) else [text]

    def _joined(self, texts: Sequence[str], cut: Iterable[Sequence[str]]) -> list[Tokens]:
        known = self._chunks.__getitem__
        return [Tokens(text, list(map(known, chunks)), self) for text, chunks in zip(texts, cut, strict=True)]

    def _learn(self, chunks: Iterable[str]) -> None:
        """Put these chunks' tokens where they are looked up."""
        chunks = list(chunks)
        new = self._unknown(chunks)
        if len(self._chunks) + len(new) > CHUNKS:
            self._chunks.clear()
            self._restless.clear()
            new = self._unknown(chunks)
        self._tokenizer.learned += len(new)
        if self._tokenizer.grown:
            self.load()
        whole = [chunk for chunk in new if not self._tokenizer.cuts or chunk.split() != [chunk]]
        apart = set(whole)
        marked = {chunk: parts for chunk in new if (parts := self._parts(chunk))}
        # What is new in a zone is given back at its end, so nothing of spaCy's may leave it.
        with self.nlp.memory_zone():
            for chunk in whole:
                self._chunks[chunk] = self._read(self.nlp.tokenizer(encodable(chunk)), 1)[0]
            self._learn_small([chunk for chunk in new if chunk not in apart and chunk not in marked])
            for chunk, (stem, mark) in marked.items():
                word, sign = self._chunks[stem], self._chunks[mark]
                if len(word.kinds) == len(sign.kinds) == 1:
                    kinds, norms = word.kinds + sign.kinds, word.norms + sign.norms
                    self._chunks[chunk] = Chunk.of(kinds, norms, (0, len(stem)), (len(stem), len(chunk)))
            self._learn_small([chunk for chunk in marked if chunk not in self._chunks])

    def _unknown(self, chunks: Iterable[str]) -> list[str]:
        """Of these chunks, and of the words and marks that they are put together from, those that are not known."""
        parts = (part for chunk in chunks for part in (*self._parts(chunk), chunk))
        return [part for part in dict.fromkeys(parts) if part not in self._chunks]

    def _parts(self, chunk: str) -> tuple[str, ...]:
        """A word and the mark behind it, which spaCy cuts apart and reads each as it does alone; empty for others."""
        match = _MARKED.fullmatch(chunk)
        if match is None or match[2] not in self._marks:
            return ()
        return () if {chunk, *match.groups()} & self._tokenizer.rules else match.groups()

    def _learn_small(self, chunks: Sequence[str]) -> None:
        """Learn chunks without white space, all together."""
        read = self._read(self._tokenizer.plain(encodable(" ".join(chunks))), len(chunks))
        for chunk, together in zip(chunks, read, strict=True):
            if self._ruled(chunk, together):
                alone = self._read(self.nlp.tokenizer(encodable(chunk)), 1)[0]
                if alone != together:
                    self._restless.add(chunk)
                self._chunks[chunk] = alone
            else:
                self._chunks[chunk] = together

    def _ruled(self, chunk: str, tokens: Chunk) -> bool:
        """Whether a rule of the tokenizer might put these tokens together and cut them in another way."""
        return any(
            chunk[start:end] in self._tokenizer.rules
            for number, start in enumerate(tokens.starts)
            for end in tokens.ends[number : number + self._tokenizer.longest]
        )

    def _read(self, doc: Doc, parts: int) -> list[Chunk]:
        """What patterns ask of a text's tokens, chunk by chunk; one chunk of all where `parts` is 1."""
        others: dict[int, set[int]] = {}
        if self._others:
            strings = self.nlp.vocab.strings
            for key, place in self._answered(doc):
                others.setdefault(place, set()).add(self._others[strings[key]][0])
        chunks: list[Chunk] = []
        kinds: list[int] = []
        norms: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        place, last = 0, len(doc) - 1
        for number, token in enumerate(doc):
            text, norm = token.text, token.norm_
            kinds.append(self._kind(token, text, norm, others.get(number, ())))
            norms.append(norm)
            starts.append(place)
            place += len(text)
            ends.append(place)
            if number == last or (parts != 1 and token.whitespace_):
                chunks.append(Chunk.of(kinds, norms, starts, ends))
                kinds, norms, starts, ends, place = [], [], [], [], 0
            elif token.whitespace_:
                place += 1
        return chunks

    def _answered(self, doc: Doc) -> Iterator[tuple[int, int]]:
        """What spaCy's matcher answers, by its key, and where; no expression is tried on a token too long for it."""
        if all(len(token) <= SHORT for token in doc):
            yield from ((key, place) for key, place, _ in self._matcher(doc))
            return
        for bound, matcher in self._bounded.items():
            long = [number for number, token in enumerate(doc) if bound is not None and len(token) > bound]
            for before, place in pairwise([-1, *long, len(doc)]):
                if place > before + 1:
                    yield from ((key, before + 1 + start) for key, start, _ in matcher(doc[before + 1 : place]))

    def _kind(self, token: Any, text: str, norm: str, others: Iterable[int]) -> int:
        form = WORD if text[0].isalnum() else 0
        if text[-1].isalnum():
            form |= CLOSES
        elif _ITEM.fullmatch(text):
            form |= ITEM
        answers = set(others)
        if token.like_num:
            form |= NUMBER
            answers |= self._numbers
        for attribute, known in self._known.items():
            value = norm if attribute == "norm_" else text if attribute == "text" else token.lower_
            if value in known:
                answers |= known[value]
        if not answers:
            return form
        key = form, frozenset(answers)
        kind = self._kinds.get(key)
        if kind is None:
            kind = self._kinds[key] = len(self.forms)
            self.forms.append(form)
            self.answers.append(key[1])
            for question in key[1]:
                self.answering[question].add(kind)
        return kind


def _bound(conditions: Mapping[str, Any]) -> int | None:
    """The letters of the longest token that a question can be asked of; None where it can be of any."""
    written = [
        expression
        for value in conditions.values()
        if isinstance(value, Mapping) and "REGEX" in value
        for expression in _texts(value["REGEX"])
    ]
    return min((bound for bound in map(reach, written) if bound is not None), default=None)


def _texts(value: Any) -> Iterator[str]:
    """The regular expressions in a REGEX of spaCy's: a text, or tables of lists of them."""
    if isinstance(value, str):
        yield value
    else:
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(part)


def _pieces(chunk: str) -> list[str]:
    """A chunk that is too long in pieces; others as they are."""
    if len(chunk) <= LONG or chunk.isspace() or _ADDRESS.fullmatch(chunk):
        return [chunk]
    return [chunk[place : place + CUT] for place in range(0, len(chunk), CUT)]
