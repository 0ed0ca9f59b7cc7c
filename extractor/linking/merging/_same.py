"""Whether two threads are one: the forum's own ids, else addresses, else the words of several posts."""

from __future__ import annotations

from extractor.linking.merging._addresses import canonical, host
from extractor.linking.merging._pairs import own_id
from extractor.model import Post, Thread, digest
from extractor.text.characters import folded, words

WORDS = 8
"""Shortest post whose text tells one thread from another: greetings and thanks are the same everywhere."""


def same(a: Thread, b: Thread) -> str:
    """Why two threads are one, as words that end a sentence beginning with `because`; empty when they are two."""
    if a.source_id and a.source_id == b.source_id and (_one_host(a, b) or _of_the_world(a.source_id)):
        return f"the forum's own id of both is {a.source_id}"
    if a.source_id and b.source_id and a.source_id != b.source_id and a.format == b.format and _one_host(a, b):
        return ""
    if _answers(a, b) or _answers(b, a):
        return "a letter of one answers a letter of the other"
    if canonical(a.url) is not None and canonical(a.url) == canonical(b.url):
        return "both have the same address"
    if _links(a) & _links(b):
        return "they share the address of a post"
    if twins := _twins(a, b):
        return f"they share post {twins[0].id}"
    shared = _shared(a, b)
    if shared >= 2 or (shared and shared * 2 > min(len(a.posts), len(b.posts))):
        return f"{shared} post{'s' if shared > 1 else ''} of the same author {'are' if shared > 1 else 'is'} the same"
    return "they are pages of one thread: title and count are the same" if _pages(a, b) else ""


def traces(thread: Thread) -> frozenset[str]:
    """What two threads share when `same` may call them one: to be looked up before any two are compared."""
    keys = {f"address {canonical(thread.url)}", *(f"link {link}" for link in _links(thread))}
    keys.add(f"thread {thread.source_id}" if thread.source_id else "")
    keys.update(f"post {id}" for post in thread.posts if (id := own_id(post)))
    keys.update(f"post {post.declared_parent}" for post in thread.posts if _of_the_world(post.declared_parent))
    keys.update(f"text {digest(text)}" for text in _texts(thread))
    keys.add(f"page {thread.title} {thread.posts_announced}" if _positions(thread) else "")
    return frozenset(keys - {"address None", ""})


def _one_host(a: Thread, b: Thread) -> bool:
    """Whether two threads stand in one forum, by their addresses: every board counts its threads from 1."""
    return host(a.url) is not None and host(a.url) == host(b.url)


def _one_place(a: Thread, b: Thread) -> bool:
    """Whether two threads may stand in one forum."""
    if host(a.url) and host(b.url):
        return host(a.url) == host(b.url)
    return a.platform == b.platform


def _of_the_world(id: str | None) -> bool:
    """Whether an id is given once in the world, like a letter's: no two forums have it."""
    return id is not None and "@" in id


def _answers(a: Thread, b: Thread) -> bool:
    """Whether a letter of one thread answers a letter of the other; letters alone name what another file holds."""
    ids = {post.id for post in b.posts if _of_the_world(post.id)}
    return bool(ids) and any(post.declared_parent in ids for post in a.posts)


def _twins(a: Thread, b: Thread) -> list[Post]:
    """Posts of one id that are one post. Ids may be mere numbers, which another forum has too: of those one is
    enough only where both threads may be of one forum and the words are no mere greeting."""
    others = {id: post for post in b.posts if (id := own_id(post))}
    pairs = [
        (post, twin)
        for post in a.posts
        if (twin := others.get(own_id(post) or "")) is not None and twin.author == post.author and _agree(post, twin)
    ]
    known = _one_host(a, b) or any(_of_the_world(twin.id) for _, twin in pairs)
    equal = [folded(one.text) for one, two in pairs if folded(one.text) == folded(two.text)]
    several = len(equal) >= min(2, len(a.posts), len(b.posts))
    alike = any(len(words(text)) >= WORDS for text in equal)
    return [twin for _, twin in pairs] if known or several or alike else []


def _links(thread: Thread) -> set[str]:
    return {post.permalink for post in thread.posts if post.permalink}


def _agree(one: Post, other: Post) -> bool:
    """Whether two posts of one id are one post: ids may be mere numbers, which another forum has too."""
    return folded(one.text) == folded(other.text) or (one.printed is not None and one.printed == other.printed)


def _texts(thread: Thread) -> dict[str, Post]:
    """Posts by their text, where it is long enough to tell one thread from another."""
    post_by_text: dict[str, Post] = {}
    for post in thread.posts:
        text = folded(post.text)
        if len(words(text)) >= WORDS:
            post_by_text.setdefault(text, post)
    return post_by_text


def _shared(a: Thread, b: Thread) -> int:
    """How many posts have the same author and the same words, and no two times of one sort that differ."""
    mine, others = _texts(a), _texts(b)
    count = 0
    for text in mine.keys() & others.keys():
        one, other = mine[text], others[text]
        apart = a.format == b.format and None not in (one.printed, other.printed) and one.printed != other.printed
        count += one.author == other.author and not apart
    return count


def _positions(thread: Thread) -> set[int]:
    """The places its posts announce, where it has a title and every post announces one."""
    places = {post.position for post in thread.posts if post.position is not None}
    whole = thread.title and thread.posts_announced and len(places) == len(thread.posts)
    return places if whole else set()


def _pages(a: Thread, b: Thread) -> bool:
    """Whether two threads are pages of one: title, reader and count are the same, and no place stands in both."""
    mine, others = _positions(a), _positions(b)
    if not mine or not others or mine & others or not _one_place(a, b):
        return False
    return (a.title, a.format, a.posts_announced) == (b.title, b.format, b.posts_announced)
