"""Names, dates and rows given on the command line: what cannot be is a problem with a code, never a traceback."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cases import FOLDER
from tests.command import run

LONG = "a" * 5000
NAMES = [
    (("propose", "**"), "E601"),
    (("propose", "["), "E601"),
    (("propose", LONG), "E601"),
    (("read", LONG), "E601"),
    (("check", "--corpus", LONG), "E611"),
    (("check", "--site", LONG), "E611"),
    (("label", "--sentences", LONG), "E601"),
    (("score", LONG), "E601"),
    (("add", LONG, "--yes"), "E611"),
    (("add", "loom.json", "--forum", "a" * 300, "--yes"), "E607"),
    (("propose", "\udcff"), "E601"),
    (("faq", "--corpus", "\udcff"), "E601"),
]


@pytest.mark.parametrize(("line", "code"), NAMES, ids=lambda part: str(part)[:40].encode("ascii", "replace").decode())
def test_a_name_that_the_system_refuses_is_a_problem(line: tuple[str, ...], code: str, tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "corpora/toml-bom", tmp_path, dirs_exist_ok=True)
    thread = {"posts": [{"author": "Ola N", "text": "Looms are loud."}]}
    (tmp_path / "loom.json").write_text(json.dumps(thread), "utf-8")
    done = run(*line, cwd=tmp_path)
    assert done.returncode in (1, 3)
    assert code in done.stderr and "1 problem" in done.stderr
    assert len(done.stderr) < 12_000


@pytest.mark.parametrize("given", ["99999999999999", "abc", "-1", "²", "1e9", "9" * 5000, "253402300800"])
def test_a_date_of_the_build_that_is_none_is_not_passed_over(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    done = run("check", cwd=FOLDER / "corpora/toml-bom")
    assert done.returncode == 1 and "error[E610] SOURCE_DATE_EPOCH" in done.stderr


ROWS = {
    b"\xef\xbb\xbf" + b'{"text": "Use milestones."}': "",
    b'{"text": "a"}\n{"text": 1}\n[]\n{': "3 problems",
    b"[" * 5000: "1 problem",
    b'{"text": "a", "n": ' + b"9" * 5000 + b"}": "1 problem",
    b'{"text": "a", "also": 5, "topics": [1], "answer": "x"}': "3 problems",
    b'{"text": "a", "topics": null, "also": null, "other": {}}': "",
}


@pytest.mark.parametrize(("rows", "says"), ROWS.items(), ids=range(len(ROWS)))
def test_rows_of_labels_are_checked_whole(rows: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_bytes(rows)
    for line in (("label", "--sentences"), ("score",)):
        done = run(*line, str(tmp_path / "rows.jsonl"), cwd=FOLDER / "corpora/toml-bom")
        if says:
            assert done.returncode == 3 and says in done.stderr and "E109" in done.stderr
        else:
            assert "Traceback" not in done.stderr and (line[0] == "score" or done.returncode == 0)
