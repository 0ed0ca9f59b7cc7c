"""The real Chromium that the browser tests drive: found, installed where that is allowed, or reported as missing.

`python -m tests.browser` runs before the tests. The browser that is there is used; else Debian's package is
installed where the user may; else the run says what it cannot check. With THREADFAQ_BROWSER=demand, or
`--demand`, a missing browser fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def executable() -> str | None:
    """The browser's path, or None."""
    named = os.environ.get("CHROMIUM")
    if named and Path(named).is_file():
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def demanded() -> bool:
    """Whether a missing browser fails the run."""
    return os.environ.get("THREADFAQ_BROWSER") == "demand" or "--demand" in sys.argv


def install() -> None:
    """Install Debian's package, when this user may."""
    if shutil.which("apt-get") is None:
        return
    if os.geteuid() == 0:
        prefix = []
    elif (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        prefix = ["sudo", "-n"]
    else:
        return
    print("installing Debian's chromium for the browser tests ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], INSTALL):
        subprocess.run([*prefix, *command], check=False, env=environment, stdout=subprocess.DEVNULL)


def message() -> str:
    """What a run without a browser could not check, and how to get one."""
    return (
        "NOT CHECKED: no Chromium here, so no page was opened in a real browser (citations, accessibility,\n"
        "hostile text, search). Install one and run again:\n"
        "    sudo apt-get install chromium"
    )


def main() -> int:
    """Find or install; the exit code says whether the run may go on."""
    if executable() is None:
        install()
    if executable() is not None:
        return 0
    print(message(), file=sys.stderr)
    return 1 if demanded() else 0


if __name__ == "__main__":
    sys.exit(main())
