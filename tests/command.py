"""The command, run by its own entry point: in this process, whose libraries are loaded, or in one of its own."""

from __future__ import annotations

import ctypes
import io
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest
from mkdocs.__main__ import ColorFormatter
from mkdocs.__main__ import cli as mkdocs

from extractor.cli import main

ROOT = Path(__file__).parent.parent
LOG = logging.getLogger("mkdocs")
_OVERRIDE_RIGHTS, _READ_ANYTHING = 1 << 1, 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


@dataclass(frozen=True, slots=True)
class Done:
    """What a run printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str, cwd: Path = ROOT, data: bytes = b"") -> Done:
    """`threadfaq ARGUMENTS…` in a folder, with `data` on its standard input; no terminal, lines of 200."""
    return _done(main, ["threadfaq", *arguments], cwd, data)


def shown(*arguments: str, cwd: Path = ROOT) -> str:
    """What a terminal shows of `threadfaq ARGUMENTS…`: output and errors as they come."""
    return _done(main, ["threadfaq", *arguments], cwd, b"", together=True).stdout


def build_site(project: Path) -> Done:
    """Run MkDocs in a project folder, as `make site` does."""
    # It measures the terminal when it is imported, and would break the lines of messages.
    with mock.patch.object(ColorFormatter.text_wrapper, "width", 0):
        try:
            return _done(mkdocs, ["mkdocs", "--quiet", "build"], project, b"")
        finally:
            # MkDocs leaves its handler behind when a build fails, and its stream is gone by now.
            for handler in [each for each in LOG.handlers if type(each) is logging.StreamHandler]:
                LOG.removeHandler(handler)


def _done(command: Callable[[], object], line: list[str], cwd: Path, data: bytes, together: bool = False) -> Done:
    with (
        _streams(data, together) as (output, error),
        mock.patch.object(sys, "argv", line),
        mock.patch.dict(os.environ, COLUMNS="200"),
        chdir(cwd),
    ):
        try:
            command()
            code: object = 0
        except SystemExit as end:
            code = 0 if end.code is None else end.code
    assert isinstance(code, int), code
    return Done(code, output.getvalue().decode("utf-8"), error.getvalue().decode("utf-8"))


@contextmanager
def _streams(data: bytes, together: bool) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    output = io.BytesIO()
    error = output if together else io.BytesIO()
    streams = [io.TextIOWrapper(stream, "utf-8", write_through=True) for stream in (io.BytesIO(data), output, error)]
    with (
        mock.patch.object(sys, "stdin", streams[0]),
        mock.patch.object(sys, "stdout", streams[1]),
        mock.patch.object(sys, "stderr", streams[2]),
    ):
        yield output, error
    for stream in streams:
        stream.detach()


def started(*arguments: str, cwd: Path = ROOT, **environment: str) -> Done:
    """`threadfaq ARGUMENTS…` in a process of its own: for what only a process shows."""
    done = subprocess.run(
        [sys.executable, "-m", "extractor", *arguments],
        cwd=cwd,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def begun(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    """`threadfaq ARGUMENTS…` in a process of its own that goes on by itself; its two outputs are pipes."""
    line = [sys.executable, "-m", "extractor", *arguments]
    return subprocess.Popen(line, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def unprivileged(*arguments: str, cwd: Path = ROOT) -> Done:
    """`threadfaq ARGUMENTS…` by somebody who may not read and write everything, as an administrator may."""
    with _no_right_over_files() if os.geteuid() == 0 else nullcontext():
        return run(*arguments, cwd=cwd)


@contextmanager
def _no_right_over_files() -> Iterator[None]:
    """Lay down, for a while and in this thread alone, an administrator's right to read and write everything."""
    if not sys.platform.startswith("linux"):
        pytest.skip("an administrator may read everything, and nothing here drops that right")
    library = ctypes.CDLL(None, use_errno=True)
    version_and_thread = (ctypes.c_uint32 * 2)(0x20080522, 0)
    rights = (ctypes.c_uint32 * 6)()  # in effect, permitted, handed on; then the same for numbers from 32
    assert library.capget(version_and_thread, rights) == 0
    before = rights[0]
    rights[0] &= ~(_OVERRIDE_RIGHTS | _READ_ANYTHING)
    assert library.capset(version_and_thread, rights) == 0
    try:
        yield
    finally:
        rights[0] = before
        assert library.capset(version_and_thread, rights) == 0


def on_a_terminal(home: Path, *arguments: str, answers: str, meanwhile: Callable[[], object] = lambda: None) -> str:
    """What somebody sees who types these lines, each when they are asked; a real terminal of eighty columns.

    `meanwhile` happens while the first question stands.
    """
    import pty

    ours, theirs = pty.openpty()
    output = bytearray()
    person = threading.Thread(target=_answer, args=(ours, answers.splitlines(keepends=True), output, [meanwhile]))
    with (
        open(theirs, encoding="utf-8", closefd=False) as typed,
        open(theirs, "w", encoding="utf-8", closefd=False) as shown_there,
        mock.patch.object(sys, "stdin", typed),
        mock.patch.object(sys, "stdout", shown_there),
        mock.patch.object(sys, "stderr", shown_there),
        mock.patch.object(sys, "argv", ["threadfaq", *arguments]),
        mock.patch.dict(os.environ, COLUMNS="80"),
        chdir(home),
    ):
        person.start()
        with suppress(SystemExit):
            main()
    os.close(theirs)
    person.join(60)
    os.close(ours)
    assert not person.is_alive()
    return output.decode("utf-8")


def _answer(terminal: int, lines: list[str], output: bytearray, waiting: list[Callable[[], object]]) -> None:
    """Read a terminal to its end, and type the next line whenever it waits for one."""
    # The other end of a terminal is closed by an error, on Linux.
    with suppress(OSError):
        while chunk := os.read(terminal, 4096):
            output += chunk
            if lines and output.endswith(b": "):
                while waiting:
                    waiting.pop()()
                os.write(terminal, lines.pop(0).encode())


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, under an invented name."""
    names = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True)
