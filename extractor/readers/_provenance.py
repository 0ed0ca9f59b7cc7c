"""Where a saved page is from and when it was saved, as the program that saved it wrote into it.

<!-- saved from url=(0048)https://kilns.example/viewtopic.php?f=3&amp;t=77 -->      (browsers)
<!-- Page saved with SingleFile url: https://… saved date: Sat Mar 02 2024 10:11:12 GMT+0100 -->
<!-- Mirrored from kilns.example/viewtopic.php by HTTrack Website Copier/3.x […], Sat, 02 Mar 2024 10:11 GMT -->
__wm.wombat("https://kilns.example/viewtopic.php?t=77","20190101000000",…           (the Wayback Machine)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape

from extractor.text.weblinks import MEANT, original

_HEAD = 1 << 16
"""Characters of a page in which such a note stands; a theme's own styles may come first."""
_TO = r"(?P<url>[^\s<>\"]{4,2000})"
_NOTES = (
    re.compile(rf"<!--\s{{0,99}}saved from url=\(\d{{1,6}}\){_TO}", re.IGNORECASE),
    re.compile(
        rf"<!--\s{{0,99}}Page saved with SingleFile\s{{1,99}}url: {_TO}"
        r"(?:\s{1,99}saved date: (?P<day>[^\n(<]{10,60}))?"
    ),
    re.compile(
        rf"<!-- Mirrored from {_TO} by HTTrack Website Copier[^,<>]{{0,99}}, (?P<day>\w{{3}}, [^<>]{{10,40}}?) -->"
    ),
    re.compile(rf"<!-- Saved from {_TO} at (?P<day>[0-9TZ:.+-]{{10,40}}) using monolith"),
    re.compile(rf"__wm\.wombat\(\"{_TO}\",\s?\"(?P<day>[0-9]{{14}})\""),
    re.compile(rf"<meta name=\"?savepage-url\"? content=\"{_TO}\""),
    re.compile(rf"data-scrapbook-source=\"{_TO}\"(?:[^<>]{{0,400}}?data-scrapbook-create=\"(?P<day>[0-9]{{14}}))?"),
)
_SCRIPT_DATE = re.compile(
    r"\w{3} (?P<month>\w{3}) (?P<day>\d{1,2}) (?P<year>\d{4}) (?P<time>\d{2}:\d{2}:\d{2}) GMT(?P<zone>[+-]\d{4})"
)
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})")
_ARCHIVE_DAY = re.compile(r"/web/(?P<day>[0-9]{14})(?:[a-z]{2}_)?/https?:")


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a saved page says of its saving."""

    url: str | None = None
    """The page's own address."""
    saved: datetime | None = None
    """When it was saved, or copied by an archive."""
    archived: bool = False
    """Whether it is an archive's copy, whose links lead to the archive."""


def provenance(html: str) -> Provenance:
    """What a program that saves pages has written into this one; archives' prefixes are taken off."""
    head = html[:_HEAD]
    for note in _NOTES:
        match = note.search(head)
        if match is None:
            continue
        written = unescape(match["url"])
        if not MEANT.match(written):
            # HTTrack leaves the scheme out; a page on somebody's own disk has no address.
            written = f"http://{written}" if "Mirrored" in match[0] else ""
        day = match.groupdict().get("day") or copied(written)
        archived = original(written) != written or "wombat" in match[0]
        return Provenance(url=original(written) or None, saved=moment(day) if day else None, archived=archived)
    return Provenance(archived="<!-- BEGIN WAYBACK TOOLBAR INSERT -->" in head)


def copied(address: str) -> str | None:
    """The moment in an archive's address, as fourteen digits."""
    match = _ARCHIVE_DAY.search(address)
    return match["day"] if match else None


def moment(written: str) -> datetime | None:
    """A moment as these programs write it: of a script, of a letter's head, ISO, or fourteen digits."""
    written = written.strip()
    stamp = _STAMP.fullmatch(written)
    script = _SCRIPT_DATE.match(written)
    try:
        if stamp:
            return datetime.fromisoformat("{}-{}-{}T{}:{}:{}+00:00".format(*stamp.groups()))
        if script:
            return datetime.strptime(
                f"{script['day']} {script['month']} {script['year']} {script['time']} {script['zone']}",
                "%d %b %Y %H:%M:%S %z",
            )
        return parsedate_to_datetime(written) if "," in written else datetime.fromisoformat(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
