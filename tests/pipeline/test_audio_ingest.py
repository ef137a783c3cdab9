"""Bringing files in: what is stored of them, how far it is, and what is known already."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from samo_desktop.app import App
from samo_desktop.capture import decode, extract, sealed, sources
from samo_desktop.domain.entry import Audio
from samo_desktop.domain.events import Progress
from samo_desktop.errors import AlreadyAddedError, AudioError, SamoError
from samo_desktop.pipeline import audio_ingest
from samo_desktop.pipeline.audio_ingest import keep_file
from samo_desktop.pipeline.runner import Cancelled
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.capture.films import Track, write_film
from tests.capture.sounds import chirp, likeness, write
from tests.gui.fakes import CHEAP, FakeModels
from tests.support.autocommit import Autocommit
from tests.support.sound import write_wav

pytestmark = pytest.mark.slow


@pytest.fixture(params=["plain", "encrypted"])
def quick(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[App]:
    """An App with quick models, whose work the test runs itself."""
    secret = None if request.param == "plain" else "plum tree and goat"
    journal, _ = Journal.create(tmp_path / "journal", secret, cost=CHEAP)
    quick = App(journal, Settings(), FakeModels())
    yield quick
    quick.close()


def film(path: Path, seconds: float = 3.0, frames: int = 30) -> Path:
    return write_film(
        path, "matroska", [Track(chirp(48000, seconds), 48000, "libopus")], frames=frames
    )


def stored(quick: App, entry_id: str) -> bytes:
    with quick.recordings.open_audio(entry_id) as file:
        return file.read()


def keep(quick: App, path: Path) -> tuple[str, list[Progress], Audio]:
    """Keeps a file for a new entry, and what was told of it."""
    entry = Autocommit(quick.session.journal).add_entry(source="voice")
    told, keeping_ = [], keep_file(quick.session.journal, entry.id, path)
    while True:
        try:
            told.append(next(keeping_))
        except StopIteration as end:
            audio: Audio = end.value
            return entry.id, told, audio


def test_a_file_of_sound_is_kept_byte_for_byte(quick: App, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "note.wav", np.zeros(48_000))
    entry = quick.entries.add_file(path)
    list(quick.finish())
    entry = quick.entries.get(entry.id)
    assert entry.state == "done"
    assert stored(quick, entry.id) == path.read_bytes()
    assert entry.audio is not None
    assert entry.audio.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_file_that_is_shorter_than_it_says_is_kept_and_told(quick: App, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "note.wav", chirp(16_000, 20))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    entry = quick.entries.add_file(path)
    list(quick.finish())
    entry = quick.entries.get(entry.id)
    assert entry.audio is not None
    assert entry.audio.seconds == pytest.approx(10, abs=0.1)
    assert entry.transcript is not None
    assert entry.transcript.notes == (
        "The file should last 0:20 but ends at 0:10: it was cut off.",
    )


def test_a_file_that_grows_while_it_is_read_is_not_taken_for_whole(
    quick: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_wav(tmp_path / "note.wav", chirp(16_000, 2))
    entry = quick.entries.add_file(path)
    chunks = sources.chunks

    def growing(*arguments: object) -> Iterator[bytes]:
        yield from chunks(*arguments)  # type: ignore[arg-type]
        with path.open("ab") as file:
            file.write(bytes(1000))

    monkeypatch.setattr(sources, "chunks", growing)
    list(quick.finish())
    failed = quick.entries.get(entry.id)
    assert failed.error is not None
    assert "still being written" in failed.error.message
    assert failed.audio is None


def test_all_tracks_of_a_film_are_kept(quick: App, tmp_path: Path) -> None:
    voice = chirp(44100, 3)
    path = tmp_path / "film.mp4"
    write_film(path, "mp4", [Track(0 * voice, 44100, "aac"), Track(voice, 44100, "aac")])
    entry_id, _, _ = keep(quick, path)
    stored = quick.session.journal.audio_path(entry_id)
    with sealed.open_sealed(stored, quick.session.journal.audio_key) as file:
        sound = np.concatenate(list(decode.decode(file)))
    assert likeness(sound, chirp(16_000, 3), 16_000) > 0.95


def test_the_date_of_a_file_stays_when_it_is_tried_again(quick: App, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "2019-05-04 18.30.wav", chirp(16_000, 2))
    entry = quick.entries.add_file(path)
    assert (entry.created_at.date().isoformat(), entry.date_source) == ("2019-05-04", "name")
    list(quick.finish())
    quick.entries.transcribe_again(entry.id)
    list(quick.finish())
    after = quick.entries.get(entry.id)
    assert (after.created_at, after.date_source) == (entry.created_at, "name")
    moved = quick.entries.edit(entry.id, at=entry.created_at)
    assert moved.date_source == "user"


def test_a_name_that_says_something_is_a_title_of_the_users(quick: App, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "2019-05-04 Talk with Anna.wav", chirp(16_000, 2))
    entry = quick.entries.add_file(path)
    assert (entry.title, entry.file_name) == ("Talk with Anna", path.name)
    quick.entries.edit(entry.id, text="We spoke for an hour.")
    assert quick.entries.get(entry.id).title == "Talk with Anna"
    edited = quick.entries.edit(entry.id, title="")
    assert (edited.title, edited.file_name) == ("We spoke for an hour.", path.name)


def test_a_name_that_no_screen_should_obey(quick: App, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "Anna\x1b[2J\u202e.wav", chirp(16_000, 2))
    entry = quick.entries.add_file(path)
    assert entry.file_name == "Anna\ufffd[2J\ufffd.wav"
    assert entry.title.isprintable()


def test_of_a_film_only_the_sound_is_kept(quick: App, tmp_path: Path) -> None:
    path = film(tmp_path / "film.mkv", frames=100)
    entry = quick.entries.add_file(path)
    list(quick.finish())
    entry = quick.entries.get(entry.id)
    assert entry.state == "done"
    assert entry.audio is not None
    assert entry.audio.seconds == pytest.approx(3, abs=0.1)
    kept = stored(quick, entry.id)
    assert len(kept) < path.stat().st_size * 0.9
    assert entry.audio.sha256 == hashlib.sha256(kept).hexdigest()
    assert not decode.probe(io.BytesIO(kept)).film
    whole = np.concatenate(list(decode.decode(path)))
    assert likeness(np.concatenate(list(decode.decode(io.BytesIO(kept)))), whole, 16000) > 0.99


def test_a_film_whose_sound_fits_nowhere_else_is_kept_whole(quick: App, tmp_path: Path) -> None:
    path = tmp_path / "film.avi"
    write_film(path, "avi", [Track(chirp(22050, 2), 22050, "adpcm_ms")])
    entry_id, told, audio = keep(quick, path)
    Autocommit(quick.session.journal).set_audio(entry_id, audio)
    assert stored(quick, entry_id) == path.read_bytes()
    assert told


def test_a_copy_that_is_not_whole_is_not_trusted(
    quick: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(*_: object) -> Iterator[int]:
        yield 0
        return [extract.Extent(1.0, 1.1)]  # type: ignore[return-value]

    path = film(tmp_path / "film.mkv")
    monkeypatch.setattr(extract, "measured", cut_short)
    entry_id, _, audio = keep(quick, path)
    Autocommit(quick.session.journal).set_audio(entry_id, audio)
    assert stored(quick, entry_id) == path.read_bytes()


@pytest.mark.parametrize("kind", ["sound", "film", "no length"])
def test_progress_never_goes_back_and_never_stands_still(
    quick: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    if kind == "film":
        path = film(tmp_path / "film.mkv", seconds=30)
    else:
        noise = np.random.default_rng(1).normal(0, 0.1, 16_000 * 150)
        path = write_wav(tmp_path / "note.wav", noise)
    if kind == "no length":
        probe = decode.probe

        def nothing_said(source: Path) -> decode.AudioInfo:
            info = probe(source)
            return decode.AudioInfo(None, info.sample_rate, info.channels, info.codec)

        monkeypatch.setattr(decode, "probe", nothing_said)
    _, told, audio = keep(quick, path)
    fractions = [progress.fraction or 0.0 for progress in told]
    assert fractions == sorted(fractions)
    assert all(0 <= fraction <= 1 for fraction in fractions)
    assert len(fractions) >= 4
    steps = np.diff([0.0, *fractions, 1.0])
    assert steps.max() < 0.5
    assert audio.seconds == pytest.approx(30 if kind == "film" else 150, abs=0.2)
    largest = audio_ingest.CHUNK * audio_ingest.CHUNKS_PER_EVENT
    assert kind != "sound" or len(told) >= path.stat().st_size // largest


@pytest.mark.parametrize("make", [film, lambda p: write_wav(p, np.zeros(2_000_000))])
def test_cancelling_leaves_no_half_file(quick: App, tmp_path: Path, make: object) -> None:
    path = make(tmp_path / "file.mkv")  # type: ignore[operator]
    entry = Autocommit(quick.session.journal).add_entry(source="voice")
    working = keep_file(quick.session.journal, entry.id, path)
    next(working)
    with pytest.raises(Cancelled):
        working.throw(Cancelled())
    folder = quick.session.journal.audio_path(entry.id).parent
    assert [file.name for file in folder.glob(f"{entry.id}*")] == []


def test_a_drive_that_is_pulled_out_is_told_in_words(
    quick: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Gone(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    path = write_wav(tmp_path / "note.wav", np.zeros(48_000))
    info = decode.probe(path)
    monkeypatch.setattr(decode, "probe", lambda _path: info)
    monkeypatch.setattr(sources, "open_path", lambda _path: Gone())
    with pytest.raises(AudioError, match="could not be read to the end"):
        keep(quick, path)
    with pytest.raises(AudioError, match="could not be read to the end"):
        sources.fingerprint(path)


def test_a_full_disk_leaves_nothing_behind(
    quick: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: sealed.SealedWriter, contents: bytes, last: bool) -> None:
        raise sealed.write_error(OSError(28, "No space left on device"))

    path = film(tmp_path / "film.mkv")
    monkeypatch.setattr(sealed.SealedWriter, "_append", full)
    with pytest.raises(SamoError, match="disk is full"):
        keep(quick, path)
    assert not list(quick.journal.folder.rglob("*.part"))


@pytest.mark.parametrize("before_it_was_kept", [True, False])
@pytest.mark.parametrize("make", [film, lambda p: write_wav(p, np.zeros(48_000))])
def test_the_same_file_is_known_again_under_any_name(
    quick: App, tmp_path: Path, make: object, before_it_was_kept: bool
) -> None:
    path = make(tmp_path / "first.mkv")  # type: ignore[operator]
    entry = quick.entries.add_file(path)
    if not before_it_was_kept:
        list(quick.finish())
    other = tmp_path / "second name.mkv"
    other.write_bytes(path.read_bytes())
    with pytest.raises(AlreadyAddedError, match="second name") as told:
        quick.entries.add_file(other)
    assert told.value.entry_id == entry.id
    assert entry.id in told.value.message
    assert told.value.hint
    assert quick.entries.count() == 1

    again = quick.entries.add_file(other, again=True)
    assert again.id != entry.id
    quick.entries.delete(entry.id)
    quick.entries.delete(again.id)
    assert quick.entries.add_file(path).id not in (entry.id, again.id)


def test_another_file_is_another_entry(quick: App, tmp_path: Path) -> None:
    quick.entries.add_file(write_wav(tmp_path / "a.wav", np.zeros(48_000)))
    quick.entries.add_file(write_wav(tmp_path / "b.wav", np.zeros(48_001)))
    assert quick.entries.count() == 2


def test_how_much_sound_waits(quick: App, tmp_path: Path) -> None:
    long = quick.entries.add_file(write_wav(tmp_path / "a.wav", np.zeros(80_000)))
    short = quick.entries.add_file(write_wav(tmp_path / "b.wav", np.zeros(16_000)))
    quick.entries.write("A quiet day.")
    assert list(quick.entries.sound_waiting()) == [long.id, short.id]
    assert quick.entries.sound_waiting() == pytest.approx({long.id: 5.0, short.id: 1.0})
    list(quick.finish())
    assert quick.entries.sound_waiting() == {}
    quick.entries.transcribe_again(long.id)  # whose job does not say how long the sound is
    assert quick.entries.sound_waiting() == pytest.approx({long.id: 5.0})


def test_cancel_all_and_try_again(quick: App, tmp_path: Path) -> None:
    entries = [
        quick.entries.add_file(write_wav(tmp_path / f"{n}.wav", np.full(16_000 + n, 0.1)))
        for n in range(3)
    ]
    done = quick.entries.write("A quiet day.")
    quick.entries.cancel_all()
    assert list(quick.finish()) == []
    states = {quick.entries.get(entry.id).state for entry in (*entries, done)}
    assert states == {"failed"}
    quick.entries.retry(entries[1].id)
    list(quick.finish())
    assert quick.entries.get(entries[1].id).state == "done"
    assert quick.entries.get(entries[0].id).state == "failed"


def test_trying_again_with_a_file_that_lies_elsewhere_now(quick: App, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", np.zeros(16_000))
    entry = quick.entries.add_file(path)
    path = path.rename(tmp_path / "b.wav")
    list(quick.finish())
    assert quick.entries.get(entry.id).state == "failed"
    quick.entries.retry(entry.id, path=path)
    list(quick.finish())
    assert quick.entries.get(entry.id).state == "done"


def test_trying_again_keeps_what_was_chosen(quick: App, tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", np.zeros(16_000))
    entry = quick.entries.add_file(path, engine="whisper", language="de")
    quick.entries.cancel(entry.id)
    quick.entries.retry(entry.id)
    jobs = {job.step: job for job in quick.entries.jobs(entry.id, states=["queued"])}
    assert jobs["keep"].options["path"] == str(path)
    assert jobs["transcribe"].options["engine"] == "whisper"
    assert jobs["transcribe"].options["language"] == "de"


def test_a_file_that_changed_before_it_was_kept_is_known_as_it_was_kept(
    quick: App, tmp_path: Path
) -> None:
    path = write_wav(tmp_path / "note.wav", np.zeros(16_000))
    before = path.read_bytes()
    entry = quick.entries.add_file(path)
    write_wav(path, np.full(16_000, 0.1))
    list(quick.finish())
    with pytest.raises(AlreadyAddedError) as told:
        quick.entries.add_file(path)
    assert told.value.entry_id == entry.id
    path.write_bytes(before)
    assert quick.entries.add_file(path).id != entry.id  # these bytes are nowhere in the journal


def test_a_length_that_a_file_only_claims_is_not_kept(quick: App, tmp_path: Path) -> None:
    path = tmp_path / "note.flac"
    write(path, chirp(16_000, 3.0)[None], 16_000, "flac", "flac")
    data = bytearray(path.read_bytes())
    data[21] |= 0x0F  # the samples in STREAMINFO: the last 36 bits of bytes 18 to 25
    data[22:26] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    assert (decode.probe(path).seconds or 0) > 1_000_000
    entry = quick.entries.add_file(path)
    list(quick.finish())
    entry = quick.entries.get(entry.id)
    assert entry.audio is not None
    assert entry.audio.seconds == pytest.approx(3.0, abs=0.1)
    assert entry.audio.sha256 == hashlib.sha256(data).hexdigest()
