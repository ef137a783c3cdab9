"""Films and other containers with more than one sound in them, made with PyAV."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.stream import Disposition
from numpy.typing import NDArray


@dataclass(frozen=True)
class Track:
    """One sound of a film: samples [n], their rate, and what it is for."""

    samples: NDArray[np.float32]
    rate: int
    codec: str
    disposition: Disposition = Disposition.default


def write_film(
    path: Path,
    container: str,
    tracks: list[Track],
    *,
    video: str = "mpeg4",
    frames: int = 10,
    subtitle: bool = False,
    options: dict[str, str] | None = None,
) -> Path:
    """Writes a film with those sounds; `video` "" leaves the pictures out."""
    with av.open(str(path), "w", format=container, container_options=options or {}) as file:
        film = None
        if video:
            film = file.add_stream(video, rate=10)
            film.width, film.height, film.pix_fmt = 64, 64, "yuv420p"
        sounds = []
        for track in tracks:
            stream = file.add_stream(track.codec, rate=track.rate, layout="mono")
            stream.disposition = track.disposition
            if track.codec.startswith("wma"):
                stream.bit_rate = 64_000
            sounds.append(stream)
        for number in range(frames if film else 0):
            picture = np.full((64, 64, 3), (number * 20) % 255, np.uint8)
            file.mux(film.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        if film:
            file.mux(film.encode(None))
        for stream, track in zip(sounds, tracks, strict=True):
            _sound(file, stream, track)
    return path


def _sound(file: av.container.OutputContainer, stream: av.AudioStream, track: Track) -> None:
    for at in range(0, len(track.samples), 4096):
        part = np.ascontiguousarray(track.samples[None, at : at + 4096])
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
        frame.sample_rate, frame.pts = track.rate, at
        file.mux(stream.encode(frame))
    file.mux(stream.encode(None))
