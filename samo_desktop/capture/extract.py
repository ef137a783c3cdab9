"""Taking the sound out of a film, as it is: its packets in a file without the pictures."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from samo_desktop.capture.decode import Sound, opened
from samo_desktop.capture.encode import Appending, Target

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


def container_for(source: Path | BinaryIO) -> str:
    """The container that takes the sound of `source`. CannotCopyError if none; AudioError."""
    import av

    with opened(source) as sound:
        name = sound.stream.codec_context.name
        for container in ("matroska", _CONTAINERS.get(name)):
            if container is None:
                continue
            try:
                with av.open(_Nowhere(), "w", format=container) as target:
                    target.add_stream_from_template(sound.stream, opaque=True)
                    target.start_encoding()
                return container
            except (av.FFmpegError, ValueError):
                continue
    raise CannotCopyError


def copy_sound(
    source: Path | BinaryIO, target: Target, container: str
) -> Generator[int, None, Extent]:
    """Copies the packets of the sound of `source` into `target`; returns how far they reach.

    Yields how many bytes of `source` have been read, again and again. Nothing is decoded and
    nothing lost; `target` needs no `seek` and is not closed. Raises AudioError as `decode` does,
    CannotCopyError for packets that `container` refuses, and passes on what `target` raises; it
    then holds the beginning.
    """
    import av

    out = Appending(target)
    with opened(source) as sound:
        try:
            with av.open(out, "w", format=container) as file:
                extent = yield from _copy(sound, file)
        except (av.FFmpegError, ValueError) as error:
            if out.error:
                raise out.error from None
            raise CannotCopyError from error
        if out.error:
            raise out.error
        return extent


def measured(source: BinaryIO) -> Generator[int, None, Extent]:
    """How far the packets of the sound of `source` reach; yields the bytes read. AudioError."""
    with opened(source) as sound:
        clock = _Clock()
        for count, packet in enumerate(sound.packets()):
            clock.stamp(packet)
            if count % _PACKETS_PER_EVENT == 0:
                yield sound.reader.tell()
        return clock.extent()


def _copy(sound: Sound, container: OutputContainer) -> Generator[int, None, Extent]:
    stream = container.add_stream_from_template(sound.stream, opaque=True)
    if seconds := sound.seconds():
        hours, rest = divmod(seconds, 3600)
        minutes, rest = divmod(rest, 60)
        # Written at the front: nothing can be changed there afterwards.
        stream.metadata["DURATION"] = f"{int(hours):02d}:{int(minutes):02d}:{rest:012.9f}"
    clock = _Clock()
    for count, packet in enumerate(sound.packets()):
        if packet.size:
            clock.stamp(packet)
            packet.stream = stream
            container.mux_one(packet)
        if count % _PACKETS_PER_EVENT == 0:
            yield sound.reader.tell()
    return clock.extent()


class _Clock:
    """Gives packets times that begin at 0 and never run backwards, and knows where they end."""

    def __init__(self) -> None:
        self._first: int | None = None
        self._last = self._next = 0
        self._extent = Extent()

    def extent(self) -> Extent:
        return self._extent

    def stamp(self, packet: Packet[AudioStream]) -> None:
        if not packet.size or not packet.time_base:
            return
        at = packet.pts if packet.pts is not None else packet.dts
        if self._first is None:
            self._first = at or 0
        place = self._next if at is None else max(at - self._first, self._last)
        packet.pts = packet.dts = self._last = place
        self._next = place + (packet.duration or 0)
        self._extent = Extent(float(place * packet.time_base), float(self._next * packet.time_base))


class _Nowhere:
    def write(self, data: bytes) -> int:
        return len(data)
