"""What MkDocs alone takes for a page a thread: the same posts as Markdown, its own theme, no plugin."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from benchmarks.launching import Run, launched

SETTINGS = """\
site_name: Threads
theme: mkdocs
plugins: []
use_directory_urls: false
nav: [index.md]
not_in_nav: /threads/
"""
"""Threads are not in the navigation, which MkDocs would print on every page."""


def write(folder: Path, corpus: Path, threads: int) -> None:
    """A project with the first threads of an invented corpus."""
    (folder / "docs/threads").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(SETTINGS, "utf-8")
    (folder / "docs/index.md").write_text("# Threads\n", "utf-8")
    for path in islice(sorted(corpus.glob("threads/*/*.json")), threads):
        thread = json.loads(path.read_text("utf-8"))
        posts = (f"## {post['author']}, {post['posted']}\n\n{post['text']}\n" for post in thread["posts"])
        page = "\n".join((f"# {thread['title']}\n", *posts))
        (folder / f"docs/threads/{path.stem}.md").write_text(page, "utf-8")


def built(folder: Path, environment: Mapping[str, str]) -> Run:
    """One build."""
    return launched([sys.executable, "-m", "mkdocs", "--quiet", "build"], folder, environment)


def scaled(half: Run, whole: Run, pages: int, wanted: int) -> Run:
    """What the wanted pages would take, from builds of half of `pages` and of all of them: each as those between."""

    def grown(less: float, more: float) -> float:
        return more + (more - less) / (pages - pages // 2) * (wanted - pages)

    return Run(cpu=grown(half.cpu, whole.cpu), wall=grown(half.wall, whole.wall), peak=grown(half.peak, whole.peak))
