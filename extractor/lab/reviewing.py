"""What editors should look at again although nothing is broken: facts older than their topic allows, and rules that
go against what editors decided."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from extractor.faq.ledger import facts_of
from extractor.model import Decision, Entry, Fact, Faq, Label, Passage, Strength, Verdict
from extractor.rules.packs import Topic

AGAINST = 2
"""Decisions that a rule goes against at least, and more than it agrees with: one may be an exception."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldFact:
    """A fact that is printed and that nobody has looked at for longer than its topic allows."""

    question: str
    """The address of the question under which it is printed."""
    words: str
    """The value, as it stands in the passage."""
    passage: Passage
    """The passage."""
    author: str | None
    """Who wrote it."""
    looked: date
    """The day on which somebody last vouched for it: an editor, else its author."""
    by: str | None
    """The editor; None where nobody has since it was written."""
    months: int
    """For how many months a fact of its topic is good."""

    @property
    def cause(self) -> str:
        """What is to be said of it, in one sentence."""
        who = f"{self.by} looked at it" if self.by else "it was written"
        return f"`{self.words}` may have changed: {who} on {self.looked}, and facts here last {self.months} months"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAgainst:
    """A rule that proposes what editors decided otherwise."""

    rule: str
    """The rule's id."""
    file: str
    """Its file."""
    rows: tuple[tuple[Decision, Passage, str], ...]
    """The decisions that it goes against, with the words they judge and the question under which it proposes them."""
    agreed: int
    """How many decisions it agrees with."""

    @property
    def cause(self) -> str:
        """What is to be said of it, in one sentence."""
        return f"the rule `{self.rule}` goes against {len(self.rows)} decisions, and agrees with {self.agreed}"


def old_facts(faq: Faq, topics: Iterable[Topic], language: str) -> Iterator[OldFact]:
    """The newest value of each fact that is printed, where it is older than its topic allows at the FAQ's date."""
    months = {topic.id: topic.facts_last for topic in topics}
    for section in faq.sections:
        last = months.get(section.id)
        for entry in section.entries if last is not None else ():
            assert last is not None
            for line in facts_of(_printed(entry), language):
                row = _old(entry.question.address, line.facts[0], last, faq.as_of)
                if row is not None:
                    yield row


def _printed(entry: Entry) -> Entry:
    """A question with what is printed of it where everything strong is: a fact of a weak passage misleads nobody."""
    positions = (
        replace(each, answers=tuple(row for row in each.answers if row.strength is not Strength.WEAK))
        for each in entry.positions
    )
    return replace(entry, positions=tuple(each for each in positions if each.answers))


def _old(question: str, fact: Fact, months: int, as_of: date) -> OldFact | None:
    answer = fact.answer
    if answer.ruling is not None and answer.ruling.check_again is not None:
        # An editor's own day for this one counts more than what its topic says of all.
        return None
    written = answer.posted.date() if answer.posted is not None else None
    judged = answer.ruling.on if answer.ruling is not None else None
    days = [day for day in (written, judged) if day is not None]
    if not days or _later(max(days), months) >= as_of:
        return None
    is_judged = judged is not None and judged == max(days)
    return OldFact(
        question=question,
        words=fact.words,
        passage=answer.passage,
        author=answer.author,
        looked=max(days),
        by=answer.ruling.by if answer.ruling is not None and is_judged else None,
        months=months,
    )


def _later(day: date, months: int) -> date:
    """The same day of the month so many months later; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def rules_against(
    decisions: Iterable[tuple[Decision, Passage]], labels: Mapping[str, Iterable[Label]], topics: Iterable[Topic]
) -> list[RuleAgainst]:
    """The rules that propose what editors dropped, moved away, or kept on the other side; those that go against most
    decisions first. `labels` are those of each thread that decisions are about."""
    claims = {rule.id: (rule.questions, topic.file) for topic in topics for rule in topic.rules if rule.questions}
    against: dict[str, list[tuple[Decision, Passage, str]]] = {}
    agreed: dict[str, int] = {}
    for decision, passage in decisions:
        verdicts: dict[str, str] = {}
        for label in labels.get(passage.thread, ()):
            if not label.passage.meets(passage):
                continue
            for hit in label.rules:
                questions = claims[hit.id][0] if hit.id in claims else ()
                for question in label.questions:
                    judged = _judged(decision, label, question) if question in questions else None
                    if judged is False:
                        verdicts[hit.id] = question
                    elif judged:
                        verdicts.setdefault(hit.id, "")
        for rule, question in verdicts.items():
            if question:
                against.setdefault(rule, []).append((decision, passage, question))
            else:
                agreed[rule] = agreed.get(rule, 0) + 1
    rows = [
        RuleAgainst(rule=rule, file=claims[rule][1], rows=tuple(each), agreed=agreed.get(rule, 0))
        for rule, each in against.items()
        if len(each) >= AGAINST and len(each) > agreed.get(rule, 0)
    ]
    return sorted(rows, key=lambda row: (-len(row.rows), row.rule))


def _judged(decision: Decision, label: Label, question: str) -> bool | None:
    """Whether a decision agrees that words stand under a question; None where it says nothing of that."""
    if decision.verdict is Verdict.DROP:
        return False if decision.question in (None, question) else None
    if decision.verdict is Verdict.MOVE:
        return question == decision.to if question in (decision.to, decision.question) else None
    if decision.question not in (None, question):
        return None
    stance = label.stances.get(question)
    return decision.stance is None or stance is None or stance == decision.stance
