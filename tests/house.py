"""The rooms of the package, on floors, with the imports between them as arrows. `python -m tests.house` prints them
as a table.

A room is a folder or a file directly in `extractor/`. An arrow leads from a room to each room that it imports.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "extractor"

FLOORS: list[set[str]] = [
    {"model", "markup", "language", "resources", "digests"},
    {"text"},
    {"tables", "problems", "checker", "holdback", "store"},
    {"linking"},
    {"rules", "readers", "search", "statements"},
    {"answers", "asks", "labels", "faq", "corpus"},
    {"pipeline"},
    {"site", "lab", "intake", "editing", "starting"},
    {"desk"},
    {"cli"},
    {"__main__", "__init__"},
]
"""From the ground up. A room may import from lower floors alone, never from its own."""

ADDRESSES = {
    "babel": {"text", "site"},
    "bs4": {"markup"},
    "msgspec": {"model/wire"},
    "numpy": {"asks", "linking"},
    "snowballstemmer": {"text"},
    "spacy": {"rules"},
    "jinja2": {"site", "starting", "desk"},
    "nh3": {"site"},
    "mkdocs": {"site"},
    "watchdog": {"site", "desk"},
    "starlette": {"desk"},
    "uvicorn": {"desk"},
    "yaml": {"site"},
    "typer": {"cli"},
    "click": {"site"},
    "tomlkit": {"corpus", "editing"},
    "filelock": {"corpus", "site"},
    "phonenumbers": {"intake"},
    "stdnum": {"intake"},
    "rapidfuzz": {"tables", "faq", "linking", "checker", "search", "text", "editing"},
    "regex": {"text"},
    "markupsafe": {"site"},
    "dateparser": {"readers"},
    "distributed": {"cli"},
    "ftfy": {"readers"},
    "idna": {"text"},
    "w3lib": {"text"},
}
"""The rooms, or folders of a room, that may import each library."""


@cache
def modules() -> list[Path]:
    """Every module of the package, by its path."""
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """The dotted name of a module in the package, like `readers.pages.phpbb`; an `__init__` has the name of its
    folder."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and parts[1:] else parts)


def room(path: Path) -> str:
    """The room that a module stands in."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def holders(path: Path) -> set[str]:
    """The room that a module stands in, and the folder in it, like `model` and `model/wire`."""
    parts = path.relative_to(PACKAGE).parts
    return {room(path), "/".join(parts[:2]).removesuffix(".py")}


def is_reader(path: Path) -> bool:
    """Whether a module reads one format. Readers are found by themselves: adding one edits no list and no table."""
    return (
        path.relative_to(PACKAGE).parts[0] == "readers"
        and len(path.relative_to(PACKAGE).parts) == 3
        and path.name[0] != "_"
    )


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module that a module imports, by dotted name; of `from a import b` also `a.b`."""
    return frozenset(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are absolute"
            module = node.module or ""
            if module != "extractor":
                yield module
            if module.split(".")[0] == "extractor":
                yield from (f"{module}.{alias.name}" for alias in node.names)


def own_imports(path: Path) -> set[str]:
    """The modules of this package that a module imports, as `name_of` gives them."""
    names = {name.removeprefix("extractor.") for name in imports(path) if name.startswith("extractor.")}
    return (names & _names()) - {name_of(path)}


@cache
def _names() -> frozenset[str]:
    return frozenset(name_of(path) for path in modules())


def arrows() -> dict[str, set[str]]:
    """The rooms that each room imports."""
    result: dict[str, set[str]] = defaultdict(set)
    for path in modules():
        mine = room(path)
        result[mine] |= {name.split(".")[0] for name in own_imports(path)} - {mine}
    return dict(result)


def floor(name: str) -> int:
    """The floor that a room stands on, from 0 at the ground."""
    for number, rooms in enumerate(FLOORS):
        if name in rooms:
            return number
    raise AssertionError(f"extractor/{name} stands on no floor: give it one in tests/house.py")


def sentence(name: str) -> str:
    """The first sentence of what a room says of itself."""
    face = PACKAGE / name / "__init__.py" if (PACKAGE / name).is_dir() else PACKAGE / f"{name}.py"
    words = ast.get_docstring(ast.parse(face.read_text("utf-8"))) or ""
    return words.partition("\n\n")[0].replace("\n", " ")


def table() -> list[str]:
    """The house from the top floor down: floor, room, its modules but for readers, what it imports, what it is."""
    lead = arrows()
    sizes: dict[str, int] = defaultdict(int)
    for path in modules():
        sizes[room(path)] += not is_reader(path)
    rows = ["| floor | room | modules | imports | what it is |", "|---|---|---|---|---|"]
    for number in range(len(FLOORS) - 1, -1, -1):
        for name in sorted(FLOORS[number]):
            others = ", ".join(f"`{other}`" for other in sorted(lead[name], key=lambda other: (floor(other), other)))
            rows.append(f"| {number} | `{name}` | {sizes[name]} | {others} | {sentence(name)} |")
    return rows


def addresses() -> list[str]:
    """The libraries and the rooms that may import each, as a table."""
    rows = [
        f"| {name} | {', '.join(f'`{room}`' for room in sorted(rooms))} |"
        for name, rooms in sorted(ADDRESSES.items())
    ]
    return ["| library | rooms |", "|---|---|", *rows]


def main() -> None:
    """Print the table and its sums."""
    lead = arrows()
    rooms = [name for rooms in FLOORS for name in rooms]
    back = sum(floor(other) >= floor(name) for name in rooms for other in lead[name])
    print("\n".join(table()))
    print(f"\n{len(rooms)} rooms, {sum(map(len, lead.values()))} arrows, {back} of them not downwards")


if __name__ == "__main__":
    main()
