"""Files that are one source together: folders of letters, and Slack exports."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from extractor import readers
from extractor.intake import saved_files
from extractor.intake.archive import SavedFile
from extractor.model import Thread
from extractor.problems import ThreadfaqError
from tests.test_intake import brought, home, names

__all__ = ["home"]


def letter(id: str, body: str, answers: str = "", subject: str = "Damp clay?") -> str:
    above = f"In-Reply-To: <{answers}@example.org>\nReferences: <{answers}@example.org>\n" if answers else ""
    return (
        f"From: Jon W <jon@example.org>\nTo: kilns@lists.example.org\nDate: Fri, 1 Mar 2024 1{len(id)}:15:00 +0100\n"
        f"Subject: {subject}\nMessage-ID: <{id}@example.org>\n{above}\n{body}\n"
    )


LETTERS = {
    "b/a1.eml": letter("a", "Is damp clay safe to fire?\n\nFrom here on I wait.\nFrom x Fri Mar  1 10:15:00 2024"),
    "b/a2.eml": letter("bb", "It bursts.", "a", "Re: Damp clay?").replace("\n", "\r\n"),
    "b/a3.emlx": "300\n" + letter("ccc", "Who has a pyrometer?", subject="Pyrometer"),
    "alone/a4.eml": letter("dddd", "Dry it for nine days.", "a", "Re: Damp clay?"),
}
FIRST = "1709280100.000100"
USER = {"id": "U1", "name": "jon", "profile": {"display_name": "Jon", "email": "jon@example.org"}}
SLACK = {
    "export/users.json": [USER, {"id": "U2", "name": "ada", "profile": {"email": "ada@example.org"}}],
    "export/channels.json": [{"id": "C1", "name": "glazes", "members": ["U1"]}],
    "export/dms.json": [{"id": "D1"}],
    "export/glazes/2024-03-02.json": [
        {
            "type": "message",
            "user": "U1",
            "ts": "1709366500.000100",
            "text": "It ran.",
            "thread_ts": "1709280100.000100",
        }
    ],
    "export/glazes/2024-03-01.json": [
        {
            "type": "message",
            "user": "U1",
            "ts": "1709280100.000100",
            "text": "It runs?",
            "thread_ts": "1709280100.000100",
        }
    ],
    "export/D1/2024-03-01.json": [{"type": "message", "user": "U1", "ts": "1709280100.000100", "text": "Secret."}],
}


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())


def zipped(files: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def threads(*names: str) -> tuple[list[Thread], list[str]]:
    read: list[Thread] = []
    refused: list[str] = []
    for item in saved_files(names, lambda: b""):
        if isinstance(item, SavedFile):
            read += [thread for _, thread in readers.pieces(item.source) if isinstance(thread, Thread)]
        else:
            refused += [problem.cause for problem in item.problems]
    return read, refused


@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_of_letters_is_one_archive(tmp_path: Path, packed: bool) -> None:
    where = tmp_path / "mail"
    if packed:
        where = tmp_path / "mail.zip"
        where.write_bytes(zipped(LETTERS))
    else:
        written(where, LETTERS)
    read, refused = threads(str(where))
    assert not refused
    assert [[post.text.split("\n")[0] for post in thread.posts] for thread in read] == [
        ["Is damp clay safe to fire?", "It bursts."],
        ["Who has a pyrometer?"],
        ["Dry it for nine days."],
    ]
    assert read[0].posts[0].text.endswith(">From x Fri Mar  1 10:15:00 2024")


def test_a_letter_that_comes_later_joins_its_thread(home: Path) -> None:
    written(home / "mail", LETTERS)
    first = brought(home, home / "mail/b")
    later = brought(home, home / "mail/alone/a4.eml")
    assert [plan.action for plan in first] == ["added", "added"]
    assert [(plan.action, plan.id) for plan in later] == [("merged", first[0].id)]
    assert "threads/pottery/damp-clay.page-2.eml" in names(home)


@pytest.mark.parametrize("packed", [False, True])
def test_a_slack_export_gives_its_public_channels_and_no_other(tmp_path: Path, packed: bool) -> None:
    files = {name: json.dumps(value) for name, value in SLACK.items()}
    where = tmp_path / ("slack.zip" if packed else "slack")
    if packed:
        where.write_bytes(zipped(files))
    else:
        written(where, files)
    read, refused = threads(str(where))
    assert [[(post.author, post.text) for post in thread.posts] for thread in read] == [
        [("Jon", "It runs?"), ("Jon", "It ran.")]
    ]
    assert refused == ["this conversation is not among the public channels of the export"]
    data = [item.source.data for item in saved_files([str(where)], lambda: b"") if isinstance(item, SavedFile)]
    assert all(b"example.org" not in one and b"Secret" not in one for one in data)


def test_letters_beyond_the_bound_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.intake.bundles.LARGEST", 300)
    written(tmp_path, LETTERS)
    (refusal,) = [
        item for item in saved_files([str(tmp_path / "b")], lambda: b"") if isinstance(item, ThreadfaqError)
    ]
    assert [problem.code for problem in refusal.problems] == ["E112"]
