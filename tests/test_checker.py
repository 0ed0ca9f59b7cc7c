"""The check of the built site: a correct site passes, and every fault that is put into it is found.

`checker/honest/` is one small correct site. A case is one change to it and the codes that must be found.
"""

from __future__ import annotations

import re
import runpy
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.checker import check_site, form
from extractor.checker.policy import weaknesses
from extractor.markup import Element, read, rendered_text
from extractor.model import Conversation, How, Passage, Post, Problem, Quote, Role, Thread, digest
from extractor.problems import pages, render
from extractor.text.characters import folded, visible
from extractor.text.sentences import split
from tests.effort import examples

SITE = Path(__file__).parent / "checker" / "honest"
SCRIPTS = ("assets/site.js", "search/*.js")
ANSWERS, THREAD = "bread/rising.html", "threads/inn/bread.html"


def post(number: int, author: str | None, text: str) -> Post:
    return Post(
        number=number,
        id=str(10 + number),
        author=author,
        author_certain=True,
        edited_by=None,
        role=Role.MEMBER,
        posted=None,
        printed=None,
        edited=None,
        text=text,
    )


MIRA = "Mira\u00a0& Co"
QUOTED = "Let the dough rise until it has doubled."
TEXTS = (
    "Hello all.\n\nLet the dough rise\u00a0until it has \x07doubled.\r\n\r\nWhat else?",
    f"{QUOTED}\nCold dough rises slowly & tastes better.\nI leave it out overnight. Nobody has complained.",
    "Bake it on a stone. The oven must be hot. It’s done when it sounds hollow."
    "\n\u200eWeigh the \u200fsalt, always.\u200e",
)


def conversation(*posts: Post, quotes: dict[int, tuple[Quote, ...]] | None = None) -> Conversation:
    thread = Thread(
        id="inn/bread",
        name="bread.txt",
        title=None,
        url="https://inn.example/t/1#p",
        platform=None,
        format="plain",
        posts=posts,
    )
    return Conversation(thread=thread, quotes=quotes or {}, replies={})


BREAD = conversation(
    *(
        post(number, author, text)
        for number, (author, text) in enumerate(zip((MIRA, "Tomas", MIRA), TEXTS, strict=True), 1)
    ),
    quotes={2: (Quote(start=0, end=len(QUOTED), post=1, how=How.REPEATED),)},
)
THREADS = {"inn/bread": BREAD}


def check(site: Path, threads: dict[str, Conversation] = THREADS) -> list[Problem]:
    return check_site(site, threads, base_path="/baking", allowed_scripts=SCRIPTS)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SITE, tmp_path / "site"))


def test_an_honest_site_has_no_problems() -> None:
    assert [render(problem) for problem in check(SITE)] == []


@dataclass(frozen=True)
class Case:
    """One change: `old` becomes `new` in `file` (a new file where `old` is empty), and what must be found."""

    name: str
    file: str
    old: str
    new: str
    codes: str

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


def planted(name: str, html: str, codes: str) -> Case:
    return Case(name, "index.html", "<p>Where to", f"{html}<p>Where to", codes)


CASES = [
    # Words
    Case("one wrong letter", ANSWERS, "has doubled", "has doubied", "E501"),
    Case("a straight apostrophe", ANSWERS, "It’s done", "It's done", "E501"),
    Case("a word dropped without a sign", ANSWERS, "dough rise until", "dough until", "E501"),
    Case("a word dropped at the end", ANSWERS, "it has doubled.", "it has", "E501"),
    Case("a word dropped at the start", ANSWERS, "<p>Let the", "<p>the", "E501"),
    Case("a word too many", ANSWERS, "it has doubled", "it has not doubled", "E501"),
    Case("a word cut in two", ANSWERS, "better. […]", "bet […]", "E501"),
    Case("a context cut at its start", ANSWERS, "Bake it on", "it on", "E501"),
    Case("nothing left out", ANSWERS, "Bake it on", "Bake it […] on", "E501"),
    Case("pieces in another order", ANSWERS, "better. […] Nobody", "Nobody […] better.", "E501"),
    Case("an invisible letter", ANSWERS, "it has doubled", "it has dou\u200bbled", "E501"),
    Case("an inline edge is no space", ANSWERS, "dough <em>", "dough<em>", "E501"),
    Case("a picture among words", ANSWERS, "Let the", '<img src="../assets/loaf.png" alt="not">Let the', "E501"),
    Case("hidden words", ANSWERS, "<em>", "<em hidden>", "E501 E521"),
    Case("letters turned round", ANSWERS, "<em>rises</em>", '<bdo dir="rtl">sesir</bdo>', "E501 E521"),
    Case("a nested quotation", ANSWERS, "<p>Let", "<blockquote>not</blockquote><p>Let", "E501 E502"),
    Case("an empty quotation", ANSWERS, f"<p>{QUOTED}</p>", "", "E501"),
    Case("no source", ANSWERS, "<blockquote cite=", "<blockquote data-cite=", "E502"),
    Case(
        "an unknown post",
        ANSWERS,
        '<blockquote cite="../threads/inn/bread.html#post-11-',
        '<blockquote cite="../threads/inn/bread.html#post-99-',
        "E502 E512",
    ),
    Case("a source elsewhere", ANSWERS, 'cite="../threads/inn/bread.html', 'cite="https://inn.example/', "E502"),
    Case(
        "a quotation in the manual",
        "index.html",
        "<p>Where to",
        "<blockquote><p>So they say.</p></blockquote><p>Where to",
        "E502",
    ),
    Case("another author", ANSWERS, "Tomas</cite>", "Tomás</cite>", "E503"),
    Case("no author", ANSWERS, '<cite class="author">Tomas', "<cite>Tomas", "E503"),
    Case("a name outside the figure", ANSWERS, "<figcaption>", "</figure><figure><figcaption>", "E503"),
    # Thread pages
    Case("a wrong letter in a post", THREAD, "What else?", "What e1se?", "E505"),
    Case("a post cut short", THREAD, "<p>What else?</p>", "", "E505"),
    Case("machine words among words", THREAD, '<span class="machine">Mira', "<span>Mira", "E505"),
    Case("hidden words in a post", THREAD, "<p>What else?", "<p hidden>What else?", "E505 E521"),
    Case("a missing post", THREAD, 'id="post-13"', 'id="post-14"', "E505"),
    Case("a post under another name", THREAD, '"author">Tomas', '"author">Thomas', "E503"),
    Case("a post without a name", THREAD, '<span class="author">Tomas', "<span>Tomas", "E503"),
    Case("a mark at other words", THREAD, "Hello all.", '<span id="post-11-0000000000"></span>Hello all.', ""),
    Case(
        "a post outside its thread",
        "index.html",
        "<p>Where to",
        '<article class="post" id="post-11"><p>Hm.</p></article><p>Where to',
        "E505",
    ),
    # Links
    Case("a missing file", "index.html", 'bread/rising.html#how-long"', 'bread/raising.html"', "E511"),
    Case("a broken anchor", "index.html", '#how-long"', '#how-log"', "E512"),
    Case("a broken anchor before a text fragment", "index.html", "#how-long:~:", "#how-log:~:", "E512"),
    Case("a link out of the site", "index.html", 'bread/rising.html"', '../secret.html"', "E511"),
    Case("a link out of the base path", "404.html", 'href="/baking/"', 'href="/"', "E511"),
    Case("a percent-coded way out", "index.html", 'href="threads/inn', 'href="%2e%2e/threads/inn', "E511"),
    Case("a hidden separator", "index.html", 'href="threads/inn/', 'href="threads%2finn/', "E511"),
    Case("letter case", "index.html", 'href="threads/inn', 'href="Threads/inn', "E511"),
    Case("one id twice", "index.html", 'alt="A loaf"', 'alt="A loaf" id="bread"', "E513"),
    planted("an id with a space", '<p id="a b">x</p>', "E513"),
    planted("mail", '<p><a href="mailto:a@inn.example">x</a></p>', "E521"),
    # Active content
    planted("a script", "<script>alert(1)</script>", "E521"),
    planted("a script with a body and a file", '<script src="assets/site.js" defer>alert(1)</script>', "E521"),
    planted("a script from elsewhere", '<script src="https://evil.example/x.js" defer></script>', "E522"),
    planted("a handler", '<p onclick="alert(1)">x</p>', "E521"),
    planted("a handler on a picture", '<img src="assets/loaf.png" alt="" onerror="alert(1)">', "E521"),
    planted("javascript:", '<p><a href="javascript:alert(1)">x</a></p>', "E521"),
    planted("javascript: in capitals", '<p><a href="JaVaScRiPt:alert(1)">x</a></p>', "E521"),
    planted("javascript: with a tab", '<p><a href="java\tscript:alert(1)">x</a></p>', "E521"),
    planted("javascript: with a coded tab", '<p><a href="java&#9;script:alert(1)">x</a></p>', "E521"),
    planted("javascript: with a named tab", '<p><a href="java&Tab;script:alert(1)">x</a></p>', "E521"),
    planted("javascript: behind a space", '<p><a href=" javascript:alert(1)">x</a></p>', "E521"),
    planted("javascript: in references", '<p><a href="&#106;avascript&colon;alert(1)">x</a></p>', "E521"),
    planted("javascript: with a control character", '<p><a href="java\x03script:alert(1)">x</a></p>', "E523"),
    planted("javascript: with a coded control character", '<p><a href="java&#3;script:alert(1)">x</a></p>', "E523"),
    planted("javascript: behind a control character", '<p><a href="\x01javascript:alert(1)">x</a></p>', "E523"),
    planted("a page in a link", '<p><a href="data:text/html,x">x</a></p>', "E521"),
    planted("a picture in a link", '<p><a href="data:image/svg+xml,x">x</a></p>', "E521"),
    planted("a host without a scheme", '<p><a href="//evil.example/">x</a></p>', "E521"),
    planted("a host behind backslashes", '<p><a href="\\\\evil.example/">x</a></p>', "E521"),
    planted("http without a host", '<p><a href="https:evil.example">x</a></p>', "E521"),
    planted("base", '<base href="https://evil.example/">', "E521 E522"),
    planted("meta refresh", '<meta http-equiv="refresh" content="0;url=https://evil.example/">', "E511 E522"),
    planted("words in an svg", "<svg><p>x</p></svg>", "E523"),
    planted("text in an svg", "<svg>x</svg>", "E523"),
    planted("a script in an svg", '<svg><script src="assets/site.js"></script></svg>', "E523"),
    planted("a link in an svg", '<svg><a href="x.html"><path d="M1 1"></path></a></svg>', "E523"),
    planted("another shape", "<svg><text></text></svg>", "E523"),
    planted("a shape that is switched on", '<svg><path d="M0 0" onclick="x"></path></svg>', "E521"),
    planted("a shape outside", '<p><path d="M1 1"></path></p>', "E523"),
    planted("math", "<math></math>", "E521"),
    planted("a style element", "<style>p { color: red }</style>", "E521"),
    planted("a style attribute", '<p style="color:red">x</p>', "E521"),
    planted("a frame", '<iframe srcdoc="x"></iframe>', "E521"),
    planted("a frame from elsewhere", '<iframe src="https://evil.example/"></iframe>', "E521 E522"),
    planted("an object", '<object data="https://evil.example/"></object>', "E521 E522"),
    planted("an embedded thing", '<embed src="//evil.example/">', "E521 E522"),
    planted("a film", '<video src="https://evil.example/" poster="x.png"></video>', "E521 E522"),
    planted("a template", "<template><p>x</p></template>", "E521"),
    planted("an unknown element", "<x-y>x</x-y>", "E521"),
    planted("a picture from elsewhere", '<img src="https://evil.example/x.png" alt="">', "E522"),
    planted("a picture from a host without a scheme", '<img src="//evil.example/x.png" alt="">', "E522"),
    planted(
        "a picture set from elsewhere",
        '<img src="assets/loaf.png" srcset="assets/loaf.png 1x, https://evil.example/x.png 2x" alt="">',
        "E522",
    ),
    planted("a form to elsewhere", '<form action="https://evil.example/"><button>x</button></form>', "E522"),
    planted("a form that posts", '<form action="index.html" method="post"></form>', "E521"),
    planted("a button to elsewhere", '<button formaction="https://evil.example/">x</button>', "E521 E522"),
    planted("a ping", '<p><a href="index.html" ping="https://evil.example/">x</a></p>', "E521 E522"),
    planted("a target", '<p><a href="index.html" target="_blank">x</a></p>', "E521"),
    planted("a preconnection", '<link rel="preconnect" href="https://evil.example/">', "E521 E522"),
    planted("a style sheet from elsewhere", '<link rel="stylesheet" href="https://evil.example/x.css">', "E522"),
    Case(
        "a canonical address is fine",
        "index.html",
        "<title>",
        '<link rel="canonical" href="https://inn.example/baking/"><title>',
        "",
    ),
    # The policy
    Case("no policy", "index.html", "Content-Security-Policy", "x-ua-compatible", "E521"),
    Case("inline scripts allowed", "index.html", "default-src 'self'", "default-src 'self' 'unsafe-inline'", "E521"),
    Case(
        "a policy with a host", "index.html", "default-src 'self'", "default-src 'self' https://evil.example", "E521"
    ),
    Case(
        "a policy behind a script",
        "index.html",
        '<meta charset="utf-8">',
        '<meta charset="utf-8"><script src="assets/site.js" defer></script>',
        "E521",
    ),
    # The plain form
    planted("an unquoted value", "<p class=x>x</p>", "E523"),
    planted("single quotes", "<p class='x'>x</p>", "E523"),
    planted("a comment", "<!-- x -->", "E523"),
    planted("a comment that is none", "<!--><p>x</p>-->", "E523"),
    planted("cdata", "<![CDATA[x]]>", "E523"),
    planted("a processing instruction", "<?x?>", "E523"),
    planted("capitals", "<P>x</P>", "E523"),
    planted("a slash for a space", "<p/class>x</p>", "E523"),
    planted("no space between attributes", '<p class="a"id="b">x</p>', "E523"),
    planted("an attribute twice", '<p class="a" class="b">x</p>', "E523"),
    planted("a tag in a value", '<p title="</p><script>">x</p>', "E523"),
    planted("a lonely sign", "<p>1 < 2</p>", "E523"),
    planted("a lonely ampersand", "<p>a &copy b</p>", "E523"),
    planted("a reference that browsers change", "<p>&#128;</p>", "E523"),
    planted("an unclosed tag", "<p>x", "E523"),
    planted("an end without a start", "</p>", "E523"),
    planted("crossed tags", "<p><b>x</p></b>", "E523"),
    planted("a paragraph in a paragraph", "<p><p>x</p></p>", "E523"),
    planted("a block in a paragraph", "<p><span><div>x</div></span></p>", "E523"),
    planted("a link in a link", '<p><a href="#top"><b><a href="#top">x</a></b></a></p>', "E523"),
    planted("words in a table", "<table><tbody>x<tr><td>y</td></tr></tbody></table>", "E523"),
    planted("an entry without a list", "<li>x</li>", "E523"),
    planted("a closed element that is none", "<p/>", "E523"),
    planted("a text that runs backwards", "<p>\u202ex</p>", "E523"),
    planted("a null", "<p>\x00</p>", "E523"),
    Case("a heading in the title", "index.html", "<title>", "<title><b>x</b>", "E523"),
    Case("no doctype", "index.html", "<!doctype html>\n", "", "E523"),
    Case("no encoding", "index.html", '<meta charset="utf-8">\n', "", "E523"),
    Case("another encoding", "index.html", 'charset="utf-8"', 'charset="utf-7"', "E523"),
    Case("words behind the page", "index.html", "</html>", "</html>x", "E523"),
    # Other files
    Case("a script of somebody", "assets/other.js", "", "alert(1)", "E521"),
    Case("a script module", "assets/site.mjs", "", "alert(1)", "E521"),
    Case("a script one folder down", "search/lang/de.js", "", "alert(1)", "E521"),
    Case("a picture that runs", "assets/loaf.svg", "", "<svg/>", "E521"),
    Case("a page as xml", "old.xhtml", "", "<html/>", "E521"),
    Case(
        "a sitemap that runs",
        "sitemap.xml",
        "<url>",
        '<x:script xmlns:x="http://www.w3.org/1999/xhtml"/><url>',
        "E521",
    ),
    Case("broken data", "search/search_index.json", "}", "", "E521"),
    Case("css asks elsewhere", "assets/site.css", '"loaf.png"', '"https://evil.example/x.png"', "E522"),
    Case(
        "css asks elsewhere without quotes", "assets/site.css", 'url("loaf.png")', "url(//evil.example/x.png)", "E522"
    ),
    Case("css imports from elsewhere", "assets/site.css", '"more.css"', '"https://evil.example/x.css"', "E522"),
    Case(
        "css imports in disguise", "assets/site.css", "@import", '@\\69mport "https://evil.example/";@import', "E522"
    ),
    Case("css asks behind a comment", "assets/site.css", '@import "', '@import/* ; */"//evil.example/', "E522"),
    Case(
        "css picture sets",
        "assets/site.css",
        "smooth",
        'smooth; background: image-set("https://evil.example/" 1x)',
        "E522",
    ),
    Case("css without a file", "assets/site.css", '"loaf.png"', '"loof.png"', "E511"),
    Case("css that runs", "assets/site.css", "smooth", "smooth; width: expression(alert(1))", "E521"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_planted_fault_is_found(case: Case, site: Path) -> None:
    path = site / case.file
    before = path.read_text("utf-8") if case.old else ""
    assert not case.old or case.old in before, "the case must change something"
    path.parent.mkdir(exist_ok=True)
    path.write_text(before.replace(case.old, case.new, 1) if case.old else case.new, "utf-8")
    problems = check(site)
    codes = {problem.code for problem in problems}
    assert codes == set(case.codes.split()), "\n".join(map(render, problems))
    if case.codes:
        assert f"site/{case.file}" in {problem.file for problem in problems}


def changed(site: Path, file: str, old: str, new: str) -> None:
    path = site / file
    text = path.read_text("utf-8")
    assert old in text, "the change must change something"
    path.write_text(text.replace(old, new, 1), "utf-8")


def codes(problems: list[Problem]) -> set[str]:
    return {problem.code for problem in problems}


def test_a_lost_mark_is_reported_where_it_is_linked_to(site: Path) -> None:
    changed(site, THREAD, '<mark id="post-11-da360cb86a">', "<mark>")
    assert {(problem.code, problem.file) for problem in check(site)} == {("E512", "site/bread/rising.html")}


@pytest.mark.parametrize("elsewhere", ["Hello", "<h1>Slow"])
def test_a_mark_must_stand_where_its_words_begin(site: Path, elsewhere: str) -> None:
    changed(site, THREAD, '<mark id="post-11-da360cb86a">', "<mark>")
    tag, word = elsewhere.rpartition(">")[::2]
    tag = f"{tag}>" if tag else ""
    changed(site, THREAD, elsewhere, f'{tag}<span id="post-11-da360cb86a"></span>{word}')
    problems = check(site)
    assert codes(problems) == {"E512"}
    assert "begin at its mark" in problems[0].cause


def test_borrowed_words_are_not_printed_as_the_borrowers(site: Path) -> None:
    changed(
        site,
        ANSWERS,
        f"<p>{QUOTED}</p>",
        f"<p>{QUOTED}</p>".replace("</p>", " Cold dough rises slowly &amp; tastes better.</p>"),
    )
    changed(site, ANSWERS, "#post-11-da360cb86a", "#post-12-0b52b821fe")
    assert "E504" in codes(check(site))


def test_half_a_word_is_not_printed_as_a_quotation(site: Path) -> None:
    """A page whose words and address agree with each other, and say something else than the post."""
    fourth = post(4, "Tomas", "I was unable to pay before the firing.")
    threads = {"inn/bread": conversation(*BREAD.thread.posts, fourth, quotes=dict(BREAD.quotes))}
    for words, expected in (("unable to pay before", set()), ("able to pay before", {"E501"})):
        html = (
            f'<figure><blockquote cite="threads/inn/bread.html#post-14-{digest(words)}">{words}</blockquote>'
            '<figcaption><span class="author">Tomas</span></figcaption></figure>'
        )
        text = (SITE / "index.html").read_text("utf-8").replace("<p>Where to", f"{html}<p>Where to")
        (site / "index.html").write_text(text, "utf-8")
        problems = [problem for problem in check(site, threads) if problem.file.endswith("index.html")]
        assert {problem.code for problem in problems} - {"E512"} == expected
        assert all("inside a word" in problem.cause for problem in problems if problem.code == "E501")


def test_the_same_words_may_be_quoted_where_they_are_the_authors_own(site: Path) -> None:
    texts = list(TEXTS)
    texts[1] += f" {QUOTED}"
    posts = tuple(replace(each, text=text) for each, text in zip(BREAD.thread.posts, texts, strict=True))
    own = replace(BREAD, thread=replace(BREAD.thread, posts=posts))
    changed(site, THREAD, "Nobody has complained.", f"Nobody has complained. {QUOTED}")
    assert codes(check(site, {"inn/bread": own})) == set()


def test_a_thread_without_a_page_is_missing(site: Path) -> None:
    problems = check(site, {**THREADS, "inn/salt": conversation(post(1, None, "Hm."))})
    assert [(problem.code, problem.file) for problem in problems] == [("E505", "site/threads/inn/salt.html")]


def test_nobodys_words_are_printed_under_no_name(site: Path) -> None:
    posts = (BREAD.thread.posts[0], replace(BREAD.thread.posts[1], author=None), BREAD.thread.posts[2])
    unknown = {"inn/bread": replace(BREAD, thread=replace(BREAD.thread, posts=posts))}
    assert codes(check(site, unknown)) == set(), "Tomas is then no name of this thread but whatever the page says"
    for file in (ANSWERS, THREAD):
        changed(site, file, ">Tomas<", ">Mira &amp; Co<")
    assert codes(check(site, unknown)) == {"E503"}


def test_a_message_points_at_the_first_letter_that_differs(site: Path) -> None:
    changed(site, ANSWERS, "has doubled", "has doubied")
    (problem,) = check(site)
    says, source, mark, letters = problem.details
    column = mark.index("^")
    assert (says[column], source[column]) == ("i", "l")
    assert "latin small letter i" in letters
    assert problem.place == "line 19"


def test_every_code_has_a_page() -> None:
    wanted = {code for case in CASES for code in case.codes.split()} | {"E504"}
    assert wanted <= pages().keys()
    for code in wanted:
        text = pages()[code].read_text("utf-8")
        assert text.startswith(f"# {code}: ")
        outside_code = re.sub(r"`[^`]*`|(?m:^    .*$)", "", text)
        assert "<" not in outside_code, "these pages are read in a terminal too"


def letters_of_quotations() -> Iterator[tuple[int, str]]:
    """Every place in the answers page at which a letter of a quotation stands as itself."""
    html = (SITE / ANSWERS).read_text("utf-8")
    start = 0
    while (start := html.find("<blockquote", start)) >= 0:
        inside_tag, reference = True, False
        for offset in range(start + 1, html.find("</blockquote>", start)):
            letter = html[offset]
            inside_tag = (inside_tag or letter == "<") and letter != ">"
            reference = (reference or letter == "&") and letter != ";"
            if not inside_tag and not reference and letter not in ">; " and letter.isprintable():
                yield offset, letter
        start += 1


PLACES = list(letters_of_quotations())


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(SITE, tmp_path_factory.mktemp("letters") / "site"))


@settings(max_examples=examples(50, 150))
@given(
    place=st.sampled_from(PLACES),
    new=st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")),
    how=st.sampled_from("rdi"),
)
def test_any_changed_letter_of_a_quotation_is_found(
    scratch: Path, place: tuple[int, str], new: str, how: str
) -> None:
    """Replaced, dropped or put before: one letter is enough."""
    offset, old = place
    if how == "r" and new == old:
        return
    escaped = {"<": "&lt;", "&": "&amp;"}.get(new, new)
    html = (SITE / ANSWERS).read_text("utf-8")
    put = {"r": escaped, "d": "", "i": escaped + old}[how]
    (scratch / ANSWERS).write_text(html[:offset] + put + html[offset + 1 :], "utf-8")
    assert codes(check(scratch)) & {"E501", "E523"}


HIDDEN = "\x00\x01\x0b\x0c\x1b\x1c\x1f\x7f\x80\x85\x9f\u061c\u200e\u202e\u2069\ufeff\ufffb\uffff\ud800\U0001fffe"
LAID_OUT = st.lists(
    st.sampled_from(["Soak the bricks.", "Do not wait!", "They hiss", " ", "\n", "\u2028", "\u200b"])
    | st.text(st.sampled_from(HIDDEN), min_size=1, max_size=40),
    max_size=12,
).map("".join)


@settings(max_examples=100)
@given(text=LAID_OUT)
def test_a_sentence_is_confirmed_whatever_nobody_sees_around_it(scratch: Path, text: str) -> None:
    """Each sentence of a post, and the first with the last of three or more, are quoted as a page would."""
    fourth = post(4, "Tomas", text)
    thread = conversation(*BREAD.thread.posts, fourth, quotes=dict(BREAD.quotes))
    whole = [(start, end) for start, end in split(text) if folded(text[start:end])]
    ranges = [(text[start:end], start, end) for start, end in whole]
    if len(whole) > 2:
        (first, behind), (last, end) = whole[0], whole[-1]
        ranges.append((f"{text[first:behind]} […] {text[last:end]}", first, end))
    quotations = "".join(
        f'<figure><blockquote cite="threads/inn/bread.html#{Passage.of(thread.thread, fourth, start, end).id}">'
        f'<p>{visible(words)}</p></blockquote><figcaption><span class="author">Tomas</span></figcaption></figure>'
        for words, start, end in ranges
    )
    page = (SITE / "index.html").read_text("utf-8").replace("<p>Where to", f"{quotations}<p>Where to")
    (scratch / "index.html").write_text(page, "utf-8")
    problems = [each for each in check(scratch, {"inn/bread": thread}) if each.file.endswith("index.html")]
    # The thread page of this site has no fourth post.
    assert [render(problem) for problem in problems if problem.code != "E512"] == []


@pytest.mark.parametrize(
    "policy",
    [
        "",
        "default-src 'self'",
        "default-src *; object-src 'none'; base-uri 'none'; form-action 'self'",
        "default-src 'self'; script-src 'self' 'nonce-abc'; object-src 'none'; base-uri 'none'; form-action 'self'",
        "default-src 'self'; script-src 'unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'self'",
        "default-src 'self'; style-src 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'",
        "default-src 'self'; script-src data:; object-src 'none'; base-uri 'none'; form-action 'self'",
        "default-src 'self'; default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'",
        "default-src 'self'; object-src 'none'; form-action 'self'",
    ],
)
def test_a_policy_is_not_weakened(policy: str) -> None:
    assert list(weaknesses(policy))


def test_a_strict_policy_passes() -> None:
    assert not list(
        weaknesses("default-src 'none'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'")
    )


def test_words_are_divided_by_blocks_and_not_by_inline_elements() -> None:
    nodes = read("<div><p>a<b>b</b></p><p>c<br>d<wbr>e</p>f</div>")
    assert isinstance(nodes[0], Element)
    assert folded(rendered_text(nodes, nodes[0])) == "ab c de f"


PAGE = '<!doctype html><html><head><meta charset="utf-8"></head><body>{}</body></html>'


@pytest.mark.parametrize(
    "flood",
    [
        "<p>a<br>b</p>",
        "<br>",
        "<p>&amp;</p>",
        "<",
        "&",
        "<p ",
        "<p a=",
        '<p a="',
        "<!--",
        "</",
        "<p a b c ",
        "\x00",
        "<b>",
    ],
)
@pytest.mark.slow
def test_no_flood_takes_more_than_linear_time(flood: str, site: Path) -> None:
    html = PAGE.format(flood * (2_000_000 // len(flood)))
    start = time.process_time()
    (site / "flood.html").write_text(html, "utf-8")
    check(site)
    assert time.process_time() - start < 30


@pytest.mark.slow
def test_a_large_thread_page_takes_seconds(site: Path) -> None:
    texts = [f"Post {number}. " + "Flour and water and salt. " * 25 for number in range(1, 3001)]
    posts = tuple(post(number, "Mira", text) for number, text in enumerate(texts, 1))
    articles = "".join(
        f'<article class="post" id="{each.anchor}"><span class="author">Mira</span>'
        f'<div class="words">{each.text}</div></article>\n'
        for each in posts
    )
    html = (site / "index.html").read_text("utf-8").replace('="assets/', '="../../assets/')
    path = site / "threads/inn/long.html"
    path.write_text(
        html[: html.index("<h1")].replace('"index.html', '"../../index.html').replace('"bread/', '"../../bread/')
        + articles
        + html[html.index("</main>") :],
        "utf-8",
    )
    start = time.process_time()
    assert check(site, {**THREADS, "inn/long": conversation(*posts)}) == []
    assert time.process_time() - start < 15


def test_deep_nesting_is_refused_and_not_followed() -> None:
    faults = form.faults(PAGE.format("<b>" * 100_000 + "</b>" * 100_000))
    assert faults[0][1].startswith("elements are nested more than")


@pytest.mark.browser
@pytest.mark.slow
def test_a_browser_reads_a_plain_page_as_the_check_does(chromium: Any) -> None:
    """The assumption of all tests above: parser and browser read the plain form alike. White space aside, which no
    comparison counts."""
    browser_reading = runpy.run_path(str(SITE.parent / "browser_reading.py"))
    html = list(browser_reading["plain_pages"](seed=1, wanted=2000))
    page = chromium.new_page()
    theirs = page.evaluate(browser_reading["READ_IN_BROWSER"], html)
    page.close()
    for text, reading in zip(html, theirs, strict=True):
        assert browser_reading["read_here"](text) == reading, text
