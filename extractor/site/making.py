"""MkDocs' own commands, run in this process: for people who have no make."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from mkdocs.__main__ import cli
from mkdocs.exceptions import Abort


def built(settings: Path) -> int:
    """Build the site of a project's settings; the exit code. What goes wrong is told."""
    return _run(["--quiet", "build", "--config-file", str(settings)])


def served(settings: Path, address: str | None) -> int:
    """Show it until somebody stops it; the exit code."""
    return _run(["serve", "--config-file", str(settings), *(["--dev-addr", address] if address else [])])


def _run(arguments: Sequence[str]) -> int:
    try:
        cli(list(arguments), prog_name="mkdocs", standalone_mode=False)
    except Abort as error:
        click.echo(error.format_message(), err=True)
        return error.code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit as stop:
        if isinstance(stop.code, str):
            click.echo(stop.code, err=True)
        return stop.code if isinstance(stop.code, int) else 1
    return 0
