"""The command `threadfaq`: results on standard output, messages on standard error."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Annotated, TextIO

import typer

from extractor import __version__
from extractor.cli._commands import Commands
from extractor.cli._terminal import tell
from extractor.cli.answers import faq, ledger, propose
from extractor.cli.checking import bench, check, explain, score
from extractor.cli.desk import desk, todo
from extractor.cli.intake import add, migrate
from extractor.cli.listing import list_threads, remove, status
from extractor.cli.opens import still_open
from extractor.cli.questions import questions, redo, undo
from extractor.cli.rules import rules
from extractor.cli.searching import suggest
from extractor.cli.starting import build, init, serve
from extractor.cli.takedown import takedown
from extractor.cli.threads import answers, label, read, why
from extractor.problems import ThreadfaqError, refused
from extractor.text.terminal import guard

NAMES: dict[object, str] = {list_threads: "list"}
"""Commands whose function has another name, because Python has that one."""

app = typer.Typer(
    name="threadfaq",
    cls=Commands,
    help="Turns community threads into an FAQ in which every answer is somebody's own words.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(rules)
app.add_typer(questions)
for command in (
    *(init, add, list_threads, status, remove, build, serve, desk, todo),
    *(migrate, read, label, answers, faq, ledger, score, check, why, propose),
    *(suggest, explain, bench, undo, redo, takedown),
):
    app.command(NAMES.get(command))(command)
app.command("open")(still_open)


def main() -> None:
    """Run the command; content problems become messages and exit codes, everything else is a bug and shows."""
    guard()
    _writable(sys.stdout, sys.stderr)
    try:
        app()
    except ThreadfaqError as error:
        tell(error.problems)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The program that reads our output (`head`, say) has ended; that is no error.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        tell([refused(error)])
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _writable(*streams: TextIO) -> None:
    """Let everything be printed: what a stream has no letter for is written as `\\udcff`."""
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


def _commands() -> Sequence[str]:
    """Names of all commands; the tests compare the manual with them."""
    groups = [("", app), *((f"{group.name} ", group.typer_instance) for group in app.registered_groups)]
    return sorted(
        prefix + (command.name or str(getattr(command.callback, "__name__", "")))
        for prefix, group in groups
        if group is not None
        for command in group.registered_commands
    )
