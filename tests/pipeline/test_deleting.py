"""Deleting through the app: nothing goes before its time."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from samo_desktop.app import App
from samo_desktop.domain.entry import Audio
from samo_desktop.domain.events import Progress
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.exchange.sample import sample_voice_note
from samo_desktop.inference.models import Models
from samo_desktop.pipeline.audio_ingest import keep_file
from samo_desktop.pipeline.steps import keep
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.pipeline.test_runner import run
from tests.support.autocommit import Autocommit

pytestmark = pytest.mark.slow


def reopened(app: App) -> App:
    """The journal in the next run of the program."""
    folder, models = app.journal.folder, app.session.models
    app.close()
    app.close()
    again = App(Journal.open(folder), Settings(), models)
    again.recover()
    return again


def test_deleted_entries_are_there_after_a_restart(app: App) -> None:
    notes = [app.entries.write(f"Note {n}.").id for n in range(4)]
    voice = app.entries.add_file(sample_voice_note()).id
    run(app)
    for entry_id in (*notes, voice):
        app.entries.delete(entry_id)
    again = reopened(reopened(app))
    assert [each.entry.id for each in again.entries.deleted()] == [voice, *notes[::-1]]
    for entry_id in (*notes, voice):
        assert again.entries.undelete(entry_id).state == "done"
    assert again.entries.count() == 5
    with again.recordings.open_audio(voice) as sound:
        assert sound.read(4)
    again.close()


def test_only_the_user_purges_early(app: App) -> None:
    kept, gone, deleted = (app.entries.write(text).id for text in ("kept", "gone", "deleted"))
    run(app)
    app.entries.delete(deleted)
    assert app.entries.purge(deleted).text == "deleted"
    assert app.entries.purge(gone).text == "gone"
    assert app.entries.deleted() == []
    assert [row.id for row in app.entries.rows()] == [kept]
    with pytest.raises(NotFoundError):
        app.entries.purge(gone)


def test_a_journal_that_cannot_purge_opens_all_the_same(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.entries.delete(app.entries.write("A quiet day.").id)

    def fail(_self: Journal) -> list[str]:
        raise SamoError("The disk is full.")

    monkeypatch.setattr(Journal, "purge_overdue", fail)
    again = reopened(app)
    assert len(again.entries.deleted()) == 1
    again.close()


def test_a_recording_whose_entry_was_deleted_waits_with_it(app: App) -> None:
    """The sound of a deleted entry that was not stored yet is neither lost nor taken up again."""
    entry = Autocommit(app.session.journal).add_entry(source="voice", entry_id="00000000000a")
    spool = app.session.journal.spool_folder / f"{entry.id}.spool"
    spool.write_bytes(b"sound")
    app.entries.delete(entry.id)
    again = reopened(app)
    assert again.recordings.recovered == []
    assert spool.exists()
    assert not again.journal.interrupted()
    assert again.entries.count() == 0
    again.close()


def test_what_is_being_recorded_cannot_be_deleted(app: App) -> None:
    entry = Autocommit(app.session.journal).add_entry(source="voice", recording=True)
    for call in (app.entries.delete, app.entries.purge):
        with pytest.raises(SamoError, match="being recorded"):
            call(entry.id)
    assert app.entries.count() == 1


def test_work_on_a_deleted_entry_waits_and_goes_on(app: App) -> None:
    entry = app.entries.add_file(sample_voice_note())
    app.entries.delete(entry.id)
    again = reopened(app)
    assert run(again) == []
    assert again.entries.jobs() == []
    again.entries.undelete(entry.id)
    run(again)
    assert again.entries.get(entry.id).state == "done"
    assert again.entries.get(entry.id).text
    again.close()


def test_old_ones_go_at_the_start_and_at_the_end(app: App) -> None:
    old, young = app.entries.write("old").id, app.entries.write("young").id
    for entry_id in (old, young):
        app.entries.delete(entry_id)
    ago = (datetime.now(UTC) - timedelta(days=31)).timestamp() * 1e6
    with app.session.journal._pool.writing() as connection:
        connection.execute("UPDATE entries SET deleted_utc = ? WHERE id = ?", (int(ago), old))
    again = reopened(app)
    assert [each.entry.id for each in again.entries.deleted()] == [young]
    again.close()


def test_a_new_app_needs_no_models_to_bring_back(tmp_path: Path) -> None:
    app = App(Journal.create(tmp_path / "j", None)[0], Settings(), Models())
    entry = app.entries.write("A quiet day.")
    app.entries.delete(entry.id)
    app.entries.undelete(entry.id)
    assert app.entries.get(entry.id).text == "A quiet day."
    app.close()


def test_sound_that_is_stored_while_its_entry_is_purged_goes_as_well(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = app.entries.add_file(sample_voice_note())

    def purged_meanwhile(
        journal: Journal, entry_id: str, source: Path
    ) -> Generator[Progress, None, Audio]:
        app.entries.purge(entry_id)
        return (yield from keep_file(journal, entry_id, source))

    monkeypatch.setattr(keep, "keep_file", purged_meanwhile)
    run(app)
    assert not app.session.journal.audio_path(entry.id).exists()
    assert app.session.journal.clear_away() == []


def test_in_a_large_journal_the_last_traces_go_at_the_end_or_at_the_next_start(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samo_desktop.store.journal.QUICK", 0)
    gone = [app.entries.write(f"gone {n}").id for n in range(2)]
    folder, models = app.journal.folder, app.session.models
    app.entries.purge(gone[0])
    assert app.session.journal.clear_away() == [gone[0]]
    app.close()
    with Journal.open(folder) as journal:
        assert journal.clear_away() == []
        Autocommit(journal).delete(gone[1])
        Autocommit(journal).purge(gone[1])
    again = App(Journal.open(folder), Settings(), models)
    again.recover()
    assert again.session.journal.clear_away() == []
    again.close()


def test_a_journal_whose_traces_cannot_go_opens_all_the_same(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise SamoError("The disk failed.", "Try again.")

    monkeypatch.setattr(Journal, "clear_away", fail)
    entry = app.entries.write("kept")
    again = reopened(app)
    assert again.entries.get(entry.id).text == "kept"
    again.close()
