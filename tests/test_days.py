"""Days in words: the form that pages print, in English and in other languages."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.text.days import day

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@given(st.dates())
def test_an_english_day_is_day_month_year(value: date) -> None:
    number, month, year = day(value).split(" ")
    assert (number, year) == (str(value.day), str(value.year))
    assert month == MONTHS[value.month - 1]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "3 Sep 2019"), ("de", "03.09.2019"), ("fr", "3 sept. 2019"), ("ja", "2019/09/03")]
)
def test_each_language_has_its_own_form(language: str, words: str) -> None:
    assert day(date(2019, 9, 3), language) == words


def test_a_time_has_the_day_of_its_own_zone() -> None:
    assert day(datetime(2019, 9, 3, 23, 59, tzinfo=timezone(timedelta(hours=-11)))) == "3 Sep 2019"
