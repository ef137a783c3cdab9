"""All that was heard in a recording, beside the text of the entry, and taking other words over."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.domain.calendar import here
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.models import plain_name
from samo_desktop.domain.transcript import Transcript
from samo_desktop.errors import SamoError
from samo_desktop.gui.entry.marks import Marks as TextMarks
from samo_desktop.gui.entry.marks import Span
from samo_desktop.gui.entry.plain_text import PlainText
from samo_desktop.gui.operations.changes import Changes
from samo_desktop.gui.operations.entries import take_words
from samo_desktop.gui.operations.runner import OperationRunner
from samo_desktop.gui.runtime.executors import Executor, Newest
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, LEADING, look
from samo_desktop.gui.widgets.fields import Combo
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.app import App

Marks = tuple[list[Span], list[Span]]

Replaced = dict[str, tuple[str, str]]
"""By the ids of entries: the text that words were put in place of, and those words."""

THOROUGH = 9_000_000
"""Words of one text times words of the other, up to which all are compared with all."""


def differences(one: str, other: str) -> Marks:
    """Where each of two texts has words that the other has not, in characters.

    Words are what stands between blanks; how they are broken into lines does not matter.
    """
    first, second = (list(re.finditer(r"\S+", text)) for text in (one, other))
    matcher = SequenceMatcher(
        None,
        [word.group() for word in first],
        [word.group() for word in second],
        autojunk=len(first) * len(second) > THOROUGH,  # frequent words anchor nothing then
    )
    marks: Marks = ([], [])
    for kind, begin, end, other_begin, other_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        for spans, found, start, stop in (
            (marks[0], first, begin, end),
            (marks[1], second, other_begin, other_end),
        ):
            if start < stop:
                spans.append((found[start].start(), found[stop - 1].end()))
    return marks


class ComparedText(PlainText):
    """A text to be read, not written, with the words that are not in the other one marked."""

    def __init__(self, name: str, placeholder: str) -> None:
        super().__init__("body", LEADING)
        self.setReadOnly(True)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self._marks = TextMarks(self)

    def mark(self, spans: list[Span]) -> None:
        """Marks stretches of the text by colour and by a line under them."""
        self._marks.choose(spans, look().colour("accent", 0.22), underlined=True)

    def highlighted(self) -> list[str]:
        """The stretches that are marked now."""
        return self._marks.texts()


class TranscriptsDialog(QDialog):
    """Every transcript of an entry; its text changes only when the user takes words over."""

    shown = Signal()
    """A transcript and its differences are shown."""

    def __init__(
        self,
        app: App,
        runner: OperationRunner,
        background: Executor,
        entry_id: str,
        replaced: Replaced,
        parent: QWidget | None = None,
    ) -> None:
        """`replaced` outlives the dialog, so that words can be put back when it is opened again."""
        super().__init__(parent)
        self._app, self._runner, self._background = app, runner, background
        self._entry_id = entry_id
        self._transcripts: list[Transcript] = []
        self._text = ""
        self._replaced = replaced
        self._newest = Newest()
        self.setWindowTitle(_("Transcript"))
        self._make()
        self._lay_out()
        runner.changed.connect(self.refresh)
        self._load()

    def _make(self) -> None:
        self.choice = Combo()
        self.choice.setObjectName("transcript")
        self.choice.setAccessibleName(_("Transcribed by"))
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(24)
        self.choice.currentIndexChanged.connect(lambda _place: self._compare())
        self.now = ComparedText(_("The text of the entry"), _("The entry has no text."))
        self.heard = ComparedText(_("Transcript by this model"), _("No speech was found."))
        self.word_for_word = QCheckBox(_("Word for word, as it was said"))
        self.word_for_word.setObjectName("word_for_word")
        self.word_for_word.hide()
        self.word_for_word.toggled.connect(lambda _on: self._compare())
        self.says = label(_("Loading transcripts…"), "quiet", wrap=True)
        self.says.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.tells = label(role="small", wrap=True)
        self.use = button(_("Use this transcript"), "primary", "use_words_button")
        self.use.clicked.connect(self._use)
        self.undo = button(_("Undo"), "plain", "undo_words_button", "undo")
        self.undo.clicked.connect(self._undo)
        self.undo.hide()
        self.done_ = button(_("Close"), "plain", "close_transcripts_button")
        self.done_.clicked.connect(self.accept)
        self.use.setEnabled(False)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(4 * GRID)
        grid.setVerticalSpacing(GRID)
        for column, (name, text) in enumerate(
            ((_("Current text"), self.now), (_("Transcript"), self.heard))
        ):
            grid.addWidget(label(name, "heading"), 0, column)
            grid.addWidget(text, 1, column)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(1, 1)
        both = QWidget()
        both.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        self.pages = QStackedWidget()
        for page in (self.says, both):
            self.pages.addWidget(page)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.use)
        row.addWidget(self.undo)
        row.addStretch(1)
        row.addWidget(self.done_)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column_.setSpacing(2 * GRID)
        column_.addWidget(label(_("Transcript"), "title"))
        column_.addWidget(self.choice)
        column_.addWidget(self.pages, 1)
        column_.addWidget(self.word_for_word, 0, Qt.AlignmentFlag.AlignRight)
        column_.addWidget(self.tells)
        column_.addLayout(row)
        wide, tall = look().measure(104), look().measure(62)
        over = self.parentWidget()
        if over is not None:
            wide, tall = min(wide, over.width() - 4 * GRID), min(tall, over.height() - 4 * GRID)
        self.resize(wide, tall)

    # ---- what is shown

    def refresh(self, changes: Changes) -> None:
        """Reads text and transcripts again if they changed."""
        if changes.asked_by is not self and changes.touches(self._entry_id):
            self._load()

    def _load(self) -> None:
        self._runner.read(self._read, self._loaded, self._problem, owner=self)

    def _read(self) -> tuple[str, list[Transcript]]:
        entries = self._app.entries
        return entries.get(self._entry_id).text, entries.transcripts(self._entry_id)

    def _loaded(self, found: tuple[str, list[Transcript]]) -> None:
        self._text, transcripts = found
        added = len(transcripts) - len(self._transcripts)
        place = self.choice.currentIndex()
        self._transcripts = transcripts[::-1]
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems([self._name(transcript) for transcript in self._transcripts])
        self.choice.setCurrentIndex(max(0, place + added) if place >= 0 else 0)
        self.choice.blockSignals(False)
        if not self._transcripts:
            self.says.setText(_("This recording has not been transcribed yet."))
            return
        self.pages.setCurrentIndex(1)
        self._compare()

    def _name(self, transcript: Transcript) -> str:
        """The model, the language, and when it was."""
        parts = [plain_name(transcript.model), formats.language(transcript.language)]
        if transcript.made_at is not None:
            at = here(transcript.made_at)
            parts.append(f"{formats.short_day(at.date())} {at.year}, {formats.clock(at)}")
        return " · ".join(parts)

    @property
    def chosen(self) -> Transcript | None:
        """The transcript that is shown."""
        place = self.choice.currentIndex()
        return self._transcripts[place] if 0 <= place < len(self._transcripts) else None

    @property
    def _words(self) -> str:
        """Those of the chosen transcript: as they are written down, or as they were heard."""
        chosen = self.chosen
        if chosen is None:
            return ""
        return chosen.text if self.word_for_word.isChecked() else chosen.written

    def _compare(self) -> None:
        chosen = self.chosen
        if chosen is None:
            return
        now, heard = self._text, self._words
        self.word_for_word.setVisible(chosen.written != chosen.text)
        self.undo.setVisible(self._before() is not None)
        self.now.set_text(now)
        self.heard.set_text(heard)
        same = now.split() == heard.split()
        self.use.setEnabled(bool(heard.strip()) and not same)
        self._background.run(
            lambda: differences(now, heard),
            self._newest.only(self._mark),
            self._problem,
            owner=self,
        )

    def _mark(self, marks: Marks) -> None:
        for text, spans in zip((self.now, self.heard), marks, strict=True):
            length = len(text.toPlainText())
            text.mark([span for span in spans if span[1] <= length])
        if any(marks):
            self.tells.setText(_("Differences are highlighted."))
        elif self._before() is not None:
            self.tells.setText(_("The entry now uses this transcript. The others are kept."))
        else:
            self.tells.setText(_("There are no differences."))
        self.shown.emit()

    def _before(self) -> str | None:
        """What the entry's text was before words were put in its place, unless it changed since."""
        before, put = self._replaced.get(self._entry_id, ("", None))
        return before if put == self._text else None

    def _problem(self, error: SamoError) -> None:
        self.tells.setText(formats.problem(error.message, error.hint))

    # ---- what the user does

    def _use(self) -> None:
        if self.chosen is not None:
            self._take(self._words, self._took)

    def _undo(self) -> None:
        before = self._before()
        if before is not None:
            self._take(before, self._put_back)

    def _take(self, text: str, then: Callable[[Entry, str], None]) -> None:
        def done(taken: tuple[Entry, str]) -> None:
            self._text = taken[0].text
            then(*taken)
            self._compare()

        self._runner.run(
            take_words(self._entry_id, text), asked_by=self, done=done, failed=self._problem
        )

    def _took(self, entry: Entry, before: str) -> None:
        self._replaced[entry.id] = (before, entry.text)

    def _put_back(self, entry: Entry, _before: str) -> None:
        self._replaced.pop(entry.id, None)
