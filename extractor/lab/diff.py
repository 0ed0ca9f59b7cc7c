"""Effects of changed rules on a corpus: every sentence with other labels, by the rule that is the cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from extractor.lab.contradictions import Contradiction, contradicted
from extractor.labels import Classifier, Judgement
from extractor.model import Conversation, Decision, Label, Passage, Role, Stance
from extractor.rules import Rule
from extractor.rules.languages import MARKS
from extractor.rules.packs import Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """One sentence that is judged otherwise."""

    before: Label
    """As the old rules judge it."""
    after: Label
    """As the new ones do."""
    causes: tuple[str, ...]
    """The rules whose change is the cause; several where each alone would be enough, or only all together are."""
    contradictions: tuple[Contradiction, ...] = ()
    """Editors' rulings that this goes against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two sets of rules over one corpus."""

    changes: Mapping[str, str]
    """By id, the rules that are not the same: `added`, `removed`, `changed`."""
    flips: tuple[Flip, ...]
    """Sentences in the order of the threads."""


def compared(
    old: Classifier,
    new: Classifier,
    conversations: Mapping[str, Conversation],
    ruled: Iterable[tuple[Decision, Passage]],
) -> Difference:
    """Every sentence of these threads that the new rules judge otherwise than the old."""
    changes = changed(old.rules, new.rules)
    search = _Search(old=old, new=new, changes=changes)
    rulings = list(ruled)
    flips = []
    # Rules that are the same judge the same; only the order of packs may differ, and that is no judgement.
    for conversation in conversations.values() if changes else ():
        at_home = new.at_home(conversation)
        for before, after in zip(old.label(conversation), new.label(conversation), strict=True):
            if label_row(before) != label_row(after):
                role = conversation.thread.by_number[after.passage.post].role
                flips.append(
                    Flip(
                        before=before,
                        after=after,
                        causes=search.causes(before, after, role, at_home),
                        contradictions=contradicted(before, after, rulings),
                    )
                )
    return Difference(changes=changes, flips=tuple(flips))


def changed(old: Mapping[str, Rule], new: Mapping[str, Rule]) -> dict[str, str]:
    """Rules that work differently. Other examples or another `why` make no other rule; other words of a list do."""
    changes = {}
    for id in sorted(old.keys() | new.keys()):
        if id not in old or id not in new:
            changes[id] = "removed" if id in old else "added"
        elif _essence(old[id]) != _essence(new[id]):
            changes[id] = "changed"
    return changes


def _essence(rule: Rule) -> Rule:
    return replace(rule, why="", match=(), no_match=(), known_miss=(), file="")


def label_row(label: Label) -> dict[str, Any]:
    """What is compared of a sentence, as `--json` prints it."""
    return {
        "topics": sorted(label.topics),
        "act": label.act.value,
        "stance": _stance(label.stance),
        "answer": label.answer,
        "questions": {question: _stance(label.stances.get(question)) for question in sorted(label.questions)},
    }


def _stance(stance: Stance | None) -> str | None:
    return stance.value if stance else None


@dataclass
class _Search:
    """Finds which of many changed rules made a sentence another."""

    old: Classifier
    new: Classifier
    changes: Mapping[str, str]
    made: dict[str, Classifier] = field(default_factory=dict)

    def causes(self, before: Label, after: Label, role: Role, at_home: bool) -> tuple[str, ...]:
        """The rules whose change alone makes a difference; all that take part, where none does alone."""
        ids = before.rule_ids | after.rule_ids
        part = [id for id in self.changes if id in ids]
        if len(part) < 2:
            return tuple(part)
        text = after.passage.text
        was = _judged(self.old.judge(text, role, at_home))
        alone = [id for id in part if _judged(self._with(id).judge(text, role, at_home)) != was]
        return tuple(alone or part)

    def _with(self, id: str) -> Classifier:
        """The old rules with this one as it is now."""
        if id not in self.made:
            self.made[id] = exchanged(self.old, self.new, id)
        return self.made[id]


def _judged(judgement: Judgement) -> tuple[object, ...]:
    marks = judgement.marks.intersection(MARKS)
    return set(judgement.topics), judgement.act, judgement.stance, judgement.stances, marks


def exchanged(old: Classifier, new: Classifier, id: str) -> Classifier:
    """The old classifier with one rule as the new one has it: added, removed or changed."""
    rule = new.rules.get(id)

    def rest(rules: Sequence[Rule], here: bool) -> tuple[Rule, ...]:
        kept = tuple(other for other in rules if other.id != id)
        return (*kept, rule) if here and rule is not None else kept

    language = old.language
    cues, modifiers = (
        rest(mine, any(other.id == id for other in theirs))
        for mine, theirs in (
            (language.cues, new.language.cues),
            (language.modifiers, new.language.modifiers),
        )
    )
    packs = {topic.id: topic for topic in old.topics}
    topics: list[Topic] = []
    for topic in (*old.topics, *(topic for topic in new.topics if topic.id not in packs)):
        theirs = next((other for other in new.topics if other.id == topic.id), topic)
        questions = {question.address: question for question in (*topic.questions, *theirs.questions)}
        mine = topic.rules if topic.id in packs else ()
        here = any(other.id == id for other in theirs.rules)
        topics.append(replace(topic, questions=tuple(questions.values()), rules=rest(mine, here)))
    return Classifier(topics, replace(language, cues=cues, modifiers=modifiers))
