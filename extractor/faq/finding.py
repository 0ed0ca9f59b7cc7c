"""Where the words of a decision stand: exactly once in the post it names, or a problem that says why not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

from rapidfuzz import fuzz

from extractor.model import Conversation, Decision, Passage, Post, Problem, Stage
from extractor.tables import nearest
from extractor.text.characters import folded, shortened
from extractor.text.edges import cuts, widened
from extractor.text.folding import Folding


class Finder:
    """The posts of one thread, made ready for any number of decisions to be found in them."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        """The thread."""
        self._by_id: dict[str, list[Post]] = defaultdict(list)
        self._by_author: dict[str, list[Post]] = defaultdict(list)
        for post in conversation.thread.posts:
            self._by_id[post.id].append(post)
            self._by_author[folded(post.author or "")].append(post)
        self._foldings: dict[int, Folding] = {}

    def find(self, decision: Decision) -> tuple[Passage | None, list[Problem]]:
        """The passage a decision judges, or the problem that says why it is not there."""
        post, problems = self._post(decision)
        if post is None:
            return None, problems
        places, halves = self._places(decision.words, post)
        if not places and halves:
            return None, [self._halved(decision, post, halves[0])]
        if len(places) != 1:
            return None, [_lost(decision, post, len(places), self.conversation)]
        start, end = self._raw(post, places[0])
        if self.conversation.quoted(post.number, start, end):
            return None, [
                _problem(
                    decision,
                    "E407",
                    f"these words in post {post.number} are quoted: they are not {post.author}'s",
                    (f'"{shortened(decision.words)}"',),
                    "judge them in the post of whoever wrote them first",
                )
            ]
        return Passage.of(self.conversation.thread, post, start, end), []

    def suspected(self, decision: Decision) -> list[Passage]:
        """The passages that a decision which cannot be applied may be about; none of them is printed as if nobody had
        judged it.

        Every place of its words, half words too; where they are nowhere, what is most like them in its post and in
        the thread. Without words its whole post, and without a post the whole thread. Offsets count in the text of
        each passage's post.
        """
        named = self._post(decision)[0]
        every = self.conversation.thread.posts
        posts = every if named is None else (named,)
        if not decision.words:
            return [Passage.of(self.conversation.thread, post, 0, len(post.text)) for post in posts]
        places = [
            Passage.of(self.conversation.thread, post, *self._raw(post, place))
            for post in posts
            for place in sorted(chain(*self._places(decision.words, post)))
        ]
        return places or [_nearest_place(decision.words, each, self.conversation) for each in (posts, every)]

    def named(self, decision: Decision) -> Post | None:
        """The post that a decision names; None where there is none, or more than one."""
        return self._post(decision)[0]

    def _raw(self, post: Post, place: tuple[int, int]) -> tuple[int, int]:
        """A place of the folded text as offsets of the post's text."""
        folding = self._foldings[post.number]
        return folding.raw(place[0]), folding.raw(place[1] - 1) + 1

    def _places(self, words: str, post: Post) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Where these words stand in the folded text of a post, places not overlapping: as whole words, and where
        they begin or end inside one."""
        folding = self._foldings.get(post.number)
        if folding is None:
            folding = self._foldings[post.number] = Folding(post.text)
        wanted = folded(words)
        places: list[tuple[int, int]] = []
        halves = []
        for start in folding.places(wanted):
            place = (start, start + len(wanted))
            if any(cuts(folding.words, edge) for edge in place):
                halves.append(place)
            elif not places or start >= places[-1][1]:
                places.append(place)
        return places, halves

    def _halved(self, decision: Decision, post: Post, place: tuple[int, int]) -> Problem:
        text = self._foldings[post.number].words
        start, end = widened(text, *place)
        return _problem(
            decision,
            "E410",
            f"these words begin or end inside a word of post {post.number}",
            (f'says         "{shortened(decision.words)}"', f'whole words  "{shortened(text[start:end])}"'),
            "quote whole words: half a word can say the opposite",
        )

    def _post(self, decision: Decision) -> tuple[Post | None, list[Problem]]:
        if decision.post is not None:
            fitting = self._by_id.get(decision.post, [])
        else:
            fitting = [
                post
                for post in self._by_author.get(folded(decision.author or ""), [])
                if decision.posted in (post.printed, post.posted.isoformat() if post.posted else None)
            ]
            if len(fitting) > 1:
                fitting = [post for post in fitting if any(self._places(decision.words, post))] or fitting
        if len(fitting) == 1:
            return fitting[0], []
        wanted = decision.post or f"{decision.author}, {decision.posted}"
        known = [f"{post.author}, {post.printed or post.id}" for post in self.conversation.thread.posts]
        right = nearest(wanted, known, cutoff=0)
        cause = "two posts fit" if fitting else "there is no such post"
        return None, [
            _problem(decision, "E403", cause, (f"says     {wanted}", f"nearest  {right}"), "name the post again")
        ]


def _lost(decision: Decision, post: Post, count: int, conversation: Conversation) -> Problem:
    if count:
        return _problem(
            decision,
            "E402",
            f"these words stand {count} times in post {post.number}",
            (f'says     "{shortened(decision.words)}"',),
            "quote more of them, until they stand there only once; the desk shows each place",
        )
    likest = _nearest_place(decision.words, (post, *conversation.thread.posts), conversation)
    return _problem(
        decision,
        "E401",
        f"these words are not in post {post.number}",
        (f'says     "{shortened(decision.words)}"', f'nearest  "{shortened(likest.text)}"   (post {likest.post})'),
        "`threadfaq check --accept` or the desk offers what is nearest; or remove the decision",
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
            best, score = Passage.of(conversation.thread, post, start, end), alike.score
    assert best is not None, "a thread has posts"
    return best


def _problem(decision: Decision, code: str, cause: str, details: tuple[str, ...], help: str) -> Problem:
    return Problem(
        stage=Stage.DECIDE,
        code=code,
        file=decision.file,
        place=decision.place,
        cause=cause,
        details=details,
        help=help,
    )
