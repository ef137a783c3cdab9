"""What models read of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.generators import result_of
from samo_desktop.inference import language, sentences
from samo_desktop.inference.models import Models
from samo_desktop.inference.readable import aligned, as_read
from samo_desktop.pipeline.analysis import analyse_texts

pytestmark = pytest.mark.slow

PLAIN = "I am so happy today. It's a lovely day and I want to dance!"
FULL_WIDTH = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" for c in PLAIN)
SPELLINGS = {
    "full width": FULL_WIDTH,
    "no-break spaces": PLAIN.replace(" ", "\u00a0"),
    "narrow spaces": PLAIN.replace(" ", "\u202f"),
    "a byte order mark": "\ufeff" + PLAIN,
    "marks of direction": f"\u202a\u200e{PLAIN}\u202c",
    "blanks without width": "\u200b".join(PLAIN),
    "soft hyphens": PLAIN.replace("happy", "hap\u00adpy").replace("lovely", "love\u00adly"),
    "curly quotes": PLAIN.replace("'", "’"),
    "bold letters": "".join(chr(0x1D41A + ord(c) - 97) if "a" <= c <= "z" else c for c in PLAIN),
}


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_letters_are_read_as_what_they_are(text: str) -> None:
    assert as_read(text) == aligned(text).text == PLAIN
    assert language.identify(text) in (None, "en")
    spans = sentences.split(text)
    assert [as_read(text[start:end]) for start, end in spans] == [
        "I am so happy today.",
        "It's a lovely day and I want to dance!",
    ]


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_feelings_are_the_same_and_the_sentences_the_users_own(text: str) -> None:
    plain, other = result_of(analyse_texts([PLAIN, text], Models()))
    assert other.probabilities == plain.probabilities
    assert not other.notes
    assert [text[s.start : s.end] for s in other.sentences] == [s.text for s in other.sentences]
    assert other.summary.text in text or len(other.summary.sentences) > 1


def test_what_shapes_letters_of_other_scripts_stays() -> None:
    for text in ("می\u200cخواهم", "क्\u200dष", "👩\u200d👧", "שלום"):
        assert as_read(text) == text


def test_letters_that_are_drawn_as_nothing_are_no_words() -> None:
    assert not language.has_words("\u3164 \u115f\u2800")
    assert language.has_words("\u3164a")


@given(
    st.text(
        st.sampled_from("aé e\u0301\u0327½…①ﬁ\u200b\u200d\ufeffｘ’漢\u1112\u1161\u11ab\ud800 \n")
    )
)
def test_each_character_knows_where_it_is_from(text: str) -> None:
    read = aligned(text)
    assert read.text == as_read(text)
    assert len(read.text) == len(read.starts) == len(read.ends)
    assert list(read.starts) == sorted(read.starts)
    for at, character in enumerate(read.text):
        start, end = read.original(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert character in as_read("漢" + text[start:end])  # after which a joiner stays
