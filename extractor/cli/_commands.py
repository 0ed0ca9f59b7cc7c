"""A list of commands as `--help` prints it: each with its whole first sentence."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

LONGEST = 400
"""Characters of a sentence; none is so long."""


class Commands(TyperGroup):
    """Commands under one name."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write what each command does, on as many lines as it needs."""
        names = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [
            (name, each.get_short_help_str(LONGEST)) for name, each in names if each is not None and not each.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
