"""Whether sources are named as their terms ask (E217). Nothing is published that breaks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from extractor.model import Faq, Problem, Stage, Summary
from extractor.text.weblinks import web_address

STACK_EXCHANGE = (
    *("stackexchange.com", "stackoverflow.com", "superuser.com", "serverfault.com"),
    *("askubuntu.com", "mathoverflow.net", "stackapps.com"),
)
"""Hosts of Stack Exchange, whose terms ask for a link to each question and post:
https://stackoverflow.com/help/licensing"""


def problems(summaries: Iterable[Summary], faq: Faq) -> Iterator[Problem]:
    """What is missing of the attribution that a source's terms ask for, a thread at a time."""
    unlinked = {
        answer.passage.thread
        for section in faq.sections
        for entry in section.entries
        for answer in entry.answers
        if web_address(answer.permalink) is None and web_address(answer.thread_url) is None
    }
    for summary in summaries:
        if not is_stack_exchange(summary):
            continue
        missing = []
        if not summary.terms.licence:
            missing.append("its licence")
        if not summary.terms.attribution:
            missing.append("how its authors are to be named")
        if web_address(summary.url) is None or summary.id in unlinked:
            missing.append("a link to the question")
        if missing:
            yield Problem(
                stage=Stage.RENDER,
                code="E217",
                file=summary.id,
                cause=f"a thread from Stack Exchange lacks {' and '.join(missing)}",
                help="write `url`, `licence` and `attribution` into its side file, "
                "or `licence` and `attribution` into the forum's forum.toml",
            )


def is_stack_exchange(summary: Summary) -> bool:
    """Whether a thread is under the terms of Stack Exchange, by its format, its platform or its address."""
    host = urlsplit(web_address(summary.url) or "").hostname or ""
    platform = (summary.platform or "").replace(" ", "").casefold()
    return (
        (summary.format or "").startswith("stackexchange")
        or "stackexchange" in platform
        or any(host == each or host.endswith(f".{each}") for each in STACK_EXCHANGE)
    )
