"""Notes of an edit that are sentences: `Last edited by Robin K on Sat Mar 15, 2014 9:31 pm; edited 2 times.`"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from extractor.readers.pages._clock import Clock

_HOUR = re.compile(r"[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2})?(?: ?[ap]\.?m\b\.?)?", re.IGNORECASE)
_BY = re.compile(
    r"(?:edited by|geändert von|bearbeitet von|modifi(?:é|ée|cation) par|édition par|editado por|edición por"
    r"|modificato da|modifica di|bewerkt door|aangepast door|edytowany przez|redigerad av|redigert av"
    r"|редактировалось|изменено)"
    r" (?P<who>\S(?:.{0,58}?\S)??)(?=;| ?\(|,| on | am | le | il | el | em | op | den | dnia | at |\.?$)",
    re.IGNORECASE,
)
_WITH = re.compile(r"(?P<who>\S(?:.{0,58}?\S)??) (?:fucked around with|edited) this message", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Edit:
    """Who edited a post last, and when, as far as the note can be read."""

    who: str | None = None
    when: datetime | None = None


def edit(note: str | None, clock: Clock, name: str | None = None) -> Edit:
    """What a note says; `name` is the editor's, where the page marks it."""
    if not note:
        return Edit()
    match = None if name else _WITH.match(note) or _BY.search(note)
    who = name or (match["who"] if match else None)
    rest = note[note.find(who) + len(who) :] if who and who in note else note
    hour = _HOUR.search(rest)
    # The time stands behind the day in most forums, and before it in a few (`at 15:53 on Dec 6, 2024`).
    early = clock.labelled(rest[: hour.end()]) if hour else None
    return Edit(who, early or clock.labelled(rest[:60].rstrip(" .")))
