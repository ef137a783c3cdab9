"""Reading voice notes of any kind, as mono samples, a second at a time.

FFmpeg (through PyAV) only ever gets an open file: no path, no address. Playlists and other
formats that name further files or addresses are not among those it may recognise.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture.sources import HINT, Reader, named, open_path
from samo_desktop.errors import AudioError, SamoError

if TYPE_CHECKING:
    from av import AudioCodecContext, AudioFrame, AudioResampler
    from av.audio.stream import AudioStream
    from av.container import InputContainer

_FORMATS = (
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dsf,dts,eac3,flac,flv,loas,matroska,mov,mp3,"
    "mpc,mpc8,mpeg,mpegts,ogg,tta,voc,w64,wav,wv"
)
# "none" is no protocol's name: not even a format that names other files could open one.
_OPTIONS = {"format_whitelist": _FORMATS, "protocol_whitelist": "none"}
_RATES = range(1000, 768_001)

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What a file says of its sound; `seconds` is None where it does not say how long it is."""

    seconds: float | None
    sample_rate: int
    channels: int
    codec: str


def probe(source: Path | BinaryIO) -> AudioInfo:
    """What `source` holds; its first sound is decoded to be sure that there is some.

    Raises AudioError for anything that is not readable sound, as `decode` does.
    """
    with _opened(source) as sound:
        if next(sound.frames(), None) is None:
            raise sound.silent()
        stream, context = sound.stream, sound.stream.codec_context
        seconds = None
        if stream.duration is not None and stream.time_base is not None:
            seconds = float(stream.duration * stream.time_base)
        elif sound.container.duration is not None:
            seconds = sound.container.duration / 1_000_000
        return AudioInfo(seconds, context.sample_rate, context.channels, context.name)


def decode(
    source: Path | BinaryIO, sample_rate: int = 16_000, *, start: float = 0.0
) -> Iterator[Samples]:
    """The sound of `source` from `start` seconds on: mono blocks of at most a second, -1 to 1.

    Channels are averaged; what is not a number becomes 0. Where a file is damaged or cut off, all
    that can be decoded is given. Raises AudioError, at the first `next`, if that is nothing: no
    such file, a folder, a device, text, no sound in it. A file object is read from its beginning
    and stays open; what its reads raise (DamagedError) is passed on.
    """
    with _opened(source) as sound:
        empty = True
        for samples in _resampled(_batches(sound.frames(start), start), sample_rate):
            for at in range(0, len(samples), sample_rate):
                empty = False
                yield np.clip(samples[at : at + sample_rate], -1.0, 1.0)
        if empty and start <= 0:
            raise sound.silent()


@dataclass
class _Sound:
    container: InputContainer
    stream: AudioStream
    reader: Reader

    def silent(self) -> AudioError:
        return AudioError(f"{self.reader.words} holds no sound that can be read.", HINT)

    def frames(self, start: float = 0.0) -> Iterator[AudioFrame]:
        """Decoded frames, from the one that holds `start` seconds; damaged packets left out."""
        from av.error import FFmpegError

        if start > 0:
            begin = self.container.start_time or 0
            with suppress(FFmpegError):  # formats without an index are read from where they are
                self.container.seek(begin + round(start * 1_000_000))
        decoder = _decoder(self.stream)
        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets, None)
            except (FFmpegError, OSError, SamoError):
                packet = None
            self.reader.check()
            if packet is None:
                break
            with suppress(FFmpegError):
                yield from decoder.decode(packet)
        with suppress(FFmpegError, EOFError):
            yield from decoder.decode(None)


def _decoder(stream: AudioStream) -> AudioCodecContext:
    from av import AudioCodecContext, CodecContext

    if stream.codec_context.name != "opus":
        return stream.codec_context
    # FFmpeg's own Opus decoder plays some of what libopus makes at low bit rates twice too loud.
    decoder = CodecContext.create("libopus", "r")
    assert isinstance(decoder, AudioCodecContext)
    decoder.extradata = stream.codec_context.extradata
    decoder.layout = stream.codec_context.layout
    decoder.sample_rate = stream.codec_context.sample_rate
    return decoder


@contextmanager
def _opened(source: Path | BinaryIO) -> Iterator[_Sound]:
    if isinstance(source, Path):
        with open_path(source) as file, _opened_file(file, named(source)) as sound:
            yield sound
    else:
        with _opened_file(source, "This recording") as sound:
            yield sound


@contextmanager
def _opened_file(file: BinaryIO, name: str) -> Iterator[_Sound]:
    import av

    av.logging.set_level(av.logging.PANIC)  # FFmpeg writes to the terminal, names and all
    reader = Reader(file, name)
    try:
        # Tags in old encodings are none of our business.
        container = av.open(reader, "r", options=_OPTIONS, metadata_errors="ignore")
    except (av.FFmpegError, ValueError, OSError, SamoError) as error:
        reader.check()
        raise AudioError(f"{name} is not a sound file that can be read.", HINT) from error
    with container:
        streams = container.streams.audio
        if not streams:
            raise AudioError(f"{name} has no sound in it.", HINT)
        sound = _Sound(container, streams[0], reader)
        if streams[0].codec_context is None or streams[0].codec_context.sample_rate not in _RATES:
            raise sound.silent()
        yield sound


def _channels(frame: AudioFrame) -> NDArray[Any]:
    """A frame's samples, channels first, in whatever type they were decoded to."""
    data: NDArray[Any] = frame.to_ndarray()
    if frame.format.is_packed:
        data = data.reshape(-1, frame.layout.nb_channels).T
    return data


def _mono(data: NDArray[Any]) -> Samples:
    """The mean of the channels [channels, n], -1 to 1."""
    if data.dtype.kind == "f":
        data = np.clip(np.nan_to_num(data, nan=0.0, posinf=0.0, neginf=0.0), -1.0, 1.0)
    else:
        half = 2.0 ** (8 * data.dtype.itemsize - 1)
        data = data / half - (1.0 if data.dtype.kind == "u" else 0.0)
    mean: Samples = data.mean(axis=0, dtype=np.float32)
    return mean


def _batches(frames: Iterator[AudioFrame], start: float) -> Iterator[tuple[int, Samples]]:
    """Rate and samples, about a second at a time, without those before `start` seconds."""
    batch: list[NDArray[Any]] = []
    kind: tuple[int, int, Any] = (0, 0, None)
    size, surplus = 0, None
    for frame in frames:
        data, rate = _channels(frame), frame.sample_rate
        if surplus is None:
            surplus = round((start - (frame.time or 0.0)) * rate) if start > 0 else 0
        cut = max(0, min(surplus, data.shape[1]))
        surplus -= cut
        if batch and ((rate, len(data), data.dtype) != kind or size >= rate):
            yield kind[0], _mono(np.concatenate(batch, axis=1))
            batch, size = [], 0
        kind = (rate, len(data), data.dtype)
        batch.append(data[:, cut:])
        size += data.shape[1] - cut
    if batch:
        yield kind[0], _mono(np.concatenate(batch, axis=1))


def _resampled(batches: Iterator[tuple[int, Samples]], sample_rate: int) -> Iterator[Samples]:
    import av

    resampler: AudioResampler | None = None
    current = sample_rate
    for rate, samples in batches:
        if rate != current:  # at the start, or where a file changes its rate midway
            yield from _converted(resampler, None)
            same = rate == sample_rate
            resampler = None if same else av.AudioResampler("flt", "mono", sample_rate)
            current = rate
        if resampler is None:
            yield samples
        elif len(samples):
            frame = av.AudioFrame.from_ndarray(samples[None, :], format="flt", layout="mono")
            frame.sample_rate = rate
            yield from _converted(resampler, frame)
    yield from _converted(resampler, None)


def _converted(resampler: AudioResampler | None, frame: AudioFrame | None) -> Iterator[Samples]:
    if resampler is not None:
        for converted in resampler.resample(frame):
            yield converted.to_ndarray()[0]
