"""How the page of an entry looks: its date, voice, title, words, feelings, summary and tools."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from samo_desktop.domain.arc import arc
from samo_desktop.domain.emotion import Analysis
from samo_desktop.domain.entry import Entry, title_from
from samo_desktop.gui.entry.editor import Editor
from samo_desktop.gui.entry.feelings import FeelingChips
from samo_desktop.gui.entry.player import PlayerBar
from samo_desktop.gui.entry.status import EntryStatus
from samo_desktop.gui.shell.actions import Actions
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import beside_icon, label
from samo_desktop.gui.widgets.shrinking import Shrinking
from samo_desktop.messages import gettext as _

LEAST_TAGS = 12 * GRID
"""Pixels of the field of tags beside tools with names."""


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
        self._make()
        keeps_place = self.player.sizePolicy()
        keeps_place.setRetainSizeWhenHidden(True)
        self.player.setSizePolicy(keeps_place)

    def _make(self) -> None:
        self.when = self._actions.button("change_date", "date")
        self.when.setMinimumWidth(8 * GRID)
        self.date_source = label(role="small", wrap=True)
        self.date_source.setObjectName("date_source")
        self.date_source.setContentsMargins(GRID, 0, 0, 0)
        self.title = QLineEdit()
        self.title.setProperty("role", "title")
        self.title.setObjectName("title")
        self.title.setAccessibleName(_("Title"))
        self.title.setPlaceholderText(_("Add a title"))
        self.text = Editor()
        self.text.setObjectName("text")
        self.text.setAccessibleName(_("Text of the entry"))
        self.feelings = FeelingChips()
        self.summary = label(role="quiet", wrap=True)
        self.status = EntryStatus(self._actions)
        self.tags = QLineEdit()
        self.tags.setProperty("role", "small")
        self.tags.setObjectName("tags")
        self.tags.setAccessibleName(_("Tags, separated by commas"))
        self.tags.setPlaceholderText(_("Tags, separated by commas"))
        self.original = self._actions.button("original", "quiet", colour="muted")
        self.again = self._actions.button("analyse_again", "quiet", colour="muted")
        self.delete = self._actions.button("delete", "quiet", colour="muted")
        for field in (self.title, self.text, self.tags):
            field.setReadOnly(not self._writable)

    def lay_out(self, heard_by: QWidget) -> None:
        """Puts the parts in their places."""
        inside = self._foot(heard_by)
        head = QHBoxLayout()
        head.setContentsMargins(GRID // 2, 0, 0, 0)
        head.addWidget(self.when)
        head.addStretch(1)
        head.addWidget(self.player, 100)
        tools = QHBoxLayout()
        tools.setSpacing(GRID // 2)
        tools.addWidget(self.tags, 1)
        for tool in (self.original, self.again, self.delete):
            tools.addWidget(tool)
        body = QHBoxLayout()
        body.setContentsMargins(GRID, 0, 0, 0)
        body.addWidget(self.text)
        column = QVBoxLayout()
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.date_source)
        column.addWidget(self.title)
        column.addLayout(body, 100)
        column.addWidget(Shrinking(inside))
        column.addStretch(1)
        column.addLayout(tools)
        self._column = QWidget()
        self._column.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(5 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        outer.addWidget(self._column, 100)
        outer.addStretch(1)
        self._measure()
        look().changed.connect(self._measure)

    def _foot(self, heard_by: QWidget) -> QWidget:
        inside = QWidget()
        foot = QVBoxLayout(inside)
        foot.setContentsMargins(GRID, GRID, GRID, 0)
        foot.setSpacing(GRID)
        foot.addWidget(self.feelings)
        foot.addWidget(self.summary)
        foot.addWidget(self.status)
        foot.addWidget(heard_by, 0, Qt.AlignmentFlag.AlignLeft)
        return inside

    def _measure(self) -> None:
        self._column.setMaximumWidth(self.text.maximumWidth() + GRID)
        self.summary.setMinimumHeight(2 * self.summary.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.show_time()
        self._name_tools()

    @property
    def _changeable(self) -> bool:
        """Whether there is an entry, in a journal that can be changed."""
        return self.entry is not None and self._writable

    # ---- the head

    def show_time(self) -> None:
        """The day in full beside a wide player, or as shortly as a narrow one needs it."""
        source = formats.origin(self.entry) if self.entry else ""
        self.date_source.setText(source)
        self.date_source.setVisible(bool(source))
        self._actions["change_date"].setEnabled(self._changeable)
        if self.entry is None:
            self._say_time(_("New entry"))
            return
        at = self.entry.created_at
        day, clock = formats.short_day(at.date()), formats.clock(at)
        wide, narrow = self.player.sizeHint().width(), self.player.minimumSizeHint().width()
        texts = {
            f"{formats.full_day(at.date())}, {clock}": wide,
            f"{day} {at.year}, {clock}": narrow,
            f"{day}, {clock}": narrow,
        }
        room = self._column.width() - 4 * GRID
        measured = self.when.fontMetrics().horizontalAdvance
        fitting = (text for text, player in texts.items() if measured(text) + player <= room)
        self._say_time(next(fitting, day))

    def _say_time(self, text: str) -> None:
        self.when.setText(text)
        self.when.setAccessibleName(text)

    def show_title(self, entry: Entry) -> None:
        """The user's own title; neither the text's first words nor the file's name is one."""
        derived = (title_from(entry.text), entry.file_name)
        own = "" if entry.title in derived else entry.title
        if self.title.text() != own:
            self.title.setText(own)
            self.title.setCursorPosition(0)

    # ---- the foot

    def show_rest(self, *, fresh: bool) -> None:
        """All but what can be typed; `fresh` if another entry was shown before."""
        entry = self.entry
        analysis = entry.analysis if entry else None
        if fresh:
            self.feelings.clear_choice()
        self.feelings.show_feelings(
            analysis.feelings if analysis else (),
            analysis.corrected if analysis else None,
            fade=not fresh,
        )
        self.feelings.add.setVisible(analysis is not None)
        self._show_arc(analysis)
        summary = analysis.summary.text if analysis else ""
        if entry is not None and summary.split() == entry.text.split():
            summary = ""
        in_short = _("In short: {summary}").format(summary=formats.breakable(summary))
        self.summary.setText(in_short if summary else "")
        self.status.show_entry(entry, self._note)
        audio = entry.audio if entry else None
        self.player.setVisible(audio is not None)
        if entry and audio:
            self.player.load(entry.id, audio.seconds)
        self._offer(entry)

    def _show_arc(self, analysis: Analysis | None) -> None:
        valences = [sentence.valence for sentence in analysis.sentences] if analysis else []
        self.feelings.show_arc(formats.arc(arc(valences)), valences)

    def _offer(self, entry: Entry | None) -> None:
        there = entry is not None
        heard = entry.transcript if entry else None
        changed = heard is not None and entry is not None and heard.text.strip() != entry.text
        self.original.setVisible(changed or self._actions["original"].isChecked())
        busy = entry is not None and entry.state in ("recording", "waiting", "analysing")
        self._actions["analyse_again"].setEnabled(self._changeable and not busy)
        self._actions["delete"].setEnabled(self._changeable)
        self._actions["play"].setEnabled(entry is not None and entry.audio is not None)
        self.again.setVisible(there)
        self.delete.setVisible(there)
        self._name_tools()

    def _name_tools(self) -> None:
        """Tools show their names where there is room for them; elsewhere their tips do."""
        tools = [tool for tool in (self.original, self.again, self.delete) if not tool.isHidden()]
        for tool in tools:
            tool.setText(beside_icon(tool.accessibleName()))
        wanted = sum(tool.sizeHint().width() + GRID // 2 for tool in tools)
        if wanted + LEAST_TAGS > self._column.width():
            for tool in tools:
                tool.setText("")
