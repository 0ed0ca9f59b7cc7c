"""What pages say about themselves in the words of schema.org."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){1,3}")
_PAGES = {"QAPage", "WebPage", "DiscussionForumPage", "ItemPage", "CollectionPage", "ForumPage"}
_OPEN = {"DiscussionForumPosting", "Question", "SocialMediaPosting"}


def kinds(item: Any) -> set[str]:
    """The types of an object of linked data, without the vocabulary's address."""
    types = item.get("@type") if isinstance(item, dict) else None
    names = types if isinstance(types, list) else [types]
    return {name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)}


def conversations(items: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The postings and questions among objects of linked data, also those that a page names as what it is about."""
    for item in items:
        about = item.get("mainEntity") if kinds(item) & _PAGES else None
        for root in [item, *(about if isinstance(about, list) else [about])]:
            if kinds(root) & _OPEN:
                yield root


def replies_counted(item: Any) -> int | None:
    """The number of replies that a posting announces: `interactionStatistic` of `ReplyAction` or `CommentAction`,
    `commentCount` or `answerCount`. See https://schema.org/DiscussionForumPosting and https://schema.org/Question.
    """
    if not kinds(item) & _OPEN:
        return None
    statistics = item.get("interactionStatistic")
    for counter in statistics if isinstance(statistics, list) else [statistics]:
        if not isinstance(counter, dict):
            continue
        action = counter.get("interactionType")
        name = action.get("@type") if isinstance(action, dict) else action
        if isinstance(name, list):
            name = name[0] if name else None
        if isinstance(name, str) and name.rsplit("/", 1)[-1] in ("ReplyAction", "CommentAction", "WriteAction"):
            return number(counter.get("userInteractionCount"))
    for key in ("commentCount", "answerCount"):
        if (count := number(item.get(key))) is not None:
            return count
    return None


def number(value: Any) -> int | None:
    """A count, which some pages write as a string."""
    if isinstance(value, str) and _GROUPED.fullmatch(value):
        value = value.replace(",", "")
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
