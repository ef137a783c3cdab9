"""What works on this computer and what does not, for `samo doctor`."""

from __future__ import annotations

import importlib.util
import logging
import os
import platform
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from samo_desktop import __version__, paths
from samo_desktop.capture import microphone
from samo_desktop.cli.common import given_passphrase, settings_loaded
from samo_desktop.errors import SamoError
from samo_desktop.inference.model_store import catalogue
from samo_desktop.inference.models import Models
from samo_desktop.store import opening, remembered
from samo_desktop.store.journal import Journal
from samo_desktop.system.names import printable
from samo_desktop.system.traces import kind

_logger = logging.getLogger(__name__)

MOST_NAMES = 20
LOW_DISK = 500_000_000
"""Bytes below which an hour of recording may not fit."""

Check = dict[str, Any]


def checks(journal: Path) -> list[Check]:
    """One check a part: {"name", "ok", "detail", "hint"}; the hint is empty when all is well."""
    models = Models()
    attempts: dict[str, Callable[[], str | Check]] = {
        "versions": _versions,
        "settings": _settings,
        "journal": lambda: _journal(journal),
        "other files": lambda: _strangers(journal),
        "disk": lambda: _disk(journal),
        "microphone": _microphone,
        "speech model": lambda: _named(models.speech()),
        "feelings model": lambda: _named(models.emotion()),
        "summary model": lambda: _named(models.summariser()),
        "whisper models": _whisper,
        "window": _window,
        "log": lambda: str(paths.log_folder()),
    }
    return [_tried(name, attempt) for name, attempt in attempts.items()]


def _check(name: str, ok: bool, detail: str, hint: str = "") -> Check:
    return {"name": name, "ok": ok, "detail": detail, "hint": hint}


def _tried(name: str, attempt: Callable[[], str | Check]) -> Check:
    """What `attempt` finds: a check, or the detail of one that is well."""
    try:
        found = attempt()
    except SamoError as error:
        return _check(name, False, error.message, error.hint)
    except Exception as error:
        _logger.error("A check failed.", exc_info=error)
        return _check(
            name,
            False,
            f"SAMO made a mistake while it looked ({kind(error)}).",
            "Report it, with what `samo doctor --report` writes.",
        )
    return _check(name, True, found) if isinstance(found, str) else found


def _versions() -> str:
    python = platform.python_version()
    system = f"{platform.system()} {platform.machine()}"
    return f"SAMO {__version__}, Python {python}, {system}"


def _settings() -> Check:
    problems = settings_loaded().problems
    if problems:
        hints = " ".join(dict.fromkeys(problem.hint for problem in problems))
        return _check("settings", False, " ".join(p.message for p in problems), hints)
    return _check("settings", True, str(paths.settings_file()))


def _journal(folder: Path) -> Check:
    if not Journal.exists(folder):
        return _check("journal", False, f"There is none in {folder}.", "Make one with `samo init`.")
    if not Journal.can_be_changed(folder):
        return _check(
            "journal",
            False,
            f"{folder} can be read, but not changed.",
            "Change who may write there, or copy it to a disk that can be written to.",
        )
    encrypted = Journal.is_encrypted(folder)
    if not encrypted and remembered.was_encrypted(folder):
        return _check(
            "journal",
            False,
            f"{folder} is not encrypted, but was when it was last opened.",
            "Someone may have put another journal in its place.",
        )
    return _check("journal", True, f"{folder}, {_looked_into(folder, encrypted=encrypted)}")


def _looked_into(folder: Path, *, encrypted: bool) -> str:
    """What is found in a journal, all of which is read. Raises SamoError."""
    secret = given_passphrase() if encrypted else None
    if encrypted and secret is None:
        return "encrypted; what is in it is looked at only where the passphrase is given"
    opening.check(folder, secret)
    return "encrypted and whole" if encrypted else "not encrypted, and whole"


def _strangers(folder: Path) -> str:
    """What lies in the journal's folder and is not its own; nothing is done about it."""
    found = [printable(str(path)) for path in Journal.strangers_in(folder)]
    if not found:
        return "none in the journal's folder"
    shown = ", ".join(found[:MOST_NAMES]) + (", …" if len(found) > MOST_NAMES else "")
    return f"{len(found)} in the journal's folder that are not the journal's, left alone: {shown}"


def _disk(folder: Path) -> Check:
    there = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    free = shutil.disk_usage(there).free
    hint = "" if free >= LOW_DISK else "Free some space before you record."
    return _check("disk", free >= LOW_DISK, f"{free / 1e9:.1f} GB free", hint)


def _microphone() -> str:
    microphone.check()
    names = [device.name for device in microphone.devices()]
    return ", ".join(names)


def _named(model: Any) -> str:
    return f"{model.name}@{model.version}"


def _whisper() -> Check:
    names = [folder.name for folder in catalogue.whisper_folders()]
    where = paths.user_models_folder()
    if names:
        return _check("whisper models", True, ", ".join(names))
    return _check("whisper models", True, f"none in {where}; the bundled English model is used")


def _window() -> Check:
    if importlib.util.find_spec("PySide6") is None:
        return _check("window", False, "Qt is not installed.", "Install SAMO again.")
    needs_display = sys.platform.startswith("linux")
    if needs_display and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return _check(
            "window", False, "There is no display.", "Use `samo`, or start it on a desktop."
        )
    return _check("window", True, "Qt and a display are here")
