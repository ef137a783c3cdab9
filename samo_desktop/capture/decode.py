"""Reading voice notes of any kind, as mono samples, a second at a time.

FFmpeg (through PyAV) only ever gets an open file: no path, no address. Playlists and other
formats that name further files or addresses are not among those it may recognise. Of what is in a
file only one sound is decoded: pictures, films and subtitles beside it never reach a decoder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture.sources import HINT, Reader, named, open_path
from samo_desktop.errors import AudioError, SamoError

if TYPE_CHECKING:
    from av import AudioCodecContext, AudioFrame, AudioResampler, Packet
    from av.audio.stream import AudioStream
    from av.container import InputContainer

_FORMATS = (
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dsf,dts,eac3,flac,flv,loas,matroska,mov,mp3,"
    "mpc,mpc8,mpeg,mpegts,ogg,tta,voc,w64,wav,wv"
)
_CODEC_NAMES = (
    "aac aac_fixed aac_latm ac3 ac3_fixed alac amrnb amrwb libopencore_amrnb libopencore_amrwb ape "
    "dca dsd_lsbf dsd_lsbf_planar dsd_msbf dsd_msbf_planar eac3 flac gsm gsm_ms ilbc libopus mlp "
    "mp1 mp1float mp2 mp2float mp3 mp3float mpc7 mpc8 nellymoser opus qdm2 speex truehd tta vorbis "
    "wavpack wmalossless wmapro wmav1 wmav2 wmavoice"
)
_CODECS = frozenset(_CODEC_NAMES.split())
_CODEC_FAMILIES = ("pcm_", "adpcm_")
_RATES = range(1000, 768_001)

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What a file says of its sound; `seconds` is None where it does not say how long it is.

    `film` tells that there are moving pictures beside it (a cover is none).
    """

    seconds: float | None
    sample_rate: int
    channels: int
    codec: str
    film: bool = False


def probe(source: Path | BinaryIO) -> AudioInfo:
    """What `source` holds; its first sound is decoded to be sure that there is some.

    Raises AudioError for anything that is not readable sound, as `decode` does.
    """
    with opened(source) as sound:
        if next(sound.frames(), None) is None:
            raise sound.silent()
        context = sound.stream.codec_context
        return AudioInfo(
            sound.seconds(),
            context.sample_rate,
            context.channels,
            context.name,
            _has_film(sound.container),
        )


def decode(
    source: Path | BinaryIO, sample_rate: int = 16_000, *, start: float = 0.0
) -> Iterator[Samples]:
    """The sound of `source` from `start` seconds on: mono blocks of at most a second, -1 to 1.

    Channels are averaged; what is not a number becomes 0. Where a file is damaged or cut off, all
    that can be decoded is given. Raises AudioError, at the first `next`, if that is nothing: no
    such file, a folder, a device, text, no sound in it. A file object is read from its beginning
    and stays open; what its reads raise (DamagedError) is passed on.
    """
    with opened(source) as sound:
        empty = True
        for samples in resampled(_batches(sound.frames(start), start), sample_rate):
            for at in range(0, len(samples), sample_rate):
                empty = False
                yield np.clip(samples[at : at + sample_rate], -1.0, 1.0)
        if empty and start <= 0:
            raise sound.silent()


@dataclass
class Sound:
    """An open file and the one stream of it that is listened to."""

    container: InputContainer
    stream: AudioStream
    reader: Reader

    def silent(self) -> AudioError:
        """What to raise when nothing could be decoded."""
        return AudioError(f"{self.reader.words} holds no sound that can be read.", HINT)

    def seconds(self) -> float | None:
        """How long the file says that its sound is, 0 or more; None where it does not say."""
        if self.stream.duration is not None and self.stream.time_base is not None:
            return max(0.0, float(self.stream.duration * self.stream.time_base))
        whole = self.container.duration
        return None if whole is None else max(0.0, whole / 1_000_000)

    def frames(self, start: float = 0.0) -> Iterator[AudioFrame]:
        """Decoded frames, from the one that holds `start` seconds; damaged packets left out."""
        from av.error import FFmpegError

        if start > 0:
            begin = self.container.start_time or 0
            with suppress(FFmpegError):  # formats without an index are read from where they are
                self.container.seek(begin + round(start * 1_000_000))
        decoder = _decoder(self.stream)
        for packet in self.packets():
            with suppress(FFmpegError):
                yield from decoder.decode(packet)
        with suppress(FFmpegError, EOFError):
            yield from decoder.decode(None)

    def packets(self) -> Iterator[Packet[AudioStream]]:
        """The packets of the sound as they lie in the file, the empty last one included.

        Ends where the file is damaged; what a read raised is raised as an AudioError.
        """
        from av.error import FFmpegError

        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets, None)
            except (FFmpegError, OSError, SamoError):
                packet = None
            self.reader.check()
            if packet is None:
                return
            yield packet


def _has_film(container: InputContainer) -> bool:
    """Whether `container` holds moving pictures. Covers and thumbnails stand still."""
    from av.stream import Disposition

    still = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
    return any(not stream.disposition & still for stream in container.streams.video)


@cache
def _options() -> dict[str, str]:
    import av

    allowed = _CODECS | {c for c in av.codecs_available if c.startswith(_CODEC_FAMILIES)}
    return {
        "format_whitelist": _FORMATS,
        "codec_whitelist": ",".join(sorted(allowed)),
        # "none" is no protocol's name: not even a format that names other files could open one.
        "protocol_whitelist": "none",
    }


def _readable(stream: AudioStream) -> bool:
    context = stream.codec_context
    if context is None or context.sample_rate not in _RATES or not context.channels:
        return False
    name = context.codec.name
    return name in _CODECS or name.startswith(_CODEC_FAMILIES)


def _best(container: InputContainer) -> AudioStream | None:
    """The sound that a player would choose, but for comments and descriptions of a film.

    Among equals: the one that FFmpeg prefers, then the first.
    """
    from av.stream import Disposition

    aside = (
        Disposition.comment
        | Disposition.visual_impaired
        | Disposition.descriptions
        | Disposition.karaoke
    )
    preferred = container.streams.best("audio")
    readable = [stream for stream in container.streams.audio if _readable(stream)]

    def rank(stream: AudioStream) -> tuple[bool, bool, bool]:
        return (
            bool(stream.disposition & aside),
            not stream.disposition & Disposition.default,
            stream is not preferred,
        )

    return min(readable, key=rank, default=None)


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
def opened(source: Path | BinaryIO) -> Iterator[Sound]:
    """The sound of a file, open. Raises AudioError if there is none that can be read."""
    if isinstance(source, Path):
        with open_path(source) as file, _opened_file(file, named(source)) as sound:
            yield sound
    else:
        with _opened_file(source, "This recording") as sound:
            yield sound


@contextmanager
def _opened_file(file: BinaryIO, name: str) -> Iterator[Sound]:
    import av
    from av.stream import Discard

    av.logging.set_level(av.logging.PANIC)  # FFmpeg writes to the terminal, names and all
    reader = Reader(file, name)
    try:
        # Tags in old encodings are none of our business.
        container = av.open(reader, "r", options=_options(), metadata_errors="ignore")
    except (av.FFmpegError, ValueError, OSError, SamoError) as error:
        reader.check()
        raise AudioError(f"{name} is not a sound file that can be read.", HINT) from error
    with container:
        if not container.streams.audio:
            raise AudioError(f"{name} has no sound in it.", HINT)
        stream = _best(container)
        if stream is None:
            raise AudioError(f"{name} holds no sound that can be read.", HINT)
        for other in container.streams:
            if other is not stream:
                other.discard = Discard.all  # formats that can skip it need not read it
        yield Sound(container, stream, reader)


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


def as_speech(
    blocks: Iterable[tuple[int, NDArray[np.int16]]], sample_rate: int = 16_000
) -> Iterator[Samples]:
    """Recorded mono blocks with their samples per second, as `decode` gives sound."""
    floats = ((rate, block.astype(np.float32) / 32768.0) for rate, block in blocks)
    return resampled(floats, sample_rate)


def resampled(batches: Iterator[tuple[int, Samples]], sample_rate: int) -> Iterator[Samples]:
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
