"""Selectors: CSS without combinators, as a test of one element.

Selectors are tested here and not by `soupsieve`, which comes with bs4. It gave the same answers (6,492
searches of 97 saved pages; 162,886 tests of one element in the files of `tests/readers`), and it was measured to be
slower where it matters:

- 162,886 tests of one element while a post's words are walked: 0.35 s here, 1.85 s with `soupsieve.match`, more than
  the searches of all those pages together. Each test walks up to the root, so 4,000 posts, each inside the one
  before it, take 3.9 s instead of 0.04 s.
- Searches of the 77 pages of `tests/readers`: 0.30 s against 0.60 s, of 2.3 s of reading: no reason alone.
- It needs the tree of bs4 to stay: a page of 0.5 million characters then holds 38 MB instead of 12 MB.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from extractor.markup import Element

# One test of a selector: `name`, `.class`, `#id`, `[attribute]`, `[attribute^="value"]`.
_TEST = re.compile(
    r"(?P<name>[a-z][a-z0-9-]*|\*)|\.(?P<class>[\w-]+)|#(?P<id>[\w-]+)"
    r"|\[(?P<key>[\w:-]+)(?:(?P<how>[\^*$~]?=)\"?(?P<value>[^\]\"]*)\"?)?\]"
)
Selector = Callable[[Element], bool]


@lru_cache(maxsize=512)
def selector(written: str) -> Selector:
    """What tests an element: CSS without combinators, alternatives divided by commas (`li.post[data-id], #first`).

    A class is compared as a token, never as a part of the class string.
    """
    ways = [_tests(way.strip()) for way in written.split(",")]
    return lambda element: any(all(test(element) for test in way) for way in ways)


def _tests(written: str) -> list[Selector]:
    tests: list[Selector] = []
    place = 0
    while place < len(written):
        match = _TEST.match(written, place)
        assert match, f"no selector: {written[place:]}"
        tests.append(_test(match))
        place = match.end()
    return tests


def _test(match: re.Match[str]) -> Selector:
    name, token, id, key, how, value = (match[group] for group in ("name", "class", "id", "key", "how", "value"))
    if name:
        return lambda element: name in ("*", element.name)
    if token:
        return lambda element: token in element.classes
    if id:
        return lambda element: element.attributes.get("id") == id
    tests: dict[str | None, Callable[[str], bool]] = {
        None: lambda _: True,
        "=": lambda held: held == value,
        "^=": lambda held: held.startswith(value),
        "$=": lambda held: held.endswith(value),
        "*=": lambda held: value in held,
        "~=": lambda held: value in held.split(),
    }
    test = tests[how]
    return lambda element: key in element.attributes and test(element.attributes[key])
