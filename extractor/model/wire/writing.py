"""From the nouns to their JSON forms, and from a form to text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import UNSET, Struct

from extractor import model
from extractor.model import BlockKind
from extractor.model.addresses import question_path, thread_path
from extractor.model.wire import groups as group_forms
from extractor.model.wire import mined as forms
from extractor.model.wire.faqs import Answer, Faq, Place, Position, Question, Ruling, Topic
from extractor.model.wire.labels import Fired, Label
from extractor.model.wire.threads import Block, Link, Post, Quote, Thread

UNKNOWN = "unknown"
"""Who wrote an answer that nobody signed; their `role` is this too."""

_HALVES = re.compile("[\ud800-\udfff]")


def written(value: Any, indent: int = 0) -> str:
    """A form, or any value that JSON has, as text that can be written as UTF-8; on one line unless it is indented.

    Half a surrogate pair, which UTF-8 has not, is escaped. A form holds no infinity; its numbers are spelt as Python
    spells them, but for exponents: 1e-5, not 1e-05.
    """
    if isinstance(value, Struct):
        try:
            return msgspec.json.format(msgspec.json.encode(value), indent=indent).decode()
        except UnicodeEncodeError:
            value = plain(value)
    # What is no form may hold numbers that msgspec writes otherwise, like infinity.
    text = json.dumps(value, ensure_ascii=False, indent=indent or None)
    return _HALVES.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def plain(form: Struct) -> dict[str, Any]:
    """A form as dictionaries and tuples."""
    value: dict[str, Any] = msgspec.to_builtins(form)
    return value


def _time(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def thread(conversation: model.Conversation) -> Thread:
    """One thread as `threadfaq read` prints it."""
    source = conversation.thread
    return Thread(
        id=source.id,
        title=source.title,
        url=source.url,
        platform=source.platform,
        format=source.format,
        source_id=source.source_id,
        flat=source.flat,
        posts_announced=source.posts_announced,
        complete=source.complete,
        warnings=tuple(
            f"{warning.place}: {warning.cause}" if warning.place else warning.cause for warning in source.warnings
        ),
        opener_missing=source.opener_missing or UNSET,
        posts=tuple(_post(post, conversation) for post in source.posts),
    )


def _post(post: model.Post, conversation: model.Conversation) -> Post:
    reply = conversation.replies[post.number]
    return Post(
        number=post.number,
        id=post.id,
        author=post.author,
        author_certain=post.author_certain,
        edited_by=post.edited_by,
        role=post.role,
        posted=_time(post.posted),
        edited=_time(post.edited),
        text=post.text,
        quotes=tuple(
            Quote(start=quote.start, end=quote.end, post=quote.post, how=quote.how)
            for quote in conversation.quotes.get(post.number, ())
        ),
        reply_to=reply.parent,
        reply_because=reply.because,
        reply_certain=reply.certain,
        votes=post.votes,
        accepted=post.accepted,
        permalink=post.permalink,
        login=post.login,
        rank=post.rank,
        position=post.position,
        blocks=tuple(_block(block) for block in post.blocks),
        links=tuple(Link(start=link.start, end=link.end, url=link.url) for link in post.links),
        expert=post.expert or UNSET,
    )


def _block(block: model.Block) -> Block:
    """A stretch that is not prose; a quote always with what the source says of its origin."""
    is_quote = block.kind is BlockKind.QUOTE
    return Block(
        kind=block.kind,
        start=block.start,
        end=block.end,
        declared_post=block.declared_post if is_quote or block.declared_post is not None else UNSET,
        declared_author=block.declared_author if is_quote or block.declared_author is not None else UNSET,
    )


def label(row: model.Label) -> Label:
    """One sentence as `threadfaq label` prints it."""
    return Label(
        thread=row.passage.thread,
        post=row.passage.post,
        start=row.passage.start,
        end=row.passage.end,
        text=row.passage.text,
        topics=row.topics,
        act=row.act,
        stance=row.stance,
        quote=row.quote,
        answer=row.answer,
        questions=row.questions,
        score=row.score,
        rules=tuple(Fired(id=rule.id, start=rule.start, end=rule.end) for rule in row.rules),
    )


def answers(thread: model.Thread, mined: model.Mined) -> forms.Answers:
    """What is asked in one thread, and what answers, as `threadfaq answers` prints it."""
    texts = {post.number: post.text for post in thread.posts}
    return forms.Answers(
        thread=thread.id or thread.name,
        url=thread.url,
        title=thread.title,
        opener_missing=mined.asked.opener_missing,
        public_answer=mined.answered.public,
        asks=tuple(
            forms.Ask(
                post=ask.post,
                start=ask.ranges[0][0],
                end=ask.ranges[-1][1],
                kind=ask.kind,
                text=ask.text,
                ranges=ask.ranges,
            )
            for ask in mined.asked.asks
        ),
        posts=tuple(
            forms.ScoredPost(post=row.number, text=texts[row.number], score=row.score, because=_reasons(row.because))
            for row in mined.answered.posts
        ),
        passages=tuple(
            forms.ScoredPassage(
                post=row.passage.post,
                start=row.passage.start,
                end=row.passage.end,
                text=row.passage.text,
                score=row.score,
                because=_reasons(row.because),
                strong=row.strong,
            )
            for row in mined.answered.passages
        ),
    )


def _reasons(reasons: Iterable[model.Reason]) -> tuple[forms.Reason, ...]:
    return tuple(forms.Reason(name=reason.name, weight=reason.weight) for reason in reasons)


def faq(value: model.Faq) -> Faq:
    """The whole FAQ as `threadfaq faq` prints it."""
    return Faq(
        as_of=value.as_of.isoformat(),
        topics=tuple(
            Topic(id=section.id, title=section.title, questions=tuple(map(_question, section.entries)))
            for section in value.sections
        ),
    )


def _question(entry: model.Entry) -> Question:
    positions = tuple(map(_position, entry.positions))
    return Question(
        id=entry.question.id,
        title=entry.question.title,
        url=question_path(entry.question),
        positions=positions,
        answers=tuple(answer for position in positions for answer in position.answers),
    )


def _position(position: model.Position) -> Position:
    return Position(
        stance=position.stance,
        title=position.title,
        people=len(position.people),
        answers=tuple(map(_answer, position.answers)),
    )


def _answer(answer: model.Answer) -> Answer:
    passage = answer.passage
    return Answer(
        id=passage.id,
        text=passage.text,
        thread=passage.thread,
        post=passage.post,
        start=passage.start,
        end=passage.end,
        author=answer.author or UNKNOWN,
        role=answer.role,
        posted=_time(answer.posted),
        permalink=answer.permalink,
        url=answer.url,
        saying=answer.saying,
        also_in=tuple(map(_place, answer.also_in)),
        needs=answer.needs.text if answer.needs else None,
        ruling=_ruling(answer.ruling) if answer.ruling else None,
        thread_url=answer.thread_url,
        strength=answer.strength,
        lead=answer.ruling is not None and answer.ruling.lead,
    )


def _place(passage: model.Passage) -> Place:
    url = f"{thread_path(passage.thread)}#{passage.id}"
    return Place(thread=passage.thread, post=passage.post, start=passage.start, end=passage.end, url=url)


def _ruling(ruling: model.Ruling) -> Ruling:
    return Ruling(
        verdict=ruling.verdict,
        by=ruling.by,
        on=ruling.on.isoformat(),
        because=ruling.because,
        text=ruling.text,
        check_again=ruling.check_again.isoformat() if ruling.check_again else None,
    )


def groups(values: Iterable[model.Group], as_of: date) -> group_forms.Groups:
    """What many people ask as `threadfaq questions` prints it."""
    return group_forms.Groups(as_of=as_of.isoformat(), groups=tuple(map(_group, values)))


def _group(group: model.Group) -> group_forms.Group:
    return group_forms.Group(
        id=group.id,
        title=group.title,
        wordings=group.wordings,
        askers=group.askers,
        threads=group.threads,
        since=_time(group.since),
        state=group.state,
        announced=group.announced,
        question=group.question,
        public_answer=group.public_answer,
        asks=tuple(map(_ask, group.asks)),
        answers=tuple(map(_group_answer, group.answers)),
    )


def _ask(ask: model.Ask) -> group_forms.Ask:
    return group_forms.Ask(
        id=ask.id,
        thread=ask.thread,
        url=ask.url,
        post=ask.post,
        author=ask.author,
        kind=ask.kind,
        ranges=ask.ranges,
        text=ask.text,
    )


def _group_answer(answer: model.GroupAnswer) -> group_forms.Answer:
    passage, scored = answer.scored.passage, answer.scored
    return group_forms.Answer(
        thread=passage.thread,
        url=answer.url,
        post=passage.post,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        score=scored.score,
        because=tuple(forms.Reason(name=reason.name, weight=reason.weight) for reason in scored.because),
    )
