"""The user's settings."""

from __future__ import annotations

import os
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.errors import SamoError
from samo_desktop.settings import (
    ENGINES,
    PLAYBACK_SPEEDS,
    Loaded,
    Settings,
    Theme,
    load,
    read,
    save,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
SETTINGS = st.builds(
    Settings,
    theme=st.sampled_from(get_args(Theme)),
    text_scale=st.floats(0.8, 2),
    microphone=TEXT.filter(lambda text: "\0" not in text),
    engine=st.sampled_from([*ENGINES, "whisper:small", "my own model (2)", "größer"]),
    languages=st.sampled_from([(), ("en",), ("en", "yue")]),
    playback_speed=st.sampled_from(PLAYBACK_SPEEDS),
    journal=TEXT.filter(lambda text: "\0" not in text and not text.startswith("~")),
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "samo" / "settings.toml"


def _write(file: Path, content: str | bytes) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


@given(SETTINGS)
def test_what_is_saved_is_loaded(settings: Settings) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "settings.toml"
        save(settings, file)
        assert load(file) == settings
        assert list(Path(folder).iterdir()) == [file]


def test_without_a_file_all_are_defaults(file: Path) -> None:
    assert load(file) == Settings()
    assert not file.exists()


def test_saving_makes_the_folder_and_replaces_what_was_there(file: Path) -> None:
    save(Settings(theme="dark"), file)
    save(Settings(theme="light"), file)
    assert load(file).theme == "light"


def test_unknown_keys_of_a_newer_version_are_left_out(file: Path) -> None:
    _write(file, 'theme = "dark"\nwallpaper = "sea"\n[future]\nx = 1\n')
    assert load(file) == Settings(theme="dark")


def test_a_whole_number_is_a_scale(file: Path) -> None:
    _write(file, "text_scale = 1")
    assert load(file) == Settings(text_scale=1.0)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "blue"),
        ("theme", "Dark"),
        ("theme", 1),
        ("theme", []),
        ("engine", ""),
        ("engine", " whisper"),
        ("engine", "../small"),
        ("engine", "a\\b"),
        ("engine", "two\nlines"),
        ("engine", 1),
        ("playback_speed", 1.1),
        ("playback_speed", 3),
        ("playback_speed", True),
        ("playback_speed", "1"),
        ("text_scale", 0.79),
        ("text_scale", 2.01),
        ("text_scale", 3),
        ("text_scale", "1"),
        ("text_scale", True),
        ("text_scale", float("nan")),
        ("text_scale", float("inf")),
        ("microphone", 3),
        ("languages", [1]),
        ("languages", ["en", "Klingon"]),
        ("journal", {"path": "x"}),
        ("journal", "~no-such-user-here/journal"),
        ("journal", "x" * 300),
    ],
)
def test_a_bad_value_is_named_and_the_usual_one_used(file: Path, key: str, value: Any) -> None:
    good = "proxy" if key != "proxy" else "journal"
    _write(file, tomli_w.dumps({key: value, good: "kept"}))
    loaded = read(file)
    assert loaded.settings == Settings(**{good: "kept"})
    [problem] = loaded.problems
    shown = "language" if key == "languages" and 1 not in value else f"The setting {key} cannot be"
    assert shown in problem.message
    assert problem.hint
    with pytest.raises(SamoError):
        Settings(**{key: value})


@pytest.mark.parametrize("place", ["~nobody-of-that-name/x", "a\0b", "n" * 256, "/x" * 2500])
def test_a_journal_in_no_place_is_told_and_the_usual_one_used(file: Path, place: str) -> None:
    _write(file, tomli_w.dumps({"journal": place, "theme": "dark"}))
    loaded = read(file)
    assert loaded.settings == Settings(theme="dark")
    [problem] = loaded.problems
    assert "It is ignored." in problem.message
    assert problem.hint


def test_a_wrong_value_is_shown_as_the_file_says_it(file: Path) -> None:
    _write(file, "text_scale = true\ntheme = 1979-05-27\nlearn_from_corrections = 1\n")
    theme, scale, learn = (problem.message for problem in read(file).problems)
    assert scale == "The setting text_scale cannot be true. 1.0 is used instead."
    assert "cannot be 1979-05-27." in theme
    assert learn.endswith("true is used instead.")


@pytest.mark.parametrize(
    "content",
    [b"theme = ", b"theme = 'dark", b"\xff\xfe\x00", b"theme", b'theme="dark"\ntheme="light"'],
    ids=["half", "open", "binary", "key", "twice"],
)
def test_a_damaged_file_is_named_and_left_as_it_is(file: Path, content: bytes) -> None:
    _write(file, content)
    loaded = read(file)
    assert loaded.settings == load(file) == Settings()
    [problem] = loaded.problems
    assert "cannot be read" in problem.message
    assert str(file) in problem.message
    assert file.read_bytes() == content


def test_a_folder_in_its_place_cannot_be_read(file: Path) -> None:
    file.mkdir(parents=True)
    [problem] = read(file).problems
    assert "cannot be read" in problem.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_any_editor_may_have_written_it(file: Path, encoding: str, end: str) -> None:
    text = f'theme = "dark"{end}language = "Deutsch"{end}journal = "größer"{end}'
    _write(file, text.encode(encoding))
    assert read(file) == Loaded(Settings(theme="dark", languages=("de",), journal="größer"))


@pytest.mark.parametrize("content", ['theme = "blue"\ntext_scale = 2.0\n', "theme = ", "\xff"])
def test_what_could_not_be_used_is_kept_when_others_are_saved(file: Path, content: str) -> None:
    _write(file, content.encode("latin-1"))
    broken = file.with_name("settings.toml.broken")
    broken.write_text("older", "utf-8")
    save(Settings(theme="light"), file)
    assert load(file) == Settings(theme="light")
    assert broken.read_text("utf-8") == "older"
    assert file.with_name("settings.toml.broken-2").read_bytes() == content.encode("latin-1")
    save(Settings(theme="dark"), file)
    assert len(list(file.parent.iterdir())) == 3


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_in_its_place_holds_nobody_up_and_stays(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(file)
    loaded = read(file)
    assert loaded.settings == Settings()
    assert "cannot be read" in loaded.problems[0].message
    with pytest.raises(SamoError):
        save(Settings(), file)
    assert file.is_fifo()
    assert list(file.parent.iterdir()) == [file]


def test_the_null_device_stands_for_no_settings() -> None:
    assert read(Path(os.devnull)) == Loaded(Settings())


def test_where_the_old_file_cannot_be_kept_nothing_is_saved(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('theme = "blue"', "utf-8")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SamoError):
        save(Settings(), file)
    assert file.read_text("utf-8") == 'theme = "blue"'
    assert not list(file.parent.glob("*.part"))


def test_a_place_that_cannot_be_written_is_the_users_to_mend(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(SamoError, match="could not be saved"):
        save(Settings(), tmp_path / "file" / "settings.toml")


def test_a_name_that_is_not_unicode_cannot_be_saved(file: Path) -> None:
    save(Settings(theme="dark"), file)
    with pytest.raises(SamoError, match="could not be saved"):
        save(Settings(journal="/home/\udcff"), file)
    assert load(file) == Settings(theme="dark")


def test_changes_are_validated() -> None:
    assert Settings().with_(theme="dark") == Settings(theme="dark")
    with pytest.raises(SamoError, match="The setting theme cannot be 'blue'"):
        Settings().with_(theme="blue")


def test_each_default_is_valid() -> None:
    assert {field.name for field in fields(Settings)} == set(Settings.__slots__)
    assert Settings() == Settings().with_()
