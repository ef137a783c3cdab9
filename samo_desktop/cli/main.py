"""`samo`: the journal from the command line."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
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
from samo_desktop.system import environment

if TYPE_CHECKING:
    from samo_desktop.cli.common import Options

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
                _("Nothing was lost. Give the output another place, and ask again."),
            )
            return MENDABLE
        return code


def _run(arguments: Sequence[str] | None) -> int:
    options: Options | None = None
    try:
        # Not before: what these modules say in their help is in the language of their import.
        from samo_desktop.cli.commands import samo
        from samo_desktop.cli.common import Options

        options = Options()
        samo.main(args=arguments, prog_name="samo", standalone_mode=False, obj=options)
    except (ReaderGoneError, OutputFailedError):
        raise
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 - the last place for any
        if isinstance(error, click.Abort) or was_interrupted(error):
            _complain(_("Stopped."), _("What was saved before is kept."))
            return MENDABLE
        if isinstance(error, SamoError):
            _complain(error.message, error.hint)
            return MENDABLE
        # A bug: told as one, without the user's words.
        _complain(
            _("SAMO made a mistake ({name}). Nothing was lost.").format(name=type(error).__name__),
            _("Run it again with --verbose and report what it says."),
        )
        if options and options.verbose:
            # Frames only: an exception's text may hold the user's words.
            traceback.print_tb(error.__traceback__)
        return BUG
    return DONE


def main() -> None:
    """Entry point of the `samo` program."""
    environment.hide()
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
