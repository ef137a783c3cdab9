"""Passphrase files, paths with a tilde, and settings, as other programs write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import PASSPHRASE, Samo

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r"])
def test_a_passphrase_file_of_any_editor(
    samo: Samo, journal: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, end: str
) -> None:
    monkeypatch.delenv("SAMO_PASSPHRASE")
    file = journal.parent / "passphrase.txt"
    mark = "\ufeff" if encoding.endswith(("le", "be")) else ""
    file.write_bytes((mark + PASSPHRASE + end).encode(encoding))
    assert samo("list", "--passphrase-file", file).code == 0


def test_only_one_line_break_is_no_part_of_it(
    samo: Samo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "passphrase.txt"
    file.write_text("grey mornings by the sea  \n\n", "utf-8")
    monkeypatch.setenv("SAMO_PASSPHRASE", "grey mornings by the sea  \n")
    assert samo("init").code == 0
    monkeypatch.delenv("SAMO_PASSPHRASE")
    assert samo("list", "--passphrase-file", file).code == 0
    file.write_text("grey mornings by the sea\n", "utf-8")
    assert samo("list", "--passphrase-file", file).code == 1


@pytest.mark.parametrize("content", [b"\xff", b"x" * 70_000])
def test_a_file_that_is_no_passphrase_is_named(
    samo: Samo, journal: Path, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    result = samo("list", "--passphrase-file", file)
    assert result.code == 1
    assert str(file) in result.err


def test_a_file_that_is_too_long_is_told_so_wherever_it_is_cut(
    samo: Samo, journal: Path, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    for content in ("ä" * 70_000, "xä" * 70_000):
        file.write_text(content, "utf-8")
        assert "too long" in samo("list", "--passphrase-file", file).err


@pytest.mark.parametrize("place", ["~nobody-of-that-name/settings.toml", "n" * 256])
def test_settings_in_no_place_keep_nobody_from_reading_or_writing(
    samo: Samo, journal: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setenv("SAMO_SETTINGS", place)
    assert samo("write", "A quiet day.").code == 0
    assert samo("list", "--json").code == 0


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "at home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.parametrize("how", ["option", "variable", "settings"])
def test_a_tilde_is_the_home_folder(
    samo: Samo, home: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    (home / "secret").write_text(PASSPHRASE, "utf-8")
    arguments: tuple[str, ...] = ("--passphrase-file", "~/secret")
    monkeypatch.delenv("SAMO_JOURNAL")
    if how == "option":
        arguments += ("--journal", "~/kept")
    elif how == "variable":
        monkeypatch.setenv("SAMO_JOURNAL", "~/kept")
    else:
        (home / "settings.toml").write_bytes('\ufeffjournal = "~/kept"\r\n'.encode())
        monkeypatch.setenv("SAMO_SETTINGS", "~/settings.toml")
    assert samo("init", *arguments).code == 0
    assert (home / "kept" / "journal.db").exists()
    assert samo("write", "x", *arguments).code == 0
    assert not (home.parent / "~").exists()


def test_nobody_s_home_is_told(samo: Samo, home: Path) -> None:
    result = samo("init", "--no-encryption", "--journal", "~nobody-of-that-name/x")
    assert result.code == 2
    assert "no user 'nobody-of-that-name'" in result.err
    assert sorted(path.name for path in home.parent.iterdir()) == ["at home"]


def test_a_file_may_be_named_with_a_tilde(samo: Samo, home: Path) -> None:
    (home.parent / "~note.wav").write_bytes(b"no sound")
    result = samo("transcribe", "~note.wav")
    assert result.code == 1
    assert "~note.wav" in result.err


@pytest.mark.usefixtures("journal")
def test_a_wrong_setting_is_told_and_stops_nothing(
    samo: Samo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "settings.toml"
    monkeypatch.setenv("SAMO_SETTINGS", str(file))
    for content, says in (
        ('theme = "blue"\nlanguage = "Klingon"', ("theme cannot be 'blue'", "'Klingon'")),
        ("theme = ", (f"The settings file {file} cannot be read",)),
    ):
        file.write_text(content, "utf-8")
        result = samo("write", "still written", "--json")
        assert result.code == 0
        assert result.json["text"] == "still written"
        assert all(result.err.count(word) == 1 for word in says)
        [check] = [c for c in samo("doctor", "--json").json["checks"] if c["name"] == "settings"]
        assert not check["ok"]
        assert all(word in check["detail"] for word in says)
        assert check["hint"]
