"""Commands in processes of their own that begin at once: each is forked from one in which all libraries are loaded.

Such a process can be killed at any moment of its work, and not only while it imports.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.command import ROOT, Done

BUILD = ("mkdocs", "--quiet", "build")
"""What `make site` runs."""
DAY = "1780000000"
"""The date of all builds here, in seconds since 1970."""


@dataclass
class Nursery:
    """Begins commands. Made by `nursery`."""

    process: subprocess.Popen[str]
    folder: Path
    """Where the messages of each command go."""
    _number: int = field(default=0)

    def begin(self, *line: str, cwd: Path, **environment: str) -> Child:
        """A command that begins in a folder: `mkdocs …` or `threadfaq …`."""
        self._number += 1
        output = self.folder / f"{self._number}.txt"
        environment = {"SOURCE_DATE_EPOCH": DAY, **environment}
        pid = self.ask(line=line, cwd=str(cwd), output=str(output), environment=environment)
        return Child(self, pid, output)

    def run(self, *line: str, cwd: Path) -> Done:
        """A command from its beginning to its end."""
        return self.begin(*line, cwd=cwd).end()

    def ask(self, **request: Any) -> int:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@dataclass(frozen=True)
class Child:
    """A command that runs."""

    nursery: Nursery
    pid: int
    output: Path

    def kill(self, after: float) -> bool:
        """Kill it when so many seconds have gone by; whether that ended it."""
        time.sleep(after)
        os.kill(self.pid, signal.SIGKILL)
        return self.end().returncode == -signal.SIGKILL

    def end(self) -> Done:
        """Its exit code when it has ended, negative for a signal, and all it printed."""
        code = self.nursery.ask(wait=self.pid)
        return Done(code, "", self.output.read_text("utf-8"))


@contextlib.contextmanager
def nursery(folder: Path) -> Iterator[Nursery]:
    """A nursery, with a folder for messages."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.nursery"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Nursery(process, folder)
    finally:
        process.kill()
        process.communicate()


def _serve() -> None:
    from mkdocs.__main__ import ColorFormatter, cli
    from mkdocs.commands import build

    import extractor.labels
    import extractor.pipeline.settling
    import extractor.pipeline.stages
    import extractor.site.plugin
    from extractor.cli import main
    from extractor.corpus.judging import load_language

    assert build and extractor
    load_language("en")
    ColorFormatter.text_wrapper.width = 0
    commands = {"mkdocs": cli, "threadfaq": main}
    for text in sys.stdin:
        request = json.loads(text)
        if "wait" in request:
            answer = os.waitstatus_to_exitcode(os.waitpid(request["wait"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                _become(commands, **request)
        print(answer, flush=True)


def _become(commands: dict[str, Any], line: list[str], cwd: str, output: str, environment: dict[str, str]) -> None:
    code: object = 0
    try:
        os.chdir(cwd)
        os.environ.update(environment)
        file = os.open(output, os.O_WRONLY | os.O_CREAT)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(file, 1)
        os.dup2(file, 2)
        sys.argv = line
        if "KILLED_AT" in environment:
            _end_at(int(environment["KILLED_AT"]))
        commands[line[0]]()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:
        traceback.print_exc()
        code = 1
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def _end_at(step: int) -> None:
    """Be killed before the so-and-so-many-eth call that changes what lies in a folder, but for pages one by one."""
    calls = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal calls
        if event in CHANGING and ".site." in f"{arguments[:2]}":
            calls += 1
            if calls == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


CHANGING = ("os.rename", "os.mkdir", "os.rmdir", "os.remove", "shutil.rmtree", "os.unlink")


if __name__ == "__main__":
    _serve()
