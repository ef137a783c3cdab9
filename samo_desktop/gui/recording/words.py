"""What is said of a recording under way: on its page, in its row, and in the dock."""

from __future__ import annotations

from samo_desktop.domain.standing import Standing
from samo_desktop.messages import pgettext


def heading(standing: Standing) -> str:
    """How the recording stands, in a few words."""
    return {
        Standing.STARTING: pgettext("Recording", "Starting…"),
        Standing.RECORDING: pgettext("Recording", "Recording"),
        Standing.PAUSED: pgettext("Recording", "Paused"),
        Standing.SILENT: pgettext("Recording", "Nothing is heard"),
        Standing.UNSAVED: pgettext("Recording", "Not being saved"),
        Standing.INTERRUPTED: pgettext("Recording", "Microphone disconnected"),
    }[standing]


def in_row(standing: Standing) -> str:
    """The same where the row says which entry it is about."""
    if standing is Standing.RECORDING:
        return pgettext("Recording", "Recording now")
    if standing is Standing.PAUSED:
        return pgettext("Recording", "Recording paused")
    return heading(standing)


def invitation(standing: Standing) -> str:
    """What to do now; "" where a problem says that."""
    if standing is Standing.RECORDING:
        return pgettext(
            "Recording", "Say what you like. It is saved on this computer as you speak."
        )
    if standing is Standing.PAUSED:
        return pgettext("Recording", "Take your time. Nothing is recorded until you resume.")
    if standing is Standing.STARTING:
        return pgettext("Recording", "Wait a moment until the microphone is ready.")
    return ""
