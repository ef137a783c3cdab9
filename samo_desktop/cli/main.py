"""`samo`: the journal from the command line."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samo_desktop import messages, paths
from samo_desktop.cli.output import (
    OutputFailedError,
    ReaderGoneError,
    on_one_line,
    screens,
)
from samo_desktop.errors import SamoError, was_interrupted
from samo_desktop.messages import gettext as _
from samo_desktop.system import environment, log
from samo_desktop.system.traces import kind, trace

if TYPE_CHECKING:
    from samo_desktop.cli.common import Options

_logger = logging.getLogger(__name__)

DONE, MENDABLE, USAGE, BUG = 0, 1, 2, 3


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code and never raises."""
    with screens():
        try:
            code = _run(arguments)
            sys.stdout.flush()
        except ReaderGoneError:
            return DONE
        except OutputFailedError as error:
            _complain(
                _("The result could not be written ({why}).").format(why=error.why),
                _("Nothing was lost. Send the output somewhere else and try again."),
            )
            return MENDABLE
        return code


def _run(arguments: Sequence[str] | None) -> int:
    try:
        logs = paths.log_folder()
    except SamoError as error:
        _complain(error.message, error.hint)
        return MENDABLE
    with log.writing(logs, log.COMMANDS, logging.WARNING):
        return _command(arguments, log.log_file(logs, log.COMMANDS))


def _command(arguments: Sequence[str] | None, log_file: Path) -> int:
    options: Options | None = None
    gc.disable()  # while modules are loaded nothing is garbage, and looking for it takes 4 ms
    try:
        # Not before: what these modules say in their help is in the language of their import.
        from samo_desktop.cli.commands import samo
        from samo_desktop.cli.common import Options

        gc.enable()
        options = Options()
        samo.main(args=arguments, prog_name="samo", standalone_mode=False, obj=options)
    except (ReaderGoneError, OutputFailedError):
        raise
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 - the last place for any
        if isinstance(error, click.Abort) or was_interrupted(error):
            _complain(_("Stopped."), _("Everything saved before is kept."))
            return MENDABLE
        if isinstance(error, SamoError):
            _complain(error.message, error.hint)
            return MENDABLE
        _tell_bug(error, log_file, verbose=options is not None and options.verbose)
        return BUG
    return DONE


def _tell_bug(error: BaseException, log_file: Path, *, verbose: bool) -> None:
    """Logs a bug, and tells it as one: an exception's text may hold the user's words."""
    _logger.error("A command failed.", exc_info=error)
    where = _("Run it again with --verbose and report what it says.")
    if log_file.is_file():
        where = _("Details are in {file}. They contain none of your words.").format(file=log_file)
    _complain(
        _("Something went wrong in SAMO ({kind}). Nothing was lost.").format(kind=kind(error)),
        where,
    )
    if verbose:
        click.echo(trace(error), err=True)


def _log_lost_thread(lost: threading.ExceptHookArgs) -> None:
    """Logs the bug that ended a thread; Python's own hook would print the exception's text."""
    if lost.exc_value is not None:
        _logger.error("A thread ended with a bug.", exc_info=lost.exc_value)


def main() -> None:
    """Entry point of the `samo` program."""
    environment.hide()
    threading.excepthook = _log_lost_thread
    _occupy_closed()
    messages.use(paths.translations_folder())
    sys.exit(run())


def _occupy_closed() -> None:
    """Opens nothing where standard input, output or error is closed.

    Else the next file that is opened gets its number, and what a library prints goes into it.
    """
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(number)


def _complain(message: str, hint: str) -> None:
    click.echo(on_one_line(message), err=True)
    if hint:
        click.echo(on_one_line(hint), err=True)


if __name__ == "__main__":
    main()
