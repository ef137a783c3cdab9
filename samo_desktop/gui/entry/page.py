"""The page of one entry: shows it, and saves what is typed into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from samo_desktop.domain.entry import Entry, is_blank
from samo_desktop.domain.events import Progress
from samo_desktop.gui.entry.correcting import Correcting
from samo_desktop.gui.entry.doubts import Doubts
from samo_desktop.gui.entry.entry_offer import EntryOffer
from samo_desktop.gui.entry.feelings import spans_of
from samo_desktop.gui.entry.heard import heard_in, left_out
from samo_desktop.gui.entry.opening import Opening
from samo_desktop.gui.entry.playback_highlighter import PlaybackHighlighter
from samo_desktop.gui.entry.player import PlayerBar
from samo_desktop.gui.entry.spoken_language import SpokenLanguage
from samo_desktop.gui.entry.transcripts import HeardBy
from samo_desktop.gui.entry.typing import Typing
from samo_desktop.gui.entry.view import EntryView
from samo_desktop.gui.operations import entries
from samo_desktop.gui.operations.changes import ANYTHING, Changes, Operation
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.runtime.executors import Executors
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.style.theme import look

if TYPE_CHECKING:
    from samo_desktop.app import App


def finish_word() -> None:
    """Takes the word that an input method is in the middle of as it is: it is not to be lost."""
    QGuiApplication.inputMethod().commit()


class EntryPage(EntryView):
    """Shows one entry and saves what is changed in it; without an entry it takes a new text.

    Nothing here waits for the journal: `open` and `draft` are answered by `opened`, `kept` or
    `missing`, and of several that follow one another only the last is.
    """

    opened = Signal(str)
    """The entry of this id is shown; "" for an empty page."""
    kept = Signal(str)
    """The page stays, for what was typed could not be saved; the id of what was wanted."""
    missing = Signal(str)
    """There is no entry of this id any more."""
    refreshed = Signal()
    """The page shows what the journal holds."""
    created = Signal(str)
    """A new text was saved as the entry of this id."""
    problem = Signal(object)

    def __init__(
        self,
        app: App,
        runner: OperationRunner,
        executors: Executors,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        player = PlayerBar(app, runner, executors.background)
        super().__init__(actions, player, writable=app.journal.writable, parent=parent)
        self._app, self._runner, self._executors = app, runner, executors
        self._beside = ""
        """What was heard, as far as the editor's text holds it."""
        self.typing = Typing(runner, self, self._to_save)
        self._opening = Opening(app, runner, self.typing)
        self.highlighter = PlaybackHighlighter(app, executors.background, self.text, player)
        self.correcting = Correcting(app, runner, self.feelings, lambda: self.entry)
        background = executors.background
        self.doubts = Doubts(app, runner, background, self.text, player, actions)
        self.offer = EntryOffer(app, runner)
        heard_by = HeardBy(app, runner, background, lambda: self.entry, self.ask)
        spoken = SpokenLanguage(app, runner, self.ask, writable=app.journal.writable)
        self.lay_out(heard_by, spoken, self.doubts.line, self.offer)
        self._connect()

    def _connect(self) -> None:
        self.text.typed.connect(lambda: self.typing.touched("text"))
        self.title.typed.connect(lambda: self.typing.touched("title"))
        self.title.left.connect(self.typing.flush)
        self.title.entered.connect(self.text.setFocus)
        self.tags.changed.connect(self._tags_changed)
        self.tags.names_wanted.connect(self._read_tag_names)
        self.typing.saved.connect(self._saved)
        self._opening.read.connect(self._enter)
        self._opening.kept.connect(self.kept)
        self._opening.missing.connect(self.missing)
        self.feelings.chosen.connect(self._chosen)
        self.correcting.corrected.connect(self.show_again)
        self.offer.answered.connect(self.text.setFocus)
        self.doubts.accepted.connect(self.show_again)
        typed = (self.typing, self._opening, self.correcting)
        for source in (*typed, self.player, self.highlighter, self.heard_by, self.doubts):
            source.problem.connect(self.problem)
        self._actions.on("original", self.heard_by.compare)

    # ---- which entry is shown

    def draft(self) -> None:
        """Opens an empty page; it becomes an entry with the first words."""
        self._finish()
        self._opening.begin("")

    def open(self, entry_id: str) -> None:
        """Shows an entry, once what was typed before is saved."""
        if self.entry is not None and self.entry.id == entry_id and not self._opening.under_way:
            self.refresh()
            self.opened.emit(entry_id)
        else:
            self._finish()
            self._opening.begin(entry_id)

    def _finish(self) -> None:
        """Takes as they are a word that is being composed, and a tag that is being typed."""
        finish_word()
        self.tags.take_typed()

    def _enter(self, entry: Entry | None, changed: bool) -> None:
        self._leave()
        if entry is None:
            self._show_nothing()
            self.text.setFocus()
        else:
            self._show(entry, fresh=True)
        self.opened.emit(entry.id if entry else "")
        self.refreshed.emit()
        if changed:
            self.refresh()

    def forget(self) -> None:
        """The entry is gone: what is shown of it belongs to none, and falls silent."""
        self._leave()
        self._show_nothing()

    def _leave(self) -> None:
        """What was typed is saved: another entry may take the page."""
        self._opening.end()
        self.typing.clear()  # tags of a text that never came belong to no other entry
        self.player.stop()
        self.text.clear_marks()

    # ---- what is shown of it

    def refresh(self, changes: Changes = ANYTHING) -> None:
        """Reads the shown entry again if it changed; what is being typed stays as it is."""
        self._opening.refresh(changes)
        if changes.settings:
            self.doubts.settings_changed()
        entry = self.entry
        if entry is None or not changes.touches(entry.id):
            return
        if changes.asked_by in (self, self.correcting, self.doubts):
            return

        def read(again: Entry | None) -> None:
            if self.entry is None or self.entry.id != entry.id:
                return
            if again is not None:
                self.show_again(again)
            elif self._opening.under_way:
                self.typing.clear()
            else:
                self.forget()
                self.missing.emit(entry.id)

        self._runner.read(lambda: self._app.entries.find(entry.id), read, owner=self)

    def show_again(self, entry: Entry) -> None:
        """Shows what became of the entry that is shown."""

        def show() -> None:
            self._show(entry, fresh=False)
            self.refreshed.emit()

        if self.typing.typed("text") and heard_in(entry) != self._beside:
            # Words came while the user types: saving puts both together, and shows that.
            self.typing.flush(otherwise=show)
        else:
            show()

    def _show(self, entry: Entry, *, fresh: bool) -> None:
        self._note = left_out(None if fresh else self.entry, entry, self._note)
        self.entry = entry
        self.show_time()
        if fresh or not self.typing.holds("title"):
            self.show_title(entry)
        if fresh:
            self.tags.clear()
        if fresh or not self.typing.holds("tags"):
            self.tags.show_tags(entry.tags)
        if fresh:
            self._beside = heard_in(entry)
            self.text.set_text(entry.text)
            self._show_rest(fresh=True)
            self.scroller.settle()
            self.scroller.to_top()
        else:
            with self.scroller.place_kept():
                self._put_text(entry)
                self._show_rest(fresh=False)

    def _show_nothing(self) -> None:
        self.entry = None
        self.show_time()
        self.title.set_text("")
        self.title.suggest("")
        self.tags.clear()
        self.text.set_text("")
        self._beside = self._note = ""
        self._show_rest(fresh=True)

    def _show_rest(self, *, fresh: bool) -> None:
        entry = self.entry
        self.show_rest(fresh=fresh)
        self.heard_by.show_entry(entry)
        self.offer.show_entry(entry)
        self.spoken.show_entry(entry)
        self.doubts.follow(entry)
        self.highlighter.follow(entry.transcript if entry and entry.audio else None)

    def _put_text(self, entry: Entry) -> None:
        """Shows what the journal holds, unless the user has typed since, or is in a word."""
        if not (self.typing.holds("text") or self.text.composing):
            self._beside = heard_in(entry)
            self.text.put(entry.text)

    def show_progress(self, progress: Progress) -> None:
        """Says how far the shown entry is."""
        if self.entry is not None and progress.entry_id == self.entry.id:
            self.status.show_progress(progress)

    # ---- what is typed

    def _tags_changed(self) -> None:
        self.typing.touched("tags")
        self.typing.flush()

    def _read_tag_names(self) -> None:
        """Tags are completed from those of the journal."""
        self._runner.read(self._app.entries.tags, self.tags.offer, self.problem.emit, owner=self)

    def _to_save(self, fields: frozenset[str], leaving: bool) -> Operation[Entry] | None:
        text, title = self.text.toPlainText(), self.title.text().strip()
        tags = self.tags.tags()
        if self.entry is not None:
            return entries.edit(
                self.entry.id,
                text=text if "text" in fields else None,
                title=title if "title" in fields else None,
                tags=tags if "tags" in fields else None,
                beside=self._beside,
            )
        if leaving and is_blank(text):  # a title without a text is taken for the text
            text = self.title.text()
        return None if is_blank(text) else entries.write(text, title=title, tags=tags)

    def flush(self) -> None:
        """Saves now what was typed."""
        self.tags.take_typed()
        self.typing.flush()

    def save_and_wait(self) -> bool:
        """Saves what was typed and waits until it is; False if it could not be.

        Only for the end, when the journal is to be closed: it holds up the window.
        """
        self._finish()
        saved: list[bool] = []
        self.typing.flush(lambda: saved.append(True), lambda: saved.append(False), leaving=True)
        self._executors.journal.settle()
        return all(saved)

    def _saved(self, entry: Entry, _fields: frozenset[str]) -> None:
        created = self.entry is None
        self._show(entry, fresh=False)
        if created:
            self.created.emit(entry.id)
        self.refreshed.emit()

    def ask(self, call: Callable[[str], object]) -> None:
        """Calls with the id of the shown entry, once what was typed is saved."""

        def go_on() -> None:
            if self.entry is not None:
                call(self.entry.id)

        self.typing.flush(go_on)

    def _chosen(self, name: str) -> None:
        entry = self.entry
        if entry is None or entry.analysis is None:
            return
        found = spans_of(name, entry.analysis, self.text.toPlainText()) if name else []
        self.feelings.explain(name, [n for n, _ in found], len(entry.analysis.sentences))
        self.text.highlight([span for _, span in found], look().tint(name, strong=True))

    def shut(self) -> None:
        """Saves what was typed, falls silent, and asks for nothing more."""
        self.save_and_wait()
        self.player.close_sound()
        self.highlighter.close()
        self.doubts.close()
        self.heard_by.shut()
