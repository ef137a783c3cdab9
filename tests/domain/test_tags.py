"""What is a tag, and which are the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.tags import fold_tag, parse_tags


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("#work", ("work",)),
        ("work, home", ("work", "home")),
        (" Work ,work,WORK", ("Work",)),
        ("#work #home", ("work", "home")),
        ("walks in   the rain", ("walks in the rain",)),
        ("C#", ("C#",)),
        ("cafe\u0301, café", ("café",)),
        ("e, é", ("e", "é")),
        ("＃ｗｏｒｋ，work", ("ｗｏｒｋ",)),
        ("a\u00a0b, a b", ("a b",)),
        ("\ufeff\u200bwork\u200b", ("work",)),
        ("Straße, STRASSE", ("Straße",)),
        ("👩\u200d👧", ("👩\u200d👧",)),
        (" , #, \u200b,,\t", ()),
        ("عمل، بيت", ("عمل", "بيت")),
    ],
)
def test_what_is_typed_is_taken_as_it_is_meant(typed: str, tags: tuple[str, ...]) -> None:
    assert parse_tags(typed) == tags
    assert parse_tags([typed, typed]) == tags


@given(st.text(max_size=30))
def test_tags_stay_as_they_are_once_they_are_parsed(typed: str) -> None:
    tags = parse_tags(typed)
    assert parse_tags(tags) == tags
    assert len({fold_tag(tag) for tag in tags}) == len(tags)
    for form in ("NFC", "NFD"):
        assert [fold_tag(unicodedata.normalize(form, tag)) for tag in tags] == [
            fold_tag(tag) for tag in tags
        ]
