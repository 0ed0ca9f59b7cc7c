"""What the manual shows of a terminal is what the program prints there: every such block is run.

A block is shown in some situation. That is the corpus of this repository's topics with the manual's invented thread
(`docs/commands.md`) in it, unless a folder in `manual/` says that it shows the block. Such a folder holds files that
are laid over those, and a `shows.toml`:

    shows = ["commands.md: threadfaq check (2)"]
                            the blocks, by page, command line and, if it stands there more than once, the number among
                            them
    repository = true       this repository itself
    bare = true             another corpus: the one pack of `docs/editors/write-a-rule.md`, and no thread
    committed = true        all that is committed to git before the pack is changed
    change = [["a", "b"]]   what is changed in that pack: `b` for `a`, which stands there once
    saved = "kiln.txt"      the invented thread is a file of that name, saved on 5 February 2024, and no thread yet
    answers = "y\\n"        what is typed at a terminal

Blocks that cannot be run again stand in `manual/not-run.toml`, each with the reason. THREADFAQ_RENEW=1 writes what
comes out into the manual.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cases import RENEW
from tests.command import ROOT, git, on_a_terminal, run, shown

DOCS = ROOT / "docs"
SITUATIONS = Path(__file__).parent / "manual"
BLOCK = re.compile(r"^```text\n((?:.*\n)*?)```$", re.M)
TIMED = {
    "threadfaq rules stats": re.compile(r" +[\d,]+$", re.M),
    "threadfaq bench": re.compile(r" +(?:[\d,]+\.\d+|\d+%)"),
}
"""The figures of commands that time something: they depend on the machine."""
NOT_RUN: dict[str, str] = tomllib.loads((SITUATIONS / "not-run.toml").read_text("utf-8"))


def examples() -> dict[str, tuple[Path, str]]:
    """Every block that begins with a command, by its name: the page, and the block."""
    blocks: dict[str, tuple[Path, str]] = {}
    for path in sorted(DOCS.rglob("*.md")):
        uses: Counter[str] = Counter()
        for block in BLOCK.findall(path.read_text("utf-8")):
            # One fence may show several commands, each with an empty line before it.
            for example in re.split(r"\n(?=\$ )", block):
                if example.startswith("$ threadfaq"):
                    name = f"{path.relative_to(DOCS)}: {example.partition(chr(10))[0][2:]}"
                    uses[name] += 1
                    blocks[name + (f" ({uses[name]})" if uses[name] > 1 else "")] = (
                        path,
                        example.rstrip("\n") + "\n",
                    )
    return blocks


def situations() -> dict[str, Path]:
    """By the name of a block, the folder with its situation."""
    return {
        name: file.parent
        for file in sorted(SITUATIONS.glob("*/shows.toml"))
        for name in tomllib.loads(file.read_text("utf-8"))["shows"]
    }


EXAMPLES, SHOWN_IN = examples(), situations()


def test_every_situation_and_every_reason_is_of_a_block_that_is_there() -> None:
    assert len(EXAMPLES) > 20
    assert {*SHOWN_IN, *NOT_RUN} <= set(EXAMPLES)
    assert not set(SHOWN_IN) & set(NOT_RUN)


def fenced(page: str, after: str, kind: str) -> str:
    """The first fenced block of a kind behind some words of a page."""
    block = re.search(rf"^```{kind}\n((?:.*\n)*?)```$", (DOCS / page).read_text("utf-8").partition(after)[2], re.M)
    assert block is not None
    return block[1]


def laid_out(folder: Path, situation: Path | None) -> dict[str, Any]:
    """Put a situation into a folder; returns its `shows.toml`."""
    settings = tomllib.loads((situation / "shows.toml").read_text("utf-8")) if situation else {}
    pack = folder / "corpus/topics/kilns.toml"
    if settings.get("bare"):
        pack.parent.mkdir(parents=True)
        pack.write_text(fenced("editors/write-a-rule.md", "# Write a rule", "toml"), "utf-8")
    else:
        shutil.copytree(ROOT / "corpus/topics", pack.parent)
        (folder / "corpus/background").mkdir()
        shutil.copy(ROOT / "corpus/background/words.toml", folder / "corpus/background")
        shutil.copy(ROOT / "corpus/corpus.toml", folder / "corpus")
        saved = folder / settings.get("saved", "corpus/threads/pottery/kiln-rental.txt")
        saved.parent.mkdir(parents=True, exist_ok=True)
        saved.write_text(fenced("commands.md", "The examples use an invented thread:", "text"), "utf-8")
        day = datetime(2024, 2, 5, 12).timestamp()
        os.utime(saved, (day, day))
    if situation:
        shutil.copytree(situation, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("shows.toml"))
    if settings.get("committed"):
        for command in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "As it was"]):
            git(folder, *command)
    for old, new in settings.get("change", ()):
        text = pack.read_text("utf-8")
        assert text.count(old) == 1, old
        pack.write_text(text.replace(old, new), "utf-8")
    return settings


def printed(line: str, folder: Path, answers: str | None) -> str:
    """What a line of the manual prints: `threadfaq …`, perhaps with a pipe behind it, for its errors alone with
    `2>&1 >/dev/null`."""
    command, piped, filters = line.partition(" | ")
    command, errors_alone, _ = command.partition(" 2>&1 >/dev/null")
    words = shlex.split(command)[1:]
    if answers is not None:
        return on_a_terminal(folder, *words, answers=answers).replace("\r\n", "\n")
    if not piped:
        return shown(*words, cwd=folder)
    done = run(*words, cwd=folder)
    into = done.stderr if errors_alone else done.stdout
    through = subprocess.run(filters, shell=True, input=into.encode(), capture_output=True, check=True)
    return through.stdout.decode("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="the manual's lines are for a POSIX shell")
@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - set(NOT_RUN)))
def test_the_manual_shows_what_is_printed(name: str, tmp_path: Path) -> None:
    page, block = EXAMPLES[name]
    line, _, expected = block.partition("\n")
    settings = laid_out(tmp_path, SHOWN_IN.get(name))
    folder = ROOT if settings.get("repository") else tmp_path
    output = printed(line.removeprefix("$ "), folder, settings.get("answers")).rstrip("\n") + "\n"
    times = next((times for command, times in TIMED.items() if line.startswith(f"$ {command}")), None)
    if (times.sub("", output) == times.sub("", expected)) if times else (output == expected):
        return
    if not RENEW:
        assert output == expected
    page.write_text(page.read_text("utf-8").replace(block, f"{line}\n{output}"), "utf-8")
