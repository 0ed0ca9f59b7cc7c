"""What becomes of a group of asks: a question of the FAQ, more wordings of one, or set aside. Plain functions: the
commands call them, and whatever else lets an editor decide.

Every step writes text files of the corpus, all or none, and can be undone (`history`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from extractor.corpus import Corpus, setaside
from extractor.editing import history, tables
from extractor.editing.anchoring import anchors, other_wordings, row_of
from extractor.editing.history import Edit
from extractor.editing.keeping import kept
from extractor.model import (
    Ask,
    Conversation,
    Group,
    GroupState,
    Problem,
    Question,
    SetAsideVerdict,
    Stage,
)
from extractor.model.addresses import question_path, topic_path
from extractor.problems import ThreadfaqError
from extractor.rules import NAME
from extractor.rules.packs import Topic
from extractor.tables import nearest
from extractor.text.characters import folded, legible, shortened
from extractor.text.slugs import slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """Who decides, when, and why."""

    by: str
    """Who."""
    on: date
    """When."""
    because: str = ""
    """Why; where nothing is said, a general reason is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """How a group becomes a question."""

    topic: str
    """The topic's id; its file is made where there is none."""
    id: str | None = None
    """The question's id; else made of its title."""
    title: str | None = None
    """Its title; else the group's."""
    topic_title: str | None = None
    """The title of a topic that is made; else its id's words."""
    keep: Sequence[int] = field(default_factory=tuple)
    """Which of the group's answers are kept, by their numbers from 1."""


def find(groups: Sequence[Group], id: str) -> Group:
    """The group of an id, or that of one of its asks: a group's id may have changed since it was shown.

    Raises ThreadfaqError (E601) where there is none.
    """
    for group in groups:
        if group.id == id:
            return group
    for group in groups:
        if any(ask.id == id for ask in group.asks):
            return group
    right = nearest(id, [group.id for group in groups])
    raise ThreadfaqError(
        Problem(
            stage=Stage.COMMAND,
            code="E601",
            file=shortened(id),
            cause="there is no such group of asks",
            help=f"did you mean `{right}`?" if right else "`threadfaq questions --all` lists them",
        )
    )


def accept(
    corpus: Corpus, group: Group, accepted: Accepted, editor: Editor, conversations: Mapping[str, Conversation]
) -> str:
    """Make a question of a group, and keep the answers that are named; gives the question's address.

    Raises ThreadfaqError: E613 for what cannot be, E607 and E609 where a file cannot be written or has changed.
    """
    _owners_known(corpus)
    if group.question is not None:
        raise _refused(
            group, f"it is accepted already, as `{group.question}`", "accept another group, or `threadfaq undo`"
        )
    title = folded(accepted.title or group.title)
    if not legible(title):
        raise _refused(group, "no wording of it is fit to be a title", "give one, with --title")
    if not NAME.fullmatch(accepted.topic):
        right = slug(accepted.topic)
        help = f"did you mean `{right}`? {_SIGNS}" if NAME.fullmatch(right) else _SIGNS
        raise _refused(group, f"`{shortened(accepted.topic)}` cannot be a topic", help)
    taken = {question.id for topic in corpus.topics if topic.id == accepted.topic for question in topic.questions}
    id = _id(accepted.id, title, group, taken)
    question = Question(id=id, topic=accepted.topic, title=title)
    if question_path(question) == topic_path(accepted.topic):
        raise _refused(group, f"the page of a question `{id}` would be its topic's own page", "give another --id")
    path = corpus.root / "topics" / f"{accepted.topic}.toml"
    before = history.read(path)
    head = _head(accepted.topic, accepted.topic_title)
    table: dict[str, Any] = {"id": id, "title": title}
    also = other_wordings(group, title)
    if also:
        table["also_asked"] = also
    table["asked"] = [row_of(anchor) for anchor in anchors(group)]
    text = tables.appended(_decoded(before, path), "question", [table], str(path), head)
    edits = [Edit(path=path, before=before, after=text.encode())]
    because = editor.because or "It answers what these people ask."
    chosen = [_answer(group, number) for number in dict.fromkeys(accepted.keep)]
    passages = [(passage, question.address) for passage in chosen]
    edits += kept(corpus, conversations, passages, editor.by, editor.on, because)
    history.write(corpus.root, f"accepted the question {question.address}", edits)
    return question.address


def retitle(corpus: Corpus, address: str, title: str) -> None:
    """Give a question another title; its address stays. The old one becomes one of its other wordings.

    Raises ThreadfaqError like `merge`.
    """
    pack = _pack_of(corpus, address)
    title = folded(title)
    if not legible(title):
        cause, help = "these words are not fit to be a title", "give others"
        raise ThreadfaqError(Problem(stage=Stage.COMMAND, code="E613", file=address, cause=cause, help=help))
    number, question = next(
        (number, each) for number, each in enumerate(pack.questions, 1) if each.address == address
    )
    if question.title == title:
        return
    path = Path(pack.file)
    before = history.read(path)
    also = [wording for wording in dict.fromkeys((question.title, *question.also_asked)) if wording != title]
    values = {"title": title, "also_asked": also}
    text = tables.updated(_decoded(before, path), "question", number, values, str(path))
    what = f'renamed {address} to "{shortened(title, 60)}"'
    history.write(corpus.root, what, [Edit(path=path, before=before, after=text.encode())])


def merge(corpus: Corpus, group: Group, address: str) -> None:
    """Let a question own a group: some of its asks become asks that the question came from.

    Raises ThreadfaqError like `accept`, and E404 where there is no such question.
    """
    _owners_known(corpus)
    pack = _pack_of(corpus, address)
    if group.question is not None:
        raise _refused(group, f"it belongs to `{group.question}` already", "nothing is to be done")
    path = Path(pack.file)
    before = history.read(path)
    rows = [row_of(anchor) for anchor in anchors(group)]
    id = address.partition("/")[2]
    title = next(each.title for each in pack.questions if each.id == id)
    also = other_wordings(group, title)
    text = tables.inserted(_decoded(before, path), id, rows, also, str(path))
    history.write(
        corpus.root, f"merged a group into {address}", [Edit(path=path, before=before, after=text.encode())]
    )


def set_aside(corpus: Corpus, group: Group, verdict: SetAsideVerdict, editor: Editor) -> None:
    """Dismiss a group, or put it off. Raises ThreadfaqError like `accept`."""
    _owners_known(corpus)
    if group.state is GroupState.OWNED:
        raise _refused(group, f"`{group.question}` is the question that it asks", "take the question's `asked` out")
    because = editor.because or _BECAUSE[verdict]
    _record(corpus, group, verdict, editor, because, [ask.id for ask in group.asks], [])


def split(corpus: Corpus, group: Group, parts: Sequence[Sequence[Ask]], editor: Editor) -> None:
    """Let a group be two: the asks of the first part stay apart from those of the others.

    Raises ThreadfaqError like `accept`, and E613 where nothing tells two parts apart.
    """
    _owners_known(corpus)
    sides = [[ask.id for ask in part] for part in parts if part]
    if len(sides) < 2:
        raise _refused(group, "nothing in their words tells its asks apart", "dismiss it, or accept it as it is")
    others = [id for side in sides[1:] for id in side]
    because = editor.because or _BECAUSE[SetAsideVerdict.SPLIT]
    _record(corpus, group, SetAsideVerdict.SPLIT, editor, because, sides[0], others)


def _record(
    corpus: Corpus,
    group: Group,
    verdict: SetAsideVerdict,
    editor: Editor,
    because: str,
    members: Sequence[str],
    others: Sequence[str],
) -> None:
    """Write into `set-aside.toml` what was decided about a group."""
    path = corpus.root / setaside.FILE
    before = history.read(path)
    table: dict[str, Any] = {
        "verdict": verdict.value,
        "because": because,
        "by": editor.by,
        "on": editor.on,
        "askers": group.askers,
        "threads": group.threads,
        "members": list(members),
        **({"others": list(others)} if others else {}),
        "asked": [row_of(anchor) for anchor in anchors(group)],
    }
    text = tables.appended(_decoded(before, path), "group", [table], str(path), _ASIDE)
    what = f"{_DONE[verdict]} the group {group.id}"
    history.write(corpus.root, what, [Edit(path=path, before=before, after=text.encode())])


def _owners_known(corpus: Corpus) -> None:
    """Raise ThreadfaqError with what is wrong with a topic's file: which groups its questions own is not known."""
    problems = [problem for rows in corpus.lost_topics.values() for problem in rows]
    wait = "nothing was written: a question in this file may be the one that is asked; correct it and do it again"
    if problems:
        raise ThreadfaqError(
            *(replace(each, help=f"{each.help}\n    {wait}" if each.help else wait) for each in problems)
        )


def _pack_of(corpus: Corpus, address: str) -> Topic:
    """The topic of a question. Raises ThreadfaqError (E404) where there is no such question."""
    pack = next((topic for topic in corpus.topics for each in topic.questions if each.address == address), None)
    if pack is None:
        right = nearest(address, list(corpus.questions))
        raise ThreadfaqError(
            Problem(
                stage=Stage.COMMAND,
                code="E404",
                file=shortened(address),
                cause=f"there is no question `{shortened(address)}`",
                help=f"did you mean `{right}`?" if right else "`<topic>/<question>`, as in its page's address",
            )
        )
    return pack


def _id(given: str | None, title: str, group: Group, taken: set[str]) -> str:
    if given is not None:
        if not NAME.fullmatch(given):
            raise _refused(group, f"`{shortened(given)}` cannot be an address", _SIGNS)
        if given in taken:
            raise _refused(group, f"there is a question `{given}` already", "give another --id, or merge it")
        return given
    wanted = slug(title) or f"question-{group.id}"
    names = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken and name != "index")


def _answer(group: Group, number: int) -> Any:
    if not 1 <= number <= len(group.answers):
        raise _refused(
            group,
            f"it has no answer {number}",
            f"`threadfaq questions show {group.id}` numbers its {len(group.answers)} answers from 1",
        )
    return group.answers[number - 1].scored.passage


def _decoded(data: bytes | None, path: Path) -> str:
    try:
        return (data or b"").decode("utf-8")
    except UnicodeDecodeError as error:
        raise ThreadfaqError(
            Problem(
                stage=Stage.PACKS,
                code="E201",
                file=str(path),
                cause=f"this is not UTF-8: {error.reason}",
                help="save it as UTF-8",
            )
        ) from error


def _head(topic: str, given: str | None) -> str:
    """The head of a topic's file that does not exist yet; an editor says it better later."""
    title = folded(given or "") or re.sub("-+", " ", topic).capitalize()
    return tables.head({"title": title, "summary": f"What people ask: {title}."})


def _refused(group: Group, cause: str, help: str) -> ThreadfaqError:
    return ThreadfaqError(Problem(stage=Stage.COMMAND, code="E613", file=group.id, cause=cause, help=help))


_SIGNS = "use small letters, digits and single hyphens"
_ASIDE = (
    "# Groups of asks that editors set aside. `threadfaq questions` writes here; `threadfaq undo` takes it back.\n"
)
_BECAUSE = {
    SetAsideVerdict.DISMISS: "No question for this FAQ.",
    SetAsideVerdict.LATER: "Looked at again when somebody else asks it.",
    SetAsideVerdict.SPLIT: "Two questions.",
}
_DONE = {
    SetAsideVerdict.DISMISS: "dismissed",
    SetAsideVerdict.LATER: "put off",
    SetAsideVerdict.SPLIT: "split",
}
