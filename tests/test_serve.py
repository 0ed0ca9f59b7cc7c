"""`mkdocs serve`, as a real process on this machine: it answers to its own names, and to no other."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from extractor.site.hosts import own
from tests.conftest import copy_project


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, host: str, path: str = "/") -> tuple[int, str]:
    """The status and the words with which the server answers a request that calls it `host`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.putrequest("GET", path, skip_host=True)
        connection.putheader("Host", host)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8", "replace")
    finally:
        connection.close()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is served."""
    return copy_project(tmp_path_factory.mktemp("served") / "faq")


@pytest.fixture(scope="module")
def port(project: Path) -> Iterator[int]:
    """Where a server of the project listens."""
    number = free_port()
    command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"127.0.0.1:{number}"]
    server = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and server.poll() is None:
            try:
                ask(number, f"127.0.0.1:{number}")
                break
            except OSError:
                time.sleep(0.2)
        assert server.poll() is None, server.stdout and server.stdout.read()
        yield number
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_the_server_answers_to_its_own_names(port: int) -> None:
    for name in (f"127.0.0.1:{port}", f"localhost:{port}", "LOCALHOST", f"[::1]:{port}", "192.168.0.7"):
        status, text = ask(port, name)
        assert (status, "<!doctype html>" in text) == (200, True), name


@pytest.mark.parametrize("path", ["/", "/faq.json", "/livereload/0/1", "/no/such/page"])
def test_the_server_answers_to_no_foreign_name(port: int, path: str) -> None:
    for name in ("evil.example", f"evil.example:{port}", "localhost.evil.example", "127.0.0.1.evil.example", ""):
        status, text = ask(port, name, path)
        assert status == 421, name
        assert "doctype" not in text and "topics" not in text


def until(port: int, path: str, holds: Callable[[str], bool]) -> str:
    """The page at this address as soon as it is as wanted; no request may wait for more than ten seconds."""
    deadline = time.monotonic() + 60
    page = ""
    while time.monotonic() < deadline:
        page = ask(port, f"127.0.0.1:{port}", path)[1]
        if holds(page):
            return page
        time.sleep(0.05)
    raise AssertionError(page[:2000])


def test_what_is_saved_shows_and_a_mistake_leaves_the_last_good_site(project: Path, port: int) -> None:
    topic = "/refund-thinking/index.html"
    pack = project / "corpus/topics/refund-thinking.toml"
    text = pack.read_text("utf-8")
    pack.write_text(text.replace('summary = "', 'summary = "Said anew. ', 1), "utf-8")
    good = until(port, topic, lambda page: "Said anew." in page)
    assert 'class="failure"' not in good

    pack.write_text(f"{text}\n<b>&broken = = 1\n", "utf-8")
    failed = until(port, topic, lambda page: 'class="failure"' in page)
    assert "Said anew." in failed, "the last good page"
    assert "E201" in failed and "<b>&broken" not in failed
    assert ask(port, f"127.0.0.1:{port}", "/index.html")[0] == 200

    pack.write_text(text, "utf-8")
    mended = until(port, topic, lambda page: 'class="failure"' not in page)
    assert "Said anew." not in mended

    manual = project / "docs/quick-start.md"
    manual.write_text(f"{manual.read_text('utf-8')}\nWritten meanwhile.\n", "utf-8")
    until(port, "/quick-start.html", lambda page: "Written meanwhile." in page)


@pytest.mark.parametrize(
    ("header", "bound", "answered"),
    [
        ("faq.internal:8000", "faq.internal", True),
        ("faq.internal", "FAQ.internal", True),
        ("evil.example", "0.0.0.0", False),
        ("10.0.0.4:8000", "0.0.0.0", True),
        ("localhost@evil.example", "127.0.0.1", False),
        ("evil.example/localhost", "127.0.0.1", False),
        ("[::1", "127.0.0.1", False),
        ("localhost.", "127.0.0.1", False),
        ("127.1", "127.0.0.1", False),
    ],
)
def test_a_name_is_a_servers_own_when_nobody_else_can_have_given_it(header: str, bound: str, answered: bool) -> None:
    assert own(header, bound) is answered
