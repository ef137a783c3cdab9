"""Opening sound files with FFmpeg (through PyAV).

FFmpeg only ever gets an open file: no path, no address. Playlists and other formats that name
further files or addresses are not among those it may recognise. Of what is in a file only sound is
read: pictures, films and subtitles beside it never reach a decoder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from samo_desktop.capture.sources import Readable, Reader, hint
from samo_desktop.capture.unreadable import (
    NotSoundError,
    cut_off_without_index,
    why_unreadable,
    without_index,
)
from samo_desktop.errors import SamoError
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from av import AudioCodecContext, AudioFrame, Packet
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
_NO_LANGUAGE = frozenset({"", "und", "mul", "zxx", "mis"})
_LENGTH_IN_HEADER = frozenset(
    {"mov", "flac", "wav", "w64", "aiff", "caf", "au", "tta", "wv", "ape", "matroska", "mp3"}
)
"""Formats whose header says how long the sound is, rather than FFmpeg by guessing."""
_GAP_SECONDS = 0.1
_MP3_FRAMES = re.compile(
    rb"\xff[\xe2-\xff]..(?:..)?\0{9,32}(?:Xing|Info)\0\0\0[\1\3\5\7\x09\x0b\x0d\x0f](....)",
    re.DOTALL,
)
"""An MP3's first frame that tells how many follow."""


@dataclass(frozen=True)
class Track:
    """One sound of a file, the `number`-th (from 1) of those in it."""

    number: int
    stream: AudioStream
    readable: bool
    aside: bool
    """A comment or a description, which nobody wants to hear beside the rest."""
    language: str

    @property
    def preference(self) -> tuple[bool, bool]:
        from av.stream import Disposition

        return (self.aside, not self.stream.disposition & Disposition.default)


@dataclass
class Damage:
    """What of a sound was found damaged: where (seconds), and how much (seconds)."""

    at: float = 0.0
    seconds: float = 0.0


@dataclass
class Sound:
    """An open file and the one stream of it that is listened to."""

    container: InputContainer
    stream: AudioStream
    reader: Reader

    def __post_init__(self) -> None:
        self.damage = Damage()
        self._end = 0  # of the last packet, in units of the stream's time base
        self._rate = self.stream.codec_context.sample_rate  # it may change in the middle
        self._paged = "ogg" in self.container.format.name

    def seconds(self) -> float | None:
        """How long the file says that its sound is, 0 or more; None where it does not say."""
        if self.stream.duration is not None and self.stream.time_base is not None:
            return max(0.0, float(self.stream.duration * self.stream.time_base))
        whole = self.container.duration
        return None if whole is None else max(0.0, whole / 1_000_000)

    def promised(self) -> float | None:
        """How long the sound is by the file's own header, or None: nothing that was guessed."""
        names = set(self.container.format.name.split(","))
        if not names & _LENGTH_IN_HEADER:
            return None
        if "mp3" in names:
            return _mp3_seconds(self.reader.head(), self._rate)
        if "matroska" in names and has_film(self.container):
            return None  # the pictures may go on for longer
        return self.seconds()

    def is_float(self) -> bool:
        """Whether its samples are stored as floats, which may go beyond full scale."""
        return self.stream.codec_context.name.startswith("pcm_f")

    def frames(self, start: float = 0.0) -> Iterator[AudioFrame]:
        """Decoded frames, from the one that holds `start` seconds; damaged packets left out."""
        from av.error import FFmpegError

        if start > 0:
            begin = self.container.start_time or 0
            with suppress(FFmpegError):  # formats without an index are read from where they are
                self.container.seek(begin + round(start * 1_000_000))
        decoder = _decoder(self.stream)
        for packet in self.packets():
            try:
                yield from decoder.decode(packet)
            except FFmpegError:
                self._damaged(packet)
        with suppress(FFmpegError, EOFError):
            yield from decoder.decode(None)

    def packets(self) -> Iterator[Packet[AudioStream]]:
        """The packets of the sound as they lie in the file, the empty last one included.

        Ends where the file is damaged; what a read raised is raised as an AudioError.
        """
        for packet in packets_of(self.container, self.reader, [self.stream]):
            if packet.pts is not None:
                if self._paged and self._end:
                    self._take_gap(packet.pts)
                self._end = max(self._end, packet.pts + (packet.duration or 0))
            yield packet

    @property
    def reach(self) -> float:
        """Where the last packet until now ended, in seconds from the beginning of the sound."""
        base = self.stream.time_base
        return max(0.0, float(self._end * base) - self.begin()) if base else 0.0

    def begin(self) -> float:
        """The time (seconds) at which the sound begins in the file."""
        if self.stream.start_time is None or self.stream.time_base is None:
            return 0.0
        return float(self.stream.start_time * self.stream.time_base)

    def _take_gap(self, pts: int) -> None:
        """Pages of an Ogg that are lost leave nothing but a leap in time."""
        gap = float((pts - self._end) * (self.stream.time_base or 0))
        if gap > _GAP_SECONDS:
            self._lost(gap)

    def _damaged(self, packet: Packet[AudioStream]) -> None:
        if packet.size and packet.duration and packet.time_base:
            self._lost(float(packet.duration * packet.time_base))

    def _lost(self, seconds: float) -> None:
        if not self.damage.seconds:
            self.damage.at = self.reach
        self.damage.seconds += seconds


def _mp3_seconds(head: bytes, rate: int) -> float | None:
    """How long an MP3 is by the number of frames at its beginning, if that is told."""
    found = _MP3_FRAMES.search(head)
    if not found:
        return None
    return int.from_bytes(found[1], "big") * (1152 if rate >= 32_000 else 576) / rate


@dataclass
class Medium:
    """An open file and the sounds in it."""

    container: InputContainer
    reader: Reader
    tracks: Sequence[Track]

    def choices(self) -> list[list[Track]]:
        """Which tracks are to be heard together, best first.

        Those that a player would choose among, if they are in one language; then those in others;
        then comments and descriptions, each alone.
        """
        readable = sorted((t for t in self.tracks if t.readable), key=lambda t: t.preference)
        main = [track for track in readable if not track.aside]
        told = {track.language for track in main} - _NO_LANGUAGE
        if len(told) > 1:
            first = main[0].language
            groups = [[t for t in main if t.language == first]]
            groups += [[t] for t in main if t.language != first]
        else:
            groups = [main] if main else []
        return groups + [[track] for track in readable if track.aside]

    def sound(self, number: int) -> Sound:
        """The sound of that number; nothing else of the file will be read."""
        track = next(track for track in self.tracks if track.number == number)
        self.only([track])
        return Sound(self.container, track.stream, self.reader)

    def only(self, tracks: Sequence[Track]) -> None:
        """Lets formats that can skip what is not wanted skip it."""
        from av.stream import Discard

        wanted = {track.stream.index for track in tracks}
        for stream in self.container.streams:
            if stream.index not in wanted:
                stream.discard = Discard.all


def no_sound(name: str) -> NotSoundError:
    """What to raise for a file of which nothing could be decoded."""
    return NotSoundError(_("{name} contains no sound that can be read.").format(name=name), hint())


def has_film(container: InputContainer) -> bool:
    """Whether `container` holds moving pictures. Covers and thumbnails stand still."""
    from av.stream import Disposition

    still = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
    return any(not stream.disposition & still for stream in container.streams.video)


def packets_of(
    container: InputContainer, reader: Reader, streams: Sequence[AudioStream]
) -> Iterator[Packet[AudioStream]]:
    """The packets of `streams` as they lie in the file; see `Sound.packets`."""
    from av.error import FFmpegError

    packets = container.demux(*streams)
    while True:
        try:
            packet = next(packets, None)
        except (FFmpegError, OSError, SamoError):
            packet = None
        reader.check()
        if packet is None:
            return
        yield cast("Packet[AudioStream]", packet)


@contextmanager
def open_medium(file: Readable, name: str) -> Iterator[Medium]:
    """The sounds of `file`, read from its beginning. Raises AudioError if there is none.

    `name` is the subject of sentences about the file.
    """
    import av

    av.logging.set_level(av.logging.PANIC)  # FFmpeg writes to the terminal, names and all
    reader = Reader(file, name)
    try:
        # Tags in old encodings are none of our business.
        container = av.open(reader, "r", options=_options(), metadata_errors="ignore")
    except (av.FFmpegError, ValueError, OSError, SamoError) as error:
        reader.check()
        raise why_unreadable(file, name) from error
    with container:
        if not container.streams.audio:
            if without_index(file):  # some of it may be there
                raise cut_off_without_index(name)
            raise NotSoundError(_("{name} contains no sound.").format(name=name), hint())
        medium = Medium(container, reader, _tracks(container))
        if not any(track.readable for track in medium.tracks):
            raise no_sound(name)
        yield medium


def _tracks(container: InputContainer) -> list[Track]:
    """The sounds of a file: first the one that FFmpeg prefers, the others as they lie."""
    from av.stream import Disposition

    aside = (
        Disposition.comment
        | Disposition.visual_impaired
        | Disposition.descriptions
        | Disposition.karaoke
    )
    preferred = container.streams.best("audio")
    tracks = [
        Track(
            number,
            stream,
            _readable(stream),
            bool(stream.disposition & aside),
            stream.metadata.get("language", ""),
        )
        for number, stream in enumerate(container.streams.audio, start=1)
    ]
    return sorted(tracks, key=lambda track: track.stream is not preferred)


def _readable(stream: AudioStream) -> bool:
    context = stream.codec_context
    if context is None or context.sample_rate not in _RATES or not context.channels:
        return False
    name = context.codec.name
    return name in _CODECS or name.startswith(_CODEC_FAMILIES)


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
