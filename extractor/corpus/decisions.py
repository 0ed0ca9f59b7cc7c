"""Editors' rulings: read from TOML, and proposed as TOML. Each judges the words it quotes.

No hash and no offset is typed by a person. A decision names its post by author and printed time (or by id) and
quotes the words; they must stand there exactly once, apart from how white space is broken, and as whole words.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import tomlkit

from extractor.model import (
    PRINTED,
    Decision,
    Faq,
    Passage,
    Problem,
    Publish,
    Reason,
    Stage,
    Stance,
    Thread,
    Verdict,
)
from extractor.model.addresses import topic_of
from extractor.tables import Table, lines_of, nearest, parse
from extractor.text.characters import visible

NEEDS = {
    Verdict.KEEP: (),
    Verdict.DROP: (),
    Verdict.MOVE: ("to",),
    Verdict.REWORD: ("text",),
    Verdict.ADD: ("question",),
}
"""Keys that a verdict requires."""
SHOWN_REASONS = 4
"""Reasons that stand above a proposal."""


def read(
    thread: str,
    text: str,
    file: str,
    questions: Iterable[str],
    former: Mapping[str, str | None] | None = None,
    lost: Container[str] = (),
) -> tuple[tuple[Decision, ...], list[Problem]]:
    """The decisions of one file, broken ones among them; `questions` are the addresses that exist, `former` those
    that questions had before, with the address of today. A decision about a question that was retired is left out.

    `lost` are topics whose questions are not known, because their file is wrong: a decision that names one is broken
    as long as that lasts, and nothing is wrong with it.
    """
    known = Addresses(now=list(questions), former=former or {}, lost=lost)
    values, problems = parse(text, file, Stage.DECIDE)
    if problems:
        return (unread(thread, file),), problems
    lines = lines_of(text, "decision")
    top = Table(file, "top", values, problems, stage=Stage.DECIDE, lines={"decision": lines})
    tables = top.tables("decision", "decision")
    decisions = []
    for number, table in enumerate(tables, 1):
        line = lines[number - 1] if len(lines) == len(tables) else 0
        decision = _decision(table, thread, file, number, known)
        if decision is not None:
            decisions.append(replace(decision, line=line))
        table.done()
    top.done()
    if values and not decisions and problems:
        return (unread(thread, file),), problems
    return tuple(decisions), problems


def unread(thread: str, file: str) -> Decision:
    """One broken decision in place of a file that cannot be read: it may be about any words of the thread."""
    return Decision(
        verdict=Verdict.DROP, thread=thread, words="", because="", by="", on=date.min, file=file, broken=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The addresses that decisions may name."""

    now: Sequence[str]
    """Those of today's questions."""
    former: Mapping[str, str | None]
    """Those that they had before, with today's; None for a question that was retired."""
    lost: Container[str]
    """Topics whose questions are not known."""


def _decision(table: Table, thread: str, file: str, number: int, known: Addresses) -> Decision | None:
    """A decision as it was understood, or a broken one; None for one about a question that was retired."""
    before = len(table.problems)
    verdict = table.choice("verdict", [verdict.value for verdict in Verdict], required=True)
    words = table.text("words", required=True)
    if verdict == Verdict.KEEP and table.values.get("because") == "":
        table.known.append("because")  # it agrees with what is there
        because: str | None = ""
    else:
        because = table.text("because", required=verdict != Verdict.KEEP)
    by, on = table.text("by", required=True), table.day("on", required=True)
    author, posted, post = table.text("author"), table.text("posted"), table.text("post")
    written = {key: table.text(key) for key in ("question", "to")}
    addresses = {key: known.former.get(value, value) if value else value for key, value in written.items()}
    retired = written["question"] is not None and addresses["question"] is None
    lead = bool(table.flag("lead"))
    again = table.day("check_again")
    text, stance = table.text("text"), table.choice("stance", [stance.value for stance in Stance])
    if post is None and (author is None or posted is None):
        table.complain("E203", "it does not say which post", "add `author` and `posted` as the thread prints them")
    named = [address for address in addresses.values() if address is not None and address not in known.now]
    # What was moved to a question that was retired is held back, and nothing is wrong with it.
    waits = any(topic_of(address) in known.lost for address in named) or bool(written["to"] and not addresses["to"])
    for address in named:
        if topic_of(address) not in known.lost:
            right = nearest(address, list(known.now))
            table.complain("E404", f"there is no question `{address}`", f"did you mean `{right}`?" if right else "")
    for key, value, only in (("to", addresses["to"], Verdict.MOVE), ("text", text, Verdict.REWORD)):
        if value is not None and verdict is not None and verdict != only:
            table.complain("E203", f"`{key}` means nothing with `{verdict}`", f"it goes with `{only}`")
    if again is not None and verdict == Verdict.DROP:
        table.complain("E203", "`check_again` means nothing with `drop`", "it goes with words that are printed")
    if again is not None and on is not None and again <= on:
        table.complain("E203", f"`check_again` is not after `on` ({on})", "write the day by which to look again")
    if verdict is not None:
        given = {"text": text, **addresses}
        for key in NEEDS[Verdict(verdict)]:
            if given[key] is None and written.get(key) is None:
                table.complain("E203", f"`{verdict}` needs `{key}`", f"add `{key}`")
    if len(table.problems) > before or waits:
        anchors = replace(unread(thread, file), words=words or "", author=author, posted=posted, post=post)
        return replace(anchors, number=number)
    if retired:
        return None
    return Decision(
        verdict=Verdict(verdict or ""),
        thread=thread,
        words=words or "",
        because=because or "",
        by=by or "",
        on=on or date.min,
        author=author,
        posted=posted,
        post=post,
        question=addresses["question"],
        to=addresses["to"],
        text=text,
        stance=Stance(stance) if stance else None,
        lead=lead,
        check_again=again,
        file=file,
        number=number,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A passage that nobody has judged yet, under the question it would stand."""

    passage: Passage
    """The words."""
    question: str
    """The question's address; empty where no question asks for them yet."""
    because: tuple[Reason, ...]
    """What speaks for it, the strongest first; none where only rules claim it."""


def of_faq(faq: Faq, publish: Publish = Publish.ALL) -> Iterator[Proposal]:
    """Everything in a FAQ that nobody has judged, in its order; of one that holds all, what is printed alone."""
    for section in faq.sections:
        for entry in section.entries:
            for answer in entry.answers:
                if answer.ruling is None and answer.strength in PRINTED[publish]:
                    for passage in (answer.passage, *answer.also_in):
                        yield Proposal(passage=passage, question=entry.question.address, because=answer.because)


def table(proposal: Proposal, thread: Thread, told: Callable[[Iterable[Reason]], Iterable[str]]) -> str:
    """A proposal as a TOML table, ready to paste; its reasons stand above it as comments, as `told` says them."""
    post = thread.by_number[proposal.passage.post]
    lines = [f"# {line}" for line in told(proposal.because[:SHOWN_REASONS])]
    lines += ["[[decision]]", 'verdict = "keep"     # or drop, move (to = "…"), reword (text = "…")']
    if not proposal.question:
        lines[-1] = 'verdict = "add"      # no question asks for it yet'
    if post.author is not None and post.printed is not None:
        lines += [f"author = {quoted(post.author)}", f"posted = {quoted(post.printed)}"]
    else:
        lines.append(f"post = {quoted(post.id)}")
    lines += [f"words = {quoted(proposal.passage.text)}", f"question = {quoted(proposal.question)}"]
    lines += ['because = ""', 'by = ""', "# on = 2026-11-22     # the day of your decision"]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """A TOML basic string: the words on one line, as `find` compares them."""
    return tomlkit.string(" ".join(visible(text).split())).as_string()
