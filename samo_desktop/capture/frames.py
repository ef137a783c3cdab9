"""The one file format for sound on disk: frames that cannot be changed, moved or cut off unseen.

    header   8 bytes that name the format, 16 random bytes that name the file
    frame    4 bytes, little-endian: the top bit marks the last frame, the rest is the length of
             what follows; then the contents with their tag

With a key, a frame is sealed with ChaCha20-Poly1305 under a key of its own file
(HKDF-SHA256 of `key` and the file's name in the header), and its nonce is its number and the
last-frame mark: the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015). Without a key
a CRC-32 over the same values stands in for the tag, against accidents only. The last frame is
always empty, so that a recording can end at any moment.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from samo_desktop.errors import DamagedError, NotFoundError, SamoError
from samo_desktop.messages import gettext as _

MAX_FRAME = 1024 * 1024
"""Bytes; a longer frame is refused, so that a damaged length cannot ask for all the memory."""

_MAGIC_SEALED, _MAGIC_PLAIN = b"samo-se1", b"samo-pl1"
ID_SIZE = 16
HEADER_SIZE = len(_MAGIC_SEALED) + ID_SIZE
LAST = 1 << 31
OVERHEAD = (16, 4)
"""Bytes of a frame's tag, with and without a key."""


class Protection(Protocol):
    """Seals and opens frames; `open` gives None for a frame that is not what was sealed."""

    overhead: int

    def seal(self, contents: bytes, number: int, last: bool) -> bytes: ...
    def open(self, sealed: bytes, number: int, last: bool) -> bytes | None: ...


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "little") + bytes([last])


class _Sealed:
    overhead = OVERHEAD[0]

    def __init__(self, key: bytes, file_id: bytes) -> None:
        if len(key) != 32:
            raise ValueError("a key has 32 bytes")
        derived = HKDF(SHA256(), 32, salt=file_id, info=b"samo-desktop sound 1").derive(key)
        self._cipher = ChaCha20Poly1305(derived)

    def seal(self, contents: bytes, number: int, last: bool) -> bytes:
        return self._cipher.encrypt(_nonce(number, last), contents, None)

    def open(self, sealed: bytes, number: int, last: bool) -> bytes | None:
        try:
            return self._cipher.decrypt(_nonce(number, last), sealed, None)
        except InvalidTag:
            return None


class _Checked:
    overhead = OVERHEAD[1]

    def __init__(self, file_id: bytes) -> None:
        self._start = zlib.crc32(file_id)

    def _tag(self, contents: bytes, number: int, last: bool) -> bytes:
        return struct.pack(
            "<I", zlib.crc32(contents, zlib.crc32(_nonce(number, last), self._start))
        )

    def seal(self, contents: bytes, number: int, last: bool) -> bytes:
        return contents + self._tag(contents, number, last)

    def open(self, sealed: bytes, number: int, last: bool) -> bytes | None:
        contents, tag = sealed[:-4], sealed[-4:]
        return contents if tag == self._tag(contents, number, last) else None


def protection(key: bytes | None, file_id: bytes) -> Protection:
    """What seals and opens the frames of the file `file_id`. `key`: 32 bytes or None."""
    return _Checked(file_id) if key is None else _Sealed(key, file_id)


def header(key: bytes | None, file_id: bytes) -> bytes:
    """What a file with this key begins with."""
    return (_MAGIC_PLAIN if key is None else _MAGIC_SEALED) + file_id


def damaged(path: Path) -> DamagedError:
    """What to tell the user about a file that cannot be trusted."""
    return DamagedError(
        _("The sound file {name} is damaged or belongs to another journal.").format(name=path.name),
        _("Restore it from a backup. The entry's text is not affected."),
    )


def open_file(path: Path) -> BinaryIO:
    """Opens a sound file. Raises NotFoundError, or SamoError if it may not be read."""
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise NotFoundError(
            _("The sound file {name} is missing.").format(name=path.name),
            _("Restore it from a backup. The entry's text is not affected."),
        ) from error
    except OSError as error:
        raise SamoError(
            _("The sound file {name} cannot be opened.").format(name=path.name),
            _("Check that you may read the journal's folder."),
        ) from error


def read_header(file: BinaryIO, path: Path, key: bytes | None) -> Protection:
    """What opens the frames that follow. Raises DamagedError if the file is not of this format.

    A file without encryption is refused where there is a key: anyone could have put it there.
    """
    expected = header(key, b"")
    found = file.read(HEADER_SIZE)
    if len(found) < HEADER_SIZE or not found.startswith(expected):
        raise damaged(path)
    return protection(key, found[len(expected) :])
