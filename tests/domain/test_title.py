"""What an entry is called that has no title of its own."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.title import OPENING, TITLE_LENGTH, title_from, without_mark

WORDS = st.lists(
    st.sampled_from(
        ["I", "walked", "and", "the", "Mum,", "said.", "Dr.", "e.g.", "3.5", "why?!", "Then", "…",
         "😀", "母に。", "سوق،", "—", "- [ ]", "#", "\n", "\n\n", "so;", "“Yes.”", "because"]
    ),
    max_size=60,
).map(" ".join)  # fmt: skip


@given(st.one_of(st.text(max_size=400), WORDS))
def test_a_title_is_the_beginning_of_the_first_line_that_is_not_blank(text: str) -> None:
    title = title_from(text)
    assert len(title) <= TITLE_LENGTH
    assert not any(c in title for c in "\r\n")
    assert title == title.strip()
    assert bool(title) == bool(text.strip())
    line = " ".join(next(iter(without_mark(text).splitlines()), "").split())
    assert line.startswith(title.removesuffix("…"))


@given(st.one_of(st.text(max_size=400), WORDS), st.text(max_size=40))
def test_a_title_that_leaves_some_of_its_sentence_out_says_so(text: str, more: str) -> None:
    title = title_from(text)
    line = " ".join(next(iter(without_mark(text).splitlines()), "").split())
    left_out = line[len(title) :]
    assert not left_out or unicodedata.category(title[-1])[0] in "PS"


@given(st.text(max_size=2 * OPENING), st.text(max_size=40))
def test_a_title_needs_no_more_of_a_text_than_its_opening(text: str, before: str) -> None:
    text = " \n" * len(before) + text
    assert title_from(text) == title_from(text.lstrip()[:OPENING])


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", ""),
        (" \n ", ""),
        ("\n  A walk  in the\tpark\nand more", "A walk in the park"),
        ("It went well! They asked about the second data set.", "It went well!"),
        ("No. I can't do this any more.", "No. I can't do this any more."),
        ("Hm.", "Hm."),
        ("What?! Really?", "What?! Really?"),
        ("So did I. Then we left. And then", "So did I. Then we left."),
        ("Well… I don't know", "Well… I don't know"),
        ("...", "..."),
        ("“I will not go there.” She went home.", "“I will not go there.”"),
        ("Dr. Smith said e.g. 3.5 is fine. Then I left.", "Dr. Smith said e.g. 3.5 is fine."),
        ("Am 3. Mai war ich da. Dann nicht.", "Am 3. Mai war ich da."),
        ("I was born in 1990. Mum was not.", "I was born in 1990."),
        ("今日は母に電話した。とても嬉しかった。", "今日は母に電話した。とても嬉しかった。"),
        ("電話したので、とても嬉しかった。散歩もした。", "電話したので、とても嬉しかった。"),
        ("# My plans for the year\nSleep.", "My plans for the year"),
        ("- [ ] buy milk\n- [x] sleep", "buy milk"),
        ("> * quoted", "quoted"),
        ("30. Geburtstag von Oma", "30. Geburtstag von Oma"),
        ("#", "#"),
        ("-", "-"),
    ],
)  # fmt: skip
def test_titles_that_fit(text: str, title: str) -> None:
    assert title_from(text) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "Today I called my mother on the way home, and she laughed for so long that I did too.",
            "Today I called my mother on the way home…",
        ),
        (
            "I walked along the whole of the canal because nobody was there to keep me company.",
            "I walked along the whole of the canal…",
        ),
        (
            "Ich war gestern mit Rosa am Kanal und wir haben kein Wort miteinander geredet",
            "Ich war gestern mit Rosa am Kanal…",
        ),
        (
            "اليوم ذهبت إلى السوق، ثم عدت إلى البيت وتحدثت مع أمي لفترة طويلة جدا حول الماضي",
            "اليوم ذهبت إلى السوق…",
        ),
        (
            "Long talk with Rosa about everything that nobody in the family would ever say aloud",
            "Long talk with Rosa about everything that nobody…",
        ),
        ("word " * 30, "word " * 11 + "word…"),
        ("a" * 100, "a" * 59 + "…"),
    ],
)
def test_a_long_sentence_is_cut_where_a_clause_or_a_word_ends(text: str, title: str) -> None:
    assert title_from(text) == title


def test_no_emoji_and_no_letter_is_cut_in_two() -> None:
    family = "👨‍👩‍👧‍👦"
    assert title_from(family * 30).removesuffix("…").replace(family, "") == ""
    flags = title_from("x" + "🇩🇪" * 60).removesuffix("…")
    assert flags.removeprefix("x").replace("🇩🇪", "") == ""
    accented = "e\u0301"
    assert title_from(accented * 60).removesuffix("…").replace(accented, "") == ""
