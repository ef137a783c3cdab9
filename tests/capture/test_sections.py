"""Files that hold more than FFmpeg sees: joined, chained, or with a header that says too little."""

from __future__ import annotations

import io
import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samo_desktop.capture.decode import decode, probe
from samo_desktop.capture.report import DecodeReport
from samo_desktop.capture.sections import View, sections
from samo_desktop.errors import AudioError

from .sounds import chirp, likeness, write

JOINED = {  # name: codec, container, first rate and channels, second rate and channels
    "wav": ("pcm_s16le", "wav", (16000, 1), (48000, 2)),
    "aiff": ("pcm_s16be", "aiff", (16000, 1), (44100, 2)),
    "w64": ("pcm_s16le", "w64", (16000, 1), (48000, 2)),
    "caf": ("pcm_s16le", "caf", (16000, 1), (48000, 2)),
    "au": ("pcm_s16be", "au", (16000, 1), (48000, 2)),
    "flac": ("flac", "flac", (16000, 1), (48000, 2)),
    "alike flac": ("flac", "flac", (16000, 1), (16000, 1)),
    "mp3": ("libmp3lame", "mp3", (44100, 1), (44100, 1)),
    "two rates mp3": ("libmp3lame", "mp3", (44100, 1), (22050, 2)),
    "m4a": ("aac", "mp4", (44100, 1), (48000, 2)),
    "mov": ("pcm_s16le", "mov", (16000, 1), (48000, 2)),
    "opus": ("libopus", "ogg", (48000, 1), (48000, 2)),
    "vorbis": ("vorbis", "ogg", (44100, 2), (48000, 2)),
    "ogg flac": ("flac", "ogg", (16000, 1), (48000, 2)),
    "mka": ("flac", "matroska", (16000, 1), (48000, 2)),
    "webm": ("libopus", "webm", (48000, 1), (48000, 2)),
    "tta": ("tta", "tta", (16000, 1), (48000, 2)),
}


def heard(source: Path | io.BytesIO, **options: float) -> np.ndarray:
    return np.concatenate(list(decode(source, **options)))


def piece(path: Path, codec: str, container: str, rate: int, channels: int) -> bytes:
    write(path, np.stack([chirp(rate, 2)] * channels), rate, codec, container)
    return path.read_bytes()


@pytest.mark.parametrize("name", JOINED)
def test_joined_files_are_heard_one_after_another(tmp_path: Path, name: str) -> None:
    codec, container, first, second = JOINED[name]
    data = piece(tmp_path / "a", codec, container, *first)
    data += piece(tmp_path / "b", codec, container, *second)
    joined = tmp_path / f"c.{name}"
    joined.write_bytes(data)
    report = DecodeReport()
    sound = np.concatenate(list(decode(joined, report=report)))
    assert len(sound) / 16000 == pytest.approx(4, abs=0.15)
    assert report.notes() == ()
    assert likeness(sound[:32000], chirp(16000, 2), 16000) > 0.9
    assert likeness(sound[-32000:], chirp(16000, 2), 16000) > 0.9
    if "mp3" not in name:
        assert probe(joined).seconds == pytest.approx(4, abs=0.15)
        assert len(heard(joined, start=3.0)) / 16000 == pytest.approx(1, abs=0.15)
        assert len(heard(joined, start=1.0)) / 16000 == pytest.approx(3, abs=0.15)


def wav(*chunks: tuple[bytes, bytes, int | None], riff: int | None = None) -> bytes:
    """A WAV of 16 kHz with those chunks: kind, bytes, and the length it claims, if another."""
    body = b"WAVE" + struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 16000, 32000, 2, 16)
    for kind, data, length in chunks:
        body += kind + struct.pack("<I", len(data) if length is None else length)
        body += data + b"\0" * (len(data) % 2)
    return b"RIFF" + struct.pack("<I", len(body) if riff is None else riff) + body


SOUND = (chirp(16000, 4) * 32767).astype("<i2").tobytes()
HALF = len(SOUND) // 2
LISTED = (b"LIST", b"INFOISFT" + struct.pack("<I", 4) + b"abc\0", None)


@pytest.mark.parametrize(
    "data",
    [
        wav((b"data", SOUND, None)),
        wav((b"data", SOUND, 0)),
        wav((b"data", SOUND, 0xFFFFFFFF), riff=0xFFFFFFFF),
        wav((b"data", SOUND, 0x7FFFFFFF), riff=0),
        wav((b"data", SOUND, 1000), riff=1036),
        wav((b"data", SOUND, HALF)),
        wav((b"data", SOUND, None), riff=8),
        wav((b"data", SOUND[:HALF], None), (b"data", SOUND[HALF:], None)),
        wav((b"data", SOUND[:HALF], None), LISTED, (b"data", SOUND[HALF:], None)),
        wav(LISTED, (b"data", SOUND, None), LISTED),
        wav((b"data", SOUND[:HALF], None)) + wav((b"data", SOUND[HALF:], None)),
        wav((b"data", SOUND[:HALF], 0)) + wav((b"data", SOUND[HALF:], 0)),
        wav((b"data", SOUND[:HALF], 0xFFFFFFFF)) + wav((b"data", SOUND[HALF:], 0xFFFFFFFF)),
        wav((b"data", SOUND[:HALF], None), LISTED) + wav(LISTED, (b"data", SOUND[HALF:], None)),
        wav((b"data", SOUND, None)) + b"\0" * 5000,
        wav((b"data", SOUND, None)) + b"TAG" + b"x" * 125,
    ],
)
def test_a_wrong_header_loses_nothing(data: bytes) -> None:
    sound = heard(io.BytesIO(data))
    assert len(sound) / 16000 == pytest.approx(4, abs=0.01)
    assert likeness(sound, chirp(16000, 4), 16000) > 0.999


@pytest.mark.parametrize("length", [0, 1000, 0xFFFFFFFF, None])
def test_an_aiff_with_a_wrong_header_loses_nothing(tmp_path: Path, length: int | None) -> None:
    data = bytearray(piece(tmp_path / "a.aiff", "pcm_s16be", "aiff", 16000, 1))
    if length is not None:
        at = data.index(b"SSND") + 4
        data[at : at + 4] = struct.pack(">I", length)
    assert likeness(heard(io.BytesIO(data)), chirp(16000, 2), 16000) > 0.999


def test_a_part_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    whole = piece(tmp_path / "a", "flac", "ogg", 16000, 1)
    broken = bytearray(piece(tmp_path / "b", "flac", "ogg", 16000, 1))
    broken[27:80] = bytes(53)
    report = DecodeReport()
    data = io.BytesIO(whole + bytes(broken[:3000]) + whole)
    sound = np.concatenate(list(decode(data, report=report)))
    assert len(sound) / 16000 >= 3.9
    assert any("could not be read" in note for note in report.notes())


def test_a_chain_of_one_is_whole(tmp_path: Path) -> None:
    data = piece(tmp_path / "a", "libopus", "ogg", 48000, 1)
    file = io.BytesIO(data)
    (only,) = sections(file)
    assert only.read() == data


@given(st.data())
def test_a_view_reads_like_the_bytes_it_shows(draw: st.DataObject) -> None:
    data = bytes(range(200))
    pieces: list[bytes | tuple[int, int]] = []
    shown = b""
    for _ in range(draw.draw(st.integers(1, 4))):
        if draw.draw(st.booleans()):
            extra = draw.draw(st.binary(max_size=9))
            pieces.append(extra)
            shown += extra
        else:
            start = draw.draw(st.integers(0, 200))
            end = draw.draw(st.integers(start, 200))
            pieces.append((start, end))
            shown += data[start:end]
    view, like = View(io.BytesIO(data), pieces), io.BytesIO(shown)
    for _ in range(6):
        if draw.draw(st.booleans()):
            size = draw.draw(st.integers(-1, 250))
            assert view.read(size) == like.read(size)
        else:
            to = draw.draw(st.integers(0, len(shown)))
            assert view.seek(to) == like.seek(to)
        assert view.tell() == like.tell()


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([b"RIFF", b"FORM", b"OggS", b"fLaC", b"\x1a\x45\xdf\xa3", b"\0\0\0\x1cftyp"]),
    st.binary(max_size=300),
    st.lists(
        st.sampled_from([b"data\0\0\0\0", b"RIFF\0\0\0\0WAVE", b"SSND", b"OggS\0\2", b"mdat"])
    ),
)
def test_sections_of_anything_are_parts_of_it(mark: bytes, rest: bytes, more: list[bytes]) -> None:
    data = mark + rest + b"".join(more) + rest
    for section in sections(io.BytesIO(data)):
        section.seek(0, 2)
        assert section.tell() <= len(data) + 100
    with suppress(AudioError):  # and nothing else
        list(decode(io.BytesIO(data)))
