"""Files of a site for programs, and what a source must bring to be published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest

from extractor import corpus
from extractor.model import Faq, Publish, Terms, wire
from extractor.model.wire import faqs
from extractor.pipeline import running
from extractor.pipeline.built import Build
from extractor.site import licences
from extractor.site.feed import feed

KILNS = Path(__file__).parent / "checker/kilns/corpus"
SITE = "https://faq.example/"


@pytest.fixture(scope="module")
def built() -> Build:
    return running.run(corpus.load(KILNS), date(2026, 12, 1), Publish.ALL)


def fed(faq: Faq, built: Build) -> bytes:
    return feed(faq, built.summaries, "Kilns", SITE, "en")


def test_the_feed_changes_only_when_an_answer_does(built: Build) -> None:
    before = fed(built.faq, built)
    assert b"2026-12-01" not in before
    assert fed(replace(built.faq, as_of=date(2031, 5, 6)), built) == before
    more = replace(built.summaries[0], id="pottery/another")
    assert feed(built.faq, [*built.summaries, more], "Kilns", SITE, "en") == before
    section = built.faq.sections[0]
    entries = tuple(entry for entry in section.entries if entry.question.id != "glaze")
    assert fed(replace(built.faq, sections=(replace(section, entries=entries),)), built) != before


def test_the_faq_as_data_is_of_the_form_that_the_schema_describes(built: Build) -> None:
    data = wire.written(wire.faq(built.faq))
    assert msgspec.json.decode(data, type=faqs.Faq, strict=True).as_of == "2026-12-01"
    schema = msgspec.json.decode(wire.schema())
    answer = msgspec.json.decode(data)["topics"][0]["questions"][0]["answers"][0]
    assert set(schema["$defs"]["Answer"]["properties"]) == set(answer)


@pytest.mark.parametrize(
    ("url", "format", "terms", "lacks"),
    [
        ("https://pottery.example/t/7", "jsonl", Terms(), ""),
        ("https://diy.stackexchange.com/q/7", "jsonl", Terms(), "its licence and how its authors are to be named"),
        ("https://diy.stackexchange.com/q/7", "jsonl", Terms(licence="CC BY-SA 4.0", attribution="by name"), ""),
        (None, "stackexchange-dump", Terms(licence="CC BY-SA 4.0", attribution="by name"), "a link to the question"),
    ],
)
def test_a_source_is_named_as_its_terms_ask(
    built: Build, url: str | None, format: str, terms: Terms, lacks: str
) -> None:
    summary = replace(built.summaries[0], url=url, format=format, terms=terms)
    causes = [problem.cause for problem in licences.problems([summary], built.faq)]
    assert causes == ([f"a thread from Stack Exchange lacks {lacks}"] if lacks else [])
