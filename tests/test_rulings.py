"""Deciding gives what the plain way gives: every decision against every candidate of every question.

The plain way is written down here, without an index; it is what the words of `docs/editors/decisions.md` say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import faq
from extractor.faq.finding import Finder
from extractor.faq.rulings import ANY, Candidate, Ruled, candidates
from extractor.model import (
    Act,
    Because,
    Conversation,
    Decision,
    How,
    Label,
    Passage,
    Post,
    Publish,
    Question,
    Quote,
    Reply,
    Role,
    Ruling,
    Stance,
    Thread,
    Verdict,
)
from extractor.rules.packs import Topic
from extractor.statements import grouping
from extractor.text.edges import cuts

ADDRESSES = ["one/first", "one/second", "two/third"]
AUTHORS = ["Mara P", "Jon W"]
TIMES = ["Monday", "Tuesday"]
STANCES = [None, *Stance]


def topic(name: str) -> Topic:
    questions = tuple(
        Question(id=address.split("/")[1], topic=name, title=f"What of the {address}?")
        for address in ADDRESSES
        if address.startswith(f"{name}/")
    )
    return Topic(
        id=name, title=name, summary=name, order=1, notice=None, questions=questions, rules=(), file=f"{name}.toml"
    )


TOPICS = [topic("one"), topic("two")]


@st.composite
def conversations(draw: st.DrawFn, name: str) -> Conversation:
    posts = []
    quotes = {}
    for number in range(1, draw(st.integers(1, 3)) + 1):
        words = draw(
            st.lists(st.sampled_from(["pay", "repay", "pay-day", "no", "3.5", "now."]), min_size=1, max_size=9)
        )
        text = draw(st.sampled_from([" ", "\n", "  "])).join(words)
        posts.append(
            Post(
                number=number,
                id=draw(st.sampled_from(["a", "b", "c"])),
                author=draw(st.sampled_from(AUTHORS)),
                author_certain=True,
                edited_by=None,
                role=Role.MEMBER,
                posted=None,
                printed=draw(st.sampled_from(TIMES)),
                edited=None,
                text=text,
            )
        )
        if draw(st.booleans()):
            end = draw(st.integers(1, len(text)))
            quotes[number] = (Quote(start=0, end=end, post=None, how=How.MARKED),)
    thread = Thread(id=name, name=name, title=None, url=None, platform=None, format="neutral", posts=tuple(posts))
    replies = {
        post.number: Reply(child=post.number, parent=None, because=Because.OPENS, certain=True) for post in posts
    }
    return Conversation(thread=thread, quotes=quotes, replies=replies)


@st.composite
def labels(draw: st.DrawFn, conversation: Conversation) -> list[Label]:
    """A label for each stretch of each post, under any questions."""
    result = []
    for post in conversation.thread.posts:
        inner = draw(st.sets(st.integers(1, max(1, len(post.text) - 1)), max_size=3)) if len(post.text) > 1 else set()
        cut = [0, *sorted(inner), len(post.text)]
        for start, end in pairwise(cut):
            chosen = draw(st.lists(st.sampled_from(ADDRESSES), unique=True))
            passage = Passage(
                thread=str(conversation.thread.id),
                post=post.number,
                anchor=post.anchor,
                start=start,
                end=end,
                text=post.text[start:end],
            )
            result.append(
                Label(
                    passage=passage,
                    topics=("one",),
                    act=draw(st.sampled_from([Act.ADVICE, Act.OPINION])),
                    stance=None,
                    quote=False,
                    answer=bool(chosen),
                    questions=tuple(chosen),
                    stances={address: draw(st.sampled_from(STANCES)) for address in chosen},
                    score=draw(st.integers(1, 4)) / 3,
                    rules=(),
                    needs=(0, start) if start and draw(st.booleans()) else None,
                )
            )
    return result


@st.composite
def decisions(draw: st.DrawFn, threads: Mapping[str, Conversation]) -> list[Decision]:
    result = []
    for number in range(1, draw(st.integers(0, 8)) + 1):
        name = draw(st.sampled_from([*threads, "forum/gone"]))
        post = draw(st.sampled_from((threads.get(name) or next(iter(threads.values()))).thread.posts))
        words = post.text.split()
        start = draw(st.integers(0, len(words) - 1))
        quoted = " ".join(words[start : draw(st.integers(start + 1, len(words)))])
        by_id = draw(st.booleans())
        verdict = draw(st.sampled_from(list(Verdict)))
        result.append(
            Decision(
                verdict=verdict,
                thread=name,
                words=quoted[draw(st.integers(0, 2)) :].strip() or "pay",
                because="tried",
                by="Ida",
                on=date(2026, 11, 22),
                post=post.id if by_id else None,
                author=None if by_id else post.author,
                posted=None if by_id else post.printed,
                question=draw(st.sampled_from(ADDRESSES if verdict is Verdict.ADD else [None, *ADDRESSES])),
                to=draw(st.sampled_from(ADDRESSES)) if verdict is Verdict.MOVE else None,
                text="In other words." if verdict is Verdict.REWORD else None,
                stance=draw(st.sampled_from(STANCES)),
                file=f"{name}.toml",
                number=number,
            )
        )
    return result


def plain_places(words: str, text: str) -> list[tuple[int, int]]:
    """Where words stand as whole words, white space broken anyhow."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    places: list[tuple[int, int]] = []
    for start in range(len(text)):
        match = re.compile(pattern).match(text, start)
        free = not places or start >= places[-1][1]
        if match and free and not any(cuts(text, edge) for edge in match.span()):
            places.append(match.span())
    return places


def plain_posts(decision: Decision, conversation: Conversation) -> list[Post]:
    """The posts that a decision names; of several, those that hold its words."""
    posts = [
        post
        for post in conversation.thread.posts
        if (
            post.id == decision.post
            if decision.post
            else (post.author, post.printed) == (decision.author, decision.posted)
        )
    ]
    if len(posts) > 1 and not decision.post:
        standing = [
            post for post in posts if re.search(r"\s+".join(map(re.escape, decision.words.split())), post.text)
        ]
        posts = standing or posts
    return posts


def plain_find(decision: Decision, conversation: Conversation) -> tuple[int, int, int] | None:
    """Post, start and end of the words, where they are found."""
    posts = plain_posts(decision, conversation)
    if len(posts) != 1:
        return None
    places = plain_places(decision.words, posts[0].text)
    if len(places) != 1 or conversation.quoted(posts[0].number, *places[0]):
        return None
    return (posts[0].number, *places[0])


def plain_contradictions(judged: Sequence[tuple[Decision, Passage]]) -> list[tuple[int, int]]:
    """Numbers of decisions that contradict an earlier one, and of that one."""
    return [
        (decision.number, other.number)
        for place, (decision, passage) in enumerate(judged)
        for other, words in judged[:place]
        if passage.meets(words)
        if None in (decision.question, other.question) or decision.question == other.question
    ]


def plain_candidates(
    threads: Mapping[str, Conversation], labelled: Mapping[str, Sequence[Label]], ruled: Ruled
) -> tuple[dict[str, list[Candidate]], list[tuple[str, int]]]:
    """The candidates of every question, and codes of problems with the numbers of their decisions."""

    def needs(label: Label | None) -> Passage | None:
        if label is None or label.needs is None:
            return None
        start, end = label.needs
        text = threads[label.passage.thread].thread.by_number[label.passage.post].text
        return replace(label.passage, start=start, end=end, text=text[start:end])

    every = [label for rows in labelled.values() for label in rows]
    standing: dict[str, list[Candidate]] = {
        address: [
            Candidate(passage=label.passage, stance=label.stances[address], score=label.score, needs=needs(label))
            for label in every
            if address in label.questions
        ]
        for address in ADDRESSES
    }
    problems = []
    doubtful = [decision for decision, _ in ruled.held]
    for decision, passage in ruled.decisions:
        if decision in doubtful:
            continue
        meeting = {address: [row for row in standing[address] if row.passage.meets(passage)] for address in ADDRESSES}
        judged = [decision.question] if decision.question else [a for a in ADDRESSES if meeting[a]]
        targets = {Verdict.DROP: [], Verdict.MOVE: [decision.to]}.get(decision.verdict, judged)
        if decision.verdict is Verdict.DROP and not any(meeting[address] for address in judged):
            problems.append(("W409", decision.number))
        if decision.verdict is not Verdict.DROP and not targets:
            problems.append(("E408", decision.number))
        for address in {*judged, *filter(None, targets)}:
            standing[address] = [row for row in standing[address] if not row.passage.meets(passage)]
        begun = [
            label for label in every if (label.passage.thread, label.passage.post) == (passage.thread, passage.post)
        ]
        begun = [label for label in begun if label.passage.start <= passage.start < label.passage.end]
        for address in filter(None, targets):
            before = meeting[address][0] if meeting[address] else None
            standing[address].append(
                Candidate(
                    passage=passage,
                    stance=decision.stance or (before.stance if before else None),
                    score=before.score if before else 0.0,
                    needs=needs(begun[0] if begun else None),
                    ruling=Ruling(
                        verdict=decision.verdict,
                        by=decision.by,
                        on=decision.on,
                        because=decision.because,
                        text=decision.text,
                    ),
                )
            )
    for decision, passage in ruled.held:
        for address in [decision.question] if decision.question else ADDRESSES:
            standing[address] = [row for row in standing[address] if row.ruling or not row.passage.meets(passage)]
    return standing, problems


def plain_suspected(decision: Decision, conversation: Conversation) -> set[tuple[int, int, int]]:
    """Posts and ranges at which the words of a decision stand in any way, where it is not known which is meant."""
    named = plain_posts(decision, conversation)
    posts = named if len(named) == 1 else list(conversation.thread.posts)
    pattern = re.compile(r"\s+".join(map(re.escape, decision.words.split())))
    matches = ((post, pattern.match(post.text, start)) for post in posts for start in range(len(post.text)))
    return {(post.number, *match.span()) for post, match in matches if match}


@given(st.data())
def test_deciding_gives_what_the_plain_way_gives(data: st.DataObject) -> None:
    threads = {name: data.draw(conversations(name)) for name in ("forum/one", "forum/two")}
    labelled = {name: data.draw(labels(conversation)) for name, conversation in threads.items()}
    rulings = data.draw(decisions(threads))

    ruled = faq.resolve(rulings, threads)
    expected = [
        (decision.number, decision.thread, *place)
        for decision in rulings
        if decision.thread in threads and (place := plain_find(decision, threads[decision.thread]))
    ]
    places = [(d.number, passage.thread, passage.post, passage.start, passage.end) for d, passage in ruled.decisions]
    assert places == expected
    assert all(
        passage.text == threads[passage.thread].thread.by_number[passage.post].text[passage.start : passage.end]
        for _, passage in ruled.decisions
    )
    contradicting = [
        (int(problem.place.split()[1]), int(problem.cause.split()[1]))
        for problem in ruled.problems
        if problem.code == "E405"
    ]
    assert contradicting == plain_contradictions(ruled.decisions)
    orphans = [decision for decision in rulings if decision.thread not in threads]
    lost = [problem for problem in ruled.problems if problem.code not in ("E405", "E406")]
    assert len(lost) == len(rulings) - len(expected) - len(orphans)
    assert sum(problem.code == "E406" for problem in ruled.problems) == bool(orphans)

    applied = {decision.number for decision, _ in ruled.decisions}
    for decision in rulings:
        if decision.thread in threads and decision.number not in applied:
            held = {(row.post, row.start, row.end) for other, row in ruled.held if other == decision}
            suspected = plain_suspected(decision, threads[decision.thread])
            assert held
            assert not suspected or held <= suspected

    standing, problems = candidates(ADDRESSES, threads, labelled, ruled)
    plain, plain_problems = plain_candidates(threads, labelled, ruled)
    assert standing.pop(ANY) == []
    assert standing == plain
    assert [(problem.code, int(problem.place.split()[1])) for problem in problems] == plain_problems

    decided = [
        faq.decide(ADDRESSES, conversation, labelled[id], [row for row in rulings if row.thread == id])
        for id, conversation in threads.items()
    ]
    by_thread = Counter(problem for row in decided for problem in row.problems)
    elsewhere = [problem for problem in ruled.problems if problem.code == "E406"]
    assert by_thread + Counter(elsewhere) == Counter([*ruled.problems, *problems])
    rows = [candidate for row in decided for candidate in row.candidates]
    arranged = faq.arrange(TOPICS, rows, date(2026, 11, 22), VOCABULARY, Publish.ALL)
    printed = [row for section in arranged.sections for entry in section.entries for row in entry.answers]
    passages = [passage for row in printed for passage in (row.passage, *row.also_in)]
    assert len(passages) == sum(map(len, plain.values()))


VOCABULARY = grouping.vocabulary_of("en")


@pytest.mark.parametrize(
    ("text", "words", "passage"),
    [
        ("You should\u200e wait.", "You should wait.", "You should\u200e wait."),
        ("You \x00should wait.", "You should wait.", "You \x00should wait."),
        ("I was unable to pay. Were you able to pay?", "able to pay", "able to pay"),
    ],
)
def test_words_are_found_as_a_reader_sees_them(text: str, words: str, passage: str) -> None:
    """What a reader cannot see makes no difference, and half a word is not taken for the whole one."""
    post = Post(
        number=1,
        id="a",
        author="Mara P",
        author_certain=True,
        edited_by=None,
        role=Role.MEMBER,
        posted=None,
        printed=None,
        edited=None,
        text=text,
    )
    thread = Thread(id="f/t", name="t", title=None, url=None, platform=None, format="neutral", posts=(post,))
    decision = Decision(verdict=Verdict.KEEP, thread="f/t", words=words, because="", by="", on=date.min, post="a")
    match, problems = Finder(Conversation(thread=thread, quotes={}, replies={})).find(decision)
    assert problems == [] and match is not None
    assert match.text == passage
    assert post.text[match.start : match.end] == passage
