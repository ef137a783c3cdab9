"""When recordings were made: tags of every kind, names, file times, and what is not believed."""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.capture.recorded_at import parse, recorded_at

from .films import Track, write_film
from .sounds import chirp

pytestmark = pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone cannot be set here")

OLD = datetime(2021, 7, 8, 9, 10, 11).astimezone()


@pytest.fixture(autouse=True)
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A zone that is never that of UTC."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def sound(
    path: Path,
    container: str = "mp4",
    codec: str = "aac",
    tags: dict[str, str] | None = None,
    changed: datetime = OLD,
    options: dict[str, str] | None = None,
) -> Path:
    with av.open(str(path), "w", format=container, container_options=options or {}) as file:
        stream = file.add_stream(codec, rate=44100, layout="mono")
        file.metadata.update(tags or {})
        samples = np.ascontiguousarray(chirp(44100, 0.2)[None, :])
        for at in range(0, samples.shape[1], 1152):
            part = np.ascontiguousarray(samples[:, at : at + 1152])
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 44100, at
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return touched(path, changed)


def touched(path: Path, changed: datetime) -> Path:
    os.utime(path, (changed.timestamp(), changed.timestamp()))
    return path


def clock(path: Path) -> tuple[str, str]:
    at, source = recorded_at(path)
    assert at.utcoffset() is not None
    return at.isoformat(timespec="seconds"), source


@pytest.mark.parametrize("container", ["mp4", "mov", "ipod", "matroska", "webm", "3gp"])
def test_the_time_of_a_container_is_utc(tmp_path: Path, container: str) -> None:
    codec = {"matroska": "flac", "webm": "libopus"}.get(container, "aac")
    rate = {"creation_time": "2019-05-04T23:11:12.000000Z"}
    if container == "webm":
        with av.open(str(tmp_path / "a.webm"), "w", format="webm") as file:
            stream = file.add_stream(codec, rate=48000, layout="mono")
            file.metadata.update(rate)
            silence = np.zeros((1, 9600), np.float32)
            frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
            frame.sample_rate = 48000
            file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
        path = tmp_path / "a.webm"
    else:
        path = sound(tmp_path / "a.bin", container, codec, rate)
    assert clock(path) == ("2019-05-04T19:11:12-04:00", "tags")


def test_the_time_of_a_phone_keeps_its_offset(tmp_path: Path) -> None:
    path = sound(
        tmp_path / "a.mov",
        "mov",
        tags={
            "com.apple.quicktime.creationdate": "2019-05-04T23:30:00+0900",
            "creation_time": "2019-05-04T14:30:05Z",
        },
        options={"movflags": "use_metadata_tags"},
    )
    assert clock(path) == ("2019-05-04T23:30:00+09:00", "tags")


@pytest.mark.parametrize(
    ("container", "codec"), [("mp3", "libmp3lame"), ("ogg", "flac"), ("flac", "flac")]
)
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("2019-05-04T18:30:05", ("2019-05-04T18:30:05-04:00", "tags")),
        ("2019-05-04 18:30", ("2019-05-04T18:30:00-04:00", "tags")),
        ("2019-05-04", ("2019-05-04T12:00:00-04:00", "tags")),
        ("2021-07-08", (OLD.isoformat(timespec="seconds"), "tags")),
        ("2019-05-04T00:00:00", ("2019-05-04T12:00:00-04:00", "tags")),
        ("2019-01-01", (OLD.isoformat(timespec="seconds"), "file")),
        ("2019-01-01T00:00:00", (OLD.isoformat(timespec="seconds"), "file")),
        ("2019-01-01T18:30:05", ("2019-01-01T18:30:05-05:00", "tags")),
        ("2019", (OLD.isoformat(timespec="seconds"), "file")),
        ("2019-05", (OLD.isoformat(timespec="seconds"), "file")),
        ("2019-13-45", (OLD.isoformat(timespec="seconds"), "file")),
        ("spring", (OLD.isoformat(timespec="seconds"), "file")),
    ],
)
def test_the_date_tag_of_music_formats(
    tmp_path: Path, container: str, codec: str, told: str, expected: tuple[str, str]
) -> None:
    found, source = clock(sound(tmp_path / "a", container, codec, {"date": told}))
    assert source == expected[1]
    assert datetime.fromisoformat(found) == datetime.fromisoformat(expected[0])


def test_a_day_in_the_tags_has_the_time_that_the_name_tells(tmp_path: Path) -> None:
    path = sound(tmp_path / "20190504_183005.flac", "flac", "flac", {"date": "2019-05-04"})
    assert clock(path) == ("2019-05-04T18:30:05-04:00", "tags")
    path = sound(tmp_path / "20190503_183005.flac", "flac", "flac", {"date": "2019-05-04"})
    assert clock(path) == ("2019-05-04T12:00:00-04:00", "tags")


def test_the_day_on_which_music_was_published_is_no_recording(tmp_path: Path) -> None:
    tags = {"date": "2019-05-04", "album": "Songs", "track": "3"}
    assert clock(sound(tmp_path / "a", "flac", "flac", tags))[1] == "file"


def wav(path: Path, chunk: bytes, payload: bytes) -> Path:
    data = np.zeros(16000, "<i2").tobytes()
    head = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 16000, 32000, 2, 16)
    body = b"WAVE" + head + chunk + struct.pack("<I", len(payload)) + payload
    body += b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return touched(path, OLD)


def test_a_broadcast_recorder_tells_day_and_time_apart(tmp_path: Path) -> None:
    bext = bytearray(602)
    bext[320:330] = b"2019-05-04"
    bext[330:338] = b"18-30-05"
    assert clock(wav(tmp_path / "a.wav", b"bext", bytes(bext))) == (
        "2019-05-04T18:30:05-04:00",
        "tags",
    )


def test_the_day_in_a_list_of_a_wav(tmp_path: Path) -> None:
    listed = b"INFOICRD" + struct.pack("<I", 12) + b"2019-05-04\0\0"
    assert clock(wav(tmp_path / "a.wav", b"LIST", listed)) == ("2019-05-04T12:00:00-04:00", "tags")


def test_a_film_has_tags_too(tmp_path: Path) -> None:
    path = write_film(
        tmp_path / "2019-05-04 18.30.05.mp4", "mp4", [Track(chirp(44100, 1), 44100, "aac")]
    )
    assert clock(path) == ("2019-05-04T18:30:05-04:00", "name")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("20250304_101500", "2025-03-04T10:15:00"),
        ("20250304101500", "2025-03-04T10:15:00"),
        ("20250304-1015", "2025-03-04T10:15:00"),
        ("2025-03-04 10.15.00", "2025-03-04T10:15:00"),
        ("2025-03-04T10-15-00", "2025-03-04T10:15:00"),
        ("Voice 2025-03-04 at 10.15.00", "2025-03-04T10:15:00"),
        ("WhatsApp Ptt 2025-03-04 at 10.15.07 PM", "2025-03-04T22:15:07"),
        ("WhatsApp Audio 2025-03-04 at 12.15.07 AM (1)", "2025-03-04T00:15:07"),
        ("audio_2025-03-04_10-15-00", "2025-03-04T10:15:00"),
        ("signal-2025-03-04-10-15-00-123", "2025-03-04T10:15:00"),
        ("signal-2025-03-04-101500", "2025-03-04T10:15:00"),
        ("rec_20250304-101500 (2)", "2025-03-04T10:15:00"),
        ("Aufnahme 2025.03.04 um 10.15", "2025-03-04T10:15:00"),
        ("PTT-20250304-WA0001", "2025-03-04T12:00:00"),
        ("AUD-20250304-WA0017", "2025-03-04T12:00:00"),
        ("2025-03-04", "2025-03-04T12:00:00"),
        ("20250304_0001", "2025-03-04T12:00:00"),
        ("dream 2025-03-04 walk", "2025-03-04T12:00:00"),
        ("WhatsApp Audio 2025-03-04 at 1.15.07 PM", "2025-03-04T13:15:07"),
        ("2025-03-04 9-05-06", "2025-03-04T09:05:06"),
        ("2025-03-04 10h15m07s", "2025-03-04T10:15:07"),
        ("20250304101507123", "2025-03-04T10:15:07"),
        ("250304_1015", "2025-03-04T10:15:00"),
        ("250304_0012", "2025-03-04T12:00:00"),
        ("Voice 250304_101507", "2025-03-04T10:15:07"),
        ("250304_1014_01", "2025-03-04T10:14:00"),
        ("2025-3-4", "2025-03-04T12:00:00"),
        ("2025-3-4 10.14", "2025-03-04T10:14:00"),
        ("2025\u5e743\u67084\u65e5 10.14", "2025-03-04T10:14:00"),
        ("04.03.2025 10-14", "2025-03-04T10:14:00"),
        ("4.3.2025", "2025-03-04T12:00:00"),
        ("25-03-2025 10.14", "2025-03-25T10:14:00"),
        ("03-25-2025", "2025-03-25T12:00:00"),
        ("03-03-2025", "2025-03-03T12:00:00"),
        ("4 March 2025", "2025-03-04T12:00:00"),
        ("March 4th, 2025 at 10-14 PM", "2025-03-04T22:14:00"),
        ("04-Mar-2025", "2025-03-04T12:00:00"),
        ("Notiz 4. M\u00e4rz 2025 um 10.14", "2025-03-04T10:14:00"),
        ("4 de marzo de 2025", "2025-03-04T12:00:00"),
        ("2025-03-04 25.14.12", "2025-03-04T12:00:00"),
    ],
)
def test_the_name_of_a_file_tells_when(tmp_path: Path, name: str, expected: str) -> None:
    at, source = clock(sound(tmp_path / f"{name}.m4a"))
    assert (at[:19], source) == (expected, "name")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Queens_20250304_030000_Z", "2025-03-03T22:00:00-05:00"),
        ("20250304T030000Z", "2025-03-03T22:00:00-05:00"),
        ("2025-03-04 03-00-00 UTC", "2025-03-03T22:00:00-05:00"),
        ("2025-03-04T03.00.00.123Z", "2025-03-03T22:00:00-05:00"),
        ("20250304T030000+0200", "2025-03-04T03:00:00+02:00"),
        ("2025-03-04T03-00-00+05_30", "2025-03-04T03:00:00+05:30"),
        ("20250304_030000_Zoe", "2025-03-04T03:00:00-05:00"),
        ("20250304_030000-0001", "2025-03-04T03:00:00-05:00"),
    ],
)
def test_a_name_may_tell_the_zone_of_its_time(tmp_path: Path, name: str, expected: str) -> None:
    assert clock(sound(tmp_path / f"{name}.m4a")) == (expected, "name")


@pytest.mark.parametrize(
    "name",
    [
        "New Recording 12",
        "991304_1015",
        "250304",
        "250304_12",
        "04-03-2025",
        "voice_04-03-2025_10-14-12",
        "3-4-25",
        "13-13-2025",
        "31.02.2025",
        "v1.2.2025",
        "Marathon 4 2025",
        "Mar 4 at 10-14 AM",
        "DW_A0001",
        "550e8400-e29b-41d4-a716-446655440000",
        "1500000000 steps",
        "20251304",
        "2025-02-30",
        "99990101",
        "1980-01-01",
        "19700101_000000",
        "2000-01-01",
        "1234-5678-9012",
        "120250304",
        "202503045",
        "٢٠٢٥-٠٣-٠٤",
        "IMG_0001",
    ],
)
def test_a_name_that_tells_no_day_is_left_to_the_file(tmp_path: Path, name: str) -> None:
    assert clock(sound(tmp_path / f"{name}.m4a"))[1] == "file"


@pytest.mark.parametrize("name", ["1741083300", "recording-1741083300123", "rec_1741083300000 (1)"])
def test_seconds_since_1970_may_be_a_name(tmp_path: Path, name: str) -> None:
    assert clock(sound(tmp_path / f"{name}.m4a")) == ("2025-03-04T05:15:00-05:00", "name")


@pytest.mark.parametrize(
    "told",
    [
        "1904-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2000-01-01T03:04:05Z",
        "1980-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    ],
    # Two processes that collect these must give them the same names.
    ids=["1904", "1970", "2000", "1980", "0001", "in three days"],
)
def test_what_a_dead_clock_says_is_not_believed(tmp_path: Path, told: str) -> None:
    path = sound(tmp_path / "2018-02-03.mka", "matroska", "flac", {"creation_time": told})
    assert clock(path) == ("2018-02-03T12:00:00-05:00", "name")
    path = sound(tmp_path / "a.mka", "matroska", "flac", {"creation_time": told})
    assert clock(path)[1] == "file"


def test_a_file_of_a_dead_clock_is_of_now(tmp_path: Path) -> None:
    path = sound(tmp_path / "a.m4a", changed=datetime(1980, 1, 1, 8).astimezone())
    at, source = recorded_at(path)
    assert source == "clock"
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)


def test_what_cannot_be_read_has_the_time_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    path.write_bytes(b"no sound")
    assert clock(touched(path, OLD))[1] == "file"
    assert clock(tmp_path / "missing.m4a")[1] == "clock"


@given(st.text(max_size=40))
def test_no_tag_is_too_odd(text: str) -> None:
    found = parse(text, text)
    assert found is None or isinstance(found, date)


@given(
    st.text(alphabet=st.sampled_from("0123456789-_. :TZatPMWA"), max_size=30).filter(
        lambda name: name.strip(". ")
    )
)
def test_no_name_gives_a_day_that_cannot_be(name: str) -> None:
    at, source = recorded_at(Path("nowhere") / f"{name}.m4a")
    assert source in ("name", "clock")
    assert at.utcoffset() is not None
    assert at.year >= 1900
    assert at <= datetime.now(UTC) + timedelta(days=1, minutes=1)
