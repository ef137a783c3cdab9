"""What every command shares: the global options, the journal, and how results are shown."""

from __future__ import annotations

import json
import logging
import math
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
from samo_desktop.cli.output import draw, on_one_line
from samo_desktop.domain import calendar
from samo_desktop.domain.arc import arc
from samo_desktop.domain.calendar import local
from samo_desktop.domain.emotion import Analysis, Feeling
from samo_desktop.domain.entry import Entry, State
from samo_desktop.domain.events import Event, Progress, Step
from samo_desktop.errors import SamoError
from samo_desktop.languages import language_code
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.messages import ngettext
from samo_desktop.system import environment
from samo_desktop.system.plaintext import decode_strictly

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.services.journal import ReadOnlyJournal

_logger = logging.getLogger(__name__)

Command = TypeVar("Command", bound=Callable[..., Any])

ARC_WORDS = {
    "rising": (
        N_("arc: began low, ended brighter"),
        N_("arc: ended brighter than it began"),
    ),
    "falling": (
        N_("arc: began bright, ended lower"),
        N_("arc: ended lower than it began"),
    ),
    "mixed": (N_("arc: went up and down"), N_("arc: went up and down")),
}
"""How an entry moved: where its beginning was plainly low (or bright), and else."""
STEP_NAMES: dict[Step, str] = {
    "keep": N_("saving"),
    "transcribe": N_("transcribing"),
    "analyse": N_("analysing"),
    "summarise": N_("summarising"),
}
_STATES: dict[State, str] = {
    "recording": N_("recording"),
    "waiting": N_("waiting"),
    "analysing": N_("analysing"),
    "done": N_("done"),
    "failed": N_("failed"),
}


@dataclass
class Options:
    """The global options, wherever on the command line they stood."""

    journal: Path | None = None
    passphrase_file: Path | None = None
    unencrypted: bool = False
    json: bool = False
    verbose: bool = False
    settings: settings.Settings | None = None


def options() -> Options:
    """The global options of the command that runs."""
    return click.get_current_context().find_root().ensure_object(Options)


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value not in (None, False):
        setattr(context.find_root().ensure_object(Options), str(parameter.name), value)


class FolderPath(click.ParamType[Path]):
    """A folder, or a file that is to be there: `~` is the home folder."""

    name = "path"

    def convert(self, value: Any, param: Any, ctx: Any) -> Path:
        """The path. A usage error for what cannot be one."""
        try:
            return paths.expanded(str(value))
        except SamoError as error:
            self.fail(error.whole, param, ctx)


class FileName(FolderPath):
    """The name of a file, which may itself begin with `~`."""

    name = "file"

    def convert(self, value: Any, param: Any, ctx: Any) -> Path:
        """The path: in a home folder where `~` means one, else as it is written."""
        path = Path(str(value))
        try:
            home = paths.checked(path.expanduser())
            return path if paths.checked(path).exists() and not home.exists() else home
        except RuntimeError:  # no user of that name: a file's own name
            return path
        except SamoError as error:
            self.fail(error.whole, param, ctx)


FOLDER, FILE_NAME = FolderPath(), FileName()
LANGUAGE_HELP = _("Language spoken: a name or code, such as German or de; auto detects it.")


class Language(click.ParamType[str]):
    """A language, by any of its codes or names."""

    name = "language"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Its code. A usage error for an unknown one."""
        try:
            return language_code(str(value))
        except SamoError as error:
            self.fail(error.whole, param, ctx)


LANGUAGE = Language()
MAX_PASSPHRASE = 65_536
"""Bytes of a passphrase file."""
MOST = 2**63 - 1
"""The largest number that the journal's database counts to."""


class Duration(click.ParamType[float]):
    """A length of time in seconds, over 0 and finite."""

    name = "seconds"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """The seconds. A usage error for what is no such number."""
        try:
            seconds = float(value)
        except ValueError:
            seconds = math.nan
        if not 0 < seconds < math.inf:
            self.fail(
                _("{value} is not a number of seconds greater than 0.").format(value=repr(value)),
                param,
                ctx,
            )
        return seconds


def global_options(command: Command) -> Command:
    """Lets a command take the global options after its name as well as before it."""
    choices: tuple[tuple[str, dict[str, Any]], ...] = (
        ("--verbose", {"is_flag": True, "help": _("Show more detail when something goes wrong.")}),
        ("--json", {"is_flag": True, "help": _("Print results as JSON.")}),
        (
            "--passphrase-file",
            {
                "type": FOLDER,
                "metavar": "FILE",
                "help": _("File with the passphrase (or SAMO_PASSPHRASE)."),
            },
        ),
        (
            "--unencrypted",
            {
                "is_flag": True,
                "help": _("Confirm that the journal is meant to be unencrypted."),
            },
        ),
        (
            "--journal",
            {
                "type": FOLDER,
                "metavar": "DIR",
                "help": _("Folder of the journal (or SAMO_JOURNAL)."),
            },
        ),
    )
    for name, attributes in choices:
        command = click.option(name, expose_value=False, callback=_remember, **attributes)(command)
    return command


class IsoClock(click.ParamType[datetime]):
    """A date, which begins at midnight, or a time in ISO 8601; naive without an offset."""

    name = "ISO date"

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        """What `value` says, as it says it."""
        if isinstance(value, datetime):
            return value
        try:
            if _MIDNIGHT_AFTER.search(value):  # newer versions of Python take it for the next day
                raise ValueError
            return datetime.fromisoformat(value.strip().upper())
        except ValueError:
            self.fail(
                _(
                    "{value} is not a valid date and time. Write it like 2026-03-01, "
                    "2026-03-01T18:30 or 2026-03-01T18:30+02:00."
                ).format(value=repr(value)),
                param,
                ctx,
            )


class IsoDate(IsoClock):
    """A moment; without an offset it is what this computer's clock shows."""

    def convert(self, value: Any, param: Any, ctx: Any) -> datetime:
        """The moment as an aware datetime."""
        return local(super().convert(value, param, ctx))


ISO_CLOCK, ISO_DATE = IsoClock(), IsoDate()
AT_RULE = _("Without an offset, this computer's time zone is used. A date alone means midnight.")
_MIDNIGHT_AFTER = re.compile(r"\d[T ]24", re.IGNORECASE)


def time_range(command: Command) -> Command:
    """Gives a command --since and --until."""
    rule = _("Without an offset, the local time of each entry is used.")
    before, after = _("Only entries before this time."), _("Only entries from this time on.")
    until = click.option("--until", type=ISO_CLOCK, help=f"{before} {rule}")
    return click.option("--since", type=ISO_CLOCK, help=f"{after} {rule}")(until(command))


def journal_folder() -> Path:
    """The journal's folder: option, environment, settings, or the platform's. Raises SamoError."""
    chosen = options().journal
    if chosen:
        return chosen
    if not os.environ.get("SAMO_JOURNAL"):
        configured = load_settings().journal
        if configured:
            return paths.expanded(configured)
    return paths.default_journal_folder()


def load_settings() -> settings.Settings:
    """The user's settings. What of them is wrong is told once, and never stops a command."""
    known = options()
    if known.settings is None:
        loaded = settings_loaded()
        for problem in loaded.problems:
            say(problem.whole)
        known.settings = loaded.settings
    return known.settings


def settings_loaded() -> settings.Loaded:
    """The user's settings, and what of them is wrong."""
    try:
        return settings.read(paths.settings_file())
    except SamoError as error:  # SAMO_SETTINGS is no path
        return settings.Loaded(settings.Settings(), (error,))


def given_passphrase() -> str | None:
    """The passphrase from file or environment, if there is one. Raises SamoError."""
    chosen = options().passphrase_file
    return _passphrase_in(chosen) if chosen else environment.secret()


def passphrase(*, new: bool = False) -> str:
    """The passphrase from file, environment or terminal. Raises SamoError if there is none."""
    if (given := given_passphrase()) is not None:
        return given
    if sys.stdin is not None and sys.stdin.isatty():
        prompt = _("New passphrase") if new else _("Passphrase")
        return str(click.prompt(prompt, hide_input=True, confirmation_prompt=new, err=True))
    raise SamoError(
        _("No passphrase was given."),
        _(
            "Set SAMO_PASSPHRASE or give --passphrase-file FILE, or --no-encryption for a journal "
            "that anyone can read."
        )
        if new
        else _("Set SAMO_PASSPHRASE or give --passphrase-file FILE."),
    )


def _passphrase_in(file: Path) -> str:
    """The passphrase in `file`: all of it but for a byte order mark and one line break at its end.

    Raises SamoError.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_PASSPHRASE + 1)
        text = decode_strictly(content) if len(content) <= MAX_PASSPHRASE else ""
    except (OSError, ValueError) as error:
        raise SamoError(
            _("The passphrase file {file} cannot be read.").format(file=file),
            _("Check its name and permissions."),
        ) from error
    if len(content) > MAX_PASSPHRASE:
        raise SamoError(
            _("The file {file} is too long to be a passphrase.").format(file=file),
            _("Check which file you gave."),
        )
    return re.sub(r"(\r\n|\n|\r)\Z", "", text)


@contextmanager
def open_journal() -> Iterator[ReadOnlyJournal]:
    """The journal, for reading. Work that a crash interrupted is finished first.

    Beside another program that writes nothing is finished: that program is at it. Whatever goes
    wrong with it is told, and the journal is read nevertheless.
    """
    from samo_desktop.services import journal as journals

    folder, secret = journal_and_secret()
    journal = journals.ReadOnlyJournal(folder, secret)
    try:
        journals.remember(folder, encrypted=journal.journal.encrypted)
        if journals.can_be_changed(folder):
            _finish_interrupted(journal, folder, secret)
        else:
            say(_("This journal is open for reading only."))
        yield journal
    finally:
        journal.close()


def _finish_interrupted(journal: ReadOnlyJournal, folder: Path, secret: str | None) -> None:
    from samo_desktop.errors import JournalLockedError, ReadOnlyJournalError

    try:
        if journal.journal.interrupted():
            with suppress(JournalLockedError, ReadOnlyJournalError), app_in(folder, secret):
                pass
    except SamoError as error:
        say(
            _("Interrupted work could not be finished. {message} {hint}").format(
                message=error.message, hint=error.hint
            )
        )
    except Exception as error:  # a bug there must not keep anyone from reading
        _logger.error("What the last run left was not finished.", exc_info=error)
        say(_("Interrupted work could not be finished ({name}).").format(name=type(error).__name__))


@contextmanager
def open_app() -> Iterator[App]:
    """The journal and all that can be done with it. Interrupted work is finished first."""
    with app_in(*journal_and_secret()) as app:
        yield app


def journal_and_secret() -> tuple[Path, str | None]:
    """The folder of the journal, and what opens it. Raises SamoError."""
    from samo_desktop.services import journal as journals

    folder = journal_folder()
    if not journals.exists(folder):
        raise SamoError(
            _("There is no journal in {folder} yet.").format(folder=folder),
            _("Make one with `samo init`."),
        )
    if journals.is_encrypted(folder):
        return folder, passphrase()
    _check_meant(folder)
    return folder, None


def _check_meant(folder: Path) -> None:
    """Raises SamoError for a journal without encryption where an encrypted one is expected."""
    from samo_desktop.services import journal as journals

    if options().unencrypted:
        return
    if options().passphrase_file or environment.secret():
        raise SamoError(
            _(
                "This journal is not encrypted, but a passphrase was given. Someone may have "
                "replaced it with another one. Nothing was written to it."
            ),
            _(
                "If it is meant to be unencrypted, give no passphrase (unset "
                "SAMO_PASSPHRASE) or give --unencrypted."
            ),
        )
    if journals.was_encrypted(folder):
        raise SamoError(
            _(
                "This journal is not encrypted, but it was when it was last opened. Someone "
                "may have replaced it with another one. Nothing was written to it."
            ),
            _("If you did this yourself, give --unencrypted once."),
        )


@contextmanager
def app_in(folder: Path, secret: str | None, *, finish: bool = True) -> Iterator[App]:
    """The journal in `folder`; with `finish`, interrupted work is finished first."""
    from samo_desktop.app import App
    from samo_desktop.services import journal as journals

    app = App.open_to_write(folder, secret, load_settings())
    try:
        journals.remember(folder, encrypted=app.journal.encrypted)
        _finish(app, queued=finish)
        yield app
    finally:
        app.close()


def _finish(app: App, *, queued: bool) -> None:
    """Takes up what the last run left, and does what is `queued`.

    Where that fails it is told, and what was asked for is done: on a full disk, to delete.
    """
    try:
        recovered = app.recover()
        if recovered:
            number = len(recovered)
            text = ngettext(
                "Recovered 1 interrupted recording.",
                "Recovered {n} interrupted recordings.",
                number,
            )
            say(text.format(n=number))
        if queued and app.entries.jobs(states=["queued"]):
            say(_("Finishing interrupted work…"))
            do_work(app)
    except SamoError as error:
        say(
            _("Interrupted work could not be finished. {message} {hint}").format(
                message=error.message, hint=error.hint
            )
        )


def do_work(app: App) -> None:
    """Does all that is queued in the journal, with its progress on a terminal."""
    for event in app.finish():
        show_progress(event)
    end_progress()


def emit_finished(app: App, entry_id: str) -> None:
    """Does what is left to do for an entry and gives it as the result.

    Raises SamoError if its work failed; the entry itself is kept, and shown.
    """
    try:
        do_work(app)
    except SamoError as error:  # such as a full disk: what it says was not saved is not the entry
        end_progress()
        emit_entry(app.entries.get(entry_id))
        raise SamoError(
            _("The entry is saved, but not yet analysed. That will be done later."), error.hint
        ) from error
    entry = app.entries.get(entry_id)
    emit_entry(entry)
    if entry.error and entry.state == "failed":
        raise SamoError(entry.error.message, entry.error.hint)
    if entry.error and options().json:
        say(_("{message} {hint}").format(message=entry.error.message, hint=entry.error.hint))


def say(message: str) -> None:
    """A line for the person, on stderr."""
    click.echo(message, err=True)


def show_progress(event: Event) -> None:
    """One line that changes, on a terminal only."""
    if isinstance(event, Progress):
        percent = "" if event.fraction is None else f" {event.fraction:4.0%}"
        draw(_(STEP_NAMES[event.step]) + percent)


def end_progress() -> None:
    """Clears the line of `show_progress`."""
    draw("")


def emit(data: Any, text: str) -> None:
    """The result: one JSON document with --json, else `text` for a person."""
    click.echo(json.dumps(data, ensure_ascii=True) if options().json else text)


def emit_entry(entry: Entry, *, sentences: bool = True) -> None:
    """An entry as the result."""
    emit(entry.to_json(sentences=sentences), entry_text(entry))


def entry_text(entry: Entry) -> str:
    """An entry for a person at a terminal."""
    at = calendar.written(entry.created_at)
    if zone := calendar.zone_elsewhere(entry.created_at):
        at += f" ({zone})"
    lines = [f"{entry.id}  {at}  {on_one_line(entry.title) or _('(no words)')}"]
    if entry.tags:
        lines.append(_("tags: {tags}").format(tags=on_one_line(", ".join(entry.tags))))
    if entry.audio:
        length = f"{entry.audio.seconds:.1f}"
        lines.append(_("voice note: {seconds} s").format(seconds=length))
    if entry.text:
        lines += ["", entry.text, ""]
    if entry.transcript:
        lines += [noted(note) for note in entry.transcript.notes]
    if entry.analysis:
        feelings = feelings_text(entry.analysis.feelings)
        lines.append(_("feelings: {feelings}").format(feelings=feelings))
        lines += _said_and_arc(entry.analysis)
        if entry.analysis.summary.text:
            lines.append(_("summary: {summary}").format(summary=entry.analysis.summary.text))
        lines += [noted(note) for note in entry.analysis.all_notes]
    if entry.error and entry.state == "done":
        lines.append(noted(f"{entry.error.message} {entry.error.hint}"))
    elif entry.error:
        at = _("{state} at '{step}': {message}")
        step, message = entry.error.step, entry.error.message
        told = at.format(state=state_name(entry), step=step, message=message)
        lines += [told, entry.error.hint]
    elif entry.state != "done":
        lines.append(_("state: {state}").format(state=state_name(entry)))
    return "\n".join(lines)


def state_name(entry: Entry) -> str:
    """How far an entry is, in a word."""
    return _(_STATES[entry.state])


def noted(note: str) -> str:
    """A note on an entry, as a line."""
    return _("note: {note}").format(note=note)


def _said_and_arc(analysis: Analysis) -> list[str]:
    """What the user corrected, and how the entry moved, each a line if there is anything to say."""
    lines = []
    if said := analysis.corrected:
        changes = [f"+{label}" for label in said.added] + [f"-{label}" for label in said.removed]
        lines.append(_("your corrections: {changes}").format(changes=", ".join(changes)))
    if len(analysis.sentences) > 1:
        found = arc([sentence.valence for sentence in analysis.sentences])
        if found.kind in ARC_WORDS:
            lines.append(_(ARC_WORDS[found.kind][not found.began_clearly]))
    return lines


def feelings_text(feelings: tuple[Feeling, ...]) -> str:
    """Feelings with their probabilities in per cent."""
    return ", ".join(f"{f.label} {f.probability:.0%}" for f in feelings) or _("none clear")
