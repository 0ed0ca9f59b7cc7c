"""The weights of what speaks for a post and for a passage: a sentence each, set by hand."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.model import Weight
from extractor.statements.ranking import WEIGHTS as RANKING

POSTS: Mapping[str, Weight] = {
    "ask": Weight(-0.5, "Its writer asks here, as likely as that is."),
    "deflects": Weight(-3.0, "It says that the matter is dealt with elsewhere, by the share of such sentences."),
    "trouble": Weight(-1.0, "It tells of its writer's own trouble, by the share of such sentences."),
    "advice": Weight(0.5, "It tells what to do, in two sentences for all of this."),
    "facts": Weight(0.5, "It tells how it is, in two sentences for all of this."),
}
"""What the sentences of a post add to its score in `statements.ranking`."""

PASSAGES: Mapping[str, Weight] = {
    # Where it stands.
    "post": Weight(2.0, "Its post answers, by the score of the post."),
    "direct": Weight(0.5, "Its post answers who asks, not another answer."),
    "staff": Weight(1.0, "Who speaks for the place knows its rules."),
    # What it does.
    "advice": Weight(1.5, "It tells what to do."),
    "fact": Weight(1.5, "It tells how it is."),
    "opinion": Weight(0.5, "It judges."),
    "experience": Weight(-1.5, "It tells what happened to its writer."),
    "asks": Weight(-1.5, "It asks."),
    "case": Weight(-1.5, "It speaks of one case."),
    "writer": Weight(-1.0, "It speaks of its writer."),
    "points": Weight(-1.5, "It leads to a page, by a link that the words do not have."),
    # Whether it can stand alone.
    "short": Weight(-2.0, "In a few words there is seldom an answer: all of this under four, nothing from seven on."),
    "leans": Weight(-0.5, "It needs the sentence before."),
    "open": Weight(-0.5, "It does not end as a sentence does."),
    "shares": Weight(0.5, "It shares words with what is asked, two for all of this."),
    "borrowed": Weight(
        0.0,
        "It begins with words of somebody before, so it is printed only where many threads have them or you keep it.",
    ),
}
"""What speaks for a sentence as an answer that others can use; a passage of several has the mean of theirs."""

WEIGHTS: Mapping[str, Weight] = {**RANKING, **PASSAGES, **POSTS}
"""What the names in a post's reasons mean; those of a passage stand in PASSAGES."""

PUBLIC = 2.5
"""Above this score of a post somebody has answered in public."""
OFFERED = 2.0
"""Above this score a passage is offered."""
BESIDE = 0.5
"""So much less is enough for a sentence beside one that is offered: people explain what they say."""
MOST = 8
"""Passages of one thread."""
