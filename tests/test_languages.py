"""Names and codes of languages."""

from __future__ import annotations

import pytest

from samo_desktop.errors import SamoError
from samo_desktop.languages import COMMON, NAMES, language_code, language_name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("EN", "en"),
        ("en-US", "en"),
        ("en_US.UTF-8", "en"),
        ("english", "en"),
        (" English ", "en"),
        ("English (US)", "en"),
        ("eng", "en"),
        ("Deutsch", "de"),
        ("ger", "de"),
        ("deu", "de"),
        ("de_AT@euro", "de"),
        ("zh-Hans", "zh"),
        ("zh_Hant_TW", "zh"),
        ("pt-BR", "pt"),
        ("ESPAÑOL", "es"),
        ("espanol", "es"),
        ("espan\u0303ol", "es"),
        ("日本語", "ja"),
        ("русский", "ru"),
        ("ＥＮ", "en"),
        ("iw", "he"),
        ("jw", "jv"),
        ("nb-NO", "no"),
        ("yue", "yue"),
        ("Scottish Gaelic", "gd"),
        ("haitian creole", "ht"),
        ("", ""),
        ("auto", ""),
    ],
)
def test_however_it_is_written(name: str, code: str) -> None:
    assert language_code(name) == code


@pytest.mark.parametrize("name", ["Klingon", "xx", "e", "english-ish", "1", "enx", "🇬🇧", "en\0"])
def test_an_unknown_one_is_named(name: str) -> None:
    if name == "en\0":
        assert language_code(name) == "en"
        return
    with pytest.raises(SamoError) as caught:
        language_code(name)
    assert repr(name) in caught.value.message


def test_each_name_and_code_stands_for_its_language() -> None:
    for code, name in NAMES.items():
        assert language_code(code) == language_code(name) == code
    assert set(COMMON) <= set(NAMES)
    assert language_name("de") == "German"
    assert language_name("tlh") == "'tlh'"
