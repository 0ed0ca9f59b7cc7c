"""The file of a forum: what is true of all its threads (ranks, terms), read and written."""

from __future__ import annotations

from pathlib import Path

import tomlkit

from extractor.corpus import files, folders
from extractor.model import Forum, Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.tables import Table, parse
from extractor.text.characters import visible
from extractor.text.weblinks import web_address

NAME = "forum.toml"
"""Its name, beside the threads of the forum; no thread may be called so."""


def read(text: str, file: str) -> tuple[Forum, list[Problem]]:
    """A forum's file from its text, every key checked."""
    values, problems = parse(text, file, Stage.SETTINGS)
    table = Table(file, "", values, problems, stage=Stage.SETTINGS)
    written = table.text("url")
    url = web_address(written)
    if written is not None and url is None:
        table.complain("E204", f"`url` is no web address: {written!r}", "write it out, beginning with https://")
    forum = Forum(
        name=table.text("name"),
        url=url,
        staff_ranks=table.texts("staff_ranks"),
        expert_ranks=table.texts("expert_ranks"),
        licence=table.text("licence"),
        attribution=table.text("attribution"),
    )
    both = {rank for rank in forum.staff_ranks if rank in forum.expert_ranks}
    if both:
        table.complain(
            "E203",
            f"{', '.join(sorted(both))} cannot be a rank of staff and of experts",
            "staff speak for the place, experts are members who answer",
        )
    table.done()
    return forum, problems


def of_folder(folder: Path) -> Forum:
    """What the file in a forum's folder says; nothing where there is none. Raises ThreadfaqError."""
    path = folder / NAME
    there, problems = folders.is_file(path, Stage.SETTINGS)
    forum = Forum()
    if there:
        text, problems = files.text(path, Stage.SETTINGS)
        forum, more = read(text, str(path))
        problems = [*problems, *more]
    if problems:
        raise ThreadfaqError(*problems)
    return forum


def written(forum: Forum) -> str:
    """A forum's file as text; what is not known is left out."""
    document = tomlkit.document()
    document.add(tomlkit.comment("What is true of all threads of this forum; a thread's side file wins over it."))
    for key in ("name", "url", "licence", "attribution"):
        value: str | None = getattr(forum, key)
        if value is not None:
            document.add(key, tomlkit.item(" ".join(visible(value).split())))
    _add_ranks(document, forum)
    return tomlkit.dumps(document)


def with_ranks(text: str, forum: Forum) -> str:
    """The text of a forum's file that names no ranks, with those of `forum` behind it."""
    document = tomlkit.parse(text)
    _add_ranks(document, forum)
    return tomlkit.dumps(document)


def _add_ranks(document: tomlkit.TOMLDocument, forum: Forum) -> None:
    comments = {"staff_ranks": "speak for the place", "expert_ranks": "members who are known to answer"}
    for key, comment in comments.items():
        ranks: tuple[str, ...] = getattr(forum, key)
        if ranks:
            document.add(key, tomlkit.item([" ".join(visible(rank).split()) for rank in ranks]).comment(comment))
