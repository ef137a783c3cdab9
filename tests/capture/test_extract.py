"""Taking the sound out of films without decoding it."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest

from samo_desktop.capture.decode import decode, probe
from samo_desktop.capture.extract import (
    CannotCopyError,
    alike,
    container_for,
    copy_sound,
    measured,
)
from samo_desktop.domain.generators import result_of
from samo_desktop.errors import AudioError, SamoError

from .films import Track, write_film
from .sounds import chirp, likeness
from .test_films import FILMS


def copied(path: Path) -> tuple[io.BytesIO, float]:
    """The sound of a film in a file of its own, and its length."""
    copy = io.BytesIO()
    extents = result_of(copy_sound(path, copy, container_for(path)))
    assert alike(extents, result_of(measured(copy)))
    return copy, max(extent.end for extent in extents)


@pytest.mark.parametrize("ending", FILMS)
def test_the_copy_sounds_as_the_film_does_and_holds_no_picture(tmp_path: Path, ending: str) -> None:
    container, codec, rate, video = FILMS[ending]
    path = tmp_path / f"film.{ending}"
    write_film(path, container, [Track(chirp(rate, 3), rate, codec)], video=video, frames=30)
    copy, seconds = copied(path)
    assert seconds == pytest.approx(3, abs=0.1)
    copy.seek(0)
    with av.open(copy) as file:
        assert [stream.type for stream in file.streams] == ["audio"]
    assert not probe(copy).film
    whole = np.concatenate(list(decode(path)))
    again = np.concatenate(list(decode(copy)))
    assert abs(len(whole) - len(again)) < 16000 * 0.1
    assert likeness(again, whole, 16000) > 0.97  # the clocks differ by less than a sample
    part = np.concatenate(list(decode(copy, start=2.0)))
    assert abs(len(part) / 16000 - 1.0) < 0.15


def test_packets_are_copied_bit_by_bit(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    write_film(path, "matroska", [Track(chirp(48000, 2), 48000, "libopus")])
    copy, _ = copied(path)

    def packets(source: str | io.BytesIO) -> list[bytes]:
        with av.open(source) as file:
            return [bytes(packet) for packet in file.demux(audio=0) if packet.size]

    copy.seek(0)
    assert packets(copy) == packets(str(path))


def test_the_right_one_of_several_sounds_is_copied(tmp_path: Path) -> None:
    from av.stream import Disposition

    tracks = [
        Track(chirp(44100, 1)[::-1].copy(), 44100, "flac", Disposition.comment),
        Track(chirp(44100, 2), 44100, "flac"),
    ]
    copy, seconds = copied(write_film(tmp_path / "film.mkv", "matroska", tracks))
    assert seconds == pytest.approx(2, abs=0.1)
    assert likeness(np.concatenate(list(decode(copy))), chirp(16000, 2), 16000) > 0.95


def test_the_copy_says_how_long_it_is(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    write_film(path, "mp4", [Track(chirp(44100, 3), 44100, "aac")])
    assert probe(copied(path)[0]).seconds == pytest.approx(3, abs=0.1)


def test_a_sound_that_no_container_takes_is_told(tmp_path: Path) -> None:
    path = tmp_path / "film.avi"
    write_film(path, "avi", [Track(chirp(22050, 1), 22050, "adpcm_ms")])
    assert probe(path).film
    with pytest.raises(CannotCopyError):
        container_for(path)


def test_a_film_that_is_cut_off_gives_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    write_film(path, "matroska", [Track(chirp(44100, 8), 44100, "flac")])
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    _, seconds = copied(path)
    assert 2 < seconds < 8


def test_progress_is_by_the_bytes_of_the_film(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    write_film(path, "matroska", [Track(chirp(48000, 20), 48000, "libopus")])
    told = []
    result_of(copy_sound(path, io.BytesIO(), "matroska"), told.append)
    assert told == sorted(told)
    assert len(told) >= 8
    assert told[-1] <= path.stat().st_size


def test_what_the_target_raises_is_passed_on(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    write_film(path, "matroska", [Track(chirp(44100, 4), 44100, "flac")])

    class Full:
        room = 10_000

        def write(self, data: bytes) -> int:
            self.room -= len(data)
            if self.room < 0:
                raise SamoError("The disk is full.", "Make room.")
            return len(data)

    with pytest.raises(SamoError, match="disk is full"):
        result_of(copy_sound(path, Full(), "matroska"))


def test_what_is_no_film_is_told(tmp_path: Path) -> None:
    (tmp_path / "letter.mp4").write_text("Dear diary")
    with pytest.raises(AudioError, match=r"letter\.mp4"):
        container_for(tmp_path / "letter.mp4")
    with pytest.raises(AudioError, match=r"letter\.mp4"):
        result_of(copy_sound(tmp_path / "letter.mp4", io.BytesIO(), "matroska"))
