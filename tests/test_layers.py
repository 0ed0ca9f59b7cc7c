"""The architecture: imports point down, no module is in a circle, and each library is imported by one room."""

from __future__ import annotations

import os
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from extractor.pipeline.keys import ARRANGING, LABELLING, MINING, READING
from extractor.site.proving import CHECKING
from tests.house import ADDRESSES, PACKAGE, arrows, floor, holders, imports, modules, name_of, own_imports, room


def identifier(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", modules(), ids=identifier)
def test_imports_point_down(path: Path) -> None:
    mine = room(path)
    for other in {name.split(".")[0] for name in own_imports(path)} - {mine}:
        assert floor(other) < floor(mine), f"{mine} imports {other}, which is not below it"


def test_no_module_is_in_a_circle() -> None:
    graph = {name_of(path): own_imports(path) for path in modules()}
    # An `__init__` and the modules of its folder may import one another: Python runs the `__init__` first.
    inner = {name: {other for other in others if not name.startswith(f"{other}.")} for name, others in graph.items()}
    try:
        list(TopologicalSorter(inner).static_order())
    except CycleError as error:
        pytest.fail(f"imports in a circle: {' -> '.join(error.args[1])}")


@pytest.mark.parametrize("path", modules(), ids=identifier)
def test_each_dependency_has_one_address(path: Path) -> None:
    for name in imports(path):
        top = name.split(".")[0]
        if top in sys.stdlib_module_names or top == "extractor":
            continue
        assert holders(path) & ADDRESSES.get(top, set()), f"{path.name} may not import {top}"


def test_the_model_needs_the_standard_library_alone() -> None:
    """But for its JSON forms, which nobody imports who does not ask for them."""
    for path in (PACKAGE / "model").rglob("*.py"):
        own = {name for name in imports(path) if name.startswith("extractor")}
        names = {name.split(".")[0] for name in imports(path) - own}
        is_wire = path.parent.name == "wire"
        assert names <= {*sys.stdlib_module_names, *(["msgspec"] if is_wire else [])}, path.name
        assert is_wire or not any(name.startswith("extractor.model.wire") for name in own), path.name


def test_spacy_is_not_imported_before_classification() -> None:
    """It costs most of a second: reading, linking and publishing must do without it."""
    names = "extractor.cli, extractor.pipeline.stages, extractor.readers, extractor.site.pages, extractor.checker"
    code = f"import sys, {names}; print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_suggest_needs_no_spacy_where_the_store_holds_the_faq() -> None:
    code = """import sys
from extractor.cli import main
sys.argv = ['threadfaq', 'suggest', 'refund']
try:
    main()
finally:
    print('spacy' in sys.modules)
"""
    kept = {name: value for name, value in os.environ.items() if name != "CI"}  # there no store is used
    for expected in (None, "False"):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=kept)
        assert expected is None or done.stdout.splitlines()[-1] == expected


KEYED = {
    READING: {"linking", "readers"},
    LABELLING: {"labels"},
    MINING: {"asks", "answers"},
    ARRANGING: {"faq", "search"},
    CHECKING: {"checker"},
}
"""The rooms whose code is part of a result's key, and the rooms that make the result."""
SEPARATE = {"resources", "store", "digests"}
"""Rooms that make no part of a result: where files lie, where results are kept, and how keys are made."""


@pytest.mark.parametrize("keyed", KEYED, ids=lambda keyed: str(keyed[-1]))
def test_the_key_of_a_result_stands_for_all_the_code_that_makes_it(keyed: tuple[str, ...]) -> None:
    lead, used, waiting = arrows(), set(), list(KEYED[keyed])
    while waiting:
        name = waiting.pop()
        used.add(name)
        waiting += lead.get(name, set()) - used
    assert used - SEPARATE <= set(keyed)
