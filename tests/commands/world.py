"""A journal with entries in every state, and what must hold of it whatever happens."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from samo_desktop.app import App
from samo_desktop.capture import sealed
from samo_desktop.capture.spool import SpoolInfo, SpoolWriter, part_path
from samo_desktop.capture.supervisor import RecordingTarget
from samo_desktop.domain.draft import Draft
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.errors import ModelError
from samo_desktop.inference.model_store.catalogue import InstalledModel
from samo_desktop.inference.models import ANY_SPEECH
from samo_desktop.settings import Settings
from samo_desktop.store import journal_layout as layout
from samo_desktop.store.journal import Journal
from tests.gui.fakes import FakeModels
from tests.support.sound import write_wav

EXAMPLES = [f"I am happy about thing number {n}." for n in range(6)]
UNFINISHED = ("queued", "running")
NOISE = np.random.default_rng(1).normal(0, 0.1, 3200)


class Models(FakeModels):
    """Quick ones, of which feelings can be missing."""

    missing = False

    def speech_model(self, options: SpeechOptions = ANY_SPEECH) -> InstalledModel:
        return None  # type: ignore[return-value]

    def emotion(self, language: str | None = None) -> Any:
        if self.missing:
            raise ModelError("The feelings model is missing.", "Install it.")
        return super().emotion(language)


MODELS = Models()


class Recorder:
    """A microphone at which somebody says something at once."""

    def __init__(self, target: RecordingTarget, _device: str, _spare: object) -> None:
        self.target, self.seconds = target, 0.2

    def start(self) -> None:
        spool(self.target.folder, self.target.entry_id)

    def stop(self) -> None:
        """Nothing more is said."""

    def give_spare(self) -> None:
        """There is none."""

    def ended(self, _part: int) -> bool:
        return True


def spool(folder: Path, entry_id: str) -> None:
    """What a recorder leaves."""
    info = SpoolInfo(entry_id, datetime(2026, 3, 1, tzinfo=UTC), 16_000)
    writer = SpoolWriter(part_path(folder, entry_id, 0), None, info)
    writer.append((NOISE * 32767).astype(np.int16))
    writer.close()


@dataclass
class World:
    """The folder of a journal, and the entries in it by what they are."""

    folder: Path
    ids: dict[str, str] = field(default_factory=dict)

    def copy(self, to: Path) -> World:
        shutil.copytree(self.folder, to)
        return World(to, self.ids)

    def open(self) -> App:
        return App(Journal.open(self.folder), Settings(), MODELS)


def begin(folder: Path) -> World:
    """An empty journal, and a file beside it to be added."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    Journal.create(folder, None)[0].close()
    write_wav(folder.parent / "note.wav", NOISE)
    return World(folder)


def make(folder: Path) -> World:
    """A journal in which there is something for each command."""
    world = begin(folder)
    app, ids = world.open(), world.ids
    note = folder.parent / "note.wav"
    ids["written"] = app.entries.write("I was happy. I danced.", tags=["work"]).id
    ids["voice"] = app.entries.add_file(note).id
    ids["gone"] = app.entries.write("It was disgusting.").id
    app.feelings.add("homesick", EXAMPLES)
    list(app.finish())
    app.feelings.correct(ids["written"], ["pride"], ["joy"])
    MODELS.missing = True
    ids["failed"] = app.entries.write("Nobody heard that.").id
    ids["hidden failed"] = app.entries.write("Nobody heard that either.").id
    list(app.finish())
    MODELS.missing = False
    app.entries.delete(ids["hidden failed"])
    app.entries.delete(ids["gone"])
    ids["waiting"] = app.entries.write("I am proud of this.").id
    ids["unheard"] = app.entries.add_file(note, again=True).id
    ids["hidden"] = app.entries.add_file(note, again=True).id
    app.entries.delete(ids["hidden"])
    ids["cancelled"] = app.entries.add_file(note, again=True).id
    app.entries.cancel(ids["cancelled"])
    for name, draft in DRAFTS.items():
        app.drafts.keep(draft if name != "edit" else edit_draft(ids["written"]))
    app.close()
    return world


DRAFTS = {
    "entry": Draft(text="Not saved yet.", id="d" * 12, tags=("later",)),
    "edit": Draft(id="e" * 12),
    "examples": Draft(text="\n".join(EXAMPLES), purpose="examples", target="giddy", id="f" * 12),
}


def edit_draft(target: str) -> Draft:
    """An entry's text that was being changed."""
    return Draft(text="I was furious.", purpose="edit", target=target, id="e" * 12)


def overdue(app: App, entry_id: str) -> None:
    """An entry that was deleted long ago."""
    ago = (datetime.now(UTC) - timedelta(days=31)).timestamp() * 1e6
    with app.session.journal._pool.writing() as connection:
        connection.execute("UPDATE entries SET deleted_utc = ? WHERE id = ?", (int(ago), entry_id))


def kill(app: App) -> None:
    """The program is gone: it finishes nothing and writes nothing more."""
    journal = app.session.journal
    for connection in journal._pool._idle:
        with suppress(Exception):
            connection.close()
    journal._pool._idle.clear()
    assert journal._lock is not None
    journal._lock.release()


_TABLES = {
    "entries": """SELECT id, source, recording, title, audio, deleted_utc IS NULL
        FROM entries ORDER BY id""",
    "texts": "SELECT e.id, text, edited FROM texts t JOIN entries e ON e.number = t.entry",
    "tags": "SELECT e.id, tag FROM tags t JOIN entries e ON e.number = t.entry",
    "jobs": """SELECT e.id, step, j.state, options, j.error FROM jobs j
        JOIN entries e ON e.number = j.entry ORDER BY e.id, j.id""",
    "transcripts": "SELECT e.id FROM transcripts t JOIN entries e ON e.number = t.entry",
    "feelings": "SELECT e.id, label FROM feelings f JOIN entries e ON e.number = f.entry",
    "corrections": """SELECT e.id, label, wanted, forgotten_utc IS NULL FROM corrections c
        JOIN entries e ON e.number = c.entry""",
    "own": "SELECT name, examples FROM own_feelings",
    "own_words": "SELECT word, position FROM own_words",
    "declined_words": "SELECT folded FROM declined_words",
    "replaced_words": """SELECT e.id, r.word FROM replaced_words r
        JOIN entries e ON e.number = r.entry""",
    "origins": "SELECT e.id, sha256 FROM origins o JOIN entries e ON e.number = o.entry",
    "facts": "SELECT name FROM facts",
    "purged": "SELECT id FROM purged",
    "saved": "SELECT id FROM saved_drafts",
}


def content(world: World) -> dict[str, Any]:
    """All that the journal holds once it was opened again, but for times."""
    app = world.open()
    try:
        app.recover()
        app.drafts.tidy()
        check(app)
        with app.session.journal._pool.reading() as connection:
            found = {
                name: sorted(map(repr, map(tuple, connection.execute(query).fetchall())))
                if name != "jobs"
                else [tuple(row) for row in connection.execute(query)]
                for name, query in _TABLES.items()
            }
    finally:
        app.close()
    kinds = ("drafts", "audio", "recording")
    files = [path for kind in kinds for path in (world.folder / kind).glob("*")]
    return {**found, "files": sorted(path.name for path in files)}


def check(app: App) -> None:
    """What must hold of every journal, at any time."""
    for entry in app.entries.all():
        unfinished = app.entries.jobs(entry.id, UNFINISHED)
        assert bool(unfinished) == (entry.state in ("waiting", "analysing")), entry
        assert (entry.error is not None) or entry.state != "failed", entry
        if entry.analysis is not None and entry.state == "done":
            check_feelings(entry)
        check_sound(app, entry)


def check_feelings(entry: Entry) -> None:
    """The feelings belong to the text that stands there."""
    assert entry.analysis is not None
    said = [sentence.text for sentence in entry.analysis.sentences]
    assert "".join("".join(said).split()) == "".join(entry.text.split()), entry


def check_sound(app: App, entry: Entry) -> None:
    """What was said can be heard, or lies there as it was said, or as the user's file."""
    journal = app.session.journal
    if entry.source == "text":
        return
    if entry.audio is not None:
        with sealed.open_sealed(journal.audio_path(entry.id), None) as sound:
            assert sound.read()
    elif entry.id not in layout.recorded(journal.folder):
        [*_earlier, kept] = [job for job in app.entries.jobs(entry.id) if job.step == "keep"]
        assert Path(json.loads(json.dumps(kept.options))["path"]).exists()


def check_possible(world: World) -> None:
    """Each action can still be done on each entry, and all work comes to an end."""
    app = world.open()
    app.recover()
    for each in app.entries.deleted():
        app.entries.undelete(each.entry.id)
    for row in app.entries.rows():
        actions: list[Callable[[], object]] = [
            lambda: app.entries.cancel(row.id),  # noqa: B023
            lambda: app.entries.retry(row.id),  # noqa: B023
            lambda: app.entries.cancel(row.id),  # noqa: B023
            lambda: app.entries.analyse_again(row.id),  # noqa: B023
            lambda: app.entries.edit(row.id, text="I laughed."),  # noqa: B023
            lambda: app.entries.delete(row.id),  # noqa: B023
            lambda: app.entries.undelete(row.id),  # noqa: B023
        ]
        for action in actions:
            action()
            check(app)
        assert app.entries.get(row.id).state == "waiting"
    list(app.finish())
    check(app)
    for row in app.entries.rows():
        assert row.state in ("done", "failed")
        if row.state == "failed":
            app.entries.retry(row.id)
    list(app.finish())
    check(app)
    assert {row.state for row in app.entries.rows()} <= {"done"}
    for row in app.entries.rows():
        app.entries.purge(row.id)
    assert app.entries.count() == 0
    app.close()
    assert list((world.folder / "audio").iterdir()) == []
    assert list((world.folder / "recording").iterdir()) == []
