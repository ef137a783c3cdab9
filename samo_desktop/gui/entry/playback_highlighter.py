"""The sentence that is being spoken, marked in the entry's text; a sentence that is to be heard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from samo_desktop.domain.transcript_alignment import (
    SpokenSentence,
    sentence_at_character,
    spoken_at,
)
from samo_desktop.errors import SamoError
from samo_desktop.gui.entry.editor import Editor
from samo_desktop.gui.entry.player import PlayerBar
from samo_desktop.gui.runtime.executors import Executor

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.domain.transcript import Transcript

AFTER_MS = 250
"""Milliseconds without a keystroke until times are found for what was typed."""


class PlaybackHighlighter(QObject):
    """Keeps text and voice of one entry together."""

    ready = Signal()
    """It is known when each sentence of the text is said."""
    problem = Signal(object)

    def __init__(self, app: App, background: Executor, text: Editor, player: PlayerBar) -> None:
        super().__init__(text)
        self._app, self._text, self._player = app, text, player
        self._background = background
        self._transcript: Transcript | None = None
        self._said: Sequence[SpokenSentence] = ()
        self._asked = 0
        self._seconds = -1.0
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(AFTER_MS)
        self._soon.timeout.connect(self._find)
        text.textChanged.connect(self._text_changed)
        text.asked_at.connect(self._asked_at)
        player.heard.connect(self._heard)

    def follow(self, transcript: Transcript | None) -> None:
        """What was heard in the entry that is shown; None if nothing was."""
        if transcript != self._transcript:
            self._transcript = transcript
            self._find()

    def close(self) -> None:
        """Finds no more."""
        self._soon.stop()
        self._background.forget(self)

    def _text_changed(self) -> None:
        if self._transcript is not None:
            self._offer(False)
            self._soon.start()

    def _find(self) -> None:
        self._soon.stop()
        self._asked += 1
        transcript, text, asked = self._transcript, self._text.toPlainText(), self._asked
        self._said = ()
        self._offer(False)
        if transcript is None:
            self._text.mark_spoken(None)
            return

        def done(said: list[SpokenSentence]) -> None:
            if asked == self._asked and not self._soon.isActive():
                self._said = said
                self._offer(bool(said))
                self._show()
                self.ready.emit()

        def failed(error: SamoError) -> None:
            self.problem.emit(error)

        self._background.run(
            lambda: self._app.recordings.spoken_sentences(transcript, text),
            done,
            failed,
            owner=self,
        )

    def _offer(self, on: bool) -> None:
        self._text.hearable = on
        self._text.setAccessibleDescription(self._text.hear_tip() if on else "")

    def _heard(self, seconds: float) -> None:
        self._seconds = seconds
        self._show()

    def _show(self) -> None:
        if self._seconds < 0:
            self._text.mark_spoken(None)
        elif self._said and not self._soon.isActive():
            said = spoken_at(self._said, self._seconds)
            self._text.mark_spoken((said.char_from, said.char_to) if said else None)

    def _asked_at(self, character: int) -> None:
        said = sentence_at_character(self._said, character)
        if said is not None and not self._soon.isActive():
            self._player.play_from(said.start)
