"""Bringing threads in: what would happen to each, and making it happen.

A plan is made for every thread that the named files hold: nothing is written before somebody has seen it. Plans are
made one after the other, and each is carried out, noted or dropped before the next: a later file may be a further
page of an earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import count
from os.path import lexists
from pathlib import Path

from extractor import corpus, readers
from extractor.corpus import files, folders, forums, sidefiles, takedowns
from extractor.corpus.redacting import redacted
from extractor.corpus.writing import Change, Writer, digest
from extractor.faq.finding import Finder
from extractor.intake import lint, naming, preview
from extractor.intake.archive import SavedFile, saved_files
from extractor.intake.known import Known, Twin, checksum
from extractor.intake.origin import Wish, side, with_wish
from extractor.intake.plan import Action, Plan, overtaken, row, summary, unchecked
from extractor.linking import merging
from extractor.linking.merging import MergeChangeKind
from extractor.model import Problem, Source, Stage, Thread
from extractor.pipeline import neutral, stages
from extractor.pipeline.progress import Progress, Silent
from extractor.problems import NotUnderstood, ThreadfaqError
from extractor.text.characters import folded, shortened

__all__ = [
    "Action",
    "Intake",
    "Plan",
    "SavedFile",
    "Wish",
    "overtaken",
    "preview",
    "row",
    "saved_files",
    "summary",
    "unchecked",
]

_PAGE = re.compile(r"(?P<base>.+)\.page-\d+")


class Intake:
    """One run of `threadfaq add` over one corpus."""

    def __init__(self, root: Path, wish: Wish, progress: Progress | None = None) -> None:
        self.root, self.wish, self._progress = root, wish, progress or Silent()
        self.reload()

    def reload(self) -> None:
        """Read the corpus anew. Raises ThreadfaqError like `corpus.load`."""
        self._state = self._now()
        loaded = corpus.load(self.root, corpus.stored(self.root, self._progress.say))
        self._corpus = loaded
        self.language = loaded.language
        self.known = Known(loaded, self._progress)
        self._paths = dict(loaded.index.threads)
        self._pages = {id: len(loaded.pages_of(id)) for id in loaded.index.threads}
        self._taken: dict[str, set[str]] = {}
        self._takedowns = takedowns.of_corpus(self.root)

    @property
    def current(self) -> bool:
        """Whether the corpus is as it was when it was read, but for what was written here since."""
        return self._state == self._now()

    def _now(self) -> bytes:
        return folders.state(self.root / "threads", self.root / "decisions")

    def plans(self, files: Iterable[SavedFile | ThreadfaqError]) -> Iterator[Plan]:
        """What would happen to every thread of these files."""
        for item in files:
            if isinstance(item, ThreadfaqError):
                yield Plan(action=Action.REFUSE, file=item.problems[0].file, problems=item.problems)
                continue
            name = item.source.name
            try:
                source = with_wish(item, self.wish)
                recognised = self._recognised(source)
                for piece, thread in readers.pieces(source, self.wish.format):
                    if isinstance(thread, NotUnderstood):
                        yield Plan(action=Action.REFUSE, file=name, problems=thread.problems)
                        continue
                    yield self._planned(item, piece, thread, recognised)
            except ThreadfaqError as refusal:
                yield Plan(action=Action.REFUSE, file=name, problems=refusal.problems)

    def _recognised(self, source: Source) -> str:
        reader = readers.identify(source, self.wish.format)
        if self.wish.format or source.side.format:
            return "named by its side file" if self.wish.format is None else "named with --format"
        return "guessed" if reader.STANDING is readers.Standing.GENERAL else "the only reader that claims it"

    def _planned(self, item: SavedFile, piece: Source, thread: Thread, recognised: str) -> Plan:
        try:
            plan = self._plan(item, piece, thread)
        except ThreadfaqError as refusal:
            # One thread that goes wrong does not stop an export.
            plan = Plan(action=Action.REFUSE, file=item.source.name, problems=refusal.problems)
        if plan.piece is not None and plan.piece is not piece:
            recognised = f"{recognised}; without what was taken down"
        again = partial(self._planned, item, piece, thread, recognised)
        return replace(plan, recognised=recognised, again=again)

    def _redacted(self, piece: Source, thread: Thread) -> tuple[Source, Thread]:
        """A thread without what was taken down, and a source that says the same; both as they are if nothing was."""
        if not self._takedowns:
            return piece, thread
        known = redacted(thread, self._takedowns, "").thread
        twin = self.known.find(known, piece)
        if twin is not None:
            id = twin.id
        else:
            forum = naming.forum(known, self.wish.forum, self.known.hosts)
            id = f"{forum}/{naming.name(known, self.wish.name, self._names(forum))}"
        result = redacted(thread, self._takedowns, id)
        if not result.changed:
            return piece, thread
        side = replace(piece.side, format=None, columns={}, more=())
        data = neutral.written(result.thread).encode()
        name = f"{Path(piece.name).with_suffix('')}.json"
        return replace(piece, name=name, data=data, stream=None, line_of=None, side=side), result.thread

    def _plan(self, item: SavedFile, piece: Source, thread: Thread) -> Plan:
        piece, thread = self._redacted(piece, thread)
        plan = Plan(action=Action.ADD, file=piece.name, piece=piece, conversation=stages.link(thread))
        plan = replace(plan, side=side(thread, piece, item, self.wish))
        said = self.wish.retrieved or piece.side.retrieved or readers.saved_on(piece)
        plan = replace(plan, dated=not said)
        twin = self.known.find(thread, piece)
        if twin is not None:
            mended = self._mended(twin, thread)
            return self._copy(plan, mended, thread, self._paths.get(twin.id) if mended is not twin else None)
        try:
            forum = naming.forum(thread, self.wish.forum, self.known.hosts)
            name = naming.name(thread, self.wish.name, self._names(forum))
        except ThreadfaqError as refusal:
            return replace(plan, action=Action.REFUSE, problems=refusal.problems)
        path = self.root / "threads" / forum / (name + naming.suffix(piece))
        known = readers.ranked(thread, forums.of_folder(path.parent), piece.side.roles)
        if known is not thread:
            plan = replace(plan, conversation=stages.link(known))
        findings = lint.located(lint.find(thread, self.language), piece)
        return replace(plan, id=f"{forum}/{name}", path=path, findings=findings)

    def _mended(self, twin: Twin, thread: Thread) -> Twin:
        """A page that a killed run has written without naming it in the side file belongs to its first page."""
        base = _PAGE.fullmatch(twin.id)
        first = self._paths.get(base["base"]) if base else None
        if not twin.exact or base is None or first is None:
            return twin
        there = stages.read(corpus.source(first, self.root))
        because = merging.same(there, thread)
        return Twin(id=base["base"], because=because, exact=False, thread=there) if because else twin

    def _copy(self, plan: Plan, twin: Twin, thread: Thread, page: Path | None) -> Plan:
        """A thread that is there: skipped, or merged where this copy says something new."""
        there = self._paths.get(twin.id)
        plan = replace(plan, id=twin.id, path=there, because=twin.because)
        if twin.exact:
            if there is not None and there.is_file() and not lexists(there.with_suffix(".toml")):
                return replace(plan, action=Action.COMPLETE)
            return self._skipped(plan, "")
        merged = merging.merge([twin.thread, thread])
        mine = {folded(post.text) for post in thread.posts}
        old = {folded(post.text) for post in twin.thread.posts}
        new = [
            change
            for change in merged.changes
            if change.kind is MergeChangeKind.ADDED
            or (folded(change.kept) in mine and folded(change.kept) not in old)
        ]
        if not new:
            return self._skipped(plan, ", and nothing in it is new")
        assert there is not None and plan.piece is not None
        if page is None:
            taken = self._names(there.parent.name)
            number = next(n for n in count(self._pages.get(twin.id, 0) + 2) if f"{there.stem}.page-{n}" not in taken)
            page = there.with_name(f"{there.stem}.page-{number}{naming.suffix(plan.piece)}")
        return replace(
            plan,
            action=Action.MERGE,
            path=page,
            conversation=stages.link(merged.thread),
            changes=merged.changes,
            losing=self._losing(twin.id, twin.thread, merged.thread),
            findings=lint.find(merged.thread, self.language, [change.post for change in new]),
        )

    def _losing(self, id: str, before: Thread, after: Thread) -> tuple[str, ...]:
        """The decisions that find their words in a thread as it is, and not as it would be."""
        old, new = Finder(stages.link(before)), Finder(stages.link(after))
        return tuple(
            f'{decision.place}: "{shortened(decision.words)}"'
            for decision in self._corpus.decisions_on(id)[0]
            if not decision.broken and old.find(decision)[0] is not None and new.find(decision)[0] is None
        )

    def _skipped(self, plan: Plan, more: str) -> Plan:
        return replace(
            plan,
            action=Action.SKIP,
            problems=(
                Problem(
                    stage=Stage.INTAKE,
                    code="E604",
                    file=plan.file,
                    cause=f"this thread is in the corpus as {plan.id}{more}",
                    details=(f"because {plan.because}",),
                    help="nothing was written; a later copy with further posts would be merged into it",
                ),
            ),
        )

    def note(self, plan: Plan) -> None:
        """Take a plan for done without doing it: for a run that only shows what would happen."""
        self._remember(plan, lambda: plan.conversation.thread)  # type: ignore[union-attr]

    def carry_out(self, plan: Plan, writer: Writer) -> None:
        """Write what a plan says: the side file, then the source as it was found, both or none.

        Raises ThreadfaqError: Changed (E609) when something else lies there than was planned on, E607 when it cannot
        be written.
        """
        if not plan.writes:
            return
        assert plan.path is not None and plan.piece is not None and plan.id is not None
        first = self._paths.get(plan.id, plan.path)
        beside = first.with_suffix(".toml")
        source = Change(path=plan.path, content=plan.piece)
        if plan.action is Action.MERGE:
            named = self._naming(beside, plan)
            is_there = digest(plan.path) == checksum(plan.piece).hex()
            writer.write([named] if is_there else [source, named])
        else:
            side = Change(path=beside, content=sidefiles.written(plan.side))
            writer.write([side] if plan.action is Action.COMPLETE else [side, source])
        self._remember(plan, partial(self._again, first))

    def _naming(self, beside: Path, plan: Plan) -> Change:
        """A side file that names a further page; whatever it says now stays."""
        assert plan.path is not None
        there = digest(beside)
        text, problems = files.text(beside, Stage.READ) if there else ("", [])
        more = sidefiles.read(text, str(beside))[1]
        if problems or more:
            raise ThreadfaqError(*problems, *more)
        return Change(path=beside, content=sidefiles.with_more(text, [plan.path.name]), replaces=there)

    def wrote(self) -> None:
        """Take the corpus as it is now for read: the caller holds the lock, and has written what it planned."""
        self._state = self._now()

    def _again(self, path: Path) -> Thread:
        return stages.read(corpus.source(path, self.root))

    def _remember(self, plan: Plan, again: Callable[[], Thread]) -> None:
        if not plan.writes or plan.id is None or plan.conversation is None or plan.path is None:
            return
        if plan.action is Action.MERGE:
            self._pages[plan.id] = self._pages.get(plan.id, 0) + 1
            self._names(plan.path.parent.name).add(plan.path.stem)
        else:
            self._paths[plan.id] = plan.path
            forum, _, name = plan.id.partition("/")
            self._names(forum).add(name)
        self.known.add(plan.id, plan.conversation.thread, again, plan.piece)

    def _names(self, forum: str) -> set[str]:
        """Names that are taken in a forum, looked up once."""
        if forum not in self._taken:
            self._taken[forum] = naming.taken(self.root, forum)
        return self._taken[forum]
