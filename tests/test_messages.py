"""The way from a text in the code to the user's language, and all that may be wrong on it."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from samo_desktop import messages
from samo_desktop.messages import gettext, listed, ngettext, pgettext, use, wanted
from tests.support import catalogues, pseudo

GERMAN = {
    "Stopped.": "Angehalten.",
    "{name} is empty.": "{name} ist leer.",
    ("1 entry", "{n} entries"): ("{n} Eintrag", "{n} Einträge"),
}


@pytest.fixture(autouse=True)
def _english_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.setenv(name, "")
    yield
    use(Path("nowhere"), [])


def catalogue(folder: Path, language: str, texts: dict[object, object]) -> Path:
    """A catalogue in `folder`; returns its file."""
    catalog = Catalog(language, domain="samo")
    for english, text in texts.items():
        context = None
        if isinstance(english, list):
            context, english = english
        catalog.add(english, text, context=context)
    file = folder / language / "LC_MESSAGES" / "samo.mo"
    file.parent.mkdir(parents=True)
    catalogues.load().compiled(catalog, file)
    return file


def test_english_where_there_is_no_catalogue(tmp_path: Path) -> None:
    use(tmp_path, ["de"])
    assert gettext("Stopped.") == "Stopped."
    assert ngettext("1 entry", "{n} entries", 2) == "{n} entries"
    assert messages.language() == ""


def test_a_language(tmp_path: Path) -> None:
    catalogue(tmp_path, "de", GERMAN)
    use(tmp_path, ["de_AT"])
    assert gettext("Stopped.") == "Angehalten."
    assert ngettext("1 entry", "{n} entries", 1).format(n=1) == "1 Eintrag"
    assert ngettext("1 entry", "{n} entries", 7).format(n=7) == "7 Einträge"
    assert gettext("What nobody translated.") == "What nobody translated."
    assert messages.language() == "de_AT"


def test_a_language_with_more_plurals(tmp_path: Path) -> None:
    forms = ("{n} wpis", "{n} wpisy", "{n} wpisów", "{n} wpisu")
    count = Catalog("pl").num_plurals
    catalogue(tmp_path, "pl", {("1 entry", "{n} entries"): forms[:count]})
    use(tmp_path, ["pl"])
    said = [ngettext("1 entry", "{n} entries", n).format(n=n) for n in (1, 2, 5, 22)]
    assert said == ["1 wpis", "2 wpisy", "5 wpisów", "22 wpisy"]


def test_the_same_english_may_mean_several_things(tmp_path: Path) -> None:
    catalogue(tmp_path, "de", {("x", "y"): ("a", "b"), "content": "Inhalt"})
    use(tmp_path, ["de"])
    assert pgettext("Feelings", "content") == "content"


def test_nothing_stays_nothing(tmp_path: Path) -> None:
    """gettext("") gives the header of the catalogue."""
    catalogue(tmp_path, "de", GERMAN)
    use(tmp_path, ["de"])
    assert gettext("") == ""


@pytest.mark.parametrize(
    ("environ", "languages"),
    [
        ({}, []),
        ({"LANG": "de_DE.UTF-8"}, ["de_DE.UTF-8"]),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "fr_FR"}, ["fr_FR"]),
        ({"LANG": "de_DE", "LC_ALL": "es_ES", "LANGUAGE": ""}, ["es_ES"]),
        ({"LANG": "de_DE", "LANGUAGE": "pt_BR:fr::"}, ["pt_BR", "fr"]),
        ({"LANG": "C", "LANGUAGE": "de"}, []),
        ({"LC_ALL": "C.UTF-8", "LANG": "de_DE", "LANGUAGE": "de"}, []),
        ({"LC_ALL": "POSIX"}, []),
        ({"LANGUAGE": "de"}, ["de"]),
    ],
)
def test_the_languages_that_are_wanted(environ: dict[str, str], languages: list[str]) -> None:
    assert wanted(environ) == languages


@pytest.mark.parametrize(
    ("names", "spoken"),
    [
        (["en_GB", "de"], ""),  # English is there: the code's own
        (["en", "de"], ""),
        (["C", "de"], ""),
        (["fr", "de"], "de"),
        (["de-CH"], "de_CH"),
        (["de_DE.UTF-8@euro"], "de_DE@euro"),
        (["German_Germany.1252"], "de_DE"),
        (["English_United Kingdom.1252", "de"], ""),
        (["POSIX", "de"], ""),
        (["../de", "\udce9", "x" * 300], ""),
    ],
)
def test_the_first_language_that_there_is(tmp_path: Path, names: list[str], spoken: str) -> None:
    catalogue(tmp_path, "de", GERMAN)
    use(tmp_path, names)
    assert messages.language() == spoken
    assert gettext("Stopped.") == ("Angehalten." if spoken else "Stopped.")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xde\x12\x04\x95",
        b"not a catalogue at all, but long enough to be read as one",
        b"\xde\x12\x04\x95" + b"\xff" * 60,
    ],
    ids=["empty", "only a mark", "text", "numbers beyond its end"],
)
def test_a_damaged_catalogue_leaves_english(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    catalogue(tmp_path, "de", GERMAN).write_bytes(content)
    with caplog.at_level(logging.WARNING):
        use(tmp_path, ["de"])
    assert gettext("Stopped.") == "Stopped."
    assert "catalogue cannot be used" in caplog.text


@pytest.mark.parametrize(
    "rule", ["n/0", "1 if n else", "import", "((" * 40 + "n" + "))" * 40, "n%(n-7)"]
)
def test_a_damaged_rule_for_plurals_leaves_english(tmp_path: Path, rule: str) -> None:
    file = catalogue(tmp_path, "de", GERMAN)
    content = file.read_bytes()
    header = b"plural=(n != 1);"
    assert header in content
    file.write_bytes(content.replace(header, f"plural={rule};".encode().ljust(len(header))))
    use(tmp_path, ["de"])
    assert ngettext("1 entry", "{n} entries", 7).format(n=7) in ("7 entries", "7 Einträge")


def test_a_cut_off_catalogue_leaves_english(tmp_path: Path) -> None:
    file = catalogue(tmp_path, "de", GERMAN)
    whole = file.read_bytes()
    for length in range(0, len(whole), 7):
        file.write_bytes(whole[:length])
        use(tmp_path, ["de"])
        gettext("Stopped.")
        assert ngettext("1 entry", "{n} entries", 3).format(n=3)


@pytest.mark.parametrize(
    "text",
    ["{nom} ist leer.", "{0} ist leer.", "{} ist leer.", "{name", "name}", "{name.x}", "{name:d}",
     "{name[0]}", "{name!z}", "{name:{width}}"],
)  # fmt: skip
def test_a_translation_that_names_other_parts_is_not_shown(tmp_path: Path, text: str) -> None:
    catalogue(tmp_path, "de", {"{name} is empty.": text, "Stopped.": "Angehalten {so}."})
    use(tmp_path, ["de"])
    assert gettext("{name} is empty.").format(name="X") == "X is empty."
    assert gettext("Stopped.") == "Angehalten {so}."  # nothing is put in here


def test_a_plural_that_names_other_parts_is_not_shown(tmp_path: Path) -> None:
    catalogue(tmp_path, "de", {("1 entry", "{n} entries"): ("ein Eintrag", "{zahl} Einträge")})
    use(tmp_path, ["de"])
    assert ngettext("1 entry", "{n} entries", 1).format(n=1) == "ein Eintrag"
    assert ngettext("1 entry", "{n} entries", 2).format(n=2) == "2 entries"


def test_words_as_a_list() -> None:
    assert [listed("abcd"[:n]) for n in (1, 2, 3, 4)] == [
        "a",
        "a and b",
        "a, b and c",
        "a, b, c and d",
    ]


def test_libraries_and_other_processes_speak_the_same_language(tmp_path: Path) -> None:
    """Click and argparse ask the standard library, which reads the environment."""
    folder = pseudo.install(tmp_path)
    code = (
        "import sys, os, gettext; from pathlib import Path; from samo_desktop import messages\n"
        "messages.use(Path(sys.argv[1]), ['xx'])\n"
        "import click\n"
        "assert os.environ['LANGUAGE'] == 'xx'\n"
        "sys.stdout.reconfigure(encoding='utf-8')\n"
        "print(click.core._('Options'), gettext.gettext('usage: '))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, folder], capture_output=True, check=True, encoding="utf-8"
    )
    assert done.stdout.count("⟦") == 2
