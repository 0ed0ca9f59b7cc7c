"""Who decides: the options and the name that stand in every decision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extractor.editing.groups import Editor

By = Annotated[str | None, typer.Option("--by", help="Your name; else the one that git knows.", metavar="NAME")]
Because = Annotated[str | None, typer.Option("--because", help="Why.", metavar="WORDS")]


def editor_of(root: Path, by: str | None, because: str | None) -> Editor:
    """Who decides, and the day. Raises typer.BadParameter where nobody says who."""
    from datetime import date

    from extractor.editing.groups import Editor
    from extractor.editing.people import name_in_git
    from extractor.text.characters import legible

    name = by if by is not None else name_in_git(root)
    if name is None or not legible(name):
        raise typer.BadParameter("say who decides, with --by NAME; git knows no name here")
    return Editor(by=name, on=date.today(), because=because if because and legible(because) else "")
