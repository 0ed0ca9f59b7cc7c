"""Two copies of one post made one: the later text, the fuller where one was cut, and what either knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from extractor.linking.merging._pairs import Copy, is_cut
from extractor.model import Post, Role


def united(old: Copy, new: Copy) -> tuple[Copy, bool]:
    """The one post, and whether the texts differ. `new` stands in the later file."""
    winner, other = (new, old) if _wins(new, old) else (old, new)
    first, second, best = old.post, new.post, winner.post
    author = first if first.author is not None and (first.author_certain or not second.author_certain) else second
    post = replace(
        best,
        number=first.number,
        id=old.own or new.own or first.id,
        author=author.author,
        author_certain=author.author_certain,
        role=_role(first, second),
        posted=first.posted or second.posted,
        printed=first.printed or second.printed,
        edited=best.edited or other.post.edited,
        edited_by=best.edited_by or other.post.edited_by,
        declared_parent=best.declared_parent or other.post.declared_parent,
        votes=first.votes if second.votes is None else second.votes,
        accepted=first.accepted if second.accepted is None else second.accepted,
        permalink=first.permalink or second.permalink,
        login=first.login or second.login,
        rank=first.rank or second.rank,
        position=first.position if first.position is not None else second.position,
    )
    format = old.format if old.own or not new.own else new.format
    done = Copy(post, format, winner.file, old.own or new.own, winner.text, winner.words)
    return done, old.text != new.text


def _wins(new: Copy, old: Copy) -> bool:
    """Whether the new text is the one to keep."""
    if new.text == old.text:
        # The words are the same; the copy that tells more about quotes and links is the better one.
        return _details(new.post) > _details(old.post)
    edited = _later(new.post.edited, old.post.edited)
    if is_cut(new.text, old.text) and (edited is not True or new.text.endswith(("…", "..."))):
        return False
    if is_cut(old.text, new.text) and (edited is not False or old.text.endswith(("…", "..."))):
        return True
    return edited is not False


def _details(post: Post) -> int:
    return len(post.blocks) + len(post.links)


def _later(one: datetime | None, other: datetime | None) -> bool | None:
    """Whether one edit is the later; None when nothing tells."""
    if one is None or other is None:
        return None if one is other else one is not None
    if (one.utcoffset() is None) is not (other.utcoffset() is None) or one == other:
        return None
    return one > other


def _role(one: Post, other: Post) -> Role:
    return Role.STAFF if Role.STAFF in (one.role, other.role) else one.role
