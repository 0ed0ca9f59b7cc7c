"""What a question's page quotes of people who ask: those who ask this question, and the case of an answer.

A case is what was asked in the post that an answer is to. A reader must know it where its author asks another
question than that of the page, and where the answer begins with a yes or a no, or points back at what nobody on the
page says. It stands once among one person's words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache

from extractor.faq.voices import voices_of
from extractor.language import DEFAULT, file_text
from extractor.model import Answer, Ask, AskedBy, Asker, AskQuotes, Conversation, Entry, Passage

_FIRST = re.compile(r"[^\W\d_]+")


@cache
def _pointing(code: str) -> frozenset[str]:
    table = tomllib.loads(file_text(code, "case.toml"))
    return frozenset((*table["answers"], *table["backs"]))


def quotes_of(
    entry: Entry,
    conversations: Mapping[str, Conversation],
    asks: Mapping[str, Sequence[Ask]],
    by: AskedBy | None,
) -> AskQuotes:
    """The asks on a question's page.

    `asks` are those of the threads that its answers are from, and `by` says who asks this question.
    """
    own = by.asks if by is not None else ()
    newest = sorted(own, key=_age)
    return AskQuotes(
        askers=tuple(_asker(ask, conversations[ask.thread]) for ask in newest if ask.thread in conversations),
        cases=dict(_cases(entry, conversations, asks, {ask.id for ask in own})),
    )


def _age(ask: Ask) -> tuple[bool, float, str]:
    """Those without a time stand last."""
    posted = (ask.posted or datetime.min).replace(tzinfo=None)
    return (ask.posted is None, -(posted - datetime.min).total_seconds(), ask.id)


def _asker(ask: Ask, conversation: Conversation) -> Asker:
    passage = _quotable(ask, conversation)
    post = conversation.thread.by_number[passage.post] if passage is not None else None
    return Asker(
        thread=ask.thread,
        title=conversation.thread.title or ask.thread,
        passage=passage,
        author=post.author if post is not None else None,
        author_certain=post is None or post.author_certain,
        posted=post.posted if post is not None else None,
    )


def _quotable(ask: Ask, conversation: Conversation) -> Passage | None:
    """The words of an ask that a page quotes: the first of those that ask and end as a question, else the first that
    ask. None for a title, whose post is not there."""
    post = conversation.thread.by_number.get(ask.post) if ask.post is not None else None
    ranges = [(start, end) for start, end in (*ask.asking, *ask.ranges) if post and post.text[start:end].strip()]
    if post is None or post.id != ask.post_id or not ranges:
        return None
    ends = (row for row in ask.asking if post.text[row[0] : row[1]].rstrip().endswith("?"))
    start, end = next(ends, ranges[0])
    words = post.text[start:end]
    start += len(words) - len(words.lstrip())
    return Passage.of(conversation.thread, post, start, start + len(words.strip()))


def _cases(
    entry: Entry, conversations: Mapping[str, Conversation], asks: Mapping[str, Sequence[Ask]], own: Collection[str]
) -> Iterator[tuple[str, Asker]]:
    """Each case with the address of the answer before which it stands.

    `own` are the ids of the asks of this question; empty where nobody knows any.
    """
    for voice in (voice for voices in voices_of(entry, conversations) for voice in voices):
        quoted: set[str] = set()
        for figure in voice.figures:
            answer = figure.first
            ask = _answered(answer, conversations, asks)
            if ask is None or ask.id in own or ask.id in quoted or not (own or _points_back(answer)):
                continue
            case = _asker(ask, conversations[answer.passage.thread])
            if case.passage is not None:
                quoted.add(ask.id)
                yield answer.url, case


def _answered(
    answer: Answer, conversations: Mapping[str, Conversation], asks: Mapping[str, Sequence[Ask]]
) -> Ask | None:
    """The ask of somebody else that a passage's post answers: certainly, or because it opens the thread."""
    rows = asks.get(answer.passage.thread)
    if not rows:
        return None
    conversation = conversations[answer.passage.thread]
    reply = conversation.replies[answer.passage.post]
    if reply.parent is None or not (reply.certain or conversation.replies[reply.parent].parent is None):
        return None
    here = (row for row in rows if row.post == reply.parent and row.author != answer.author)
    return next(here, None)


def _points_back(answer: Answer) -> bool:
    first = _FIRST.search(answer.passage.text)
    return answer.needs is None and first is not None and first[0].lower() in _pointing(DEFAULT)
