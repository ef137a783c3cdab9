"""The wave of an entry's sound: made with it, made again, and removed with it."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from samo_desktop.app import App
from samo_desktop.capture import peaks, sealed
from samo_desktop.errors import AudioError, DamagedError, NotFoundError, SamoError
from samo_desktop.pipeline import wave as module
from samo_desktop.settings import Settings
from samo_desktop.store import journal_layout as layout
from samo_desktop.store.journal import Journal
from tests.gui.fakes import CHEAP, FakeModels
from tests.support.sound import write_wav

pytestmark = pytest.mark.slow

SECONDS = 2.5


@pytest.fixture
def app(tmp_path: Path) -> App:
    journal, _ = Journal.create(tmp_path / "journal", "plum tree and goat", cost=CHEAP)
    return App(journal, Settings(), FakeModels())


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    """A second of silence, a second of a loud tone, half a second of silence."""
    tone = 0.8 * np.sin(2 * np.pi * 300 * np.arange(48_000) / 48_000)
    sound = np.concatenate([np.zeros(48_000), tone, np.zeros(24_000)])
    return write_wav(tmp_path / "voice.wav", sound, 48_000)


def kept(app: App, voice: Path) -> tuple[str, Path]:
    entry = app.entries.add_file(voice)
    assert list(app.finish())
    return entry.id, layout.peaks_path(app.journal.folder, entry.id)


def check(wave: peaks.Peaks | None) -> None:
    assert wave is not None
    assert len(wave.levels) == 50
    assert max(wave.levels[:20]) == 0
    assert all(200 <= level <= 210 for level in wave.levels[20:40])
    assert max(wave.levels[40:]) == 0


def test_it_is_made_when_the_sound_is_kept(app: App, voice: Path) -> None:
    entry_id, path = kept(app, voice)
    check(peaks.read_peaks(path, app.session.journal.audio_key))
    assert app.entries.get(entry_id).state == "done"
    with pytest.raises(DamagedError):
        peaks.read_peaks(path, None)  # it is sealed
    app.close()


@pytest.mark.parametrize("content", [None, b"", b"half a wave"])
def test_one_that_is_missing_or_damaged_is_made_again(
    app: App, voice: Path, content: bytes | None
) -> None:
    entry_id, path = kept(app, voice)
    path.unlink() if content is None else path.write_bytes(content)
    check(app.recordings.wave(entry_id))
    check(peaks.read_peaks(path, app.session.journal.audio_key))
    app.close()


def test_what_is_stored_is_not_made_again(
    app: App, voice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry_id, _ = kept(app, voice)
    monkeypatch.setattr(sealed, "open_sealed", lambda *_: pytest.fail("the sound was opened"))
    check(app.recordings.wave(entry_id))
    app.close()


def test_a_reader_of_the_journal_writes_nothing(app: App, voice: Path) -> None:
    entry_id, path = kept(app, voice)
    path.unlink()
    reader = App(
        Journal.open(app.journal.folder, "plum tree and goat", write=False),
        Settings(),
        FakeModels(),
    )
    check(reader.recordings.wave(entry_id))
    assert not path.exists()
    reader.close()
    app.close()


def test_it_stops_when_it_is_not_wanted_any_more(app: App, voice: Path) -> None:
    entry_id, path = kept(app, voice)
    path.unlink()
    asked: list[int] = []
    assert app.recordings.wave(entry_id, lambda: bool(asked.append(1)) or len(asked) < 2) is None
    assert len(asked) == 2
    assert not path.exists()
    app.close()


def test_no_sound_no_wave(app: App, voice: Path) -> None:
    entry_id, path = kept(app, voice)
    path.unlink()
    app.session.journal.audio_path(entry_id).unlink()
    with pytest.raises(NotFoundError):
        app.recordings.wave(entry_id)
    written = app.entries.write("Without a voice.").id
    with pytest.raises(SamoError):
        app.recordings.wave(written)
    app.close()


def test_it_goes_with_the_entry(app: App, voice: Path) -> None:
    entry_id, path = kept(app, voice)
    assert path.exists()
    app.entries.purge(entry_id)
    assert not list((app.journal.folder / layout.AUDIO).iterdir())
    app.close()


def test_one_that_comes_after_the_entry_was_purged_does_not_stay(app: App, voice: Path) -> None:
    entry_id, path = kept(app, voice)
    found = peaks.read_peaks(path, app.session.journal.audio_key)
    app.entries.purge(entry_id)
    module._store(app.session.journal, entry_id, found)
    assert not path.exists()
    app.close()


def test_a_full_disk_costs_the_wave_and_nothing_else(
    app: App, voice: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise SamoError("The disk is full.", "Make room.")

    monkeypatch.setattr(peaks, "write_peaks", full)
    with caplog.at_level(logging.WARNING):
        entry_id, path = kept(app, voice)
    assert app.entries.get(entry_id).state == "done"
    assert not path.exists()
    assert "SamoError" in caplog.text
    check(app.recordings.wave(entry_id))
    app.close()


def test_a_wave_of_what_holds_no_sound(app: App, voice: Path) -> None:
    entry_id, path = kept(app, voice)
    path.unlink()
    target = app.session.journal.audio_path(entry_id)
    with sealed.SealedFile(target, app.session.journal.audio_key) as file:
        file.write(b"no sound at all")
    with pytest.raises(AudioError):
        app.recordings.wave(entry_id)
    app.close()
