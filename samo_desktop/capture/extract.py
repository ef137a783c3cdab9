"""Taking the sounds out of a film, as they are: their packets in a file without the pictures."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from samo_desktop.capture.decode import opened
from samo_desktop.capture.encode import Appending, ByteSink
from samo_desktop.capture.media import Medium, Sound, open_medium, packets_of

if TYPE_CHECKING:
    from av import Packet
    from av.audio.stream import AudioStream
    from av.container import OutputContainer

_PACKETS_PER_EVENT = 100
_CONTAINERS = {"aac": "adts", "amrnb": "amr", "amrwb": "amr", "wmav1": "asf", "wmav2": "asf"}
"""Which container takes packets that Matroska has no place for; all append, none needs `seek`."""
_SLACK_SECONDS = 0.1
"""How far two containers' clocks may be apart: they are not equally fine."""


class CannotCopyError(Exception):
    """No container takes the sound's packets; the file has to be kept as it is."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where the last packet of a sound starts, and where it ends if that is known; in seconds."""

    last: float = 0.0
    end: float = 0.0

    def like(self, other: Extent) -> bool:
        """Whether both hold as much."""
        return abs(self.last - other.last) < _SLACK_SECONDS


def alike(left: Sequence[Extent], right: Sequence[Extent]) -> bool:
    """Whether two files hold as much, track by track."""
    return len(left) == len(right) and all(map(Extent.like, left, right))


def container_for(source: Path | BinaryIO) -> str:
    """The container that takes all sounds of `source`. CannotCopyError if none; AudioError."""
    import av

    with opened(source) as file:
        if len(file.sections) > 1:
            raise CannotCopyError
        with open_medium(file.sections[0], file.name) as medium:
            streams = _streams(medium)
            other = _CONTAINERS.get(streams[0].codec_context.name) if len(streams) == 1 else None
            for container in ("matroska", other):
                if container is None:
                    continue
                try:
                    with av.open(_Nowhere(), "w", format=container) as target:
                        for stream in streams:
                            target.add_stream_from_template(stream, opaque=True)
                        target.start_encoding()
                    return container
                except (av.FFmpegError, ValueError):
                    continue
    raise CannotCopyError


def copy_sound(
    source: Path | BinaryIO, target: ByteSink, container: str
) -> Generator[int, None, list[Extent]]:
    """Copies the packets of the sounds of `source` into `target`; returns how far each reaches.

    Yields how many bytes of `source` have been read, again and again. Nothing is decoded and
    nothing lost; `target` needs no `seek` and is not closed. Raises AudioError as `decode` does,
    CannotCopyError for packets that `container` refuses, and passes on what `target` raises; it
    then holds the beginning.
    """
    import av

    out = Appending(target)
    with opened(source) as file, open_medium(file.sections[0], file.name) as medium:
        try:
            with av.open(out, "w", format=container) as copy:
                extents = yield from _copy(medium, copy)
        except (av.FFmpegError, ValueError) as error:
            if out.error:
                raise out.error from None
            raise CannotCopyError from error
        if out.error:
            raise out.error
        return extents


def measured(source: BinaryIO) -> Generator[int, None, list[Extent]]:
    """How far the packets of the sounds of `source` reach; yields the bytes read. AudioError."""
    with opened(source) as file, open_medium(file.sections[0], file.name) as medium:
        streams = _streams(medium)
        clock = _Clock(streams)
        packets = packets_of(medium.container, medium.reader, streams)
        for count, packet in enumerate(packets):
            clock.stamp(packet)
            if count % _PACKETS_PER_EVENT == 0:
                yield medium.reader.tell()
        return clock.extents()


def _streams(medium: Medium) -> list[AudioStream]:
    """The sounds as they lie in the file; nothing else of it will be read."""
    tracks = sorted(medium.tracks, key=lambda track: track.number)
    medium.only(tracks)
    return [track.stream for track in tracks]


def _copy(medium: Medium, container: OutputContainer) -> Generator[int, None, list[Extent]]:
    streams = _streams(medium)
    copies = {}
    for stream in streams:
        copies[stream.index] = copy = container.add_stream_from_template(stream, opaque=True)
        copy.disposition = stream.disposition
        if language := stream.metadata.get("language"):
            copy.metadata["language"] = language
        if seconds := Sound(medium.container, stream, medium.reader).seconds():
            hours, rest = divmod(seconds, 3600)
            minutes, rest = divmod(rest, 60)
            # Written at the front: nothing can be changed there afterwards.
            copy.metadata["DURATION"] = f"{int(hours):02d}:{int(minutes):02d}:{rest:012.9f}"
    clock = _Clock(streams)
    for count, packet in enumerate(packets_of(medium.container, medium.reader, streams)):
        if packet.size:
            clock.stamp(packet)
            packet.stream = copies[packet.stream.index]
            container.mux_one(packet)
        if count % _PACKETS_PER_EVENT == 0:
            yield medium.reader.tell()
    return clock.extents()


class _Clock:
    """Gives packets times that begin at 0 and never run backwards, and knows where they end.

    Sounds that begin later than the first one do so by as much afterwards.
    """

    def __init__(self, streams: Sequence[AudioStream]) -> None:
        self._first: float | None = None
        self._next = {stream.index: 0 for stream in streams}
        self._last = dict(self._next)
        self._extents = {stream.index: Extent() for stream in streams}

    def extents(self) -> list[Extent]:
        return list(self._extents.values())

    def stamp(self, packet: Packet[AudioStream]) -> None:
        base = packet.time_base
        if not packet.size or not base:
            return
        number = packet.stream.index
        at = packet.pts if packet.pts is not None else packet.dts
        if self._first is None:
            self._first = float((at or 0) * base)
        since = None if at is None else at - round(self._first / base)
        place = self._next[number] if since is None else max(since, self._last[number])
        packet.pts = packet.dts = self._last[number] = place
        self._next[number] = place + (packet.duration or 0)
        self._extents[number] = Extent(float(place * base), float(self._next[number] * base))


class _Nowhere:
    def write(self, data: bytes) -> int:
        return len(data)
