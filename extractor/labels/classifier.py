"""Topic packs and one language's cues, compiled: sentences judged alone, and threads labelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice

from extractor.labels._findings import Finder
from extractor.labels._judgement import (
    BY_WEIGHT,
    MARKED,
    OUTWEIGHS,
    TELLS,
    UNMARKED,
    Findings,
    Judgement,
    Verdict,
    advising,
    disregarded,
    modified_by,
    vetoed_by,
)
from extractor.labels._labels import Talk, labelled, told_apart
from extractor.labels._looking import patterns_of
from extractor.labels.context import inherited
from extractor.model import Act, Conversation, Label, Role, Silence, Stance, Thread, Vetoed
from extractor.rules import Rule, Status
from extractor.rules.elsewhere import foreign, vocabulary_of
from extractor.rules.engine import Engine
from extractor.rules.languages import MARKS, Language
from extractor.rules.packs import Topic
from extractor.text import own_words
from extractor.text.own_words import OwnWords

SHARE = 200_000
"""Characters of the threads that are labelled together: beyond, sentences are no cheaper, and memory grows."""


VERDICTS = 16_000
"""How many sets of rules are kept with what they amount to: of two sentences one fires a set that fired before."""


class Classifier:
    """Topic packs and one language's cues, compiled once."""

    def __init__(self, topics: Sequence[Topic], language: Language) -> None:
        self.topics = tuple(topics)
        self.language = language
        packed = [rule for topic in topics for rule in topic.rules]
        self.rules = {rule.id: rule for rule in (*language.cues, *language.modifiers, *packed)}
        own = vocabulary_of(topics)
        looked = (foreign(rule, own) if rule.claims == "elsewhere" else rule for rule in self.rules.values())
        self._engine = Engine(language.code, patterns_of(looked))
        self._finder = Finder(self.rules, self._engine, language)
        self._heeding = frozenset(rule.id for rule in self.rules.values() if rule.speakers)
        """Rules that heed who speaks."""
        self._doubted = self._heeding | {
            rule.id for rule in self.rules.values() if rule.status is Status.EXPERIMENTAL
        }
        self._on_others = frozenset(rule.id for rule in self.rules.values() if rule.claims == "elsewhere")
        self._verdict = lru_cache(VERDICTS)(self._verdict_of)
        self._order = {topic.id: number for number, topic in enumerate(topics)}
        self._addresses = [question.address for topic in topics for question in topic.questions]

    def findings(self, text: str) -> Findings:
        """Rules that match a sentence, each at its first place that no modifier cancels, and why others do not count.

        Experimental rules are among them: what counts is decided by `judge`.
        """
        return next(self.findings_all((text,)))

    def findings_all(self, texts: Iterable[str]) -> Iterator[Findings]:
        """`findings` of many sentences, several times as fast as one by one. Texts are taken as they are needed."""
        return self._finder.all((text, 0) for text in texts)

    def judge(self, text: str, role: Role | None = None, at_home: bool = False) -> Judgement:
        """One sentence, alone. `role` is the speaker's; without it rules of all speakers count. `at_home`: see
        there."""
        return self.judged(self.findings(text), role, at_home)

    def judge_all(self, texts: Iterable[str]) -> Iterator[Judgement]:
        """`judge` of many sentences without their speakers, several times as fast as one by one."""
        return map(self.judged, self.findings_all(texts))

    def at_home(self, conversation: Conversation) -> bool:
        """Whether the post that opens a thread speaks of a topic.

        Everyday things that are named there, and in the posts below, are examples then and no other subject.
        """
        return self._at_home(conversation.thread, own_words.of_conversation(conversation))

    def _at_home(self, thread: Thread, own: Mapping[int, OwnWords]) -> bool:
        sentences = [
            passage.text
            for post in thread.posts[:1]
            for passage, other in told_apart(thread, post, own[post.number], self.language.code)
            if other is None
        ]
        return any(self.judged(findings).topics for findings in self.findings_all(sentences))

    def judged(self, findings: Findings, role: Role | None = None, at_home: bool = False) -> Judgement:
        """The judgement that follows from findings: topics, act, questions, stances. In a thread that is `at_home` no
        sentence is taken for one on another subject."""
        fired = findings.fired
        ids = tuple([hit.id for hit in fired])
        modified = findings.modified
        verdict = self._verdict(
            ids,
            tuple([modified[id].kind if id in modified else "" for id in ids]) if modified else (),
            None if self._heeding.isdisjoint(ids) else role,
            at_home and not self._on_others.isdisjoint(ids),
        )
        vetoed = findings.vetoed
        if verdict.silent:
            vetoed = {**vetoed, **verdict.silent}
            fired = tuple([hit for hit in fired if hit.id not in verdict.silent])
        return Judgement(
            verdict.topics,
            verdict.act,
            verdict.acts,
            verdict.stance,
            verdict.questions,
            verdict.stances,
            verdict.score,
            fired,
            tuple([vetoed[id] for id in sorted(vetoed)]),
            tuple([modified[id] for id in sorted(modified)]) if modified else (),
            verdict.marks,
            verdict.advises,
        )

    def _verdict_of(self, ids: tuple[str, ...], kinds: tuple[str, ...], role: Role | None, at_home: bool) -> Verdict:
        """What rules that fired amount to, in order of their place. `kinds`: of each the modifier that reaches it, if
        any reaches one of them."""
        rules = [self.rules[id] for id in ids]
        silent: dict[str, Vetoed] = {}

        def silence(why: Callable[[Rule], Silence | None]) -> None:
            for rule in rules:
                because = why(rule)
                if because is not None:
                    silent[rule.id] = vetoed_by(rule.id, because)
            rules[:] = [rule for rule in rules if rule.id not in silent]

        if not self._doubted.isdisjoint(ids):
            silence(lambda rule: disregarded(rule, role))
        if at_home:
            silence(lambda rule: Silence.HOME if rule.claims == "elsewhere" else None)
        marks = frozenset([rule.claims for rule in rules])
        if "elsewhere" in marks:
            hits_by_claim = Counter(rule.claims for rule in rules)
            unheard = {topic for topic in self._order if hits_by_claim[topic] < OUTWEIGHS}
            silence(lambda rule: Silence.SUBJECT if rule.claims in unheard else None)
        weights: dict[str, float] = dict.fromkeys(BY_WEIGHT, 0)
        topics: set[str] = set()
        score: float = 0
        remarks, told_to = 0, False
        for rule in rules:
            claims, weight = rule.claims, rule.weight
            if claims not in MARKS:
                score += weight
            elif claims == "remark":
                remarks += 1
            if claims in weights:
                weights[claims] += weight
                told_to = told_to or (claims == Act.ADVICE and weight >= TELLS)
            if rule.topic and claims in self._order:
                topics.add(claims)
        acts = {act: weights[act] for act in BY_WEIGHT}
        able = acts if told_to else {**acts, Act.ADVICE: 0.0}
        act = max(BY_WEIGHT, key=able.__getitem__)
        stances, heaviest = _stances([rule for rule in rules if rule.questions or rule.stance], ids, kinds)
        questions = tuple([address for address in self._addresses if address in stances]) if stances else ()
        return Verdict(
            silent=silent,
            topics=tuple(sorted(topics, key=self._order.__getitem__)),
            act=act if acts[act] >= MARKED else UNMARKED,
            acts=acts,
            stance=heaviest,
            questions=questions,
            stances={address: stances[address] for address in questions},
            # Tenths have no exact sum: without rounding, 7.9 is printed as 7.8999999999999995.
            score=round(score, 6),
            marks=marks,
            advises=advising(acts, remarks),
        )

    def nearly(self, text: str, known: Container[str]) -> list[tuple[str, str, str]]:
        """Topic rules that lack one word in this sentence: rule, phrase, the word; first what has most words there.

        `known` are the ids of the rules that matched, whether or not they count: none of them is among these.
        """
        sentence = self._engine.tokens(text[slice(*self._finder.judged_part(text))])
        arguments = sentence.norms, sentence.numbers, sentence.first, sentence.last, self.language.function_words
        near_misses = []
        for rule in self.rules.values():
            if rule.claims not in self._order or rule.id in known:
                continue
            near = [(*lacks, phrase.written) for phrase in rule.phrases if (lacks := phrase.lacks(*arguments))]
            if near:
                weight, word, written = max(near, key=lambda lacking: lacking[0])
                near_misses.append((weight, rule.id, written, word))
        near_misses.sort(key=lambda lacking: -lacking[0])
        return [(id, written, word) for _, id, written, word in near_misses]

    def label(self, conversation: Conversation) -> Sequence[Label]:
        """Every sentence of a thread, in order; what is not its author's prose carries nothing but that reason."""
        return next(self.label_all((conversation,)))

    def label_all(self, conversations: Iterable[Conversation]) -> Iterator[Sequence[Label]]:
        """`label` of each of many threads, in order; short ones together several times as fast as one by one.

        Threads are taken as they are needed, a few ahead (SHARE), and given as soon as they are labelled.
        """
        for share in _shares(conversations):
            talks = [self._talk(conversation) for conversation in share]
            findings = self._finder.all(text for talk in talks for text in talk.texts())
            for talk in talks:
                yield self._labels(talk, findings)

    def words_of(self, labels: Iterable[Label]) -> set[str] | None:
        """The words of a thread's labelled sentences as rules compare them; None where nobody can tell quickly."""
        texts = (label.passage.text for label in labels if label.prose)
        return self._engine.norms(text[slice(*self._finder.judged_part(text))] for text in texts)

    def _talk(self, conversation: Conversation) -> Talk:
        thread, own = conversation.thread, own_words.of_conversation(conversation)
        return Talk(
            conversation,
            [list(told_apart(thread, post, own[post.number], self.language.code)) for post in thread.posts],
        )

    def _labels(self, talk: Talk, findings: Iterator[Findings]) -> list[Label]:
        """A thread's labels, from the findings of its sentences, which come next."""
        conversation = talk.conversation
        opening = list(islice(findings, sum(why is None for _, why in talk.posts[0]))) if talk.posts else []
        at_home = any(self.judged(each).topics for each in opening)
        findings = chain(opening, findings)
        labels: list[Label] = []
        for post, sentences in zip(conversation.thread.posts, talk.posts, strict=True):
            role = post.role
            judged = [self.judged(next(findings), role, at_home) if why is None else None for _, why in sentences]
            labels += labelled(conversation, post, sentences, judged)
        return inherited(conversation, labels)


def _stances(
    rules: Iterable[Rule], ids: Sequence[str], kinds: Sequence[str]
) -> tuple[dict[str, Stance | None], Stance | None]:
    """The stance under each question that these rules claim, and the heaviest of all; as `_verdict_of` has them."""
    kind_by_id = dict(zip(ids, kinds, strict=False))
    stances: dict[str, Stance | None] = {}
    claimed: dict[str, float] = {}
    heaviest: tuple[float, Stance | None] = (0.0, None)
    for rule in rules:
        kind = kind_by_id.get(rule.id, "")
        if kind == "denied":
            continue
        stance = modified_by(rule.stance, kind)
        if stance is not None and rule.weight > heaviest[0]:
            heaviest = (rule.weight, stance)
        for address in rule.questions:
            if rule.weight > claimed.get(address, 0):
                claimed[address] = rule.weight
                stances[address] = stance
    return stances, heaviest[1]


def _shares(conversations: Iterable[Conversation]) -> Iterator[list[Conversation]]:
    """Threads in order, so many together that they have SHARE characters."""
    share: list[Conversation] = []
    size = 0
    for conversation in conversations:
        share.append(conversation)
        size += sum(len(post.text) for post in conversation.thread.posts)
        if size >= SHARE:
            yield share
            share, size = [], 0
    if share:
        yield share


@lru_cache(maxsize=2)
def compiled(topics: tuple[Topic, ...], language: Language) -> Classifier:
    """The classifier of packs and a language, kept while they are the same: `make serve` builds again and again."""
    return Classifier(topics, language)
