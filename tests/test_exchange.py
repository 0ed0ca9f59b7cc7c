"""A site is exchanged for another whole, or stays; whatever a build that was killed has left is cleared away."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from extractor.site.exchange import Exchange, swap
from tests.command import ROOT, build_site
from tests.conftest import copy_settings


def begun(tmp_path: Path, *, old: str | None = "old") -> Exchange:
    """An exchange with an old site (or none) and a new one that is built."""
    if old is not None:
        (tmp_path / "site").mkdir()
        (tmp_path / "site/index.html").write_text(old, "utf-8")
    exchange = Exchange(tmp_path / "site")
    exchange.begin()
    (exchange.building / "index.html").write_text("new", "utf-8")
    return exchange


def killed(exchange: Exchange) -> None:
    """The process that builds is gone: the system gives up its lock."""
    exchange._turn.give()


def lying(tmp_path: Path) -> dict[str, str]:
    """Every file below a folder, with its text; but for the lock of a build that goes on."""
    files = (path for path in tmp_path.rglob("*") if path.is_file() and path.name != ".site.lock")
    return {str(path.relative_to(tmp_path)): path.read_text("utf-8") for path in files}


def unable(one: Path, other: Path) -> None:
    """What a file system answers that cannot exchange two folders at once."""
    raise OSError(errno.EINVAL, "Invalid argument")


@pytest.mark.parametrize("able", [True, False])
@pytest.mark.parametrize("old", ["old", None])
def test_a_new_site_takes_the_place_of_the_old_one(
    tmp_path: Path, old: str | None, able: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not able:
        monkeypatch.setattr("extractor.site.exchange.swap", unable)
    begun(tmp_path, old=old).publish()
    assert lying(tmp_path) == {"site/index.html": "new"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_an_abandoned_site_leaves_the_old_one(tmp_path: Path) -> None:
    begun(tmp_path).abandon()
    assert lying(tmp_path) == {"site/index.html": "old"}


def test_a_refused_site_lies_beside_until_the_next_build(tmp_path: Path) -> None:
    begun(tmp_path).refuse()
    assert lying(tmp_path) == {"site/index.html": "old", "site.refused/index.html": "new"}
    Exchange(tmp_path / "site").begin()
    assert lying(tmp_path) == {"site/index.html": "old"}


def test_hidden_files_of_the_old_site_stay(tmp_path: Path) -> None:
    exchange = begun(tmp_path)
    (tmp_path / "site/.git").mkdir()
    (tmp_path / "site/.git/HEAD").write_text("ref", "utf-8")
    exchange.publish()
    assert lying(tmp_path) == {"site/index.html": "new", "site/.git/HEAD": "ref"}


def test_what_a_killed_build_left_is_cleared_away(tmp_path: Path) -> None:
    killed(begun(tmp_path))
    Exchange(tmp_path / "site").begin()
    assert lying(tmp_path) == {"site/index.html": "old"}


@pytest.mark.parametrize("renames", [1, 2])
def test_a_build_killed_between_two_renames_loses_no_site(tmp_path: Path, renames: int) -> None:
    exchange = begun(tmp_path)
    (tmp_path / "site/.nojekyll").write_text("", "utf-8")
    (tmp_path / "site").rename(tmp_path / ".site.before")
    if renames == 2:
        exchange.building.rename(tmp_path / "site")
    killed(exchange)
    Exchange(tmp_path / "site").begin()
    assert lying(tmp_path) == {"site/index.html": "old" if renames == 1 else "new", "site/.nojekyll": ""}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there are two renames")
@pytest.mark.parametrize("swapped", [False, True])
def test_a_build_killed_around_the_exchange_leaves_a_whole_site(tmp_path: Path, swapped: bool) -> None:
    exchange = begun(tmp_path)
    (tmp_path / "site/.nojekyll").write_text("", "utf-8")
    exchange.building.rename(tmp_path / ".site.before")
    if swapped:
        swap(tmp_path / ".site.before", tmp_path / "site")
    killed(exchange)
    assert (tmp_path / "site/index.html").read_text("utf-8") == ("new" if swapped else "old")
    Exchange(tmp_path / "site").begin()
    assert lying(tmp_path) == {"site/index.html": "new" if swapped else "old", "site/.nojekyll": ""}


def test_what_cannot_be_swapped_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    with pytest.raises(OSError):
        swap(tmp_path / "one", tmp_path / "other")
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_a_link_to_a_site_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "site").symlink_to(tmp_path / "www")
    exchange = Exchange(tmp_path / "site")
    exchange.begin()
    (exchange.building / "index.html").write_text("new", "utf-8")
    exchange.publish()
    assert (tmp_path / "site").is_symlink()
    assert (tmp_path / "www/index.html").read_text("utf-8") == "new"


def test_a_folder_that_cannot_be_renamed_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = begun(tmp_path)
    (tmp_path / "site/gone.html").write_text("old", "utf-8")
    real = os.rename

    def busy(source: Path, target: Path) -> None:
        if Path(source).name == "site":
            raise OSError(errno.EBUSY, "Device or resource busy")
        real(source, target)

    def busy_too(one: Path, other: Path) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(os, "rename", busy)
    monkeypatch.setattr("extractor.site.exchange.swap", busy_too)
    exchange.publish()
    assert lying(tmp_path) == {"site/index.html": "new"}


def test_a_dirty_build_goes_on_with_the_old_site(tmp_path: Path) -> None:
    begun(tmp_path).abandon()
    exchange = Exchange(tmp_path / "site")
    exchange.begin(go_on=True)
    assert (exchange.building / "index.html").read_text("utf-8") == "old"


# ---- the plugin, which exchanges


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project around a corpus of one thread, with a page of an older site."""
    copy_settings(tmp_path / "faq")
    shutil.copytree(ROOT / "tests/corpora/decision-found/corpus", tmp_path / "faq/corpus")
    (tmp_path / "faq/site").mkdir()
    (tmp_path / "faq/site/index.html").write_text("old", "utf-8")
    return tmp_path / "faq"


def test_what_mkdocs_itself_warns_of_ends_a_strict_build_and_the_site_stays(
    small: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(small)
    (small / "docs/notes.md").write_text("[absolute](/quick-start.html)\n", "utf-8")
    # With --quiet MkDocs counts no warnings.
    with caplog.at_level("WARNING", "mkdocs"), pytest.raises(SystemExit, match="1 warnings in strict mode"):
        build(load_config())
    assert (small / "site/index.html").read_text("utf-8") == "old"
    assert not list(small.glob("*site.*"))


def test_the_search_of_the_site_is_checked_and_exchanged_with_it(small: Path) -> None:
    assert build_site(small).returncode == 0
    assert (small / "site/search/index.js").is_file()


def test_serving_builds_again_and_again_and_keeps_the_last_good_pages(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `mkdocs serve` does it: settings read anew for each build, one folder that is served."""
    monkeypatch.chdir(small)
    served = small.parent / "served"
    served.mkdir()

    def built() -> None:
        config = load_config(site_dir=str(served))
        build(config, serve_url="http://127.0.0.1:8000/")

    question = served / "kilns/rent-or-buy.html"
    pack = small / "corpus/topics/kilns.toml"
    built()
    assert "Rent or buy?" in question.read_text("utf-8")
    pack.write_text(pack.read_text("utf-8").replace("Rent or buy?", "Hire or buy?"), "utf-8")
    built()
    assert "Hire or buy?" in question.read_text("utf-8")
    pack.write_text("title = ", "utf-8")
    with pytest.raises(SystemExit):
        built()
    assert "Hire or buy?" in question.read_text("utf-8")
    assert (small / "site/index.html").read_text("utf-8") == "old"


def test_a_site_that_cannot_be_put_there_is_a_problem_and_no_traceback(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Exchange) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Exchange, "publish", refused)
    done = build_site(small)
    assert done.returncode == 1
    assert "error[E607] site: the site cannot be put there: Permission denied" in done.stderr
    assert (small / "site/index.html").read_text("utf-8") == "old"
