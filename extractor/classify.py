"""What each sentence says: topics, act, stance, and whether it answers a question.

A sentence is judged by rules alone. Nothing here knows a forum's subject or a word of English: topics come from
the packs, acts and modifiers from the language's cues.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from extractor.context import advises, inherited
from extractor.languages import Language
from extractor.matching import Engine, Hit, Pattern, Tokens
from extractor.model import Act, Conversation, Fired, Label, Passage, Post, Problem, Role, Stance, Thread
from extractor.rules import Rule, Status, nearly
from extractor.sentences import split
from extractor.text import words
from extractor.topics import Topic

BY_WEIGHT = (Act.QUESTION, Act.SOCIAL, Act.OTHER, Act.FACT, Act.OPINION, Act.EXPERIENCE, Act.ADVICE)
"""Where two acts have the same weight, the earlier wins: the more its cues say by themselves, the earlier."""

SPEAKS = frozenset({Act.ADVICE, Act.FACT, Act.OPINION})
"""Acts that can answer; an experience can when it tells a habit."""


CONDITIONED = frozenset({Act.FACT, Act.EXPERIENCE, Act.OPINION})
"""Acts whose cues say nothing inside a condition: "if he billed for it" is no experience. Advice is not among
them, because many a writer leaves out the comma that ends a condition: "if he lies fire him"."""

MARKED = 0.5
"""The least weight of cues that decides an act."""

UNMARKED = Act.FACT
"""A sentence in which nobody is, nothing is judged and nothing asked states something."""

AGAINST_ADVICE = dict.fromkeys(BY_WEIGHT, 0.4) | {Act.OPINION: 0.2, Act.FACT: 0.1}
"""How much of what speaks for another act speaks against advice: advice stands beside other acts more often than
instead of them, and facts and opinions are what people give as its reasons."""

TURNED = {Stance.FOR: Stance.AGAINST, Stance.AGAINST: Stance.FOR}
"""What a negation makes of a stance; the others stay what they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the rules make of one sentence alone. Offsets count in that sentence."""

    topics: tuple[str, ...]
    act: Act
    acts: Mapping[Act, float]
    """The weight of the cues for each act; the greatest decides."""
    stance: Stance | None
    questions: tuple[str, ...]
    stances: Mapping[str, Stance | None]
    score: float
    fired: tuple[Fired, ...]
    vetoed: tuple[tuple[str, str], ...]
    """Rules that would have fired, and what kept them silent: words of `without`, a condition, a rule that beats."""
    modified: tuple[tuple[str, str, str], ...]
    """Rules that fired within the reach of a modifier: the rule, the modifier's kind, its words."""
    marks: frozenset[str]

    @property
    def advises(self) -> float:
        """How much speaks for advice: its own cues, less a part of what speaks for other acts (AGAINST_ADVICE)."""
        others = sum(AGAINST_ADVICE[act] * weight for act, weight in self.acts.items() if act is not Act.ADVICE)
        return self.acts[Act.ADVICE] - others


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The rules that fired in a sentence, before anything is made of them. Offsets count in that sentence."""

    fired: tuple[Fired, ...]
    """In order of their place."""
    vetoed: Mapping[str, str]
    """By rule id, what kept it silent."""
    modified: Mapping[str, tuple[str, str]]
    """By rule id, the kind of modifier that reaches it and that modifier's words."""


class _Use(Enum):
    """What a pattern of a rule is for."""

    CLAIM = auto()
    VETO = auto()
    PSEUDO = auto()


_Key = tuple[str, _Use]


class Classifier:
    """Topic packs and one language's cues, compiled once."""

    def __init__(self, topics: Sequence[Topic], language: Language) -> None:
        self.topics = tuple(topics)
        self.language = language
        packed = [rule for topic in topics for rule in topic.rules]
        self.rules = {rule.id: rule for rule in (*language.cues, *language.modifiers, *packed)}
        own = _vocabulary(topics)
        looked = (_foreign(rule, own) if rule.claims == "elsewhere" else rule for rule in self.rules.values())
        self._engine = Engine(language.code, _patterns(looked))
        self._order = {topic.id: number for number, topic in enumerate(topics)}
        self._asked = [question.address for topic in topics for question in topic.questions]

    def findings(self, text: str) -> Findings:
        """Rules that match a sentence, each at its first place that no modifier silences, and why others do not.

        Experimental rules are among them: what counts is decided by `judge`.
        """
        sentence = self._engine.tokens(text)
        return self._made(text, sentence, self._engine.find(sentence))

    def findings_all(self, texts: Iterable[str]) -> Iterator[Findings]:
        """`findings` of many sentences, several times as fast as one by one. Texts are taken as they are needed."""
        for sentence, hits in self._engine.find_all(texts):
            yield self._made(sentence.text, sentence, hits)

    def _made(self, text: str, sentence: Tokens, hits_found: Iterable[Hit[_Key]]) -> Findings:
        """What the hits in a sentence come to, when vetoes and modifiers have spoken."""

        def said_at(start: int, end: int) -> str:
            first, last = sentence.span(start, end)
            return text[first:last]

        claims: dict[str, list[Hit[_Key]]] = {}
        pseudo: dict[str, list[Hit[_Key]]] = {}
        vetoed: dict[str, str] = {}
        for hit in hits_found:
            rule_id, use = hit.key
            if use is _Use.VETO:
                vetoed.setdefault(rule_id, said_at(hit.start, hit.end))
            else:
                (claims if use is _Use.CLAIM else pseudo).setdefault(rule_id, []).append(hit)
        for rule_id, words_around in pseudo.items():
            claims[rule_id] = [hit for hit in claims.get(rule_id, ()) if not any(map(hit.meets, words_around))]
        claims = {rule_id: hits for rule_id, hits in claims.items() if hits}
        vetoed = {rule_id: said for rule_id, said in vetoed.items() if rule_id in claims}
        scopes = [
            (rule.claims, trigger, scope)
            for rule_id in claims.keys() - vetoed.keys()
            if (rule := self.rules[rule_id]).reach is not None
            for trigger in claims[rule_id]
            for scope in rule.reach.scopes(sentence.norms, trigger.start, trigger.end)
        ]
        fired: list[Fired] = []
        modified: dict[str, tuple[str, str]] = {}
        for rule_id, hits in claims.items():
            if rule_id in vetoed:
                continue
            rule = self.rules[rule_id]
            for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
                reached = _reached(hit, scopes)
                silencer = reached.get("condition") if rule.claims in CONDITIONED else None
                if silencer is None:
                    break
                vetoed.setdefault(rule_id, said_at(silencer.start, silencer.end))
            else:
                continue
            vetoed.pop(rule_id, None)
            start, end = sentence.span(hit.start, hit.end)
            fired.append(Fired(id=rule_id, start=start, end=end, weight=rule.weight))
            for kind, trigger in reached.items():
                if rule.questions and kind != "condition":
                    modified.setdefault(rule_id, (kind, said_at(trigger.start, trigger.end)))
        for winner in tuple(fired):
            for beaten in self.rules[winner.id].beats:
                if any(other.id == beaten for other in fired):
                    fired = [other for other in fired if other.id != beaten]
                    vetoed[beaten] = f"beaten by {winner.id}"
        fired.sort(key=lambda hit: (hit.start, hit.end, hit.id))
        return Findings(fired=tuple(fired), vetoed=vetoed, modified=modified)

    def judge(self, text: str, role: Role | None = None) -> Judgement:
        """One sentence, alone. `role` is the speaker's; without it every rule is believed."""
        return self.judged(self.findings(text), role)

    def judge_all(self, texts: Iterable[str]) -> Iterator[Judgement]:
        """`judge` of many sentences without their speakers, several times as fast as one by one."""
        return map(self.judged, self.findings_all(texts))

    def judged(self, found: Findings, role: Role | None = None) -> Judgement:
        """What findings amount to: topics, act, questions, stances."""
        fired = tuple(hit for hit in found.fired if _counts(self.rules[hit.id], role))
        vetoed = dict(found.vetoed)
        marks = frozenset(self.rules[hit.id].claims for hit in fired)
        if "elsewhere" in marks:
            vetoed |= {hit.id: "another subject" for hit in fired if self.rules[hit.id].claims in self._order}
            fired = tuple(hit for hit in fired if self.rules[hit.id].claims not in self._order)
        rules = [self.rules[hit.id] for hit in fired]
        topics = {rule.claims for rule in rules if rule.claims in self._order and rule.topic}
        acts = {act: sum(rule.weight for rule in rules if rule.claims == act) for act in BY_WEIGHT}
        act = max(BY_WEIGHT, key=lambda candidate: acts[candidate])
        stances: dict[str, Stance | None] = {}
        claimed: dict[str, float] = {}
        heaviest: tuple[float, Stance | None] = (0.0, None)
        for rule in rules:
            kind = found.modified[rule.id][0] if rule.id in found.modified else ""
            if kind == "denied":
                continue
            stance = _modified(rule.stance, kind)
            if stance is not None and rule.weight > heaviest[0]:
                heaviest = (rule.weight, stance)
            for address in rule.questions:
                if rule.weight > claimed.get(address, 0):
                    claimed[address] = rule.weight
                    stances[address] = stance
        questions = tuple(address for address in self._asked if address in claimed)
        return Judgement(
            topics=tuple(sorted(topics, key=self._order.__getitem__)),
            act=act if acts[act] >= MARKED else UNMARKED,
            acts=acts,
            stance=heaviest[1],
            questions=questions,
            stances={address: stances[address] for address in questions},
            score=sum(rule.weight for rule in rules),
            fired=fired,
            vetoed=tuple(sorted(vetoed.items())),
            modified=tuple((id, *said) for id, said in sorted(found.modified.items())),
            marks=marks,
        )

    def nearly(self, text: str) -> list[tuple[str, str, str]]:
        """Topic rules that lack one word in this sentence: rule, phrase, the word."""
        norms = set(self._engine.tokens(text).norms)
        fired = {hit.id for hit in self.findings(text).fired}
        found = []
        for rule in self.rules.values():
            if rule.claims in self._order and rule.id not in fired and (lacks := nearly(rule, norms)):
                found.append((rule.id, *lacks))
        return found

    def label(self, conversation: Conversation) -> list[Label]:
        """Every sentence of a thread, in order; quoted sentences carry nothing but their mark."""
        said = [
            (post, passage, conversation.quoted(post.number, passage.start, passage.end))
            for post in conversation.thread.posts
            for passage in _passages(conversation.thread, post)
        ]
        found = self.findings_all(passage.text for _, passage, quoted in said if not quoted)
        by_post: dict[int, list[Label]] = {post.number: [] for post in conversation.thread.posts}
        for post, passage, quoted in said:
            labels = by_post[post.number]
            before = labels[-1] if labels and not labels[-1].quote else None
            labels.append(_quoted(passage) if quoted else self._label(passage, next(found), post.role, before))
        weighed = (label for number, labels in by_post.items() for label in _weighed(conversation, number, labels))
        return inherited(conversation, weighed)

    def _label(self, passage: Passage, found: Findings, role: Role, before: Label | None) -> Label:
        """A sentence's label; `before` is that of the sentence it may lean on."""
        judged = self.judged(found, role)
        leans = before is not None and "leans" in judged.marks
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
            advises=judged.advises,
            elsewhere="elsewhere" in judged.marks,
        )


def _passages(thread: Thread, post: Post) -> Iterator[Passage]:
    """A post's sentences."""
    for start, end in split(post.text):
        yield Passage(
            thread=thread.id or thread.name,
            post=post.number,
            anchor=post.anchor,
            start=start,
            end=end,
            text=post.text[start:end],
        )


def _weighed(conversation: Conversation, number: int, labels: Sequence[Label]) -> Iterator[Label]:
    """The labels of a post, with how much each advises where it stands."""
    parent = conversation.replies[number].parent
    aside = parent is not None and conversation.replies[parent].parent is not None
    advised = advises([None if label.quote else label.advises for label in labels], aside)
    for label, amount in zip(labels, advised, strict=True):
        yield label if amount is None else replace(label, advises=amount)


def _vocabulary(topics: Iterable[Topic]) -> set[str]:
    """The words that packs look for or are called by: none of them is a sign of another subject."""
    found: set[str] = set()
    for topic in topics:
        for rule in topic.rules:
            found.update(form for phrase in rule.phrases for piece in phrase.pieces for form in piece.forms)
        asked = (wording for question in topic.questions for wording in (question.title, *question.also_asked))
        called = {word.norm for text in (topic.title, topic.summary, *asked) for word in words(text)}
        found |= called | {word.removesuffix("s") for word in called}
    return found


def _foreign(cue: Rule, own: set[str]) -> Rule:
    """A cue for other subjects without the words of our own: among potters an oven says nothing about the subject."""
    phrases = []
    for phrase in cue.phrases:
        pieces = tuple(replace(piece, forms=piece.forms - own) for piece in phrase.pieces)
        if all(piece.forms or piece.sign for piece in pieces):
            phrases.append(replace(phrase, pieces=pieces))
    return replace(cue, phrases=tuple(phrases))


def _patterns(rules: Iterable[Rule]) -> Iterator[Pattern[_Key]]:
    """Everything the rules look for, each known by its rule and what it is for."""
    for rule in rules:
        # All places: the first may lie within the reach of a modifier that silences it.
        for phrase in rule.phrases:
            yield Pattern(key=(rule.id, _Use.CLAIM), look=phrase, every=True)
        for tokens in rule.tokens:
            yield Pattern(key=(rule.id, _Use.CLAIM), look=tokens, every=True)
        for phrase in rule.without:
            yield Pattern(key=(rule.id, _Use.VETO), look=phrase)
        for phrase in rule.unless:
            yield Pattern(key=(rule.id, _Use.PSEUDO), look=phrase, every=True)


def _reached(hit: Hit[_Key], scopes: Iterable[tuple[str, Hit[_Key], tuple[int, int]]]) -> dict[str, Hit[_Key]]:
    """The modifiers within whose reach a hit begins, by kind. A trigger that is a part of the hit does nothing:
    `never dispute` says of itself what it means."""
    return {
        kind: trigger for kind, trigger, (start, end) in scopes if start <= hit.start < end and not hit.meets(trigger)
    }


def _modified(stance: Stance | None, kind: str) -> Stance | None:
    """A rule's stance as a modifier leaves it."""
    if kind == "negated" and stance is not None:
        return TURNED.get(stance, stance)
    return Stance.OPTIONAL if kind == "optional" else stance


def _counts(rule: Rule, role: Role | None) -> bool:
    """Whether a rule is in force and may be believed from this speaker."""
    believed = not rule.speakers or role is None or role in rule.speakers
    return believed and rule.status is not Status.EXPERIMENTAL


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
    if "addressee" in judged.marks:
        return False, "it speaks of the person it answers, not of the reader's case"
    if judged.act in SPEAKS:
        return True, f"{judged.act} under {', '.join(judged.questions)}"
    if judged.act is Act.EXPERIENCE and "habit" in judged.marks:
        return True, f"a habit, told as advice, under {', '.join(judged.questions)}"
    return False, f"its act is {judged.act}"


def failures(classifier: Classifier, rules: Iterable[Rule]) -> list[Problem]:
    """Every example that its rule gets wrong, and every known miss that it finds by now."""
    problems = []
    for rule in rules:
        examples = [(s, "E302") for s in rule.match]
        examples += [(s, "E303") for s in rule.no_match] + [(s, "E307") for s in rule.known_miss]
        for sentence, code in examples:
            found = classifier.findings(sentence)
            if any(hit.id == rule.id for hit in found.fired) is (code == "E302"):
                continue
            cause, help = FAILURES[code]
            detail = "see `threadfaq why` for the words"
            if code == "E302":
                detail = f'silent because of "{found.vetoed[rule.id]}"' if rule.id in found.vetoed else NOTHING
            problems.append(
                Problem(
                    code=code,
                    file=rule.file,
                    place=f"rule {rule.id}",
                    cause=cause,
                    details=(sentence, detail),
                    help=help,
                )
            )
    return problems


NOTHING = "no phrase of it is there"
FAILURES = {
    "E302": ("it should match this and does not", "mend the phrase, or move the sentence to the other list"),
    "E303": ("it matches what it should not", "mend the phrase, or move the sentence to the other list"),
    "E307": ("it matches a known miss by now", "well done: move the sentence from `known_miss` to `match`"),
}
"""What is said of an example that fails, and what to do."""
