"""The weights of the evidence that a comment answers the question: one table with a sentence each, set by hand."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.model import Weight

WEIGHTS: Mapping[str, Weight] = {
    # Who writes, and to whom.
    "asker": Weight(-3.0, "The asker goes on asking, explains, or thanks."),
    "perhaps_asker": Weight(-1.0, "Neither its writer nor the asker is known: they may be one."),
    "unknown": Weight(-0.5, "An unknown writer may be in the middle of any conversation."),
    "again": Weight(-1.0, "Who has an answer gives it the first time; who writes again mostly talks."),
    "aside": Weight(-0.5, "It answers another comment; half of this when that is the asker's."),
    "calls": Weight(-0.5, "It begins with the name of somebody who is not known to be the asker."),
    "thanked": Weight(0.5, "The next comment is the asker's thanks."),
    "staff": Weight(1.0, "Who speaks for the place knows its rules."),
    "expert": Weight(0.5, "Whom the place calls an expert has answered often."),
    "votes": Weight(1.0, "Readers approve of it: its share of the most votes that a comment here has."),
    "accepted": Weight(3.0, "The source marks it as the solution, mostly on the asker's own word."),
    # Where it stands, and how much it says.
    "early": Weight(
        2.0, "First come answers, then talk about them: half of this for the third, a quarter for the seventh."
    ),
    "longer": Weight(1.0, "An answer has something to say: by the share of the other comments that are shorter."),
    "dense": Weight(0.5, "Words that carry meaning, by their share of its words."),
    "repeats": Weight(-0.5, "The same words were said before."),
    # What it is about.
    "title": Weight(1.0, "It shares words with the question's title, three for all of this."),
    "body": Weight(1.0, "It shares words with the rest of the question, four for all of this."),
    "agrees": Weight(1.5, "Its other words are those of other people's comments that look like answers."),
    # What it tells.
    "contact": Weight(0.5, "A web address, an e-mail address or a telephone number is somewhere to go."),
    "numbers": Weight(0.5, "Prices, times and amounts, two for all of this."),
    "names": Weight(1.0, "Capitals inside a sentence name places, firms and things, four for all of this."),
    "alone": Weight(0.5, "A name and hardly anything else: the whole answer to where, which and who."),
    "places": Weight(0.5, "It names a place, or the way to it."),
    "advises": Weight(0.5, "It tells the asker what to do, two such phrases for all of this."),
    "states": Weight(0.5, "It says how things are, or will be."),
    "believes": Weight(0.5, "People say that they think so when they answer."),
    "decides": Weight(1.0, "It begins with a yes or a no."),
    # What it does instead.
    "asks": Weight(-1.0, "It asks something itself."),
    "asks_back": Weight(-1.0, "It ends by asking: now somebody is to answer it."),
    "you": Weight(-0.5, "It is about the one it speaks to, by the share of such words, a fifth for all of this."),
    "laughs": Weight(-1.0, "Laughter belongs to talk."),
    "smiles": Weight(-0.5, "So do faces."),
    "cries": Weight(-0.5, "So do cries, oaths and insults."),
    "courtesies": Weight(-0.5, "So do thanks, greetings and excuses."),
    "about_thread": Weight(-0.5, "It speaks about the posts, not about what is asked."),
    "joins": Weight(-0.5, "It has the same question or trouble."),
    "pleads": Weight(-1.0, "It begs for help."),
    "writer": Weight(-0.5, "It is about its writer, by the share of such words, an eighth for all of this."),
    "goes_on": Weight(-0.5, "It begins in the middle of a conversation."),
    "trails": Weight(-0.5, "Rows of dots are how people chat, one a sentence for all of this."),
}
"""Set by hand, in halves, from what each means, and revised in a few rounds on threads that others had labelled."""

ANSWERS = 2.0
"""Above this score a comment is taken for an answer."""
