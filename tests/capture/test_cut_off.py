"""Files that end too soon, hold nothing, or are no sound at all: each is told as it is."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from samo_desktop.capture.decode import decode, probe
from samo_desktop.capture.report import DecodeReport, clock
from samo_desktop.errors import AudioError

from .films import Track, write_film
from .sounds import chirp, write

pytestmark = pytest.mark.slow

KINDS = {
    "wav": ("pcm_s16le", "wav", 16000),
    "flac": ("flac", "flac", 16000),
    "aiff": ("pcm_s16be", "aiff", 16000),
    "mp3": ("libmp3lame", "mp3", 44100),
    "mka": ("flac", "matroska", 16000),
}


def notes(path: Path) -> tuple[float, tuple[str, ...]]:
    report = DecodeReport()
    count = sum(map(len, decode(path, report=report)))
    return count / 16000, report.notes()


@pytest.mark.parametrize("share", [0.3, 0.6])
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_ends_too_soon_is_heard_and_told(
    tmp_path: Path, kind: str, share: float
) -> None:
    codec, container, rate = KINDS[kind]
    path = tmp_path / f"a.{kind}"
    write(path, chirp(rate, 20)[None], rate, codec, container)
    whole = path.read_bytes()
    assert notes(path) == (pytest.approx(20, abs=0.2), ())
    path.write_bytes(whole[: int(len(whole) * share)])
    seconds, told = notes(path)
    assert 2 < seconds < 19
    assert told == (f"The file should last 0:20 but ends at {clock(seconds)}: it was cut off.",)


def test_what_does_not_say_how_long_it_is_is_not_doubted(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write(path, chirp(44100, 8)[None], 44100, "aac", "adts")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert notes(path)[1] == ()


def test_an_ogg_that_ends_amid_a_page_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.opus"
    write(path, chirp(48000, 8)[None], 48000, "libopus", "ogg")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex(b"OggS")])  # all pages are whole: nobody can know
    assert notes(path)[1] == ()
    for left in (len(whole) // 2, len(whole) - 1, whole.rindex(b"OggS") + 9):
        path.write_bytes(whole[:left])
        seconds, told = notes(path)
        assert told == (f"The sound stops at {clock(seconds)}, where the file was cut off.",)


def test_a_link_of_a_chain_that_breaks_off_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.opus"
    write(path, chirp(48000, 8)[None], 48000, "libopus", "ogg")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] + whole)
    seconds, told = notes(path)
    assert 10 < seconds < 13
    assert told == (f"The sound stops at {clock(seconds - 8)}, where the file was cut off.",)


@pytest.mark.parametrize(
    ("kind", "codec"), [("ogg", "libopus"), ("ogg", "vorbis"), ("ogg", "flac")]
)
@pytest.mark.parametrize("how", ["zeros", "gone"])
def test_lost_pages_of_an_ogg_are_told(tmp_path: Path, kind: str, codec: str, how: str) -> None:
    path = tmp_path / "a.ogg"
    write(path, np.stack([chirp(48000, 12)] * 2), 48000, codec, kind)
    whole = path.read_bytes()
    assert notes(path)[1] == ()
    begin, end = len(whole) // 3, len(whole) // 2
    path.write_bytes(whole[:begin] + (bytes(end - begin) if how == "zeros" else b"") + whole[end:])
    seconds, told = notes(path)
    assert seconds < 11.5
    assert len(told) == 1
    assert told[0].startswith("About ")
    assert "are damaged" in told[0]


@pytest.mark.parametrize("container", ["matroska", "webm", "avi", "mov"])
def test_a_film_that_breaks_off_is_told(tmp_path: Path, container: str) -> None:
    codec = {"webm": "libopus", "avi": "libmp3lame"}.get(container, "aac")
    tracks = [Track(chirp(48000, 12), 48000, codec)]
    video = "libvpx" if container == "webm" else "mpeg4"
    options = {"movflags": "frag_keyframe+empty_moov"} if container == "mov" else {}
    path = write_film(
        tmp_path / "film", container, tracks, video=video, frames=120, options=options
    )
    whole = path.read_bytes()
    assert notes(path)[1] == ()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    seconds, told = notes(path)
    assert 1 < seconds < 11
    assert told == (f"The sound stops at {clock(seconds)}, where the file was cut off.",)


def test_joined_mp3s_of_two_rates_are_not_called_short(tmp_path: Path) -> None:
    write(tmp_path / "a", chirp(44100, 8)[None], 44100, "libmp3lame", "mp3")
    write(tmp_path / "b", chirp(16000, 1)[None], 16000, "libmp3lame", "mp3")
    joined = tmp_path / "c.mp3"
    joined.write_bytes((tmp_path / "a").read_bytes() + (tmp_path / "b").read_bytes())
    assert notes(joined)[1] == ()


@pytest.mark.parametrize(
    ("codec", "container"), [("libopus", "ogg"), ("flac", "flac"), ("flac", "matroska")]
)
def test_a_sound_of_which_only_the_head_is_there_is_called_cut_off(
    tmp_path: Path, codec: str, container: str
) -> None:
    path = tmp_path / "a"
    write(path, chirp(48000, 8)[None], 48000, codec, container)
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(AudioError, match="is damaged or was cut off"):
        list(decode(path))


@pytest.mark.parametrize("empty", [0, 200_000])
def test_an_empty_end_is_told(tmp_path: Path, empty: int) -> None:
    for codec, container in (("libmp3lame", "mp3"), ("libopus", "ogg"), ("pcm_s16le", "wav")):
        path = tmp_path / "a"
        write(path, chirp(48000, 8)[None], 48000, codec, container)
        path.write_bytes(path.read_bytes() + bytes(empty))
        seconds, told = notes(path)
        assert seconds == pytest.approx(8, abs=0.2)
        assert (len(told) == 1 and "empty" in told[0]) == (empty > 0 and container != "wav")


def test_an_index_at_the_front_tells_what_is_missing(tmp_path: Path) -> None:
    import av

    path = tmp_path / "a.m4a"
    with av.open(str(path), "w", format="mp4", container_options={"movflags": "faststart"}) as file:
        stream = file.add_stream("aac", rate=44100, layout="mono")
        samples = chirp(44100, 20)[None]
        for at in range(0, samples.shape[1], 4096):
            part = np.ascontiguousarray(samples[:, at : at + 4096])
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 44100, at
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    seconds, told = notes(path)
    assert seconds > 3
    assert "should last 0:20" in told[0]
    path.write_bytes(data[: len(data) // 2] + bytes(len(data) - len(data) // 2))
    assert any("damaged" in note or "cut off" in note for note in notes(path)[1])


@pytest.mark.parametrize("container", ["ipod", "mp4", "mov", "3gp"])
def test_a_recording_without_its_index_is_told(tmp_path: Path, container: str) -> None:
    path = tmp_path / "memo.m4a"
    write(path, chirp(44100, 4)[None], 44100, "aac", container)
    data = path.read_bytes()
    moov = data.index(b"moov") - 4
    mdat = data.index(b"mdat") - 4
    cut_off = "was never finished: the index of this recording is missing."
    unfinished = bytearray(data[:moov])
    unfinished[mdat : mdat + 4] = bytes(4)  # the length was never filled in
    for left in (data[:moov], data[: moov + 60], data[: moov * 2 // 3], bytes(unfinished)):
        path.write_bytes(left)
        for read in (probe, lambda p: list(decode(p))):
            with pytest.raises(AudioError, match="memo") as told:
                read(path)
            assert cut_off in told.value.message
            assert "untrunc" in told.value.hint


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (bytes(3_000_000), "only zeros"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>" * 20, "web page"),
        (b"\n<html>" + b"x" * 500, "web page"),
        (b"%PDF-1.7 " + os.urandom(500), "PDF document"),
        (b"PK\x03\x04" + os.urandom(500), "ZIP archive"),
        (b"\x89PNG\r\n\x1a\n" + os.urandom(500), "picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + os.urandom(500), "picture"),
        (b"bplist00" + os.urandom(100), "iCloud"),
    ],
)
def test_what_is_no_sound_is_called_by_its_name(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "voice.mp3"
    path.write_bytes(data)
    with pytest.raises(AudioError, match=said) as told:
        list(decode(path))
    assert "voice.mp3" in told.value.message
    assert told.value.hint
