"""A program run once and measured: with all processes that it starts, also those that outlive it."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SUBREAPER = 36
"""Linux's PR_SET_CHILD_SUBREAPER: processes whose parent has ended become children of ours, and are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run took."""

    cpu: float
    """Seconds of processor time, of all its processes."""
    wall: float
    """Seconds by the clock."""
    peak: float
    """The most memory that one of its processes ever held, in MB."""


def launched(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], output: Path = Path(os.devnull)
) -> Run:
    """Run a command in a folder; what it prints goes to `output`. A failure ends this program with its messages."""
    # From a small process: the kernel counts as a child's memory what its parent held when it was forked.
    line = [sys.executable, "-I", "-S", __file__, str(output), *command]
    done = subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stderr[-4000:]}")
    return Run(**json.loads(done.stdout))


def main(output: str, command: Sequence[str]) -> int:
    """Be that small process."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    with Path(output).open("wb") as printed, tempfile.TemporaryFile() as messages:
        before = time.perf_counter()
        code = subprocess.run(command, stdout=printed, stderr=messages, check=False).returncode
        wall = time.perf_counter() - before
        messages.seek(0)
        sys.stderr.write(messages.read().decode("utf-8", "replace"))
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    print(json.dumps({"cpu": used.ru_utime + used.ru_stime, "wall": wall, "peak": peak}))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
