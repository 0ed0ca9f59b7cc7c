"""What several tests share: where things are, a built site, a browser."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests import browser as real_browser
from tests.command import ROOT, build_site
from tests.effort import THOROUGH, examples

if TYPE_CHECKING:
    from playwright.sync_api import Browser


# A shell that starts tests in the background lets them, and whatever they start, ignore Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on every run, so that a test fails where something was changed and nowhere else. How long an
# example takes depends on what else the machine does. A failure is printed in a form to be pasted above its test.
settings.register_profile(
    "threadfaq",
    derandomize=True,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=examples(40, 300),
)
settings.load_profile("threadfaq")


def copy_project(target: Path, manual: bool = False) -> Path:
    """A copy of everything a build reads, without its git history, to be changed at will.

    Without `manual`, only the two pages of it that every page links to, and those empty: sixty pages of
    documentation are not what most tests are about, and take half of a build's time.
    """
    copy_settings(target, manual)
    shutil.copytree(ROOT / "corpus", target / "corpus", ignore=shutil.ignore_patterns(".cache"))
    return target


def copy_settings(target: Path, manual: bool = False) -> None:
    """A copy of the project without its corpus."""
    target.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "site_templates", target / "site_templates")
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    settings = settings.replace("# site_url: https://example.org/faq/ ", "site_url: https://faq.example/ ")
    if manual:
        shutil.copytree(ROOT / "docs", target / "docs")
    else:
        (target / "docs").mkdir()
        for name in ("how-it-is-made", "quick-start"):
            (target / f"docs/{name}.md").write_text(f"# {name}\n", "utf-8")
        settings = settings[: settings.index("\nnav:")] + "\n"
    (target / "mkdocs.yml").write_text(settings, "utf-8")


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with its site built, once for all processes of a run; not to be changed."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, messages_file = shared / "project", shared / "project-built.txt"
    try:
        folder.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + 120
        while not messages_file.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
    else:
        done = build_site(copy_project(folder / "faq", manual=True))
        finished = messages_file.with_suffix(".part")
        finished.write_text(f"{done.stderr}{done.stdout}" if done.returncode else "", "utf-8")
        finished.rename(messages_file)
    assert messages_file.read_text("utf-8") == ""
    return folder / "faq"


@pytest.fixture
def fresh_project(tmp_path: Path) -> Path:
    """A copy of the project that a test may change and build."""
    return copy_project(tmp_path / "faq")


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve folders on this machine alone; returns the address of each."""
    servers: list[ThreadingHTTPServer] = []

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Requests are no test output."""

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium; without one the test is reported as not run, or fails where it is demanded."""
    path = real_browser.executable()
    if path is None:
        if real_browser.demanded():
            pytest.fail(real_browser.message())
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=real_browser.FLAGS)
        yield browser
        browser.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In a thorough run, property tests are among the slow ones: they try many more examples there."""
    for item in items:
        if THOROUGH and getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.slow)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A run without a browser ends by saying so."""
    if real_browser.executable() is None:
        terminalreporter.write_line(real_browser.message())
