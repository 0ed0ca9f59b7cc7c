"""The command `threadfaq takedown`: shows what would go, says that there is no undo, asks, and takes it down."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli._building import built_of
from extractor.cli._terminal import HERE, CorpusFolder, say, tell


def takedown(
    person: Annotated[
        str | None, typer.Option(help="A person, by the name that threads print.", metavar="NAME")
    ] = None,
    post: Annotated[
        tuple[str, int] | None, typer.Option(help="One post: its thread's id and its number.", metavar="THREAD POST")
    ] = None,
    words: Annotated[str | None, typer.Option(help="Words, wherever they stand.", metavar="WORDS")] = None,
    ground: Annotated[str, typer.Option(help="On what ground: it stands in the log.", metavar="WORDS")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: for scripts. There is no undo.")] = False,
    root: CorpusFolder = HERE,
) -> None:
    """Take down a person, a post or words, with what quotes, names or judges them. There is no undo."""
    from extractor.editing.takedown import Target, carry_out, planned
    from extractor.editing.touched import NO_UNDO, lines

    if sum(given is not None for given in (person, post, words)) != 1:
        raise typer.BadParameter("name one of --person, --post and --words")
    built = built_of(root)
    target = Target(person=person, post=post, words=words)
    plan = planned(built.corpus, built.conversations, target, ground, date.today())
    say("\n".join(lines(plan)))
    say(NO_UNDO, err=True)
    if not yes and not typer.confirm("Take it down?", default=False, err=True):
        raise typer.Exit(1)
    carry_out(built.corpus, plan)
    say(
        f"taken down; logged in {root / 'takedowns.toml'}. Keep a copy of its key, {root / 'takedowns.key'}", err=True
    )
    say("next: make site. Then what git and other people have: docs/editors/takedown.md", err=True)


def proved(root: Path, site: Path | None) -> None:
    """Search everything for what was taken down. Leaves with 4 where something is left, or nobody can tell."""
    from extractor import corpus
    from extractor.editing.leftovers import leftovers
    from extractor.problems import ThreadfaqError

    loaded = corpus.load(root)
    try:
        problems = leftovers(loaded, site)
    except ThreadfaqError as error:
        tell(error.problems)
        raise typer.Exit(4) from error
    tell(problems)
    if problems:
        raise typer.Exit(4)
    if (root / "takedowns.toml").is_file():
        say("nothing is left of what was taken down", err=True)
