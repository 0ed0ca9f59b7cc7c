"""What each sentence says: topics, act, stance, and whether it answers a question. The only module with spaCy.

A sentence is judged by rules alone. Nothing here knows a forum's subject or a word of English: topics come from
the packs, acts and modifiers from the language's cues.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import spacy
from spacy.matcher import Matcher
from spacy.tokens import Doc

from extractor.languages import Language
from extractor.model import Act, Conversation, Fired, Label, Passage, Post, Problem, Role, Stance
from extractor.rules import Phrase, Rule, nearly
from extractor.sentences import split
from extractor.topics import Topic

BY_WEIGHT = (Act.QUESTION, Act.SOCIAL, Act.OTHER, Act.ADVICE, Act.EXPERIENCE, Act.FACT, Act.OPINION)
"""Where two acts have the same weight, the earlier wins: the more its cues say by themselves, the earlier."""

SPEAKS = frozenset({Act.ADVICE, Act.FACT, Act.OPINION})
"""Acts that can answer; an experience can when it tells a habit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the rules make of one sentence alone. Offsets count in that sentence."""

    topics: tuple[str, ...]
    act: Act
    stance: Stance | None
    questions: tuple[str, ...]
    stances: Mapping[str, Stance | None]
    score: float
    fired: tuple[Fired, ...]
    vetoed: tuple[tuple[str, str], ...]
    """Rules that would have fired, and the words of `without` that kept them silent."""
    modifiers: frozenset[str]


@dataclass(slots=True, kw_only=True)
class _Pattern:
    """One way for a rule to match, or to be silenced: a phrase, or a pattern in spaCy's own form."""

    rule: str
    veto: bool
    phrase: Phrase | None
    tokens: list[dict[str, Any]]
    anchors: tuple[frozenset[str], ...]
    """Sets of words (norms); the sentence must have one of each."""
    matcher: Matcher | None = None
    """For a pattern in spaCy's form; made when it is first needed."""

    def find(self, sentence: _Sentence) -> tuple[int, int] | None:
        """Its leftmost longest match, as token offsets."""
        if self.phrase is not None:
            return self.phrase.find(sentence.norms, sentence.numbers, sentence.first, sentence.last)
        if self.matcher is None:
            self.matcher = Matcher(sentence.doc.vocab)
            self.matcher.add("pattern", [self.tokens])
        spans = [(start, end) for _, start, end in self.matcher(sentence.doc)]
        return min(spans, key=lambda span: (span[0], -span[1]), default=None)


class _Sentence:
    """A tokenised sentence, with what patterns ask of it looked up once."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.norms: list[str] = [token.norm_ for token in doc]
        self.numbers: list[bool] = [token.like_num for token in doc]
        self.first = _beginning(doc)
        self.last = max((token.i for token in doc if token.text[-1].isalnum()), default=0)


class Classifier:
    """Topic packs and one language's cues, compiled once."""

    def __init__(self, topics: Sequence[Topic], language: Language) -> None:
        self.topics = tuple(topics)
        self.language = language
        self._nlp = spacy.blank(language.code)
        self._rules = {
            rule.id: rule for rule in (*language.cues, *(rule for topic in topics for rule in topic.rules))
        }
        self._patterns: list[_Pattern] = []
        self._by_word: dict[str, list[int]] = {}
        self._anywhere: list[int] = []
        for rule in self._rules.values():
            for phrase in rule.phrases:
                self._add(rule, phrase.tokens(), False, phrase)
            for phrase in rule.without:
                self._add(rule, phrase.tokens(), True, phrase)
            for tokens in rule.tokens:
                self._add(rule, [dict(token) for token in tokens], False, None)
        self._order = {topic.id: number for number, topic in enumerate(topics)}
        self._asked = [question.address for topic in topics for question in topic.questions]

    def _add(self, rule: Rule, tokens: list[dict[str, Any]], veto: bool, phrase: Phrase | None) -> None:
        anchors = _anchors(tokens)
        number = len(self._patterns)
        self._patterns.append(_Pattern(rule=rule.id, veto=veto, phrase=phrase, anchors=tuple(anchors), tokens=tokens))
        # The anchor with the fewest forms stands in the index; the others are asked once it is there.
        for word in min(anchors, key=lambda forms: (len(forms), sorted(forms)), default=()):
            self._by_word.setdefault(word, []).append(number)
        if not anchors:
            self._anywhere.append(number)

    def _candidates(self, norms: set[str]) -> list[_Pattern]:
        """Patterns all of whose words are in the sentence: a few of thousands, so that rules cost little."""
        numbers = {number for norm in norms for number in self._by_word.get(norm, ())}
        numbers.update(self._anywhere)
        found = (self._patterns[number] for number in sorted(numbers))
        return [pattern for pattern in found if not any(norms.isdisjoint(forms) for forms in pattern.anchors)]

    def hits(self, text: str) -> tuple[list[Fired], dict[str, str]]:
        """Rules that match a sentence, each at its leftmost longest place, and those that a veto silenced."""
        doc = self._nlp.make_doc(text)
        sentence = _Sentence(doc)
        best: dict[str, tuple[int, int]] = {}
        vetoes: dict[str, str] = {}
        for pattern in self._candidates(set(sentence.norms)):
            span = pattern.find(sentence)
            if span is None:
                continue
            rule_id = pattern.rule
            if pattern.veto:
                vetoes.setdefault(rule_id, doc[span[0] : span[1]].text)
            elif rule_id not in best or (span[0], -span[1]) < (best[rule_id][0], -best[rule_id][1]):
                best[rule_id] = span
        fired = [
            Fired(
                id=rule_id,
                start=doc[start].idx,
                end=doc[end - 1].idx + len(doc[end - 1]),
                weight=self._rules[rule_id].weight,
            )
            for rule_id, (start, end) in best.items()
            if rule_id not in vetoes
        ]
        silenced = {rule_id: words for rule_id, words in vetoes.items() if rule_id in best}
        return sorted(fired, key=lambda hit: (hit.start, hit.end, hit.id)), silenced

    def judge(self, text: str) -> Judgement:
        """One sentence, alone."""
        fired, vetoed = self.hits(text)
        rules = [self._rules[hit.id] for hit in fired]
        topics = {rule.claims for rule in rules if rule.claims in self._order and rule.topic}
        weights = {act: sum(rule.weight for rule in rules if rule.claims == act) for act in BY_WEIGHT}
        act = max(BY_WEIGHT, key=lambda candidate: weights[candidate])
        act = act if weights[act] > 0 else Act.OPINION
        stances: dict[str, Stance | None] = {}
        claimed: dict[str, float] = {}
        for rule in rules:
            for address in rule.questions:
                if rule.weight > claimed.get(address, 0):
                    claimed[address] = rule.weight
                    stances[address] = rule.stance
        questions = tuple(address for address in self._asked if address in claimed)
        stance = max((rule for rule in rules if rule.stance), key=lambda rule: rule.weight, default=None)
        return Judgement(
            topics=tuple(sorted(topics, key=self._order.__getitem__)),
            act=act,
            stance=stance.stance if stance else None,
            questions=questions,
            stances={address: stances[address] for address in questions},
            score=sum(rule.weight for rule in rules),
            fired=tuple(fired),
            vetoed=tuple(sorted(vetoed.items())),
            modifiers=frozenset(rule.claims for rule in rules),
        )

    def nearly(self, text: str) -> list[tuple[str, str, str]]:
        """Topic rules that lack one word in this sentence: rule, phrase, the word."""
        norms = {token.norm_ for token in self._nlp.make_doc(text)}
        fired = {hit.id for hit in self.hits(text)[0]}
        found = []
        for rule in self._rules.values():
            if rule.claims in self._order and rule.id not in fired and (lacks := nearly(rule, norms)):
                found.append((rule.id, *lacks))
        return found

    def label(self, conversation: Conversation) -> list[Label]:
        """Every sentence of a thread, in order; quoted sentences carry nothing but their mark."""
        return [label for post in conversation.thread.posts for label in self._post(conversation, post)]

    def _post(self, conversation: Conversation, post: Post) -> Iterator[Label]:
        thread = conversation.thread
        before: Label | None = None
        for start, end in split(post.text):
            passage = Passage(
                thread=thread.id or thread.name,
                post=post.number,
                anchor=post.anchor,
                start=start,
                end=end,
                text=post.text[start:end],
            )
            if conversation.quoted(post.number, start, end):
                before = None
                yield _quoted(passage)
                continue
            label = self._sentence(passage, post.role, before)
            before = label
            yield label

    def _sentence(self, passage: Passage, role: Role, before: Label | None) -> Label:
        judged = self.judge(passage.text)
        leans = before is not None and "leans" in judged.modifiers
        answer, because = _answers(judged, role)
        needs = None
        if leans and before is not None:
            needs = (before.needs[0] if before.needs else before.passage.start, before.passage.end)
        return Label(
            passage=passage,
            topics=judged.topics,
            act=judged.act,
            stance=judged.stance,
            quote=False,
            answer=answer,
            questions=judged.questions if answer else (),
            stances=judged.stances if answer else {},
            score=judged.score,
            rules=tuple(
                Fired(id=hit.id, start=hit.start + passage.start, end=hit.end + passage.start, weight=hit.weight)
                for hit in judged.fired
            ),
            needs=needs,
            because=because,
        )


def _anchors(tokens: Iterable[Mapping[str, Any]]) -> list[frozenset[str]]:
    """What a pattern cannot match without: the norms of its literal tokens that may not be missing."""
    found = []
    for token in tokens:
        literal = token.get("NORM")
        if literal is None or token.get("OP", "1") in ("?", "*", "!") or str(token.get("OP", "")).startswith("{0"):
            continue
        forms = literal.get("IN") if isinstance(literal, dict) else [literal]
        if forms:
            found.append(frozenset(forms))
    return found


def _beginning(doc: Doc) -> int:
    """The first word: after opening marks, and after the number of a list (`2.`, `3)`)."""
    words = [token.i for token in doc if token.text[0].isalnum()]
    if len(words) > 1 and doc[words[0]].like_num and words[1] > words[0] + 1:
        return words[1]
    if len(words) > 1 and re.fullmatch(r"\d+[.)]", doc[words[0]].text):
        return words[1]
    return words[0] if words else 0


def _quoted(passage: Passage) -> Label:
    """Borrowed words are nobody's here: no topic, no rule, no answer."""
    return Label(
        passage=passage,
        topics=(),
        act=Act.OTHER,
        stance=None,
        quote=True,
        answer=False,
        questions=(),
        stances={},
        score=0.0,
        rules=(),
        because="somebody else's words",
    )


def _answers(judged: Judgement, role: Role) -> tuple[bool, str]:
    """Whether a sentence is printed, and why, in one sentence for `threadfaq why`."""
    if not judged.questions:
        return False, "no rule claims a question for it"
    if role is Role.ASKER:
        return False, "the asker tells the case; an answer is somebody else's"
    if "addressee" in judged.modifiers:
        return False, "it speaks of the person it answers, not of the reader's case"
    if judged.act in SPEAKS:
        return True, f"{judged.act} under {', '.join(judged.questions)}"
    if judged.act is Act.EXPERIENCE and "habit" in judged.modifiers:
        return True, f"a habit, told as advice, under {', '.join(judged.questions)}"
    return False, f"its act is {judged.act}"


def failures(classifier: Classifier, rules: Iterable[Rule]) -> list[Problem]:
    """Every example that its rule gets wrong."""
    problems = []
    for rule in rules:
        for sentence, expected in [*((s, True) for s in rule.match), *((s, False) for s in rule.no_match)]:
            fired, vetoed = classifier.hits(sentence)
            if any(hit.id == rule.id for hit in fired) is expected:
                continue
            silenced = f'`without` found "{vetoed[rule.id]}"' if rule.id in vetoed else "no phrase of it is there"
            problems.append(
                Problem(
                    code="E302" if expected else "E303",
                    file=rule.file,
                    place=f"rule {rule.id}",
                    cause="it should match this and does not" if expected else "it matches what it should not",
                    details=(sentence, silenced if expected else "see `threadfaq why` for the words"),
                    help="mend the phrase, or move the sentence to the other list",
                )
            )
    return problems
