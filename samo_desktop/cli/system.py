"""The journal as a whole and this computer: init, doctor, bench, demo."""

from __future__ import annotations

import sys

import click

from samo_desktop.cli.common import (
    emit,
    end_progress,
    entry_text,
    global_options,
    journal_folder,
    load_settings,
    options,
    passphrase,
    say,
    show_progress,
)
from samo_desktop.cli.output import OutputFailedError, ReaderGoneError
from samo_desktop.errors import SamoError


@click.command()
@click.option("--no-encryption", is_flag=True, help="Anyone with this computer can read it.")
@global_options
def init(no_encryption: bool) -> None:
    """Make a journal, encrypted under a passphrase."""
    from samo_desktop.store.journal import Journal

    folder = journal_folder()
    if Journal.exists(folder):
        raise SamoError(
            f"There is a journal in {folder} already.", "Use it, or choose another with --journal."
        )
    journal, recovery_key = Journal.create(folder, None if no_encryption else passphrase(new=True))
    journal.close()
    if no_encryption:
        say("This journal is NOT encrypted: anyone who can use this computer can read it.")
        text = f"Journal: {folder}"
    else:
        text = (
            f"Journal: {folder}\nRecovery key: {recovery_key}\n"
            "Write it down and keep it apart from this computer: it is shown this once, and "
            "opens the journal if the passphrase is forgotten."
        )
    data = {
        "journal": str(folder),
        "encrypted": not no_encryption,
        "recovery_key": recovery_key,
    }
    try:
        emit(data, text)
        sys.stdout.flush()
    except (OutputFailedError, ReaderGoneError):
        say(text)  # the key is shown once, and must not be lost with the output
        raise


@click.command()
@global_options
def doctor() -> None:
    """What works on this computer, what does not, and what to do."""
    from samo_desktop.cli.diagnosis import checks

    found = checks(journal_folder())
    lines = []
    for check in found:
        lines.append(f"{'ok ' if check['ok'] else 'NO '} {check['name']}: {check['detail']}")
        if check["hint"]:
            lines.append(f"    {check['hint']}")
    emit({"checks": found}, "\n".join(lines))


@click.command()
@global_options
def bench() -> None:
    """This computer's figures for each step, with the models in use."""
    from samo_desktop.cli.figures import measure

    figures = measure(load_settings(), say=(lambda _: None) if options().json else say)
    lines = [f"{f['name']}: {f['value']:.4g} {f['unit']}" for f in figures["figures"]]
    emit(figures, "\n".join(lines))


@click.command()
@global_options
def demo() -> None:
    """A sample voice note, from file to chart, in a journal of its own."""
    from samo_desktop.cli.sample_run import run_demo

    entry, chart = run_demo(show_progress)
    end_progress()
    emit(
        {"entry": entry.to_json(), "chart": str(chart)},
        f"{entry_text(entry)}\n\nchart: {chart}",
    )
    if entry.error:
        raise SamoError(entry.error.message, entry.error.hint)
