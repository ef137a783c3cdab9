"""Reading voice notes of any kind, as mono samples, a second at a time.

A file may hold several sounds one after another (`sections`), several at once (tracks), and
several channels; all that is to be heard of them becomes one sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture import levels
from samo_desktop.capture.blocks import Samples, later, resampled
from samo_desktop.capture.downmix import Downmix
from samo_desktop.capture.levels import SILENT, FullScale, as_floats
from samo_desktop.capture.media import Medium, has_film, no_sound, open_medium
from samo_desktop.capture.report import DecodeReport
from samo_desktop.capture.sections import View, sections
from samo_desktop.capture.sources import cut_off, named, open_path
from samo_desktop.capture.unreadable import NotSoundError
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from av import AudioFrame

_LOOKS = 20
_LOOK_FRAMES = 50
"""Packets of sound without compression hold about 20 ms."""


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


@dataclass
class SoundSource:
    """An open file: its name for sentences, and its sounds one after another."""

    name: str
    sections: Sequence[View]


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[SoundSource]:
    """The sounds of a file, open. Raises AudioError if it cannot be read."""
    if isinstance(source, Path):
        with open_path(source) as file:
            yield _source(file, named(source))
    else:
        yield _source(source, _("This recording"))


def _source(file: BinaryIO, name: str) -> SoundSource:
    try:
        return SoundSource(name, sections(file))
    except OSError as error:
        raise cut_off(name) from error


def probe(source: Path | BinaryIO) -> AudioInfo:
    """What `source` holds; some of its sound is decoded to be sure that there is some.

    Raises AudioError for anything that is not readable sound, as `decode` does.
    """
    found: list[AudioInfo] = []
    problem: NotSoundError | None = None
    with opened(source) as file:
        for section in file.sections:
            try:
                found.append(_info(section, file.name))
            except NotSoundError as error:
                problem = problem or error
    if problem and not found:
        raise problem
    lengths = [info.seconds for info in found]
    seconds = None if None in lengths else sum(filter(None, lengths))
    return replace(found[0], seconds=seconds)


def _info(section: View, name: str) -> AudioInfo:
    with open_medium(section, name) as medium:
        numbers = [track.number for group in medium.choices() for track in group]
    for number in numbers:
        with open_medium(section.again(), name) as medium:
            sound = medium.sound(number)
            if next(sound.frames(), None) is not None:
                context = sound.stream.codec_context
                rate, channels = context.sample_rate, context.channels
                film = has_film(medium.container)
                return AudioInfo(sound.seconds(), rate, channels, context.name, film)
    raise no_sound(name)


def decode(
    source: Path | BinaryIO,
    sample_rate: int = 16_000,
    *,
    start: float = 0.0,
    report: DecodeReport | None = None,
) -> Iterator[Samples]:
    """The sound of `source` from `start` seconds on: mono blocks of at most a second, -1 to 1.

    Channels and tracks are mixed so that none is lost (see `downmix`); what is not a number becomes
    0. Where a file is damaged or cut off, all that can be decoded is given, and `report` says what
    could not be heard. Raises AudioError, at the first `next`, if that is nothing: no such file, a
    folder, a device, text, no sound in it. A file object is read from its beginning and stays open;
    what its reads raise (DamagedError) is passed on.
    """
    report = report or DecodeReport()
    problem: NotSoundError | None = None
    empty, rest = True, start
    with opened(source) as file:
        for section in file.sections:
            try:
                listening = _Listening(section, file.name, report)
            except NotSoundError as error:
                problem = problem or error
                report.take_unreadable()
                continue
            with listening:
                last = section is file.sections[-1]
                if not last and rest and (length := listening.seconds()) and length <= rest:
                    rest -= length
                    continue
                nothing = True
                for block in listening.blocks(sample_rate, rest):
                    empty = nothing = False
                    peak = report.take(block, sample_rate)
                    yield block if peak <= 1.0 else np.clip(block, -1.0, 1.0)
                if nothing and not rest and len(file.sections) > 1:
                    report.take_unreadable()
                rest = 0.0
        if empty and start <= 0:
            raise problem or no_sound(file.name)


class _Listening:
    """The tracks of a section that are heard together, open until the end of `with`."""

    def __init__(self, section: View, name: str, report: DecodeReport) -> None:
        self._report = report
        self._offset = report.seconds
        self._missing = section.missing
        self._ends_empty = section.ends_empty()
        self._breaks_off = section.breaks_off()
        with ExitStack() as stack:
            medium = stack.enter_context(open_medium(section, name))
            self._numbers = _heard_together(medium, section, report)
            self._of = len(medium.tracks)
            self._sounds = [medium.sound(self._numbers[0])]
            for number in self._numbers[1:]:
                other = stack.enter_context(open_medium(section.again(), name))
                self._sounds.append(other.sound(number))
            self._expected = [
                _expected_peak(section, name, number) if sound.is_float() else 1.0
                for number, sound in zip(self._numbers, self._sounds, strict=True)
            ]
            self._stack = stack.pop_all()

    def __enter__(self) -> _Listening:
        return self

    def __exit__(self, *ending: object) -> None:
        self._stack.close()

    def seconds(self) -> float | None:
        """How long it says that it is."""
        return self._sounds[0].seconds()

    def blocks(self, rate: int, start: float) -> Iterator[Samples]:
        """What is heard from `start` seconds on, as `decode` gives it."""
        mixers: list[_Mixer] = [_Mixer(peak, self._report) for peak in self._expected]
        tracks = [
            resampled(mixer.mono(sound.frames(start), start), rate)
            for mixer, sound in zip(mixers, self._sounds, strict=True)
        ]
        if len(tracks) == 1:
            for part in tracks[0]:
                for at in range(0, len(part), rate):
                    yield part[at : at + rate]
        else:
            first = min(sound.begin() for sound in self._sounds)
            late = [max(0.0, sound.begin() - first - start) for sound in self._sounds]
            yield from self._together(
                [later(track, by, rate) for track, by in zip(tracks, late, strict=True)], rate
            )
        if start <= 0:
            self._tell(mixers)

    def _together(self, tracks: Sequence[Iterator[Samples]], rate: int) -> Iterator[Samples]:
        mix = Downmix(len(tracks), rate)
        for parts in zip_longest(*tracks, fillvalue=_NOTHING):
            data = np.zeros((len(parts), max(map(len, parts))), np.float32)
            for row, part in zip(data, parts, strict=True):
                row[: len(part)] = part
            yield mix.mix(data)
        self._report.take_parts("track", mix.loudest, self._numbers, self._of)

    def _tell(self, mixers: Sequence[_Mixer]) -> None:
        report, longest = self._report, max(self._sounds, key=lambda sound: sound.reach)
        promised = longest.promised()
        silent = longest.stream.codec_context.name.startswith("pcm_")  # where zeros are silence
        bits = longest.stream.codec_context.bit_rate
        if self._missing and bits:
            promised = longest.reach + 8 * self._missing / bits
        if not report.take_length(self._offset, longest.reach, promised):
            empty = self._ends_empty and not silent
            report.take_end(self._offset + longest.reach, empty=empty, cut=self._breaks_off)
        for sound in self._sounds:
            report.take_damage(self._offset + sound.damage.at, sound.damage.seconds)
        if len(mixers) == 1:
            mixers[0].tell()


_NOTHING = np.zeros(0, np.float32)


def _heard_together(medium: Medium, section: View, report: DecodeReport) -> list[int]:
    """The numbers of the tracks that are to be heard: of the best choice that is not silent."""
    choices = medium.choices()
    chosen = choices[0]
    if len(choices) > 1:
        name = medium.reader.words
        audible = (c for c in choices if any(_is_audible(section, name, t.number) for t in c))
        chosen = next(audible, chosen)
    numbers = [track.number for track in chosen]
    report.take_choice(
        numbers,
        [track.number for choice in choices for track in choice],
        [track.number for track in medium.tracks if not track.readable],
    )
    return numbers


def _is_audible(section: View, name: str, number: int) -> bool:
    with open_medium(section.again(), name) as medium:
        frames = medium.sound(number).frames()
        return any(np.abs(as_floats(_channels(f))).max(initial=0.0) > SILENT for f in frames)


def _expected_peak(section: View, name: str, number: int) -> float:
    """How far beyond full scale a sound of floats goes, by some looks at it; 1 if it does not."""
    with open_medium(section.again(), name) as medium:
        sound = medium.sound(number)
        length, peak = sound.seconds() or 0.0, 1.0
        for look in range(_LOOKS):
            frames = islice(sound.frames(length * look / _LOOKS), _LOOK_FRAMES)
            for rate, data in _batches(frames, 0.0):
                peak = max(peak, levels.typical_peak(as_floats(data), rate))
        return peak


class _Mixer:
    """Makes the frames of a track mono, within full scale."""

    def __init__(self, expected_peak: float, report: DecodeReport) -> None:
        self._scale = FullScale(expected_peak)
        self._report = report
        self._mixes: list[Downmix] = []

    def mono(self, frames: Iterator[AudioFrame], start: float) -> Iterator[tuple[int, Samples]]:
        kind = (0, 0)
        for rate, data in _batches(frames, start):
            if not data.shape[1]:
                continue
            floats = as_floats(data)
            if data.dtype.kind == "f":
                floats = self._scale.fit(floats, rate)
            if kind != (rate, len(data)):
                kind = (rate, len(data))
                self._mixes.append(Downmix(len(data), rate))
            yield rate, self._mixes[-1].mix(floats)

    def tell(self) -> None:
        """Reports what was found in the channels."""
        for mix in self._mixes:
            self._report.lost_seconds += mix.lost_seconds
            numbers = range(1, len(mix.loudest) + 1)
            self._report.take_parts("channel", mix.loudest, numbers, len(mix.loudest))


def _channels(frame: AudioFrame) -> NDArray[Any]:
    """A frame's samples, channels first, in whatever type they were decoded to."""
    data: NDArray[Any] = frame.to_ndarray()
    if frame.format.is_packed:
        data = data.reshape(-1, frame.layout.nb_channels).T
    return data


def _batches(frames: Iterator[AudioFrame], start: float) -> Iterator[tuple[int, NDArray[Any]]]:
    """Rate and channels, about a second at a time, without what is before `start` seconds."""
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
            yield kind[0], np.concatenate(batch, axis=1)
            batch, size = [], 0
        kind = (rate, len(data), data.dtype)
        batch.append(data[:, cut:])
        size += data.shape[1] - cut
    if batch:
        yield kind[0], np.concatenate(batch, axis=1)
