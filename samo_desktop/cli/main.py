"""`samo`: the journal from the command line."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import click

from samo_desktop import __version__
from samo_desktop.cli import analysis, charts, drafts, entries, feelings, models, recording, system
from samo_desktop.cli.common import Options, global_options
from samo_desktop.cli.output import (
    OutputFailedError,
    ReaderGoneError,
    on_one_line,
    screens,
)
from samo_desktop.errors import SamoError, was_interrupted
from samo_desktop.system import environment

DONE, MENDABLE, USAGE, BUG = 0, 1, 2, 3


@click.group(context_settings={"help_option_names": ["-h", "--help"], "obj": None})
@click.version_option(__version__, prog_name="samo")
@global_options
def samo() -> None:
    """A private voice journal: everything happens on this computer."""


for command in (
    system.init,
    system.recovery_key,
    recording.add,
    entries.write,
    recording.record,
    entries.show,
    entries.list_,
    entries.edit,
    entries.delete,
    drafts.draft,
    entries.undelete,
    feelings.correct,
    feelings.feelings,
    analysis.analyse,
    analysis.transcribe,
    charts.timeline,
    models.models,
    system.doctor,
    system.bench,
    system.demo,
):
    samo.add_command(command)


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
                f"The result could not be written ({error.why}).",
                "Nothing was lost. Give the output another place, and ask again.",
            )
            return MENDABLE
        return code


def _run(arguments: Sequence[str] | None) -> int:
    options = Options()
    try:
        samo.main(args=arguments, prog_name="samo", standalone_mode=False, obj=options)
    except (ReaderGoneError, OutputFailedError):
        raise
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 - the last place for any
        if isinstance(error, click.Abort) or was_interrupted(error):
            _complain("Stopped.", "What was saved before is kept.")
            return MENDABLE
        if isinstance(error, SamoError):
            _complain(error.message, error.hint)
            return MENDABLE
        # A bug: told as one, without the user's words.
        _complain(
            f"SAMO made a mistake ({type(error).__name__}). Nothing was lost.",
            "Run it again with --verbose and report what it says.",
        )
        if options.verbose:
            # Frames only: an exception's text may hold the user's words.
            traceback.print_tb(error.__traceback__)
        return BUG
    return DONE


def main() -> None:
    """Entry point of the `samo` program."""
    environment.hide()
    _occupy_closed()
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
