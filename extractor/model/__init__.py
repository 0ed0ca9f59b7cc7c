"""The nouns: frozen values that every verb takes and returns. Standard library only, but for `wire`.

Offsets count Unicode code points of the `text` they belong to. Posts are known by their `number`,
their place in the source from 1; `id` is what other files and addresses use.
"""

from __future__ import annotations

from extractor.model._asks import Answered, Ask, Asked, AskKind, Mined, Reason, ScoredPassage, ScoredPost
from extractor.model._faq import (
    Answer,
    Decision,
    Entry,
    Fact,
    FactKind,
    FactLine,
    Faq,
    Position,
    Question,
    Ruling,
    Section,
)
from extractor.model._groups import (
    AskedAnchor,
    Group,
    GroupAnswer,
    GroupState,
    SetAside,
    SetAsideVerdict,
    askers_of,
    threads_of,
)
from extractor.model._kinds import (
    Act,
    Because,
    BlockKind,
    How,
    Prominence,
    Publish,
    Role,
    Severity,
    Silence,
    Stage,
    Stance,
    Strength,
    Verdict,
)
from extractor.model._labels import Fired, Label, Modified, Passage, Vetoed
from extractor.model._letters import folded, visible
from extractor.model._problem import Problem
from extractor.model._source import HEAD, LARGEST, Forum, SideFile, Source
from extractor.model._talk import Conversation, Quote, Reply
from extractor.model._thread import Block, Link, Post, Summary, Thread, anchor, digest

__all__ = [
    "HEAD",
    "LARGEST",
    "Act",
    "Answer",
    "Answered",
    "Ask",
    "AskKind",
    "Asked",
    "AskedAnchor",
    "Because",
    "Block",
    "BlockKind",
    "Conversation",
    "Decision",
    "Entry",
    "Fact",
    "FactKind",
    "FactLine",
    "Faq",
    "Fired",
    "Forum",
    "Group",
    "GroupAnswer",
    "GroupState",
    "How",
    "Label",
    "Link",
    "Mined",
    "Modified",
    "Passage",
    "Position",
    "Post",
    "Problem",
    "Prominence",
    "Publish",
    "Question",
    "Quote",
    "Reason",
    "Reply",
    "Role",
    "Ruling",
    "ScoredPassage",
    "ScoredPost",
    "Section",
    "SetAside",
    "SetAsideVerdict",
    "Severity",
    "SideFile",
    "Silence",
    "Source",
    "Stage",
    "Stance",
    "Strength",
    "Summary",
    "Thread",
    "Verdict",
    "Vetoed",
    "anchor",
    "askers_of",
    "digest",
    "folded",
    "threads_of",
    "visible",
]
