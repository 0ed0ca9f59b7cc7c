"""The architecture: imports point down, and each dependency has one address."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "extractor"

LAYERS: list[set[str]] = [
    {"model"},
    {"text", "tables", "problems", "markup", "addresses", "sentences", "phrases", "token_patterns"},
    {
        "context",
        "sayings",
        "readers",
        "quotes",
        "replies",
        "rules",
        "matching",
        "answering",
        "topics",
        "languages",
        "decisions",
        "merging",
        "passages",
        "sidefiles",
    },
    {
        "build_date",
        "corpus",
        "files",
        "settings",
        "classify",
        "faq",
        "forms",
        "pages",
        "checker",
        "scoring",
        "reasons",
    },
    {"build"},
    {"lab", "terminal", "intake", "migrating"},
    {"plugin", "cli", "cli_rules", "cli_intake", "cli_adding"},
    {"__main__"},
]
"""From the ground up. A module may import from lower layers, and from its own only where SIDEWAYS says so."""

SIDEWAYS = {
    ("tables", "problems"),
    ("topics", "rules"),
    ("languages", "rules"),
    ("languages", "answering"),
    ("languages", "sayings"),
    ("scoring", "classify"),
    ("reasons", "classify"),
    ("cli", "cli_rules"),
    ("cli", "cli_intake"),
    ("cli_intake", "cli_adding"),
    ("corpus", "files"),
    ("corpus", "settings"),
    ("settings", "files"),
}
"""A rule file's reader stands on the rule language; what measures and explains labels stands on the labeller; the
command takes in the commands of the lab and of intake; the corpus is made of files and its settings."""

ADDRESSES = {
    "bs4": {"markup"},
    "spacy": {"matching"},
    "jinja2": {"pages"},
    "nh3": {"pages"},
    "mkdocs": {"plugin"},
    "typer": {"cli", "cli_rules", "cli_intake", "cli_adding", "terminal"},
    "click": {"plugin"},
    "tomlkit": {"decisions", "sidefiles"},
    "phonenumbers": {"intake"},
    "stdnum": {"intake"},
    "rapidfuzz": {"tables", "decisions", "replies", "checker"},
    "markupsafe": {"pages"},
    "dateparser": {"readers"},
    "ftfy": {"readers"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every imported module by dotted name, and whether it is imported only for its types."""
    tree = ast.parse(path.read_text("utf-8"))
    typing = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, id(node) in typing
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            if node.module == "extractor":
                for name in node.names:
                    yield f"extractor.{name.name}", id(node) in typing
            else:
                yield node.module or "", id(node) in typing


def level(name: str) -> int:
    found = [number for number, layer in enumerate(LAYERS) if name in layer]
    assert found, f"extractor/{name} stands in no layer: give it one in tests/test_layers.py"
    return found[0]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    mine = room(path)
    if mine == "__init__":
        assert not list(imports(path)), "the package imports nothing when it is imported"
        return
    for name, _ in imports(path):
        if not name.startswith("extractor."):
            continue
        other = name.split(".")[1]
        if other in (mine, "__version__"):
            continue
        assert level(other) < level(mine) or (mine, other) in SIDEWAYS, (
            f"{mine} imports {other}, which is not below it"
        )


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_dependency_has_one_address(path: Path) -> None:
    for name, _ in imports(path):
        top = name.split(".")[0]
        if top in sys.stdlib_module_names or top == "extractor":
            continue
        assert room(path) in ADDRESSES.get(top, set()), f"{path.name} may not import {top}"


def test_the_model_needs_the_standard_library_alone() -> None:
    for path in (PACKAGE / "model").glob("*.py"):
        names = {name.split(".")[0] for name, _ in imports(path) if not name.startswith("extractor.model.")}
        assert names <= set(sys.stdlib_module_names), path.name


def test_spacy_is_not_imported_before_classification() -> None:
    """It costs most of a second: reading, linking and publishing must do without it."""
    import subprocess

    names = "extractor.cli, extractor.build, extractor.readers, extractor.pages, extractor.checker"
    code = f"import sys, {names}; print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
