"""A thread written as neutral JSON, so that reading it gives the same thread: for a source that may not stay."""

from __future__ import annotations

from extractor.model import Thread, wire
from extractor.pipeline.stages import link


def written(thread: Thread) -> str:
    """A thread as neutral JSON, with everything that the reader of that form takes."""
    conversation = link(thread)
    form = wire.plain(wire.thread(conversation))
    for row, post in zip(form["posts"], thread.posts, strict=True):
        for name in ("quotes", "reply_to", "reply_because", "reply_certain"):
            row.pop(name, None)
        row["printed"] = post.printed
        row["declared_parent"] = post.declared_parent
    form["warnings"] = []
    return wire.written(form, indent=1) + "\n"
