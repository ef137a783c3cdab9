"""The journal: its list, what was deleted, and what an entry is like while it is worked on."""

from __future__ import annotations

from samo_desktop.domain.entry import Audio, EntryError
from samo_desktop.domain.events import Progress
from samo_desktop.domain.transcript import Transcript
from samo_desktop.gui.operations.changes import changed
from samo_desktop.store.jobs import NewJob
from samo_desktop.store.journal import Journal
from tests.gui.stories.protected import protected_journal
from tests.gui.stories.rows import add_odd_rows
from tests.gui.stories.story import BOTH_SCALES, LARGE, SIZES, Story, View
from tests.gui.stories.studio import Studio
from tests.support.autocommit import Autocommit
from tests.support.work import ended


def everyday(studio: Studio) -> None:
    """A spoken and a written entry, and a feeling that was chosen."""
    space = studio.opened(studio.sample())
    studio.shoot("voice")
    row = space.journal.model.row(4)
    assert row is not None
    space.journal.open(row.id)
    studio.shoot("written")
    space.journal.entry.feelings.chips[0].click()
    studio.shoot("chip")


def narrow(studio: Studio) -> None:
    """As small as the window gets, with large type."""
    studio.opened(studio.sample())
    assert studio.window is not None
    studio.window.resize(800, 560)
    studio.shoot("narrow")


def rows(studio: Studio) -> None:
    """Every kind of row; a list that is scrolled; one of them at a time; what a filter hides."""
    space = studio.opened(studio.sample())
    add_odd_rows(space)
    studio.shoot("rows")
    if space.journal.panes.narrow:
        space.journal.panes.show_page()
        studio.shoot("page-alone")
    bar = space.journal.list.verticalScrollBar()
    space.journal.panes.show_list()
    bar.setValue(bar.maximum() // 2)
    studio.shoot("rows-scrolled")
    space.strip._choose(70, 78)
    entry = space.app.entries.write("A day that this filter does not show.")
    space.runner.publish(changed(entry.id, listed=True))
    studio.wait(space.journal.filter_bar.hidden.isVisible)
    studio.shoot("rows-hidden")


def empty(studio: Studio) -> None:
    """A journal without an entry."""
    folder = studio.folder()
    Journal.create(folder, None)[0].close()
    studio.opened(folder)
    studio.shoot("empty")


def states(studio: Studio) -> None:
    """Deleted, working, failed, silent, a new page, filtered."""
    space = studio.opened(studio.sample())
    journal, page = space.app.session.journal, space.journal
    rows = [row for n in range(6) if (row := page.model.row(n)) is not None]
    page.open(rows[1].id)
    space.deleting.delete()
    studio.shoot("deleted-undo")
    space.dock.undo.click()
    studio.wait(lambda: not space.dock.undo.isVisible())
    voice = rows[0].id
    Autocommit(journal).enqueue(voice, NewJob("transcribe"))
    Autocommit(journal).next_job(["transcribe"])
    page.refresh()
    page.open(voice)
    page.show_progress(Progress(voice, "transcribe", 0.4))
    space.dock.show_working("Working on 2 entries…")
    studio.shoot("working")
    error = EntryError(
        "analyse", "The feelings model is missing.", "Install it again, then press Try again."
    )
    Autocommit(journal).requeue_running()
    ended(journal, voice, "failed", error)
    page.refresh()
    studio.shoot("failed")
    silent = Autocommit(journal).add_entry(source="voice").id
    Autocommit(journal).set_audio(silent, Audio(12.4, 48_000, "0" * 64))
    heard = Transcript("", "en", "moonshine", "tiny", (), 12.4, 0.4)
    Autocommit(journal).set_transcript(silent, heard, replace_text=True)
    page.refresh()
    page.open(silent)
    studio.shoot("no-words")
    space.write()
    studio.shoot("new-page")
    space.strip._choose(70, 78)
    studio.shoot("filtered")


def deleted(studio: Studio) -> None:
    """Several deleted entries: brought back, and deleted for good."""
    space, _ = protected_journal(studio)
    for _ in range(4):
        space.journal.open_newest()
        space.deleting.delete()
    studio.shoot("deleted-several")
    space.deleting.show_deleted()
    dialog = space.deleting.dialog
    assert dialog is not None
    studio.shoot("deleted", dialog)
    dialog.purge.click()
    studio.shoot("deleted-question", dialog)
    dialog.keep.click()
    dialog.restore.click()
    studio.shoot("deleted-restored", dialog)
    dialog.list.selectAll()
    dialog.restore.click()
    studio.shoot("deleted-none", dialog)
    dialog.accept()


ROWS = tuple(
    View(theme, scale, size)
    for theme in ("light", "dark")
    for scale, size in ((1.0, (1280, 800)), (2.0, (800, 560)), (1.0, (1920, 1080)))
)
STORIES = (
    Story("journal.everyday", everyday, BOTH_SCALES),
    Story("journal.narrow", narrow, LARGE),
    Story("journal.rows", rows, ROWS),
    Story("journal.empty", empty, SIZES),
    Story("journal.states", states),
    Story("journal.deleted", deleted, SIZES),
)
