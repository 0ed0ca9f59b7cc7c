"""Files of a site for programs: the schema of `faq.json`, `llms.txt`, and the feed where the site has an address."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.model import Faq, Summary, wire
from extractor.model.addresses import OPEN, QUESTIONS, SOURCES, question_path, topic_path
from extractor.site.feed import FEED, feed
from extractor.site.project import FAQ
from extractor.text.characters import folded, visible

SCHEMA = "faq.schema.json"
LLMS = "llms.txt"
"""Their files, from the root of the site."""


def files(
    faq: Faq, summaries: Sequence[Summary], name: str, tagline: str, site: str | None, language: str
) -> dict[str, bytes]:
    """These files by their paths from the root of the site; `site` is its address, where it has one."""
    made = {SCHEMA: wire.schema(), LLMS: llms(faq, name, tagline)}
    if site:
        made[FEED] = feed(faq, summaries, name, site, language)
    return made


def llms(faq: Faq, name: str, tagline: str) -> bytes:
    """A map of the site for language models (llmstxt.org), in Markdown. It quotes nobody."""
    lines = [f"# {_line(name)}", "", *([f"> {_line(tagline)}", ""] if tagline else [])]
    for section in faq.sections:
        lines += [f"## {_line(section.title)}", "", _line(section.summary), ""]
        lines.append(_link(section.title, topic_path(section.id)))
        lines += [_link(entry.question.title, question_path(entry.question)) for entry in section.entries]
        lines.append("")
    lines += ["## Optional", "", *(_link(path, path) for path in (FAQ, SCHEMA, QUESTIONS, SOURCES, OPEN)), ""]
    return "\n".join(lines).encode()


def _link(title: str, path: str) -> str:
    return f"- [{_line(title)}]({path})"


def _line(text: str) -> str:
    """A text on one line, without what Markdown would take for a link or an element."""
    plain = folded(visible(text))
    return "".join(f"\\{letter}" if letter in "\\[]<>`*_" else letter for letter in plain)
