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

from samo_desktop.cli.common import (
    ISO_DATE,
    count,
    emit_entry,
    emit_finished,
    end_progress,
    global_options,
    open_app,
    say,
    show_progress,
)
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import EntryChanged
from samo_desktop.errors import SamoError

if TYPE_CHECKING:
    from samo_desktop.app import App, Recording

ENGINES = click.Choice(["auto", "moonshine", "whisper"])


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--at", type=ISO_DATE, help="When it was said; now if left out.")
@click.option("--tag", "tags", multiple=True, help="A tag; may be given several times.")
@click.option("--engine", type=ENGINES, help="The speech engine.")
@click.option("--language", help="ISO 639-1 code of what is spoken.")
@global_options
def add(
    files: Sequence[str],
    at: datetime | None,
    tags: tuple[str, ...],
    engine: str | None,
    language: str | None,
) -> None:
    """Make entries of voice notes: wav, flac, mp3, m4a, ogg, opus, aac."""
    refused: list[SamoError] = []
    with open_app() as app:
        ids = []
        for file in files:
            try:
                entry = app.add_file(Path(file), at=at, tags=tags, engine=engine, language=language)
                ids.append(entry.id)
            except SamoError as error:
                refused.append(error)
        failed = [entry for entry in _finish(app, ids) if entry.error]
    for reason in refused:
        say(f"{reason.message} {reason.hint}".strip())
    for entry in failed:
        if entry.error:
            say(f"{entry.id}: {entry.error.message} {entry.error.hint}")
    if refused or failed:
        bad = len(refused) + len(failed)
        raise SamoError(
            f"{count(bad, 'file')} of {len(files)} could not be made into an entry in full.",
            "Every other file was added; nothing was lost.",
        )


def _finish(app: App, ids: Sequence[str]) -> Iterator[Entry]:
    """Does the work and shows each of `ids` as soon as it has ended; yields those."""
    waiting = set(ids)
    for event in app.finish():
        show_progress(event)
        if isinstance(event, EntryChanged) and event.entry_id in waiting:
            entry = app.journal.entry(event.entry_id)
            if entry.state in ("done", "failed"):
                waiting.discard(entry.id)
                end_progress()
                emit_entry(entry)
                yield entry


@click.command()
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), help="Stop after so long.")
@click.option("--device", help="Name of the microphone.")
@global_options
def record(seconds: float | None, device: str | None) -> None:
    """Record a voice note until Enter, Ctrl+C or --seconds, then make an entry of it."""
    with open_app() as app:
        stop = threading.Event()
        with _stopped_by_signals(stop):
            recording = app.start_recording(device)
            _wait(recording, stop, seconds)
            entry = recording.stop()
        end_progress()
        problem = recording.recorder.problem
        if problem:
            say(f"{problem.message} {problem.hint}")
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
    say("Recording. Enter or Ctrl+C stops." if seconds is None else "Recording.")
    told = None
    while not stop.wait(0.05):
        elapsed = recording.recorder.seconds
        if seconds is not None and elapsed >= seconds:
            return
        problem = recording.recorder.problem
        if problem is not told and problem:
            say(f"{problem.message} {problem.hint}")
        told = problem
        if sys.stderr.isatty():
            bar = "▮" * round(recording.recorder.level * 20)
            click.echo(f"\r\033[K{elapsed:6.1f} s  {bar}", err=True, nl=False)
