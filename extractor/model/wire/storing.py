"""A conversation kept and taken back, equal to the first to the last fact.

What a store keeps is the thread as `threadfaq read` prints it, with the facts that only the program itself needs.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec import UnsetType

from extractor import model
from extractor.model import Conversation
from extractor.model.wire.fields import given
from extractor.model.wire.threads import Block, Link, Post, Problem, Thread
from extractor.model.wire.writing import thread

T = TypeVar("T")


def stored(conversation: Conversation) -> Thread:
    """One thread as a store keeps it. `conversation` gives it back."""
    source = conversation.thread
    form = thread(conversation)
    posts = tuple(
        msgspec.structs.replace(
            row,
            printed=post.printed,
            line=post.line,
            declared_parent=post.declared_parent,
            reply_words=conversation.replies[post.number].words,
        )
        for row, post in zip(form.posts, source.posts, strict=True)
    )
    return msgspec.structs.replace(
        form,
        posts=posts,
        name=source.name,
        problems=tuple(map(_problem, source.warnings)),
        opener_missing=source.opener_missing,
    )


def conversation(form: Thread) -> Conversation:
    """The conversation that `stored` was given. Raises ValueError for a form that has not all its facts."""
    return Conversation(
        thread=model.Thread(
            id=form.id,
            name=_kept(form.name),
            title=form.title,
            url=form.url,
            platform=form.platform,
            format=_given(form.format),
            posts=tuple(map(_post, form.posts)),
            posts_announced=form.posts_announced,
            warnings=tuple(_warning(problem) for problem in _kept(form.problems)),
            flat=form.flat,
            source_id=form.source_id,
            opener_missing=given(form.opener_missing),
        ),
        quotes={
            _given(post.number): tuple(
                model.Quote(start=quote.start, end=quote.end, post=quote.post, how=_given(quote.how))
                for quote in post.quotes
            )
            for post in form.posts
            if post.quotes
        },
        replies={_given(post.number): _reply(post) for post in form.posts},
    )


def _post(post: Post) -> model.Post:
    return model.Post(
        number=_given(post.number),
        id=_given(post.id),
        author=post.author,
        author_certain=_given(post.author_certain),
        edited_by=post.edited_by,
        role=_given(post.role),
        posted=_time(post.posted),
        printed=_kept(post.printed),
        edited=_time(post.edited),
        text=post.text,
        line=_kept(post.line),
        blocks=tuple(map(_block, _kept(post.blocks))),
        declared_parent=_kept(post.declared_parent),
        votes=post.votes,
        accepted=post.accepted,
        permalink=post.permalink,
        login=post.login,
        rank=post.rank,
        position=post.position,
        links=tuple(map(_link, post.links)),
        expert=post.expert is True,
    )


def _reply(post: Post) -> model.Reply:
    return model.Reply(
        child=_given(post.number),
        parent=post.reply_to,
        because=_given(post.reply_because),
        certain=_given(post.reply_certain),
        words=_kept(post.reply_words),
    )


def _block(block: Block) -> model.Block:
    return model.Block(
        kind=_given(block.kind),
        start=block.start,
        end=block.end,
        declared_post=given(block.declared_post),
        declared_author=given(block.declared_author),
    )


def _link(link: Link) -> model.Link:
    return model.Link(start=link.start, end=link.end, url=link.url)


def _problem(problem: model.Problem) -> Problem:
    return Problem(
        stage=problem.stage,
        code=problem.code,
        file=problem.file,
        place=problem.place,
        cause=problem.cause,
        details=problem.details,
        help=problem.help,
        severity=problem.severity,
    )


def _warning(problem: Problem) -> model.Problem:
    return model.Problem(
        stage=problem.stage,
        code=problem.code,
        file=problem.file,
        place=problem.place,
        cause=problem.cause,
        details=problem.details,
        help=problem.help,
        severity=problem.severity,
    )


def _time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def _given(value: T | None) -> T:
    if value is None:
        raise ValueError("a fact is missing that a store always keeps")
    return value


def _kept(value: T | UnsetType) -> T:
    if isinstance(value, UnsetType):
        raise ValueError("this thread was printed, not stored: it lacks what only a store keeps")
    return value
