"""Lines of letters that say whose words follow, in the languages and word orders of mail programs.

On Fri, Mar 1, 2024 at 1:15 PM Lea Roux via kilns <⏎ kilns@lists.example.org> wrote:
Am 01.03.24 um 14:15 schrieb Ida Berg:                  Ida Berg schrieb am 01.03.24 um 14:15:
From: Mara Palm <mara@example.org>⏎ Sent: Friday, March 1, 2024 11:15 AM⏎ To: …⏎ Subject: …
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_VERBS = (
    r"wrote|writes|said|schrieb|schreibt|hat geschrieben|schreef|geschreven|skrev|skriver|har skrevet|a\sécrit|écrit"
    r"|escribió|escribe|ha\sscritto|scrive|escreveu|escreve|napisała?|napisał\(a\)|pisze|napsala?|napsal\(a\)|kirjoitti"
    r"|пишет|писала?|написала?|írta|yazdı|a\sscris|ha\sescrit|έγραψε"
)
_VERB = re.compile(rf"(?<!\w)(?:{_VERBS})(?!\w)", re.IGNORECASE)
_ENDS = re.compile(rf"(?<!\w)(?:{_VERBS})(?:\s\([^()]{{1,80}}\))?\s{{0,3}}[:：]\s{{0,9}}$", re.IGNORECASE)
_COLON = re.compile(r"[:：]\s{0,9}$")
_DATE = re.compile(r"[0-9].{0,40}[0-9]|@|<")
_CITING = re.compile(
    r"(?:Quoting|Zitat von|Zitiere|Citando a?|Citation de|Citát|Citat av|Quotando|Cytowanie)\s.{2,200}[:：]\s{0,9}$",
    re.IGNORECASE,
)
# Old Gmail and mutt name time and person without any verb.
_BARE = re.compile(
    r"\*?\s?(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|.{1,80}<[^<>\s]{3,80}>\s\[?[0-9]{4}-).{0,160}(?:>|\])\s?[:：]\s{0,9}$"
)
_OPENS = re.compile(
    r"\s{0,9}(?:(?:On|Am|Den|D\.|Le|El|Il|Op|Em|W\sdniu|Dnia|Dne|Pe|At|In|No\sdia|В|Quoting|Zitat)\b[^\n]{0,200}[0-9<]"
    r"|[^\W\d_]{1,10}[.,]{0,2}\s(?:den\s|d\.\s)?[0-9]{1,2}[.,]?\s"
    r"|[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}\b)",
    re.IGNORECASE,
)
MOST_LINES = 4
"""Lines that such a sentence may be wrapped into."""
_LONGEST = 400

_FROM = "from|von|fra|van|från|de|da|od|lähettäjä|feladó|от|kimden|expéditeur|remitente|mittente|remetente"
_DATES = (
    "sent|date|gesendet|datum|sendt|dato|verzonden|skickat|envoyé|envoyé le|enviado|enviado el|enviada|enviado em"
    "|enviada em|fecha|inviato|inviato il|data|wysłano|wysłane|lähetetty|отправлено|дата"
)
_OTHERS = (
    f"{_DATES}|to|cc|subject|reply-to|an|kopie|betreff|til|emne|aan|onderwerp|till|kopia|ämne|à|objet|para|asunto|a"
    "|oggetto|assunto|do|dw|temat|vastaanottaja|aihe|кому|тема"
)
_SENDER = re.compile(rf"\s{{0,9}}\*{{0,2}}(?:{_FROM})\s?:\*{{0,2}}\s{{0,9}}\S", re.IGNORECASE)
_FIELD = re.compile(rf"\s{{0,9}}\*{{0,2}}(?:{_OTHERS})\s?:\*{{0,2}}(?:\s|$)", re.IGNORECASE)
_SENT = re.compile(rf"\s{{0,9}}\*{{0,2}}(?:{_DATES})\s?:\*{{0,2}}\s", re.IGNORECASE)
_RULED = re.compile(
    r"\s{0,9}(?:_{10,80}|-{3,40}\s?[^\n]{0,60}?\s?-{3,40}|-{5,80}|Begin forwarded message:)\s{0,9}$", re.IGNORECASE
)
_ORIGINAL = re.compile(
    r"\s{0,3}-{3,12}\s?(?:Original Message|Ursprüngliche Nachricht|Message d'origine|Message original"
    r"|Mensaje original|Messaggio originale|Mensagem original|Oorspronkelijk bericht|Oprindelig meddelelse"
    r"|Opprinnelig melding|Ursprungligt meddelande|Wiadomość oryginalna|Původní zpráva|Eredeti üzenet)"
    r"\s?-{3,12}\s{0,9}$",
    re.IGNORECASE,
)
_MOST_FIELDS = 8


def attribution(rows: Sequence[str], last: int) -> range:
    """The lines up to this one that name the speaker of the words below; none where nothing says so."""
    best = range(0)
    joined = ""
    for first in range(last, max(last - MOST_LINES, -1), -1):
        row = rows[first].strip()
        if not row or row.startswith(">"):
            break
        joined = f"{row} {joined}".rstrip()
        if len(joined) > _LONGEST:
            break
        if not names_a_speaker(joined):
            continue
        opens = bool(_OPENS.match(joined)) or bool(_CITING.match(joined))
        if opens or not best:
            best = range(first, last + 1)
        if opens:
            break
    return best


def names_a_speaker(line: str) -> bool:
    """Whether a line, unwrapped, is one over a quotation."""
    if not _COLON.search(line):
        return False
    if _ENDS.search(line) or _CITING.match(line) or _BARE.match(line):
        return True
    return bool(_VERB.search(line)) and bool(_DATE.search(line))


def head(rows: Sequence[str], first: int) -> int:
    """How many lines from here on are the head of a letter that somebody answers or forwards; 0 where none is.

    Such a head begins with a line for the sender and has a line for the time or two others. A ruled line may stand
    over it.
    """
    place = first
    if _ORIGINAL.match(rows[place]):
        return 1 + _fields(rows, place + 1)
    if _RULED.match(rows[place]):
        place += 1
        while place < len(rows) and place - first < 4 and not rows[place].strip():
            place += 1
    fields = _fields(rows, place)
    return place - first + fields if fields else 0


def _fields(rows: Sequence[str], first: int) -> int:
    """How many lines are fields of a head; fields may be wrapped, and blank lines may divide them."""
    if first >= len(rows) or not _SENDER.match(rows[first]):
        return 0
    end, dated, others = first + 1, False, 0
    place = first + 1
    while place < len(rows) and place - first < 2 * _MOST_FIELDS:
        row = rows[place]
        if _FIELD.match(row):
            dated = dated or bool(_SENT.match(row))
            others += 1
            end = place + 1
        elif not row.strip():
            if others >= 2 and dated:
                break
            if place + 1 >= len(rows) or not _FIELD.match(rows[place + 1]):
                break
        elif others and not row[:1].isspace() and ";" not in rows[place - 1] and "," not in rows[place - 1][-2:]:
            break
        place += 1
    return end - first if (dated and others >= 1) or others >= 2 else 0
