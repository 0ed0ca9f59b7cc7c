"""`mkdocs serve`, as a real process on this machine: it answers to its own names, and to no other."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

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
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where a server of the project listens."""
    project = copy_project(tmp_path_factory.mktemp("served") / "faq")
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
