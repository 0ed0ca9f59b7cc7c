"""What a page says to programs in its head: JSON-LD in the words of schema.org.

Every text in it is quoted as on the page. `isBasedOn` is where its words come from.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin

from extractor.model import Answer, Conversation, Entry, Post
from extractor.model.addresses import question_path, thread_path
from extractor.text.characters import folded, visible
from extractor.text.weblinks import web_address

COMMENTS = 20
"""Posts that the data of a thread's page quote after the first one: of more they say only how many there are."""
EXCERPT = 200
"""Letters of a post that they quote at most; the whole of it stands on the page."""
EXCERPT_LEAST = 100
"""Letters of them that have to be there: before fewer, a long word (an address, mostly) is cut."""
LEFT_OUT = " […]"
"""Behind words of which the rest is left out."""
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""Characters that could end the element that holds the data, or a line of it."""


def question_data(entry: Entry, site: str | None, languages: Mapping[str, str]) -> str:
    """Of a question's page: the question, and the first passage of each person in each position.

    `site` is the address of the site, where it has one. Nothing where nobody answers.
    """
    first: dict[tuple[object, ...], Answer] = {}
    for position in entry.positions:
        for answer in position.answers:
            first.setdefault((position.stance, *answer.person), answer)
    if not first:
        return ""
    path = question_path(entry.question)
    answers = [_answer(answer, site, path, languages) for answer in first.values()]
    question = {
        "@type": "Question",
        "name": folded(entry.question.title),
        "answerCount": len(answers),
        "acceptedAnswer": answers[0],
        "suggestedAnswer": answers[1:],
    }
    return _written({"@type": "FAQPage", "mainEntity": question})


def thread_data(conversation: Conversation, id: str, site: str | None, language: str | None) -> str:
    """Of a thread's page: its first post with the next ones as comments, each by its first words; nothing of a thread
    without posts."""
    thread = conversation.thread
    if not thread.posts:
        return ""
    opener, *others = thread.posts
    posts = thread.posts if thread.opener_missing else others
    topic: dict[str, Any] = {"@type": "DiscussionForumPosting", "headline": folded(thread.title or id)}
    if not thread.opener_missing:
        topic |= _post(opener, site, id)
    if url := web_address(thread.url):
        topic["isBasedOn"] = url
    if language:
        topic["inLanguage"] = language
    topic["commentCount"] = len(posts)
    topic["comment"] = [{"@type": "Comment", **_post(post, site, id)} for post in posts[:COMMENTS]]
    return _written(topic)


def _answer(answer: Answer, site: str | None, path: str, languages: Mapping[str, str]) -> dict[str, Any]:
    passage = answer.passage
    values: dict[str, Any] = {"@type": "Answer", "text": folded(passage.text)}
    values |= _who_and_when(answer.author, answer.posted)
    if url := web_address(answer.original):
        values["isBasedOn"] = url
    if language := languages.get(passage.thread):
        values["inLanguage"] = language.replace("_", "-")
    if site:
        values["url"] = urljoin(site, f"{path}#{passage.thread}/{passage.id}")
    return values


def _post(post: Post, site: str | None, id: str) -> dict[str, Any]:
    values = {"text": excerpt(folded(post.text)), **_who_and_when(post.author, post.posted)}
    if url := web_address(post.permalink):
        values["isBasedOn"] = url
    if site:
        values["url"] = urljoin(site, f"{thread_path(id)}#{post.anchor}")
    return values


def excerpt(text: str) -> str:
    """The first words of a text, with a sign where others are left out."""
    if len(text) <= EXCERPT:
        return text
    whole = text[: EXCERPT + 1].rpartition(" ")[0]
    return f"{whole if len(whole) >= EXCERPT_LEAST else text[:EXCERPT]}{LEFT_OUT}"


def _who_and_when(author: str | None, posted: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if author:
        values["author"] = {"@type": "Person", "name": folded(author)}
    if posted:
        values["datePublished"] = posted.isoformat()
    return values


def _written(values: Mapping[str, Any]) -> str:
    text = json.dumps({"@context": "https://schema.org", **values}, ensure_ascii=False, separators=(",", ":"))
    return visible("".join(_ESCAPED.get(letter, letter) for letter in text) if _escapes(text) else text)


def _escapes(text: str) -> Iterable[str]:
    return [letter for letter in _ESCAPED if letter in text]
