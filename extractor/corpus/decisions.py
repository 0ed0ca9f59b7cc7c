"""Editors' rulings: read from TOML, found in their posts by the words they judge.

No hash and no offset is typed by a person. A decision names its post by author and printed time (or by id) and
quotes the words; they must stand there exactly once, apart from how white space is broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import tomlkit
from rapidfuzz import fuzz

from extractor.model import Conversation, Decision, Label, Passage, Post, Problem, Stage, Stance, Verdict
from extractor.tables import Table, nearest, parse
from extractor.text.characters import folded, shortened, visible

NEEDS = {
    Verdict.KEEP: (),
    Verdict.DROP: (),
    Verdict.MOVE: ("to",),
    Verdict.REWORD: ("text",),
    Verdict.ADD: ("question",),
}
"""Keys that a verdict cannot do without."""


def read(thread: str, text: str, file: str, questions: Iterable[str]) -> tuple[tuple[Decision, ...], list[Problem]]:
    """The decisions of one file, broken ones among them; `questions` are the addresses that exist."""
    known = list(questions)
    values, problems = parse(text, file, Stage.DECIDE)
    if problems:
        return (unread(thread, file),), problems
    top = Table(file, "top", values, problems, stage=Stage.DECIDE)
    decisions = []
    for number, table in enumerate(top.tables("decision", "decision"), 1):
        decisions.append(_decision(table, thread, file, number, known))
        table.done()
    top.done()
    if values and not decisions and problems:
        return (unread(thread, file),), problems
    return tuple(decisions), problems


def unread(thread: str, file: str) -> Decision:
    """What stands for the decisions of a file that cannot be read: nobody knows what of the thread they judge."""
    return Decision(
        verdict=Verdict.DROP, thread=thread, words="", because="", by="", on=date.min, file=file, broken=True
    )


def _decision(table: Table, thread: str, file: str, number: int, known: list[str]) -> Decision:
    before = len(table.problems)
    verdict = table.choice("verdict", [verdict.value for verdict in Verdict], required=True)
    words, because = table.text("words", required=True), table.text("because", required=True)
    by, on = table.text("by", required=True), table.day("on", required=True)
    author, posted, post = table.text("author"), table.text("posted"), table.text("post")
    addresses = {key: table.text(key) for key in ("question", "to")}
    text, stance = table.text("text"), table.choice("stance", [stance.value for stance in Stance])
    if post is None and (author is None or posted is None):
        table.complain("E203", "it does not say which post", "add `author` and `posted` as the thread prints them")
    for address in addresses.values():
        if address is not None and address not in known:
            right = nearest(address, known)
            table.complain("E404", f"there is no question `{address}`", f"did you mean `{right}`?" if right else "")
    for key, value, only in (("to", addresses["to"], Verdict.MOVE), ("text", text, Verdict.REWORD)):
        if value is not None and verdict is not None and verdict != only:
            table.complain("E203", f"`{key}` means nothing with `{verdict}`", f"it goes with `{only}`")
    if verdict is not None:
        given = {"text": text, **addresses}
        for key in NEEDS[Verdict(verdict)]:
            if given[key] is None:
                table.complain("E203", f"`{verdict}` needs `{key}`", f"add `{key}`")
    if len(table.problems) > before:
        anchors = replace(unread(thread, file), words=words or "", author=author, posted=posted, post=post)
        return replace(anchors, number=number)
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
        file=file,
        number=number,
    )


def find(decision: Decision, conversation: Conversation) -> tuple[Passage | None, list[Problem]]:
    """The passage a decision judges, or the problem that says why it is not there."""
    post, problems = _post(decision, conversation)
    if post is None:
        return None, problems
    places = _places(decision.words, post.text)
    if len(places) != 1:
        return None, [_lost(decision, post, len(places), conversation)]
    start, end = places[0]
    if conversation.quoted(post.number, start, end):
        return None, [
            _problem(
                decision,
                "E407",
                f"these words in post {post.number} are quoted: they are not {post.author}'s",
                (f'"{shortened(decision.words)}"',),
                "judge them in the post of whoever said them first",
            )
        ]
    return _passage(post, start, end, conversation), []


def _places(words: str, text: str) -> list[tuple[int, int]]:
    """Where these words stand in a text, white space broken anyhow."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    return [match.span() for match in re.finditer(pattern, text)]


def _post(decision: Decision, conversation: Conversation) -> tuple[Post | None, list[Problem]]:
    posts = conversation.thread.posts
    if decision.post is not None:
        found = [post for post in posts if post.id == decision.post]
    else:
        found = [
            post
            for post in posts
            if folded(post.author or "") == folded(decision.author or "")
            and decision.posted in (post.printed, post.posted.isoformat() if post.posted else None)
        ]
        if len(found) > 1:
            found = [post for post in found if _places(decision.words, post.text)] or found
    if len(found) == 1:
        return found[0], []
    asked = decision.post or f"{decision.author}, {decision.posted}"
    known = [f"{post.author}, {post.printed or post.id}" for post in posts]
    right = nearest(asked, known, cutoff=0)
    cause = "two posts fit" if found else "there is no such post"
    return None, [
        _problem(decision, "E403", cause, (f"says     {asked}", f"nearest  {right}"), "name the post again")
    ]


def _lost(decision: Decision, post: Post, count: int, conversation: Conversation) -> Problem:
    if count:
        return _problem(
            decision,
            "E402",
            f"these words stand {count} times in post {post.number}",
            (f'says     "{shortened(decision.words)}"',),
            "quote more of them, until they stand there once",
        )
    nearest = _nearest_place(decision.words, (post, *conversation.thread.posts), conversation)
    where, words = nearest.post, nearest.text
    return _problem(
        decision,
        "E401",
        f"these words are not in post {post.number}",
        (f'says     "{shortened(decision.words)}"', f'nearest  "{shortened(words)}"   (post {where})'),
        "quote them again, or remove the decision",
    )


def _nearest_place(words: str, posts: Iterable[Post], conversation: Conversation) -> Passage:
    """The stretch of these posts that is most like these words; at equal likeness in the post that comes first."""
    best, score = None, -1.0
    for post in posts:
        alike = fuzz.partial_ratio_alignment(words, post.text)
        if alike is not None and alike.score > score:
            before = post.text[: alike.dest_start]
            start = len(before) - len(re.split(r"\s", before)[-1])
            end = alike.dest_end + len(re.split(r"\s", post.text[alike.dest_end :])[0])
            best, score = _passage(post, start, end, conversation), alike.score
    assert best is not None, "a thread has posts"
    return best


def _passage(post: Post, start: int, end: int, conversation: Conversation) -> Passage:
    return Passage(
        thread=conversation.thread.id or conversation.thread.name,
        post=post.number,
        anchor=post.anchor,
        start=start,
        end=end,
        text=post.text[start:end],
    )


def suspected(decision: Decision, conversation: Conversation) -> list[Passage]:
    """What a decision may judge that cannot be applied: none of it may be printed as if nobody had judged it.

    Every place of its words; where they are nowhere, what is most like them in its post and in the thread. Without
    words its whole post, and without a post the whole thread. Offsets count in the text of each passage's post.
    """
    named = _post(decision, conversation)[0]
    posts = conversation.thread.posts if named is None else (named,)
    if not decision.words:
        return [_passage(post, 0, len(post.text), conversation) for post in posts]
    places = [
        _passage(each, start, end, conversation)
        for each in posts
        for start, end in _places(decision.words, each.text)
    ]
    likely = (posts, conversation.thread.posts)
    return places or [_nearest_place(decision.words, each, conversation) for each in likely]


def _problem(decision: Decision, code: str, cause: str, details: tuple[str, ...], help: str) -> Problem:
    return Problem(
        stage=Stage.DECIDE,
        code=code,
        file=decision.file,
        place=f"decision {decision.number}",
        cause=cause,
        details=details,
        help=help,
    )


def proposals(labels: Iterable[Label], conversation: Conversation, ruled: Iterable[tuple[Decision, Passage]]) -> str:
    """TOML tables for every answer that nobody has judged yet, ready to paste; empty when all are."""
    judged = [(words, decision.question) for decision, words in ruled]
    tables = []
    for label in labels:
        passage = label.passage
        post = conversation.thread.by_number[passage.post]
        asked = [question for words, question in judged if words.meets(passage)]
        for address in label.questions:
            if address in asked or None in asked:
                continue
            lines = ["[[decision]]", 'verdict = "keep"     # or drop, move (to = "…"), reword (text = "…")']
            if post.author is not None and post.printed is not None:
                lines += [f"author = {quoted(post.author)}", f"posted = {quoted(post.printed)}"]
            else:
                lines.append(f"post = {quoted(post.id)}")
            lines += [f"words = {quoted(passage.text)}", f"question = {quoted(address)}"]
            lines += ['because = ""', 'by = ""', "on =            # today, like 2026-11-22"]
            tables.append("\n".join(lines) + "\n")
    return "\n".join(tables)


def quoted(text: str) -> str:
    """A TOML basic string: the words on one line, as `find` compares them."""
    return tomlkit.string(" ".join(visible(text).split())).as_string()
