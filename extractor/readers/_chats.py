"""Chats that are not read, recognised so that their refusal can say what they are.

What people write to each other in WhatsApp, Telegram or Messenger was not written for everybody.
"""

from __future__ import annotations

import re

_HEAD = 1 << 16
_LEAST = 2
_DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[ \u202f][AaPp]\.?[Mm]\.?)?"
_WHATSAPP = re.compile(rf"(?m)^[\u200e\u200f]?(?:\[{_DAY}\]|{_DAY} [-–]) [^:\n]{{1,60}}(?::|$)")
_TELEGRAM = re.compile(r"\"from_id\"\s{0,9}:\s{0,9}\"(?:user|channel)\d{3,}\"")
_TELEGRAM_PAGE = re.compile(r"class=\"message (?:default|service) clearfix")
_MESSENGER = re.compile(r"\"sender_name\"\s{0,9}:")
_STAMPS = re.compile(r"\"timestamp_ms\"\s{0,9}:\s{0,9}\d{12,}")
_SIGNAL = re.compile(r"\"conversationId\"\s{0,9}:.{0,2000}\"sent_at\"\s{0,9}:", re.DOTALL)


def chat(text: str) -> str | None:
    """The name of the program whose chat a file is, or None."""
    head = text[:_HEAD]
    if len(_WHATSAPP.findall(head)) >= _LEAST:
        return "WhatsApp"
    if _TELEGRAM.search(head) or len(_TELEGRAM_PAGE.findall(head)) >= _LEAST:
        return "Telegram"
    if _MESSENGER.search(head) and _STAMPS.search(head):
        return "Messenger"
    return "Signal" if _SIGNAL.search(head) else None
