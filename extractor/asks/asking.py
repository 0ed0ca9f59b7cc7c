"""Who asks what in one thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractor.asks import opening
from extractor.asks._weights import ASKS, WEIGHTS
from extractor.asks.phrases import Phrases, phrases_of
from extractor.asks.sentences import Facts, Place, facts_of, kind_of
from extractor.model import Ask, Asked, AskKind, Conversation, Post, Role, digest
from extractor.text import own_words
from extractor.text.own_words import OwnWords, Range
from extractor.text.sentences import split

OPENING, FIRST, LATER = 1.0, 0.8, 0.4
"""How likely a post is an ask for its own sake: the one that opens, the first of its author, one later."""
_MOST_TOLD = 4
"""Ranges that tell a trouble, of one ask: the first ones say what it is about."""
_POOR = 8
"""Words of asking sentences that say by themselves what is asked."""
_UNTOLD = 2
"""Sentences that stand for an opening post in which nothing asks and nothing tells a trouble."""
_TALK, _TALK_SHARE = 10, 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sentence of a post's own words."""

    span: Range
    facts: Facts


def asked(conversation: Conversation, language: str) -> Asked:
    """The asks of a thread, one for each person who asks, by the phrases of a language, given by its code.

    Where the post that opens the thread is missing, its title asks, and nobody is known to be its asker. Staff never
    ask; of later posts those do whose evidence (`_weights`) reaches a threshold.
    """
    thread = conversation.thread
    phrases = phrases_of(language)
    missing = thread.opener_missing
    if missing is None:
        missing = bool(opening.missing(thread, language))
    own = own_words.of_conversation(conversation)
    asks: list[Ask] = []
    opener = None if missing or not thread.posts else thread.posts[0]
    if missing and thread.title and (title := _title(conversation, phrases)):
        asks.append(title)
    before: set[str] = set()
    askers: set[str] = set()
    for post in thread.posts:
        known = post.author is not None
        if post.role is Role.STAFF or (known and post.author in askers):
            continue
        rows = _sentences(post, own[post.number], phrases)
        if post is opener:
            asks.append(_ask(conversation, post, rows, Place.OPENING, OPENING))
        elif known and opener is not None and post.author == opener.author:
            continue
        elif _evidence(conversation, post, rows, post.author in before, phrases) >= ASKS:
            weight = LATER if post.author in before else FIRST
            asks.append(_ask(conversation, post, rows, Place.COMMENT, weight))
        else:
            before |= {post.author} if post.author is not None else set()
            continue
        if post.author is not None:
            askers.add(post.author)
    return Asked(opener_missing=missing, asks=tuple(ask for ask in asks if ask.ranges))


def _sentences(post: Post, own: OwnWords, phrases: Phrases) -> list[Said]:
    spans = [span for start, end in own.line_ranges() for span in split(post.text, start, end)]
    return [Said(span=span, facts=facts_of(post.text[slice(*span)], phrases)) for span in spans]


def _evidence(
    conversation: Conversation,
    post: Post,
    rows: Sequence[Said],
    again: bool,
    phrases: Phrases,
) -> float:
    """How much speaks for a later post asking for its author's own sake."""
    return sum(
        WEIGHTS[name].worth * amount for name, amount in amounts(conversation, post, rows, again, phrases).items()
    )


def amounts(
    conversation: Conversation,
    post: Post,
    rows: Sequence[Said],
    again: bool,
    phrases: Phrases,
) -> Mapping[str, float]:
    """What is seen in a later post, by the names of the weights."""
    facts = [row.facts for row in rows]
    by_number = conversation.thread.by_number
    parent = conversation.replies[post.number].parent if post.number in conversation.replies else None
    to_staff = parent is not None and by_number[parent].role is Role.STAFF

    def any_of(names: Sequence[bool]) -> float:
        return float(any(names))

    troubles = sum((1.0 if one.own else 0.6) for one in facts if one.troubles and one.length >= 4 and not one.advises)
    advice = sum(one.advises and not one.mark for one in facts)
    useful = sum(kind_of(one, Place.OPENING) is not None for one in facts)
    own, you = sum(one.own for one in facts), sum(one.you for one in facts)
    return {
        "asks": any_of(
            [
                one.mark
                and (one.asks or one.embedded)
                and not one.retorts
                and (one.own or to_staff or not (one.you or one.backs))
                for one in facts
            ]
        ),
        "requests": any_of([one.requests for one in facts]),
        "wants": any_of([one.wants for one in facts]),
        "unsure": any_of([one.unsure for one in facts]),
        "pleads": any_of([(one.pleas and one.own) or (one.pleas and one.length <= 6) for one in facts]),
        "joins": any_of([one.joins for one in facts]),
        "troubles": min(troubles, 1.5),
        "goals": any_of([one.goals and one.own for one in facts]),
        "newcomer": float(not again),
        "regular": float(again),
        "expert": float(post.expert),
        "calls": float(
            not to_staff
            and not troubles
            and opening.called(post.text, conversation.thread, phrases) is not opening.Call.NOBODY
        ),
        "quotes": float(bool(conversation.quotes.get(post.number))),
        "advises": (1 + 0.5 * (advice > 1)) if advice else 0.0,
        "addresses": float(you > own and not to_staff),
        "settled": any_of([one.settled for one in facts[:2]]),
        "retorts": any_of([one.retorts and one.mark for one in facts]),
        "long": float(len(facts) >= _TALK and useful <= _TALK_SHARE * len(facts)),
    }


def _title(conversation: Conversation, phrases: Phrases) -> Ask | None:
    """What the title of a thread asks whose opening post is missing: somebody asked it, nobody knows who."""
    thread = conversation.thread
    title = thread.title or ""
    span = len(title) - len(title.lstrip()), len(title.rstrip())
    if span[0] >= span[1]:
        return None
    asks = kind_of(facts_of(title, phrases), Place.OPENING) is not None
    id = thread.id or thread.name
    return Ask(
        id=digest(id, "title"),
        thread=id,
        post=None,
        post_id=None,
        author=None,
        kind=AskKind.TITLE,
        ranges=(span,),
        asking=(span,),
        texts=(title[slice(*span)],),
        title=title,
        url=thread.url,
        posted=None,
        weight=FIRST if asks else LATER,
    )


def _ask(conversation: Conversation, post: Post, rows: Sequence[Said], place: Place, weight: float) -> Ask:
    thread = conversation.thread
    id = thread.id or thread.name
    kinds = {row.span: kind for row in rows if (kind := kind_of(row.facts, Place.OPENING)) is not None}
    kind = next((kind for kind in _STRONGEST if kind in kinds.values()), AskKind.TROUBLE)
    told = [row.span for row in rows if kinds.get(row.span) not in _ASKING and row.facts.tells][:_MOST_TOLD]
    asking = [span for span, each in kinds.items() if each in _ASKING and each is not AskKind.PLEA]
    if not told:
        # What is asked for stands in other sentences: `Any thoughts?`
        words = sum(row.facts.length for row in rows if row.span in asking)
        told = [row.span for row in rows if row.span not in kinds and _says_something(row.facts)]
        told = told[: _UNTOLD if words < _POOR else 1]
    kind = AskKind.TROUBLE if told and kind is AskKind.PLEA else kind
    pleas = [row for row in rows if kinds.get(row.span) is AskKind.PLEA]
    # `Please help!` adds nothing to what is said already.
    asking += [row.span for row in pleas if row.facts.length > _POOR or not (asking or told)]
    spans = sorted({*asking, *told})
    return Ask(
        id=digest(id, post.id),
        thread=id,
        post=post.number,
        post_id=post.id,
        author=post.author,
        kind=kind,
        ranges=tuple(spans),
        asking=tuple(span for span in spans if span in asking),
        texts=tuple(post.text[slice(*span)] for span in spans),
        title=thread.title or "",
        url=post.permalink or thread.url,
        posted=post.posted,
        weight=weight,
    )


_STRONGEST = (AskKind.EXPLICIT, AskKind.IMPLICIT, AskKind.JOINS, AskKind.TROUBLE, AskKind.PLEA)
"""The kind of an ask is the first of these that one of its sentences has."""
_ASKING = frozenset({AskKind.EXPLICIT, AskKind.IMPLICIT, AskKind.JOINS, AskKind.PLEA})


def _says_something(facts: Facts) -> bool:
    return facts.length >= 4 and not facts.settled
