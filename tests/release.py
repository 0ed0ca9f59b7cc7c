"""`make release-check`: wheel and sdist are built and installed each alone into an empty environment, and a FAQ is
made with nothing else, in a folder whose path has spaces and letters beyond ASCII."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "examples/puppies/sources"
NAME = "Ünser Hund & Wir"


def main() -> int:
    """Build both, try both; says how many seconds each step took."""
    with tempfile.TemporaryDirectory(prefix="threadfaq release ñ ") as scratch:
        folder = Path(scratch)
        with timed("build wheel and sdist"):
            run([sys.executable, "-m", "build", "--outdir", str(folder / "dist"), str(ROOT)], folder)
        for archive in sorted((folder / "dist").iterdir()):
            tried(archive, folder / f"from {archive.suffix.removeprefix('.')}")
    return 0


def tried(archive: Path, home: Path) -> None:
    """Install an archive alone, and go from nothing to a checked site with it."""
    home.mkdir()
    venv.create(home / "venv", with_pip=True)
    bin = home / "venv" / ("Scripts" if os.name == "nt" else "bin")
    with timed(f"{archive.name}: install"):
        run([str(bin / "python"), "-m", "pip", "install", "--quiet", str(archive)], home)
    threadfaq = [str(bin / "threadfaq")]
    shutil.copytree(SOURCES, home / "Geteilte Fäden")
    first = home / "Geteilte Fäden/posts.csv"
    faq = home / "Mein FAQ é"
    with timed(f"{archive.name}: init, add, questions, accept, build, check"):
        names = ["--name", NAME, "--subject", "Neue Hunde", "--forum", "puppies"]
        run([*threadfaq, "init", str(faq), str(first), *names, "--yes"], home)
        run([*threadfaq, "add", str(home / "Geteilte Fäden"), "--forum", "puppies", "--yes"], faq)
        groups = json.loads(run([*threadfaq, "questions", "--json"], faq))["groups"]
        assert groups, "nothing is asked by many"
        id = groups[0]["id"]
        accept = ["--topic", "neue-hunde", "--by", "Zoë", "--id", "first", "--keep", "1"]
        run([*threadfaq, "questions", "accept", id, *accept], faq)
        run([*threadfaq, "build"], faq)
        run([*threadfaq, "check", "--site", "site"], faq)
    page = (faq / "site/neue-hunde/first.html").read_text("utf-8")
    assert "<blockquote" in page and "Ünser Hund &amp; Wir" in page
    assert not [path for path in (faq / "site").rglob("*.html") if path.name[1:4].isdigit()], "the manual is in it"
    status = json.loads(run([*threadfaq, "status", "--json"], faq))
    assert (status["threads"], status["questions"], status["errors"]) == (54, 1, 0), status


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say how long it took."""
    start = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - start:.0f} s", flush=True)


def run(line: list[str], folder: Path) -> str:
    """What a program prints; ends the whole check where it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CI"))}
    done = subprocess.run(
        line, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(line)}\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
