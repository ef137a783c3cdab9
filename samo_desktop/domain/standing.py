"""How a recording under way stands."""

from __future__ import annotations

from enum import StrEnum


class Standing(StrEnum):
    """What becomes, at this moment, of what is said."""

    STARTING = "starting"
    """No sound has come yet."""
    RECORDING = "recording"
    PAUSED = "paused"
    SILENT = "silent"
    """The microphone gives nothing but silence."""
    UNSAVED = "unsaved"
    """Sound waits in memory, since the disk takes none."""
    INTERRUPTED = "interrupted"
    """There is no microphone that could be listened to."""
