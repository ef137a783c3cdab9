"""How the page of an entry looks: one page that scrolls as one, in a readable measure."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from samo_desktop.domain.arc import arc
from samo_desktop.domain.emotion import Analysis
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.title import title_from
from samo_desktop.gui.entry.doubt_line import DoubtLine
from samo_desktop.gui.entry.editor import LEAST_LINES, Editor
from samo_desktop.gui.entry.feelings import FeelingChips
from samo_desktop.gui.entry.player import PlayerBar
from samo_desktop.gui.entry.scroller import PageScroller
from samo_desktop.gui.entry.spoken_language import SpokenLanguage
from samo_desktop.gui.entry.status import EntryStatus
from samo_desktop.gui.entry.tag_field import PADDING as TAG_PADDING
from samo_desktop.gui.entry.tag_field import TagField
from samo_desktop.gui.entry.title_field import TitleField
from samo_desktop.gui.entry.transcripts import HeardBy
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, MEASURE, look
from samo_desktop.gui.widgets.flow import Flow
from samo_desktop.gui.widgets.parts import label
from samo_desktop.messages import gettext as _

INSET = 10
"""Pixels left and right of the words: so far does a quiet button reach beyond its own."""
DRAFT_LINES = 8
"""Lines of an empty page to write on."""
SHORT = 160
"""Characters of a text that is not summarised, and keeps no room for it."""


class EntryView(QWidget):
    """The parts of the page, and how an entry is shown in them; it changes nothing."""

    def __init__(
        self, actions: Actions, player: PlayerBar, *, writable: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._actions, self._writable = actions, writable
        self.player = player
        self.entry: Entry | None = None
        """What is shown, as the journal has it; None for an empty page."""
        self._note = ""
        self._expected = ("", "")
        """The id of an entry whose words are on their way, and what was heard of them so far."""
        self._make()

    def _make(self) -> None:
        self.when = self._actions.button("change_date", "date")
        self.date_source = label(role="small", wrap=True)
        self.date_source.setObjectName("date_source")
        self.title = TitleField()
        self.text = Editor()
        self.text.setObjectName("text")
        self.text.setAccessibleName(_("Text of the entry"))
        self.status = EntryStatus(self._actions)
        self.feelings = FeelingChips()
        self.summary = label(role="quiet", wrap=True)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.tags = TagField()
        self.original = self._actions.button("original", "quiet", colour="muted")
        self.again = self._actions.button("analyse_again", "quiet", colour="muted")
        self.delete = self._actions.button("delete", "quiet", colour="muted")
        self.status.focus_lost.connect(self._focus_near_status)
        for field in (self.title, self.text, self.tags):
            field.setReadOnly(not self._writable)

    def lay_out(
        self, heard_by: HeardBy, spoken: SpokenLanguage, doubts: DoubtLine, offer: QWidget
    ) -> None:
        """Puts the parts in their places, and with them what offers a word for the list."""
        self.heard_by, self.spoken = heard_by, spoken
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for part, indent, below in (
            (self._flow(self.when, self.title.use), INSET - 6, 0),
            (self.date_source, INSET, GRID),
            (self.title, INSET, 0),
            (self.player, 0, GRID // 2),
            (doubts, INSET, GRID // 2),
            (self.text, INSET, GRID),
            (self.status, INSET, 0),
            (self.feelings, INSET, 0),
            (self.summary, INSET, 0),
            (self.tags, INSET - TAG_PADDING, 0),
            (self._flow(spoken, heard_by, self.original, self.again, self.delete), 0, 0),
            (offer, INSET, 0),
        ):
            row = QHBoxLayout()
            row.setContentsMargins(indent, 0, INSET, below)
            row.addWidget(part)
            column.addLayout(row)
        column.addStretch(1)
        self._column = QWidget()
        self._column.setLayout(column)
        self._sheet = QWidget()
        across = QHBoxLayout(self._sheet)
        across.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID - 4, 4 * GRID)
        across.addStretch(1)
        across.addWidget(self._column, 1000)
        across.addStretch(1)
        self.scroller = PageScroller(self._sheet, self.text)
        self.scroller.setAccessibleName(_("Entry"))
        self.scroller.follow(self.title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.scroller)
        self._measure()
        look().changed.connect(self._measure)

    @staticmethod
    def _flow(*widgets: QWidget) -> QWidget:
        """Widgets in a row that goes on in a next one where there is no more room."""
        made = QWidget()
        row = Flow(made, GRID // 2)
        for widget in widgets:
            row.addWidget(widget)
        return made

    def _measure(self) -> None:
        self._column.setMaximumWidth(look().measure(MEASURE) + 2 * INSET)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_time()
        self.heard_by.fit(self._room())

    @property
    def _changeable(self) -> bool:
        """Whether there is an entry, in a journal that can be changed."""
        return self.entry is not None and self._writable

    # ---- the head

    def show_time(self) -> None:
        """The day in full, or as shortly as a narrow page needs it."""
        source = formats.origin(self.entry) if self.entry else ""
        self.date_source.setText(source)
        self.date_source.setVisible(bool(source))
        # On one line if there is room: a text that wraps is as wide as it is high.
        room = self._room()
        wide = self.date_source.fontMetrics().horizontalAdvance(source) + GRID
        self.date_source.setMinimumWidth(max(0, min(wide, room)))
        self._actions["change_date"].setEnabled(self._changeable)
        if self.entry is None:
            self._say_time(_("New entry"))
            return
        at = self.entry.created_at
        day, clock = formats.short_day(at.date()), formats.clock(at)
        texts = (f"{formats.full_day(at.date())}, {clock}", f"{day} {at.year}, {clock}")
        measured = self.when.fontMetrics().horizontalAdvance
        self._say_time(next((text for text in texts if measured(text) <= room), day))

    def _room(self) -> int:
        """Pixels from side to side of the column, whatever stands in it now."""
        return min(self._column.maximumWidth(), self.width() - 8 * GRID)

    def _say_time(self, text: str) -> None:
        self.when.setText(text)
        self.when.setAccessibleName(text)

    def show_title(self, entry: Entry) -> None:
        """The user's own title, or what its text suggests for one."""
        own = entry.title if entry.titled else ""
        if self.title.text() != own:
            self.title.set_text(own)
        self.title.suggest(title_from(entry.text) or ("" if entry.titled else entry.title))

    def _focus_near_status(self) -> None:
        """Trying again goes on without its button: the keyboard stays beside it."""
        near = self.feelings.add if self.feelings.add.isVisible() else self.text
        near.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- words that are still to come

    def expect(self, entry_id: str, words: str) -> None:
        """Shows what was heard so far of an entry until its own words are there."""
        self._expected = (entry_id, words)
        self._show_expected()

    def _show_expected(self) -> None:
        """No words yet, some that were heard so far, or an empty page to write on."""
        entry = self.entry
        coming = entry is not None and entry.source == "voice" and entry.transcript is None
        busy = entry is not None and entry.state in ("recording", "waiting", "analysing")
        heard = self._expected[1] if entry and entry.id == self._expected[0] else ""
        self.text.show_pale(heard if coming else "")
        says = _("Write what is on your mind…") if self._writable else ""
        if coming and busy:
            says = _("Your words will appear here.")
        self.text.setPlaceholderText("" if self.text.pale else says)

    # ---- the foot

    def show_rest(self, *, fresh: bool) -> None:
        """All but what can be typed; `fresh` if another entry was shown before."""
        entry = self.entry
        analysis = entry.analysis if entry else None
        if fresh:
            self.feelings.clear_choice()
            self.text.set_least(LEAST_LINES if entry else DRAFT_LINES)
        self._show_expected()
        self.feelings.show_feelings(
            analysis.feelings if analysis else (),
            analysis.corrected if analysis else None,
            fade=not fresh,
            caution=analysis.caution if analysis else "",
        )
        self.feelings.add.setVisible(analysis is not None and self._writable)
        self.feelings.setVisible(entry is not None)
        self._show_arc(analysis)
        self._show_summary(analysis)
        self.status.show_entry(entry, self._note)
        audio = entry.audio if entry else None
        self.player.setVisible(audio is not None)
        if entry and audio:
            self.player.load(entry.id, audio.seconds)
        self._offer(entry)

    def _show_arc(self, analysis: Analysis | None) -> None:
        valences = [sentence.valence for sentence in analysis.sentences] if analysis else []
        self.feelings.show_arc(formats.arc(arc(valences)), valences)

    def _show_summary(self, analysis: Analysis | None) -> None:
        """A text that will be summarised has room for it, so that nothing moves when it is."""
        text = self.entry.text if self.entry else ""
        summary = analysis.summary.text if analysis else ""
        if summary.split() == text.split():
            summary = ""
        in_short = _("Summary: {summary}").format(summary=formats.breakable(summary))
        self.summary.setText(in_short if summary else "")
        coming = analysis is None and len(text) > SHORT
        self.summary.setVisible(bool(summary) or coming)
        lines = 2 if coming else 1
        self.summary.setMinimumHeight(lines * self.summary.fontMetrics().lineSpacing())

    def _offer(self, entry: Entry | None) -> None:
        there = entry is not None
        heard = entry.transcript if entry else None
        changed = heard is not None and entry is not None and heard.text.strip() != entry.text
        self.original.setVisible(changed)
        busy = entry is not None and entry.state in ("recording", "waiting", "analysing")
        self._actions["original"].setEnabled(heard is not None)
        self._actions["analyse_again"].setEnabled(self._changeable and not busy)
        self._actions["delete"].setEnabled(self._changeable)
        self._actions["play"].setEnabled(entry is not None and entry.audio is not None)
        self.again.setVisible(there)
        self.delete.setVisible(there)
