"""The JSON forms that other programs rely on, each field declared once. Fields are added, never renamed or removed.

`threads`, `labels` and `faqs` declare the forms; `writing` makes them of the nouns, `storing` also goes the way back,
and `fields` hands the declarations to whoever checks a file.
"""

from __future__ import annotations

from extractor.model.wire.storing import conversation, decoded, encoded, stored
from extractor.model.wire.writing import UNKNOWN, faq, label, plain, thread, written

__all__ = ["UNKNOWN", "conversation", "decoded", "encoded", "faq", "label", "plain", "stored", "thread", "written"]
