"""Which folders held an encrypted journal, so that another one in its place is noticed.

A small file beside the settings holds a digest of each folder's path, and nothing else.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from samo_desktop import paths
from samo_desktop.errors import SamoError
from samo_desktop.system.files import make_private_folder, write_whole


def was_encrypted(folder: Path) -> bool:
    """Whether the journal in `folder` was encrypted when it was last opened or made."""
    return _digest(folder) in _read()


def remember(folder: Path, *, encrypted: bool) -> None:
    """Takes note of how the journal in `folder` is; where that cannot be kept, it is not."""
    known, digest = _read(), _digest(folder)
    if (digest in known) == encrypted:
        return
    known = known | {digest} if encrypted else known - {digest}
    with suppress(OSError, SamoError):  # it must not keep a journal from being opened
        if not _file().parent.exists():
            make_private_folder(_file().parent)
        write_whole(_file(), "".join(f"{each}\n" for each in sorted(known)).encode())


def _file() -> Path:
    return paths.settings_file().with_name("encrypted-journals.txt")


def _read() -> frozenset[str]:
    try:
        return frozenset(_file().read_text("ascii").split())
    except (OSError, UnicodeError, SamoError):  # SAMO_SETTINGS may be no path
        return frozenset()


def _digest(folder: Path) -> str:
    return hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()
