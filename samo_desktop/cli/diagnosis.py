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
from samo_desktop.cli.common import given_passphrase, settings_loaded
from samo_desktop.domain.models import ANY_LANGUAGE
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.errors import SamoError
from samo_desktop.languages import language_name
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.messages import listed, ngettext
from samo_desktop.services import journal as journals
from samo_desktop.services.microphones import check_microphone, microphones
from samo_desktop.services.models import usable
from samo_desktop.services.without_journal import Models
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
        N_("versions"): _versions,
        N_("settings"): _settings,
        N_("journal"): lambda: _journal(journal),
        N_("other files"): lambda: _strangers(journal),
        N_("disk"): lambda: _disk(journal),
        N_("microphone"): _microphone,
        N_("speech model"): lambda: _speech(models),
        N_("feelings model"): lambda: _feelings(models),
        N_("summary model"): lambda: _named(models.summariser()),
        N_("whisper models"): _whisper,
        N_("window"): _window,
        N_("log"): lambda: str(paths.log_folder()),
    }
    return [_tried(name, attempt) for name, attempt in attempts.items()]


def _feelings(models: Models) -> str:
    """Every feelings model that ships or was installed, each of which is loaded."""
    codes = sorted(models.emotion_languages() - {ANY_LANGUAGE})
    found = [models.emotion(), *map(models.emotion, codes)]
    return ", ".join(dict.fromkeys(_named(model) for model in found if model))


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
            _("Something went wrong during this check ({kind}).").format(kind=kind(error)),
            _("Report it, with the output of `samo doctor --report`."),
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
        return _check(N_("settings"), False, " ".join(p.message for p in problems), hints)
    return _check(N_("settings"), True, str(paths.settings_file()))


def _journal(folder: Path) -> Check:
    if not journals.exists(folder):
        return _check(
            N_("journal"),
            False,
            _("There is none in {folder}.").format(folder=folder),
            _("Make one with `samo init`."),
        )
    if not journals.can_be_changed(folder):
        return _check(
            N_("journal"),
            False,
            _("{folder} can be read, but not changed.").format(folder=folder),
            _("Change its permissions, or copy it to a writable disk."),
        )
    encrypted = journals.is_encrypted(folder)
    if not encrypted and journals.was_encrypted(folder):
        return _check(
            N_("journal"),
            False,
            _("{folder} is not encrypted, but was when it was last opened.").format(folder=folder),
            _("Someone may have replaced it with another journal."),
        )
    return _check(N_("journal"), True, _looked_into(folder, encrypted=encrypted))


def _looked_into(folder: Path, *, encrypted: bool) -> str:
    """What is found in a journal, all of which is read. Raises SamoError."""
    secret = given_passphrase() if encrypted else None
    if encrypted and secret is None:
        text = _("{folder}, encrypted; its contents are checked only when the passphrase is given")
        return text.format(folder=folder)
    journals.check(folder, secret)
    text = (
        _("{folder}, encrypted and intact") if encrypted else _("{folder}, not encrypted, intact")
    )
    return text.format(folder=folder)


def _strangers(folder: Path) -> str:
    """What lies in the journal's folder and is not its own; nothing is done about it."""
    found = [printable(str(path)) for path in journals.strangers_in(folder)]
    if not found:
        return _("none in the journal's folder")
    shown = ", ".join(found[:MOST_NAMES]) + (", …" if len(found) > MOST_NAMES else "")
    return ngettext(
        "1 file in the journal's folder does not belong to it and was left alone: {names}",
        "{n} files in the journal's folder do not belong to it and were left alone: {names}",
        len(found),
    ).format(n=len(found), names=shown)


def _disk(folder: Path) -> Check:
    there = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    free = shutil.disk_usage(there).free
    hint = "" if free >= LOW_DISK else _("Free some space before you record.")
    size = _("{size} GB free").format(size=f"{free / 1e9:.1f}")
    return _check(N_("disk"), free >= LOW_DISK, size, hint)


def _microphone() -> str:
    check_microphone()
    return ", ".join(microphones())


def _named(model: Any) -> str:
    return f"{model.name}@{model.version}"


def _speech(models: Models) -> str:
    """The model that the settings mean, which is loaded, and for which languages."""
    chosen = settings_loaded().settings
    name = _named(models.speech(SpeechOptions(chosen.engine, chosen.languages)))
    if not chosen.languages:
        return _("{model}, for any language").format(model=name)
    spoken = listed(map(language_name, chosen.languages))
    return _("{model}, for {languages}").format(model=name, languages=spoken)


def _whisper() -> Check:
    names = [model.title for model in usable() if model.engine == "whisper"]
    where = paths.user_models_folder()
    if names:
        return _check(N_("whisper models"), True, ", ".join(names))
    none = _("none in {folder}; only English can be transcribed").format(folder=where)
    return _check(N_("whisper models"), True, none)


def _window() -> Check:
    if importlib.util.find_spec("PySide6") is None:
        return _check(N_("window"), False, _("Qt is not installed."), _("Reinstall SAMO."))
    needs_display = sys.platform.startswith("linux")
    if needs_display and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return _check(
            N_("window"),
            False,
            _("There is no display."),
            _("Use `samo`, or start it on a desktop."),
        )
    return _check(N_("window"), True, _("Qt and a display are available"))
