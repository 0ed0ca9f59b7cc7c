"""What each sentence says: topics, act, stance, and whether it answers a question.

A sentence is judged by rules alone. Nothing here knows a forum's subject or a word of English: topics come from
the packs, acts and modifiers from the language's cues.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractor.languages import Language
from extractor.matching import Engine, Hit, Pattern
from extractor.model import Act, Conversation, Fired, Label, Passage, Post, Problem, Role, Stance
from extractor.rules import Rule, nearly
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


class Classifier:
    """Topic packs and one language's cues, compiled once."""

    def __init__(self, topics: Sequence[Topic], language: Language) -> None:
        self.topics = tuple(topics)
        self.language = language
        self._rules = {
            rule.id: rule for rule in (*language.cues, *(rule for topic in topics for rule in topic.rules))
        }
        self._engine = Engine(language.code, _patterns(self._rules.values()))
        self._order = {topic.id: number for number, topic in enumerate(topics)}
        self._asked = [question.address for topic in topics for question in topic.questions]

    def hits(self, text: str) -> tuple[list[Fired], dict[str, str]]:
        """Rules that match a sentence, each at its leftmost longest place, and those that a veto silenced."""
        sentence = self._engine.tokens(text)
        best: dict[str, Hit[tuple[str, bool]]] = {}
        vetoes: dict[str, str] = {}
        for hit in self._engine.find(sentence):
            rule_id, veto = hit.key
            if veto:
                start, end = sentence.span(hit.start, hit.end)
                vetoes.setdefault(rule_id, text[start:end])
            elif rule_id not in best or (hit.start, -hit.end) < (best[rule_id].start, -best[rule_id].end):
                best[rule_id] = hit
        fired = []
        for rule_id, hit in best.items():
            if rule_id not in vetoes:
                start, end = sentence.span(hit.start, hit.end)
                fired.append(Fired(id=rule_id, start=start, end=end, weight=self._rules[rule_id].weight))
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
        norms = set(self._engine.tokens(text).norms)
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


def _patterns(rules: Iterable[Rule]) -> Iterator[Pattern[tuple[str, bool]]]:
    """Everything the rules look for, each known by its rule and whether it silences it."""
    for rule in rules:
        for phrase in rule.phrases:
            yield Pattern(key=(rule.id, False), look=phrase)
        for phrase in rule.without:
            yield Pattern(key=(rule.id, True), look=phrase)
        for tokens in rule.tokens:
            yield Pattern(key=(rule.id, False), look=tokens)


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
