"""Side files: what the saved file of a thread does not say (title, address, licence), read and written as TOML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import tomlkit

from extractor.model import Problem, Role, SideFile, Stage
from extractor.tables import Table, parse
from extractor.text.characters import visible
from extractor.text.weblinks import web_address

BARE = re.compile(r"[a-z0-9][a-z0-9._-]*")
"""A file name that cannot lead out of its folder."""


def read(text: str, file: str) -> tuple[SideFile, list[Problem]]:
    """A side file from its text, every key checked."""
    values, problems = parse(text, file, Stage.READ)
    table = Table(file, "", values, problems, stage=Stage.READ)
    written = table.text("url")
    url = web_address(written)
    if written is not None and url is None:
        table.complain("E204", f"`url` is no web address: {written!r}", "write it out, beginning with https://")
    roles = {}
    for name, role in table.mapping("roles").items():
        if role not in (Role.ASKER, Role.MEMBER, Role.STAFF):
            table.complain("E203", f"the role of {name!r} cannot be {role!r}", "asker, member or staff")
        else:
            roles[name] = Role(role)
    more = table.texts("more")
    if not all(BARE.fullmatch(name) for name in more) or len(set(more)) < len(more):
        table.complain("E203", "`more` should name files beside this one, each once", 'like ["kiln.page-2.html"]')
        more = ()
    side = SideFile(
        title=table.text("title"),
        url=url,
        platform=table.text("platform"),
        licence=table.text("licence"),
        retrieved=table.day("retrieved"),
        attribution=table.text("attribution"),
        permission=table.text("permission"),
        format=table.text("format"),
        columns=table.mapping("columns"),
        more=more,
        roles=roles,
    )
    table.done()
    return side, problems


def written(side: SideFile) -> str:
    """A side file's text; what is not known is left out. Tables stand last, as TOML wants it."""
    document = tomlkit.document()
    document.add(tomlkit.comment("What the saved file cannot say about itself."))
    keys = ("title", "url", "platform", "licence", "permission", "attribution", "retrieved", "format")
    for key in keys:
        value: str | date | None = getattr(side, key)
        if value is not None:
            document.add(key, tomlkit.item(" ".join(visible(value).split()) if isinstance(value, str) else value))
    if side.more:
        document.add("more", tomlkit.item(list(side.more)))
    for key, table in (("columns", side.columns), ("roles", side.roles)):
        if table:
            document.add(key, tomlkit.item({name: str(value) for name, value in table.items()}))
    return tomlkit.dumps(document)


def with_more(text: str, names: Sequence[str]) -> str:
    """A side file's text with further files of the same thread named in it; comments and order survive."""
    document = tomlkit.parse(text.removeprefix("\ufeff"))
    if "more" in document:
        document["more"].extend(names)
    else:
        document.add("more", tomlkit.item(list(names)))
    return tomlkit.dumps(document)
