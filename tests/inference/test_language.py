"""Which language a text is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.inference.language import has_words, identify
from tests.support.texts import HOSTILE, SENTENCES

ENGLISH = (
    *SENTENCES,
    "Today was long.",
    "So tired.",
    "Ugh.",
    "lol idk",
    "Went for a run.",
    "Mum rang.",
    "I miss him",
    "Dinner with Marco in Rome, pasta and vino.",
    "Met Jean-Pierre and Françoise for crêpes, then a long walk by the Seine.",
    "Saw Dr. Müller about my knee.",
    "Meditation, yoga, coffee.",
    "Très bien, as my teacher would say. I finally passed!",
)
OTHERS = {
    "es": "Hoy he hablado con mi madre y me he sentido muy feliz, porque hacía semanas que no nos "
    "veíamos. Mañana quiero descansar un poco.",
    "de": "Heute habe ich mit meiner Mutter telefoniert und war danach sehr erleichtert, weil wir "
    "uns lange nicht gesprochen hatten.",
    "fr": "Aujourd'hui j'ai appelé ma mère et je me suis sentie soulagée, parce que nous ne nous "
    "étions pas parlé depuis des semaines.",
    "ja": "今日は母に電話をしました。久しぶりに話せて、とても安心しました。",
    "ar": "اليوم اتصلت بأمي وشعرت براحة كبيرة لأننا لم نتحدث منذ أسابيع.",
    "ru": "Сегодня я позвонил маме и почувствовал облегчение.",
    "zh": "今天我给妈妈打了电话，心里轻松多了。",
}


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_never_taken_for_another_language(text: str) -> None:
    assert identify(text) in (None, "en")


def test_a_paragraph_of_english_is_english() -> None:
    assert identify(" ".join(SENTENCES)) == "en"


@pytest.mark.parametrize("code", OTHERS)
def test_a_paragraph_of_another_language_is_that_language(code: str) -> None:
    assert identify(OTHERS[code]) == code


@pytest.mark.parametrize("text", ["", "  ", "123 4.5", "😀😀", "...", "\x00"])
def test_what_has_no_letters_has_no_language(text: str) -> None:
    assert not has_words(text)
    assert identify(text) is None


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_text_can_be_asked(text: str) -> None:
    code = identify(text)
    assert code is None or len(code) in (2, 3)


@given(st.text())
def test_the_answer_does_not_change(text: str) -> None:
    assert identify(text) == identify(text)


def test_only_the_beginning_of_a_long_text_counts() -> None:
    english = " ".join(SENTENCES) * 7
    assert len(english) > 5_000
    assert identify(english + OTHERS["de"] * 10_000) == "en"
