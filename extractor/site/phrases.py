"""What pages say of roles, replies, rulings and edits, in the site's language."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from extractor.model import Because, Post, Reply, Role, Ruling, Verdict
from extractor.site.words import Words, isolated
from extractor.text.characters import visible
from extractor.text.days import day
from extractor.text.messages import N_

ROLES = {Role.ASKER: N_("asks"), Role.MEMBER: N_("member"), Role.STAFF: N_("staff"), Role.UNKNOWN: ""}

_BECAUSE = {
    Because.OPENS: N_("opens the thread"),
    Because.DECLARED: N_("the source says so"),
    Because.QUOTED: N_("repeats its words"),
    Because.NAMED: N_("calls its author by name"),
    Because.ANSWERS: N_("it asks a question"),
    Because.POSITION: N_("its place in the order of replies"),
    Because.ADJACENT: N_("the post before it"),
}
_BECAUSE_OF_WORDS = {Because.QUOTED: N_("repeats its words “%(words)s”"), Because.NAMED: N_("calls “%(words)s”")}

_RULED = {
    Verdict.MOVE: N_("Placed here by %(editor)s, %(day)s"),
    Verdict.ADD: N_("Added by %(editor)s, %(day)s"),
}
_KEPT = N_("Kept by %(editor)s, %(day)s")

_AGAIN = N_("to be checked again by %(day)s")
_OVERDUE = N_("was to be checked again by %(day)s")
_EDITED = {
    (False, False): N_("edited"),
    (True, False): N_("edited %(time)s"),
    (False, True): N_("edited by %(editor)s"),
    (True, True): N_("edited %(time)s by %(editor)s"),
}


class Phrases:
    """The phrases of one language."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def role(self, role: Role) -> str:
        """What somebody is in a thread; empty where nobody knows."""
        return self._words.gettext(ROLES[role])

    def because(self, reply: Reply) -> str:
        """Why a post is taken to answer another."""
        of_words = _BECAUSE_OF_WORDS.get(reply.because)
        if of_words and reply.words:
            return self._words.gettext(of_words, words=reply.words)
        return self._words.gettext(_BECAUSE[reply.because])

    def ruled(self, ruling: Ruling) -> str:
        """What an editor decided, who and when."""
        on = day(ruling.on, self._words.language)
        return self._words.gettext(_RULED.get(ruling.verdict, _KEPT), editor=visible(ruling.by), day=on)

    def again(self, ruling: Ruling, as_of: date) -> str:
        """By when what the words state is to be verified again; empty where nobody said so."""
        if ruling.check_again is None:
            return ""
        on = day(ruling.check_again, self._words.language)
        return self._words.gettext(_OVERDUE if ruling.is_overdue(as_of) else _AGAIN, day=on)

    def edited(self, post: Post) -> Markup:
        """That a post was edited, when, and by whom if by somebody else; the day only if it is another."""
        values: dict[str, object] = {}
        if post.edited:
            values["time"] = self._words.changed_time(post.edited, post.posted)
        if post.edited_by and post.edited_by != post.author:
            values["editor"] = isolated(post.edited_by)
        return Markup(self._words.gettext(_EDITED["time" in values, "editor" in values])) % values
