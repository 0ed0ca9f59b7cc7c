"""The preview of `mkdocs serve`: what editors save shows within a second, and a mistake leaves the last good site.

A change in the corpus builds anew what depends on it, and leaves the manual as it is; any other change builds
everything. While a build fails, the pages of the last good one are served, with the message on top of each.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import click
from click import unstyle
from mkdocs.commands.build import build
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from extractor.corpus.folders import hidden
from extractor.site.hosts import guarded

LOG = logging.getLogger("mkdocs")
_DIRTY = "A 'dirty' build is being performed"


class Preview:
    """One run of the server."""

    def __init__(
        self, server: LiveReloadServer, builder: Callable[..., Any], settings: Callable[[], MkDocsConfig]
    ) -> None:
        """`builder` is MkDocs' own, which reads the settings anew and builds everything; `settings` gives those of
        the last build."""
        self._server, self._builder, self._settings = server, builder, settings
        self._surroundings: tuple[object, ...] = ()
        self._nonce = secrets.token_urlsafe(12)
        self._inject = server._inject_js_into_html
        self.failure = ""
        """What stopped the last build, as it was printed; empty when it went well."""

    def begin(self, corpus: Path, watched: list[Path], turn_dirty: Callable[[bool], None]) -> None:
        """Take over the server's building and its pages.

        `watched` are the files and folders besides the corpus that pages are made of; `turn_dirty` is told before
        each build whether it only adds to the site that is there.
        """
        self._watched, self._turn_dirty = watched, turn_dirty
        self._surroundings = self._state()
        self._server.builder = self.rebuilt
        self._server.set_app(guarded(self._server.serve_request, self._settings().dev_addr.host))
        self._server._inject_js_into_html = self.page  # type: ignore[method-assign]
        # MkDocs looks at every watched file twice a second; the system tells at once.
        observer: BaseObserver = Observer()
        observer.schedule(_Changes(corpus, self._changed), str(corpus), recursive=True)
        observer.daemon = True
        observer.start()

    def rebuilt(self) -> None:
        """Build again. Raises nothing that a mistake in a file can cause: requests would wait for ever."""
        state = self._state()
        try:
            if state == self._surroundings:
                self._from_corpus()
            else:
                self._builder()
            self.failure, self._surroundings = "", state
        except (Exception, SystemExit) as error:
            self.failure = _message(error)
            click.echo(f"{self.failure}\nthe last good site stays until this is corrected", err=True)

    def page(self, content: bytes, epoch: int) -> bytes:
        """A page as it is served: with MkDocs' script that reloads it, which the policy of pages permits here and
        nowhere else, and with what stopped the last build."""
        injected: bytes = self._inject(content, epoch)  # type: ignore[no-untyped-call]
        head, script, tail = injected.rpartition(b"<script>")
        head = head.replace(b"script-src 'self'", f"script-src 'self' 'nonce-{self._nonce}'".encode(), 1)
        if self.failure:
            before, body, rest = head.partition(b"<body")
            opened, end, inside = rest.partition(b">")
            message = f'<pre class="failure" role="alert">{escape(self.failure)}</pre>'.encode()
            head = before + body + opened + end + message + inside
        return head + script.replace(b"<script", f'<script nonce="{self._nonce}"'.encode()) + tail

    def _from_corpus(self) -> None:
        """Build what depends on the corpus; pages of the manual stay as they lie there."""
        config = self._settings()
        strict, config.strict = config.strict, False
        self._turn_dirty(True)
        LOG.addFilter(_no_dirt)
        try:
            build(config, serve_url=config.site_url, dirty=True)
        finally:
            LOG.removeFilter(_no_dirt)
            self._turn_dirty(False)
            config.strict = strict

    def _changed(self) -> None:
        with self._server._rebuild_cond:
            self._server._want_rebuild = True
            self._server._rebuild_cond.notify_all()

    def _state(self) -> tuple[object, ...]:
        """Names, sizes and times of all files that pages are made of besides the corpus."""
        paths = [path for each in self._watched for path in ([each] if each.is_file() else each.rglob("*"))]
        state = []
        for path in sorted(path for path in paths if path.is_file()):
            status = path.stat()
            state.append((str(path), status.st_size, status.st_mtime_ns))
        return tuple(state)


class _Changes(FileSystemEventHandler):
    """Tells of changed files, but for hidden ones, which no build reads."""

    def __init__(self, folder: Path, tell: Callable[[], None]) -> None:
        self._folder, self._tell = str(folder), tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        """A file or folder was touched."""
        paths = [str(event.src_path), str(getattr(event, "dest_path", "") or event.src_path)]
        inside = [Path(path.removeprefix(self._folder)).parts for path in paths]
        visible = any(not any(map(hidden, parts)) for parts in inside)
        if event.event_type in {"modified", "created", "deleted", "moved"} and not event.is_directory and visible:
            self._tell()


def _message(error: BaseException) -> str:
    """What a person should read of it: MkDocs ends a build with an error of its own, behind the one that says why."""
    while isinstance(error, SystemExit) and error.__context__ is not None:
        error = error.__context__
    return unstyle(str(error)).strip() or type(error).__name__


def _no_dirt(record: logging.LogRecord) -> bool:
    """MkDocs warns that the navigation of a dirty build is wrong: here nothing in it has changed."""
    return not record.getMessage().startswith(_DIRTY)
