"""Which language each sentence is in: alone, among others, and where writers mix them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samo_desktop.inference.sentence_languages import of_each
from samo_desktop.languages import HEARD_WELL
from tests.support.texts import HOSTILE, SENTENCES

ENGLISH = "I called my mother, and we talked for an hour."
GERMAN = "Heute war ich bei meiner Mutter, und wir haben lange geredet."
SPANISH = "Hoy fui al mercado con mi madre y compramos flores."
FRENCH = "Je suis rentrée tard et j'étais très fatiguée."
PORTUGUESE = "Hoje estou com muita saudade da minha avó."
DUTCH = "Vandaag was ik de hele dag moe en verdrietig."


def told(*sentences: str, speaks: tuple[str, ...] = ()) -> list[str]:
    """Where the five languages can be read."""
    return of_each(sentences, speaks, HEARD_WELL)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("de", GERMAN), ("es", SPANISH), ("fr", FRENCH), ("pt", PORTUGUESE), ("nl", DUTCH)],
)
def test_one_sentence_among_english_ones_is_told(code: str, sentence: str) -> None:
    assert told(ENGLISH, sentence, "I slept badly.") == ["en", code, "en"]
    assert told(sentence, ENGLISH) == [code, "en"]


@pytest.mark.parametrize(
    "sentence", ["Ja, klar.", "Ok.", "Super!", "12:30", "Moin!", "😀", "Marco.", "Nein, danke."]
)
def test_what_is_too_short_to_tell_goes_with_its_neighbours(sentence: str) -> None:
    assert told(GERMAN, sentence, GERMAN) == ["de", "de", "de"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("de", "Ich bin traurig."),
        ("es", "Te quiero mucho."),
        ("fr", "Je suis fatiguée."),
        ("pt", "Estou com saudade."),
        ("nl", "Ik ben moe."),
        ("en", "So tired."),
        ("en", "Ugh."),
        ("en", "ok"),
    ],
)
def test_a_short_text_alone_is_told_among_what_can_be_read(code: str, sentence: str) -> None:
    assert told(sentence) == [code]


def test_what_one_speaks_decides_what_nothing_else_does() -> None:
    assert told("Ok super.", speaks=("de",)) == ["de"]
    assert told("Ok super.", speaks=("de", "pt"))[0] in ("de", "pt")
    assert told("Ok super.") == ["en"]


@pytest.mark.parametrize("speaks", [(), ("de",), ("en", "de")])
def test_plain_english_is_english_whatever_one_speaks(speaks: tuple[str, ...]) -> None:
    # The last one is "ok", which could be of any.
    assert told(*SENTENCES[:-1], speaks=speaks) == ["en"] * (len(SENTENCES) - 1)


# What people reported to other programs, with the same words or words like them.


@pytest.mark.parametrize(
    "sentence",
    [
        "I love you",  # Slovak
        "Let's talk somewhere else",  # Danish
        "Excellent service as usual",  # Catalan
        "Hi, I am good",  # Somali
        "still no broadband",  # Swedish
        "distribution agreement",  # French
        "Retirement planning at a young age is a good idea",
        "MY FRIEND IS A BIRD",  # Chinese
        "DANCING FOR FUN",
        "all major languages! 🎉",
        "Stephanie",
        "Hi its me",  # Spanish, but English with a full stop
        "Hi its me.",
        "The name of that celebrity is 王菲",
    ],
)
def test_reported_short_english_is_english(sentence: str) -> None:
    assert told(sentence) == ["en"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("fr", "CECI EST UNE PHRASE FRANÇAISE"),  # Portuguese in capitals
        ("ru", "как дела"),
        ("fr", "C'est vraiment amazing!"),
        ("de", "Das ist really gut"),
        (
            "fr",  # Catalan
            "Recevez 2 000 éclats de super cristal, 250 éclats de cristal de héros 3 étoiles et 1 "
            "capsule d'énergie pour seulement 2 €.",
        ),
    ],
)
def test_reported_texts_in_other_languages_are_told(code: str, sentence: str) -> None:
    assert told(sentence) == [code]


def test_reported_order_of_languages_has_no_say() -> None:
    spanish = ("Hola mi amigo, ¿qué pasa?", "¿Por qué no hablas español?")
    english = ("Does this work properly?", "I don't think so.")
    assert told(*spanish, *english) == ["es", "es", "en", "en"]
    assert told(*english, *spanish) == ["en", "en", "es", "es"]


def test_names_from_elsewhere_are_no_other_language() -> None:
    text = (
        "I went to the Hauptbahnhof.",
        "Then I met Jürgen Müller and Frau Schmidt at Café Zürich.",
        "We ate Schnitzel.",
    )
    assert told(*text) == ["en", "en", "en"]


def test_words_that_a_german_borrows_stay_german() -> None:
    text = ("Heute war ich total overwhelmed vom Meeting.", "Danach habe ich gechillt.")
    assert told(*text) == ["de", "de"]


def test_scripts_tell_by_themselves() -> None:
    assert told("I have a dream.", "我有一个梦想", speaks=("en",)) == ["en", "zh"]
    assert told("今日は母に電話をしました。") == ["ja"]


def test_one_sentence_does_not_take_the_whole_with_it() -> None:
    assert told(*[ENGLISH] * 6, GERMAN) == [*["en"] * 6, "de"]
    assert told(GERMAN, *[ENGLISH] * 6) == ["de", *["en"] * 6]


def test_nothing_has_no_languages() -> None:
    assert told() == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from([ENGLISH, GERMAN, SPANISH, *HOSTILE.values()]) | st.text(), max_size=8
    ),
    st.sets(st.sampled_from(["en", "de", "nl", "ja"])),
)
def test_each_has_one_and_the_same_each_time(sentences: list[str], speaks: set[str]) -> None:
    found = of_each(sentences, speaks, (*HEARD_WELL, "*"))
    assert len(found) == len(sentences)
    assert all(code.isalpha() for code in found)
    assert of_each(sentences, speaks, (*HEARD_WELL, "*")) == found


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([ENGLISH, GERMAN, SPANISH, FRENCH]), min_size=1, max_size=8))
def test_whole_sentences_are_told_in_any_order(sentences: list[str]) -> None:
    codes = {ENGLISH: "en", GERMAN: "de", SPANISH: "es", FRENCH: "fr"}
    assert told(*sentences) == [codes[sentence] for sentence in sentences]
