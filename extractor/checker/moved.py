"""Pages that lead on by themselves (E521): those of questions that have another address now, and only to that one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extractor.checker.addresses import SiteMap
from extractor.checker.page import BuiltPage
from extractor.checker.questionpages import page_of
from extractor.markup import Element, elements
from extractor.model import Faq, Problem


def targets(faq: Faq) -> Mapping[str, str]:
    """The pages that questions had before, each with the page that stands for it now."""
    now: dict[str, str] = {}
    for section in faq.sections:
        for entry in section.entries:
            now |= {f"{old}.html": page_of(entry.question) for old in entry.question.formerly}
        now |= {f"{old}.html": f"{section.id}/index.html" for old in section.formerly}
    return now


def check(page: BuiltPage, site: SiteMap, now: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with how a page leads on; `now` is as `targets` gives it."""
    for element in elements(page.nodes):
        if element.attributes.get("http-equiv", "").lower() != "refresh":
            continue
        if page.address not in now:
            yield page.problem("E521", element, "a page leads on by itself that no question had before")
        elif _file(page, site, element) != now[page.address]:
            cause = f"the page leads on elsewhere than to where its question stands now, {now[page.address]}"
            yield page.problem("E521", element, cause)


def _file(page: BuiltPage, site: SiteMap, element: Element) -> str | None:
    url = element.attributes.get("content", "").partition("=")[2].strip(" '\"")
    target = site.target(page.address, url)
    return target.file
