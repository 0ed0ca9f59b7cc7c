"""Topic packs and one language's cues, compiled: sentences judged alone, and threads labelled."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from extractor.labels._judgement import (
    BY_WEIGHT,
    MARKED,
    OUTWEIGHS,
    SILENCES,
    STRONGEST,
    TELLS,
    UNMARKED,
    Findings,
    Judgement,
    disregarded,
    modified_by,
    vetoed_by,
)
from extractor.labels._labels import labelled, told_apart, unjudged, weighed
from extractor.labels._looking import Key, Scope, Use, foreign, patterns_of, reached_by, vocabulary_of
from extractor.labels.context import inherited
from extractor.model import Act, Conversation, Fired, Label, Modified, Role, Silence, Stance, Thread, Vetoed
from extractor.rules import Rule
from extractor.rules.engine import Engine, Hit, Tokens
from extractor.rules.languages import MARKS, Language
from extractor.rules.packs import Topic
from extractor.text import own_words
from extractor.text.own_words import OwnWords
from extractor.text.sentences import head


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
        self._order = {topic.id: number for number, topic in enumerate(topics)}
        self._addresses = [question.address for topic in topics for question in topic.questions]

    def findings(self, text: str) -> Findings:
        """Rules that match a sentence, each at its first place that no modifier cancels, and why others do not count.

        Experimental rules are among them: what counts is decided by `judge`.
        """
        begin, end = self._judged_part(text)
        sentence = self._engine.tokens(text[begin:end])
        return self._made(sentence, begin, self._engine.find(sentence))

    def findings_all(self, texts: Iterable[str]) -> Iterator[Findings]:
        """`findings` of many sentences, several times as fast as one by one. Texts are taken as they are needed."""
        begins: deque[int] = deque()

        def addressed() -> Iterator[str]:
            for text in texts:
                begin, end = self._judged_part(text)
                begins.append(begin)
                yield text[begin:end]

        for sentence, hits in self._engine.find_all(addressed()):
            yield self._made(sentence, begins.popleft(), hits)

    def _judged_part(self, text: str) -> tuple[int, int]:
        """Where what is judged of a sentence begins, behind a greeting, and ends: see LONGEST in `sentences`."""
        begin = self.language.addressed(text)
        return begin, head(text, begin)

    def _made(self, sentence: Tokens, begin: int, hits_found: Iterable[Hit[Key]]) -> Findings:
        """The findings of a sentence from its matches, after vetoes and modifiers are applied.

        `sentence` is what stands behind a greeting, `begin` where that begins: offsets count in the whole.
        """

        def said_at(start: int, end: int) -> str:
            first, last = sentence.span(start, end)
            return sentence.text[first:last]

        claims: dict[str, list[Hit[Key]]] = {}
        pseudo: dict[str, list[Hit[Key]]] = {}
        vetoed: dict[str, Vetoed] = {}
        for hit in hits_found:
            rule_id, use = hit.key
            if use is Use.VETO:
                words = said_at(hit.start, hit.end)
                vetoed.setdefault(rule_id, vetoed_by(rule_id, Silence.WORDS, words))
            else:
                (claims if use is Use.CLAIM else pseudo).setdefault(rule_id, []).append(hit)
        for rule_id, words_around in pseudo.items():
            claims[rule_id] = [hit for hit in claims.get(rule_id, ()) if not any(map(hit.meets, words_around))]
        claims = {rule_id: hits for rule_id, hits in claims.items() if hits}
        norms = sentence.norms
        vetoed = {rule_id: veto for rule_id, veto in vetoed.items() if rule_id in claims}
        scopes = [
            Scope(rule.claims, trigger, *scope)
            for rule_id in claims
            if rule_id not in vetoed and (rule := self.rules[rule_id]).reach is not None
            for trigger in claims[rule_id]
            for scope in rule.reach.scopes(norms, trigger.start, trigger.end)
        ]
        fired: list[Fired] = []
        modified: dict[str, Modified] = {}
        for rule_id, hits in claims.items():
            if rule_id in vetoed:
                continue
            rule = self.rules[rule_id]
            for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
                reached = reached_by(hit, scopes)
                silencer = next(
                    (reached[kind] for kind, acts in SILENCES.items() if kind in reached and rule.claims in acts),
                    None,
                )
                if silencer is None:
                    break
                words = said_at(silencer.trigger.start, silencer.trigger.end)
                vetoed.setdefault(rule_id, vetoed_by(rule_id, Silence.MODIFIER, words))
            else:
                continue
            vetoed.pop(rule_id, None)
            start, end = sentence.span(hit.start, hit.end)
            fired.append(Fired(id=rule_id, start=begin + start, end=begin + end, weight=rule.weight))
            kind = next((kind for kind in STRONGEST if kind in reached), None)
            if rule.questions and kind is not None:
                trigger = reached[kind].trigger
                start, end = sentence.span(reached[kind].start, reached[kind].end)
                modified[rule_id] = Modified(
                    id=rule_id,
                    kind=kind,
                    by=trigger.key[0],
                    words=said_at(trigger.start, trigger.end),
                    start=begin + start,
                    end=begin + end,
                )
        for winner in tuple(fired):
            for beaten in self.rules[winner.id].beats:
                if any(other.id == beaten for other in fired):
                    fired = [other for other in fired if other.id != beaten]
                    vetoed[beaten] = vetoed_by(beaten, Silence.BEATEN, winner.id)
        fired.sort(key=lambda hit: (hit.start, hit.end, hit.id))
        return Findings(fired=tuple(fired), vetoed=vetoed, modified=modified)

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
        vetoed = dict(findings.vetoed)
        fired = findings.fired

        def silence(why: Callable[[Rule], Silence | None]) -> None:
            nonlocal fired
            silent = {hit.id: because for hit in fired if (because := why(self.rules[hit.id])) is not None}
            if silent:
                vetoed.update({id: vetoed_by(id, because) for id, because in silent.items()})
                fired = tuple(hit for hit in fired if hit.id not in silent)

        silence(lambda rule: disregarded(rule, role))
        if at_home:
            silence(lambda rule: Silence.HOME if rule.claims == "elsewhere" else None)
        marks = frozenset(self.rules[hit.id].claims for hit in fired)
        if "elsewhere" in marks:
            hits_by_claim = Counter(self.rules[hit.id].claims for hit in fired)
            unheard = {topic for topic in self._order if hits_by_claim[topic] < OUTWEIGHS}
            silence(lambda rule: Silence.SUBJECT if rule.claims in unheard else None)
        rules = [self.rules[hit.id] for hit in fired]
        topics = {rule.claims for rule in rules if rule.claims in self._order and rule.topic}
        acts = {act: sum(rule.weight for rule in rules if rule.claims == act) for act in BY_WEIGHT}
        told_to = any(rule.claims == Act.ADVICE and rule.weight >= TELLS for rule in rules)
        act = max(BY_WEIGHT, key=lambda candidate: acts[candidate] if candidate != Act.ADVICE or told_to else 0.0)
        stances: dict[str, Stance | None] = {}
        claimed: dict[str, float] = {}
        heaviest: tuple[float, Stance | None] = (0.0, None)
        for rule in rules:
            kind = findings.modified[rule.id].kind if rule.id in findings.modified else ""
            if kind == "denied":
                continue
            stance = modified_by(rule.stance, kind)
            if stance is not None and rule.weight > heaviest[0]:
                heaviest = (rule.weight, stance)
            for address in rule.questions:
                if rule.weight > claimed.get(address, 0):
                    claimed[address] = rule.weight
                    stances[address] = stance
        questions = tuple(address for address in self._addresses if address in claimed)
        return Judgement(
            topics=tuple(sorted(topics, key=self._order.__getitem__)),
            act=act if acts[act] >= MARKED else UNMARKED,
            acts=acts,
            stance=heaviest[1],
            questions=questions,
            stances={address: stances[address] for address in questions},
            # Tenths have no exact sum: without rounding, 7.9 is printed as 7.8999999999999995.
            score=round(sum(rule.weight for rule in rules if rule.claims not in MARKS), 6),
            fired=fired,
            vetoed=tuple(vetoed[id] for id in sorted(vetoed)),
            modified=tuple(findings.modified[id] for id in sorted(findings.modified)),
            marks=marks,
            remarks=sum(rule.claims == "remark" for rule in rules),
        )

    def nearly(self, text: str, known: Container[str]) -> list[tuple[str, str, str]]:
        """Topic rules that lack one word in this sentence: rule, phrase, the word; first what has most words there.

        `known` are the ids of the rules that matched, whether or not they count: none of them is among these.
        """
        sentence = self._engine.tokens(text[slice(*self._judged_part(text))])
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

    def label(self, conversation: Conversation) -> list[Label]:
        """Every sentence of a thread, in order; what is not its author's prose carries nothing but that reason."""
        thread, own = conversation.thread, own_words.of_conversation(conversation)
        at_home = self._at_home(thread, own)
        passages = [
            (post, passage, other)
            for post in thread.posts
            for passage, other in told_apart(thread, post, own[post.number], self.language.code)
        ]
        findings = self.findings_all(passage.text for _, passage, other in passages if other is None)
        by_post: dict[int, list[Label]] = {post.number: [] for post in thread.posts}
        prose: Label | None = None
        for post, passage, other in passages:
            labels = by_post[post.number]
            before = prose if labels and prose is labels[-1] else None
            if other is not None:
                prose = None
                labels.append(unjudged(passage, other))
                continue
            prose = labelled(passage, self.judged(next(findings), post.role, at_home), post.role, before)
            labels.append(prose)
        return inherited(
            conversation,
            (label for number, labels in by_post.items() for label in weighed(conversation, number, labels)),
        )


@lru_cache(maxsize=2)
def compiled(topics: tuple[Topic, ...], language: Language) -> Classifier:
    """The classifier of packs and a language, kept while they are the same: `make serve` builds again and again."""
    return Classifier(topics, language)
