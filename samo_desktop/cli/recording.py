"""Voice notes: add files, record."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from samo_desktop import settings
from samo_desktop.cli.common import (
    AT_RULE,
    FILE_NAME,
    ISO_DATE,
    LANGUAGE,
    LANGUAGE_HELP,
    STEP_NAMES,
    Duration,
    emit_entry,
    emit_finished,
    end_progress,
    global_options,
    open_app,
    say,
)
from samo_desktop.cli.output import draw
from samo_desktop.domain.calendar import written
from samo_desktop.domain.entry import DateSource, Entry
from samo_desktop.domain.events import EntryChanged, Event, JobEnded, Progress
from samo_desktop.domain.pace import ListeningPace, in_minutes
from samo_desktop.errors import AlreadyAddedError, SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.messages import ngettext

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.services.recordings import Recording

DATED_FROM: dict[DateSource, str] = {
    "tags": N_("{name}: dated {day}, from the file's tags."),
    "name": N_("{name}: dated {day}, from the file's name."),
    "file": N_("{name}: dated {day}, the day the file was last changed."),
}
ENGINES = click.Choice(settings.ENGINES)
ENGINE_HELP = _("The speech engine: auto is the best one, quick the quickest.")


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE_NAME)
@click.option(
    "--at", type=ISO_DATE, help=_("When it was recorded; detected if left out.") + f" {AT_RULE}"
)
@click.option("--tag", "tags", multiple=True, help=_("A tag; may be given several times."))
@click.option("--engine", type=ENGINES, help=ENGINE_HELP)
@click.option("--language", type=LANGUAGE, help=LANGUAGE_HELP)
@click.option("--again", is_flag=True, help=_("Add files again that are already in the journal."))
@global_options
def add(
    files: Sequence[Path],
    at: datetime | None,
    tags: tuple[str, ...],
    engine: str | None,
    language: str | None,
    again: bool,
) -> None:
    """Add voice notes, or the sound of videos, as entries.

    Takes wav, flac, mp3, m4a, aac, ogg, opus, wma, aiff, amr, webm, mka and whatever else FFmpeg
    reads. Of mp4, mov, mkv, webm and avi videos only the sound is kept. Folders are refused.

    A file that is already in the journal (the same bytes, under any name) makes no second entry:
    the result is the existing entry, and any step that failed is tried again with the engine and
    language given now. --again adds the file again.

    Without --at an entry gets the date of its recording: from the file's tags, else its name, else
    the time when the file was last changed. A name that says something becomes its title.

    Ctrl+C stops. Files that were added are kept, and the next command continues with them.
    """
    from samo_desktop.system.names import printable

    refused: list[SamoError] = []
    with open_app() as app:
        ids: list[str] = []
        names: dict[str, str] = {}
        for file in files:
            try:
                entry = app.entries.add_file(
                    file, at=at, tags=tags, engine=engine, language=language, again=again
                )
                ids.append(entry.id)
                names[entry.id] = printable(file.name)
                if dated := DATED_FROM.get(entry.date_source):
                    day = written(entry.created_at)
                    say(_(dated).format(name=names[entry.id], day=day))
            except AlreadyAddedError as known:
                say(_("{message} Use --again to add it again.").format(message=known.message))
                names.setdefault(known.entry_id, printable(file.name))
                if known.entry_id not in ids:
                    ids.append(known.entry_id)
                    if app.entries.get(known.entry_id).state == "failed":
                        app.entries.retry(
                            known.entry_id,
                            path=file,
                            engine=engine or app.settings.engine,
                            language=_now(app) if language is None else language,
                        )
            except SamoError as error:
                refused.append(error)
        failed: list[SamoError] = []
        for entry in _finish(app, ids):
            for note in entry.transcript.notes if entry.transcript else ():
                say(f"{names[entry.id]}: {note}")
            if entry.error and entry.state == "failed":
                message = f"{names[entry.id]}: {entry.error.message}"
                failed.append(SamoError(message, entry.error.hint))
    bad = [*refused, *failed]
    if len(bad) == len(files) == 1:
        raise bad[0]
    for reason in bad:
        say(reason.whole)
    if bad:
        raise _not_all(len(refused), len(failed))


def _now(app: App) -> str:
    """The only language of the settings, or "": what an earlier command chose holds no more."""
    spoken = app.settings.languages
    return spoken[0] if len(spoken) == 1 else ""


def _not_all(refused: int, failed: int) -> SamoError:
    """How many files were not added, and of how many something could not be read."""
    parts = []
    if refused:
        text = ngettext("1 file could not be added.", "{n} files could not be added.", refused)
        parts.append(text.format(n=refused))
    if failed:
        text = ngettext(
            "1 file was added, but not everything could be read.",
            "{n} files were added, but not everything could be read.",
            failed,
        )
        parts.append(text.format(n=failed))
    return SamoError(" ".join(parts), _("Nothing was lost: what could be added is in the journal."))


def _finish(app: App, ids: Sequence[str]) -> Iterator[Entry]:
    """Does the work and shows each of `ids` as soon as it has ended; yields those."""
    waiting = dict.fromkeys(ids)
    for entry_id in ids:
        entry = app.entries.get(entry_id)
        if entry.state == "done":
            del waiting[entry_id]
            emit_entry(entry)
            yield entry
    pace = ListeningPace()
    pace.expect(app.entries.sound_waiting())
    try:
        for event in app.finish():
            _show_pace(event, pace, len(ids) - len(waiting) + 1, len(ids))
            if isinstance(event, JobEnded):
                pace.expect(app.entries.sound_waiting())
            if isinstance(event, EntryChanged) and event.entry_id in waiting:
                entry = app.entries.get(event.entry_id)
                if entry.state in ("done", "failed"):
                    del waiting[entry.id]
                    end_progress()
                    emit_entry(entry)
                    yield entry
    except KeyboardInterrupt:
        end_progress()
        text = ngettext(
            "Not finished: 1 entry. The next command continues.",
            "Not finished: {n} entries. The next command continues.",
            len(waiting),
        )
        say(text.format(n=len(waiting)))
        raise


def _show_pace(event: Event, pace: ListeningPace, number: int, total: int) -> None:
    """Which entry is being worked on, how far it is, and how long all will take."""
    if not isinstance(event, Progress):
        return
    pace.take(event)
    step = _(STEP_NAMES[event.step])
    if total > 1:
        place = _("{number} of {total}: {step}")
        step = place.format(number=min(number, total), total=total, step=step)
    parts = [step]
    if event.fraction is not None:
        parts.append(f" {event.fraction:4.0%}")
    left = pace.seconds_left()
    if left is not None:
        parts.append(f", {_left(left)}")
    draw("".join(parts))


def _left(seconds: float) -> str:
    hours, minutes = in_minutes(seconds)
    if not hours and not minutes:
        return _("less than a minute left")
    if not hours:
        return _("about {minutes} min left").format(minutes=minutes)
    return _("about {hours} h {minutes} min left").format(hours=hours, minutes=minutes)


@click.command()
@click.option("--seconds", type=Duration(), help=_("Stop after this many seconds."))
@click.option("--device", help=_("Name of the microphone."))
@global_options
def record(seconds: float | None, device: str | None) -> None:
    """Record a voice note until Enter, Ctrl+C or --seconds, then make an entry of it."""
    with open_app() as app:
        stop = threading.Event()
        with _stopped_by_signals(stop):
            recording = app.recordings.start(device)
            _wait(recording, stop, seconds)
            entry = recording.stop()
        end_progress()
        problem = recording.recorder.problem
        if problem:
            say(problem.whole)
        emit_finished(app, entry.id)


@contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    """Ctrl+C and a polite kill end the recording, not the program."""
    before = {s: signal.signal(s, lambda *_: stop.set()) for s in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for which, handler in before.items():
            signal.signal(which, handler)


def _wait(recording: Recording, stop: threading.Event, seconds: float | None) -> None:
    def on_enter() -> None:
        if sys.stdin.readline():  # the end of a closed input is not a key
            stop.set()

    if sys.stdin and not sys.stdin.closed:
        threading.Thread(target=on_enter, name="samo-enter", daemon=True).start()
    say(_("Recording. Press Enter or Ctrl+C to stop.") if seconds is None else _("Recording."))
    told = None
    while not stop.wait(0.05):
        elapsed = recording.recorder.seconds
        if seconds is not None and elapsed >= seconds:
            return
        problem = recording.recorder.problem
        if problem is not told and problem:
            say(problem.whole)
        told = problem
        draw(
            _("{seconds} s").format(seconds=f"{elapsed:6.1f}")
            + f"  {'▮' * round(recording.recorder.level * 20)}"
        )
