"""The journal as a whole and this computer: init, doctor, bench, demo."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from samo_desktop.cli.common import (
    FILE_NAME,
    emit,
    end_progress,
    entry_text,
    given_passphrase,
    global_options,
    journal_folder,
    load_settings,
    open_app,
    options,
    passphrase,
    say,
    settings_loaded,
    show_progress,
)
from samo_desktop.cli.output import OutputFailedError, ReaderGoneError
from samo_desktop.errors import SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.system import environment

ON_SCREEN = "-"
"""The name of no file: standard output."""
ABOUT_THE_KEY = N_(
    "Write it down and keep it apart from this computer: it is shown only this once, and opens "
    "the journal if you forget the passphrase. If you lose both the passphrase and the recovery "
    "key, nobody can open this journal: not you, not us."
)


@click.command()
@click.option("--no-encryption", is_flag=True, help=_("Anyone with this computer can read it."))
@global_options
def init(no_encryption: bool) -> None:
    """Make a journal, encrypted under a passphrase."""
    from samo_desktop.services import journal as journals

    folder = journal_folder()
    if journals.exists(folder):
        raise SamoError(
            _("There is already a journal in {folder}.").format(folder=folder),
            _("Use it, or choose another with --journal."),
        )
    with journals.create(folder, None if no_encryption else _new_passphrase()) as made:
        journals.remember(folder, encrypted=not no_encryption)
        _emit_made(folder, made.recovery_key)
        with suppress(SamoError):  # the key was shown: at worst its owner is reminded of it
            made.journal.set_key_saved(saved=True)


def _new_passphrase() -> str:
    """A passphrase that is good enough; on a terminal it is asked for until it is."""
    from samo_desktop.services.journal import check_passphrase

    while True:
        chosen = passphrase(new=True)
        try:
            check_passphrase(chosen)
        except SamoError as error:
            given = options().passphrase_file or environment.secret() is not None
            if given or not sys.stdin.isatty():
                raise
            say(error.whole)
        else:
            return chosen


def _emit_made(folder: Path, recovery_key: str | None) -> None:
    if recovery_key is None:
        say(_("This journal is NOT encrypted: anyone who can use this computer can read it."))
        text = _("Journal: {folder}").format(folder=folder)
    else:
        text = "\n".join(
            [
                _("Journal: {folder}").format(folder=folder),
                _("Recovery key: {key}").format(key=recovery_key),
                _(ABOUT_THE_KEY),
            ]
        )
    data = {
        "journal": str(folder),
        "encrypted": recovery_key is not None,
        "recovery_key": recovery_key,
    }
    _emit_once(data, text)


def _emit_once(data: dict[str, Any], text: str) -> None:
    """The result, which can be shown this once only: also where the output takes nothing."""
    try:
        emit(data, text)
        sys.stdout.flush()
    except (OutputFailedError, ReaderGoneError):
        say(text)
        raise


@click.command("recovery-key")
@global_options
def recovery_key() -> None:
    "Make a new recovery key. The old one stops working."
    with open_app() as app:
        if not app.journal.encrypted:
            raise SamoError(_("This journal is not encrypted."), _("It needs no recovery key."))
        key = app.journal.new_recovery_key()
        data = {"journal": str(app.journal.folder), "recovery_key": key}
        text = "\n".join(
            [
                _("New recovery key: {key}").format(key=key),
                _("The old key no longer works."),
                _(ABOUT_THE_KEY),
            ]
        )
        _emit_once(data, text)
        app.journal.set_key_saved(saved=True)


@click.command()
@click.option(
    "--report",
    is_flag=False,
    flag_value=ON_SCREEN,
    type=FILE_NAME,
    metavar="[FILE]",
    help=_("Write a problem report that contains none of your words, names or folders."),
)
@global_options
def doctor(report: Path | None) -> None:
    "Check what works on this computer, and how to fix what does not."
    from samo_desktop.cli.diagnosis import checks

    found = checks(journal_folder())
    if report is not None:
        _report(report, found)
        return
    lines = []
    for check in found:
        line = _("ok  {name}: {detail}") if check["ok"] else _("NO  {name}: {detail}")
        lines.append(line.format(name=_(check["name"]), detail=check["detail"]))
        if check["hint"]:
            lines.append(f"    {check['hint']}")
    emit({"checks": found}, "\n".join(lines))


def _report(file: Path, found: list[dict[str, Any]]) -> None:
    from samo_desktop.services.report import report
    from samo_desktop.system.files import in_words, write_whole

    text = report(journal_folder(), given_passphrase, settings_loaded(), found)
    if str(file) == ON_SCREEN:
        emit({"report": text}, text)
        return
    with in_words(file):
        write_whole(file, f"{text}\n".encode())
    emit({"report": str(file)}, _("Report: {file}").format(file=file))


@click.command()
@global_options
def bench() -> None:
    "Measure how fast each step runs on this computer."
    from samo_desktop.cli.figures import measure

    if options().json:
        emit(measure(load_settings(), lambda _said: None, lambda _told: None), "")
    else:
        measure(load_settings(), say, lambda f: emit(f, _figure(f)))


def _figure(figure: dict[str, Any]) -> str:
    return f"{_(figure['name'])}: {figure['value']:.4g} {_(figure['unit'])}"


@click.command()
@global_options
def demo() -> None:
    "Take a sample voice note from file to chart, in a separate journal."
    from samo_desktop.cli.sample_run import run_demo

    entry, chart = run_demo(show_progress)
    end_progress()
    emit(
        {"entry": entry.to_json(), "chart": str(chart)},
        "\n".join([entry_text(entry), "", _("chart: {file}").format(file=chart)]),
    )
    if entry.error:
        raise SamoError(entry.error.message, entry.error.hint)
