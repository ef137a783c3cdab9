"""Opens the window."""

from __future__ import annotations

import argparse
import logging
import os
import socket
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from samo_desktop import messages, paths, settings
from samo_desktop.errors import SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.system import environment, log
from samo_desktop.system.single_instance import SingleInstance
from samo_desktop.system.traces import trace

_logger = logging.getLogger(__name__)

ARGPARSE = (N_("usage: "), N_("options"), N_("show this help message and exit"))
"""Texts of argparse, which looks them up in the same catalogue."""
BUG = 3
"""Exit status after a mistake of ours, as of `samo`."""


def display_there() -> bool:
    """Whether there is a screen to open a window on; only Linux may have none."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM", "") not in (
        "",
        "xcb",
        "wayland",
    ):
        return True
    runtime, wayland = os.environ.get("XDG_RUNTIME_DIR", ""), os.environ.get("WAYLAND_DISPLAY")
    if wayland and _answers(str(Path(runtime) / wayland)):
        return True
    host, _, number = os.environ.get("DISPLAY", "").partition(":")
    if host not in ("", "unix"):
        return True
    name = f"/tmp/.X11-unix/X{number.split('.')[0]}"
    return bool(number) and (_answers(name) or _answers("\0" + name))


def _answers(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(address)
        except OSError:
            return False
        return True


def journal_folder(chosen: Path | None) -> Path | None:
    """The journal that was asked for: option, environment, settings; None for the usual place.

    Raises SamoError for what cannot be a folder.
    """
    if chosen is not None:
        return paths.expanded(str(chosen))
    if os.environ.get("SAMO_JOURNAL"):
        return paths.default_journal_folder()
    configured = settings.load(paths.settings_file()).journal
    return paths.expanded(configured) if configured else None


def main(argv: Sequence[str] | None = None) -> int:
    """Opens the window and returns the exit status."""
    messages.use(paths.translations_folder())
    parser = argparse.ArgumentParser(
        prog="samo-desktop", description=_("A private voice journal that works with no network.")
    )
    parser.add_argument("--journal", metavar="DIR", type=Path, help=_("folder of the journal"))
    arguments = parser.parse_args(argv)
    environment.hide()
    if not display_there():
        text = _("There is no screen to open a window on; `samo` works without one.")
        print(text, file=sys.stderr)
        return 1
    try:
        with log.writing(paths.log_folder(), log.WINDOW):
            return _logged(lambda: _open(journal_folder(arguments.journal)))
    except SamoError as error:  # a folder that was named in a way that means none
        print(error.whole, file=sys.stderr)
        return 1


def _open(folder: Path | None) -> int:
    """Runs the window on a journal, unless one that is open already came to the front."""
    place = folder or paths.default_journal_folder()
    instance = SingleInstance()
    try:
        return 0 if instance.claim(place) == "raised" else _run(place, instance)
    finally:
        instance.close()


def _run(place: Path, instance: SingleInstance) -> int:
    try:
        from samo_desktop.gui.shell.application import run
    except ImportError as error:
        text = _("The window's library cannot be loaded: {why}")
        print(text.format(why=error), file=sys.stderr)
        return 1
    return run(place, instance)


def _logged(run: Callable[[], int]) -> int:
    """Runs the window; a bug before there is one to tell it in is logged, and told on stderr."""
    _logger.info("The program starts.")
    try:
        status = run()
    except SamoError:
        raise
    except Exception as error:
        _logger.error("The window was not opened.", exc_info=error)
        text = _("A bug in SAMO Desktop: {where}")
        print(text.format(where=trace(error)), file=sys.stderr)
        return BUG
    _logger.info("The program ends.")
    return status


if __name__ == "__main__":
    sys.exit(main())
