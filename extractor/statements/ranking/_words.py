"""The evidence for an answer in a comment's words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.statements.ranking._phrases import ANYWHERE, AT_HEAD, Phrases
from extractor.text.characters import norms
from extractor.text.sentences import split

_NUMBERS, _NAMES, _ADVICE = 2, 4, 2  # how many are all of it
_YOU_SHARE, _WRITER_SHARE = 1 / 5, 1 / 8
_ALONE_WORDS = 8
_COUNTED = ("advises", "you", "writer")

_LINK = re.compile(
    r"https?://\S+|\bwww\.\S+|(?<![\w-])[\w-]{1,63}+\.(?:com|org|net|gov|edu|info)\b\S*", re.IGNORECASE
)
_LINKED = re.compile(r"://|www\.|\.(?:com|org|net|gov|edu|info)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+\.\w+")
_PHONE = re.compile(r"(?<!\d)\d(?:[ -]?\d){6,}(?!\d)")
_NUMBER = re.compile(r"(?<![\w.])\d[\d.,:/]*\w{0,3}")
_FACE = re.compile(r"[:;=][-']?[)(DPpOo/\\|*]+(?!\w)|[\U0001f600-\U0001f64f]")
_NAME = re.compile(r"(?<=[\w,;:&/-] )(?:[A-Z][\w&]*[a-z]\w*|[A-Z]{2,}\b)")
_CALL = re.compile(r"\W*@ ?\w|\s*[A-Z]\w+ ?(?:,|\.\.+|:|-)\s")
_DOTS = re.compile(r"\.\.+|…")
_ENDS_ASKING = re.compile(r"\?[^\w?]*\Z")


@dataclass(frozen=True, slots=True)
class TextWords:
    """A text with what is asked of it more than once."""

    words: tuple[str, ...]
    line: str
    """The words, joined by spaces."""
    stems: frozenset[str]
    """The words that carry meaning, each cut to what its forms share."""


def part(count: float, whole: float) -> float:
    """A count as a share of `whole`, at most 1."""
    return min(1.0, count / whole)


def words_of(text: str, phrases: Phrases) -> TextWords:
    """A text's words, folded, and those of them that carry meaning."""
    words = tuple(norms(text))
    return TextWords(words, " ".join(words), phrases.roots(words))


def word_amounts(
    text: str, text_words: TextWords, phrases: Phrases, people: set[str], asker: set[str]
) -> dict[str, float]:
    """The evidence in a comment's words, given the words of people's names: names of weights and amounts."""
    lists = phrases.lists
    # Most posts have no link and no number: a look for what all of them hold is much cheaper.
    unlinked = _LINK.sub(" ", text) if _LINKED.search(text) else text
    unlinked = _MAIL.sub(" ", unlinked) if "@" in unlinked else unlinked
    digits = _DIGIT.search(unlinked) is not None
    plain = _FACE.sub(" ", unlinked)
    names = {
        name for name in _NAME.findall(plain) if (folded := name.casefold()) not in people and folded not in asker
    }
    runs = plain.split()
    capitals = sum(run[0].isupper() for run in runs)
    asks = "?" in unlinked
    count = len(text_words.words)
    says = phrases.in_words(text_words.words)
    amounts = {name: float(says(name)) for name in ANYWHERE}
    amounts |= {name: float(lists[name].match(text_words.line) is not None) for name in AT_HEAD}
    if lists["decides_nothing"].match(text_words.line):
        amounts["decides"] = 0.0
    times = {name: len(lists[name].findall(text_words.line)) if says(name) else 0 for name in _COUNTED}
    dots = len(_DOTS.findall(text))
    return amounts | {
        "dense": len(text_words.stems) / count if count else 0.0,
        "contact": float(unlinked != text or (digits and _PHONE.search(unlinked) is not None)),
        "numbers": part(len(_NUMBER.findall(plain)), _NUMBERS) if digits else 0.0,
        "names": part(len(names), _NAMES),
        "alone": float(0 < count <= _ALONE_WORDS and not asks and capitals >= len(runs) / 2),
        "advises": part(times["advises"], _ADVICE),
        "asks": float(asks),
        "asks_back": float(_ENDS_ASKING.search(text) is not None),
        "you": part(times["you"], count * _YOU_SHARE) if count else 0.0,
        "smiles": float(plain != unlinked),
        "courtesies": float(says("courtesies") or says("thanks")),
        "writer": part(times["writer"], count * _WRITER_SHARE) if count else 0.0,
        "trails": part(dots, 1 + len(split(text))) if dots else 0.0,
        "calls": float(_calls(text, text_words, phrases, people, asker)),
    }


def _calls(text: str, text_words: TextWords, phrases: Phrases, people: set[str], asker: set[str]) -> bool:
    """Whether a comment begins with the name of somebody who is not known to be the asker."""
    if not text_words.words or text_words.words[0] in asker:
        return False
    if text_words.words[0] in people:
        return True
    heads = (phrases.lists[name] for name in ("decides", "cries", "thanks"))
    word = text_words.words[0] in phrases.common or any(head.match(text_words.line) for head in heads)
    return not word and _CALL.match(text) is not None
