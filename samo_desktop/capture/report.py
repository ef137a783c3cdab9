"""What was found while a sound was decoded: what could not be heard, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture.levels import ALMOST_SILENT, SILENT
from samo_desktop.messages import gettext as _
from samo_desktop.messages import listed, ngettext

_LOST_SECONDS = 1.0
_DAMAGED_SECONDS = 0.3
_FAINT = 0.01
"""A track or channel that is never louder than this share of the loudest one holds no voice."""


@dataclass
class DecodeReport:
    """Filled by `decode`; whole when all of the sound was taken."""

    seconds: float = 0.0
    """How much was heard."""
    peak: float = 0.0
    """The greatest absolute sample, full scale at 1."""
    lost_seconds: float = 0.0
    """How much of it would have cancelled out."""
    found: list[str] = field(default_factory=list)
    """Sentences that need no more to be known."""

    def notes(self) -> tuple[str, ...]:
        """Sentences for the user; none for a sound that was heard in full."""
        said = list(dict.fromkeys(self.found))
        if self.lost_seconds > _LOST_SECONDS:
            said.append(
                _(
                    "The channels of this recording cancelled each other out when mixed. This "
                    "was corrected."
                )
            )
        if self.seconds and self.peak <= SILENT:
            said.append(_("The recording is silent."))
        elif self.seconds and self.peak < ALMOST_SILENT:
            said.append(_("The recording is almost silent."))
        return tuple(said)

    def take_parts(
        self, what: str, loudest: Iterable[float], numbers: Sequence[int], of: int
    ) -> None:
        """How loud (peaks) the parts (tracks, channels) `numbers` of `of` are."""
        loudest = list(loudest)
        top = max(loudest, default=0.0)
        if of < 2 or top <= SILENT:
            return
        heard = [n for n, peak in zip(numbers, loudest, strict=True) if peak > _FAINT * top]
        if len(heard) == 1:
            self.found.append(_one_of(what).format(number=heard[0], of=of))
        elif what == "track":
            self.found.append(
                _("{n} of {of} tracks contain sound. They were mixed together.").format(
                    n=len(heard), of=of
                )
            )

    def take_damage(self, at: float, seconds: float) -> None:
        """`seconds` near `at` could not be decoded."""
        if seconds >= _DAMAGED_SECONDS:
            whole = max(1, round(seconds))
            sentence = ngettext(
                "About 1 s near {at} is damaged and was left out.",
                "About {n} s near {at} are damaged and were left out.",
                whole,
            )
            self.found.append(sentence.format(n=whole, at=clock(at)))

    def take_length(self, before: float, heard: float, promised: float | None) -> bool:
        """How long the sound behind the first `before` seconds is, and is by its header.

        Returns whether it is cut off.
        """
        if promised is None or promised - heard <= max(0.5, 0.01 * promised):
            return False
        self.found.append(
            _("The file should last {promised} but ends at {end}: it was cut off.").format(
                end=clock(before + heard), promised=clock(before + promised)
            )
        )
        return True

    def take_end(self, at: float, *, empty: bool, cut: bool) -> None:
        """Whether the file ends in zeros that are no sound, or is `cut` at `at` seconds."""
        if cut:
            self.found.append(
                _("The sound stops at {at}, where the file was cut off.").format(at=clock(at))
            )
        elif empty:
            self.found.append(
                _("The end of the file is empty: it was not completely copied or downloaded.")
            )

    def take_choice(
        self, chosen: Sequence[int], readable: Sequence[int], unreadable: Sequence[int]
    ) -> None:
        """Which tracks were listened to, of which that could be."""
        for number in sorted(unreadable):
            self.found.append(_("Track {number} could not be read.").format(number=number))
        if len(chosen) < len(readable):
            of = len(readable) + len(unreadable)
            sentence = ngettext(
                "Only track {which} of {of} was used. The others are commentary or other "
                "languages.",
                "Only tracks {which} of {of} were used. The others are commentary or other "
                "languages.",
                len(chosen),
            )
            self.found.append(sentence.format(of=of, which=listed(map(str, sorted(chosen)))))

    def take_unreadable(self) -> None:
        """A part of the file could not be opened."""
        self.found.append(
            _("Part of the file after {at} could not be read.").format(at=clock(self.seconds))
        )

    def take(self, block: NDArray[np.float32], rate: int) -> float:
        """A block that was heard; returns its peak."""
        peak = max(float(block.max()), -float(block.min()))
        self.seconds += len(block) / rate
        self.peak = max(self.peak, peak)
        return peak


def _one_of(what: str) -> str:
    """The sentence for a voice that was on one track, or one channel."""
    if what == "track":
        return _("The voice was on track {number} of {of}, so that one was used.")
    return _("The voice was on channel {number} of {of}, so that one was used.")


def clock(seconds: float) -> str:
    """A time within a recording: 0:41, 1:02:03."""
    minutes, rest = divmod(int(seconds + 0.5), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
