"""Words as the tokenizer cuts them: which are one token, and under which letters a phrase finds them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from extractor.language import file_name, file_text
from extractor.model import Stage
from extractor.problems import ThreadfaqError
from extractor.rules.engine import Engine
from extractor.rules.phrases import CURRENCY
from extractor.tables import Table, parse


@cache
def short_forms(code: str) -> Mapping[str, tuple[str, ...]]:
    """Beginnings of the ends of short forms, each with words that may have them, from `language/<code>/lab.toml`.

    Raises ThreadfaqError when the file is wrong.
    """
    file = file_name(code, "lab.toml")
    values, problems = parse(file_text(code, "lab.toml"), file, Stage.PACKS)
    top = Table(file, "top", values, problems, stage=Stage.PACKS)
    lists = top.word_lists("short_forms")
    top.done()
    if problems:
        raise ThreadfaqError(*problems)
    return lists


class Words:
    """A language's tokenizer, asked about single words."""

    def __init__(self, code: str) -> None:
        self._engine: Engine[str] = Engine(code, ())
        self._short = short_forms(code)
        self._cut: dict[str, tuple[list[str], list[str]]] = {}

    def whole(self, word: str, norm: bool = True) -> bool:
        """Whether a word is one token in running text; with `norm`, also known by its own letters."""
        texts, norms = self._tokens(word)
        return (norms == [word]) if norm else len(texts) == 1

    def numeric(self, word: str) -> bool:
        """Whether a word counts as a number."""
        return any(self._engine.tokens(word).numbers)

    def tokenised(self, word: str) -> str:
        """What the tokenizer makes of it, for a message."""
        texts, norms = self._tokens(word)
        return f"the tokenizer reads it as {' '.join(f'`{token}`' for token in (texts if len(texts) > 1 else norms))}"

    def advice(self, word: str) -> str:
        """How a phrase would say it."""
        _, norms = self._tokens(word)
        if norms == ["-"]:
            return 'no phrase can name a dash: write a pattern of `tokens`, NORM = "-"'
        if any(map(str.isdigit, norms)) or not set(CURRENCY).isdisjoint(norms):
            return "a number is `#`, with its currency or without"
        return f"write `{' '.join(norms)}`"

    def stopping(self, word: str) -> str:
        """How the `stops` of a modifier would say it."""
        texts, norms = self._tokens(word)
        return f'write "{norms[0]}"' if len(texts) == 1 else "a stop is one word or sign"

    def spelt(self, word: str) -> str:
        """How a token pattern would say it."""
        texts, norms = self._tokens(word)
        return f'write NORM = "{norms[0]}"' if len(texts) == 1 else "write one token for each"

    def _tokens(self, word: str) -> tuple[list[str], list[str]]:
        if word not in self._cut:
            # As in a sentence: the end of a short form (`'ve`, `n't`) behind what it shortens, others between words.
            hosts = next((hosts for start, hosts in self._short.items() if word.startswith(start)), ())
            for host in (*hosts, ""):
                tokens = self._engine.tokens(f"see {host}{word} now")
                norms = tokens.norms
                first, stop = 2 if host else 1, len(norms) - 1
                texts = [tokens.text[slice(*tokens.span(place, place + 1))] for place in range(first, stop)]
                self._cut[word] = texts, norms[first:stop]
                if host and norms[1] == host and len(self._cut[word][0]) == 1:
                    break
        return self._cut[word]
