"""Which comments answer the question that opens their thread.

What speaks for and against a comment is a sum of named weights (`WEIGHTS`), so that a person can see why one stands
above another. No subject is known here, and no word of any language: phrases are read from
`language/<code>/answering.toml`.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.model import Conversation, Post, Role
from extractor.statements.ranking._phrases import Phrases, phrases_of, read
from extractor.statements.ranking._weights import ANSWERS, WEIGHTS
from extractor.statements.ranking._words import TextWords, part, word_amounts, words_of
from extractor.text import own_words
from extractor.text.characters import norms

__all__ = [
    "ANSWERS",
    "WEIGHTS",
    "Comment",
    "Opening",
    "Phrases",
    "RankedComment",
    "from_conversation",
    "opening_of",
    "phrases_of",
    "rank",
    "read",
]

_TITLE_WORDS, _BODY_WORDS = 3, 4  # how many are all of it


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
    expert: bool = False
    """Whether the place calls its author an expert."""
    votes: int | None = None
    """The source's own count of approval."""
    accepted: bool = False
    """Whether the source marks it as the solution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedComment:
    """The score of a comment as an answer, with the reasons for it."""

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


def opening_of(conversation: Conversation) -> Post | None:
    """The post that opens a thread, as far as it is there: the first that answers no other."""
    posts = conversation.thread.posts
    replies = (conversation.replies.get(post.number) for post in posts)
    roots = [post for post, reply in zip(posts, replies, strict=True) if reply is not None and reply.parent is None]
    return next(iter(roots or posts), None)


def from_conversation(
    conversation: Conversation, opener_missing: bool = False
) -> tuple[Opening, tuple[Comment, ...]]:
    """A thread's opening post and the posts below it, in their order; where the opening post is missing, only its
    title is known, and every post stands below it."""
    root = None if opener_missing else opening_of(conversation)
    own = {number: "\n".join(words.lines()) for number, words in own_words.of_conversation(conversation).items()}
    opening = Opening(
        author=None if root is None else root.author,
        title=conversation.thread.title or "",
        text="" if root is None else own[root.number],
    )
    comments = []
    for post in conversation.thread.posts:
        if post is root:
            continue
        reply = conversation.replies.get(post.number)
        parent = None if reply is None else reply.parent
        comments.append(
            Comment(
                number=post.number,
                author=post.author,
                text=own[post.number],
                parent=None if root is not None and parent == root.number else parent,
                staff=post.role is Role.STAFF,
                expert=post.expert,
                votes=post.votes,
                accepted=bool(post.accepted),
            )
        )
    return opening, tuple(comments)


def rank(opening: Opening, comments: Sequence[Comment], phrases: Phrases) -> list[RankedComment]:
    """The comments of a thread, given in its order, by how likely they answer; of equals the earlier comes first."""
    texts = [words_of(comment.text, phrases) for comment in comments]
    title = words_of(opening.title, phrases).stems
    body = words_of(opening.text, phrases).stems - title
    people = {word for comment in comments for word in norms(comment.author or "")}
    asker = set(norms(opening.author or ""))
    amounts_by_place = _around(opening, comments, texts, phrases)
    for amounts, comment, text_words in zip(amounts_by_place, comments, texts, strict=True):
        amounts["title"] = part(len(text_words.stems & title), _TITLE_WORDS)
        amounts["body"] = part(len(text_words.stems & body), _BODY_WORDS)
        amounts.update(word_amounts(comment.text, text_words, phrases, people, asker))
    likely = [1 / (1 + math.exp(ANSWERS - sum(_worths(amounts).values()))) for amounts in amounts_by_place]
    for amounts, share in zip(amounts_by_place, _agreement(comments, texts, title | body, likely), strict=True):
        amounts["agrees"] = share
    standings = [
        _standing(comment.number, amounts) for comment, amounts in zip(comments, amounts_by_place, strict=True)
    ]
    return sorted(standings, key=lambda standing: -standing.score)


def _standing(number: int, amounts: Mapping[str, float]) -> RankedComment:
    worths = sorted(_worths(amounts).items(), key=lambda item: (-abs(item[1]), item[0]))
    return RankedComment(number=number, score=sum(worth for _, worth in worths), because=tuple(worths))


def _worths(amounts: Mapping[str, float]) -> dict[str, float]:
    """What each piece of evidence adds, those that add nothing left out."""
    return {name: WEIGHTS[name].worth * amount for name, amount in amounts.items() if amount}


def _around(
    opening: Opening, comments: Sequence[Comment], texts: Sequence[TextWords], phrases: Phrases
) -> list[dict[str, float]]:
    """What speaks for each comment in who wrote it, where it stands and what others did: names and amounts."""
    writers = {comment.number: comment.author for comment in comments}
    most = max((comment.votes or 0 for comment in comments), default=0)
    lengths = sorted(len(text_words.words) for text_words in texts)
    before: set[str] = set()
    earlier_lines: set[str] = set()
    rows = []
    for place, (comment, text_words) in enumerate(zip(comments, texts, strict=True)):
        author, known = comment.author, comment.author is not None
        mine = known and author == opening.author
        after = comments[place + 1 : place + 2]
        thanks = any(
            _may_thank(other, comment, opening) and phrases.lists["thanks"].search(texts[place + 1].line)
            for other in after
        )
        aside = 0.0
        if comment.parent is not None:
            parent = writers.get(comment.parent)
            aside = 0.5 if parent is not None and parent == opening.author else 1.0
        rows.append(
            {
                "asker": float(mine),
                "perhaps_asker": float(not known and opening.author is None),
                "unknown": float(not known),
                "again": float(not mine and author in before),
                "aside": aside,
                "thanked": float(thanks and not mine),
                "staff": float(comment.staff),
                "expert": float(comment.expert and not comment.staff),
                "votes": max(comment.votes or 0, 0) / most if most > 0 else 0.0,
                "accepted": float(comment.accepted),
                "early": 1 / (1 + place / 2),
                "longer": bisect_left(lengths, len(text_words.words)) / (len(comments) - 1)
                if len(comments) > 1
                else 0.5,
                "repeats": float(text_words.line in earlier_lines),
            }
        )
        if author is not None:
            before.add(author)
        if text_words.line:
            earlier_lines.add(text_words.line)
    return rows


def _may_thank(after: Comment, comment: Comment, opening: Opening) -> bool:
    """Whether thanks in the next comment are the asker's; where nobody is known to ask, of anybody but staff."""
    if after.author is None or after.author == comment.author:
        return False
    return after.author == opening.author or (opening.author is None and not opening.text and not after.staff)


def _agreement(
    comments: Sequence[Comment], texts: Sequence[TextWords], question_stems: frozenset[str], likely: Sequence[float]
) -> list[float]:
    """For each comment the mean, over its words that the question has not, of how likely another's answer has them.

    A writer's other comments do not count; unknown writers are taken for different people.
    """
    best: dict[str, list[tuple[float, str | int]]] = {}
    writers: list[str | int] = [comment.number if comment.author is None else comment.author for comment in comments]
    for text_words, writer, share in sorted(zip(texts, writers, likely, strict=True), key=lambda item: -item[2]):
        for stem in text_words.stems:
            two = best.setdefault(stem, [])
            if len(two) < 2 and all(writer != other for _, other in two):
                two.append((share, writer))
    agreements = []
    for text_words, writer in zip(texts, writers, strict=True):
        own = text_words.stems - question_stems
        shares = [next((share for share, other in best[stem] if other != writer), 0.0) for stem in own]
        agreements.append(math.fsum(shares) / len(shares) if shares else 0.0)
    return agreements
