"""A language's tokenizer, spaCy's, made once for all who ask the same of its tokens: it takes a fifth of a second."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import spacy
from spacy.attrs import IDS
from spacy.language import Language
from spacy.symbols import NAMES, NORM, ORTH
from spacy.tokenizer import Tokenizer

LOST = {"did": "do", "had": "have"}
"""Past forms whose norm in spaCy's English table is another word, but only before a negation (didn't, hadn't): a
cue could not tell what is done from what was. They keep the norm that they have when they stand alone."""
RENEWAL = 250_000
"""After how many chunks the tokenizer is made anew: its tables grow with every new word, zone or not."""


@dataclass(eq=False, slots=True)
class _Shared:
    """A language's tokenizer."""

    nlp: Language
    plain: Any
    """The same for chunks of text, one by one: rules over their borders are left out."""
    rules: frozenset[str]
    """Words that are cut in a way of their own."""
    longest: int
    """The letters of the longest."""
    cuts: bool
    """Whether text can be cut at white space before it is read. A language with a tokenizer of its own, or with a
    rule over white space, is given whole sentences."""
    learned: int = 0
    """Chunks it has read."""

    @property
    def grown(self) -> bool:
        """Whether it should be given up for a new one."""
        return self.learned > RENEWAL


def tokenizer(code: str, attributes: frozenset[int]) -> _Shared:
    """The tokenizer of a language, of whose tokens norm, lower case and these attributes may be asked."""
    shared = _made(code, attributes)
    if shared.grown:
        _made.cache_clear()
        shared = _made(code, attributes)
    return shared


def pipeline(code: str) -> Language:
    """spaCy's own for a language, with nothing in it but a tokenizer, and its norms as the engine takes them."""
    nlp = spacy.blank(code)
    cutting: Any = nlp.tokenizer
    for word, pieces in dict(getattr(cutting, "rules", None) or {}).items():
        if any(piece.get(NORM) == LOST.get(piece[ORTH].lower(), "") for piece in pieces):
            kept = [{**piece, NORM: own} if (own := piece[ORTH].lower()) in LOST else piece for piece in pieces]
            cutting.add_special_case(word, kept)
    return nlp


@lru_cache(maxsize=4)
def _made(code: str, attributes: frozenset[int]) -> _Shared:
    nlp = pipeline(code)
    # spaCy works out two dozen attributes for each new word; those that nobody asks are half of that time.
    vocab: Any = nlp.vocab
    wanted = {IDS["NORM"], IDS["LOWER"], IDS["LIKE_NUM"], *attributes}
    vocab.lex_attr_getters = {name: get for name, get in vocab.lex_attr_getters.items() if name in wanted}
    # Words that are names of spaCy's own (`IS_ALPHA`) would break it when they are met in a second zone: what is
    # learnt outside of any stays.
    for name in NAMES:
        vocab[name]
    rules = getattr(nlp.tokenizer, "rules", None) or {}
    cuts = isinstance(nlp.tokenizer, Tokenizer) and all(
        len(rule.split()) <= 1 and (rule.isspace() or rule.split() == [rule]) for rule in rules
    )
    return _Shared(
        nlp=nlp,
        plain=_without_retokenizing(nlp.tokenizer) if cuts else nlp.tokenizer,
        rules=frozenset(rules),
        longest=max(map(len, rules), default=0),
        cuts=cuts,
    )


def _without_retokenizing(tokenizer: Any) -> Any:
    """The same tokenizer without its last step, which looks for rules' words over the borders of chunks.

    spaCy takes a rule into that step if an affix is in it; so no affix is found until the rules are in.
    """
    ready = False

    def later(search: Any, nothing: Any) -> Any:
        return search and (lambda text: search(text) if ready else nothing)

    plain = Tokenizer(
        tokenizer.vocab,
        rules=tokenizer.rules,
        prefix_search=later(tokenizer.prefix_search, None),
        suffix_search=later(tokenizer.suffix_search, None),
        infix_finditer=later(tokenizer.infix_finditer, ()),
        token_match=tokenizer.token_match,
        url_match=tokenizer.url_match,
    )
    ready = True
    return plain
