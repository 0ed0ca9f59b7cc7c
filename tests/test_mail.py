"""Letters: whose words are whose, and who wrote them, as mail programs of many languages write it."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import readers
from extractor.model import BlockKind, Source
from extractor.pipeline.stages import link
from extractor.readers.exports._mail_quotes import blocks
from extractor.text import own_words
from tests.cases import cases, compare

ASKED = "Use cone six and let it cool. Slowly."


def archive(body: str, kind: str = "plain", sender: str = "Ole Sund <ole@example.org>", more: str = "") -> bytes:
    """Two letters: one that is answered, and one with this body."""
    heads = (
        ("Mara Palm <mara@example.org>", "Message-ID: <a1@example.org>\n", ASKED, "plain"),
        (sender, f"Message-ID: <a2@example.org>\nIn-Reply-To: <a1@example.org>\n{more}", body, kind),
    )
    return "".join(
        f"From x@example.org  Fri Mar  1 1{hour}:15:00 2024\nFrom: {who}\nDate: Fri, 1 Mar 2024 1{hour}:15:00 +0100\n"
        f"Subject: Cone?\n{ids}Content-Type: text/{form}; charset=utf-8\n\n{words}\n\n"
        for hour, (who, ids, words, form) in enumerate(heads)
    ).encode()


@pytest.mark.parametrize("case", cases("mail"), ids=lambda case: case.stem)
def test_the_words_of_an_answered_letter_are_not_the_answerers(case: Path) -> None:
    kind = "html" if case.suffix == ".html" else "plain"
    thread = readers.read(Source(name=case.name, data=archive(case.read_text("utf-8"), kind)))
    conversation = link(thread)
    result = {
        "own": own_words.of_conversation(conversation)[2].lines(),
        "quotes": [
            {"of": quote.post, "words": thread.posts[1].text[quote.start : quote.end]}
            for quote in conversation.quotes.get(2, ())
        ],
    }
    compare(case, "json", json.dumps(result, indent=1, ensure_ascii=False) + "\n")


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ('"Ole Sund via kilns" <kilns@lists.example.org>', "Ole Sund"),
        ("'Ole Sund' via Kiln Talk <kilns@lists.example.org>", "Ole Sund"),
        ('"Ole Sund (via kilns)" <kilns@lists.example.org>', "Ole Sund"),
        ("=?UTF-8?Q?Ida_Bl=E5?= <ida@example.org>", "Ida Blå"),
        ("=?UTF-8?B?SWRhIEJs5Q==?= <ida@example.org>", "Ida Blå"),
        ("=?x-unknown?Q?Ida_Bl=C3=A5?= <ida@example.org>", "Ida Blå"),
        ("=?utf-8?Q?Ida?= =?utf-8?Q?_Bl=E5?= <ida@example.org>", "Ida Blå"),
        ("Sylvia Kern <sylvia@example.org>", "Sylvia Kern"),
        ("kilns@lists.example.org", "kilns"),
    ],
)
def test_a_letter_is_its_writers_and_not_its_lists(sender: str, name: str) -> None:
    assert readers.read(Source(name="a", data=archive("Yes.", sender=sender))).posts[1].author == name


LINES = st.sampled_from(
    ["From: Mara", "Sent: 1 March", "To: Ole", "> quoted", "On 1 March 2024, Mara wrote:", "Am 1.3. schrieb Mara <",
     "mara@example.org>:", "", "-- ", "words", "_" * 32, "-----Original Message-----", "Mara wrote:"]
)  # fmt: skip


@given(st.lists(LINES | st.text(max_size=20)).map("\n".join))
def test_blocks_of_any_letter_are_ranges_in_order(text: str) -> None:
    ranges = blocks(text)
    assert all(0 <= block.start < block.end <= len(text) for block in ranges)
    assert all(one.end <= other.start for one, other in pairwise(ranges))
    assert {block.kind for block in ranges} <= {BlockKind.QUOTE, BlockKind.SIGNATURE}
