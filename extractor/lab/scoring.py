"""Scores: labels by people compared with those of the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.lab.rows import objects
from extractor.labels import Classifier
from extractor.model import Conversation, Label, Problem, Severity, Stage
from extractor.problems import NotUnderstood
from extractor.readers.exports._fields import Fields
from extractor.text.sentences import LONGEST

_LIKE = 'one object a line, like {"id": "1", "text": "Use milestones."}'
GUIDES = ("advice", "fact")
"""Acts that guide a reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One labelled row and what the program says of the same words."""

    gold: Mapping[str, Any]
    """The row."""
    topics: tuple[str, ...]
    """The program's topics."""
    act: str
    """The program's act."""
    answer: bool | None
    """Whether the program would print it; None when it was judged without its thread."""


def rows(name: str, data: bytes) -> list[Mapping[str, Any]]:
    """JSON lines, which may begin with a byte order mark; other fields than those of labels are left alone.

    Raises NotUnderstood (E109) with every line that is no row, or in which a field is of another kind.
    """
    return [fields.values for fields in objects(name, data, _LIKE, _check)]


def _check(row: Fields) -> None:
    """Complain of what `judged`, `alone` and `matched` could not use."""
    row.text("text", required=True)
    for name in ("topics", "also"):
        if not all(isinstance(item, str) for item in row.items(name)):
            row.complain(f"`{name}` should be a list of strings", "topics, by their ids")
    row.text("act")
    for name in ("answer", "quote"):
        row.flag(name)


def labelled(name: str, data: bytes) -> list[Mapping[str, Any]]:
    """JSON lines that hold labels. Raises NotUnderstood (E109), also when none has one: zeros would look measured."""
    records = rows(name, data)
    if not any(key in row for row in records for key in ("topics", "act", "answer")):
        raise NotUnderstood(
            Problem(
                stage=Stage.COMMAND,
                code="E109",
                file=name,
                cause="no row has a label" if records else "there is no row",
                help='a labelled row is like {"text": "Use milestones.", "topics": [], "act": "advice"}',
            )
        )
    return records


def longer(name: str, records: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """The warning that rows are longer than a sentence can be; none where none is."""
    places = [place for place, row in enumerate(records, 1) if len(row["text"]) > LONGEST]
    if not places:
        return ()
    return (
        Problem(
            stage=Stage.COMMAND,
            code="W122",
            file=name,
            place=f"row {places[0]}",
            cause=f"{len(places)} row{'s' if len(places) > 1 else ''} longer than {LONGEST:,} characters; "
            "of such a row only the beginning is judged",
            help="cut it into sentences, a row each",
            severity=Severity.WARNING,
        ),
    )


def judged(classifier: Classifier, records: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each row judged alone, as `threadfaq label --sentences` prints it."""
    records = list(records)
    for row, judgement in zip(records, classifier.judge_all(row["text"] for row in records), strict=True):
        yield {
            "id": row.get("id"),
            "topics": list(judgement.topics),
            "act": judgement.act.value,
            "stance": judgement.stance.value if judgement.stance else None,
            "score": judgement.score,
        }


def alone(records: Iterable[Mapping[str, Any]], classifier: Classifier) -> list[Pair]:
    """Pairs of rows that are judged without a thread."""
    records = list(records)
    judgements = classifier.judge_all(row["text"] for row in records)
    return [
        Pair(gold=row, topics=judgement.topics, act=judgement.act.value, answer=None)
        for row, judgement in zip(records, judgements, strict=True)
    ]


def matched(records: Iterable[Mapping[str, Any]], conversation: Conversation, classifier: Classifier) -> list[Pair]:
    """Pairs of rows and the label that shares most characters with them in the post they name.

    A row's words are looked for in its post from where the last one ended, so that repeated words keep their
    order. Raises NotUnderstood (E109) for a row whose words are not there: a score over fewer rows is none.
    """
    labels: dict[int, list[Label]] = {}
    for label in classifier.label(conversation):
        labels.setdefault(label.passage.post, []).append(label)
    cursor: dict[int, int] = {}
    pairs = []
    for row in records:
        post = conversation.thread.by_number.get(row["post"]) if isinstance(row.get("post"), int) else None
        at = post.text.find(row["text"], cursor.get(post.number, 0)) if post else -1
        if post is None or at < 0:
            raise NotUnderstood(
                Problem(
                    stage=Stage.COMMAND,
                    code="E109",
                    file=conversation.thread.name,
                    place=f"post {row.get('post')}",
                    cause=f"the labelled words are not there: {row['text'][:60]!r}",
                    help="are these the labels of this thread?",
                )
            )
        end = at + len(row["text"])
        cursor[post.number] = end
        best = max(
            labels[post.number],
            key=lambda label: min(end, label.passage.end) - max(at, label.passage.start),
        )
        pairs.append(Pair(gold=row, topics=best.topics, act=best.act.value, answer=best.answer))
    return pairs


def rates(right: int, extra: int, missed: int) -> tuple[float, float, float]:
    """Precision, recall and F1; 0 where nothing was found or looked for."""
    precision = right / (right + extra) if right + extra else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def topic_rates(pairs: Sequence[Pair], topic: str) -> tuple[float, float, float]:
    """For one topic; rows that accept it without requiring it count neither way."""
    counted = [pair for pair in pairs if topic not in (pair.gold.get("also") or ())]
    gold = [topic in (pair.gold.get("topics") or ()) for pair in counted]
    proposed = [topic in pair.topics for pair in counted]
    return _rates(gold, proposed)


def mean_of_topics(pairs: Sequence[Pair], topics: Sequence[str]) -> float:
    """The mean of the topics' F1, each counting the same however many rows it has; 0 without topics."""
    return sum(topic_rates(pairs, topic)[2] for topic in topics) / len(topics) if topics else 0.0


def answer_rates(pairs: Sequence[Pair]) -> tuple[float, float, float] | None:
    """For `answer`; rows where editors would disagree are left out. None when nothing says."""
    counted = [pair for pair in pairs if pair.answer is not None and pair.gold.get("answer") is not None]
    if not counted:
        return None
    return _rates([bool(pair.gold["answer"]) for pair in counted], [bool(pair.answer) for pair in counted])


def _rates(gold: Sequence[bool], proposed: Sequence[bool]) -> tuple[float, float, float]:
    both = list(zip(gold, proposed, strict=True))
    return rates(
        sum(is_so and says for is_so, says in both),
        sum(says and not is_so for is_so, says in both),
        sum(is_so and not says for is_so, says in both),
    )


def acts(pairs: Sequence[Pair]) -> list[Pair]:
    """Those whose act is labelled; quoted rows are nobody's act and left out."""
    return [pair for pair in pairs if not pair.gold.get("quote") and "act" in pair.gold]


def act_accuracy(pairs: Sequence[Pair]) -> float:
    """The share of rows whose act is the same."""
    counted = acts(pairs)
    return sum(pair.gold["act"] == pair.act for pair in counted) / len(counted) if counted else 0.0


def guidance_rates(pairs: Sequence[Pair]) -> tuple[float, float, float]:
    """For advice and fact together: what can guide a reader, told from what happened and what was felt."""
    counted = acts(pairs)
    return _rates([pair.gold["act"] in GUIDES for pair in counted], [pair.act in GUIDES for pair in counted])


def table(pairs: Sequence[Pair], topics: Sequence[str]) -> str:
    """What `threadfaq score` prints."""
    width = max(map(len, (*topics, "answer")))
    lines = [f"{'':{width}}  precision  recall      F1"]
    named = [(topic, topic_rates(pairs, topic)) for topic in topics]
    answers = answer_rates(pairs)
    if answers is not None:
        named.append(("answer", answers))
    for name, (precision, recall, f1) in named:
        lines.append(f"{name:{width}}  {precision:9.3f}  {recall:6.3f}  {f1:6.3f}")
    precision, recall, f1 = guidance_rates(pairs)
    lines.append(f"{'guidance':{width}}  {precision:9.3f}  {recall:6.3f}  {f1:6.3f}")
    lines.append(f"mean F1 of the topics {mean_of_topics(pairs, topics):.3f}")
    lines.append(f"act accuracy {act_accuracy(pairs):.3f} over {len(acts(pairs))} of {len(pairs)} rows")
    return "\n".join(lines)
