"""Hostile and broken input: no exception but the documented one, no lost character, no hang, nothing unbounded."""

from __future__ import annotations

import gc
import html
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from hypothesis import given
from hypothesis import strategies as st

import extractor
from extractor import markup, readers
from extractor.model import Source
from extractor.problems import NotUnderstood
from tests import fuzzing

Use = Callable[[str | bytes], object]
SIZES = [pytest.param(8_000, 0.2, id="8kB"), pytest.param(40_000, 0.6, id="40kB", marks=pytest.mark.slow)]
"""Characters, and the seconds they may take: quadratic time is longer, linear time a thousandth of it."""
SHORT, LONG = 1_000, 100_000
PARTS = 20


def test_broken_files_are_read_or_refused_and_lose_nothing() -> None:
    read = sum(fuzzing.checked(format, source, twice=True) for format, source in fuzzing.sources(SHORT))
    # If every file were refused, the test would show nothing.
    assert read > SHORT // 5


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_a_hundred_thousand_broken_files(part: int) -> None:
    size = LONG // PARTS
    read = 0
    for number, (format, source) in enumerate(fuzzing.sources(size, SHORT + part * size)):
        read += fuzzing.checked(format, source, twice=number % 50 == 0)
    assert read > size // 5


# ---- every regular expression


UNITS = (
    *" \t\n\r<>&\"'\\/.,:;-_=#@!?()[]{}|*+~^$%0aAé", "\u00a0", "a ", "a.", "a@", "a@a.", "1 ", "1,", "1.", "A b ",
    "a\n", "\n ", "> ", ">\n", "<a ", "<a>", "</a", "<!--", "-->", "&#", "&a;", '="', "='", '" ', "' ",
    "a wrote:", "wrote:\n", '"a" ', "http://", "a/", "From a ", "re: \"", "Jan 1, ", "12:34 ", "1 of ", "of 1 ",
    "A. ", "Ab C ", "Member Since: ", "Re: ", "\n\n", "\r\n", "- ", "-- ", "... ", "@a ", "a-",
    "A\n", "post: 1 ",
)  # fmt: skip
"""Strings that, repeated thousands of times, make a careless pattern take quadratic time."""


ANCHORED = {"match", "fullmatch"}


def patterns() -> list[tuple[str, Use]]:
    """Every pattern of the package, in the way in which its module uses it: at one place, or anywhere."""
    expressions = []
    for info in walk_packages(extractor.__path__, "extractor."):
        if info.name.endswith(("__main__", "plugin")):
            continue
        module = import_module(info.name)
        written = Path(str(module.__file__)).read_text("utf-8")
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and re.search(rf"^{name}\b.*=", written, re.MULTILINE):
                used = set(re.findall(rf"\b{name}\s*\.(\w+)\(", written))
                anchored = bool(used) and used <= ANCHORED
                expressions.append((f"{info.name}.{name}", _anchored(value) if anchored else _anywhere(value)))
    return expressions


def _anchored(pattern: re.Pattern[str] | re.Pattern[bytes]) -> Use:
    return lambda text: (pattern.match(text), pattern.fullmatch(text))  # type: ignore[arg-type]


def _anywhere(pattern: re.Pattern[str] | re.Pattern[bytes]) -> Use:
    return lambda text: list(pattern.finditer(text))  # type: ignore[arg-type]


@pytest.fixture
def impatient() -> Iterator[None]:
    """Whatever runs longer than the timer it sets is ended."""

    def over(*_: object) -> None:
        raise AssertionError("it takes more than linear time")

    before = signal.signal(signal.SIGVTALRM, over)
    # Collecting the garbage of the tests before takes longer than any pattern.
    gc.disable()
    yield
    gc.enable()
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("size", "seconds"), SIZES)
@pytest.mark.parametrize(("name", "use"), patterns(), ids=lambda value: value if isinstance(value, str) else "")
def test_no_pattern_is_slow(name: str, use: Use, size: int, seconds: float) -> None:
    """Each on some seventy texts, with and without a last letter that fits nothing."""
    for unit in UNITS:
        attack = unit * (size // len(unit))
        for text in (attack, attack + "\x00"):
            # A timer of the process's own time ends what would take minutes.
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
            try:
                try:
                    use(text)
                except TypeError:
                    use(text.encode())
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)


# ---- what is too deep, too large, too long


def bounded(script: str, seconds: int, megabytes: int) -> str:
    """What a script prints in a process of its own, which may use no more time and memory."""
    limit = (
        "import resource\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({megabytes << 20}, {megabytes << 20}))\n"
        "from extractor import readers\n"
        "from extractor.pipeline.stages import link\n"
        "from extractor.model import Source\n"
        "from extractor.problems import NotUnderstood\n"
        "def told(data, name='a'):\n"
        "    try:\n"
        "        thread = readers.read(Source(name=name, data=data))\n"
        "    except NotUnderstood as refusal:\n"
        "        return ' '.join(problem.code for problem in refusal.problems)\n"
        "    return f'{len(link(thread).replies)} posts'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", limit + script], capture_output=True, text=True, timeout=seconds, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@pytest.mark.slow
def test_deep_nesting_is_no_recursion() -> None:
    for data in (
        b"<div>" * 20_000 + b"x",
        b"<html id=XF>" + b"<article>" * 20_000,
        b"[" * 200_000,
        b'{"posts":' * 50_000,
        b'{"children":[' * 50_000,
        b"<posts>" * 50_000,
    ):
        with pytest.raises(NotUnderstood):
            readers.read(Source(name="a", data=data))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "answer"),
    [
        ("print(told(b'<html><body>' + b'<div>' * 200_000 + b'x'))", "E103"),
        ("print(told(b'<html><body>' + b'<p>word ' * 20_000_000))", "E112"),
        ("print(told(b'a' * (10 << 20)))", "E103"),
        ("print(told((b'a b. ' * (2 << 20))))", "E103"),
        ("print(told(b'Feb 3, 2024 09:15:00 AM by Maren T\\n' + b'word ' * (2 << 20)))", "1 posts"),
        ("print(told(b'\\0' * (10 << 20)))", "E101"),
        ("print(told(b'{\"posts\": [' + b'[' * (5 << 20)))", "E109"),
    ],
    ids=["deep", "hundred-megabytes", "long-line", "long-prose", "long-post", "nuls", "deep-json"],
)
def test_what_is_too_large_is_bounded(script: str, answer: str) -> None:
    assert bounded(script, 60, 3000) == answer


@pytest.mark.slow
def test_a_thread_of_fifty_thousand_posts() -> None:
    script = (
        "import json\n"
        "posts = [{'author': f'P{n % 900}', 'posted': f'2024-01-01T00:00:{n % 60:02d}', 'text': f'Word {n} said.'}"
        " for n in range(50_000)]\n"
        "print(told(json.dumps({'posts': posts}).encode()))"
    )
    assert bounded(script, 300, 3000) == "50000 posts"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>a<!-- b.<br><br>c", ["a<!-- b.<br>", "c"]),
        ("<p>a<!-- b <img src=x alt=y>", ["a<!-- b <img src=x alt=y>"]),
        ("<p>a<br>b<br/>c<br />d", ["a", "b", "c", "d"]),
        ("<p>Feed &it twice &int; &unknown; &copy 2020 &notit;", ["Feed &it twice ∫ &unknown; © 2020 ¬it;"]),
        ("<script>a = '&it;&nothing;'</script>", ["a = '&it;&nothing;'"]),
    ],
)
def test_markup_that_becomes_words_stays_as_it_was_written(page: str, words: list[str]) -> None:
    assert [node for node in markup.read(page) if isinstance(node, str)] == words


@given(
    st.lists(st.sampled_from(["&", ";", "amp", "not", "it", "in", "int", "#65", "#x41", "LT", " ", "=", "7", "é"]))
)
def test_entities_are_what_browsers_take_for_them(pieces: list[str]) -> None:
    """Python's own decoding follows the HTML standard's rules for text."""
    text = f"a{''.join(pieces)}b"
    assert "".join(node for node in markup.read(f"<p>{text}</p>") if isinstance(node, str)) == html.unescape(text)


def test_void_elements_in_values_stay_as_they_were_written() -> None:
    (element, _) = markup.read('<a title="a <br> b">c</a>')
    assert isinstance(element, markup.Element) and element.attributes == {"title": "a <br> b"}


def test_surrogates_and_controls_come_through() -> None:
    data = b'{"posts": [{"author": "A\\u202e", "text": "a \\ud800 b \\u0000 c \\u2066 d"}]}'
    (post,) = readers.read(Source(name="a", data=data)).posts
    assert post.text == "a \ud800 b \0 c \u2066 d"
