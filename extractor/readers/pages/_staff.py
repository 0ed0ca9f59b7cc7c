"""Titles by which forums name those who speak for the place."""

from __future__ import annotations

import re

from extractor.model import Role

# A title ends with one of these in most languages (`Global Moderator`); in Romance ones it begins with it.
_TITLES = (
    "administrator(?:in)?|admin|administrateur|administratrice|administrador|administradora|amministratore|beheerder"
    "|administratör|администратор|moderator(?:in)?|mod|modérateur|modératrice|moderador|moderadora|moderatore"
    "|модератор|community manager|staff|staff member|team member|employee"
)
_STAFF = re.compile(
    rf"(?:(?:[\w-]{{1,20}} ){{0,2}}(?:{_TITLES})|(?:{_TITLES})(?: [\w-]{{1,20}}){{0,2}})", re.IGNORECASE
)
_WAS = re.compile(r"\b(?:retired|former|ex|ancien|ehemaliger?)\b", re.IGNORECASE)


def role(rank: str | None) -> Role:
    """Staff when the title says so; everybody else's role is found out elsewhere."""
    staff = rank is not None and len(rank) <= 60 and _STAFF.fullmatch(rank) and not _WAS.search(rank)
    return Role.STAFF if staff else Role.UNKNOWN
