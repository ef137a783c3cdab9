"""Files with several tracks: the voice is found on whichever it lies, and that is told."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from av.stream import Disposition

from samo_desktop.capture.decode import decode, probe
from samo_desktop.capture.extract import alike, container_for, copy_sound, measured
from samo_desktop.capture.report import DecodeReport
from samo_desktop.domain.generators import result_of

from .films import Track, write_film
from .sounds import chirp, likeness

KINDS = {
    "mp4": ("mp4", "aac", 44100, "mpeg4"),
    "mov": ("mov", "pcm_s16le", 44100, "mpeg4"),
    "mkv": ("matroska", "flac", 44100, "mpeg4"),
    "webm": ("webm", "libopus", 48000, "vp8"),
}
OTHER = Disposition(0)


def heard(source: Path | io.BytesIO) -> tuple[np.ndarray, tuple[str, ...]]:
    report = DecodeReport()
    return np.concatenate(list(decode(source, report=report))), report.notes()


def film(path: Path, kind: str, *sounds: np.ndarray, video: bool = True) -> Path:
    container, codec, rate, pictures = KINDS[kind]
    tracks = [
        Track(sound, rate, codec, OTHER if number else Disposition.default)
        for number, sound in enumerate(sounds)
    ]
    return write_film(path, container, tracks, video=pictures if video else "", frames=20)


@pytest.mark.parametrize("video", [True, False])
@pytest.mark.parametrize("place", [2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_a_voice_behind_silent_tracks_is_heard(
    tmp_path: Path, kind: str, place: int, video: bool
) -> None:
    voice = chirp(KINDS[kind][2], 3)
    path = film(tmp_path / "a", kind, *[0 * voice] * (place - 1), voice, video=video)
    sound, notes = heard(path)
    assert likeness(sound, chirp(16000, 3), 16000) > 0.95
    assert notes == (f"The voice was on track {place} of {place}, so that one was used.",)
    assert probe(path).film == video


@pytest.mark.parametrize("kind", KINDS)
def test_all_tracks_of_a_film_are_kept(tmp_path: Path, kind: str) -> None:
    voice = chirp(KINDS[kind][2], 3)
    path = film(tmp_path / "a", kind, 0 * voice, voice)
    copy = io.BytesIO()
    extents = result_of(copy_sound(path, copy, container_for(path)))
    assert len(extents) == 2
    assert alike(extents, result_of(measured(copy)))
    sound, notes = heard(copy)
    assert likeness(sound, chirp(16000, 3), 16000) > 0.95
    assert notes == ("The voice was on track 2 of 2, so that one was used.",)


def test_two_voices_on_two_tracks_are_both_heard(tmp_path: Path) -> None:
    first = chirp(44100, 4)
    second = first[::-1].copy()
    first[len(first) // 2 :] = 0
    second[: len(second) // 2] = 0
    sound, notes = heard(film(tmp_path / "a", "mkv", first, second))
    assert notes == ("2 of 2 tracks contain sound. They were mixed together.",)
    whole = chirp(16000, 4)
    assert likeness(sound[:30000], whole[:30000], 16000) > 0.95
    assert likeness(sound[-30000:], whole[::-1][-30000:], 16000) > 0.95


def test_a_track_that_is_turned_over_cancels_nothing(tmp_path: Path) -> None:
    voice = chirp(44100, 3)
    sound, _ = heard(film(tmp_path / "a", "mkv", voice, -voice))
    assert likeness(sound, chirp(16000, 3), 16000) > 0.95


def test_a_track_that_begins_later_stays_later(tmp_path: Path) -> None:
    voice = chirp(44100, 3)
    late = np.concatenate([np.zeros(44100, np.float32), voice])
    sound, _ = heard(film(tmp_path / "a", "mkv", 0 * voice[:44100], late))
    assert np.abs(sound[:15000]).max() < 0.01
    assert likeness(sound[16000:], chirp(16000, 3), 16000) > 0.95


def test_silence_on_all_tracks_is_told(tmp_path: Path) -> None:
    silence = np.zeros(44100, np.float32)
    assert heard(film(tmp_path / "a", "mp4", silence, silence))[1] == ("The recording is silent.",)


def test_a_comment_is_heard_only_where_nothing_else_is_and_that_is_told(tmp_path: Path) -> None:
    voice = chirp(44100, 2)
    for main, expected in ((0 * voice, 2), (voice[::-1].copy(), 1)):
        tracks = [
            Track(main, 44100, "flac"),
            Track(voice, 44100, "flac", Disposition.comment),
        ]
        sound, notes = heard(write_film(tmp_path / "a.mkv", "matroska", tracks))
        like = chirp(16000, 2) if expected == 2 else chirp(16000, 2)[::-1].copy()
        assert likeness(sound, like, 16000) > 0.95
        assert notes[0].startswith(f"Only track {expected} of 2 was used.")


def test_a_track_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    tracks = [
        Track(chirp(48000, 1), 48000, "pcm_s16le"),
        Track(chirp(48000, 2), 48000, "flac", OTHER),
    ]
    path = write_film(tmp_path / "two.mkv", "matroska", tracks, video="")
    path.write_bytes(path.read_bytes().replace(b"A_PCM/INT/LIT", b"A_UNKNOWN/XXX"))
    assert "Track 1 could not be read." in heard(path)[1]
