"""Which comments answer the question that opens their thread.

What speaks for and against a comment is a sum of named weights (`WEIGHTS`), so that a person can see why one stands
above another. No subject is known here, and no word of any language: phrases are read from
`language/<code>/answering.toml`.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractor.answering._weights import ANSWERS, WEIGHTS
from extractor.model import BlockKind, Conversation, Post, Problem, Quote, Role
from extractor.sentences import split
from extractor.tables import Table, parse
from extractor.text import words

_TITLE_WORDS, _BODY_WORDS, _NUMBERS, _NAMES, _ADVICE = 3, 4, 2, 4, 2  # how many are all of it
_YOU_SHARE = 1 / 5
_ALONE_WORDS = 8
_STEM = 6  # longer words are compared by so many letters: `renew`, `renewal` and `renewing` are one

_LISTS = (
    *(
        "advises",
        "states",
        "believes",
        "places",
        "decides",
        "decides_nothing",
        "you",
        "laughs",
        "cries",
        "courtesies",
        "thanks",
    ),
    *("about_thread", "joins", "goes_on"),
)
_ANYWHERE = ("states", "believes", "places", "laughs", "cries", "about_thread", "joins")
_AT_HEAD = ("decides", "goes_on")

_LINK = re.compile(
    r"https?://\S+|\bwww\.\S+|(?<![\w-])[\w-]{1,63}+\.(?:com|org|net|gov|edu|info)\b\S*", re.IGNORECASE
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+\.\w+")
_PHONE = re.compile(r"(?<!\d)\d(?:[ -]?\d){6,}(?!\d)")
_NUMBER = re.compile(r"(?<![\w.])\d[\d.,:/]*\w{0,3}")
_FACE = re.compile(r"[:;=][-']?[)(DPpOo/\\|*]+(?!\w)|[\U0001f600-\U0001f64f]")
_NAME = re.compile(r"(?<=[\w,;:&/-] )(?:[A-Z][\w&]*[a-z]\w*|[A-Z]{2,}\b)")
_CALL = re.compile(r"\W*@ ?\w|\s*[A-Z]\w+ ?(?:,|\.\.+|:|-)\s")
_DOTS = re.compile(r"\.\.+|…")
_ENDS_ASKING = re.compile(r"\?[^\w?]*\Z")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """One language's phrases, to be looked for in folded words joined by single spaces."""

    lists: Mapping[str, re.Pattern[str]]
    """A pattern for each list."""
    common: frozenset[str]
    """Words that say nothing when two posts share them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The post that asks."""

    author: str | None
    """Who asks; None when that is not known."""
    title: str
    """The thread's title, or nothing."""
    text: str
    """The post's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A post below it."""

    number: int
    """Its number in the thread; different comments have different ones."""
    author: str | None
    """Who writes; None when that is not known."""
    text: str
    """Its own words, without quotes, code and signature."""
    parent: int | None = None
    """The number of the comment it answers; None when it answers the opening post, or when that is not known."""
    staff: bool = False
    """Whether its author speaks for the place."""
    votes: int | None = None
    """The source's own count of approval."""
    accepted: bool = False
    """Whether the source marks it as the solution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How much speaks for a comment being an answer, and what."""

    number: int
    """The comment's number."""
    score: float
    """The sum of what speaks for it and against."""
    because: tuple[tuple[str, float], ...]
    """Names of weights and what each adds, the strongest first."""

    @property
    def answers(self) -> bool:
        """Whether it is taken for an answer."""
        return self.score > ANSWERS


@dataclass(frozen=True, slots=True)
class _Look:
    """A text with what is asked of it more than once."""

    words: tuple[str, ...]
    line: str
    """The words, joined by spaces."""
    stems: frozenset[str]
    """The words that carry meaning, each cut to what its forms share."""


def read(text: str, file: str, function_words: Iterable[str]) -> tuple[Phrases, list[Problem]]:
    """A language's phrases from the text of its `answering.toml` and the function words of its `words.toml`."""
    values, problems = parse(text, file)
    top = Table(file, "top", values, problems)
    common = top.texts("common", required=True)
    lists = Table(file, "phrases", top.mapping("phrases"), problems)
    patterns = {name: _pattern(lists.texts(name, required=True)) for name in _LISTS}
    lists.done()
    top.done()
    return Phrases(lists=patterns, common=frozenset((*common, *function_words))), problems


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of these phrases as whole words; the longer ones first, so that one place counts once."""
    ways = [re.escape(phrase).replace(r"\*", r"\w*") for phrase in sorted(phrases, key=len, reverse=True)]
    return re.compile(rf"(?<![\w'])(?:{'|'.join(ways)})(?![\w'])") if ways else _NEVER


def from_conversation(conversation: Conversation) -> tuple[Opening, tuple[Comment, ...]]:
    """A thread's opening post and the posts below it, in their order."""
    posts = conversation.thread.posts
    roots = [post for post in posts if post.number in conversation.replies]
    roots = [post for post in roots if conversation.replies[post.number].parent is None] or list(posts[:1])
    title = conversation.thread.title or ""
    if not roots:
        return Opening(author=None, title=title, text=""), ()
    root = roots[0]
    own = {post.number: _own_lines(post, conversation.quotes.get(post.number, ())) for post in posts}
    ends = Counter((post.author, own[post.number][-1]) for post in posts if len(own[post.number]) > 1)
    comments = []
    for post in posts:
        if post.number == root.number:
            continue
        lines = own[post.number]
        # A last line that its author writes under several posts is a signature, whether or not the source says so.
        if len(lines) > 1 and post.author is not None and ends[post.author, lines[-1]] > 1:
            lines = lines[:-1]
        reply = conversation.replies.get(post.number)
        comments.append(
            Comment(
                number=post.number,
                author=post.author,
                text="\n".join(lines),
                parent=None if reply is None or reply.parent == root.number else reply.parent,
                staff=post.role is Role.STAFF,
                votes=post.votes,
                accepted=bool(post.accepted),
            )
        )
    return Opening(author=root.author, title=title, text="\n".join(own[root.number])), tuple(comments)


def _own_lines(post: Post, quotes: Sequence[Quote]) -> list[str]:
    """A post's lines that have anything in them, without quotes, code and signature."""
    kinds = (BlockKind.QUOTE, BlockKind.CODE, BlockKind.SIGNATURE)
    closed = [(block.start, block.end) for block in post.blocks if block.kind in kinds]
    pieces, place = [], 0
    for start, end in sorted([*closed, *((quote.start, quote.end) for quote in quotes)]):
        pieces.append(post.text[place : max(place, start)])
        place = max(place, end)
    pieces.append(post.text[place:])
    return [line.strip() for piece in pieces for line in piece.splitlines() if line.strip()]


def rank(opening: Opening, comments: Sequence[Comment], phrases: Phrases) -> list[Standing]:
    """The comments of a thread, given in its order, by how likely they answer; of equals the earlier comes first."""
    looks = [_look(comment.text, phrases) for comment in comments]
    title = _look(opening.title, phrases).stems
    body = _look(opening.text, phrases).stems - title
    people = {word.norm for comment in comments for word in words(comment.author or "")}
    asker = {word.norm for word in words(opening.author or "")}
    found = _around(opening, comments, looks, phrases)
    for amounts, comment, look in zip(found, comments, looks, strict=True):
        amounts["title"] = _part(len(look.stems & title), _TITLE_WORDS)
        amounts["body"] = _part(len(look.stems & body), _BODY_WORDS)
        amounts.update(_said(comment.text, look, phrases, people, asker))
    likely = [1 / (1 + math.exp(ANSWERS - sum(_worths(amounts).values()))) for amounts in found]
    for amounts, share in zip(found, _agreement(comments, looks, title | body, likely), strict=True):
        amounts["agrees"] = share
    standings = [_standing(comment.number, amounts) for comment, amounts in zip(comments, found, strict=True)]
    return sorted(standings, key=lambda standing: -standing.score)


def _standing(number: int, amounts: Mapping[str, float]) -> Standing:
    worths = sorted(_worths(amounts).items(), key=lambda item: (-abs(item[1]), item[0]))
    return Standing(number=number, score=sum(worth for _, worth in worths), because=tuple(worths))


def _worths(amounts: Mapping[str, float]) -> dict[str, float]:
    """What each piece of evidence adds, those that add nothing left out."""
    return {name: WEIGHTS[name].worth * amount for name, amount in amounts.items() if amount}


def _part(count: float, whole: float) -> float:
    return min(1.0, count / whole)


def _look(text: str, phrases: Phrases) -> _Look:
    found = tuple(word.norm for word in words(text))
    stems = frozenset(_stem(word) for word in found if len(word) > 1 and word not in phrases.common)
    return _Look(found, " ".join(found), stems)


def _stem(word: str) -> str:
    if len(word) > _STEM:
        return word[:_STEM]
    return word.removesuffix("s") if len(word) > 3 else word


def _around(
    opening: Opening, comments: Sequence[Comment], looks: Sequence[_Look], phrases: Phrases
) -> list[dict[str, float]]:
    """What speaks for each comment in who wrote it, where it stands and what others did: names and amounts."""
    writers = {comment.number: comment.author for comment in comments}
    most = max((comment.votes or 0 for comment in comments), default=0)
    lengths = sorted(len(look.words) for look in looks)
    before: set[str] = set()
    said: set[str] = set()
    found = []
    for place, (comment, look) in enumerate(zip(comments, looks, strict=True)):
        author, known = comment.author, comment.author is not None
        mine = known and author == opening.author
        after = comments[place + 1 : place + 2]
        thanks = any(
            _by_asker(other, opening) and phrases.lists["thanks"].search(looks[place + 1].line) for other in after
        )
        aside = 0.0
        if comment.parent is not None:
            parent = writers.get(comment.parent)
            aside = 0.5 if parent is not None and parent == opening.author else 1.0
        found.append(
            {
                "asker": float(mine),
                "perhaps_asker": float(not known and opening.author is None),
                "unknown": float(not known),
                "again": float(not mine and author in before),
                "aside": aside,
                "thanked": float(thanks and not mine),
                "staff": float(comment.staff),
                "votes": max(comment.votes or 0, 0) / most if most > 0 else 0.0,
                "accepted": float(comment.accepted),
                "early": 1 / (1 + place / 2),
                "longer": bisect_left(lengths, len(look.words)) / (len(comments) - 1) if len(comments) > 1 else 0.5,
                "repeats": float(look.line in said),
            }
        )
        if author is not None:
            before.add(author)
        if look.line:
            said.add(look.line)
    return found


def _by_asker(comment: Comment, opening: Opening) -> bool:
    return comment.author is not None and comment.author == opening.author


def _said(text: str, look: _Look, phrases: Phrases, people: set[str], asker: set[str]) -> dict[str, float]:
    """What speaks for a comment in its words alone, given the words of people's names: names and amounts."""
    lists = phrases.lists
    unlinked = _MAIL.sub(" ", _LINK.sub(" ", text))
    plain = _FACE.sub(" ", unlinked)
    names = {name for name in _NAME.findall(plain) if name.casefold() not in people | asker}
    runs = plain.split()
    capitals = sum(run[0].isupper() for run in runs)
    asks = "?" in unlinked
    count = len(look.words)
    amounts = {name: float(lists[name].search(look.line) is not None) for name in _ANYWHERE}
    amounts |= {name: float(lists[name].match(look.line) is not None) for name in _AT_HEAD}
    if lists["decides_nothing"].match(look.line):
        amounts["decides"] = 0.0
    polite = lists["courtesies"].search(look.line) or lists["thanks"].search(look.line)
    return amounts | {
        "dense": len(look.stems) / count if count else 0.0,
        "contact": float(unlinked != text or _PHONE.search(unlinked) is not None),
        "numbers": _part(len(_NUMBER.findall(plain)), _NUMBERS),
        "names": _part(len(names), _NAMES),
        "alone": float(0 < count <= _ALONE_WORDS and not asks and capitals >= len(runs) / 2),
        "advises": _part(len(lists["advises"].findall(look.line)), _ADVICE),
        "asks": float(asks),
        "asks_back": float(_ENDS_ASKING.search(text) is not None),
        "you": _part(len(lists["you"].findall(look.line)), count * _YOU_SHARE) if count else 0.0,
        "smiles": float(plain != unlinked),
        "courtesies": float(polite is not None),
        "trails": _part(len(_DOTS.findall(text)), 1 + len(split(text))),
        "calls": float(_calls(text, look, phrases, people, asker)),
    }


def _calls(text: str, look: _Look, phrases: Phrases, people: set[str], asker: set[str]) -> bool:
    """Whether a comment begins with the name of somebody who is not known to be the asker."""
    if not look.words or look.words[0] in asker:
        return False
    if look.words[0] in people:
        return True
    heads = (phrases.lists[name] for name in ("decides", "cries", "thanks"))
    word = look.words[0] in phrases.common or any(head.match(look.line) for head in heads)
    return not word and _CALL.match(text) is not None


def _agreement(
    comments: Sequence[Comment], looks: Sequence[_Look], asked: frozenset[str], likely: Sequence[float]
) -> list[float]:
    """For each comment the mean, over its words that the question has not, of how likely another's answer has them.

    A writer does not agree with himself; unknown writers are taken for different people.
    """
    best: dict[str, list[tuple[float, str | int]]] = {}
    writers: list[str | int] = [comment.number if comment.author is None else comment.author for comment in comments]
    for look, writer, share in sorted(zip(looks, writers, likely, strict=True), key=lambda item: -item[2]):
        for stem in look.stems:
            two = best.setdefault(stem, [])
            if len(two) < 2 and all(writer != other for _, other in two):
                two.append((share, writer))
    found = []
    for look, writer in zip(looks, writers, strict=True):
        own = look.stems - asked
        shares = [next((share for share, other in best[stem] if other != writer), 0.0) for stem in own]
        found.append(math.fsum(shares) / len(shares) if shares else 0.0)
    return found
