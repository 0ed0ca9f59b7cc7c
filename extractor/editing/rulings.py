"""One ruling on one passage, written into the decisions of its thread: keep, drop, move, reword, add, lead.

A ruling on words that were ruled on before under the same question takes the place of the earlier one: its table is
changed, and comments in it stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.corpus import Corpus
from extractor.corpus import decisions as reading
from extractor.editing import history, tables
from extractor.editing.groups import Editor
from extractor.editing.history import Edit
from extractor.editing.keeping import HEAD, names_of
from extractor.faq.finding import Finder
from extractor.model import Conversation, Decision, Passage, Problem, Stage, Verdict, folded
from extractor.problems import ThreadfaqError
from extractor.text.characters import encodable, shortened

BECAUSE = {
    Verdict.KEEP: "",
    Verdict.DROP: "It does not answer this question.",
    Verdict.MOVE: "It answers the other question.",
    Verdict.REWORD: "Said more plainly.",
    Verdict.ADD: "It answers this question.",
}
"""What is written where an editor gives no reason; a `keep` agrees with what is there and needs none."""
_DONE = {
    Verdict.KEEP: "kept",
    Verdict.DROP: "dropped",
    Verdict.MOVE: "moved",
    Verdict.REWORD: "reworded",
    Verdict.ADD: "added",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRuling:
    """What an editor rules about a passage."""

    verdict: Verdict
    """What is ruled."""
    question: str
    """The address of the question under which it stands, or is to stand."""
    to: str | None = None
    """For move: the address of the question to which it goes."""
    text: str | None = None
    """For reword: the editor's words."""
    lead: bool = False
    """Whether it stands first under its question."""


def rule(corpus: Corpus, conversation: Conversation, passage: Passage, ruling: NewRuling, editor: Editor) -> None:
    """Write a ruling on a passage.

    Raises ThreadfaqError: E404 for a question that is not there, E401 to E407 where the words are not found as a
    decision must find them, E613 for what cannot be, E607 and E609 where the file cannot be written or has changed.
    """
    for address in filter(None, (ruling.question, ruling.to)):
        if address not in corpus.questions:
            raise _refused("E404", address, f"there is no question `{shortened(address)}`", "choose another one")
    if ruling.verdict is Verdict.MOVE and ruling.to in (None, ruling.question):
        raise _refused("E613", ruling.question, "it stands under this question already", "choose another one")
    if ruling.verdict is Verdict.REWORD and not (ruling.text and ruling.text.strip() and encodable(ruling.text)):
        raise _refused("E613", ruling.question, "a rewording needs words", "write them")
    path = path_of(corpus, passage.thread)
    before = history.read(path)
    text = (before or b"").decode("utf-8")
    values = _values(conversation, passage, ruling, editor)
    decision = _decision(passage, ruling, editor, values, str(path))
    place, problems = Finder(conversation).find(decision)
    if place is None:
        raise ThreadfaqError(*problems)
    known = on_passage(text, str(path), corpus.questions, conversation, passage)
    earlier = [each for each, _ in known if each.question in (None, ruling.question)]
    if len(earlier) > 1:
        numbers = ", ".join(str(each.number) for each in earlier)
        cause = f"decisions {numbers} rule on these words already"
        raise _refused("E613", str(path), cause, "take all but one of them out of the file first")
    if earlier:
        if ruling.verdict is not Verdict.DROP:
            values |= _again(earlier[0], editor)
        after = tables.updated(text, "decision", earlier[0].number, values, str(path), _KEYS)
    else:
        after = tables.appended(text, "decision", [values], str(path), HEAD)
    what = f'{_DONE[ruling.verdict]} "{shortened(passage.text, 60)}"'
    history.write(corpus.root, what, [Edit(path=path, before=before, after=after.encode())])


def confirm(corpus: Corpus, conversation: Conversation, passage: Passage, question: str, editor: Editor) -> None:
    """Say that a passage still holds under a question: the decision on it gets the day and the name, the day by which
    to look again moves as far, and everything else in it stays; where there is none, it is kept.

    Raises ThreadfaqError like `rule`.
    """
    path = path_of(corpus, passage.thread)
    before = history.read(path)
    text = (before or b"").decode("utf-8")
    known = on_passage(text, str(path), corpus.questions, conversation, passage)
    earlier = [each for each, _ in known if each.question in (None, question) and each.verdict is not Verdict.DROP]
    if len(earlier) != 1:
        rule(corpus, conversation, passage, NewRuling(verdict=Verdict.KEEP, question=question), editor)
        return
    values = {"by": editor.by, "on": editor.on, **_again(earlier[0], editor)}
    after = tables.updated(text, "decision", earlier[0].number, values, str(path))
    what = f'looked again at "{shortened(passage.text, 60)}"'
    history.write(corpus.root, what, [Edit(path=path, before=before, after=after.encode())])


def _again(earlier: Decision, editor: Editor) -> dict[str, Any]:
    """The day by which to look again, as long after the new ruling as it was after the earlier one."""
    return {} if earlier.check_again is None else {"check_again": editor.on + (earlier.check_again - earlier.on)}


def path_of(corpus: Corpus, thread: str) -> Path:
    """The decisions file of a thread of the corpus, whether or not it is there."""
    return corpus.index.decisions.get(thread, corpus.root / "decisions" / f"{thread}.toml")


def on_passage(
    text: str, file: str, questions: Iterable[str], conversation: Conversation, passage: Passage
) -> Sequence[tuple[Decision, Passage]]:
    """The decisions of a file that rule on words of this passage, each with the words that it judges."""
    finder = Finder(conversation)
    rows = []
    for decision in reading.read(passage.thread, text, file, questions)[0] if text.strip() else ():
        place = None if decision.broken else finder.find(decision)[0]
        if place is not None and place.meets(passage):
            rows.append((decision, place))
    return rows


def withdraw(corpus: Corpus, thread: str, number: int, words: str) -> None:
    """Take the decision of a number, from 1, out of its file; `words` are those that it judges.

    Raises ThreadfaqError like `rule`, and E613 where the decision of this number judges other words by now.
    """
    path = path_of(corpus, thread)
    before = history.read(path)
    known = reading.read(thread, (before or b"").decode("utf-8"), str(path), corpus.questions)[0]
    if not any(row.number == number and row.words == words for row in known):
        raise _refused("E613", str(path), f"decision {number} judges other words by now", "look at it again")
    text = tables.removed((before or b"").decode("utf-8"), "decision", number, str(path))
    what = f"took decision {number} on {thread} out"
    history.write(corpus.root, what, [Edit(path=path, before=before, after=text.encode())])


def _values(conversation: Conversation, passage: Passage, ruling: NewRuling, editor: Editor) -> dict[str, Any]:
    values: dict[str, Any] = {
        "verdict": ruling.verdict.value,
        **names_of(conversation.thread.by_number[passage.post]),
        "words": folded(passage.text),
        "question": ruling.question,
    }
    if ruling.verdict is Verdict.MOVE:
        values["to"] = ruling.to
    if ruling.verdict is Verdict.REWORD:
        values["text"] = folded(ruling.text or "")
    if ruling.lead:
        values["lead"] = True
    return {**values, "because": editor.because or BECAUSE[ruling.verdict], "by": editor.by, "on": editor.on}


def _decision(passage: Passage, ruling: NewRuling, editor: Editor, values: dict[str, Any], file: str) -> Decision:
    return Decision(
        verdict=ruling.verdict,
        thread=passage.thread,
        words=values["words"],
        because=values["because"],
        by=editor.by,
        on=editor.on,
        question=ruling.question,
        file=file,
        author=values.get("author"),
        posted=values.get("posted"),
        post=values.get("post"),
    )


def _refused(code: str, file: str, cause: str, help: str) -> ThreadfaqError:
    return ThreadfaqError(Problem(stage=Stage.COMMAND, code=code, file=file, cause=cause, help=help))


_NAMES = ("author", "posted", "post")
_KEYS = (*_NAMES, "to", "text", "lead", "stance", "check_again")
"""Keys of an earlier ruling that a new one does not take over."""
