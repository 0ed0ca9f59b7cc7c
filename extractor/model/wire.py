"""The JSON forms that other programs rely on. Fields are added, never renamed or removed."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from extractor.model import Answer, Block, BlockKind, Conversation, Faq, Fired, Label, Passage
from extractor.model.addresses import question_path, thread_path

UNKNOWN = "unknown"
"""Who wrote an answer that nobody signed; their `role` is this too."""


_HALVES = re.compile("[\ud800-\udfff]")


def written(value: Any, indent: int | None = None) -> str:
    """A value as JSON that can be written as UTF-8: half a surrogate pair, which cannot, is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _HALVES.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def _time(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def thread(conversation: Conversation) -> dict[str, Any]:
    """One thread as `threadfaq read` prints it."""
    source = conversation.thread
    posts = []
    for post in source.posts:
        reply = conversation.replies[post.number]
        posts.append(
            {
                "number": post.number,
                "id": post.id,
                "author": post.author,
                "author_certain": post.author_certain,
                "edited_by": post.edited_by,
                "role": post.role.value,
                "posted": _time(post.posted),
                "edited": _time(post.edited),
                "text": post.text,
                "quotes": [
                    {"start": quote.start, "end": quote.end, "post": quote.post, "how": quote.how.value}
                    for quote in conversation.quotes.get(post.number, ())
                ],
                "reply_to": reply.parent,
                "reply_because": reply.because.value,
                "reply_certain": reply.certain,
                "votes": post.votes,
                "accepted": post.accepted,
                "permalink": post.permalink,
                "login": post.login,
                "rank": post.rank,
                "position": post.position,
                "blocks": [_block(block) for block in post.blocks],
                "links": [{"start": link.start, "end": link.end, "url": link.url} for link in post.links],
            }
        )
    return {
        "id": source.id,
        "title": source.title,
        "url": source.url,
        "platform": source.platform,
        "format": source.format,
        "source_id": source.source_id,
        "flat": source.flat,
        "posts_announced": source.posts_announced,
        "complete": source.complete,
        "warnings": [
            f"{warning.place}: {warning.cause}" if warning.place else warning.cause for warning in source.warnings
        ],
        "posts": posts,
    }


def _block(block: Block) -> dict[str, Any]:
    """A stretch that is not prose; a quote with what the source itself says of its origin."""
    told = {"kind": block.kind.value, "start": block.start, "end": block.end}
    if block.kind is not BlockKind.QUOTE:
        return told
    return {**told, "declared_post": block.declared_post, "declared_author": block.declared_author}


def label(row: Label) -> dict[str, Any]:
    """One sentence as `threadfaq label` prints it."""
    return {
        "thread": row.passage.thread,
        "post": row.passage.post,
        "start": row.passage.start,
        "end": row.passage.end,
        "text": row.passage.text,
        "topics": list(row.topics),
        "act": row.act.value,
        "stance": row.stance.value if row.stance else None,
        "quote": row.quote,
        "answer": row.answer,
        "questions": list(row.questions),
        "score": row.score,
        "rules": [_fired(rule) for rule in row.rules],
    }


def _fired(rule: Fired) -> dict[str, Any]:
    return {"id": rule.id, "start": rule.start, "end": rule.end}


def faq(value: Faq) -> dict[str, Any]:
    """The whole FAQ as `threadfaq faq` prints it."""
    return {
        "as_of": value.as_of.isoformat(),
        "topics": [
            {
                "id": section.id,
                "title": section.title,
                "questions": [
                    {
                        "id": entry.question.id,
                        "title": entry.question.title,
                        "url": question_path(entry.question),
                        "positions": [
                            {
                                "stance": position.stance.value if position.stance else None,
                                "title": position.title,
                                "people": len(position.people),
                                "answers": [_answer(answer) for answer in position.answers],
                            }
                            for position in entry.positions
                        ],
                        "answers": [_answer(answer) for answer in entry.answers],
                    }
                    for entry in section.entries
                ],
            }
            for section in value.sections
        ],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    passage = answer.passage
    ruling = answer.ruling
    return {
        "id": passage.id,
        "text": passage.text,
        "thread": passage.thread,
        "post": passage.post,
        "start": passage.start,
        "end": passage.end,
        "author": answer.author or UNKNOWN,
        "role": answer.role.value,
        "posted": _time(answer.posted),
        "permalink": answer.permalink,
        "url": answer.url,
        "saying": answer.saying,
        "also_in": [_place(other) for other in answer.also_in],
        "needs": answer.needs.text if answer.needs else None,
        "ruling": None
        if ruling is None
        else {
            "verdict": ruling.verdict.value,
            "by": ruling.by,
            "on": ruling.on.isoformat(),
            "because": ruling.because,
            "text": ruling.text,
        },
    }


def _place(passage: Passage) -> dict[str, Any]:
    return {
        "thread": passage.thread,
        "post": passage.post,
        "start": passage.start,
        "end": passage.end,
        "url": f"{thread_path(passage.thread)}#{passage.id}",
    }
