"""Taking down: a person, a post or words, from every file of a corpus, with what quotes, names or judges them.

It is the one thing without undo: the history of steps and the store of earlier results go too. What stays is a
tombstone without content in each thread, and a row in `takedowns.toml` with the day, the ground and keyed digests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from rapidfuzz import fuzz

from extractor.corpus import Corpus, takedowns
from extractor.corpus.redacting import redacted
from extractor.corpus.takedowns import FILE, KEY, LONG, Takedown, Takedowns, digest, digests_of
from extractor.corpus.writing import Change, lock, locked
from extractor.corpus.writing import digest as file_digest
from extractor.corpus.writing.lock import CACHE
from extractor.editing import history, tables
from extractor.editing.cleaning import background_cleaned, by_time, cleaned
from extractor.model import Conversation, Post, Problem, Stage
from extractor.pipeline import neutral, stages
from extractor.problems import ThreadfaqError
from extractor.store import NAME as STORE
from extractor.text import sentences
from extractor.text.characters import folded, legible, norms, words

ALIKE = 85.0
"""Likeness of a called name to the given name of who is removed, of 100: one or two letters in seven (`Jonathon`)."""
SHORTEST = 3
"""Words of the shortest sentence that is removed where others repeat it."""
HEAD = (
    "# What was taken down. Digests stand for words and names; the key lies in takedowns.key, published nowhere.\n"
    "# `threadfaq takedown` writes here, `add` and `check --takedowns` read it.\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is to be taken down: exactly one of these."""

    person: str | None = None
    """A person, by the printed name."""
    post: tuple[str, int] | None = None
    """A post: its thread's id and its number."""
    words: str | None = None
    """Words, wherever they stand."""

    @property
    def scope(self) -> str:
        """Which of them it is."""
        return "person" if self.person is not None else "post" if self.post is not None else "words"


@dataclass(slots=True, kw_only=True)
class Plan:
    """What a takedown would do, before anything is written."""

    takedown: Takedown
    """The row of the file."""
    takedowns: Takedowns
    """All takedowns, with this one."""
    changes: list[Change] = field(default_factory=list)
    """The files that are written or removed."""
    posts: dict[str, list[int]] = field(default_factory=dict)
    """Numbers of posts of which nothing stays, by thread."""
    places: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """Words that go from other posts, with their post's number, by thread: quotations and mentions."""
    editors: dict[str, int] = field(default_factory=dict)
    """How many places go of each of the editors' own files: decisions, anchors, examples, wordings."""
    converted: list[str] = field(default_factory=list)
    """Threads whose source becomes a redacted neutral JSON, because its own form cannot be redacted in place."""


def planned(corpus: Corpus, conversations: Mapping[str, Conversation], target: Target, ground: str, on: date) -> Plan:
    """What a takedown would touch; nothing is written.

    Raises ThreadfaqError: E619 where nothing is to be taken down, or no ground is given; E622 for a missing key.
    """
    if not legible(ground):
        raise _refused("a takedown needs a ground", "say on what ground, with --ground")
    before = takedowns.of_corpus(corpus.root)
    key = (before.key if before is not None else None) or takedowns.key_of(corpus.root) or takedowns.new_key()
    digests, threads = _digests(key, conversations, target)
    if not digests:
        raise _refused("nothing in the corpus is by that person, or says these words", "look at its spelling")
    row = Takedown(on=on, ground=folded(ground), scope=target.scope, threads=threads, digests=tuple(sorted(digests)))
    alone = Takedowns(key=key, rows=(row,))
    plan = Plan(takedown=row, takedowns=replace(alone, rows=(*(before.rows if before else ()), row)))
    for id in corpus.index.threads:
        _thread(corpus, id, alone, plan)
    _editors_files(corpus, alone, plan)
    if not plan.changes:
        raise _refused("nothing in the corpus is by that person, or says these words", "look at its spelling")
    _log(corpus, plan)
    return plan


def carry_out(corpus: Corpus, plan: Plan) -> None:
    """Write what was planned, all or none; then remove the history of steps, and the store of earlier results.

    Raises ThreadfaqError: E609 where a file was changed since, E607 where one cannot be written.
    """
    root = corpus.root
    corpus.store.close()
    with locked(root) as writer:
        writer.write(plan.changes)
        for path in (root / CACHE).iterdir():
            if path.name.startswith(STORE):
                path.unlink(missing_ok=True)
        for path in (root / CACHE / history.FOLDER).glob("*"):
            path.unlink(missing_ok=True)
        # It says which command is writing, with the name that is taken down.
        (root / CACHE / lock.SIGNED).unlink(missing_ok=True)


def _digests(
    key: bytes, conversations: Mapping[str, Conversation], target: Target
) -> tuple[set[str], tuple[str, ...]]:
    """What stands for everything that goes, and the threads in which it stands."""
    digests: set[str] = set()
    threads: dict[str, None] = {}
    if target.words is not None:
        digests = digests_of(key, target.words)
        alone = Takedowns(key=key, rows=(_row(digests),))
        for id, conversation in conversations.items():
            if any(alone.spans(post.text) for post in conversation.thread.posts):
                threads[id] = None
        return (digests if threads else set()), tuple(threads)
    for id, conversation in conversations.items():
        posts = [post for post in conversation.thread.posts if _is_meant(post, id, target)]
        if not posts:
            continue
        threads[id] = None
        numbers = {post.number for post in posts}
        for post in posts:
            for start, end in _own(conversation, post, numbers):
                digests |= _of_stretch(key, conversation, post.text[start:end], id, numbers)
        for number, quotes in conversation.quotes.items():
            text = conversation.thread.by_number[number].text
            for quote in quotes:
                if quote.post in numbers and number not in numbers and len(norms(text[quote.start : quote.end])) > 1:
                    digests |= digests_of(key, text[quote.start : quote.end], [id])
        if target.person is not None:
            digests |= _mentions(key, conversation, target.person, numbers)
    if target.person is not None and threads:
        name = norms(target.person)
        digests.add(digest(key, "a", "", name))
        if len(name) > 1:
            digests.add(digest(key, "g", "", name))
        else:
            digests |= {digest(key, "t", id, name) for id in threads}
    return digests, tuple(threads)


def _row(digests: Iterable[str]) -> Takedown:
    return Takedown(on=date.min, ground="-", scope="words", threads=(), digests=tuple(digests))


def _is_meant(post: Post, id: str, target: Target) -> bool:
    if target.post is not None:
        return target.post == (id, post.number)
    return target.person is not None and norms(target.person) in (norms(post.author or ""), norms(post.login or ""))


def _own(conversation: Conversation, post: Post, numbers: set[int]) -> list[tuple[int, int]]:
    """The stretches of a post that nobody else wrote."""
    rows, start = [], 0
    for quote in conversation.quotes.get(post.number, ()):
        if quote.post in numbers:
            continue
        rows.append((start, quote.start))
        start = quote.end
    return [(first, last) for first, last in (*rows, (start, len(post.text))) if first < last]


def _of_stretch(key: bytes, conversation: Conversation, text: str, id: str, numbers: set[int]) -> set[str]:
    digests: set[str] = set()
    if len(norms(text)) >= LONG:
        digests |= digests_of(key, text)
    others = [norms(post.text) for post in conversation.thread.posts if post.number not in numbers]
    for start, end in sentences.split(text):
        row = list(norms(text[start:end]))
        if SHORTEST <= len(row) < LONG and not any(_stands(row, other) for other in others):
            digests.add(digest(key, "t", id, row))
    return digests


def _stands(row: Sequence[str], other: Sequence[str]) -> bool:
    length = len(row)
    return any(list(other[place : place + length]) == list(row) for place in range(len(other) - length + 1))


def _mentions(key: bytes, conversation: Conversation, person: str, numbers: set[int]) -> set[str]:
    """The forms in which others of the thread call a person by the given name."""
    given = next(iter(norms(person)), "")
    posts = conversation.thread.posts
    names = [norms(post.author) for post in posts if post.author and post.number not in numbers]
    others = {name[0] for name in names if name}
    digests = set()
    for post in posts:
        for word in words(post.text):
            bare = word.norm.removesuffix("'s")
            named = fuzz.ratio(bare, given) >= ALIKE and (bare == given or bare not in others)
            if named and len(given) > 2 and post.text[word.start].isupper():
                digests.add(digest(key, "t", conversation.thread.id or conversation.thread.name, [word.norm]))
    return digests


def _thread(corpus: Corpus, id: str, alone: Takedowns, plan: Plan) -> None:
    """What is to be written of a thread's files: its source, its further pages, its side file."""
    source = corpus.source(id)
    thread = stages.read(source)
    result = redacted(thread, alone, id)
    path = corpus.index.threads[id]
    side = path.with_suffix(".toml")
    if result.changed:
        new = neutral.written(result.thread)
        target = path.with_suffix(".json")
        pages = [path.parent / name for name in corpus.pages_of(id)]
        for old in (path, *pages):
            if old != target:
                plan.changes.append(Change(path=old, content=None, replaces=file_digest(old)))
        plan.changes.append(Change(path=target, content=new, replaces=file_digest(target)))
        plan.converted.append(id)
        if result.posts:
            plan.posts[id] = list(result.posts)
        by_number = thread.by_number
        shown = [(number, folded(by_number[number].text[start:end])) for number, start, end in result.places]
        if shown:
            plan.places[id] = shown
    if side != path and side.is_file():
        before = side.read_bytes()
        removed = {"more", "format", "columns"} if result.changed else set()
        after, places = cleaned(before.decode("utf-8-sig"), alone, [id], str(side), removed)
        _edit(plan, side, before, after, places)


def _editors_files(corpus: Corpus, alone: Takedowns, plan: Plan) -> None:
    """Decisions, topics, own words, groups set aside and background without what goes."""
    gone = {(id, number) for id, numbers in plan.posts.items() for number in numbers}
    ids = _ids(corpus, gone)
    rows: list[tuple[Path, list[str]]] = [(path, [id]) for id, path in corpus.index.decisions.items()]
    touched = list(alone.threads)
    rows += [(path, touched) for path in (*corpus.index.rules, corpus.root / "set-aside.toml") if path.is_file()]
    for path, threads in rows:
        before = path.read_bytes()
        after, places = cleaned(before.decode("utf-8-sig"), alone, threads, str(path), set(), ids)
        _edit(plan, path, before, after, places)
    for path in corpus.index.background:
        before = path.read_bytes()
        after, places = background_cleaned(before.decode("utf-8-sig"), alone, touched)
        _edit(plan, path, before, after, places)


def _ids(corpus: Corpus, gone: set[tuple[str, int]]) -> set[tuple[str, str]]:
    """What names posts that go, with their threads: their old ids, and their authors with their times."""
    posts = [
        (id, post)
        for id in {id for id, _ in gone}
        for post in stages.read(corpus.source(id)).posts
        if (id, post.number) in gone
    ]
    named = {(id, post.id) for id, post in posts}
    for id, post in posts:
        for time in filter(None, (post.printed, post.posted.isoformat() if post.posted else None)):
            named.add((id, by_time(post.author, time)))
    return named


def _edit(plan: Plan, path: Path, before: bytes, after: str, places: int) -> None:
    if places:
        plan.changes.append(Change(path=path, content=after, replaces=file_digest(path)))
        plan.editors[str(path)] = places


def _log(corpus: Corpus, plan: Plan) -> None:
    """The row of the file, and the key beside it where there is none yet."""
    root, row = corpus.root, plan.takedown
    before = history.read(root / FILE)
    table = {
        "on": row.on,
        "ground": row.ground,
        "scope": row.scope,
        "posts": sum(map(len, plan.posts.values())),
        "places": sum(map(len, plan.places.values())) + sum(plan.editors.values()),
        "threads": list(row.threads),
        "digests": list(row.digests),
    }
    text = tables.appended((before or b"").decode("utf-8-sig"), "takedown", [table], str(root / FILE), HEAD)
    plan.changes.append(Change(path=root / FILE, content=text, replaces=file_digest(root / FILE)))
    if takedowns.key_of(root) is None:
        plan.changes.append(Change(path=root / KEY, content=plan.takedowns.key.hex() + "\n"))
    ignore = root / ".gitignore"
    lines = (history.read(ignore) or b"").decode("utf-8", "replace")
    if KEY not in lines.split():
        gap = "" if not lines or lines.endswith("\n") else "\n"
        plan.changes.append(Change(path=ignore, content=f"{lines}{gap}{KEY}\n", replaces=file_digest(ignore)))


def _refused(cause: str, help: str) -> ThreadfaqError:
    return ThreadfaqError(Problem(stage=Stage.COMMAND, code="E619", file="takedown", cause=cause, help=help))
