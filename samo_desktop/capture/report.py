"""What was found while a sound was decoded: what could not be heard, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from samo_desktop.capture.levels import ALMOST_SILENT, SILENT

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
                "The channels of this recording cancel each other out when they are mixed; "
                "that was put right."
            )
        if self.seconds and self.peak <= SILENT:
            said.append("The recording is silent.")
        elif self.seconds and self.peak < ALMOST_SILENT:
            said.append("The recording is almost silent.")
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
            self.found.append(f"The voice was on {what} {heard[0]} of {of}; that one was used.")
        elif what == "track":
            self.found.append(f"{len(heard)} of {of} tracks hold sound; they were heard together.")

    def take_damage(self, at: float, seconds: float) -> None:
        """`seconds` near `at` could not be decoded."""
        if seconds >= _DAMAGED_SECONDS:
            much = f"{seconds:.0f} s are" if seconds >= 1.5 else "1 s is"
            self.found.append(f"About {much} damaged near {clock(at)}, and left out.")

    def take_length(self, before: float, heard: float, promised: float | None) -> bool:
        """How long the sound behind the first `before` seconds is, and is by its header.

        Returns whether it is cut off.
        """
        if promised is None or promised - heard <= max(0.5, 0.01 * promised):
            return False
        self.found.append(
            f"The file ends at {clock(before + heard)}, although it says "
            f"{clock(before + promised)}: it was cut off."
        )
        return True

    def take_end(self, at: float, *, empty: bool, cut: bool) -> None:
        """Whether the file ends in zeros that are no sound, or is `cut` at `at` seconds."""
        if cut:
            self.found.append(f"The sound breaks off at {clock(at)}: the file was cut off there.")
        elif empty:
            self.found.append(
                "The end of the file is empty: it was not copied or downloaded in full."
            )

    def take_choice(
        self, chosen: Sequence[int], readable: Sequence[int], unreadable: Sequence[int]
    ) -> None:
        """Which tracks were listened to, of which that could be."""
        for number in sorted(unreadable):
            self.found.append(f"Track {number} could not be read.")
        if len(chosen) < len(readable):
            of = len(readable) + len(unreadable)
            one = len(chosen) == 1
            which = " and ".join(map(str, sorted(chosen)))
            self.found.append(
                f"Of {of} tracks only {'track' if one else 'tracks'} {which} "
                f"{'was' if one else 'were'} heard; the rest are comments or in other languages."
            )

    def take_unreadable(self) -> None:
        """A part of the file could not be opened."""
        self.found.append(f"A part of the file, after {clock(self.seconds)}, could not be read.")

    def take(self, block: NDArray[np.float32], rate: int) -> float:
        """A block that was heard; returns its peak."""
        peak = max(float(block.max()), -float(block.min()))
        self.seconds += len(block) / rate
        self.peak = max(self.peak, peak)
        return peak


def clock(seconds: float) -> str:
    """A time within a recording: 0:41, 1:02:03."""
    minutes, rest = divmod(int(seconds + 0.5), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
