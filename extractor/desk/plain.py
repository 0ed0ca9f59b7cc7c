"""What the desk says in plain words where the program has names of its own."""

from __future__ import annotations

from extractor.model import Because, Strength

REPLY = {
    Because.OPENS: "it opens the thread",
    Because.DECLARED: "the forum says so",
    Because.QUOTED: "it quotes that post",
    Because.NAMED: "it names that post's author",
    Because.ANSWERS: "it answers what was just asked",
    Because.POSITION: "its place in the tree",
    Because.ADJACENT: "it comes next",
}
"""Why a post counts as an answer to another."""
STRENGTH = {
    Strength.JUDGED: "judged by an editor",
    Strength.STRONG: "strong evidence: printed unless you say no",
    Strength.WEAK: "some evidence: printed once you keep it",
}
"""What is known of a passage."""


def reply(because: Because) -> str:
    """Why a post counts as an answer to another."""
    return REPLY[because]


def strength(value: Strength) -> str:
    """What is known of a passage."""
    return STRENGTH[value]
