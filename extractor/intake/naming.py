"""What a thread is called in the corpus: a folder after its forum, a file after its title. Both are addresses.

Nothing from a post or a page is used as it is: names are made of small letters, digits and hyphens alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from pathlib import Path, PurePosixPath

from extractor.corpus import NAME, folders, forums
from extractor.linking.merging import host
from extractor.model import Problem, Source, Stage, Thread, digest
from extractor.problems import ThreadfaqError
from extractor.tables import shown
from extractor.text.slugs import is_device, slug

ACCEPTED = 200
"""Characters of a name that is given; file systems take 255 bytes, endings and numbers included."""

_SUFFIXES = re.compile(r"\.(?:html?|mhtml?|txt|md|jsonl?|ndjson|[ct]sv|xml|mbox|emlx?|warc)")
_MARKUP = re.compile(r"\s*<(?:!doctype html|html|head|body|div|article|table)\b", re.IGNORECASE)


def forum(thread: Thread, given: str | None, hosts: Mapping[str, str]) -> str:
    """The folder of a thread's forum: as given, as other threads of its host have it, else its host.

    Raises ThreadfaqError (E607) when a name cannot be one, or nothing tells.
    """
    if given is not None:
        return _checked(given, "--forum")
    site = host(thread.url)
    if site is not None:
        name = hosts.get(site) or ".".join(part for part in map(slug, site.split(".")) if part)
        if NAME.fullmatch(name) and len(name) <= ACCEPTED and not is_device(name):
            return name
    raise ThreadfaqError(
        Problem(
            stage=Stage.INTAKE,
            code="E607",
            file=thread.name,
            cause="nothing says which forum this thread is from",
            help="name it, with --forum pottery, or give its address, with --url https://…",
        )
    )


def name(thread: Thread, given: str | None, taken: Set[str]) -> str:
    """A name that no thread of the forum has, after the title; numbered where the title is taken."""
    wanted = _checked(given, "--name") if given is not None else slug(thread.title or "")
    if not wanted:
        first = thread.posts[0] if thread.posts else None
        identity = thread.source_id or thread.url or (f"{first.author} {first.printed} {first.text}" if first else "")
        wanted = slug(f"thread {thread.source_id}") if thread.source_id else f"thread-{digest(identity)}"
    if wanted not in taken:
        return wanted
    if given is not None:
        raise ThreadfaqError(
            Problem(
                stage=Stage.INTAKE,
                code="E607",
                file=thread.name,
                cause=f"there is a thread of the name {given} already",
                help="choose another name; a name never passes from one thread to another",
            )
        )
    return next(numbered for number in range(2, len(taken) + 3) if (numbered := f"{wanted}-{number}") not in taken)


def taken(root: Path, forum: str) -> set[str]:
    """Names that a forum's threads have, or had: decisions outlive the thread they judge.

    Raises ThreadfaqError (E214) when a folder cannot be read.
    """
    names = {Path(forums.NAME).stem}
    for folder in (root / "threads" / forum, root / "decisions" / forum):
        here = folders.listing(folder, Stage.INTAKE)
        blocked = [problem for problem in here.problems if problem.code == "E214"]
        if blocked:
            # A name that nobody can see would be given away a second time.
            raise ThreadfaqError(*blocked)
        # What is no file has its name all the same.
        names |= {path.stem for path in (*here.files, *here.folders, *here.unread)}
    return names


def suffix(source: Source) -> str:
    """The ending of the file: as it was saved, where that is a usual one, else what its content is."""
    named = PurePosixPath(source.name).suffix.lower()
    if _SUFFIXES.fullmatch(named):
        return named
    head = source.data[:4096].decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    if head.startswith(("{", "[")):
        return ".json"
    if head.startswith("<?xml") and "<html" not in head:
        return ".xml"
    if _MARKUP.match(head) or head.startswith("<?xml"):
        return ".html"
    if re.match(r"From \S+ .*\n", head):
        return ".mbox"
    first = head.partition("\n")[0]
    return ".csv" if first.count(",") >= 2 and re.fullmatch(r"[\w\" ,;.-]+\r?", first) else ".txt"


def _checked(given: str, option: str) -> str:
    if NAME.fullmatch(given) and len(given) <= ACCEPTED and not is_device(given):
        return given
    right = slug(given)
    raise ThreadfaqError(
        Problem(
            stage=Stage.INTAKE,
            code="E607",
            file=option,
            cause=f"{shown(given)} cannot be part of an address",
            help=f"small letters and digits, joined by hyphens, at most {ACCEPTED}{f': {right}' if right else ''}",
        )
    )
