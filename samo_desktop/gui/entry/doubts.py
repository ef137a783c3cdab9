"""Words that the speech model was unsure of: marked in an entry's text, heard, and accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor

from samo_desktop.domain.doubtful_words import DoubtfulWord, has_doubtful_words
from samo_desktop.domain.entry import Entry
from samo_desktop.gui.entry.doubt_line import DoubtLine
from samo_desktop.gui.entry.doubt_marks import DoubtMark, DoubtMarks
from samo_desktop.gui.entry.editor import Editor
from samo_desktop.gui.entry.player import PlayerBar
from samo_desktop.gui.operations import settings
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.operations.transcripts import accept_word
from samo_desktop.gui.runtime.executors import Executor
from samo_desktop.gui.shell.actions import Actions

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.domain.transcript import Transcript

AFTER_MS = 250
"""Milliseconds without a keystroke until doubtful words are looked for in what was typed."""
BESIDE_SECONDS = 1.0
"""Of sound that are played before and after a word."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class Doubts(QObject):
    """The doubtful words of the entry that is shown.

    In the text Tab goes from one to the next and leaves the text after the last, as it would go
    through links; Shift+Tab goes back. After Esc, Tab leaves the text at once.
    """

    accepted = Signal(object)
    """The shown Entry, of which a word was accepted."""
    ready = Signal()
    """It is known which words are in doubt."""
    problem = Signal(object)

    def __init__(
        self,
        app: App,
        runner: OperationRunner,
        background: Executor,
        text: Editor,
        player: PlayerBar,
        actions: Actions,
    ) -> None:
        super().__init__(text)
        self._app, self._runner, self._background = app, runner, background
        self._text, self._player, self._actions = text, player, actions
        self.line = DoubtLine(actions)
        self.marks = DoubtMarks(text)
        self._entry: Entry | None = None
        self._heard: Transcript | None = None
        self._asked = 0
        self._through = False
        """Whether the user is done with the words: Tab leaves the text."""
        self._soon = QTimer(self, singleShot=True, interval=AFTER_MS)
        self._soon.timeout.connect(self._find)
        text.textChanged.connect(self._text_changed)
        text.selectionChanged.connect(self._show)
        text.installEventFilter(self)
        actions.on("next_doubt", lambda: self._go_round(forward=True))
        actions.on("previous_doubt", lambda: self._go_round(forward=False))
        actions.on("accept_doubt", self.accept)
        actions.on("mark_doubt", self.toggle)
        self.follow(None)

    @property
    def marked(self) -> bool:
        """Whether doubtful words are marked."""
        return self._app.settings.mark_doubt

    def follow(self, entry: Entry | None) -> None:
        """Shows what is in doubt in `entry`, the one that is shown."""
        other = entry is None or self._entry is None or entry.id != self._entry.id
        self._entry = entry
        transcript = entry.transcript if entry else None
        heard = transcript if transcript and has_doubtful_words(transcript) else None
        if other:
            self._through = False
            self.marks.put(())
        if heard != self._heard or other:
            self._heard = heard
            self._find()
        # It has its room as soon as the words are there, so that nothing moves when they are found.
        self.line.setVisible(heard is not None)
        self._show()

    def close(self) -> None:
        """Finds no more."""
        self._soon.stop()
        self._background.forget(self)

    def settings_changed(self) -> None:
        """Marks, or does not, as the settings say now."""
        self.marks.show(self.marked)
        self._show()

    def toggle(self) -> None:
        """Marks doubtful words, or marks them no more."""
        self._runner.run(
            settings.change(mark_doubt=not self.marked), done=lambda _now: self.settings_changed()
        )

    # ---- finding them

    def _text_changed(self) -> None:
        if self._heard is not None:
            self.marks.drop_edited()
            self._show()
            self._soon.start()

    def _find(self) -> None:
        self._soon.stop()
        self._asked += 1
        heard, text, asked = self._heard, self._text.toPlainText(), self._asked
        if heard is None:
            self.marks.put(())
            return

        def done(words: list[DoubtfulWord]) -> None:
            if asked == self._asked and not self._soon.isActive():
                self.marks.put(words)
                self._show()
                self.ready.emit()

        self._background.run(
            lambda: self._app.transcripts.doubtful_words(heard, text),
            done,
            self.problem.emit,
            owner=self,
        )

    def _show(self) -> None:
        if self._heard is None:
            self.line.show_none()
            return
        mark = self.marks.selected()
        self.line.show_state(
            len(self.marks),
            self.marks.place_of(mark) if mark else 0,
            marked=self.marked,
            writable=not self._text.isReadOnly(),
        )

    # ---- going from one to the next

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._through = False
        if not (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress):
            return False
        return self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key is about the doubtful words."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        bare = modifiers == Qt.KeyboardModifier.NoModifier
        if key in _TABS and (bare or modifiers == Qt.KeyboardModifier.ShiftModifier):
            forward = key == Qt.Key.Key_Tab and bare
            return self.marked and not self._through and self._go(forward=forward)
        if key in _ENTER and bare and self._actions["accept_doubt"].isEnabled():
            self.accept()
            return True
        if key == Qt.Key.Key_Escape and bare and self.marked and self.marks.selected():
            self._through = True
            self._put_cursor_after()
            self._player.pause()
            return True
        return False

    def _go(self, *, forward: bool) -> bool:
        """To the next doubtful word of the text, or the one before; False if there is none."""
        mark = self.marks.beyond(forward=forward)
        if mark is None:
            return False
        self._go_to(mark)
        return True

    def _go_round(self, *, forward: bool) -> None:
        """The same from anywhere, and on from the other end of the text."""
        mark = self.marks.beyond(forward=forward) or self.marks.end(forward=forward)
        if mark is not None and self.marked:
            self._through = False
            self._text.setFocus(Qt.FocusReason.OtherFocusReason)
            self._go_to(mark)

    def _go_to(self, mark: DoubtMark) -> None:
        cursor = QTextCursor(mark.cursor)
        cursor.setKeepPositionOnInsert(False)  # what is typed moves this one
        self._text.setTextCursor(cursor)
        self._text.show_cursor()
        self._play(mark.word)

    def _play(self, word: DoubtfulWord) -> None:
        """Plays the word with a second before and after, unless a recording would hear it."""
        recording = self._actions["pause"].isEnabled()
        if self._entry is None or self._entry.audio is None or recording:
            return
        start = max(0.0, word.start - BESIDE_SECONDS)
        self._player.play_from(start, word.end + BESIDE_SECONDS)

    # ---- accepting

    def accept(self) -> None:
        """The selected doubtful word is right; the cursor goes behind it."""
        mark, entry, heard = self.marks.selected(), self._entry, self._heard
        if mark is None or entry is None or heard is None:
            return

        def done(now: Entry) -> None:
            if self._entry is not None and self._entry.id == now.id:
                self.accepted.emit(now)

        self._put_cursor_after()
        self.marks.drop(mark)
        self._show()
        self._runner.run(
            accept_word(entry.id, heard, mark.word), asked_by=self, done=done, failed=self._failed
        )

    def _failed(self, error: object) -> None:
        self.problem.emit(error)
        self._find()  # the word is in doubt still

    def _put_cursor_after(self) -> None:
        cursor = self._text.textCursor()
        cursor.setPosition(cursor.selectionEnd())
        self._text.setTextCursor(cursor)
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)
