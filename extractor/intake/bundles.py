"""Files that are one source together: a folder of letters, and the channels of a Slack export.

What stands in them is not changed; letters become an archive as mail programs keep it, days of a channel one list.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from extractor.model import LARGEST, Problem, Source, Stage
from extractor.problems import ThreadfaqError

_LETTER = re.compile(r"\.emlx?", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json")
_FROM = b"From letter@localhost  Thu Jan  1 00:00:00 1970\n"
# Only what a reader of archives would take for the beginning of another letter.
_BEGINS = re.compile(rb"(?m)^(?=From .{1,300} [0-9]{4}\r?$)")
_LENGTH = re.compile(rb"\s{0,9}[0-9]{1,10}\s{0,9}\r?\n")
_SLACK = ("users.json", "channels.json")
_PRIVATE = (
    "groups.json",
    "dms.json",
    "mpims.json",
    "integration_logs.json",
    "canvases.json",
    "huddle_transcripts.json",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a folder or an archive."""

    path: PurePosixPath
    """Below the folder or in the archive."""
    read: Callable[[], bytes]
    """Its bytes; at most one more than `LARGEST` of them."""
    saved: date | None


@dataclass(frozen=True, slots=True)
class Bundle:
    """Several files as one."""

    source: Source | ThreadfaqError
    """The source, or why it is refused."""
    saved: date | None
    paths: frozenset[PurePosixPath]
    """The files that are in it, or were left out with a reason."""


def bundles(name: str, entries: Sequence[Entry]) -> Iterator[Bundle]:
    """The bundles among these files; `name` is what they lie in, for messages."""
    yield from _slack(name, entries)
    folders: dict[PurePosixPath, list[Entry]] = defaultdict(list)
    for entry in entries:
        if _LETTER.fullmatch(entry.path.suffix):
            folders[entry.path.parent].append(entry)
    for folder, letters in folders.items():
        if len(letters) > 1:
            where = f"{name}/{folder}" if str(folder) != "." else name
            days = [entry.saved for entry in letters if entry.saved is not None]
            paths = frozenset(entry.path for entry in letters)
            yield Bundle(_archive(where, letters), max(days, default=None), paths)


def _archive(name: str, letters: Sequence[Entry]) -> Source | ThreadfaqError:
    """Letters one behind the other, each below a `From ` line."""
    pieces: list[bytes] = []
    size = 0
    for entry in letters:
        data = entry.read()
        length = _LENGTH.match(data)
        data = (data[length.end() :] if length else data).lstrip(b"\r\n")
        size += len(data)
        if size > LARGEST:
            return _large(name, "letters")
        pieces += [_FROM, _BEGINS.sub(b">", data), b"\n" if data.endswith(b"\n") else b"\n\n"]
    return Source(name=name, data=b"".join(pieces))


def _slack(name: str, entries: Sequence[Entry]) -> Iterator[Bundle]:
    """The public channels of an export; conversations that are not listed among them are private and refused."""
    known = {entry.path: entry for entry in entries}
    roots = {path.parent for path in known if path.name == _SLACK[0] and path.with_name(_SLACK[1]) in known}
    for root in sorted(roots):
        accounts = known[root / _SLACK[0]].read()
        users = _list(accounts)
        if len(accounts) > LARGEST:
            yield Bundle(
                _large(f"{name}/{root}", "accounts"), None, frozenset(path for path in known if root in path.parents)
            )
            continue
        channels = {channel.get("name"): channel for channel in _list(known[root / _SLACK[1]].read())}
        beside = frozenset(root / other for other in (*_SLACK, *_PRIVATE)) & known.keys()
        days: dict[PurePosixPath, list[Entry]] = defaultdict(list)
        for path, entry in known.items():
            if path.parent.parent == root and _DAY.fullmatch(path.name):
                days[path.parent].append(entry)
        for folder, files in sorted(days.items()):
            where = f"{name}/{folder}"
            channel = channels.get(folder.name)
            paths = frozenset(entry.path for entry in files) | beside
            saved = max((entry.saved for entry in files if entry.saved is not None), default=None)
            if channel is None:
                yield Bundle(ThreadfaqError(_refused(where)), saved, paths)
            else:
                yield Bundle(_channel(where, channel, users, files), saved, paths)


def _channel(
    name: str, channel: dict[str, Any], users: list[dict[str, Any]], files: Sequence[Entry]
) -> Source | ThreadfaqError:
    messages: list[dict[str, Any]] = []
    size = 0
    for entry in sorted(files, key=lambda entry: entry.path.name):
        data = entry.read()
        size += len(data)
        if size > LARGEST:
            return _large(name, "messages")
        messages += _list(data)
    speakers = {message.get("user") for message in messages if isinstance(message.get("user"), str)}
    # Of the accounts only the names of those who speak here: the export has their addresses too.
    people = [
        {"id": user["id"], "name": user.get("name"), "profile": _names(user.get("profile"))}
        for user in users
        if user.get("id") in speakers
    ]
    about = {key: channel[key] for key in ("id", "name") if isinstance(channel.get(key), str)}
    whole = {"channel": about, "users": people, "messages": messages}
    return Source(name=name, data=json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass"))


def _names(profile: Any) -> dict[str, str]:
    keys = ("display_name", "real_name")
    return {key: profile[key] for key in keys if isinstance(profile, dict) and isinstance(profile.get(key), str)}


def _list(data: bytes) -> list[dict[str, Any]]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return []
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _large(name: str, what: str) -> ThreadfaqError:
    return ThreadfaqError(
        Problem(
            stage=Stage.INTAKE,
            code="E112",
            file=name,
            cause=f"the {what} here are more than {LARGEST >> 20} MB together",
            help="put them into several folders, by year or by subject, so that no thread is divided",
        )
    )


def _refused(name: str) -> Problem:
    return Problem(
        stage=Stage.INTAKE,
        code="E605",
        file=name,
        cause="this conversation is not among the public channels of the export",
        help="private conversations were not written for everybody; nothing of it was read",
    )
