"""What strangers pack: parts of pages and letters, depth, packed sizes, archives. Each is read or refused."""

from __future__ import annotations

import base64
import time
import zipfile
from pathlib import Path

import pytest

from extractor import readers
from extractor.intake import archive, saved_files
from extractor.intake.archive import SavedFile
from extractor.model import Source, Thread
from extractor.problems import NotUnderstood, ThreadfaqError
from tests.cases import FOLDER

PAGE = (FOLDER / "readers/phpbb/topic.html").read_bytes()
ADDRESS = b"https://kilns.example/viewtopic.php?t=77"
HEAD = (
    b"From: <Saved by Blink>\nSnapshot-Content-Location: " + ADDRESS + b"\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n'
)
LETTER = (
    b"From: Robin K <robin@kilns.example>\nTo: list@kilns.example\nMessage-ID: <1@kilns.example>\n"
    b"Date: Mon, 1 Jan 2024 10:00:00 +0000\nSubject: Shelf\n"
)
LARGEST = 1 << 17
"""The largest page in these tests, in characters, so that the files can be small."""
SECONDS = 10.0
"""Of the processor, for one small file on a busy machine; what is quadratic here takes minutes."""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.readers._html.LARGEST_PAGE", LARGEST)
    monkeypatch.setattr("extractor.readers.exports._mail.LARGEST_PAGE", LARGEST)


def part(content: bytes, kind: bytes = b"text/html", more: bytes = b"", boundary: bytes = b"b") -> bytes:
    return b"--" + boundary + b"\nContent-Type: " + kind + b"\n" + more + b"\n" + content + b"\n"


def chain(depth: int, inner: bytes) -> bytes:
    """Parts in parts; the innermost holds this."""
    begins = b"".join(
        part(b"", b'multipart/related; boundary="b%d"' % (n + 1), boundary=b"b%d" % n if n else b"b")
        for n in range(depth)
    )
    return begins + part(inner, boundary=b"b%d" % depth)


def outcome(data: bytes, name: str = "a") -> str:
    """The codes and causes of a refusal, or the format and how many posts have words."""
    began = time.process_time()
    try:
        thread = readers.read(Source(name=name, data=data))
    except NotUnderstood as refusal:
        return " ".join(f"{problem.code} {problem.cause}" for problem in refusal.problems)
    finally:
        assert time.process_time() - began < SECONDS
    return f"{thread.format}, {sum(bool(post.text) for post in thread.posts)} of {len(thread.posts)}"


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (HEAD + part(PAGE), "phpbb, 5 of 5"),
        (HEAD + part(b"x", b"image/png") * 300 + part(PAGE), "phpbb, 5 of 5"),
        (HEAD + part(base64.encodebytes(PAGE), more=b"Content-Transfer-Encoding: base64\n"), "phpbb, 5 of 5"),
        (HEAD + part(b"x", b"image/png") * 300, "none of its parts is HTML"),
        (HEAD + part(b"x", b"image/png") * 20_000 + part(PAGE), "more than 5000 parts"),
        (HEAD + b"--b\n\nx\n" * 20_000, "more than 5000 parts"),
        (HEAD + part(PAGE) + chain(50, PAGE), "phpbb, 5 of 5"),
        (HEAD + chain(50, PAGE), "none of its parts is HTML"),
        (HEAD + chain(3000, PAGE), "hundreds deep"),
        (
            HEAD + part(base64.encodebytes(b"<p>word " * (1 << 15)), more=b"Content-Transfer-Encoding: base64\n"),
            "E112 this page is larger than",
        ),
        (
            HEAD + part(b"<p>=41=41=41=41 " * (1 << 15), more=b"Content-Transfer-Encoding: quoted-printable\n"),
            "E112 this page is larger than",
        ),
        (HEAD + b"--b\n" * 20_000, "none of its parts is HTML"),
        (HEAD.replace(b'"b"', b'"' + b"b" * 5000 + b'"') + part(PAGE), "none of its parts is HTML"),
    ],
    ids=[
        "page", "pictures", "base64", "pictures-alone", "many-parts", "many-parts-without-a-head",
        "page-before-depth", "depth", "great-depth", "base64-bomb", "quoted-bomb", "boundaries-alone",
        "long-boundary",
    ],
)  # fmt: skip
def test_a_page_saved_as_a_single_file_is_read_or_says_why_not(data: bytes, answer: str) -> None:
    assert answer in outcome(data)


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (LETTER + b"\nWash it first.\n", "eml, 1 of 1"),
        (LETTER + b'Content-Type: multipart/mixed; boundary="b"\n\n' + chain(20, b"<p>Wash it."), "eml, 1 of 1"),
        (LETTER + b'Content-Type: multipart/mixed; boundary="b"\n\n' + chain(3000, b"<p>Wash it."), "eml, 0 of 1"),
        (
            LETTER + b'Content-Type: multipart/mixed; boundary="b"\n\n' + part(b"x", b"text/plain") * 20_000,
            "eml, 0 of 1",
        ),
        ((LETTER + b"Content-Type: message/rfc822\n\n") * 5 + LETTER + b"\nWash it.\n", "eml, 0 of 1"),
        ((LETTER + b"Content-Type: message/rfc822\n\n") * 3000 + LETTER + b"\nWash it.\n", "eml, 0 of 1"),
        (
            LETTER
            + b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
            + base64.encodebytes(b"<p>word " * (1 << 15)),
            "eml, 0 of 1",
        ),
    ],
    ids=["letter", "depth", "great-depth", "many-parts", "letters-in-letters", "great-depth-of-letters", "base64"],
)
def test_a_letter_has_the_words_of_few_parts_and_no_others(data: bytes, answer: str) -> None:
    assert outcome(data, "a.eml") == answer
    if "0 of 1" in answer:
        assert "W108" in {problem.code for problem in readers.read(Source(name="a.eml", data=data)).warnings}


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return path


def opened(path: Path) -> list[str]:
    """What became of each file of a folder or a zip: its number of letters, or the cause of its refusal."""
    results = []
    for item in saved_files([str(path)], bytes):
        if isinstance(item, ThreadfaqError):
            results.append(f"{item.problems[0].code} {item.problems[0].cause}")
        else:
            assert isinstance(item, SavedFile)
            threads = [thread for _, thread in readers.pieces(item.source)]
            posts = sum(len(thread.posts) for thread in threads if isinstance(thread, Thread))
            results.append(f"{len(threads)} threads, {posts} posts")
    return results


SLACK = {
    "users.json": b'[{"id": "U1", "name": "robin_k"}, {"id": "U2", "name": "mara_p"}]',
    "channels.json": b'[{"id": "C1", "name": "kilns"}]',
    "kilns/2024-03-01.json": b'[{"type": "message", "user": "U1", "ts": "1709290800.0001", "text": "Why that?"},'
    b' {"type": "message", "user": "U2", "ts": "1709290900.0001", "text": "Wash it first."}]',
}


def test_a_zip_of_an_export_is_read(tmp_path: Path) -> None:
    assert opened(zipped(tmp_path / "export.zip", SLACK)) == ["1 threads, 2 posts"]


def test_a_zip_of_an_export_keeps_its_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = {f"kilns/2024-03-{day:02d}.json": SLACK["kilns/2024-03-01.json"] for day in range(1, 29)}
    whole = zipped(tmp_path / "export.zip", SLACK | days)
    with monkeypatch.context() as bounds:
        bounds.setattr(archive, "MOST_FILES", 20)
        assert opened(whole) == ["E605 it holds more than 20 files"]
    with monkeypatch.context() as bounds:
        bounds.setattr(archive, "MOST_BYTES", 2000)
        assert opened(whole)[0].startswith("E605 it unpacks to more than")
    bomb = zipped(tmp_path / "bomb.zip", SLACK | {"kilns/2024-03-02.json": b"[" + b" " * 3_000_000 + b"]"})
    assert opened(bomb)[0].startswith("E605 it unpacks to more than")


@pytest.mark.parametrize(
    "name", ["../kilns/2024-03-02.json", "/kilns/2024-03-02.json", "kilns\\..\\..\\a.json", "c:/a"]
)
def test_a_zip_of_an_export_leads_nowhere(tmp_path: Path, name: str) -> None:
    evil = zipped(tmp_path / "evil.zip", SLACK | {name: SLACK["kilns/2024-03-01.json"]})
    assert opened(evil)[0].startswith("E605 a name in it leads out of the archive")


def letter(number: int) -> bytes:
    above = b"In-Reply-To: <m1@kilns.example>\n" if number > 1 else b""
    return LETTER.replace(b"<1@", b"<m%d@" % number) + above + b"\nWords of letter %d.\n" % number


def test_a_folder_of_letters_is_one_archive_at_any_count(tmp_path: Path) -> None:
    for number in range(1, 201):
        (tmp_path / f"{number:05d}.eml").write_bytes(letter(number))
    began = time.process_time()
    assert opened(tmp_path) == ["1 threads, 200 posts"]
    assert time.process_time() - began < SECONDS


def test_a_folder_of_letters_larger_than_a_source_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.intake.bundles.LARGEST", 1000)
    for number in range(1, 20):
        (tmp_path / f"{number}.eml").write_bytes(letter(number))
    assert opened(tmp_path)[0].startswith("E112 the letters here are more than")


def test_letters_that_are_hostile_do_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(letter(1))
    deep = letter(2).split(b"\n\n")[0] + b'\nContent-Type: multipart/mixed; boundary="b"\n\n' + chain(3000, b"x")
    (tmp_path / "2.eml").write_bytes(deep)
    nested = letter(3).split(b"\n\n")[0] + b"\nContent-Type: message/rfc822\n\n"
    (tmp_path / "3.eml").write_bytes(nested * 2000 + letter(3))
    (tmp_path / "4.eml").write_bytes(letter(4))
    assert opened(tmp_path) == ["1 threads, 4 posts"]
