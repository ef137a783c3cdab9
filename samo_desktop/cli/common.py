"""What every command shares: the global options, the journal, and how results are shown."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from samo_desktop import paths, settings
from samo_desktop.domain.arc import arc
from samo_desktop.domain.calendar import local
from samo_desktop.domain.emotion import Analysis, Feeling
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import Event, Progress
from samo_desktop.errors import SamoError

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.store.journal import Journal

Command = TypeVar("Command", bound=Callable[..., Any])

ARC_WORDS = {
    "rising": ("began low, ended brighter", "ended brighter than it began"),
    "falling": ("began bright, ended lower", "ended lower than it began"),
    "mixed": ("went up and down", "went up and down"),
}
"""How an entry moved: where its beginning was plainly low (or bright), and else."""
_CONTROL = re.compile(r"\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""What is not for a terminal: control characters, and halves of characters."""
STEP_NAMES = {"keep": "storing", "transcribe": "listening", "analyse": "reading"}


@dataclass
class Options:
    """The global options, wherever on the command line they stood."""

    journal: str | None = None
    passphrase_file: str | None = None
    unencrypted: bool = False
    json: bool = False
    verbose: bool = False


def options() -> Options:
    """The global options of the command that runs."""
    return click.get_current_context().find_root().ensure_object(Options)


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value not in (None, False):
        setattr(context.find_root().ensure_object(Options), str(parameter.name), value)


def global_options(command: Command) -> Command:
    """Lets a command take the global options after its name as well as before it."""
    for declared, attributes in (
        (("--verbose",), {"is_flag": True, "help": "Say more when something goes wrong."}),
        (("--json",), {"is_flag": True, "help": "Print results as JSON."}),
        (
            ("--passphrase-file",),
            {"metavar": "FILE", "help": "File that holds the passphrase (or SAMO_PASSPHRASE)."},
        ),
        (
            ("--unencrypted",),
            {"is_flag": True, "help": "The journal is not encrypted, and is meant to be so."},
        ),
        (("--journal",), {"metavar": "DIR", "help": "Folder of the journal (or SAMO_JOURNAL)."}),
    ):
        option = click.option(
            *declared,
            expose_value=False,
            callback=_remember,
            **attributes,
        )
        command = option(command)
    return command


class IsoDate(click.ParamType[datetime]):
    """A date or a moment in ISO 8601; without an offset it is local time."""

    name = "ISO date"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        """The moment as an aware datetime."""
        if isinstance(value, datetime):
            return value
        try:
            return local(datetime.fromisoformat(value))
        except ValueError:
            self.fail(f"'{value}' is not a date like 2026-03-01 or 2026-03-01T18:30.", param, ctx)


ISO_DATE = IsoDate()


def journal_folder() -> Path:
    """The journal's folder: option, environment, settings, or the platform's."""
    chosen = options().journal
    if chosen:
        return Path(chosen)
    if not os.environ.get("SAMO_JOURNAL"):
        configured = load_settings().journal
        if configured:
            return Path(configured)
    return paths.default_journal_folder()


def load_settings() -> settings.Settings:
    """The user's settings."""
    return settings.load(paths.settings_file())


def passphrase(*, new: bool = False) -> str:
    """The passphrase from file, environment or terminal. Raises SamoError if there is none."""
    chosen = options().passphrase_file
    if chosen:
        try:
            return Path(chosen).read_text("utf-8").rstrip("\r\n")
        except (OSError, ValueError) as error:
            raise SamoError(
                f"The passphrase file {chosen} cannot be read.", "Check its name and permissions."
            ) from error
    if "SAMO_PASSPHRASE" in os.environ:
        return os.environ["SAMO_PASSPHRASE"]
    if sys.stdin.isatty():
        prompt = "New passphrase" if new else "Passphrase"
        return str(click.prompt(prompt, hide_input=True, confirmation_prompt=new, err=True))
    raise SamoError(
        "A passphrase is needed, and none was given.",
        "Set SAMO_PASSPHRASE or give --passphrase-file FILE"
        + (", or --no-encryption for a journal that anyone can read." if new else "."),
    )


@contextmanager
def open_journal() -> Iterator[Journal]:
    """The journal, for reading. Work that a crash interrupted is finished first.

    Beside another program that writes nothing is finished: that program is at it. Whatever goes
    wrong with it is told, and the journal is read nevertheless.
    """
    from samo_desktop.store.journal import Journal

    folder, secret = _journal_and_secret()
    journal = Journal.open(folder, secret, write=False)
    try:
        _note_encryption(folder, journal)
        if Journal.can_be_changed(folder):
            _finish_interrupted(journal, folder, secret)
        else:
            say("This journal can be read where it lies, but not changed.")
        yield journal
    finally:
        journal.close()


def _finish_interrupted(journal: Journal, folder: Path, secret: str | None) -> None:
    from samo_desktop.errors import JournalLockedError, ReadOnlyJournalError

    try:
        if journal.interrupted():
            with suppress(JournalLockedError, ReadOnlyJournalError), _app(folder, secret):
                pass
    except SamoError as error:
        say(f"What the last run left could not be finished. {error.message} {error.hint}")
    except Exception as error:  # noqa: BLE001 - a bug there must not keep anyone from reading
        say(f"What the last run left could not be finished ({type(error).__name__}).")


@contextmanager
def open_app() -> Iterator[App]:
    """The journal and all that can be done with it. Interrupted work is finished first."""
    with _app(*_journal_and_secret()) as app:
        yield app


def _journal_and_secret() -> tuple[Path, str | None]:
    from samo_desktop.store.journal import Journal

    folder = journal_folder()
    if not Journal.exists(folder):
        raise SamoError(f"There is no journal in {folder} yet.", "Make one with `samo init`.")
    if Journal.is_encrypted(folder):
        return folder, passphrase()
    _check_meant(folder)
    return folder, None


def _check_meant(folder: Path) -> None:
    """Raises SamoError for a journal without encryption where an encrypted one is expected."""
    from samo_desktop.store import remembered

    if options().unencrypted:
        return
    if options().passphrase_file or os.environ.get("SAMO_PASSPHRASE"):
        raise SamoError(
            "This journal is not encrypted, but a passphrase was given. Someone may have put "
            "another one in its place; nothing was written to it.",
            "If it is meant to be so, give no passphrase (unset SAMO_PASSPHRASE) or give "
            "--unencrypted.",
        )
    if remembered.was_encrypted(folder):
        raise SamoError(
            "This journal is not encrypted, but it was when it was last opened. Someone may have "
            "put another one in its place; nothing was written to it.",
            "If you did so yourself, give --unencrypted once.",
        )


def _note_encryption(folder: Path, journal: Journal) -> None:
    from samo_desktop.store import remembered

    remembered.remember(folder, encrypted=journal.encrypted)


@contextmanager
def _app(folder: Path, secret: str | None) -> Iterator[App]:
    from samo_desktop.app import App
    from samo_desktop.store.journal import Journal

    app = App(Journal.open(folder, secret), load_settings())
    try:
        _note_encryption(folder, app.journal)
        _finish(app)
        yield app
    finally:
        app.close()


def _finish(app: App) -> None:
    """Does what the last run left. What that cannot be done for, what follows may do well without:
    on a full disk, to delete."""
    try:
        recovered = app.recover()
        if recovered:
            say(f"Recovered {count(len(recovered), 'interrupted recording')}.")
        if app.journal.jobs(states=["queued"]):
            say("Finishing what the last run left.")
            do_work(app)
    except SamoError as error:
        say(f"What the last run left could not be finished. {error.message} {error.hint}")


def do_work(app: App) -> None:
    """Does all that is queued in the journal, with its progress on a terminal."""
    for event in app.finish():
        show_progress(event)
    end_progress()


def emit_finished(app: App, entry_id: str) -> None:
    """Does what is left to do for an entry and gives it as the result.

    Raises SamoError if its work failed; the entry itself is kept, and shown.
    """
    do_work(app)
    entry = app.journal.entry(entry_id)
    emit_entry(entry)
    if entry.error and entry.state == "failed":
        raise SamoError(entry.error.message, entry.error.hint)
    if entry.error and options().json:
        say(f"{entry.error.message} {entry.error.hint}")


def say(message: str) -> None:
    """A line for the person, on stderr."""
    click.echo(message, err=True)


def show_progress(event: Event) -> None:
    """One line that changes, on a terminal only."""
    if isinstance(event, Progress) and sys.stderr.isatty():
        percent = "" if event.fraction is None else f" {event.fraction:4.0%}"
        click.echo(f"\r\033[K{STEP_NAMES[event.step]}{percent}", err=True, nl=False)


def end_progress() -> None:
    """Clears the line of `show_progress`."""
    if sys.stderr.isatty():
        click.echo("\r\033[K", err=True, nl=False)


def emit(data: Any, text: str) -> None:
    """The result: one JSON document with --json, else `text` for a person.

    A person's terminal gets no control characters: what a text holds must not move its cursor.
    """
    click.echo(json.dumps(data, ensure_ascii=True) if options().json else _CONTROL.sub("�", text))


def emit_entry(entry: Entry, *, sentences: bool = True) -> None:
    """An entry as the result."""
    emit(entry.to_json(sentences=sentences), entry_text(entry))


def entry_text(entry: Entry) -> str:
    """An entry for a person at a terminal."""
    lines = [f"{entry.id}  {entry.created_at:%Y-%m-%d %H:%M}  {entry.title or '(no words)'}"]
    if entry.tags:
        lines.append("tags: " + ", ".join(entry.tags))
    if entry.audio:
        lines.append(f"voice note: {entry.audio.seconds:.1f} s")
    if entry.text:
        lines += ["", entry.text, ""]
    if entry.analysis:
        lines.append("feelings: " + feelings_text(entry.analysis.feelings))
        lines += _said_and_arc(entry.analysis)
        if entry.analysis.summary.text:
            lines.append("summary: " + entry.analysis.summary.text)
        lines += [f"note: {note}" for note in entry.analysis.notes]
    if entry.error and entry.state == "done":
        lines.append(f"note: {entry.error.message} {entry.error.hint}")
    elif entry.error:
        lines += [f"{entry.state} at '{entry.error.step}': {entry.error.message}", entry.error.hint]
    elif entry.state != "done":
        lines.append(f"state: {entry.state}")
    return "\n".join(lines)


def _said_and_arc(analysis: Analysis) -> list[str]:
    """What the user corrected, and how the entry moved, each a line if there is anything to say."""
    lines = []
    if said := analysis.corrected:
        changes = [f"+{label}" for label in said.added] + [f"-{label}" for label in said.removed]
        lines.append("you said: " + ", ".join(changes))
    if len(analysis.sentences) > 1:
        found = arc([sentence.valence for sentence in analysis.sentences])
        if found.kind in ARC_WORDS:
            lines.append("arc: " + ARC_WORDS[found.kind][not found.began_clearly])
    return lines


def feelings_text(feelings: tuple[Feeling, ...]) -> str:
    """Feelings with their probabilities in per cent."""
    return ", ".join(f"{f.label} {f.probability:.0%}" for f in feelings) or "none clear"


def count(number: int, noun: str) -> str:
    """ "1 entry", "2 entries"."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun[:-1] + 'ies' if noun.endswith('y') else noun + 's'}"
