"""What each page says: the FAQ's values become HTML through `site_templates/pages/`, sanitised last.

Post text is never template source and never Markdown: Jinja escapes every value, and nh3 goes over the finished
body once more with an explicit list of what may stand there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from posixpath import dirname, relpath
from typing import Any
from urllib.parse import quote as percent

import jinja2
import nh3

from extractor.faq.ledger import facts_of
from extractor.faq.marks import LinePiece, depths, lines, printed
from extractor.faq.voices import voices_of
from extractor.model import (
    Answer,
    Asker,
    Because,
    Conversation,
    Entry,
    Faq,
    Passage,
    Post,
    Reply,
    Section,
    Summary,
    Terms,
    wire,
)
from extractor.model.addresses import (
    HOME,
    OPEN,
    PEOPLE,
    QUESTIONS,
    SOURCES,
    moved_paths,
    question_path,
    thread_path,
    topic_path,
)
from extractor.site.linked_data import question_data, thread_data
from extractor.site.overviews import Known, Overviews
from extractor.site.phrases import Phrases
from extractor.site.threadparts import Note, Steps, drawing_of, notes_of, numbers_of, steps_of
from extractor.site.words import ENGLISH, Words
from extractor.text.characters import folded, visible
from extractor.text.weblinks import web_address

ASKERS = 20
"""Asks that a question's page quotes; more are only counted."""
PEOPLE_OPEN = 6
"""People of a position whose words stand open, where there is more than one above that; the others are folded."""
DEEPEST = 8
"""Replies are indented no further than this; the link to what they answer says the rest."""

TAGS = {
    *("a", "article", "aside", "b", "bdi", "blockquote", "br", "cite", "dd", "details", "div", "dl", "dt", "em"),
    *(
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "header",
        "hr",
        "li",
        "mark",
        "nav",
        "ol",
        "p",
        "path",
        "section",
    ),
    *("small", "span", "strong", "summary", "svg", "time", "ul"),
}
ATTRIBUTES = {
    "*": {"id", "class", "dir", "aria-label", "aria-labelledby", "aria-hidden", "lang"},
    "a": {"href", "rel", "title"},
    "blockquote": {"cite"},
    "details": {"open"},
    "path": {"d"},
    "svg": {"width", "height"},
    "time": {"datetime"},
}
"""What a body may hold; anything else is taken out, and the checker would refuse it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What pages say of the site as a whole."""

    name: str
    """Its name."""
    tagline: str
    """One sentence under it."""
    address: str | None = None
    """Its address on the web, with the slash at its end; None where nobody knows it."""
    manual: str | None
    """The manual's page on how the FAQ is made, from the root of the site; None for a site without it."""
    words: Words = ENGLISH
    """What it says by itself."""
    packs: str | None = None
    """The language of the packs, by its code; None where nobody knows."""
    threads: Mapping[str, str] = field(default_factory=dict)
    """The language of each thread, by its code; threads whose language nobody knows are missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePage:
    """One page, ready but for the frame that the theme puts around it."""

    path: str
    """Its file, from the root of the site."""
    title: str
    """Plain text; whoever prints it escapes it."""
    kind: str
    """home, topic, question or thread."""
    description: str
    """One sentence for search engines; plain text."""
    crumbs: tuple[tuple[str, str], ...]
    """The way here: links relative to this page, and their words; plain text."""
    body: str
    """Sanitised HTML."""
    linked: str = ""
    """What it says to programs: JSON without any letter of markup."""
    leads_to: str = ""
    """Where a page leads on to by itself, relative to it: that of a question that has another address now."""


def render(
    faq: Faq,
    conversations: Mapping[str, Conversation],
    summaries: Sequence[Summary],
    templates: Path,
    site: Site,
) -> list[SitePage]:
    """Every generated page: home, topics, questions, threads. `summaries` are of the same threads."""
    renderer = Renderer(faq, conversations, summaries, templates, site)
    return [*renderer.pages(), *map(renderer.thread, conversations)]


def sanitise(body: str) -> str:
    """The sanitiser, applied last: what a body may hold."""
    return nh3.clean(
        body,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel=None,
        strip_comments=True,
    )


class Renderer:
    """The pages of one site."""

    def __init__(
        self,
        faq: Faq,
        conversations: Mapping[str, Conversation],
        summaries: Sequence[Summary],
        templates: Path,
        site: Site,
        known: Known | None = None,
    ) -> None:
        self._faq = faq
        self._known = known or Known()
        self._overviews = Overviews(faq, summaries, self._known)
        self._terms = {summary.id: summary.terms for summary in summaries}
        self._conversations = conversations
        self._site = site
        self._printed = printed(faq, conversations, self._asks())
        self._environment = jinja2.Environment(
            # Read once: a template that is edited meanwhile would be stored under the digest of the old one.
            loader=jinja2.DictLoader(
                {path.name: path.read_text("utf-8") for path in sorted((templates / "pages").glob("*.html"))}
            ),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        self._words = site.words
        self._words.install(self._environment)
        phrases = Phrases(self._words)
        self._environment.filters.update(visible=visible, role=phrases.role, web=web_address, lent=_lent)
        self._environment.globals.update(
            site=site, question_path=question_path, thread_path=thread_path, topic_path=topic_path
        )
        self._environment.globals.update(
            because=phrases.because, ruled=phrases.ruled, again=phrases.again, edited=phrases.edited
        )
        self._environment.globals.update(
            lang=lambda thread=None: self._words.lang(self._spoken(thread)),
            own_lang=lambda thread: self._words.own_lang(self._spoken(thread)),
        )

    def _spoken(self, thread: str | None) -> str | None:
        """The language of a thread, or of the packs."""
        return self._site.threads.get(thread) if thread else self._site.packs

    def _askers(self, entry: Entry) -> list[Asker]:
        """The newest asks of a question, but for those whose threads have no page."""
        quotes = self._known.quoted.get(entry.question.address)
        askers = quotes.askers if quotes else ()
        return [asker for asker in askers if asker.thread in self._conversations][:ASKERS]

    def _asks(self) -> Iterator[Passage]:
        """Words of people who ask, as pages quote them."""
        for entry in (entry for section in self._faq.sections for entry in section.entries):
            for asker in (*self._askers(entry), *self._cases(entry).values()):
                if asker.passage is not None:
                    yield asker.passage

    def _cases(self, entry: Entry) -> Mapping[str, Asker]:
        """What was asked before answers of a question, by their addresses."""
        quotes = self._known.quoted.get(entry.question.address)
        return quotes.cases if quotes else {}

    @property
    def faq(self) -> Faq:
        """What is printed."""
        return self._faq

    @property
    def known(self) -> Known:
        """What else is known of the questions."""
        return self._known

    def pages(self) -> Iterator[SitePage]:
        """Home, topics and questions."""
        return (render() for _, render in self.parts())

    def parts(self) -> Iterator[tuple[str, Callable[[], SitePage]]]:
        """The same: the file of each, and what renders it."""
        yield HOME, self._home
        yield from self._lists()
        for section in self._faq.sections:
            yield topic_path(section.id), partial(self._topic, section)
            for entry in section.entries:
                yield question_path(entry.question), partial(self._question, section, entry)
        for path, target in moved_paths(self._faq).items():
            yield path, partial(self._moved, path, target)

    def marks_of(self, id: str) -> bytes:
        """What the FAQ prints of a thread, for comparison: its page changes with it."""
        return wire.packed(self._printed.get(id, {}))

    def _page(self, kind: str, path: str, title: str, crumbs: Sequence[tuple[str, str]], **values: Any) -> SitePage:
        def to(target: str) -> str:
            """A link from this page: relative, so that the site works in any folder."""
            file, hash, anchor = target.partition("#")
            return relpath(file, dirname(path) or ".") + hash + anchor

        if kind != "thread":
            # There are many threads: what their pages say depends on nothing but the thread and its answers.
            values["faq"] = self._faq
        linked = str(values.pop("linked", ""))
        template = self._environment.get_template(f"{kind}.html")
        body = template.render(to=to, here=path, title=title, **values)
        description = visible(str(values.get("description", title)))
        return SitePage(
            path=path,
            title=folded(title),
            kind=kind,
            description=folded(description),
            crumbs=tuple((to(target), folded(words)) for target, words in crumbs),
            body=sanitise(body),
            linked=linked,
        )

    def _home(self) -> SitePage:
        values = self._overviews.home()
        return self._page("home", HOME, self._site.name, (), description=self._site.tagline, **values)

    def _lists(self) -> Iterator[tuple[str, Callable[[], SitePage]]]:
        """The other pages about the whole FAQ."""
        words, overviews = self._words, self._overviews
        lists = [
            ("search", QUESTIONS, words.gettext("All questions"), overviews.questions),
            ("sources", SOURCES, words.gettext("Sources"), overviews.sources),
            ("people", PEOPLE, words.gettext("People"), overviews.people),
        ]
        if self._known.open is not None:
            lists.append(("open", OPEN, words.gettext("Still open"), overviews.still_open))
        for kind, path, title, values in lists:
            yield path, partial(self._list, kind, path, title, values)

    def _list(self, kind: str, path: str, title: str, values: Callable[[], dict[str, Any]]) -> SitePage:
        crumbs = [(HOME, self._words.gettext("All topics"))]
        return self._page(kind, path, title, crumbs, description=f"{title}: {self._site.name}", **values())

    def _topic(self, section: Section) -> SitePage:
        return self._page(
            "topic",
            topic_path(section.id),
            section.title,
            [(HOME, self._words.gettext("All topics"))],
            description=section.summary,
            **self._overviews.topic(section),
        )

    def _question(self, section: Section, entry: Entry) -> SitePage:
        answers = entry.answers
        askers, cases = self._askers(entry), self._cases(entry)
        times = [_wall_time(answer.posted) for answer in answers if answer.posted]
        people = self._words.ngettext("%(num)s person", "%(num)s people", len(entry.people))
        return self._page(
            "question",
            question_path(entry.question),
            entry.question.title,
            [("index.html", self._words.gettext("All topics")), (topic_path(section.id), section.title)],
            description=f"{entry.question.title} {section.title}: {people}",
            linked=question_data(entry, self._site.address, self._site.threads),
            section=section,
            entry=entry,
            positions=list(zip(entry.positions, voices_of(entry, self._conversations), strict=True)),
            marked=_exceptions(answers),
            ledger=facts_of(entry),
            passages=len(answers),
            threads=len({answer.passage.thread for answer in answers}),
            unjudged=sum(answer.ruling is None for answer in answers),
            newest=max(times, default=None),
            original=original,
            passage_path=passage_path,
            certain_names=all(row.author_certain for row in answers)
            and all(row.author_certain for row in (*askers, *cases.values())),
            askers=askers,
            people_open=PEOPLE_OPEN,
            by=self._known.asked.get(entry.question.address),
            cases=cases,
            still=self._still(entry),
            open_page=self._known.open is not None,
        )

    def _still(self, entry: Entry) -> str:
        """The part of the page about what is open that names a question; nothing where none does."""
        known, address = self._known.open, entry.question.address
        if known is None:
            return ""
        return "contradicted" if address in known.contradicted else "single" if address in known.single_voice else ""

    def _moved(self, path: str, target: str) -> SitePage:
        """A page that a question had before: it leads on to where it stands now."""
        titles = {topic_path(section.id): section.title for section in self._faq.sections}
        for section in self._faq.sections:
            titles.update({question_path(entry.question): entry.question.title for entry in section.entries})
        crumbs = [("index.html", self._words.gettext("All topics"))]
        page = self._page("moved", path, titles[target], crumbs, target=target)
        return replace(page, leads_to=relpath(target, dirname(path) or "."))

    def thread(self, id: str) -> SitePage:
        """The page of a thread."""
        words, conversation = self._words, self._conversations[id]
        thread = conversation.thread
        marks = self._printed.get(id, {})
        deep = depths(conversation)
        taken: set[str] = set()
        answered: dict[int, list[int]] = {}
        for reply in conversation.replies.values():
            if reply.parent is not None:
                answered.setdefault(reply.parent, []).append(reply.child)
        numbers = numbers_of(marks)
        posts = []
        for post, steps in zip(thread.posts, steps_of(thread.posts, marks), strict=True):
            rows = lines(post.text, marks.get(post.number, ()), conversation.quotes.get(post.number, ()), taken)
            view = _PostView(
                post=post,
                reply=conversation.replies[post.number],
                parent=_parent(conversation, post),
                depth=min(deep[post.number], DEEPEST),
                lines=rows,
                notes=notes_of(rows, numbers),
                steps=steps,
                quoted=bool(marks.get(post.number)),
                answered_by=[thread.by_number[number] for number in answered.get(post.number, ())],
                links=[(url, web_address(url)) for url in dict.fromkeys(link.url for link in post.links)],
            )
            posts.append(view)
        people = dict.fromkeys((post.author, post.role) for post in thread.posts if post.author)
        return self._page(
            "thread",
            thread_path(id),
            thread.title or id,
            [("index.html", words.gettext("All topics")), (SOURCES, words.gettext("Sources"))],
            linked=thread_data(conversation, id, self._site.address, self._site.threads.get(id)),
            description=words.gettext(
                "The thread %(title)s, with the passages that the FAQ quotes marked.", title=thread.title or id
            ),
            id=id,
            thread=thread,
            terms=self._terms.get(id, Terms()),
            posts=posts,
            people=list(people),
            uses=[(address, title) for address, (_, title) in numbers.items()],
            first_quoted=next((marks[number][0].passage.id for number in sorted(marks) if marks[number]), None),
            drawing=drawing_of(conversation),
            times=[_wall_time(post.posted) for post in thread.posts if post.posted],
            zoned=all(post.posted.tzinfo for post in thread.posts if post.posted),
            borrowed=_borrowed,
            declared=_declared(conversation),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _PostView:
    post: Post
    reply: Reply
    parent: Post | None
    depth: int
    lines: list[Any]
    notes: list[list[tuple[Note, ...]]]
    steps: Steps
    quoted: bool
    answered_by: list[Post]
    links: list[tuple[str, str | None]]


def _declared(conversation: Conversation) -> str:
    """For how many answers the source itself says what they answer: all, some or none."""
    answers = [reply for reply in conversation.replies.values() if reply.parent is not None]
    declared = sum(reply.because is Because.DECLARED for reply in answers)
    return "none" if not declared else "all" if declared == len(answers) else "some"


def _exceptions(answers: Sequence[Answer]) -> bool:
    """Whether answers that nobody has judged are the exception, and each is marked; else the page says it once."""
    unjudged = sum(answer.ruling is None for answer in answers)
    return 0 < 2 * unjudged < len(answers)


def _parent(conversation: Conversation, post: Post) -> Post | None:
    parent = conversation.replies[post.number].parent
    return None if parent is None else conversation.thread.by_number[parent]


def _lent(line: Sequence[LinePiece]) -> bool:
    """Whether a whole line is somebody else's words."""
    return bool(line) and all(piece.quote is not None for piece in line)


def _borrowed(thread: Any, quote: Any) -> Post | None:
    """The post whose words are borrowed, if it is in the thread."""
    post = thread.by_number.get(quote.post)
    return post if isinstance(post, Post) else None


def passage_path(passage: Any) -> str:
    """A passage on our thread page, from the root of the site."""
    return f"{thread_path(passage.thread)}#{passage.id}"


def original(answer: Answer) -> str | None:
    """The original, scrolled to the passage where the browser can: a text fragment of its first and last words."""
    address = web_address(answer.original)
    if address is None:
        return None
    words = folded(answer.passage.text).split(" ")
    ends = [words] if len(words) <= 8 else [words[:4], words[-4:]]
    fragment = ",".join(percent(" ".join(end), safe="").replace("-", "%2D") for end in ends)
    mark = ":~:text=" if "#" in address else "#:~:text="
    return f"{address}{mark}{fragment}"


def _wall_time(value: datetime) -> datetime:
    """The time as printed: posts with and without a zone can only be compared by what a reader sees."""
    return value.replace(tzinfo=None)
