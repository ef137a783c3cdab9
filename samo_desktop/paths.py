"""Where things lie. The only module that knows about frozen builds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

from samo_desktop import environment

APP_NAME = "samo-desktop"
CAPTURE_OPTION = "--capture"
"""Alone on a frozen program's command line: be the process that listens."""
_PACKAGE = Path(__file__).resolve().parent
_LISTEN = """\
import sys
sys.path.insert(0, sys.argv[1])
import samo_desktop
del sys.path[0]
from samo_desktop.capture.child import main
main()
"""
"""This very package listens, wherever it lies; nothing else of its folder can be imported."""


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
    """What can be made again at any time; SAMO_CACHE names another folder."""
    chosen = os.environ.get("SAMO_CACHE")
    return Path(chosen) if chosen else platformdirs.user_cache_path(APP_NAME, False)


def resources_folder() -> Path:
    """Icons, translations, and the sample journal."""
    return bundle_folder() / "resources"


def bundled_models_folder() -> Path:
    """The models that ship with the program."""
    return bundle_folder() / "models"


def user_models_folder() -> Path:
    """Models that the user installed; SAMO_MODELS names another folder."""
    chosen = os.environ.get("SAMO_MODELS")
    return Path(chosen) if chosen else platformdirs.user_data_path(APP_NAME, False) / "models"


def default_journal_folder() -> Path:
    """The user's journal; SAMO_JOURNAL names another folder."""
    chosen = os.environ.get("SAMO_JOURNAL")
    return Path(chosen) if chosen else platformdirs.user_data_path(APP_NAME, False) / "journal"


def settings_file() -> Path:
    """The user's settings; SAMO_SETTINGS names another file."""
    chosen = os.environ.get("SAMO_SETTINGS")
    if chosen:
        return Path(chosen)
    return platformdirs.user_config_path(APP_NAME, False) / "settings.toml"
