"""Why a file is not a sound that can be read, in a sentence: cut off, empty, or something else."""

from __future__ import annotations

from collections.abc import Iterator

from samo_desktop.capture.boxes import boxes
from samo_desktop.capture.sources import Readable, cut_off, hint
from samo_desktop.errors import AudioError
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_

_CHUNK = 1024 * 1024
_PICTURE = N_("{name} is a picture, not a sound file.")
_ARCHIVE = N_("{name} is an archive, not a sound file.")
_OTHERS = (
    (b"%PDF-", N_("{name} is a PDF document, not a sound file.")),
    (b"PK\x03\x04", N_("{name} is a ZIP archive or a document, not a sound file.")),
    (b"\x89PNG\r\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (
        b"bplist00",
        N_(
            "{name} is a property list, not a sound file. It may stand for a file that "
            "is still in iCloud."
        ),
    ),
    (b"7z\xbc\xaf", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"\x1f\x8b", N_("{name} is a compressed file, not a sound file.")),
    (b"SQLite format 3\0", N_("{name} is a database, not a sound file.")),
)
_SOUNDS = (
    *(b"OggS", b"fLaC", b"FORM", b"ID3", b"caff", b".snd", b"wvpk", b"MAC ", b"#!AMR", b"TTA1"),
    *(b"\x1a\x45\xdf\xa3", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
)
_PICTURES = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif", b"ftypcrx ")


class NotSoundError(AudioError):
    """What is there is no sound that can be read, however often one tries."""


def why_unreadable(file: Readable, name: str) -> AudioError:
    """What to raise for a file that FFmpeg does not recognise. May read all of it.

    `name` is the subject of the sentence.
    """
    try:
        file.seek(0)
        head = file.read(4096)
        if _is_empty(file, head):
            return NotSoundError(
                _(
                    "{name} contains only zeros: it was never completely copied or downloaded."
                ).format(name=name),
                _("Copy it again from its source, then add it again."),
            )
        if head[4:12] in _PICTURES or head[8:12] == b"WEBP":
            return NotSoundError(_(_PICTURE).format(name=name), hint())
        if without_index(file):
            return cut_off_without_index(name)
    except OSError:
        return cut_off(name)
    if _is_page(head):
        return NotSoundError(
            _("{name} is a web page, not a sound file: the download went wrong.").format(name=name),
            _("Open its address in a browser, sign in if asked, and save the recording again."),
        )
    for mark, sentence in _OTHERS:
        if head.startswith(mark):
            return NotSoundError(_(sentence).format(name=name), hint())
    if head.startswith(_SOUNDS) or head[8:12] in (b"WAVE", b"AVI "):
        return NotSoundError(
            _("{name} is damaged or was cut off: no sound can be read in it.").format(name=name),
            _("Copy it again from its source, then add it again."),
        )
    return NotSoundError(
        _("{name} is not a sound file that can be read.").format(name=name), hint()
    )


def cut_off_without_index(name: str) -> NotSoundError:
    """What to raise for a recording that its app did not bring to an end."""
    return NotSoundError(
        _("{name} was never finished: the index of this recording is missing.").format(name=name),
        _(
            "Open the app that made it, which may be able to finish it, or use a repair "
            "tool such as untrunc with an intact recording from the same device."
        ),
    )


def without_index(file: Readable) -> bool:
    """Whether `file` is an MP4, M4A, MOV or 3GP that lacks its index, or a part of it."""
    size = file.seek(0, 2)
    whole = {kind for kind, _start, end in boxes(file) if end <= size or kind == "mdat"}
    return bool(whole & {"ftyp", "mdat"}) and not whole & {"moov", "moof"}


def _is_empty(file: Readable, head: bytes) -> bool:
    if head.strip(b"\0"):
        return False
    return not any(chunk.strip(b"\0") for chunk in _rest(file))


def _rest(file: Readable) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _is_page(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")) or b"<html" in start
