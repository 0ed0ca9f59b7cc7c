"""The drawing of a thread's replies and its twin in words, against the thread (E506).

Only the shapes' places are looked at: each post has a dot, further right than the one before, and each answer a line
from the dot of what it answers to its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from extractor.checker.page import BuiltPage
from extractor.markup import Element, elements, inside, rendered_text
from extractor.model import Conversation, Problem

_NUMBER = r"([0-9]{1,5}(?:\.[0-9])?)"
_LINE = re.compile(rf"M{_NUMBER} {_NUMBER}V{_NUMBER}H{_NUMBER}")
_LINES = re.compile(f"(?:{_LINE.pattern})+")
_DOT = re.compile(rf"M{_NUMBER} {_NUMBER}h0")
_DOTS = re.compile(f"(?:{_DOT.pattern})+")
_POST = re.compile(r"#([0-9]+)")


def check(page: BuiltPage, conversation: Conversation | None) -> Iterator[Problem]:
    """The problems of the drawings of one page; `conversation` is the thread of a thread page."""
    for element in elements(page.nodes):
        if element.name == "svg":
            yield from _drawing(page, element, conversation)
        elif element.name == "ol" and "replies" in element.classes:
            yield from _twin(page, element, conversation)


def _drawing(page: BuiltPage, drawing: Element, conversation: Conversation | None) -> Iterator[Problem]:
    shapes = inside(page.nodes, drawing)
    if conversation is None:
        yield page.problem("E521", drawing, "a drawing stands where no thread is that it could show")
        return
    drawn = [shape.attributes.get("d", "") for shape in shapes if _is_dots(shape)]
    dots = [dot.groups() for path in drawn for dot in _DOT.finditer(path)]
    posts = conversation.thread.posts
    plain = all(_DOTS.fullmatch(path) for path in drawn)
    rising = plain and all(float(one[0]) < float(two[0]) for one, two in pairwise(dots))
    if len(dots) != len(posts) or not rising:
        cause = f"the drawing does not show the thread's {len(posts)} posts in their order"
        yield page.problem("E506", drawing, cause)
        return
    dot_by_number = {post.number: dot for post, dot in zip(posts, dots, strict=True)}
    wanted = []
    for reply in conversation.replies.values():
        if reply.parent is not None:
            (x, y), (to_x, to_y) = dot_by_number[reply.parent], dot_by_number[reply.child]
            wanted.append((x, y, to_y, to_x))
    paths = [shape.attributes.get("d", "") for shape in shapes if shape.name == "path" and not _is_dots(shape)]
    lines = [line.groups() for path in paths for line in _LINE.finditer(path)]
    if sorted(wanted) != sorted(lines) or not all(_LINES.fullmatch(path) for path in paths):
        yield page.problem("E506", drawing, "the drawing's lines are not the thread's replies")


def _is_dots(shape: Element) -> bool:
    return "dots" in shape.classes


def _twin(page: BuiltPage, listed: Element, conversation: Conversation | None) -> Iterator[Problem]:
    rows = []
    for row in inside(page.nodes, listed):
        if row.name == "li":
            links = [link for link in inside(page.nodes, row) if link.name == "a"]
            numbers = [_POST.findall(rendered_text(page.nodes, link)) for link in links]
            rows.append([int(found[-1]) for found in numbers if found])
    wanted = []
    if conversation is not None:
        replies = conversation.replies
        parents = {post.number: replies[post.number].parent for post in conversation.thread.posts}
        wanted = [[number] if parent is None else [number, parent] for number, parent in parents.items()]
    if rows != wanted:
        yield page.problem("E506", listed, "the list of replies is not the thread's")
