"""Text made safe for a terminal: control characters that it would obey are written out."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from types import TracebackType

OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What a terminal may obey instead of showing: C0 but tab and line feed, DEL, C1, and what reorders a line.

Joiners are not among them, as Persian and many emoji need them.
"""


def safe(text: str) -> str:
    """A text in which everything that a terminal would obey is written out: `\\x1b`, `\\u202e`."""
    return OBEYED.sub(_written_out, text)


def line_of_json(text: str) -> bytes:
    """JSON on one line as a command prints it: in UTF-8, with everything escaped that a terminal would obey."""
    return OBEYED.sub(lambda match: f"\\u{ord(match.group()):04x}", text).encode("utf-8") + b"\n"


def _written_out(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


class Safe(logging.Filter):
    """Makes safe whatever a log prints, as MkDocs' log prints titles, addresses and problems."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record, with its words made safe."""
        record.msg, record.args = safe(record.getMessage()), ()
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = safe("".join(traceback.format_exception(*record.exc_info)).rstrip())
        return True


_SAFE = Safe()


def guard(log: str | None = None) -> None:
    """From now on no log of this name and no traceback of a bug gives the terminal anything to obey."""
    for handler in logging.getLogger(log).handlers if log else ():
        handler.addFilter(_SAFE)
    sys.excepthook = _traceback


def _traceback(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    sys.stderr.write(safe("".join(traceback.format_exception(kind, error, trace))))
