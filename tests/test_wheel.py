"""The wheel, without a checkout: the command explains, a corpus becomes a site, and every file of the wheel is
used."""

from __future__ import annotations

import os
import re
import shutil
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.command import ROOT

WATCH = """\
import os, sys

if "OPENED" in os.environ:
    log = os.open(os.environ["OPENED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(event, values):
        if event == "open":
            os.write(log, f"{values[0]}\\n".encode("utf-8", "replace"))

    sys.addaudithook(note)
"""
"""Notes the name of every file that a process opens."""

THREAD = """\
Feb 3, 2024 09:15:00 AM by Maren T
Where do you rent a kiln?

Feb 3, 2024 10:02:00 AM by Jon W
At the studio.
"""


class Installed:
    """A virtual environment with the wheel, which sees the libraries of this one and not this checkout."""

    def __init__(self, folder: Path) -> None:
        self.wheel = built(folder / "dist")
        self.home = folder / "home"
        self.home.mkdir()
        self.opened = folder / "opened.txt"
        environment = folder / "venv"
        venv.create(environment, with_pip=False)
        self.bin = environment / ("Scripts" if os.name == "nt" else "bin")
        (self.packages,) = environment.rglob("site-packages")
        # A path in a .pth file is searched, but its own .pth files, the checkout's among them, are not read.
        (self.packages / "libraries.pth").write_text("\n".join(site.getsitepackages()), "utf-8")
        pip = [sys.executable, "-m", "pip", "--python", str(self.bin / "python"), "--quiet"]
        quiet = ["--no-deps", "--no-index", "--disable-pip-version-check", "--force-reinstall"]
        subprocess.run([*pip, "install", *quiet, str(self.wheel)], check=True, cwd=self.home)
        (self.packages / "watch.py").write_text(WATCH, "utf-8")
        (self.packages / "watch.pth").write_text("import watch\n", "utf-8")

    def run(self, *line: str) -> str:
        """What a program of the environment prints in its home; fails where it fails."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        done = subprocess.run(
            [str(self.bin / line[0]), *line[1:]],
            cwd=self.home,
            env={**environment, "OPENED": str(self.opened)},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout


def built(folder: Path) -> Path:
    """The wheel of this checkout."""
    line = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(line, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.mark.slow
def test_the_wheel_is_enough_and_nothing_in_it_is_unread(tmp_path: Path) -> None:
    installed = Installed(tmp_path)
    where = installed.run("python", "-c", "import extractor; print(extractor.__file__)")
    assert Path(where.strip()).is_relative_to(installed.packages)
    home = installed.home

    assert installed.run("threadfaq", "explain", "E103").startswith("# E103: no reader claims this file")
    assert "[E103](E103.md)" in installed.run("threadfaq", "explain")
    every = "from extractor.problems import pages\nfrom extractor.cli import app\n"
    every += "for code in pages(): app(['explain', code], standalone_mode=False)\n"
    assert "# W109" in installed.run("python", "-c", every)

    shutil.copytree(ROOT / "corpus", home / "corpus")
    (home / "docs").mkdir()
    settings = re.search(r"^```yaml\n(.*?)^```$", (ROOT / "docs/quick-start.md").read_text("utf-8"), re.M | re.S)
    assert settings is not None
    (home / "mkdocs.yml").write_text(settings[1], "utf-8")
    installed.run("python", "-m", "mkdocs", "--quiet", "build")
    built_site = home / "site"
    index = (built_site / "index.html").read_text("utf-8")
    assert "css/style.css" in index and (built_site / "css/style.css").is_file()
    assert "How this FAQ is made" not in index and "None" not in index
    assert "<title>Not found" in (built_site / "404.html").read_text("utf-8")
    assert (built_site / "search/index.js").is_file()
    assert "<blockquote" in "".join(page.read_text("utf-8") for page in built_site.rglob("*.html"))
    installed.run("threadfaq", "check", "--site", "site")
    assert "asked: " in installed.run("threadfaq", "why", "upwork/dispute-second-opinion")
    installed.run("threadfaq", "rules", "lint")

    (home / "kiln.txt").write_text(THREAD, "utf-8")
    installed.run("threadfaq", "add", "--yes", "--forum", "pottery", "kiln.txt")
    written = installed.run("python", "-m", "extractor.readers.new", "--help")
    assert "--kind" in written
    project = home / "project"
    (project / "extractor/readers").mkdir(parents=True)
    (project / "tests/readers").mkdir(parents=True)
    for kind in ("page", "export", "pasted"):
        installed.run("python", "-m", "extractor.readers.new", f"kiln-{kind}", "--kind", kind, "--into", str(project))

    installed.run("threadfaq", "init", "own", "--yes")

    opened = set(installed.opened.read_text("utf-8", "replace").splitlines())
    carried = [name for name in zipfile.ZipFile(installed.wheel).namelist() if name.startswith("extractor/")]
    silent = [name for name in carried if not name.endswith((".py", "/py.typed"))]
    assert len(silent) > 100
    # Which page of the desk is shown depends on what an editor does; see the next test.
    rest = [name for name in silent if not name.startswith("extractor/desk/")]
    unread = [name for name in rest if str(installed.packages / name) not in opened]
    assert unread == [], "\n".join(unread)


def test_every_page_of_the_desk_is_named_by_its_code() -> None:
    desk = ROOT / "extractor/desk"
    pages = [path for path in desk.rglob("*") if path.is_file() and path.parent.name in ("templates", "static")]
    code = [path.read_text("utf-8") for path in desk.rglob("*") if path.suffix in (".py", ".html")]
    assert len(pages) > 15
    assert [path.name for path in pages if not any(path.name in text for text in code)] == []
