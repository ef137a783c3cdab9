"""What people call models, and which languages these know."""

from __future__ import annotations

import pytest

from samo_desktop.domain.models import knows, plain_name, short_name
from samo_desktop.inference.model_store.model_catalog import installable


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("moonshine-tiny-en", "Moonshine tiny (English)"),
        ("whisper-small", "Whisper small"),
        ("small", "Whisper small"),
        ("whisper-large-v3-turbo", "Whisper large v3 turbo"),
        ("distil-small.en", "Distil-Whisper small (English)"),
        ("distil-large-v3", "Distil-Whisper large v3 (English)"),
        ("models--Systran--faster-whisper-medium.en", "Whisper medium (English)"),
        ("samo-emotion-minilm", "SAMO feelings (English)"),
        ("my-own-model", "my-own-model"),
        ("", ""),
    ],
)
def test_a_model_has_a_plain_name(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_each_model_that_can_be_installed_has_a_plain_name() -> None:
    for model in installable():
        name = plain_name(model.name)
        assert name != model.name
        assert name.endswith("(English)") == (model.languages == ("en",))


def test_a_sentence_that_says_the_language_has_the_name_without_it() -> None:
    assert short_name("moonshine-tiny-en") == "Moonshine tiny"


@pytest.mark.parametrize(
    ("languages", "language", "known"),
    [
        (("en",), "en", True),
        (("en",), "de", False),
        (("en",), "", True),
        (("*",), "de", True),
        ((), "de", True),
    ],
)
def test_a_model_knows_a_language(languages: tuple[str, ...], language: str, known: bool) -> None:
    assert knows(languages, language) == known
