"""The commands for a FAQ of one's own: init, and build and serve for people without make. Unpack, ask, print."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli._terminal import ended_like_ctrl_c, say

ProjectFolder = Annotated[Path, typer.Argument(help="The folder with mkdocs.yml.", metavar="DIR")]
THIS_FOLDER = Path()


def init(
    folder: Annotated[
        Path, typer.Argument(help="The folder of the new FAQ; made where it is missing.", metavar="DIR")
    ],
    files: Annotated[
        list[str] | None, typer.Argument(help="The first saved threads, as `add` takes them.", metavar="FILE…")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What the site is called.")] = None,
    subject: Annotated[str | None, typer.Option(help="What people ask about, in a word or two.")] = None,
    forum: Annotated[str | None, typer.Option(help="What the forum is called whose threads come first.")] = None,
    url: Annotated[str | None, typer.Option(help="The forum's address.")] = None,
    personal_data_checked: Annotated[
        bool,
        typer.Option("--personal-data-checked", help="The personal data in the files was looked at and may stay."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Begin a FAQ of your own: a corpus with a first topic, settings, files for publishing, and the first threads."""
    from extractor.starting import NewProject, begin, forum_of, title_of
    from extractor.text.weblinks import web_address

    if url is not None and web_address(url) is None:
        raise typer.BadParameter(f"--url {url}: write it out, beginning with https://")
    files = files or []
    if not yes:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            typer.echo("nothing was written: there is no terminal to ask on; use --yes", err=True)
            raise typer.Exit(2)
        name = name or typer.prompt("What is the site called?", default=title_of(folder), err=True)
        subject = subject or typer.prompt("What do people ask about, in a word or two?", default=name, err=True)
        forum = forum or typer.prompt("What is the forum called?", default=name, err=True)
        files = files or _asked_for()
    name = name or title_of(folder)
    project = NewProject(
        name=name,
        subject=subject or name,
        forum=forum_of(forum or name),
        forum_name=forum,
        forum_url=url,
    )
    written = begin(folder, project)
    say(f"{folder}: {len(written)} files of a new FAQ", err=True)
    try:
        if files:
            _add(folder / "corpus", files, project.forum, personal_data_checked, yes)
    finally:
        say(f"next: cd {folder}, then threadfaq add FILE…, threadfaq questions, threadfaq build", err=True)


def build(folder: ProjectFolder = THIS_FOLDER) -> None:
    """Build the site and check every page, as `mkdocs build` does."""
    from extractor.site.making import built

    code = built(_settings(folder))
    if code:
        raise typer.Exit(code)
    say(f"built {folder / 'site'}: open {folder / 'site' / 'index.html'}, or see it with: threadfaq serve", err=True)


def serve(
    folder: ProjectFolder = THIS_FOLDER,
    address: Annotated[
        str | None, typer.Option(help="Where it answers, like localhost:8000.", metavar="HOST:PORT")
    ] = None,
) -> None:
    """Show the site, and build it again when a file changes, as `mkdocs serve` does."""
    from extractor.site.making import served

    ended_like_ctrl_c()
    code = served(_settings(folder), address)
    if code:
        raise typer.Exit(code)


def _settings(folder: Path) -> Path:
    from extractor.site.project import FILE

    if not (folder / FILE).is_file():
        raise typer.BadParameter(f"there is no {FILE} in {folder.resolve()}; begin a FAQ with: threadfaq init DIR")
    return folder / FILE


def _asked_for() -> list[str]:
    given: str = typer.prompt("Saved threads to begin with (a file or a folder; none yet)", default="", err=True)
    return [given] if given.strip() else []


def _add(root: Path, files: list[str], forum: str, checked: bool, yes: bool) -> None:
    from extractor.cli._adding import AddRun
    from extractor.intake import Intake, Wish, saved_files
    from extractor.text.progress import ProgressLine

    run = AddRun(
        root=root,
        intake=lambda: Intake(root, Wish(forum=forum), ProgressLine()),
        files=lambda: saved_files(files, sys.stdin.buffer.read),
        format=None,
        checked=checked,
        as_json=False,
    )
    if yes:
        run.bring()
    else:
        run.ask()
