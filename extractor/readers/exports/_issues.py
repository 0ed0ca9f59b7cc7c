"""Issues of GitHub and GitLab as their REST interfaces answer: what is shared in putting a thread together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from extractor.readers._json import at, objects

Item = dict[str, Any]


def issues_in(
    document: Any, is_issue: Callable[[Any], bool], is_comment: Callable[[Any], bool], lists: tuple[str, ...]
) -> list[tuple[Item | None, list[Item]]]:
    """Each issue of a document with its comments; without an issue where only comments are there.

    People save the answers one by one, one behind the other in a list, or under names of their own in an object.
    """
    single = _single(document, is_issue, is_comment, lists)
    if single is not None:
        return [single]
    items = list(_flat(document, lists)) if isinstance(document, list) else []
    issues = [item for item in items if is_issue(item)]
    comments = [item for item in items if is_comment(item) and not is_issue(item)]
    if len(issues) == 1 or (comments and not issues):
        own = [item for key in lists for item in objects(issues[0], key)] if issues else []
        return [(issues[0] if issues else None, [*filter(is_comment, own), *comments])]
    return [(issue, [item for key in lists for item in objects(issue, key) if is_comment(item)]) for issue in issues]


def _single(
    document: Any, is_issue: Callable[[Any], bool], is_comment: Callable[[Any], bool], lists: tuple[str, ...]
) -> tuple[Item | None, list[Item]] | None:
    if not isinstance(document, dict):
        return None
    issue = document if is_issue(document) else at(document, "issue")
    if not is_issue(issue):
        return None
    comments = [item for key in lists for item in _flat(document.get(key), lists) if is_comment(item)]
    return issue, comments


def _flat(value: Any, lists: tuple[str, ...]) -> Iterator[Item]:
    """Objects of a list, lists in it and discussions opened: pages of an answer are lists of their own."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += reversed(item)
        elif isinstance(item, dict):
            # A discussion of GitLab is a box around its notes.
            inner = item.get("notes") if "individual_note" in item else None
            if isinstance(inner, list):
                waiting += reversed(inner)
            else:
                yield item
