"""A saved file and its side file, before they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from extractor.model._kinds import Role

HEAD = 1 << 20
"""How much of a file that is too large for memory a reader sees when it is asked, in bytes."""
LARGEST = 64 << 20
"""The largest file that is read into memory as a whole, in bytes; only exports that are read in pieces may be larger.
Chosen for memory: a page of this size takes about thirty times as much while it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideFile:
    """The contents of a side file."""

    title: str | None = None
    """The thread's title."""
    url: str | None = None
    """Where the thread was posted; http or https."""
    platform: str | None = None
    """The forum software, for people."""
    licence: str | None = None
    """The terms under which its texts may be quoted."""
    retrieved: date | None = None
    """The day it was saved."""
    attribution: str | None = None
    """How its authors want to be named."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    """Roles of people by their printed name."""
    permission: str | None = None
    """Who allowed the use of these texts, if anybody was asked."""
    format: str | None = None
    """The reader to use, where the content alone does not decide."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """For a table: which column holds which field of a post."""
    more: tuple[str, ...] = ()
    """File names beside it that hold further pages or later copies of the same thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forum:
    """What is true of all threads of a forum; what a side file says of one thread wins."""

    name: str | None = None
    """What people call it."""
    url: str | None = None
    """Its address; http or https."""
    staff_ranks: tuple[str, ...] = ()
    """Ranks of people who speak for the place, as printed beside their names."""
    expert_ranks: tuple[str, ...] = ()
    """Ranks of members who are known to answer."""
    licence: str | None = None
    """The terms under which its texts may be quoted."""
    attribution: str | None = None
    """How its authors want to be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which terms a thread is quoted, and what else its side file and its forum's file say of it."""

    forum: str | None = None
    """What people call the forum."""
    licence: str | None = None
    """The terms under which its texts may be quoted."""
    attribution: str | None = None
    """How its authors want to be named."""
    permission: str | None = None
    """Who allowed the use of these texts."""
    retrieved: date | None = None
    """The day it was saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One saved file, exactly as it was saved."""

    name: str
    """The file as a person would name it; for messages."""
    data: bytes
    """Its bytes."""
    id: str | None = None
    """`<forum>/<name>` for a thread of the corpus."""
    side: SideFile = field(default_factory=SideFile)
    """What its side file says."""
    forum: Forum = field(default_factory=Forum)
    """What its forum's file says."""
    more: tuple[Source, ...] = ()
    """Further pages or later copies of the same thread, in the order of the side file."""
    stream: Callable[[], BinaryIO] | None = None
    """Opens a file anew that is too large for memory; `data` then holds only its first `HEAD` bytes."""
    line_of: Callable[[int], int | None] | None = None
    """For a piece of an export: the line of the export at which a line of the piece stands."""
    beside: Callable[[str], Source | None] = lambda _: None
    """The file of this name that was saved together with it, like the `Users.xml` of a dump."""
