"""Where things lie. The only module that knows about frozen builds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

from samo_desktop.errors import SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.system import environment
from samo_desktop.system.names import shortened

APP_NAME = "samo-desktop"
CAPTURE_OPTION = "--capture"
"""Alone on a frozen program's command line: be the process that listens."""
_PACKAGE = Path(__file__).resolve().parent
_LISTEN = """\
import sys
sys.path.insert(0, sys.argv[1])
import samo_desktop
del sys.path[0]
from samo_desktop.capture.recorder_process import main
main()
"""
"""This very package listens, wherever it lies; nothing else of its folder can be imported."""
LONGEST_NAME, LONGEST_PATH = 255, 4095
"""Bytes that Linux and macOS allow; Windows allows fewer."""


def bundle_folder() -> Path:
    """The folder that holds resources/ and models/: the checkout, or the frozen bundle."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else _PACKAGE.parent


def capture_command() -> list[str]:
    """How to start the process that listens to the microphone (`capture.child`)."""
    if getattr(sys, "_MEIPASS", None):
        return [sys.executable, CAPTURE_OPTION]
    return [sys.executable, *environment.python_options(), "-c", _LISTEN, str(_PACKAGE.parent)]


def cache_folder() -> Path:
    """What can be made again at any time; SAMO_CACHE names another folder. Raises SamoError."""
    chosen = os.environ.get("SAMO_CACHE")
    return expanded(chosen) if chosen else platformdirs.user_cache_path(APP_NAME, False)


def log_folder() -> Path:
    """Where the logs lie; SAMO_LOGS names another folder. Raises SamoError."""
    chosen = os.environ.get("SAMO_LOGS")
    return expanded(chosen) if chosen else platformdirs.user_log_path(APP_NAME, False)


def expanded(name: str) -> Path:
    """The path that `name` says; a leading `~` is the home folder, `~name` another user's.

    Raises SamoError for what cannot be a path here: no such user, a name of more than 255 bytes, a
    NUL.
    """
    path = Path(name)
    try:
        path = path.expanduser()
    except RuntimeError as error:
        raise SamoError(
            _("There is no user {user} on this computer, so {name} is not a folder.").format(
                user=repr(path.parts[0][1:]), name=name
            ),
            _("Give the full path, or ./{name} for something of that name here.").format(name=name),
        ) from error
    return checked(path)


def checked(path: Path) -> Path:
    """`path` itself. Raises SamoError if no file system could hold it."""
    shown = shortened(str(path))
    if "\0" in str(path):
        raise SamoError(
            _("A path cannot contain a NUL character, as {shown} does.").format(shown=repr(shown)),
            _("Check its name."),
        )
    long = any(len(os.fsencode(part)) > LONGEST_NAME for part in path.parts)
    if long or len(os.fsencode(path)) > LONGEST_PATH:
        raise SamoError(
            _("The path {shown} is too long.").format(shown=shown),
            _(
                "Each name in a path can be up to {name} bytes long, and the whole path up "
                "to {path} bytes."
            ).format(name=LONGEST_NAME, path=LONGEST_PATH),
        )
    return path


def resources_folder() -> Path:
    """Icons, translations, and the sample journal."""
    return bundle_folder() / "resources"


def translations_folder() -> Path:
    """The catalogues of the languages that SAMO speaks."""
    return resources_folder() / "translations"


def bundled_models_folder() -> Path:
    """The models that ship with the program."""
    return bundle_folder() / "models"


def user_models_folder() -> Path:
    """Models that the user installed; SAMO_MODELS names another folder. Raises SamoError."""
    chosen = os.environ.get("SAMO_MODELS")
    return expanded(chosen) if chosen else platformdirs.user_data_path(APP_NAME, False) / "models"


def default_journal_folder() -> Path:
    """The user's journal; SAMO_JOURNAL names another folder. Raises SamoError."""
    chosen = os.environ.get("SAMO_JOURNAL")
    return expanded(chosen) if chosen else platformdirs.user_data_path(APP_NAME, False) / "journal"


def sample_journal_folder() -> Path:
    """Where the sample journal is made, each time anew. Raises SamoError."""
    return cache_folder() / "sample-journal"


def settings_file() -> Path:
    """The user's settings; SAMO_SETTINGS names another file. Raises SamoError."""
    chosen = os.environ.get("SAMO_SETTINGS")
    if chosen:
        return expanded(chosen)
    return platformdirs.user_config_path(APP_NAME, False) / "settings.toml"
