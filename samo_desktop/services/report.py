"""What a maintainer needs to know, for `samo doctor --report`.

Nothing in it is a user's: no words, titles, tags, feelings of their own, no names of files, folders
or devices. What a person could have named is counted, or said to be chosen.
"""

from __future__ import annotations

import locale
import platform
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from importlib import metadata
from pathlib import Path
from typing import Any

from samo_desktop import __version__, paths
from samo_desktop.capture import microphone, portaudio
from samo_desktop.domain import calendar
from samo_desktop.errors import DeviceError
from samo_desktop.inference.model_store.manager import ModelManager
from samo_desktop.inference.model_store.model_catalog import installable
from samo_desktop.settings import ENGINES, Loaded, Settings
from samo_desktop.store import opening
from samo_desktop.store.journal import Journal
from samo_desktop.system import log
from samo_desktop.system.traces import kind

LIBRARIES = (
    *("PySide6-Essentials", "pyqtgraph", "onnxruntime", "ctranslate2", "faster-whisper"),
    *("moonshine-voice", "tokenizers", "av", "numpy", "sounddevice", "sqlcipher3", "sqlite-utils"),
    *("cryptography", "click", "matplotlib"),
)
LOG_LINES = 200
"""The last ones of each log."""
_SHOWN = frozenset(("theme", "text_scale", "stop_after_silence", "languages", "playback_speed"))
"""Settings that hold nothing that a person wrote, beside switches."""


def report(
    journal: Path, secret: Callable[[], str | None], loaded: Loaded, checks: list[dict[str, Any]]
) -> str:
    """The report on this computer and the journal in `journal`, as text.

    `secret` gives what opens the journal, or None: it is then not looked into.
    """
    logs = paths.log_folder()
    parts: dict[str, Iterable[str]] = {
        f"SAMO {__version__}, {calendar.written(calendar.now())}": _system(),
        "Checks": (f"{'ok' if check['ok'] else 'NO'} {check['name']}" for check in checks),
        "Libraries": _libraries(),
        "Models": _models(),
        "Settings": _settings(loaded),
        "Journal": _journal(journal, secret),
        "Log of the window": log.last_lines(logs, log.WINDOW, LOG_LINES),
        "Log of the commands": log.last_lines(logs, log.COMMANDS, LOG_LINES),
    }
    return "\n\n".join(
        "\n".join([name, *(f"  {line}" for line in _told(lines))]) for name, lines in parts.items()
    )


def _told(lines: Iterable[str]) -> Iterator[str]:
    """`lines`; an error on the way is told by its kind, since its sentence may name a folder."""
    try:
        yield from lines
    except Exception as error:  # noqa: BLE001 - a report is wanted most where something is broken
        yield f"could not be looked at: {kind(error)}"


def _system() -> Iterator[str]:
    yield f"Python {platform.python_version()}, {platform.platform()}"
    yield "bundled" if getattr(sys, "frozen", False) else "not bundled"
    yield f"character set {locale.getencoding()}, files {sys.getfilesystemencoding()}"


def _libraries() -> Iterator[str]:
    for name in LIBRARIES:
        try:
            yield f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:  # the bundle has the libraries, but not all labels
            yield f"{name} (version not known)"
    try:
        yield f"{portaudio.version()}, {len(microphone.devices())} microphones"
    except DeviceError:
        yield "no PortAudio"


def _models() -> Iterator[str]:
    known = {model.name for model in installable()}
    for status in ModelManager(Settings).all():
        if status.state != "available":
            name = status.name if status.bundled or status.name in known else "one of the user's"
            yield f"{name}: {status.kind}, {status.engine}, {status.state}, {status.size:,} bytes"


def _settings(loaded: Loaded) -> Iterator[str]:
    for field in fields(Settings):
        value = getattr(loaded.settings, field.name)
        shown = field.name in _SHOWN or isinstance(value, bool) or value in ("", *ENGINES)
        yield f"{field.name} = {value!r}" if shown else f"{field.name} is chosen"
    yield f"{len(loaded.problems)} problems"


def _journal(folder: Path, given: Callable[[], str | None]) -> Iterator[str]:
    if not Journal.exists(folder):
        yield "none"
        return
    encrypted = Journal.is_encrypted(folder)
    yield "encrypted" if encrypted else "not encrypted"
    yield "can be changed" if Journal.can_be_changed(folder) else "can only be read"
    yield f"{len(Journal.strangers_in(folder))} files of other programs"
    secret = given() if encrypted else None
    if encrypted and secret is None:
        yield "not looked into: no passphrase was given"
        return
    yield f"schema {opening.check(folder, secret)}, whole"
    with Journal.open(folder, secret, write=False) as journal:
        states = Counter(f"{row.source} {row.state}" for row in journal.rows())
        yield from (f"{number} entries: {state}" for state, number in sorted(states.items()))
        yield f"{journal.count_deleted()} deleted entries"
        jobs = Counter(f"{job.step} {job.state}" for job in journal.jobs())
        yield from (f"{number} steps: {what}" for what, number in sorted(jobs.items()))
        yield f"{len(journal.drafts.all())} drafts"
