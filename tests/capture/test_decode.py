"""Files that users bring: every format, and everything that is not one."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import threading
import wave
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from samo_desktop.capture.decode import AudioInfo, decode, probe
from samo_desktop.errors import AudioError, DamagedError

from .sounds import chirp, likeness, write

FORMATS = {  # ending: codec, container, samples per second
    "wav": ("pcm_s16le", "wav", [8000, 11025, 44100, 96000]),
    "flac": ("flac", "flac", [8000, 11025, 44100, 96000]),
    "mp3": ("libmp3lame", "mp3", [8000, 11025, 44100]),
    "m4a": ("aac", "mp4", [8000, 11025, 44100, 96000]),
    "aac": ("aac", "adts", [11025, 44100]),
    "ogg": ("vorbis", "ogg", [11025, 44100]),
    "opus": ("libopus", "ogg", [8000, 48000]),
}


def heard(source: Path | io.BytesIO, rate: int = 16000) -> NDArray[np.float32]:
    blocks = list(decode(source, rate))
    for block in blocks:
        assert block.dtype == np.float32
        assert block.ndim == 1
        assert 0 < len(block) <= rate
        assert np.abs(block).max() <= 1
    return np.concatenate(blocks)


CASES = [
    (ending, rate, channels)
    for ending, (_, _, rates) in FORMATS.items()
    for rate in rates
    for channels in {"mp3": (1, 2), "ogg": (2,)}.get(ending, (1, 2, 6))
]


@pytest.mark.parametrize(("ending", "rate", "channels"), CASES)
def test_every_format_at_any_rate(tmp_path: Path, ending: str, rate: int, channels: int) -> None:
    codec, container, _ = FORMATS[ending]
    path = tmp_path / f"sound.{ending}"
    write(path, np.stack([chirp(rate, 1.7)] * channels), rate, codec, container)
    info = probe(path)
    expected_rate = 48000 if ending == "opus" else rate
    assert (info.sample_rate, info.channels) == (expected_rate, channels)
    assert info.seconds is None or abs(info.seconds - 1.7) < 0.3
    samples = heard(path)
    assert abs(len(samples) / 16000 - 1.7) < 0.2
    assert likeness(samples, chirp(16000, 1.7), 16000) > 0.95


def pcm(path: Path, data: bytes, *, rate: int = 16000, channels: int = 1, width: int = 2) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(data)
    return path


def float_wav(path: Path, samples: NDArray[np.float32], rate: int = 16000) -> Path:
    data = samples.astype("<f4").tobytes()
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, 3, 1, rate, 4 * rate, 4, 32)
    body = b"WAVE" + head + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path


@pytest.mark.parametrize(("width", "full"), [(1, 255), (2, 32767), (3, 2**23 - 1), (4, 2**31 - 1)])
def test_every_width_of_sample_means_the_same(tmp_path: Path, width: int, full: int) -> None:
    data = full.to_bytes(width, "little") * 16000
    assert heard(pcm(tmp_path / "a.wav", data, width=width)).mean() == pytest.approx(1, abs=0.01)


def test_channels_are_mixed_without_clipping_and_as_loud_as_they_are(tmp_path: Path) -> None:
    left, right = chirp(44100, 1, 0.9), chirp(44100, 1, 0.9)
    write(tmp_path / "a.flac", np.stack([left, right]), 44100, "flac", "flac")
    assert np.abs(heard(tmp_path / "a.flac", 44100)).max() == pytest.approx(0.9, abs=0.01)
    write(tmp_path / "b.flac", np.stack([left, 0 * right]), 44100, "flac", "flac")
    assert np.abs(heard(tmp_path / "b.flac", 44100)).max() == pytest.approx(0.9, abs=0.01)


def test_what_is_no_number_becomes_silence(tmp_path: Path) -> None:
    samples = chirp(16000, 3)
    samples[1000:1100] = [np.nan, np.inf, -np.inf, 1e38, -1e38] * 20
    for rate in (16000, 44100):
        out = heard(float_wav(tmp_path / "a.wav", samples, rate))
        assert np.isfinite(out).all()
        assert np.abs(out[8000:16000]).max() == pytest.approx(0.5, abs=0.05)


def test_all_of_a_sound_without_a_number_is_silence(tmp_path: Path) -> None:
    out = heard(float_wav(tmp_path / "a.wav", np.full(16000, np.nan, np.float32)))
    assert not out.any()


def test_one_sample_is_a_sound(tmp_path: Path) -> None:
    assert len(heard(pcm(tmp_path / "a.wav", b"\x00\x40"))) == 1
    with pytest.raises(AudioError):  # too short to be resampled
        heard(pcm(tmp_path / "b.wav", b"\x00\x40", rate=8000))


@pytest.mark.parametrize("rate", [1, 200, 999, 2_000_000])
def test_a_rate_that_no_sound_has_is_refused(tmp_path: Path, rate: int) -> None:
    path = pcm(tmp_path / "a.wav", bytes(1000), rate=rate)
    with pytest.raises(AudioError, match=r"a\.wav"):
        heard(path)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.wav", b""),
        ("one byte.wav", b"R"),
        ("words.wav", b"Dear diary, today was a good day.\n" * 50),
        ("words.mp3", b"Dear diary, today was a good day.\n" * 5000),
        ("noise.m4a", np.random.default_rng(1).bytes(50_000)),
        ("head only.wav", b"RIFF\x24\0\0\0WAVEfmt "),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("zeros.mp3", bytes(10_000)),
    ],
)
def test_what_is_no_sound_is_told(
    tmp_path: Path, name: str, data: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(data)
    for read in (lambda p: list(decode(p)), probe):
        with pytest.raises(AudioError) as told:
            read(tmp_path / name)
        assert name in told.value.message
        assert told.value.hint
        assert told.value.message.count(". ") == 0
    assert capfd.readouterr() == ("", "")


def test_a_sound_of_no_length_is_told(tmp_path: Path) -> None:
    path = pcm(tmp_path / "none.wav", b"")
    with pytest.raises(AudioError, match=r"none\.wav"):
        heard(path)
    with pytest.raises(AudioError, match=r"none\.wav"):
        probe(path)


def test_missing_files_and_folders_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "none.wav", tmp_path / "file" / "a.wav", tmp_path / "nul\0l.wav"):
        with pytest.raises(AudioError, match="not found"):
            probe(path)
    with pytest.raises(AudioError, match="is a folder"):
        probe(tmp_path)
    with pytest.raises(AudioError, match="cannot be opened"):
        probe(tmp_path / ("long" * 100))


def test_a_file_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pcm(tmp_path / "a.wav", b"\1\1")

    def denied(*args: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(AudioError, match="do not have permission"):
        probe(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_pipes_and_devices_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    for path in (tmp_path / "pipe.wav", Path("/dev/zero")):
        with pytest.raises(AudioError, match="not a regular file"):
            probe(path)


def test_a_name_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(AudioError) as told:
        probe(tmp_path / "a\x1b[2J\nb\udcff.wav")
    assert told.value.message.isprintable()
    told.value.message.encode()


def test_a_film_without_sound_is_told(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "film.mp4"), "w") as file:
        stream = file.add_stream("mpeg4", rate=10, width=64, height=64)
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    with pytest.raises(AudioError, match="no sound"):
        probe(tmp_path / "film.mp4")


@pytest.mark.parametrize("ending", ["mp3", "wav", "flac", "ogg", "aac", "opus"])
def test_a_cut_off_file_gives_what_is_there(
    tmp_path: Path, ending: str, capfd: pytest.CaptureFixture[str]
) -> None:
    codec, container, rates = FORMATS[ending]
    path = tmp_path / f"a.{ending}"
    write(path, np.stack([chirp(rates[-1], 4)] * 2), rates[-1], codec, container)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    assert 1.5 < len(heard(path)) / 16000 < 3
    assert capfd.readouterr() == ("", "")


def test_damage_in_the_middle_costs_no_more_than_it_must(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.mp3"
    write(path, chirp(44100, 4)[None], 44100, "libmp3lame", "mp3")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 500] = bytes(500)
    path.write_bytes(data)
    assert 3.5 < len(heard(path)) / 16000 < 4.2
    assert capfd.readouterr() == ("", "")


def test_a_file_object_is_read_from_its_beginning_and_stays_open(tmp_path: Path) -> None:
    file = io.BytesIO(pcm(tmp_path / "a.wav", bytes(32000)).read_bytes())
    file.seek(500)
    assert len(heard(file)) == 16000
    assert len(heard(file)) == 16000
    assert probe(file) == AudioInfo(1.0, 16000, 1, "pcm_s16le")
    assert not file.closed
    with pytest.raises(AudioError, match="This recording"):
        heard(io.BytesIO(b"words"))


@pytest.mark.parametrize("error", [DamagedError("Damaged."), OSError("gone")])
@pytest.mark.parametrize("good", [0, 100_000, 250_000])
def test_a_failing_read_is_never_taken_for_the_end(
    tmp_path: Path, error: Exception, good: int
) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() >= good:
                raise error
            return super().read(size)

    data = pcm(tmp_path / "a.wav", bytes(320_000)).read_bytes()
    with pytest.raises(DamagedError if isinstance(error, DamagedError) else AudioError):
        heard(Failing(data))


@pytest.mark.parametrize("start", [0.0, 0.5, 2.25, 5.9])
@pytest.mark.parametrize("ending", ["opus", "wav", "mp3"])
def test_decoding_from_the_middle(tmp_path: Path, ending: str, start: float) -> None:
    codec, container, rates = FORMATS[ending]
    path = tmp_path / f"a.{ending}"
    write(path, chirp(rates[-1], 6)[None], rates[-1], codec, container)
    part = np.concatenate(list(decode(path, start=start)))
    assert abs(len(part) / 16000 - (6 - start)) < 0.1
    if ending != "mp3":  # which has no exact places
        assert likeness(part, chirp(16000, 6)[round(start * 16000) :], 16000) > 0.9


def test_decoding_from_the_end_on_gives_nothing(tmp_path: Path) -> None:
    assert list(decode(pcm(tmp_path / "a.wav", bytes(3200)), start=5)) == []


class _Server(HTTPServer):
    asked = 0


@pytest.fixture
def server() -> Iterator[_Server]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked += 1
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("name", ["list.m3u8", "list.wav", "list.ffconcat", "list.sdp"])
def test_lists_that_name_other_files_or_addresses_are_not_followed(
    tmp_path: Path, server: _Server, name: str
) -> None:
    secret = pcm(tmp_path / "secret.wav", bytes(32000))
    for address in (str(secret), secret.as_uri(), f"http://127.0.0.1:{server.server_port}/a.ts"):
        for text in (
            f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{address}\n#EXT-X-ENDLIST\n",
            f"ffconcat version 1.0\nfile '{address}'\n",
            f"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio {server.server_port} "
            "RTP/AVP 0\n",
            '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period>'
            '<AdaptationSet contentType="audio"><Representation id="1">'
            f"<BaseURL>{address}</BaseURL></Representation></AdaptationSet></Period></MPD>",
        ):
            (tmp_path / name).write_text(text)
            with pytest.raises(AudioError):
                heard(tmp_path / name)
    assert server.asked == 0


def test_an_address_is_only_the_name_of_a_file(server: _Server) -> None:
    for address in (f"http://127.0.0.1:{server.server_port}/a.wav", "concat:a.wav|b.wav", "pipe:0"):
        with pytest.raises(AudioError, match="not found"):
            probe(Path(address))
    assert server.asked == 0


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    code = (
        "import sys; from samo_desktop.capture import decode, encode, microphone, playback, spool;"
        "print([m for m in ('av', 'sounddevice') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_quiet_speech_at_a_low_bit_rate_stays_quiet(tmp_path: Path) -> None:
    """FFmpeg's own Opus decoder makes this tone louder and louder."""
    write(tmp_path / "a.opus", chirp(48000, 0.5)[None], 48000, "libopus", "ogg")
    assert np.abs(heard(tmp_path / "a.opus")).max() < 0.6


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    import tracemalloc

    path = pcm(tmp_path / "a.wav", bytes(2 * 16000 * 240))
    tracemalloc.start()
    try:
        assert sum(map(len, decode(path))) == 240 * 16000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
