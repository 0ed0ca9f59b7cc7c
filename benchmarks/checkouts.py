"""Checkouts of this project, each run by this interpreter with its libraries, and projects whose site they build."""

from __future__ import annotations

import os
import shutil
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from benchmarks.launching import Run, launched

EPOCH = "1780000000"
"""SOURCE_DATE_EPOCH: the day of every build."""


class Checkout:
    """The program as it stands in a folder, this one or an older one."""

    def __init__(self, name: str, folder: Path, scratch: Path) -> None:
        self.name, self.folder = name, folder.resolve()
        self.keeps = (self.folder / "extractor/store.py").is_file()
        """Whether it keeps results for the next run; one that does not, does everything again."""
        self.one_process = ["--jobs", "1"] if (self.folder / "extractor/pipeline/workers.py").is_file() else []
        names = _entry_points(self.folder, scratch / f"{name}-plugins")
        # Where CI is set nothing of an earlier run is believed, and modules are to be compiled once.
        unset = ("CI", "PYTHONDONTWRITEBYTECODE")
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in unset},
            "PYTHONPATH": os.pathsep.join((str(names), str(self.folder))),
            "SOURCE_DATE_EPOCH": EPOCH,
        }

    def command(self, project: Path, *arguments: str, output: Path = Path(os.devnull)) -> Run:
        """`threadfaq ARGUMENTS…` in a project."""
        return launched([sys.executable, "-m", "extractor", *arguments], project, self.environment, output)

    def faq(self, project: Path, jobs: Sequence[str] | None = None, output: Path = Path(os.devnull)) -> Run:
        """`threadfaq faq`, in one process unless `jobs` says otherwise."""
        return self.command(project, "faq", *(self.one_process if jobs is None else jobs), output=output)

    def site(self, project: Path) -> Run:
        """`mkdocs build`."""
        return launched([sys.executable, "-m", "mkdocs", "--quiet", "build"], project, self.environment)

    def pages(self, project: Path) -> Run:
        """The same without the check of what was built."""
        script = Path(__file__).parent / "unchecked.py"
        return launched([sys.executable, str(script), "--quiet", "build"], project, self.environment)

    def project(self, folder: Path, corpus: Path) -> Path:
        """A new project with a copy of this corpus, and of the manual the two pages that every page links to."""
        shutil.copytree(self.folder / "site_templates", folder / "site_templates")
        shutil.copytree(corpus, folder / "corpus", ignore=shutil.ignore_patterns(".cache"))
        (folder / "docs").mkdir()
        for name in ("how-it-is-made", "quick-start"):
            (folder / f"docs/{name}.md").write_text(f"# {name}\n", "utf-8")
        settings = (self.folder / "mkdocs.yml").read_text("utf-8")
        (folder / "mkdocs.yml").write_text(settings[: settings.index("\nnav:")] + "\n", "utf-8")
        return folder


def _entry_points(checkout: Path, folder: Path) -> Path:
    """A folder that names the checkout's plugins to MkDocs, in the place of those that are installed."""
    plugins = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    info = folder / "threadfaq-0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: threadfaq\nVersion: 0\n", "utf-8")
    lines = [
        line
        for group, names in plugins.items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in names.items()))
    ]
    (info / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return folder
