"""Questions that get another id, another topic or another question's place: their old addresses live on.

A pack's `formerly` keeps every address that a question had, so that links and decisions that name it go on working.
Everything is one step of text, and can be undone (`history`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT

from extractor.corpus import Corpus
from extractor.editing import history
from extractor.editing.history import Edit
from extractor.editing.tables import proved
from extractor.model import Decision, Problem, Question, Stage
from extractor.model.addresses import question_path, topic_path
from extractor.problems import ThreadfaqError
from extractor.rules import NAME
from extractor.rules.packs import Topic
from extractor.tables import nearest
from extractor.text.characters import folded, legible, shortened

Change = Callable[[dict[str, Any]], None]
"""What is done to a pack; once to its plain values, once to the document that is written."""


def rename(corpus: Corpus, address: str, id: str | None = None, title: str | None = None) -> str:
    """Give a question another id, another title, or both; gives its address. Its old address leads on to it.

    Raises ThreadfaqError: E404 where there is no such question, E618 for what cannot be, E607 and E609 where a file
    cannot be written or has changed.
    """
    pack, question = _of(corpus, address)
    if title is not None and not legible(title):
        raise _refused(address, "a title must have something that a reader sees", "give it words")
    new = f"{pack.id}/{id or question.id}"
    if new != address:
        _free(corpus, new)

    def change(values: dict[str, Any]) -> None:
        row = _row(values, question.id)
        if title is not None:
            row["title"] = folded(title)
        if new != address:
            row["id"] = id
            _add(row, "formerly", [address])

    edits = _edited(corpus, {pack.id: [change]}, {address: new})
    history.write(corpus.root, f"renamed the question {address}" + (f" to {new}" if new != address else ""), edits)
    return new


def move(corpus: Corpus, address: str, topic: str) -> str:
    """Put a question into another topic; gives its address. Its rules stay in their pack, and claim it there.

    Raises ThreadfaqError like `rename`.
    """
    pack, question = _of(corpus, address)
    target = next((each for each in corpus.topics if each.id == topic), None)
    if target is None:
        right = nearest(topic, [each.id for each in corpus.topics])
        help = f"did you mean `{right}`?" if right else "a topic is a file in corpus/topics"
        raise _refused(address, f"there is no topic `{shortened(topic)}`", help)
    if target is pack:
        raise _refused(address, f"it is in `{topic}` already", "nothing is to be done")
    new = f"{topic}/{question.id}"
    _free(corpus, new)
    changes: dict[str, list[Change]] = {
        pack.id: [lambda values: _drop(values, question.id)],
        topic: [lambda values: _append(values, {**moved, "formerly": [*moved.get("formerly", []), address]})],
    }
    moved = dict(_row(_values(pack), question.id))
    history.write(corpus.root, f"moved the question {address} to {new}", _edited(corpus, changes, {address: new}))
    return new


def retire(corpus: Corpus, address: str, into: str | None = None) -> list[Decision]:
    """Take a question out of the FAQ. Its address leads to `into`, which answers the same, else to its topic. Gives
    the decisions that rule nothing from now on.

    With `into`, its title, its wordings, the asks that it came from, its rules and its decisions are that question's
    from now on. Without, rules claim it no more, and decisions about it rule nothing, as long as it stays retired.

    Raises ThreadfaqError like `rename`.
    """
    pack, question = _of(corpus, address)
    before = dict(_row(_values(pack), question.id))
    old = [*before.get("formerly", []), address]
    changes: dict[str, list[Change]] = {pack.id: [lambda values: _drop(values, question.id)]}
    if into is None:
        changes[pack.id].append(lambda values: _add(values, "formerly", old))
        what = f"retired the question {address}"
    else:
        target, other = _of(corpus, into)
        if into == address:
            raise _refused(address, "it cannot take its own place", "name another question")

        def join(values: dict[str, Any]) -> None:
            row = _row(values, other.id)
            known = {row.get("title"), *row.get("also_asked", [])}
            wordings = [before["title"], *before.get("also_asked", [])]
            _add(row, "also_asked", [wording for wording in wordings if wording not in known])
            _add(row, "formerly", old)
            for asked in before.get("asked", []):
                _append(row, asked, "asked")

        changes.setdefault(target.id, []).append(join)
        what = f"merged the question {address} into {into}"
    idle = [row for row in corpus.decisions if address in (row.question, row.to)] if into is None else []
    history.write(corpus.root, what, _edited(corpus, changes, {address: into}))
    return idle


def _edited(
    corpus: Corpus, changes: Mapping[str, Sequence[Change]], addresses: Mapping[str, str | None]
) -> list[Edit]:
    """The packs of a corpus with these changes, by topic, and with other addresses in their rules."""
    edits = []
    for topic in corpus.topics:
        path = Path(topic.file)
        before = history.read(path) or b""
        text = before.decode("utf-8-sig")
        expected = tomllib.loads(text)
        document: Any = tomlkit.parse(text)
        for values in (expected, document):
            for change in changes.get(topic.id, ()):
                change(values)
            _claim(values, topic.id, addresses)
        if expected == tomllib.loads(text):
            continue
        mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
        after = mark + proved(tomlkit.dumps(document), expected, str(path)).encode()
        edits.append(Edit(path=path, before=before, after=after))
    return edits


def _claim(values: Any, topic: str, addresses: Mapping[str, str | None]) -> None:
    """Let rules claim the questions under their new addresses, and no longer those that are gone."""
    for rule in values.get("rule", []):
        named = rule.get("question")
        names = [named] if isinstance(named, str) else list(named or [])
        new = [_name(name, topic, addresses) for name in names]
        if new == names:
            continue
        left = list(dict.fromkeys(name for name in new if name is not None))
        if not left:
            del rule["question"]
            rule.pop("stance", None)
        elif isinstance(named, str):
            rule["question"] = left[0]
        else:
            rule["question"] = left


def _name(name: str, topic: str, addresses: Mapping[str, str | None]) -> str | None:
    """How a rule of a topic names a question now; None for one that is gone."""
    address = name if "/" in name else f"{topic}/{name}"
    if address not in addresses:
        return name
    new = addresses[address]
    return new.removeprefix(f"{topic}/") if new is not None else None


def _row(values: Any, id: str) -> Any:
    """The table of a question in a pack."""
    return next(row for row in values["question"] if row.get("id") == id)


def _values(pack: Topic) -> dict[str, Any]:
    return tomllib.loads((history.read(Path(pack.file)) or b"").decode("utf-8-sig"))


def _drop(values: Any, id: str) -> None:
    place = next(number for number, row in enumerate(values["question"]) if row.get("id") == id)
    del values["question"][place]
    if not values["question"]:
        del values["question"]


def _append(values: Any, row: Mapping[str, Any], key: str = "question") -> None:
    """A further table of a list; in a document a copy in its own form."""
    if isinstance(values, tomlkit.TOMLDocument | tomlkit.items.Table):
        made = tomlkit.table()
        for name, value in row.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                for each in value:
                    _append(made, each, name)
            else:
                made[name] = value
        rows = values.get(key)
        if not isinstance(rows, AoT):
            values[key] = rows = tomlkit.aot()
        rows.append(made)
    else:
        values.setdefault(key, []).append(dict(row))


def _add(values: Any, key: str, items: Iterable[str]) -> None:
    """Further texts of a list."""
    items = [item for item in items if item not in values.get(key, [])]
    if not items:
        return
    if key in values:
        values[key].extend(items)
    elif isinstance(values, tomlkit.TOMLDocument):
        _add_above(values, key, items)
    else:
        values[key] = items


def _add_above(document: tomlkit.TOMLDocument, key: str, items: Sequence[str]) -> None:
    """A key above all tables: below them it would be the last one's."""
    array = tomlkit.array()
    array.extend(items)
    document[key] = array


def _of(corpus: Corpus, address: str) -> tuple[Topic, Question]:
    for topic in corpus.topics:
        for question in topic.questions:
            if question.address == address:
                return topic, question
    now = corpus.former.get(address)
    right = now or nearest(address, list(corpus.questions))
    raise ThreadfaqError(
        Problem(
            stage=Stage.COMMAND,
            code="E404",
            file=shortened(address),
            cause=f"there is no question `{shortened(address)}`",
            help=f"did you mean `{right}`?" if right else "`<topic>/<question>`, as in its page's address",
        )
    )


def _free(corpus: Corpus, address: str) -> None:
    """Refuse an address that is in use, or was."""
    topic, _, id = address.partition("/")
    if not NAME.fullmatch(id):
        raise _refused(address, f"`{shortened(id)}` cannot be an address", "use small letters, digits and hyphens")
    if address in corpus.questions:
        raise _refused(address, "a question has this address", "give another id, or merge the two")
    if address in corpus.former:
        raise _refused(address, "a question had this address before", "an address is never used again: give another")
    if question_path(Question(id=id, topic=topic, title=id)) == topic_path(topic):
        raise _refused(address, "its page would be its topic's own page", "give another id")


def _refused(address: str, cause: str, help: str) -> ThreadfaqError:
    return ThreadfaqError(Problem(stage=Stage.COMMAND, code="E618", file=shortened(address), cause=cause, help=help))
