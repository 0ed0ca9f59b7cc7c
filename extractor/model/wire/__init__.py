"""The JSON forms that other programs rely on, each field declared once. Fields are added, never renamed or removed.

`threads`, `labels`, `mined` and `faqs` declare the forms; `writing` makes them of the nouns, `storing` also goes the
way back, `packing` turns any value into bytes for a store, and `fields` hands the declarations to whoever checks a
file.
"""

from __future__ import annotations

from extractor.model.wire.faqs import schema
from extractor.model.wire.opens import still_open
from extractor.model.wire.packing import packed, unpacked
from extractor.model.wire.storing import conversation, stored
from extractor.model.wire.writing import UNKNOWN, answers, faq, groups, label, plain, thread, written

__all__ = [
    "UNKNOWN",
    "answers",
    "conversation",
    "faq",
    "groups",
    "label",
    "packed",
    "plain",
    "schema",
    "still_open",
    "stored",
    "thread",
    "unpacked",
    "written",
]
