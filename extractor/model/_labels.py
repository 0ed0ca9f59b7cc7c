"""What the program makes of a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from extractor.model._kinds import Act, Silence, Stance
from extractor.model._letters import folded
from extractor.model._thread import Post, Thread, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words of one post, with their place; the words verify the place."""

    thread: str
    """Thread id, or the file's name outside a corpus."""
    post: int
    """The post's number."""
    anchor: str
    """The post's element id."""
    start: int
    """Offset in the post's text."""
    end: int
    """Offset in the post's text, exclusive."""
    text: str
    """The words, exactly as the post has them."""

    @classmethod
    def of(cls, thread: Thread, post: Post, start: int, end: int) -> Passage:
        """The words of a post between two offsets in its text, `end` exclusive; there is no other way to cut them."""
        return cls(
            thread=thread.id or thread.name,
            post=post.number,
            anchor=post.anchor,
            start=start,
            end=end,
            text=post.text[start:end],
        )

    def meets(self, other: Passage) -> bool:
        """Whether the two share a character."""
        same = (self.thread, self.post) == (other.thread, other.post)
        return same and self.start < other.end and other.start < self.end

    @property
    def id(self) -> str:
        """Its element id on our thread page: the post and a digest of the words as they are compared."""
        return f"{self.anchor}-{digest(folded(self.text))}"


class Fired(NamedTuple):
    """A rule that fired, and on which words."""

    id: str
    """The rule's id: `<topic>/<rule>` or `<cue>/<rule>`."""
    start: int
    """Offset in the post's text (in the sentence when it is judged alone)."""
    end: int
    """Offset, exclusive."""
    weight: float
    """What it adds to the score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vetoed:
    """A rule that matched a sentence and does not count there."""

    id: str
    """The rule's id."""
    because: Silence
    """Why it does not count."""
    by: str = ""
    """The words that caused it, or the id of the rule that takes precedence; empty where neither applies."""

    @property
    def reason(self) -> str:
        """Why it does not count, in words."""
        return f"beaten by {self.by}" if self.because is Silence.BEATEN else self.by or self.because.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Modified:
    """A rule that fired within the reach of a modifier, which changes its stance or cancels its question."""

    id: str
    """The rule's id."""
    kind: str
    """The modifier's kind: `negated`, `optional` or `denied`."""
    by: str
    """The modifier's own rule id."""
    words: str
    """The modifier's words."""
    start: int
    """Where its reach begins: offset in the post's text (in the sentence when it is judged alone)."""
    end: int
    """Where its reach ends, exclusive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What the program makes of one sentence."""

    passage: Passage
    """The sentence."""
    topics: tuple[str, ...]
    """Topic ids, in the order of the packs."""
    act: Act
    """What it does."""
    stance: Stance | None
    """Where it stands, when it says so."""
    quote: bool
    """Whether the words are somebody else's."""
    answer: bool
    """Whether the program would print it."""
    questions: tuple[str, ...]
    """Addresses (`<topic>/<question>`) under which it would stand."""
    stances: Mapping[str, Stance | None]
    """The stance under each of `questions`."""
    score: float
    """Sum of the weights of what fired."""
    rules: tuple[Fired, ...]
    """What fired, topics and cues, in order of their place."""
    needs: tuple[int, int] | None = None
    """Range in the post's text that must be read before it to understand it."""
    because: str = ""
    """One sentence: why it is, or is not, an answer."""
    advises: float = 0.0
    """How much speaks for advice where the sentence stands; below 0 when more speaks against it."""
    inherits: str = ""
    """Why it has its topics although no word of it says so; empty when its own words do."""
    prose: bool = True
    """False for a quotation, code or a signature, of which nothing is judged."""
    elsewhere: bool = False
    """Whether it speaks of another subject, whatever words it shares with a topic."""
    vetoed: tuple[Vetoed, ...] = ()
    """Rules that matched and do not count, in order of their ids."""
    modified: tuple[Modified, ...] = ()
    """Rules that fired within the reach of a modifier, in order of their ids."""

    @property
    def rule_ids(self) -> frozenset[str]:
        """Every rule that matched, whether or not it counts."""
        return frozenset((*(hit.id for hit in self.rules), *(silent.id for silent in self.vetoed)))
