"""No module holds words of a language's prose: they are data in `extractor/language/<code>/`, read by its code."""

from __future__ import annotations

import ast
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor import language
from extractor.linking import quotes, replies
from extractor.model import Because, Post, Role, Thread
from extractor.text.sentences import split
from tests.house import PACKAGE, modules, name_of, room

ELSEWHERE = {"language", "readers"}
"""Rooms that may: the data's own, and the readers, whose words are the forums' interfaces in many languages."""

EXCEPTIONS: dict[str, tuple[set[str], str]] = {
    "desk.requests": ({"because", "to"}, "names of fields of forms"),
    "desk.screens.answers": ({"because", "before", "by", "here", "next"}, "names of a template's values"),
    "desk.screens.mending": ({"before", "here", "next"}, "names of a template's values"),
    "desk.screens.questions": ({"before", "here"}, "names of a template's values"),
    "editing.groups": ({"because", "by", "on"}, "keys of a table of set-aside.toml"),
    "editing.history": ({"after", "before", "what", "when"}, "keys of a record"),
    "editing.keeping": ({"because", "by", "on"}, "keys of a decision"),
    "editing.rulings": ({"because", "by", "on"}, "keys of a decision"),
    "lab.difference": ({"before", "after"}, "keys of a row of `rules diff --json`"),
    "lab.table": ({"of", "only", "right"}, "heads of the columns of a table of the command line"),
    "model": ({"because", "how"}, "names of classes"),
    "rules": ({"after", "before"}, "values of a rule's key `reach`"),
    "rules.engine._tokenizer": ({"did", "had"}, "mends of spaCy's own table of English; other languages have none"),
    "statements.ranking._weights": ({"again", "you"}, "names of weights"),
    "statements.ranking._phrases": ({"thanks", "you"}, "names of lists in answering.toml"),
}
"""Words that modules may list for all that, each with the reason."""

_LONG = 15
"""So many small words in one string without a mark are a list to be split, no message."""


def prose() -> frozenset[str]:
    """Words that English texts are full of, out of the lists that the package reads."""
    known: set[str] = set()
    for name in ("words.toml", "linking.toml", "sentences.toml"):
        values = tomllib.loads(language.file_text("en", name))
        for key in ("function_words", "greetings", "responds", "wrote", "no_names", "beginners", "greetings_go_on"):
            known |= {word for phrase in values.get(key, ()) for word in phrase.split()}
    return frozenset(word for word in known if len(word) > 1)


PROSE = prose()


def lists_of_words(source: str) -> Iterator[tuple[int, list[str]]]:
    """Lines of a module with a regular expression, a display or a string to be split that lists such words, and them.

    One word is a name; two of a kind are prose.
    """
    tree = ast.parse(source)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        words: list[str] = []
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            texts = [item.value for item in node.elts if isinstance(item, ast.Constant)]
            words = [text.casefold() for text in texts if isinstance(text, str)]
        elif isinstance(node, ast.Dict):
            texts = [item.value for item in node.keys if isinstance(item, ast.Constant)]
            words = [text.casefold() for text in texts if isinstance(text, str)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            words = [word for ways in re.findall(r"[\w' ?]+(?:\|[\w' ?]+)+", node.value) for word in ways.split("|")]
            if re.fullmatch(r"[a-z'\s]+", node.value) and len(node.value.split()) >= _LONG:
                words += node.value.split()
        prosaic = sorted({word.strip() for word in words} & PROSE)
        if len(prosaic) > 1 and isinstance(node, ast.expr):
            yield node.lineno, prosaic


@pytest.mark.parametrize("path", [path for path in modules() if room(path) not in ELSEWHERE], ids=name_of)
def test_no_module_lists_words_of_prose(path: Path) -> None:
    allowed, _ = EXCEPTIONS.get(name_of(path), (set(), ""))
    found = [
        (line, words) for line, words in lists_of_words(path.read_text("utf-8")) if not allowed.issuperset(words)
    ]
    assert not found, f"{path.relative_to(PACKAGE)}: these belong into extractor/language/en/: {found}"


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_exceptions_are_needed(name: str) -> None:
    (path,) = (path for path in modules() if name_of(path) == name)
    listed = {word for _, words in lists_of_words(path.read_text("utf-8")) for word in words}
    assert listed == EXCEPTIONS[name][0]


@pytest.mark.parametrize(
    "source",
    [
        'A = re.compile(r"(?:hi|hello|dear) ")',
        'A = re.compile(r"(?:I|you|he|she)\\b", re.IGNORECASE)',
        'A = ("Thanks", "yes")',
        'A = {"who": 1, "what": 2}',
        'A = set_of("a after all also although an and another any as at because before but by can could did do")',
    ],
)
def test_a_list_of_words_is_noticed(source: str) -> None:
    assert list(lists_of_words(source))


@pytest.mark.parametrize("source", ['"""It is who, what, and why."""', 'A = "hi|"', 'A = f"nobody says {why} so"'])
def test_a_sentence_is_no_list(source: str) -> None:
    assert not list(lists_of_words(source))


def test_another_language_has_words_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same posts, read by the words of a language in which `schrieb` says what `wrote` says."""
    for code in ("en", "xx"):
        shutil.copytree(language.FOLDER / "en", tmp_path / code)
    for name, old, new in [
        ("linking.toml", '["wrote"]', '["schrieb"]'),
        ("linking.toml", '"hi", "hello"', '"hallo", "moin"'),
        ("sentences.toml", '"approx"', '"ca"'),
    ]:
        path = tmp_path / "xx" / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8")
    monkeypatch.setattr(language, "FOLDER", tmp_path)
    text = "Es kostet ca. Zehn davon, was ich nicht erwartet hatte."
    posts = [
        ("Ana", "Was kostet der Vertrag?"),
        ("Robin", text),
        ("Ana", f"Robin schrieb: {text}\nDanke."),
        ("Max", "Moin Robin und alle anderen."),
    ]
    thread = _thread(posts)
    assert [split(text), split(text, language="xx")] == [[(0, 13), (14, 55)], [(0, 55)]]
    assert not [quote for quote in quotes.find(thread).get(3, ()) if quote.start == 0]
    (quote,) = quotes.find(thread, language="xx")[3]
    assert (quote.start, quote.post) == (0, 2)
    found = replies.find(thread, quotes.find(thread, language="xx"), language="xx")[4]
    assert (found.parent, found.because) == (2, Because.NAMED)


def _thread(posts: list[tuple[str, str]]) -> Thread:
    made = tuple(
        Post(
            number=number,
            id=f"id{number}",
            author=author,
            author_certain=True,
            edited_by=None,
            role=Role.MEMBER,
            posted=None,
            printed=None,
            edited=None,
            text=text,
        )
        for number, (author, text) in enumerate(posts, 1)
    )
    return Thread(id=None, name="any", title=None, url=None, platform=None, format="any", posts=made)
