"""Names and codes of languages."""

from __future__ import annotations

import pytest

from samo_desktop.errors import SamoError
from samo_desktop.languages import (
    COMMON,
    HEARD_BY_WHISPER,
    HEARD_WELL,
    NAMES,
    language_code,
    language_name,
    may_mean,
    system_languages,
)


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


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["pt_BR.UTF-8"], ("pt",)),
        (["zh_Hant"], ("zh",)),
        (["zh-Hant-TW", "en-TW"], ("zh", "en")),
        (["sr_RS@latin"], ("sr",)),
        (["German_Germany.1252"], ("de",)),
        (["nb-NO", "nn-NO", "en-GB", "en-US"], ("no", "nn", "en")),
        (["iw_IL"], ("he",)),
        (["fil_PH"], ("tl",)),
        (["C.UTF-8"], ()),
        (["POSIX", "C", ""], ()),
        (["auto", "tlh_KX", "de"], ("de",)),
    ],
)
def test_systems_name_languages_in_many_ways(names: list[str], codes: tuple[str, ...]) -> None:
    assert system_languages(names) == codes


@pytest.mark.parametrize(
    ("environ", "codes"),
    [
        ({"LANG": "de_AT.UTF-8"}, ("de",)),
        ({"LANG": "de_AT.UTF-8", "LC_TIME": "pt_PT.UTF-8"}, ("de",)),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "en_GB:fr"}, ("en", "fr", "de")),
        ({"LANG": "C.UTF-8", "LANGUAGE": "sv"}, ()),
        ({}, ()),
    ],
)
def test_the_environment_names_the_languages_of_the_system(
    environ: dict[str, str], codes: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert system_languages() == codes


def test_the_languages_of_whisper_are_those_of_its_tokenizer() -> None:
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    assert {language_code(code) for code in _LANGUAGE_CODES} - {"yue"} == HEARD_BY_WHISPER
    assert NAMES.keys() > HEARD_BY_WHISPER > {*HEARD_WELL}


@pytest.mark.parametrize(
    ("typed", "code", "may"),
    [
        *[("sven", "sv", True), ("Swe", "sv", True), ("swe", "sv", True), ("", "sv", True)],
        *[("creole", "ht", True), ("cestina", "cs", True), ("日本", "ja", True)],
        *[("man", "de", False), ("swedish!", "de", False), ("sven", "ga", False)],
    ],
)
def test_a_language_is_found_by_how_its_names_begin(typed: str, code: str, may: bool) -> None:
    assert may_mean(typed, code) is may
