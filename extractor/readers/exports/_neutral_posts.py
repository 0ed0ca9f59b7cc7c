"""The posts of a thread as JSON: what no declaration can say of them is checked here."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.model import Because, Block, BlockKind, How, Link, Post, Role
from extractor.model.anchors import Ids, distinct
from extractor.model.wire import threads as wire
from extractor.model.wire.fields import given
from extractor.readers.exports._fields import Fields


def ids_of(posts: Sequence[wire.Post]) -> Ids:
    """The given ids; where one is missing, a digest of author and printed time."""
    marks = [(str(post.author), str(given(post.printed) or post.posted)) for post in posts]
    return distinct(marks, [post.id or None for post in posts])


def post_of(number: int, post: wire.Post, ids: Ids, thread: Fields) -> Post:
    """The post with this number. What is wrong with it is among the thread's problems."""
    here = thread.inner(f"post {number}")
    if post.number is not None and post.number != number:
        here.complain(f"`number` is {post.number} and should be {number}", "posts are numbered from 1 in their order")
    return Post(
        number=number,
        id=ids.all[number - 1],
        author=post.author or None,
        author_certain=post.author_certain if post.author_certain is not None else bool(post.author),
        edited_by=post.edited_by,
        role=post.role or Role.UNKNOWN,
        posted=here.time("posted", post.posted),
        printed=post.posted if given(post.printed) is None else given(post.printed),
        edited=here.time("edited", post.edited),
        text=post.text,
        blocks=_blocks(here, post, ids),
        links=_links(here, post),
        login=post.login,
        rank=post.rank,
        position=post.position,
        declared_parent=_parent(number, here, post, ids),
        votes=post.votes,
        accepted=post.accepted,
        permalink=post.permalink,
        expert=given(post.expert) or False,
    )


def _target(here: Fields, name: str, number: int | None, ids: Ids) -> str | None:
    """The id of the post that a field names by its number."""
    if number is not None and number > len(ids.all):
        here.complain(f"`{name}` is {number}, and there are {len(ids.all)} posts", "it is the `number` of a post")
        return None
    return ids.all[number - 1] if number is not None else None


def _parent(number: int, here: Fields, post: wire.Post, ids: Ids) -> str | None:
    parent = _target(here, "reply_to", post.reply_to, ids)
    if parent == ids.all[number - 1]:
        here.complain("`reply_to` is the post's own number", "a post answers another, or null")
        return None
    if given(post.declared_parent) is not None:
        return ids.now(given(post.declared_parent))
    return parent if post.reply_because in (None, Because.DECLARED) else None


def _quotes(here: Fields, post: wire.Post, ids: Ids) -> tuple[Block, ...]:
    """Quotes with a mark as blocks; those without one are found again from the words."""
    blocks = []
    for number, quote in enumerate(post.quotes, 1):
        place = here.inner(f"quote {number}")
        speaker = _target(place, "post", quote.post, ids)
        if _is_range(place, quote, post.text) and quote.how is not How.REPEATED:
            declared = speaker if quote.how in (None, How.DECLARED) else None
            blocks.append(Block(kind=BlockKind.QUOTE, start=quote.start, end=quote.end, declared_post=declared))
    return tuple(blocks)


def _blocks(here: Fields, post: wire.Post, ids: Ids) -> tuple[Block, ...]:
    """Stretches that are not prose. Where quotes are given twice, as found and as blocks, the blocks count."""
    quotes, stretches = _quotes(here, post, ids), given(post.blocks)
    if stretches is None:
        return quotes
    blocks = []
    for number, block in enumerate(stretches, 1):
        if _is_range(here.inner(f"block {number}"), block, post.text) and block.kind is not None:
            blocks.append(
                Block(
                    kind=block.kind,
                    start=block.start,
                    end=block.end,
                    declared_post=ids.now(given(block.declared_post)),
                    declared_author=given(block.declared_author),
                )
            )
    return tuple(blocks)


def _links(here: Fields, post: wire.Post) -> tuple[Link, ...]:
    return tuple(
        Link(start=link.start, end=link.end, url=link.url)
        for number, link in enumerate(post.links, 1)
        if _is_range(here.inner(f"link {number}"), link, post.text, least=0)
    )


def _is_range(here: Fields, stretch: wire.Quote | wire.Block | wire.Link, text: str, least: int = 1) -> bool:
    """Whether an object names a range of a post's text, of `least` characters or more."""
    if stretch.start < 0 or stretch.end < 0:
        # Complained of already.
        return False
    if not (stretch.start + least <= stretch.end <= len(text)):
        here.complain(
            f"{stretch.start} to {stretch.end} is no range of a text of {len(text)}", "offsets count code points"
        )
        return False
    return True
