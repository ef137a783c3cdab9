"""Changes that are put together: whole or not at all."""

from __future__ import annotations

import pytest

from samo_desktop.domain.draft import Draft
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.store.jobs import NewJob
from samo_desktop.store.journal import Journal
from tests.support.autocommit import Autocommit

from .helpers import PASSPHRASE, analysis


def test_a_block_that_raises_leaves_everything_as_it_was(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="text", text="before")

    def interrupted() -> None:
        with journal.transaction() as change:
            change.update_entry(made.id, text="after", tags=["new"])
            change.queue(made.id, NewJob("analyse"))
            change.add_entry(source="text", text="another")
            change.hide(made.id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert journal.entries() == [made]
    assert journal.jobs() == []


def test_what_is_read_in_it_is_as_the_changes_left_it(journal: Journal) -> None:
    with journal.transaction() as change:
        made = change.add_entry(source="text", text="words")
        change.queue(made.id, NewJob("analyse"))
        assert change.entry(made.id).state == "waiting"
        assert journal.state(made.id) is None  # nobody else sees it yet
        change.hide(made.id)
        assert change.is_deleted(made.id)
        with pytest.raises(NotFoundError, match="was deleted"):
            change.entry(made.id)
        change.show(made.id)
        change.set_analysis(made.id, analysis("joy", text="words"))
    assert journal.entry(made.id).state == "waiting"
    assert journal.entry(made.id).analysis is not None


def test_one_within_another_is_a_mistake(journal: Journal) -> None:
    with pytest.raises(RuntimeError, match="within another"), journal.transaction():
        Autocommit(journal).add_entry(source="text")
    Autocommit(journal).add_entry(source="text")
    assert journal.count() == 1


def test_a_journal_for_reading_begins_none(journal: Journal) -> None:
    with Journal.open(journal.folder, PASSPHRASE, write=False) as reader:  # noqa: SIM117
        with pytest.raises(SamoError, match="reading only"), reader.transaction():
            pass


def test_a_job_that_is_put_back_is_at_its_place(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(
        source="voice", jobs=[NewJob("keep"), NewJob("transcribe")]
    )
    begun = Autocommit(journal).next_job(["keep"])
    assert begun is not None
    with journal.transaction() as change:
        change.put_back(begun.id)
        assert [job.state for job in change.jobs(made.id)] == ["queued", "queued"]
        again = change.claim(["keep", "transcribe"])
    assert again is not None
    assert (again.id, again.attempts) == (begun.id, 2)
    with journal.transaction() as change:
        change.end_job(again.id, "done")
        change.put_back(again.id)
        assert change.jobs(made.id)[0].state == "done"


def test_a_job_that_is_put_back_gives_way_to_one_that_was_queued_anew(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="text", jobs=[NewJob("analyse")])
    begun = Autocommit(journal).next_job(["analyse"])
    assert begun is not None
    with journal.transaction() as change:
        (anew,) = change.queue(made.id, NewJob("analyse"))
        change.put_back(begun.id)
        assert [job.id for job in change.jobs(made.id)] == [anew.id]


def test_a_purged_entry_takes_its_sound_along_once_it_is_gone(journal: Journal) -> None:
    made = Autocommit(journal).add_entry(source="voice")
    sound = journal.audio_path(made.id)
    sound.write_bytes(b"sound")

    def interrupted() -> None:
        with journal.transaction() as change:
            change.hide(made.id)
            change.purge(made.id)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()
    assert sound.exists()
    assert journal.entry(made.id) == made
    with journal.transaction() as change:
        change.hide(made.id)
        change.purge(made.id)
        assert sound.exists()
    assert not sound.exists()
    assert journal.clear_away() == []


def test_a_saved_draft_is_told_though_its_file_is_left(journal: Journal) -> None:
    drafts = [Draft(text=f"draft {n}", purpose="edit", target="x") for n in range(2)]
    for draft in drafts:
        journal.drafts.keep(draft)
    with journal.transaction() as change:
        change.draft_saved(drafts[0].id)
    assert [draft.id for draft in journal.unsaved()] == [drafts[1].id]
    assert set(journal.drafts.ids()) == {draft.id for draft in drafts}
    journal.remove_saved_drafts()
    journal.remove_saved_drafts()
    assert journal.drafts.ids() == [drafts[1].id]


def test_a_draft_whose_entry_was_deleted_does_not_come_up_again(journal: Journal) -> None:
    draft = Draft(text="words")
    journal.drafts.keep(draft)
    Autocommit(journal).add_entry(source="text", text="words", entry_id=draft.id)
    Autocommit(journal).delete(draft.id)
    assert journal.unsaved() == []
