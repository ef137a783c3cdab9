"""Changing the date and time of an entry."""

from __future__ import annotations

from datetime import date, datetime, time

from PySide6.QtCore import QDate, QLocale, Qt, QTime, Signal
from PySide6.QtGui import QIcon, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from samo_desktop.domain.calendar import local, today
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID, look
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _

FORMS = ("d MMMM yyyy", "d MMM yyyy", "MMMM d, yyyy", "MMM d, yyyy")
SHORT = QLocale.FormatType.ShortFormat


class DateDialog(QDialog):
    """Asks for a day and a time; a typing error is said below them, and nothing is guessed."""

    chosen = Signal(object)
    """The new time, aware."""

    def __init__(self, at: datetime, source: str, parent: QWidget | None = None) -> None:
        """`at` is the entry's time, `source` says where it is from, if that is worth saying."""
        super().__init__(parent)
        self._at = at
        self.setWindowTitle(_("Date and time"))
        self._make(source)
        self._lay_out()
        self.day.setText(shown_day(at.date()))
        self.time.setText(formats.clock(at))
        self._to_calendar()
        self.day.setFocus()
        self.day.selectAll()

    def _make(self, source: str) -> None:
        self.day = QLineEdit()
        self.day.setObjectName("entry_day")
        self.day.setAccessibleName(_("Date"))
        self.time = QLineEdit()
        self.time.setObjectName("entry_time")
        self.time.setAccessibleName(_("Time"))
        self.calendar = QCalendarWidget()
        self.calendar.setObjectName("calendar")
        self.calendar.setAccessibleName(_("Calendar"))
        self.calendar.setMinimumDate(QDate(1, 1, 1))
        self.calendar.setMaximumDate(QDate(9999, 12, 31))
        self.calendar.setGridVisible(False)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setHorizontalHeaderFormat(
            QCalendarWidget.HorizontalHeaderFormat.ShortDayNames
        )
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):  # red belongs to recording alone
            self.calendar.setWeekdayTextFormat(day, QTextCharFormat())
        for name, sign, spoken in (
            ("qt_calendar_prevmonth", "‹", _("Previous month")),
            ("qt_calendar_nextmonth", "›", _("Next month")),
        ):
            turn = self.calendar.findChild(QToolButton, name)
            if turn is not None:
                turn.setIcon(QIcon())
                turn.setText(sign)
                turn.setAccessibleName(spoken)
        self.calendar.clicked.connect(self._from_calendar)
        self.source = label(source, "small", wrap=True)
        self.source.setVisible(bool(source))
        self.problem = label(role="problem", wrap=True)
        self.cancel = button(_("Cancel"), "plain", "cancel_date_button")
        self.cancel.clicked.connect(self.reject)
        self.save = button(_("Save"), "primary", "save_date_button")
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        for field in (self.day, self.time):
            field.textEdited.connect(self.problem.clear)
        self.day.textEdited.connect(self._to_calendar)

    def _lay_out(self) -> None:
        fields = QGridLayout()
        fields.setHorizontalSpacing(2 * GRID)
        fields.setVerticalSpacing(GRID // 2)
        for column, (name, field) in enumerate(((_("Date"), self.day), (_("Time"), self.time))):
            fields.addWidget(label(name, "quiet"), 0, column)
            fields.addWidget(field, 1, column)
        fields.setColumnStretch(0, 3)
        fields.setColumnStretch(1, 2)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        column_.setSpacing(GRID + GRID // 2)
        column_.addWidget(label(_("Date and time"), "title"))
        column_.addWidget(self.source)
        column_.addLayout(fields)
        column_.addWidget(self.calendar, 1)
        column_.addWidget(self.problem)
        column_.addLayout(row)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.problem.setMinimumHeight(2 * self.problem.fontMetrics().lineSpacing())
        self.calendar.setMinimumHeight(self.calendar.sizeHint().height())
        self.resize(look().measure(46), self.sizeHint().height())

    def _to_calendar(self) -> None:
        found = parsed_day(self.day.text())
        if found is not None:
            self.calendar.setSelectedDate(QDate(found.year, found.month, found.day))

    def _from_calendar(self, day: QDate) -> None:
        self.day.setText(shown_day(date(day.year(), day.month(), day.day())))
        self.problem.clear()

    def _save(self) -> None:
        day, clock = parsed_day(self.day.text()), parsed_time(self.time.text())
        if day is None:
            example = shown_day(today())
            text = _("This is not a date. Write it like {example}.")
            self._refuse(text.format(example=example), self.day)
            return
        if clock is None:
            text = _("This is not a time. Write it like {example}.")
            self._refuse(text.format(example=formats.clock(self._at)), self.time)
            return
        at = moved(self._at, day, clock)
        self.accept()
        if at != self._at:
            self.chosen.emit(at)

    def _refuse(self, text: str, field: QLineEdit) -> None:
        self.problem.setText(text)
        field.setFocus()
        field.selectAll()


def moved(at: datetime, day: date, clock: time) -> datetime:
    """`at` on another day and at another time, where it was made.

    An entry of this computer's zone stays one of it, also where its clocks had changed by then;
    one from elsewhere keeps its offset. Seconds stay if hour and minute do.
    """
    if (clock.hour, clock.minute) == (at.hour, at.minute):
        clock = at.time()
    there = datetime.combine(day, clock.replace(tzinfo=None, fold=0))
    at_home = local(at.replace(tzinfo=None)).utcoffset() == at.utcoffset()
    return local(there) if at_home else there.replace(tzinfo=at.tzinfo)


def shown_day(day: date) -> str:
    """A day with the name of its month, in the user's language, and four digits of its year."""
    return QLocale().toString(QDate(day.year, day.month, day.day), FORMS[0])


def parsed_day(text: str) -> date | None:
    """A day as the user may write it, or None: their locale's forms, or 2025-03-04."""
    text = " ".join(text.split())
    for form in (*FORMS, *_short_forms()):
        found = QLocale().toDate(text, form)
        if found.isValid() and 1 <= found.year() <= 9999:
            return date(found.year(), found.month(), found.day())
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parsed_time(text: str) -> time | None:
    """A time of day as the user may write it, or None: their locale's form, or 14:05."""
    text = " ".join(text.split())
    for form in (QLocale().timeFormat(SHORT), "H:mm", "HH:mm", "h:mm AP", "h:mmAP", "H.mm"):
        found = QLocale().toTime(text, form)
        if not found.isValid():
            found = QTime.fromString(text, form)
        if found.isValid():
            return time(found.hour(), found.minute())
    return None


def _short_forms() -> tuple[str, str]:
    """The locale's own, with four digits of the year, and that without leading zeros."""
    form = QLocale().dateFormat(SHORT)
    form = form if "yyyy" in form else form.replace("yy", "yyyy")
    return form, form.replace("dd", "d").replace("MM", "M")
