"""What lies where in a journal's folder, and who may write there.

journal.db       entries and jobs (SQLCipher, or SQLite without encryption)
vault.json       the key of an encrypted journal, or
unencrypted.txt  says that the journal is not encrypted
audio/           a sealed file for each voice note, and a small one to draw its wave with
recording/       recordings under way
drafts/          texts that were typed and are not saved yet
lock             held by the one program that may write
reserve          room on the disk that deleting needs (see `reserve`)
"""

from __future__ import annotations

import errno
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from samo_desktop.domain.filenames import DRAFT, ENTRY_ID, SOUND, SPOOL
from samo_desktop.errors import (
    DamagedError,
    JournalLockedError,
    NotFoundError,
    ReadOnlyJournalError,
    SamoError,
)
from samo_desktop.messages import gettext as _
from samo_desktop.system.files import FILE_MODE, in_words, make_private_folder

if TYPE_CHECKING:
    from filelock import FileLock

DATABASE = "journal.db"
UNFINISHED_DATABASE = "journal.db.part"
VAULT = "vault.json"
PLAIN_MARK = "unencrypted.txt"
PLAIN_TEXT = "This journal is not encrypted: whoever can read this folder can read the journal.\n"
AUDIO = "audio"
RECORDING = "recording"
DRAFTS = "drafts"
LOCK = "lock"
RESERVE = "reserve"

_UNFINISHED = (UNFINISHED_DATABASE, VAULT, PLAIN_MARK)
_HARMLESS = {
    *(name + end for name in _UNFINISHED for end in ("", ".part", "-wal", "-shm", "-journal")),
    *(AUDIO, RECORDING, LOCK, RESERVE, ".DS_Store", "desktop.ini", "Thumbs.db", "lost+found"),
}
"""What may lie in a folder that a journal is created in."""

_OWN = re.compile(
    r"(journal\.db(\.part)?(-wal|-shm|-journal)?|vault\.json|unencrypted\.txt|lock|reserve)(\.part)?"
)
"""What the journal's own files are called."""


def exists(folder: Path) -> bool:
    """Whether `folder` holds a journal; one whose creation was interrupted does not count.

    Raises SamoError if that cannot be seen.
    """
    with in_words(folder):
        if (folder / DATABASE).exists():
            return True
        marked = os.path.lexists(folder / VAULT) or (folder / PLAIN_MARK).exists()
        return marked and not (folder / UNFINISHED_DATABASE).exists()


def is_encrypted(folder: Path) -> bool:
    """Whether the journal in `folder` needs a secret.

    Raises NotFoundError if there is none, DamagedError if what says so is gone.
    """
    if folder.exists() and not folder.is_dir():
        raise _not_a_folder(folder)
    if not exists(folder):
        raise NotFoundError(
            _("There is no journal in {folder}.").format(folder=folder),
            _("Make one there, or choose the folder that holds yours."),
        )
    if os.path.lexists(folder / VAULT):  # a link to nowhere is no journal without encryption
        return True
    if (folder / PLAIN_MARK).exists():
        return False
    raise DamagedError(
        _("The journal's {file}, which holds its key, is missing.").format(file=VAULT),
        _("Restore {file} to {folder} from a backup of this journal.").format(
            file=VAULT, folder=folder
        ),
    )


def prepare(folder: Path) -> None:
    """Makes `folder` and what belongs in it, for a new journal. Raises SamoError."""
    with in_words(folder):
        if folder.exists() and not folder.is_dir():
            raise _not_a_folder(folder)
        check_free(folder)
        if folder.exists() and {path.name for path in folder.iterdir()} - _HARMLESS:
            raise SamoError(
                _("The folder {folder} is not empty.").format(folder=folder),
                _("Choose an empty folder for the journal."),
            )
        for path in (folder, folder / AUDIO, folder / RECORDING):
            make_private_folder(path)


def check_free(folder: Path) -> None:
    """Raises SamoError if `folder` holds a journal."""
    if exists(folder):
        raise SamoError(
            _("There is already a journal in {folder}.").format(folder=folder),
            _("Open it, or choose another folder."),
        )


def database(folder: Path) -> Path:
    """The file of the database. Raises DamagedError if it is gone."""
    path = folder / DATABASE
    if not path.is_file():
        raise DamagedError(
            _("The journal's database {path} is missing.").format(path=path),
            _("Restore the journal from a backup."),
        )
    return path


def take_lock(folder: Path, *, new: bool = False) -> FileLock:
    """The lock that only one writer of the journal in `folder` holds; the caller releases it.

    Raises JournalLockedError at once if another program holds it, and ReadOnlyJournalError where
    nothing can be written or locked, unless the journal is `new`.
    """
    from filelock import FileLock, Timeout  # readers do without it

    lock = FileLock(
        folder / LOCK, timeout=0, mode=FILE_MODE, thread_local=False, fallback_to_soft=False
    )
    with in_words(folder / LOCK):
        try:
            lock.acquire()
        except Timeout as error:  # an OSError itself
            raise JournalLockedError(
                _("Another program is using this journal."),
                _("Close the other window or command, then try again."),
            ) from error
        except OSError as error:
            if new:
                raise
            if error.errno == errno.EACCES and can_be_changed(folder):
                raise ReadOnlyJournalError(
                    _(
                        "{file} belongs to another user: this journal can be read, but not changed."
                    ).format(file=folder / LOCK),
                    _(
                        "Change who may read and write that file, or remove it while no other "
                        "program uses the journal."
                    ),
                ) from error
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise read_only(folder) from error
            if error.errno in (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS):
                raise ReadOnlyJournalError(
                    _(
                        "Files cannot be locked in {folder}, as on some network drives. This "
                        "journal can be read there, but not changed."
                    ).format(folder=folder),
                    _("To write in it, move the journal's folder to a disk of this computer."),
                ) from error
            raise
    return lock


def can_be_changed(folder: Path) -> bool:
    """Whether the journal in `folder` lies where this program may write."""
    return all(os.access(path, os.W_OK) for path in (folder, folder / DATABASE))


def read_only(folder: Path) -> ReadOnlyJournalError:
    """The error for a journal that cannot be changed where it lies."""
    return ReadOnlyJournalError(
        _(
            "Nothing can be written in {folder}. This journal can be read there, but not changed."
        ).format(folder=folder),
        _(
            "To write in it, change the folder's permissions, or copy the folder to a "
            "writable disk."
        ),
    )


def complete(folder: Path) -> None:
    """Makes again what belongs in a journal's folder and is empty, as backups leave it out.

    Where that fails, what needs it says so.
    """
    for path in (folder / AUDIO, folder / RECORDING):
        with suppress(OSError):
            if not path.exists():
                make_private_folder(path)


def audio_path(folder: Path, entry_id: str) -> Path:
    """Where the sealed sound of an entry lies. Raises ValueError for what is no entry's id."""
    return folder / AUDIO / f"{checked_id(entry_id)}.samo"


def peaks_path(folder: Path, entry_id: str) -> Path:
    """Where the wave of an entry's sound lies; it can be made again from the sound at any time.

    Raises ValueError for what is no entry's id.
    """
    return folder / AUDIO / f"{checked_id(entry_id)}.peaks"


def remove_sound(folder: Path, entry_id: str) -> None:
    """Removes every file of an entry's sound, unfinished ones too. Raises SamoError."""
    checked_id(entry_id)
    with in_words(folder):
        for path in _sounds(folder):
            if path.name.split(".")[0] == entry_id:
                path.unlink(missing_ok=True)


def recorded(folder: Path) -> set[str]:
    """The ids of the entries whose sound lies there as it was recorded."""
    found = (SPOOL.fullmatch(path.name) for path in files_in(folder / RECORDING))
    return {name[1] for name in found if name and ENTRY_ID.fullmatch(name[1])}


def strangers(folder: Path) -> list[Path]:
    """What lies in the journal's folder and is not the journal's, by its path in there.

    Other programs put it there. It is never read, changed or removed. Raises SamoError.
    """
    parts = [folder / part for part in (AUDIO, RECORDING, DRAFTS)]
    own = {*(part for part in parts if part.is_dir()), *_sounds(folder)}
    own |= {path for path in files_in(folder) if _OWN.fullmatch(path.name)}
    own |= {path for path in files_in(folder / DRAFTS) if DRAFT.fullmatch(path.name)}
    with in_words(folder):
        found = [
            path
            for place in (folder, *parts)
            if place.is_dir()
            for path in place.iterdir()
            if path not in own
        ]
    return sorted(path.relative_to(folder) for path in found)


def _sounds(folder: Path) -> list[Path]:
    kinds = ((AUDIO, SOUND), (RECORDING, SPOOL))
    return [
        path
        for part, kind in kinds
        for path in files_in(folder / part)
        if (name := kind.fullmatch(path.name)) and ENTRY_ID.fullmatch(name[1])
    ]


def files_in(folder: Path) -> list[Path]:
    """The files in `folder`, without folders and links; none if it is not there."""
    with in_words(folder):
        try:
            return [path for path in folder.iterdir() if path.is_file() and not path.is_symlink()]
        except (FileNotFoundError, NotADirectoryError):
            return []  # a backup may have left an empty folder out


def checked_id(entry_id: str) -> str:
    """`entry_id` itself. Raises ValueError unless it is 12 hexadecimal digits."""
    if not ENTRY_ID.fullmatch(entry_id):
        raise ValueError(f"not an entry's id: {entry_id!r}")
    return entry_id


def _not_a_folder(folder: Path) -> SamoError:
    return SamoError(
        _("{folder} is a file, not a folder.").format(folder=folder),
        _("Choose a folder for the journal."),
    )
