"""Films, and files with several sounds: the right one is heard, and nothing else is decoded."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition
from numpy.typing import NDArray

from samo_desktop.capture import media
from samo_desktop.capture.decode import decode, probe
from samo_desktop.errors import AudioError

from .films import Track, write_film
from .sounds import chirp, likeness

FILMS = {  # ending: container, codec of the sound, its rate, codec of the pictures
    "mp4": ("mp4", "aac", 44100, "mpeg4"),
    "mov": ("mov", "pcm_s16be", 44100, "mpeg4"),
    "mkv": ("matroska", "libopus", 48000, "mpeg4"),
    "webm": ("webm", "libopus", 48000, "vp8"),
    "avi": ("avi", "libmp3lame", 44100, "mpeg4"),
    "wmv": ("asf", "wmav2", 44100, "wmv2"),
    "3gp": ("3gp", "libopencore_amrnb", 8000, "mpeg4"),
    "ts": ("mpegts", "aac", 44100, "mpeg2video"),
    "mpg": ("mpeg", "mp2", 44100, "mpeg2video"),
    "flv": ("flv", "aac", 44100, "flv1"),
}
SOUNDS = {  # ending: container, codec, rate; those that test_decode has not
    "wma": ("asf", "wmav2", 44100),
    "aiff": ("aiff", "pcm_s16be", 44100),
    "amr": ("amr", "libopencore_amrnb", 8000),
    "webm": ("webm", "libopus", 48000),
    "mka": ("matroska", "aac", 44100),
    "caf": ("caf", "alac", 44100),
    "au": ("au", "pcm_s16be", 22050),
    "ac3": ("ac3", "ac3", 48000),
    "wv": ("wv", "wavpack", 44100),
    "tta": ("tta", "tta", 44100),
}


def heard(path: Path) -> NDArray[np.float32]:
    return np.concatenate(list(decode(path)))


@pytest.mark.parametrize("ending", FILMS)
def test_the_sound_of_a_film_is_heard(tmp_path: Path, ending: str) -> None:
    container, codec, rate, video = FILMS[ending]
    path = tmp_path / f"film.{ending}"
    write_film(path, container, [Track(chirp(rate, 2), rate, codec)], video=video)
    info = probe(path)
    assert info.film
    assert (info.sample_rate, info.channels) == (rate, 1)
    assert abs(len(heard(path)) / 16000 - 2) < 0.1
    assert likeness(heard(path), chirp(16000, 2), 16000) > 0.9


@pytest.mark.parametrize("ending", SOUNDS)
def test_less_common_files_of_sound_are_heard(tmp_path: Path, ending: str) -> None:
    container, codec, rate = SOUNDS[ending]
    path = tmp_path / f"sound.{ending}"
    write_film(path, container, [Track(chirp(rate, 2), rate, codec)], video="")
    assert not probe(path).film
    assert likeness(heard(path), chirp(16000, 2), 16000) > 0.9


def tone(frequency: float, rate: int = 48000) -> NDArray[np.float32]:
    return (0.4 * np.sin(2 * np.pi * frequency * np.arange(rate) / rate)).astype(np.float32)


def pitch(samples: NDArray[np.float32]) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples[:16000]))))


@pytest.mark.parametrize(
    ("dispositions", "chosen"),
    [
        ((Disposition.comment, Disposition.default), 2),
        ((Disposition.comment | Disposition.default, Disposition(0)), 2),
        ((Disposition.visual_impaired, Disposition(0), Disposition.comment), 2),
        ((Disposition.comment,), 1),
    ],
)
def test_comments_and_descriptions_of_a_film_are_not_the_film(
    tmp_path: Path, dispositions: tuple[Disposition, ...], chosen: int
) -> None:
    path = tmp_path / "film.mkv"
    tracks = [
        Track(tone(400.0 * number), 48000, "flac", disposition)
        for number, disposition in enumerate(dispositions, start=1)
    ]
    write_film(path, "matroska", tracks)
    assert pitch(heard(path)) == pytest.approx(400 * chosen, abs=2)


def test_a_sound_that_cannot_be_read_gives_way_to_one_that_can(tmp_path: Path) -> None:
    path = tmp_path / "two.mkv"
    tracks = [Track(tone(400), 48000, "pcm_s16le"), Track(tone(800), 48000, "flac")]
    write_film(path, "matroska", tracks, video="")
    data = path.read_bytes()
    assert data.count(b"A_PCM/INT/LIT") == 1
    path.write_bytes(data.replace(b"A_PCM/INT/LIT", b"A_UNKNOWN/XXX"))
    assert pitch(heard(path)) == pytest.approx(800, abs=2)


def test_only_decoders_of_sound_may_be_used() -> None:
    names = media._options()["codec_whitelist"].split(",")
    known = [name for name in names if name in av.codecs_available]
    assert {"aac", "flac", "mp3float", "libopus", "vorbis", "pcm_s16le", "wmav2"} <= set(known)
    assert {av.Codec(name, "r").type for name in known} == {"audio"}


def test_pictures_that_no_decoder_would_survive_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "film.mkv"
    write_film(path, "matroska", [Track(chirp(44100, 2), 44100, "flac")], frames=40)
    data = path.read_bytes()
    start = data.index(b"\x00\x00\x01\xb6")  # of an MPEG-4 picture
    damaged = data.replace(b"\x00\x00\x01\xb6", b"\xff\xff\xff\xff")
    assert damaged != data
    assert start > 0
    path.write_bytes(damaged)
    assert likeness(heard(path), chirp(16000, 2), 16000) > 0.9


def with_cover(path: Path) -> None:
    """An MP3 with a picture of its cover."""
    from av.video.frame import VideoFrame

    with av.open(str(path), "w", format="mp3") as file:
        sound = file.add_stream("libmp3lame", rate=44100, layout="mono")
        cover = file.add_stream("mjpeg", rate=1)
        cover.width, cover.height, cover.pix_fmt = 32, 32, "yuvj420p"
        cover.disposition = Disposition.attached_pic
        samples = chirp(44100, 2)[None]
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
        frame.sample_rate = 44100
        pictures = cover.encode(VideoFrame(32, 32, "yuvj420p")) + cover.encode(None)
        file.mux(pictures)
        file.mux(sound.encode(frame))
        file.mux(sound.encode(None))


def test_a_cover_is_no_film(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    with_cover(path)
    with av.open(str(path)) as file:
        assert file.streams.video  # the picture is there
    assert not probe(path).film
    assert likeness(heard(path), chirp(16000, 2), 16000) > 0.9


def test_pictures_alone_are_refused(tmp_path: Path) -> None:
    path = write_film(tmp_path / "silent.mkv", "matroska", [])
    for read in (probe, lambda p: list(decode(p))):
        with pytest.raises(AudioError, match="no sound") as told:
            read(path)
        assert told.value.hint


def test_a_film_from_a_file_object(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    write_film(path, "mp4", [Track(chirp(44100, 2), 44100, "aac")])
    assert probe(io.BytesIO(path.read_bytes())) == probe(path)
