"""Pages at the level of the model: hostile words come back as text, runs, context, marks, links, the sanitiser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, normpath
from typing import Any

import pytest

from extractor import corpus
from extractor.model import (
    Answer,
    Because,
    Conversation,
    Entry,
    Faq,
    How,
    Link,
    Passage,
    Position,
    Post,
    Prominence,
    Publish,
    Question,
    Quote,
    Reply,
    Role,
    Ruling,
    Section,
    Stance,
    Thread,
    Verdict,
)
from extractor.model.addresses import question_path, thread_path, topic_path
from extractor.pipeline import running
from extractor.pipeline.built import Build
from extractor.pipeline.stages import summary
from extractor.site import pages
from extractor.text.characters import folded

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "site_templates"
SITE = pages.Site(name="Bread", tagline="What bakers say.", manual="how-it-is-made.html")
THREAD = "inn/bread"
QUESTION = Question(id="rise", topic="dough", title="Why does it not rise?")
KEPT = Ruling(verdict=Verdict.KEEP, by="Ada", on=date(2024, 5, 1), because="plain")
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)> & {{ 7*7 }} {% raw %} \'"`'


def post(number: int, text: str, author: str | None = "Mo", **more: Any) -> Post:
    """A post of the thread, plain where nothing else is said."""
    values: dict[str, Any] = {
        "author_certain": True,
        "edited_by": None,
        "role": Role.ASKER if number == 1 else Role.MEMBER,
        "posted": datetime(2023, 3, 13, 16, 22),
        "printed": "Mar 13, 2023 04:22:00 PM",
        "edited": None,
    }
    return Post(number=number, id=f"p{number}", author=author, text=text, **(values | more))


def talk(*posts: Post, quotes: Mapping[int, tuple[Quote, ...]] | None = None, **more: Any) -> Conversation:
    """A conversation in which every post answers the one before."""
    replies = {
        p.number: Reply(child=p.number, parent=p.number - 1, because=Because.ADJACENT, certain=False)
        if p.number > 1
        else Reply(child=1, parent=None, because=Because.OPENS, certain=True)
        for p in posts
    }
    values: dict[str, Any] = {"title": "Flat loaves", "url": "https://inn.example/t/1", "platform": None}
    thread = Thread(id=THREAD, name="bread.txt", format="plain", posts=posts, **(values | more))
    return Conversation(thread=thread, quotes=quotes or {}, replies=replies)


def passage(of: Post, words: str, nth: int = 0) -> Passage:
    """These words where they stand in the post."""
    start = -1
    for _ in range(nth + 1):
        start = of.text.index(words, start + 1)
    return Passage(thread=THREAD, post=of.number, anchor=of.anchor, start=start, end=start + len(words), text=words)


def answer(of: Post, words: str, **more: Any) -> Answer:
    """An answer in these words of the post."""
    quoted = passage(of, words)
    values: dict[str, Any] = {"original": "https://inn.example/t/1", "permalink": None}
    return Answer(
        passage=quoted,
        author=of.author or "",
        author_certain=of.author_certain,
        role=of.role,
        posted=of.posted,
        url=f"{thread_path(THREAD)}#{quoted.id}",
        **(values | more),
    )


def faq(*positions: tuple[Answer, ...], question: Question = QUESTION, **more: Any) -> Faq:
    """One topic, one question, these positions."""
    stances = (Stance.FOR, Stance.AGAINST, Stance.EXPLAINS)
    entry = Entry(
        question=question,
        positions=tuple(
            Position(
                stance=stances[number],
                title=f"Position {number + 1}",
                people=tuple(dict.fromkeys(a.author for a in answers)),
                answers=answers,
            )
            for number, answers in enumerate(positions)
        ),
    )
    values: dict[str, Any] = {"title": "Dough", "summary": "About dough.", "notice": None}
    section = Section(id=question.topic, entries=(entry,), **(values | more))
    return Faq(as_of=date(2024, 6, 1), sections=(section,))


def render(made: Faq, conversation: Conversation) -> dict[str, pages.SitePage]:
    """The pages by their path."""
    return {
        page.path: page
        for page in pages.render(
            made, {THREAD: conversation}, [summary(THREAD, conversation.thread)], TEMPLATES, SITE
        )
    }


class PageTree(HTMLParser):
    """What a browser would make of a body: elements with their attributes, and text under each."""

    VOID = ("br", "hr", "img", "input", "meta", "link")

    def __init__(self, body: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self.events: list[tuple[str, object]] = []
        self.feed(body)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element: tuple[str, dict[str, str], list[str]] = (tag, {name: value or "" for name, value in attrs}, [])
        self.elements.append(element)
        self.events.append((tag, sorted(element[1].items())))
        if tag not in self.VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        self.events.append(("/", tag))
        assert self._open and self._open[-1][0] == tag, f"</{tag}> closes {self._open[-1:]}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if self.events and self.events[-1][0] == "text":
            self.events[-1] = ("text", str(self.events[-1][1]) + data)
        else:
            self.events.append(("text", data))
        machine = next((n for n, e in enumerate(self._open) if "machine" in e[1].get("class", "").split()), None)
        for number, element in enumerate(self._open):
            if machine is None or number >= machine:
                element[2].append(data)

    def texts(self, tag: str, name: str = "") -> list[str]:
        """The text of each element of this tag and class, without the machine's words in it, folded."""
        return [
            folded("".join(text))
            for element, attributes, text in self.elements
            if element == tag and (not name or name in attributes.get("class", "").split())
        ]

    def values(self, tag: str, attribute: str) -> list[str]:
        """This attribute of each element of this tag that has it."""
        return [
            attributes[attribute]
            for element, attributes, _ in self.elements
            if element == tag and attribute in attributes
        ]


OPENING = post(1, "My bread stays flat. Why?", "Sam")


def question_page(made: Faq, conversation: Conversation) -> PageTree:
    return PageTree(render(made, conversation)[question_path(QUESTION)].body)


def thread_page(made: Faq, conversation: Conversation) -> PageTree:
    return PageTree(render(made, conversation)[thread_path(THREAD)].body)


def words_of(tree: PageTree) -> list[str]:
    return tree.texts("div", "words")


# Addresses


def test_every_page_has_its_address_and_kind() -> None:
    made = render(faq((answer(OPENING, "My bread stays flat."),)), talk(OPENING))
    assert {path: page.kind for path, page in made.items()} == {
        "index.html": "home",
        "search.html": "search",
        "sources.html": "sources",
        "people.html": "people",
        topic_path("dough"): "topic",
        "dough/rise.html": "question",
        "threads/inn/bread.html": "thread",
    }


def test_every_link_inside_is_relative_and_leads_to_something() -> None:
    reply = post(2, "Feed the starter. Wait longer.")
    made = render(faq((answer(reply, "Feed the starter."),), (answer(reply, "Wait longer."),)), talk(OPENING, reply))
    ids = {path: {e[1]["id"] for e in PageTree(page.body).elements if "id" in e[1]} for path, page in made.items()}
    links_inside = 0
    for path, page in made.items():
        view = PageTree(page.body)
        for link in [*view.values("a", "href"), *view.values("blockquote", "cite"), *(to for to, _ in page.crumbs)]:
            if link.startswith("https://"):
                continue
            assert not link.startswith("/") and not link.endswith("/"), link
            file, _, anchor = link.partition("#")
            target = normpath(f"{dirname(path)}/{file}").lstrip("/") if file else path
            if target == SITE.manual:
                continue
            assert target in made, (path, link)
            assert not anchor or anchor in ids[target], (path, link)
            links_inside += 1
    assert links_inside > 15


# Hostile words


def test_hostile_words_come_back_as_text_everywhere() -> None:
    first = post(1, f"{HOSTILE} and more", HOSTILE)
    reply = post(2, f"Say {HOSTILE} twice.", f"{HOSTILE} II")
    quotes = {2: (Quote(start=4, end=4 + len(HOSTILE), post=1, how=How.REPEATED),)}
    question = replace(QUESTION, title=HOSTILE, also_asked=(HOSTILE,))
    ruled = replace(KEPT, verdict=Verdict.REWORD, by=HOSTILE, text=HOSTILE)
    made = faq(
        (answer(first, f"{HOSTILE} and more"),),
        (answer(reply, "twice.", ruling=ruled, needs=passage(reply, f"Say {HOSTILE}")),),
        question=question,
        title=HOSTILE,
        summary=HOSTILE,
        notice=HOSTILE,
    )
    conversation = talk(first, reply, quotes=quotes, title=HOSTILE, platform=HOSTILE)
    conversation = replace(
        conversation,
        replies={
            **conversation.replies,
            2: Reply(child=2, parent=1, because=Because.NAMED, certain=True, words=HOSTILE),
        },
    )
    for page in render(made, conversation).values():
        tree = PageTree(page.body)
        assert not [e for e in tree.elements if e[0] in ("script", "img", "style", "iframe")], page.path
        assert not [name for e in tree.elements for name in e[1] if name.startswith("on") or name == "style"]
        if page.kind in {"topic", "question", "thread"}:
            assert folded(HOSTILE) in " ".join(tree.texts("h1")), page.path
    answers_page = question_page(made, conversation)
    assert answers_page.texts("bdi", "author") == [HOSTILE, f"{HOSTILE} II"]
    assert folded(f"{HOSTILE} and more") in answers_page.texts("blockquote")
    assert words_of(thread_page(made, conversation)) == [folded(first.text), folded(reply.text)]


def test_control_characters_are_dropped() -> None:
    of = post(1, "Knead \u202eit\u202c\x00 well\x0b.", "M\u202eo")
    made = render(faq((answer(of, of.text),)), talk(of))
    for page in made.values():
        assert not set(page.body + page.title + page.description) & set("\u202e\u202c\x00\x0b"), page.path
    assert PageTree(made[question_path(QUESTION)].body).texts("blockquote") == ["Knead it well."]


def test_other_scripts_cannot_disturb_the_page() -> None:
    """A quotation is a box of its own direction, and so is a name."""
    of = post(1, "תנו לבצק לנוח", "דנה")
    tree = question_page(faq((answer(of, of.text),)), talk(of))
    assert tree.values("blockquote", "dir") == ["auto"]
    assert tree.texts("bdi", "author") == ["דנה"]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//inn.example/x", "java\x03script:alert(1)",
     "http://", "https://inn.example/ onclick=x", 'https://inn.example/">x', "http://[x"],
)  # fmt: skip
def test_an_address_that_is_not_of_the_web_is_no_link(url: str) -> None:
    of = post(1, "Knead it.", permalink=url)
    made = render(faq((answer(of, "Knead it.", original=url, permalink=url),)), talk(of, url=url))
    for page in made.values():
        for link in PageTree(page.body).values("a", "href"):
            assert ":" not in link and not link.startswith("//"), (page.path, link)


def test_the_link_to_the_original_finds_the_words() -> None:
    plain = pages.original(answer(post(1, "Wait - a, b & c."), "Wait - a, b & c."))
    assert plain == "https://inn.example/t/1#:~:text=Wait%20%2D%20a%2C%20b%20%26%20c."
    of = post(1, "one two three four five six seven eight nine ten")
    long = pages.original(answer(of, of.text, original="https://inn.example/t/1#post-3"))
    assert long == "https://inn.example/t/1#post-3:~:text=one%20two%20three%20four,seven%20eight%20nine%20ten"


# Runs and context


def test_neighbours_read_as_one_paragraph_and_a_sign_stands_where_words_are_left_out() -> None:
    of = post(2, "Feed it.\nWait.  Then bake. Or not.")
    made = faq((answer(of, "Feed it."), answer(of, "Wait."), answer(of, "Or not.")))
    body = render(made, talk(OPENING, of))[question_path(QUESTION)].body
    tree = PageTree(body)
    assert len(tree.texts("figure")) == 1
    assert tree.texts("blockquote") == ["Feed it.", "Wait.", "Or not."]
    assert tree.texts("span", "left-out") == ["[…]"]
    assert folded(re.sub("<[^>]+>", "", body[body.index('class="words') :])).startswith(
        'class="words best">Feed it. Wait. […] Or not.'
    )


def test_neighbours_that_were_ruled_on_differently_stand_apart() -> None:
    of = post(2, "Feed it. Wait.")
    tree = question_page(faq((answer(of, "Feed it.", ruling=KEPT), answer(of, "Wait."))), talk(OPENING, of))
    assert len(tree.texts("figure")) == 2
    assert tree.texts("span", "ruled") == ["Kept by Ada, 1 May 2024"]
    assert tree.texts("span", "unjudged") == ["1 of them not yet judged by an editor."]


def test_few_that_nobody_judged_among_many_are_marked() -> None:
    of = post(2, "Feed it. Wait. Bake.")
    kept = [answer(of, words, ruling=KEPT) for words in ("Feed it.", "Wait.")]
    tree = question_page(faq((*kept, answer(of, "Bake."))), talk(OPENING, of))
    assert tree.texts("span", "unjudged") == ["1 of them not yet judged by an editor.", "not yet judged"]


def test_a_person_has_one_block_with_name_and_date_once() -> None:
    two, three = post(2, "Feed it."), post(3, "Bake it.")
    other = post(4, "No.", "Sam", posted=datetime(2023, 3, 14, 9, 0))
    made = faq((answer(two, "Feed it."), answer(three, "Bake it."), answer(other, "No.")))
    tree = question_page(made, talk(OPENING, two, three, other))
    assert tree.texts("bdi", "author") == ["Mo", "Sam"]
    assert tree.texts("time") == ["13 Mar 2023", "14 Mar 2023"]
    assert len([url for url in tree.values("a", "href") if url.startswith("https://inn.example/t/1#")]) == 3


def test_posts_of_unknown_authors_are_not_taken_for_one_persons() -> None:
    two, three = post(2, "Feed it.", None), post(3, "Bake it.", None)
    made = faq(tuple(replace(answer(of, of.text), author=None) for of in (two, three)))
    assert len(question_page(made, talk(OPENING, two, three)).texts("div", "voice")) == 2


def test_more_of_one_person_is_folded_and_counted() -> None:
    of = post(2, "One. Two. Three. Four.")
    words = [answer(of, word, prominence=Prominence.FOLDED) for word in ("Two.", "Four.")]
    tree = question_page(faq((answer(of, "One."), *words)), talk(OPENING, of))
    assert tree.texts("summary") == ["2 more from Mo"]
    assert [attributes for tag, attributes, _ in tree.elements if tag == "details"] == [{"class": "more", "open": ""}]


def test_of_very_many_people_some_are_folded_and_counted() -> None:
    posts = [post(n, f"Person number {n} says so.", f"P{n}") for n in range(1, 12)]
    many = faq(tuple(answer(each, each.text) for each in posts))
    tree = question_page(many, talk(*posts))
    assert tree.texts("summary") == ["5 more people"]
    assert len(tree.texts("div", "voice")) == 11
    few = faq(tuple(answer(each, each.text) for each in posts[: pages.PEOPLE_OPEN + 1]))
    assert question_page(few, talk(*posts)).texts("summary") == []


def test_what_nobody_judged_says_so() -> None:
    body = render(faq((answer(OPENING, "My bread stays flat."),)), talk(OPENING))[question_path(QUESTION)].body
    assert "No editor has judged them yet." in body


def test_context_is_printed_before_and_marked_as_such() -> None:
    of = post(2, "It is alive. So feed it.")
    made = faq((answer(of, "So feed it.", needs=passage(of, "It is alive.")),))
    tree = question_page(made, talk(OPENING, of))
    assert tree.texts("blockquote") == ["It is alive.", "So feed it."]
    assert tree.texts("blockquote", "context") == ["It is alive."]
    labels = thread_page(made, talk(OPENING, of)).values("a", "aria-label")
    assert "Question 1, read before its answer: Why does it not rise?" in labels


def test_context_is_left_out_where_it_already_stands() -> None:
    of = post(2, "It is alive. So feed it.")
    made = faq((answer(of, "It is alive."), answer(of, "So feed it.", needs=passage(of, "It is alive."))))
    assert question_page(made, talk(OPENING, of)).texts("blockquote") == ["It is alive.", "So feed it."]


def test_context_that_another_place_of_the_page_quotes_is_a_link_to_it() -> None:
    of = post(2, "It is alive. It is not. So feed it.")
    first = answer(of, "So feed it.", needs=passage(of, "It is alive. It is not."))
    tree = question_page(faq((first,), (answer(of, "It is alive."),)), talk(OPENING, of))
    assert tree.texts("blockquote") == ["It is not.", "So feed it.", "It is alive."]
    assert f"#{THREAD}/{passage(of, 'It is alive.').id}" in tree.values("a", "href")


def test_an_editors_words_stand_apart_from_the_members() -> None:
    of = post(2, "yeah u gotta feed it")
    ruled = replace(KEPT, verdict=Verdict.REWORD, text="Feed the starter.")
    tree = question_page(faq((answer(of, of.text, ruling=ruled),)), talk(OPENING, of))
    assert tree.texts("div", "editor") == ["Feed the starter."]
    assert tree.texts("blockquote") == ["yeah u gotta feed it"]


def test_a_question_that_nobody_answers_says_so() -> None:
    assert "Nobody has answered this yet." in render(faq(), talk(OPENING))[question_path(QUESTION)].body


def test_a_person_is_counted_once_and_positions_are_headed() -> None:
    two = post(2, "Feed it. Never mind. Bake it.")
    made = faq((answer(two, "Feed it."), answer(two, "Bake it.")), (answer(OPENING, "Why?"),))
    tree = question_page(made, talk(OPENING, two))
    assert tree.texts("h2")[:2] == ["Position 1", "Position 2"]
    assert tree.texts("span", "voices") == ["1 person", "1 person"]


# Threads


def test_marks_nest_and_cross_lines() -> None:
    of = post(1, "One two.\nThree four. Five\nsix.")
    whole, inner, crossing = (passage(of, w) for w in (of.text, "two.\nThree", "four. Five\nsix."))
    first = answer(of, of.text)
    made = faq((first,), (answer(of, inner.text),), (answer(of, crossing.text),))
    tree = thread_page(made, talk(of))
    assert words_of(tree) == [folded(of.text)]
    ids = tree.values("mark", "id")
    assert ids == [whole.id, inner.id, crossing.id]
    assert len(tree.texts("mark")) > len(ids), "a passage that crosses a line goes on in a mark without an id"


def test_marks_that_overlap_are_split() -> None:
    of = post(1, "a b c d")
    made = faq((answer(of, "a b c"),), (answer(of, "b c d"),))
    tree = thread_page(made, talk(of))
    assert words_of(tree) == ["a b c d"]
    assert tree.values("mark", "id") == [passage(of, "a b c").id, passage(of, "b c d").id]


def test_the_same_words_twice_have_one_id() -> None:
    of = post(1, "Wait. Really: Wait.")
    made = faq((answer(of, "Wait.", also_in=(passage(of, "Wait.", 1),)),))
    tree = thread_page(made, talk(of))
    assert tree.values("mark", "id") == [passage(of, "Wait.").id]
    assert tree.texts("mark") == ["Wait.", "Wait."]


def test_every_mark_leads_back_to_its_question() -> None:
    of = post(1, "Wait. Then bake.")
    tree = thread_page(faq((answer(of, "Wait."), answer(of, "Then bake."))), talk(of))
    links = [a["href"] for tag, a, _ in tree.elements if tag == "a" and a.get("class") == "used"]
    assert links and set(links) == {"../../dough/rise.html"}


@pytest.mark.parametrize(("start", "end"), [(0, 10), (4, 10), (0, 21)])
def test_borrowed_words_are_given_back(start: int, end: int) -> None:
    of = post(2, "Stays flat.\nDoes it? Yes")
    conversation = talk(OPENING, of, quotes={2: (Quote(start=start, end=end, post=1, how=How.REPEATED),)})
    tree = thread_page(faq(), conversation)
    assert words_of(tree) == [OPENING.text, folded(of.text)]
    borrowed = " ".join(tree.texts("p", "borrowed") + tree.texts("span", "borrowed"))
    assert folded(of.text[start:end]).split()[0] in borrowed
    credit = tree.texts("span", "credit")
    assert len(credit) == 1 and "Sam’s words" in credit[0] and "repeated without a mark" in credit[0]


def test_a_reply_says_what_it_answers_and_why() -> None:
    reply, later = post(2, "Hi Sam, wait."), post(3, "Thanks.", "Sam")
    conversation = talk(OPENING, reply, later)
    named = Reply(child=2, parent=1, because=Because.NAMED, certain=True, words="Sam")
    tree = thread_page(faq(), replace(conversation, replies={**conversation.replies, 2: named}))
    assert tree.texts("p", "replies") == [
        "answers Sam, #1: calls “Sam”",
        "probably answers Mo, #2: the post before it",
    ]
    assert "answered by #2" in tree.texts("footer")


def test_what_the_forum_says_of_a_post_is_shown() -> None:
    link, bad = (
        Link(start=0, end=4, url="https://inn.example/a?b=1"),
        Link(start=0, end=4, url='https://x.example/"><b>'),
    )
    praised = post(2, "Wait.", accepted=True, votes=3, edited_by="Ada", links=(link, link, bad))
    conversation = talk(OPENING, praised, post(3, "Thanks.", "Sam", votes=1))
    replies = {**conversation.replies, 2: replace(conversation.replies[2], because=Because.DECLARED, certain=True)}
    tree = thread_page(faq(), replace(conversation, replies=replies))
    assert tree.texts("span", "accepted") == ["accepted answer"]
    assert {"3 votes", "1 vote", "edited by Ada"} <= set(tree.texts("span"))
    assert 'links in this post: https://inn.example/a?b=1, https://x.example/"><b>' in tree.texts("footer")
    assert "https://inn.example/a?b=1" in tree.values("a", "href")
    assert not any("x.example" in url for url in tree.values("a", "href"))
    assert any("For some posts the forum itself says" in text for text in tree.texts("p"))


def test_deep_trees_stop_at_a_depth_that_a_phone_can_show() -> None:
    tree = thread_page(faq(), talk(*(post(n, f"Post {n}.") for n in range(1, 40))))
    assert {a["class"] for tag, a, _ in tree.elements if tag == "article"} == {
        f"post depth-{n}" for n in range(pages.DEEPEST + 1)
    }


def test_ids_come_from_us_and_stand_once() -> None:
    of = [post(1, "Wait."), replace(post(2, "Wait."), id='x" onclick="y')]
    body = render(faq((answer(of[0], "Wait."), answer(of[1], "Wait."))), talk(*of))[thread_path(THREAD)].body
    ids = [a["id"] for _, a, _ in PageTree(body).elements if "id" in a]
    assert len(ids) == len(set(ids))
    assert all(id.replace("-", "").isalnum() for id in ids)


# The founding thread


@pytest.fixture(scope="module")
def founding() -> tuple[Build, dict[str, pages.SitePage]]:
    built = running.run(corpus.load(ROOT / "corpus"), date(2026, 11, 22), Publish.ALL)
    made = pages.render(built.faq, built.conversations, built.summaries, TEMPLATES, SITE)
    return built, {page.path: page for page in made}


def test_every_post_stands_on_its_page_word_for_word(
    founding: tuple[Build, dict[str, pages.SitePage]],
) -> None:
    built, made = founding
    for id, conversation in built.conversations.items():
        tree = PageTree(made[thread_path(id)].body)
        assert words_of(tree) == [folded(post.text) for post in conversation.thread.posts]


def test_every_answer_is_printed_word_for_word(founding: tuple[Build, dict[str, pages.SitePage]]) -> None:
    built, made = founding
    for section in built.faq.sections:
        for entry in section.entries:
            printed = PageTree(made[question_path(entry.question)].body).texts("blockquote")
            assert [a.passage.text for a in entry.answers if folded(a.passage.text) not in printed] == []


def test_the_sanitiser_finds_nothing_to_do(
    founding: tuple[Build, dict[str, pages.SitePage]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it took out of honest pages would be a fault of a template."""
    built, made = founding
    monkeypatch.setattr(pages, "sanitise", lambda body: body)
    raw = pages.render(built.faq, built.conversations, built.summaries, TEMPLATES, SITE)
    for page in raw:
        before, after = PageTree(page.body).events, PageTree(made[page.path].body).events
        assert before == after, page.path


def test_the_sanitiser_takes_out_what_may_not_stand() -> None:
    body = '<p style="x" onclick="y">a<script>b</script><a href="javascript:c">d</a><!-- e --></p>'
    assert pages.sanitise(body) == "<p>a<a>d</a></p>"
