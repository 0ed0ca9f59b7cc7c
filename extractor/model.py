"""The nouns: frozen values that every verb takes and returns. Standard library only.

Offsets count Unicode code points of the `text` they belong to. Posts are known by their `number`,
their place in the source from 1; `id` is what other files and addresses use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import BinaryIO


def digest(*parts: str) -> str:
    """Ten hex digits that stand for these strings: short enough for an address, and nobody types them."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return sha256(joined).hexdigest()[:10]


HEAD = 1 << 20
"""How much of a file that is too large for memory a reader sees when it is asked, in bytes."""


class Role(StrEnum):
    """What a person is in a thread."""

    ASKER = "asker"
    """Opened the thread."""
    MEMBER = "member"
    """Anybody else who writes there."""
    STAFF = "staff"
    """Speaks for the place; only a side file or the source itself says so."""
    UNKNOWN = "unknown"
    """The author is not known."""


class BlockKind(StrEnum):
    """What a stretch of a post is."""

    PROSE = "prose"
    QUOTE = "quote"
    CODE = "code"
    LIST = "list"
    SIGNATURE = "signature"


class How(StrEnum):
    """How a quotation was recognised."""

    DECLARED = "declared"
    """The source says which post the words come from."""
    MARKED = "marked"
    """A quotation mark, `re:`, `X wrote:` or a quote block."""
    REPEATED = "repeated"
    """No mark at all: the same words stand in an earlier post of somebody else."""


class Because(StrEnum):
    """Why a post is taken to answer another."""

    OPENS = "opens"
    """It opens the thread and answers nobody."""
    DECLARED = "declared"
    """The source says so."""
    QUOTED = "quoted"
    """It repeats that post's words."""
    NAMED = "named"
    """It calls that post's author by name."""
    ANSWERS = "answers"
    """That post asks a question."""
    POSITION = "position"
    """The order of the reply tree leaves no other."""
    ADJACENT = "adjacent"
    """It is the post before, and nothing speaks for another."""


class Act(StrEnum):
    """What a sentence does."""

    ADVICE = "advice"
    FACT = "fact"
    EXPERIENCE = "experience"
    OPINION = "opinion"
    QUESTION = "question"
    SOCIAL = "social"
    OTHER = "other"


class Stance(StrEnum):
    """Where a passage stands towards what its question asks."""

    FOR = "for"
    AGAINST = "against"
    OPTIONAL = "optional"
    EXPLAINS = "explains"


class Verdict(StrEnum):
    """What an editor can rule about a passage."""

    KEEP = "keep"
    """It is right where the program put it."""
    DROP = "drop"
    """It may not be printed, under this question or any."""
    MOVE = "move"
    """It belongs under another question."""
    REWORD = "reword"
    """An editor says it more plainly; the original stays beside it."""
    ADD = "add"
    """The program missed it."""


class Severity(StrEnum):
    """Whether a problem stops the build."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong with the content: a value, collected and reported with all the others."""

    code: str
    """The problem's page, as `threadfaq explain` takes it."""
    file: str
    """The file to open, as a person would name it."""
    cause: str
    """One sentence: what is wrong."""
    place: str = ""
    """Where in the file, in words (`line 12`, `decision 4`); empty where the whole file is meant."""
    details: tuple[str, ...] = ()
    """Lines to print as they are: what was found, what was expected, the nearest words."""
    help: str = ""
    """The next step."""
    severity: Severity = Severity.ERROR
    """Whether it fails the build."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideFile:
    """What a source cannot say about itself."""

    title: str | None = None
    """The thread's title."""
    url: str | None = None
    """Where the thread was posted; http or https."""
    platform: str | None = None
    """The forum software, for people."""
    licence: str | None = None
    """The terms under which its texts may be quoted."""
    retrieved: date | None = None
    """The day it was saved."""
    attribution: str | None = None
    """How its authors want to be named."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    """Roles of people by their printed name."""
    permission: str | None = None
    """Who allowed the use of these texts, if anybody was asked."""
    format: str | None = None
    """The reader to use, where the content alone does not decide."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """For a table: which column holds which field of a post."""
    more: tuple[str, ...] = ()
    """File names beside it that hold further pages or later copies of the same thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One saved file, exactly as it was saved."""

    name: str
    """The file as a person would name it; for messages."""
    data: bytes
    """Its bytes."""
    id: str | None = None
    """`<forum>/<name>` for a thread of the corpus."""
    side: SideFile = field(default_factory=SideFile)
    """What its side file says."""
    more: tuple[Source, ...] = ()
    """Further pages or later copies of the same thread, in the order of the side file."""
    stream: Callable[[], BinaryIO] | None = None
    """Opens a file anew that is too large for memory; `data` then holds only its first `HEAD` bytes."""
    beside: Callable[[str], Source | None] = lambda _: None
    """The file of this name that was saved together with it, like the `Users.xml` of a dump."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link, a picture or an attachment in a post: kept as an address, never fetched."""

    start: int
    """Offset in the post's text of the words that are linked."""
    end: int
    """Offset in the post's text, exclusive; equal to `start` for a picture, which has no words."""
    url: str
    """Where it leads, as the source has it; http or https."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of a post of one kind. Ranges, never cut text, so that offsets survive."""

    kind: BlockKind
    """What it is."""
    start: int
    """Offset in the post's text."""
    end: int
    """Offset in the post's text, exclusive."""
    declared_post: str | None = None
    """For a quote: the id of the post the source itself says it comes from."""
    declared_author: str | None = None
    """For a quote: the name the source itself gives to its speaker, where the name is no part of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post, in the words of its source."""

    number: int
    """Its place in the source, from 1; for display and for links within one run."""
    id: str
    """The forum's own id, else a digest of author and printed time that outlives an edit of the text."""
    author: str | None
    """The printed name; None where the source has none."""
    author_certain: bool
    """False when only the last editor's name is known, or when others' words may be among these without a mark."""
    edited_by: str | None
    """The name printed as last editor."""
    role: Role
    """What the author is in this thread."""
    posted: datetime | None
    """When; without a zone when the source gives none."""
    printed: str | None
    """`posted` as the source prints it, character for character."""
    edited: datetime | None
    """When it was last edited."""
    text: str
    """Everything in the post, quotes included."""
    line: int | None = None
    """The line of the source on which `text` begins, from 1."""
    blocks: tuple[Block, ...] = ()
    """Stretches that are not prose; what no block covers is prose."""
    declared_parent: str | None = None
    """The id of the post that the source says it answers."""
    votes: int | None = None
    """The source's own count of approval."""
    accepted: bool | None = None
    """Whether the source marks it as the solution."""
    permalink: str | None = None
    """The post's own address."""
    login: str | None = None
    """The author's account, where the source has it beside the printed name."""
    rank: str | None = None
    """The title the forum gives its author, as printed (`Community Guru`)."""
    position: int | None = None
    """The place in the whole thread that the source announces for it, from 1."""
    links: tuple[Link, ...] = ()
    """Links, pictures and attachments, in the order of their place."""

    @property
    def anchor(self) -> str:
        """Element id of this post on our thread page. Never the forum's text itself: ids come from strangers."""
        safe = re.fullmatch(r"[A-Za-z0-9]{1,32}", self.id)
        return f"post-{self.id if safe else digest(self.id)}"


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A thread as its source tells it, posts in the source's order."""

    id: str | None
    """`<forum>/<name>`, or None outside a corpus."""
    name: str
    """The file it was read from; for messages."""
    title: str | None
    """As the side file or the source says."""
    url: str | None
    """Where it was posted."""
    platform: str | None
    """The forum software."""
    format: str
    """The reader that claimed it."""
    posts: tuple[Post, ...]
    """In the order of the source, which in a threaded view is a walk of the reply tree."""
    posts_announced: int | None = None
    """The number of posts the source says it has."""
    warnings: tuple[Problem, ...] = ()
    """What a reader of this thread should know."""
    source_id: str | None = None
    """The forum's own id of the thread, which all its pages and copies share."""

    @property
    def complete(self) -> bool | None:
        """Whether every announced post is here; None when nothing announces a number."""
        return None if self.posts_announced is None else len(self.posts) >= self.posts_announced

    @cached_property
    def by_number(self) -> Mapping[int, Post]:
        """Posts by their number."""
        return {post.number: post for post in self.posts}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Somebody else's words inside a post."""

    start: int
    """Offset in the quoting post's text."""
    end: int
    """Offset in the quoting post's text, exclusive."""
    post: int | None
    """The number of the first speaker's post; None when it is not in this thread."""
    how: How
    """How it was recognised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Which post a post answers, and why we think so."""

    child: int
    """The answering post's number."""
    parent: int | None
    """The answered post's number; None for the opening post."""
    because: Because
    """The strongest evidence."""
    certain: bool
    """Whether that kind of evidence was measured right in at least 95 of 100."""
    words: str = ""
    """The words that are the evidence (the name called, the words repeated), as they stand in the post."""


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """A thread in which it is known who said what to whom."""

    thread: Thread
    """The thread as read."""
    quotes: Mapping[int, tuple[Quote, ...]]
    """Quotes by the number of the quoting post, in order of `start`; posts without any are absent."""
    replies: Mapping[int, Reply]
    """One reply for each post, by its number."""

    def quoted(self, number: int, start: int, end: int) -> bool:
        """Whether any character of this range of the post is somebody else's."""
        return any(q.start < end and start < q.end for q in self.quotes.get(number, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words of one post, with their place: their own checksum."""

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

    def meets(self, other: Passage) -> bool:
        """Whether the two share a character."""
        same = (self.thread, self.post) == (other.thread, other.post)
        return same and self.start < other.end and other.start < self.end

    @property
    def id(self) -> str:
        """Its element id on our thread page: the post and a digest of the words."""
        return f"{self.anchor}-{digest(' '.join(self.text.split()))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the FAQ. Its id is its address and never changes."""

    id: str
    """Unique in its topic."""
    topic: str
    """The topic's id."""
    title: str
    """As a reader would ask it."""
    also_asked: tuple[str, ...] = ()
    """Other wordings, for search."""
    positions: Mapping[Stance, str] = field(default_factory=dict)
    """Headings for its positions, in the editors' words."""

    @property
    def address(self) -> str:
        """`<topic>/<question>`: how rules, decisions and pages name it."""
        return f"{self.topic}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One editor's ruling on one passage, anchored by the words it judges."""

    verdict: Verdict
    """What is ruled."""
    thread: str
    """Thread id."""
    words: str
    """The words judged, as quoted by the editor."""
    because: str
    """Why."""
    by: str
    """Who."""
    on: date
    """When."""
    author: str | None = None
    """The post's author, with `posted`."""
    posted: str | None = None
    """The post's printed time."""
    post: str | None = None
    """The post's id, instead of author and time."""
    question: str | None = None
    """The question's address; None means every question (keep, drop, reword)."""
    to: str | None = None
    """For move: the address it goes to."""
    text: str | None = None
    """For reword: the editor's words."""
    stance: Stance | None = None
    """Where the passage stands, if the editor says so."""
    file: str = ""
    """The decisions file."""
    number: int = 0
    """Its place in that file, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What an editor decided about a printed answer."""

    verdict: Verdict
    """The decision's kind."""
    by: str
    """Who decided."""
    on: date
    """When."""
    because: str
    """Why."""
    text: str | None = None
    """The editor's wording, for reword."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One passage printed under one question."""

    passage: Passage
    """The words."""
    author: str
    """Whose they are."""
    author_certain: bool
    """False when only the last editor's name is known, or when others' words may be among these without a mark."""
    role: Role
    """What that person is in the thread."""
    posted: datetime | None
    """When the post was written."""
    url: str
    """The passage on our thread page, from the root of the site."""
    original: str | None
    """The original post, else the original thread."""
    permalink: str | None
    """The post's own address, where the source has one."""
    saying: int = 0
    """Answers of one position with the same number say the same; numbered from 1 in their order."""
    also_in: tuple[Passage, ...] = ()
    """The same person's same words elsewhere."""
    needs: Passage | None = None
    """What must be read before it."""
    ruling: Ruling | None = None
    """What an editor decided; None when nobody has judged it yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One stance towards a question, and everybody who takes it."""

    stance: Stance | None
    """The stance."""
    title: str
    """Its heading."""
    people: tuple[str, ...]
    """The people who take it, each once, in order of their first answer."""
    answers: tuple[Answer, ...]
    """Their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A question with its positions."""

    question: Question
    """The question."""
    positions: tuple[Position, ...]
    """Empty when nothing answers it yet."""

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All answers in order."""
        return tuple(answer for position in self.positions for answer in position.answers)

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who answers, each once."""
        return tuple(dict.fromkeys(answer.author for answer in self.answers))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A topic with its questions."""

    id: str
    """The topic's id."""
    title: str
    """Its title."""
    summary: str
    """One sentence about it."""
    notice: str | None
    """What stands at each of its answers (`not legal advice`)."""
    entries: tuple[Entry, ...]
    """Its questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """Everything that is printed."""

    as_of: date
    """The one date of this build."""
    sections: tuple[Section, ...]
    """Topics in the order of the packs."""
    leftovers: tuple[Label, ...] = ()
    """Sentences on a topic that stand under no question."""
