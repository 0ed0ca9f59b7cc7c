"""The weights of the evidence that a later post asks for itself: one table with a sentence each, set by hand."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.model import Weight

WEIGHTS: Mapping[str, Weight] = {
    "asks": Weight(1.0, "It has a question in a question's order of words, about the writer or about nobody."),
    "requests": Weight(1.0, "It asks somebody to tell or to do something."),
    "wants": Weight(1.0, "It says what the writer wants to know."),
    "unsure": Weight(0.5, "It says what the writer does not know; who answers says that too."),
    "pleads": Weight(1.0, "It pleads for help."),
    "joins": Weight(1.0, "It has the same question as a post before."),
    "troubles": Weight(0.7, "It tells a trouble of the writer's own; half of this more for a second one."),
    "goals": Weight(0.6, "It says what the writer is about to do."),
    "newcomer": Weight(0.2, "Who has a case of his own tells it the first time he writes there."),
    "regular": Weight(-0.8, "Who has written there before goes on with the talk."),
    "expert": Weight(-0.3, "The forum knows its author as one who answers."),
    "calls": Weight(-0.6, "It begins by calling somebody who is no staff: it is meant for one person."),
    "quotes": Weight(-0.6, "It repeats somebody's words, to answer them."),
    "advises": Weight(-0.7, "It tells somebody what to do; half of this more for a second time."),
    "addresses": Weight(-0.6, "It is about the one it speaks to more than about its writer."),
    "settled": Weight(-0.8, "It says that it is over, or thanks for an answer."),
    "retorts": Weight(-0.4, "It says something in the form of a question."),
    "long": Weight(
        -0.4, "It has ten sentences or more, and one in five at most asks or tells a trouble: it is a talk."
    ),
}
"""Set by hand, from what each means, and revised in two rounds on threads of one forum."""

ASKS = 0.6
"""From this on a later post is taken for an ask."""

OPENING_WEIGHTS: Mapping[str, Weight] = {
    "placed": Weight(2.0, "The source says that other posts stand before it."),
    "declared": Weight(2.0, "The source says that it answers a post that is not there."),
    "greets": Weight(2.5, "It greets somebody by name: who opens a thread speaks to all."),
    "names": Weight(0.6, "It begins with a name."),
    "responds": Weight(1.6, "It begins with thanks, a yes or a no, which answer something."),
    "joins": Weight(1.5, "It has the same question as somebody before."),
    "quotes": Weight(1.2, "It begins with somebody's words."),
    "staff": Weight(1.2, "Staff answer, unless they announce."),
    "announces": Weight(-1.0, "It says at length what the title says, and calls nobody."),
    "expert": Weight(0.5, "The forum knows its author as one who answers."),
    "astray": Weight(0.25, "It has no word of the title."),
    "backs": Weight(0.8, "It speaks of what somebody has said."),
    "advises": Weight(0.3, "It tells somebody what to do, and asks nothing."),
    "addresses": Weight(0.15, "It is about the one it speaks to more than about its writer."),
    "asks": Weight(-0.6, "It asks."),
    "troubled": Weight(-0.4, "It tells a trouble of its writer's own."),
    "titled": Weight(-0.4, "It says what the title says."),
    "idle": Weight(0.25, "It neither asks nor tells a trouble."),
    "settled": Weight(0.4, "It says that it is over, or thanks for an answer."),
}
"""The same for the first post that is there: what speaks for the opening post being missing. Its manner alone
(`astray`, `advises`, `addresses`, `idle`) never suffices."""
