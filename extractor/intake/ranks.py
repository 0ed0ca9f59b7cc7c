"""What `add` proposes of a forum, from the ranks that it saw: its `forum.toml`, where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from extractor.corpus import forums
from extractor.corpus.writing import Change
from extractor.intake.plan import Plan
from extractor.model import Forum
from extractor.problems import ThreadfaqError
from extractor.readers import forum_of
from extractor.text.characters import folded, visible

_MOST = 1_000
"""Different ranks of a forum that are looked at; some forums let everybody write a rank of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForumProposal:
    """The file of a forum as it could be."""

    path: Path
    """Where it would lie."""
    forum: Forum
    """What it would say."""
    before: bytes | None = None
    """The file that lies there and names no ranks; they are written behind what it says."""

    @property
    def change(self) -> Change:
        """The file to write."""
        if self.before is None:
            return Change(path=self.path, content=forums.written(self.forum))
        text = forums.with_ranks(self.before.decode("utf-8"), self.forum)
        return Change(path=self.path, content=text, replaces=sha256(self.before).hexdigest())

    def __str__(self) -> str:
        """What it says, in a line."""
        said = {"staff": self.forum.staff_ranks, "experts": self.forum.expert_ranks}
        parts = [f"{name}: {', '.join(ranks)}" for name, ranks in said.items() if ranks]
        return f"{self.path} ({'; '.join(parts)})"


@dataclass(slots=True)
class SeenForums:
    """Ranks and addresses of the threads of a run, by forum."""

    ranks: dict[str, dict[str, None]] = field(default_factory=dict)
    """In the order in which they were seen."""
    urls: dict[str, str] = field(default_factory=dict)

    def see(self, plan: Plan) -> None:
        """Note what a plan's thread shows of its forum."""
        if plan.id is None or plan.conversation is None:
            return
        name, thread = plan.id.partition("/")[0], plan.conversation.thread
        ranks = self.ranks.setdefault(name, {})
        for post in thread.posts:
            if post.rank and len(ranks) < _MOST:
                ranks[folded(visible(post.rank))] = None
        address = urlsplit(thread.url or "")
        if address.hostname and address.scheme in ("http", "https"):
            self.urls.setdefault(name, f"{address.scheme}://{address.netloc}/")

    def proposals(self, root: Path, language: str, written: Iterable[str]) -> Iterator[ForumProposal]:
        """The files of those of these forums that have none, or one without ranks, and whose ranks tell staff or
        experts."""
        for name in dict.fromkeys(written):
            path = root / "threads" / name / forums.NAME
            forum = forum_of(self.ranks.get(name, {}), language)
            if not (forum.staff_ranks or forum.expert_ranks) or path.is_symlink():
                continue
            if not path.exists():
                yield ForumProposal(path=path, forum=replace(forum, url=self.urls.get(name)))
            elif path.is_file() and not _has_ranks(path):
                yield ForumProposal(path=path, forum=forum, before=path.read_bytes())


def _has_ranks(path: Path) -> bool:
    """Whether a forum's file names ranks; one that cannot be read is left alone as well."""
    try:
        forum = forums.of_folder(path.parent)
    except ThreadfaqError:
        return True
    return bool(forum.staff_ranks or forum.expert_ranks)
