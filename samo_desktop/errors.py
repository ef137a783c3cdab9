"""What a person can mend, kept apart from what is a bug."""

from __future__ import annotations


class SamoError(Exception):
    """Something the user can mend.

    `message` is one sentence that says what happened; `hint` is one sentence that says what to
    do next. Front ends show both and never a traceback. Any other exception is a bug.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def whole(self) -> str:
        """What happened and what to do, as one text."""
        return f"{self.message} {self.hint}".strip()


def was_interrupted(error: BaseException | None) -> bool:
    """Whether `error` comes of Ctrl+C: an import that it cuts short may raise another error."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


class NotFoundError(SamoError):
    """The thing that was asked for (an entry, a file, a journal) is not there."""


class ChangedError(SamoError):
    """What was to be taken back is not as it was left."""


class JournalLockedError(SamoError):
    """Another program is writing to the same journal."""


class ReadOnlyJournalError(SamoError):
    """The journal can be read, but not changed where it lies."""


class WrongPassphraseError(SamoError):
    """Neither the passphrase nor the recovery key opens the journal."""


class NewerJournalError(SamoError):
    """The journal was written by a newer version and was left untouched."""


class DamagedError(SamoError):
    """A file is there but its contents cannot be trusted."""


class DeviceError(SamoError):
    """No microphone or loudspeaker can be used; typing and importing still work."""


class AudioError(SamoError):
    """A file holds no sound that can be read."""


class AlreadyAddedError(SamoError):
    """A file is in the journal already, as the sound of the entry `entry_id`."""

    def __init__(self, message: str, hint: str, entry_id: str) -> None:
        super().__init__(message, hint)
        self.entry_id = entry_id


class ModelError(SamoError):
    """A model is missing, damaged, or failed on its input."""
