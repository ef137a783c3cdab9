"""The list of work: worked on, queued, failed, and empty."""

from __future__ import annotations

from samo_desktop.domain.entry import EntryError
from samo_desktop.domain.events import JobEnded, Progress
from samo_desktop.store.jobs import NewJob
from tests.gui.stories.story import SMALL_AND_LARGE, Story
from tests.gui.stories.studio import Studio
from tests.support.autocommit import Autocommit
from tests.support.work import ended


def queue(studio: Studio) -> None:
    """Entries of every kind in the list of work, until nothing is left."""
    space = studio.opened(studio.sample())
    assert space.app.session.workers is not None
    space.app.session.workers.close()
    journal = space.app.session.journal
    change = Autocommit(journal)
    heard = [NewJob("keep", {"path": "/x/Interview with grandma.mp3"}), NewJob("transcribe")]
    file = change.add_entry(source="voice", jobs=heard).id
    note = change.add_entry(source="voice", jobs=[NewJob("transcribe")]).id
    text = "The call with my mother. " * 4
    written = change.add_entry(source="text", text=text, jobs=[NewJob("analyse")]).id
    gone = [NewJob("keep", {"path": "/x/memo.wav"}), NewJob("transcribe")]
    failed = change.add_entry(source="voice", jobs=gone).id
    ended(journal, failed, "failed", EntryError("keep", "The file is gone.", "Import it again."))
    space.status.ended(JobEnded(failed, "keep", "failed"))
    space.status.refresh()
    space.dock.details.click()
    panel = space.status.panel
    panel.show_progress(Progress(file, "transcribe", 0.5), "About 2 minutes left.")
    panel.show_left("About 6 minutes left.")
    studio.shoot("several", panel)
    for entry_id in (file, note, written, failed):
        space.app.entries.purge(entry_id)
    space.status.refresh()
    studio.shoot("none", panel)
    panel.close()


STORIES = (Story("queue.several", queue, SMALL_AND_LARGE),)
