"""A new FAQ: the files of a project around an empty corpus, from the templates in `template/`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from extractor import __version__
from extractor.model import Problem, Stage
from extractor.problems import ThreadfaqError
from extractor.resources import project_template
from extractor.text.characters import visible
from extractor.text.slugs import slug

PLACES = {"topic.toml": "corpus/topics/{topic}.toml", "forum.toml": "corpus/threads/{forum}/forum.toml"}
"""Where templates go whose place depends on what the FAQ is about; all others go where they lie."""
DOT = "dot-"
"""What stands for the dot at the beginning of a name: packaging tools leave names with a dot out."""
FALLBACK = "faq"
"""The address of a subject, or the folder of a forum, of whose name no letter can be part of an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProject:
    """What a new FAQ is called, and what it is about."""

    name: str
    """The site's name."""
    subject: str
    """What people ask about, in a word or two; the first topic."""
    forum: str
    """The folder of the forum whose threads come first."""
    forum_name: str | None = None
    """What its people call the forum."""
    forum_url: str | None = None
    """Its address."""

    @property
    def topic(self) -> str:
        """The first topic's id."""
        return slug(self.subject) or FALLBACK


def title_of(folder: Path) -> str:
    """A name for the FAQ of a folder: the folder's own, with a capital letter."""
    words = " ".join(re.split(r"[-_\s]+", folder.resolve().name)).strip()
    return (words[:1].upper() + words[1:]) or "FAQ"


def forum_of(name: str) -> str:
    """The folder of a forum of this name."""
    return slug(name) or FALLBACK


def files(project: NewProject) -> dict[str, str]:
    """The text of every file of a new FAQ, by its path with slashes."""
    values = {key: _folded(value) for key, value in asdict(project).items()}
    values |= {"topic": project.topic, "version": __version__}
    environment = _environment()
    return {_place(name, values): environment.get_template(name).render(values) for name in _names()}


def begin(folder: Path, project: NewProject) -> list[Path]:
    """Write a new FAQ into a folder, which is made where it is missing, and give its files.

    Raises ThreadfaqError (E615) when one of them lies there already; nothing is written then.
    """
    texts = files(project)
    paths = {folder.joinpath(*place.split("/")): text for place, text in texts.items()}
    there = [path for path in (*paths, folder / "corpus") if path.exists() or path.is_symlink()]
    if there:
        raise ThreadfaqError(
            Problem(
                stage=Stage.COMMAND,
                code="E615",
                file=str(folder),
                cause=f"a new FAQ has a `{there[0].relative_to(folder).as_posix()}`, and there is one already",
                help="name an empty folder, or one that does not exist yet",
            )
        )
    for path, text in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    return list(paths)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(project_template(), encoding="utf-8"),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["quoted"] = _quoted
    return environment


def _quoted(text: str) -> str:
    """A text in quotation marks, as JSON, TOML and YAML all read it."""
    return json.dumps(text, ensure_ascii=False)


@cache
def _names() -> tuple[str, ...]:
    folder = project_template()
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))


def _place(template: str, values: Mapping[str, Any]) -> str:
    name = PLACES.get(template, template).format_map(values)
    return "/".join(f".{part.removeprefix(DOT)}" if part.startswith(DOT) else part for part in name.split("/"))


def _folded(value: str | None) -> str | None:
    return None if value is None else " ".join(visible(value).split())
