"""Paths as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from samo_desktop import paths
from samo_desktop.errors import SamoError


@pytest.mark.parametrize(
    ("variable", "where"),
    [
        ("SAMO_JOURNAL", paths.default_journal_folder),
        ("SAMO_MODELS", paths.user_models_folder),
        ("SAMO_CACHE", paths.cache_folder),
        ("SAMO_LOGS", paths.log_folder),
        ("SAMO_SETTINGS", paths.settings_file),
    ],
)
def test_a_tilde_is_the_home_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, where: object
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv(variable, "~/kept here")
    assert callable(where)
    assert where() == tmp_path / "kept here"


def test_a_tilde_elsewhere_is_a_letter(tmp_path: Path) -> None:
    assert paths.expanded(str(tmp_path / "~")) == tmp_path / "~"
    assert paths.expanded("a~") == Path("a~")


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("~nobody-of-that-name/journal", "no user 'nobody-of-that-name'"),
        ("n" * 256, "too long"),
        ("ä" * 128, "too long"),
        ("/" + "a/" * 2100, "too long"),
        ("a\0b", "NUL"),
    ],
)
def test_what_cannot_be_a_path_is_said(name: str, word: str) -> None:
    with pytest.raises(SamoError, match=word) as caught:
        paths.expanded(name)
    assert caught.value.hint
    assert len(caught.value.message) < 200


def test_the_longest_name_is_one() -> None:
    assert paths.expanded("n" * 255).name == "n" * 255
