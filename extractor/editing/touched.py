"""What a takedown would touch, as a person looks at it before it is done; and a mark of it."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.digests import digest_of
from extractor.editing.takedown import Plan
from extractor.text.characters import shortened

SHOWN = 20
"""Places of a thread that are shown."""
NO_UNDO = "This cannot be undone: every earlier step is forgotten too, and nothing here keeps the words."
"""What is said before it is asked whether it shall be done."""


def lines(plan: Plan) -> Iterator[str]:
    """What would go, a line each."""
    for id in dict.fromkeys([*plan.takedown.threads, *plan.posts, *plan.places]):
        posts, places = plan.posts.get(id, []), plan.places.get(id, [])
        if posts:
            yield f"{id}: nothing stays of post{'s' if posts[1:] else ''} {', '.join(map(str, posts))}"
        for number, words in places[:SHOWN]:
            yield f'{id}: from post {number} goes "{shortened(words)}"'
        if len(places) > SHOWN:
            yield f"{id}: … and {len(places) - SHOWN} more places"
    for file, count in plan.editors.items():
        yield f"{file}: {count} place{'s' if count > 1 else ''}"
    for id in plan.converted:
        yield f"{id}: its source becomes neutral JSON, redacted; its own form cannot be redacted in place"
    yield "results of earlier runs and the history of steps are removed"


def mark(plan: Plan) -> str:
    """What stands for all that would go, from files as they are now: another mark, another plan."""
    places = [f"{id} {numbers}" for id, numbers in plan.posts.items()]
    places += [f"{id} {number} {words}" for id, rows in plan.places.items() for number, words in rows]
    files = [f"{change.path} {change.replaces}" for change in plan.changes]
    return digest_of(*places, *files).hex()[:20]
