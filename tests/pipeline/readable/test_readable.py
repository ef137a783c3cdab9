"""The whole of it: what a transcript becomes, and what others were told of such programs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from samo_desktop import pipeline
from samo_desktop.domain.transcript import Segment, Transcript, Word
from samo_desktop.pipeline.readable import readable, written_down
from samo_desktop.pipeline.readable.number_style import word_set
from tests.conftest import ExpectedErrors


def transcript(said: str, language: str = "en") -> Transcript:
    return Transcript(said, language, "test", "test", (Segment(0.0, 9.0, said),), 9.0, 0.1)


def written(said: str, language: str = "en", *, tidy: bool = False) -> str:
    return readable(transcript(said, language), tidy=tidy)


@pytest.mark.parametrize(
    ("language", "said", "stands"),
    [
        # Of public reports on inverse text normalisation, fillers and paragraphs.
        ("en", "One of us said one two three four.", "One of us said one two three four."),
        ("pt", "Um dos meus amigos tem um cão.", "Um dos meus amigos tem um cão."),
        ("en", "It was One thousand And Seventy Four.", "It was 1074."),
        ("en", "Set an alarm at ten to eleven pm.", "Set an alarm at ten to eleven pm."),
        ("en", "I left in nineteen eighty two.", "I left in 1982."),
        ("en", "We met in twenty nineteen.", "We met in 2019."),
        ("en", "It was 6, 2020 or 11-08-1998.", "It was 6, 2020 or 11-08-1998."),
        ("en", "In the late nineteen eighties.", "In the late 1980s."),
        ("en", "Once every one of them was ready.", "Once every one of them was ready."),
        ("es", "El libro de Li Qin y el uno de enero.", "El libro de Li Qin y el 1 de enero."),
        ("fr", "Le soixante-dixième anniversaire.", "Le 70e anniversaire."),
        ("en", "Only one thousandth of it.", "Only one thousandth of it."),
        ("en", "We had ten k and three d films.", "We had ten k and three d films."),
        ("en", "On May twenty-third I won.", "On May 23rd I won."),
    ],
)
def test_what_others_stumbled_over(language: str, said: str, stands: str) -> None:
    assert written(said, language) == stands


def test_what_was_heard_stays_beside_what_is_written() -> None:
    heard = transcript("Um, I paid twenty dollars.")
    kept = written_down(heard)
    assert (kept.text, kept.segments) == (heard.text, heard.segments)
    assert kept.readable == kept.written == "Um, I paid $20."
    assert written_down(heard, tidy=True).written == "I paid $20."
    assert written_down(transcript("I paid.")) == transcript("I paid.")
    assert Transcript.from_json(kept.to_json(whole=True)) == kept
    assert "readable" not in kept.to_json()


def test_a_bug_costs_no_word(
    monkeypatch: pytest.MonkeyPatch, expected_errors: ExpectedErrors
) -> None:
    def broken(*_given: Any) -> list[Any]:
        raise RuntimeError("a bug")

    monkeypatch.setattr(pipeline.readable, "with_digits", broken)
    heard = transcript("I paid twenty dollars.")
    assert written_down(heard) == heard
    [told] = expected_errors
    assert told.getMessage() == "A bug kept words as they were heard."


LANGUAGES = st.sampled_from(["en", "de", "es", "fr", "pt", "it", ""])
SAYINGS = sorted(
    word_set(
        "um äh euh eh I the the w- we, two twenty hundred and a million dollars percent June third "
        'half past three zwei Uhr dreißig vingt heures "Yes" « oui » ? ! . ... … one. No. 3:30 '
        "25 % ¿ 1. Mai dix-sept veintiún às oito e trinta na\u0308h"
    )
)
ODD = ("", "\n", "\u202f", "\u00a0", "\ud800", "\u200b")
TEXTS = st.text(max_size=60) | st.lists(st.sampled_from([*SAYINGS, *ODD]), max_size=40).map(
    " ".join
)


@examples(max_examples=300, deadline=None)
@given(TEXTS, LANGUAGES, st.booleans())
def test_whatever_was_heard_is_written_and_stays_so(said: str, language: str, tidy: bool) -> None:
    once = written(said, language, tidy=tidy)
    assert written(once, language, tidy=False).split() == once.split()


@examples(max_examples=300, deadline=None)
@given(TEXTS, LANGUAGES)
def test_no_word_is_lost_but_to_a_number(said: str, language: str) -> None:
    there = re.findall(r"\w+", written(said, language))
    heard = re.findall(r"\w+", said)
    digits = [word for word in there if any(map(str.isdigit, word))]
    at = 0
    for word in there:
        if word not in digits:
            assert word in heard[at:]
            at = heard.index(word, at) + 1
    assert digits or "%" in said or there == heard


@examples(max_examples=100, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.floats(0, 5)), max_size=6), LANGUAGES)
def test_paragraphs_keep_all_words(parts: list[tuple[str, float]], language: str) -> None:
    now, segments = 0.0, []
    for text, pause in parts:
        now += pause
        words = tuple(Word(now, now + 0.1, word) for word in text.split())
        segments.append(Segment(now, now + 1.0, text, None, words))
        now += 1.0
    said = " ".join(text for text, _ in parts)
    heard = Transcript(said, language, "test", "test", tuple(segments), now, 0.1)
    found, alone = readable(heard), written(said, language)
    assert re.findall(r"\w+", found) == re.findall(r"\w+", alone)
