"""A damaged recording: what can be read is kept, the rest is told, and its file stays."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from samo_desktop.app import App
from samo_desktop.capture.spool import SpoolInfo, SpoolWriter, part_path
from samo_desktop.domain.entry import Entry
from samo_desktop.errors import SamoError
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.gui.fakes import CHEAP, FakeModels
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow

ENTRY = "0123456789ab"
RATE = 16_000


@pytest.fixture(params=["plain", "encrypted"])
def quick(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[App]:
    """An App with quick models, whose work the test runs itself."""
    secret = None if request.param == "plain" else "plum tree and goat"
    journal, _ = Journal.create(tmp_path / "journal", secret, cost=CHEAP)
    quick = App(journal, Settings(), FakeModels())
    yield quick
    quick.close()


def record(quick: App, number: int = 0, seconds: float = 10.0, *, close: bool = True) -> Path:
    """A part of a recording, as it lies there."""
    chance = np.random.default_rng(number)
    path = part_path(quick.session.journal.spool_folder, ENTRY, number)
    writer = SpoolWriter(
        path, quick.session.journal.audio_key, SpoolInfo(ENTRY, datetime.now(UTC), RATE)
    )
    for _ in range(round(seconds * 10)):
        writer.append(chance.normal(0, 900, RATE // 10).astype(np.int16), sync=False)
    if close:
        writer.close()
    else:
        writer.sync()
        writer._writer.abandon()
    return path


def flip(path: Path, at: int, bit: int = 4) -> bytes:
    """Damages one byte; the file as it was."""
    before = path.read_bytes()
    data = bytearray(before)
    data[at] ^= bit
    path.write_bytes(data)
    return before


def frame_at(path: Path, number: int) -> int:
    """Where a frame begins."""
    data, at = path.read_bytes(), 24
    for _ in range(number):
        at += 4 + int.from_bytes(data[at : at + 4], "little")
    return at


def recovered(quick: App) -> Entry:
    quick.recover()
    list(quick.finish())
    return quick.entries.get(ENTRY)


def test_a_flipped_length_costs_a_moment_which_is_told(quick: App) -> None:
    path = record(quick)
    flip(path, frame_at(path, 20))
    damaged = path.read_bytes()
    entry = recovered(quick)
    assert entry.state == "done"
    assert entry.audio is not None
    assert entry.audio.seconds == pytest.approx(10, abs=0.1)
    assert entry.error is not None
    assert entry.error.message == "About 0.1 s of this recording at 0:01 are damaged."
    assert path.read_bytes() == damaged


def test_a_recording_cut_to_a_third_is_told_and_stays(quick: App) -> None:
    path = record(quick)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
    entry = recovered(quick)
    assert entry.audio is not None
    assert entry.audio.seconds == pytest.approx(3.3, abs=0.2)
    assert entry.error is not None
    assert "damaged after 0:03" in entry.error.message
    assert path.exists()


def test_trying_again_with_the_file_from_a_backup_makes_it_whole(quick: App) -> None:
    path = record(quick)
    before = path.read_bytes()
    path.write_bytes(before[: len(before) // 3])
    recovered(quick)
    quick.entries.retry(ENTRY)
    list(quick.finish())
    assert quick.entries.get(ENTRY).error is not None
    path.write_bytes(before)
    quick.entries.retry(ENTRY)
    list(quick.finish())
    entry = quick.entries.get(ENTRY)
    assert (entry.state, entry.error) == ("done", None)
    assert entry.audio is not None
    assert entry.audio.seconds == pytest.approx(10, abs=0.05)
    assert not path.exists()


def test_a_worse_file_takes_nothing_from_what_is_stored(quick: App) -> None:
    path = record(quick)
    flip(path, frame_at(path, 20))
    recovered(quick)
    path.write_bytes(path.read_bytes()[:60_000])
    quick.entries.retry(ENTRY)
    list(quick.finish())
    entry = quick.entries.get(ENTRY)
    assert entry.audio is not None
    assert entry.audio.seconds == pytest.approx(10, abs=0.1)
    assert entry.error is not None
    assert path.exists()


def test_what_is_told_outlives_a_new_analysis_and_a_start(quick: App) -> None:
    path = record(quick)
    flip(path, frame_at(path, 20))
    recovered(quick)
    quick.entries.analyse_again(ENTRY)
    entry = recovered(quick)
    assert entry.state == "done"
    assert entry.error is not None
    assert path.exists()
    assert not quick.journal.interrupted(), "there is nothing to do about it at each start"
    quick.entries.purge(ENTRY)
    assert not path.exists()


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_part_that_is_missing_is_told(quick: App, missing: int) -> None:
    Autocommit(quick.session.journal).add_entry(source="voice", entry_id=ENTRY, recording=True)
    paths = [record(quick, number, 1.0) for number in range(3)]
    paths[missing].unlink()
    quick.recordings._recordings.finish(ENTRY, stopped={"seconds": 3.0, "parts": 3})
    list(quick.finish())
    entry = quick.entries.get(ENTRY)
    assert entry.error is not None
    assert entry.error.message == f"Part {missing + 1} of this recording is missing."
    assert entry.audio is not None
    assert entry.audio.seconds == pytest.approx(2, abs=0.05)
    assert sum(path.exists() for path in paths) == 2


@pytest.mark.parametrize("ending", ["with its mark", "without"])
def test_less_than_there_was_at_stop_is_told(quick: App, ending: str) -> None:
    Autocommit(quick.session.journal).add_entry(source="voice", entry_id=ENTRY, recording=True)
    path = record(quick, seconds=4.0, close=ending == "with its mark")
    if ending == "without":
        path.write_bytes(path.read_bytes()[: frame_at(path, 31)])
        quick.recordings._recordings.finish(ENTRY, stopped={"seconds": 4.0, "parts": 1})
    else:
        quick.recordings._recordings.finish(ENTRY, stopped={"seconds": 5.0, "parts": 1})
    list(quick.finish())
    entry = quick.entries.get(ENTRY)
    assert entry.error is not None
    assert entry.error.message == "The last 1.0 s of this recording are missing."
    assert path.exists()


def test_a_recording_emptied_after_stop_is_no_recording_of_nothing(quick: App) -> None:
    Autocommit(quick.session.journal).add_entry(source="voice", entry_id=ENTRY, recording=True)
    path = record(quick)
    quick.recordings._recordings.finish(ENTRY, stopped={"seconds": 10.0, "parts": 1})
    path.write_bytes(b"")
    list(quick.finish())
    entry = quick.entries.get(ENTRY)
    assert entry.state == "failed"
    assert entry.error is not None
    assert "damaged" in entry.error.message
    assert path.exists()


def test_a_killed_recording_is_stored_whole_and_says_where_it_ends(quick: App) -> None:
    path = record(quick, seconds=2.0, close=False)
    entry = recovered(quick)
    assert entry.state == "done"
    assert entry.error is not None
    assert entry.error.message == "This recording was interrupted at 0:02."
    assert not path.exists()


def test_an_unreadable_recording_without_an_entry_gets_one_that_says_so(quick: App) -> None:
    path = record(quick)
    before = flip(path, 40)
    assert quick.recover() == []
    entry = quick.entries.get(ENTRY)
    assert entry.state == "failed"
    assert entry.error is not None
    assert "cannot be read" in entry.error.message
    path.write_bytes(before)
    quick.entries.retry(ENTRY)
    list(quick.finish())
    entry = quick.entries.get(ENTRY)
    assert (entry.state, entry.error) == ("done", None)
    assert not path.exists()


def test_a_recording_of_a_deleted_entry_is_let_be(quick: App) -> None:
    path = record(quick)
    flip(path, frame_at(path, 20))
    recovered(quick)
    Autocommit(quick.session.journal).delete(ENTRY)
    assert quick.recordings.recover() == []
    assert path.exists()
    Autocommit(quick.session.journal).undelete(ENTRY)
    assert quick.entries.get(ENTRY).error is not None


def test_sound_that_could_not_be_stored_is_told_whatever_is_done_later(
    quick: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = record(quick, seconds=1.0)

    def full(*_: object, **__: object) -> None:
        raise SamoError("The disk is full.", "Make room.")

    with monkeypatch.context() as patched:
        patched.setattr("samo_desktop.capture.sealed.SealedWriter._append", full)
        entry = recovered(quick)
    assert entry.state == "failed"
    assert entry.error is not None
    assert entry.error.message == "The disk is full."
    quick.entries.edit(ENTRY, text="My own words.")
    list(quick.finish())
    assert quick.entries.get(ENTRY).state == "failed"
    quick.entries.retry(ENTRY)
    list(quick.finish())
    entry = quick.entries.get(ENTRY)
    assert (entry.state, entry.error) == ("done", None)
    assert entry.text.startswith("My own words.\n\nI called")
    assert entry.audio is not None
    assert not path.exists()


@pytest.mark.parametrize("where", [0.0, 0.5, 1.0])
def test_damaged_stored_sound_is_told_and_stays(quick: App, where: float) -> None:
    record(quick, seconds=60.0)
    entry = recovered(quick)
    path = quick.session.journal.audio_path(ENTRY)
    data = bytearray(path.read_bytes())
    at = min(int(len(data) * where), len(data) - 1)
    data[at] ^= 1
    path.write_bytes(data)
    seconds = entry.audio.seconds if entry.audio else 0.0
    quick.entries.transcribe_again(ENTRY)
    list(quick.finish())
    entry = quick.entries.get(ENTRY)
    assert entry.state == "failed"
    assert entry.error is not None
    assert "damaged" in entry.error.message
    assert path.read_bytes() == data
    assert entry.audio is not None
    assert entry.audio.seconds == seconds


def test_sound_of_another_journal_is_refused(quick: App, tmp_path: Path) -> None:
    other, _ = Journal.create(tmp_path / "other", "another secret", cost=CHEAP)
    with other:
        writer = SpoolWriter(
            part_path(quick.session.journal.spool_folder, ENTRY, 0),
            None if quick.journal.encrypted else other.audio_key,
            SpoolInfo(ENTRY, datetime.now(UTC), RATE),
        )
    writer.append(np.zeros(RATE, np.int16))
    writer.close()
    assert recovered(quick).state == "failed"
    assert writer.path.exists()
    stored = quick.session.journal.audio_path(ENTRY)
    shutil.copy(writer.path, stored)
    quick.entries.retry(ENTRY)
    list(quick.finish())
    assert quick.entries.get(ENTRY).state == "failed"
    assert stored.read_bytes() == writer.path.read_bytes()
