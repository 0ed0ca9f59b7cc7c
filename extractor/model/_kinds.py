"""What things can be: one enumeration for each word that is written into files and pages."""

from __future__ import annotations

from enum import StrEnum


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
    FURNITURE = "furniture"
    """What the page or its program writes: a button's word, a count, the note of an edit."""


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


class Silence(StrEnum):
    """Why a rule that matched a sentence does not count there."""

    WORDS = "words"
    """Words that the rule excludes (`without`)."""
    MODIFIER = "modifier"
    """A modifier cancels it within its reach: a condition, an aside."""
    BEATEN = "beaten"
    """Another rule that fired takes precedence (`beats`)."""
    SUBJECT = "another subject"
    """The sentence speaks of another subject."""
    HOME = "the thread opens on a topic"
    """The rule recognises other subjects, and in such a thread their words are only examples."""
    SPEAKER = "not believed from this speaker"
    """The rule applies only to speakers of other roles (`speakers`)."""
    EXPERIMENTAL = "experimental, it judges nothing"
    """The rule is experimental: it is measured and never counts."""


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


class Publish(StrEnum):
    """What is printed without an editor."""

    JUDGED = "judged"
    """Nothing: only what an editor has kept."""
    STRONG = "strong"
    """Passages whose kind of evidence was measured right in at least 85 of 100."""
    ALL = "all"
    """Every candidate; the site says so."""


class Strength(StrEnum):
    """What is known of the evidence for an answer."""

    JUDGED = "judged"
    """An editor has said yes."""
    STRONG = "strong"
    """Its kind of evidence was measured right in at least 85 of 100."""
    WEAK = "weak"
    """Something speaks for it."""


PRINTED = {
    Publish.JUDGED: frozenset({Strength.JUDGED}),
    Publish.STRONG: frozenset({Strength.JUDGED, Strength.STRONG}),
    Publish.ALL: frozenset(Strength),
}
"""The strengths that each setting prints."""


class Prominence(StrEnum):
    """How an answer is shown among the words of its author in a position."""

    LEAD = "lead"
    """Of the best saying, which stands first."""
    BESIDE = "beside"
    """Of those that stand open behind it."""
    FOLDED = "folded"
    """Of those that a reader opens."""


class Stage(StrEnum):
    """Where in the pipeline a problem arises: by it what a problem holds back is decided."""

    SETTINGS = "settings"
    """What the corpus and the site say of themselves as a whole: corpus.toml, mkdocs.yml."""
    PACKS = "packs"
    """Topics, rules, their examples, the background, a language's own words."""
    READ = "read"
    """One thread's source and side file, up to who said what to whom."""
    LABEL = "label"
    """What a thread's sentences say."""
    DECIDE = "decide"
    """Editors' decisions, in their files and in the posts that they judge."""
    RENDER = "render"
    """Which pages there are."""
    CHECK = "check"
    """The built site, read back."""
    INTAKE = "intake"
    """Threads on their way into the corpus."""
    COMMAND = "command"
    """What somebody asked of a command: a name or a file that is not there."""


class Severity(StrEnum):
    """Whether a problem stops the build."""

    ERROR = "error"
    WARNING = "warning"
