"""Which languages one speaks: a box for each common one, and a list of all others."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.flow import Flow
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.gui.widgets.picker import Picker
from samo_desktop.languages import HEARD_BY_WHISPER, HEARD_WELL, may_mean
from samo_desktop.messages import gettext as _

WIDTH = 36
"""Characters of a line in the list of all others."""


class LanguagePicker(Picker):
    """All languages that are not chosen yet. Names in the language itself are found, too."""

    def __init__(self, parent: QWidget, known: Callable[[str], bool], chosen: set[str]) -> None:
        super().__init__(
            parent,
            asks=_("Which language?"),
            search=_("Search languages"),
            lists=_("Languages"),
            none=_("SAMO does not know this language, or it is already chosen."),
            lead=_("Best in {languages}. More words are wrong in the others.").format(
                languages=formats.listed(name for name, _code in _named(HEARD_WELL))
            ),
        )
        for name, code in _named(HEARD_BY_WHISPER - chosen):
            text = name if known(code) else needing(name)
            less = _("{language}, less accurate").format(language=text)
            self.add(code, text, text if code in HEARD_WELL else less)
        self.fit(WIDTH)

    def fits(self, value: str, name: str, typed: str) -> bool:
        return may_mean(typed, value) or super().fits(value, name, typed)


class SpokenLanguages(QWidget):
    """Several may be chosen; none stands for any. `known` says whether an installed model can."""

    changed = Signal()
    """The user has chosen; see `codes`."""

    def __init__(self, known: Callable[[str], bool] = bool) -> None:
        super().__init__()
        self._known = known
        self.boxes: dict[str, QCheckBox] = {}
        self.picker: LanguagePicker | None = None
        self.says = label(role="small", wrap=True)
        self.says.setObjectName("languages_says")
        holder = QWidget()
        self._flow = Flow(holder, GRID + GRID // 2)
        self.more = button(_("Another language…"), "link", "another_language_button", "add")
        self.more.clicked.connect(self._offer)
        self._flow.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(holder)
        column.addWidget(self.says)
        self.show_codes(())

    def codes(self) -> tuple[str, ...]:
        """The languages that are chosen, as they stand there."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked())

    def show_codes(self, codes: Iterable[str]) -> None:
        """Chooses `codes`; those beyond the common ones get boxes as well."""
        chosen = {*codes}
        for code in [code for _name, code in _named({*HEARD_WELL})] + [
            code for _name, code in _named(chosen - {*HEARD_WELL})
        ]:
            self._box(code).setChecked(code in chosen)
        for code in self.boxes.keys() - chosen:
            self.boxes[code].setChecked(False)
        self._tell()

    def bring_up_to_date(self) -> None:
        """Says anew what the installed models know."""
        for code, box in self.boxes.items():
            self._name(box, code)
        self._tell()

    def _box(self, code: str) -> QCheckBox:
        if code in self.boxes:
            return self.boxes[code]
        box = self.boxes[code] = QCheckBox()
        box.setObjectName(f"language_{code}")
        self._name(box, code)
        box.clicked.connect(self._chosen)
        self._flow.removeWidget(self.more)
        self._flow.addWidget(box)
        self._flow.addWidget(self.more)
        after = list(self.boxes.values())
        if len(after) > 1:
            QWidget.setTabOrder(after[-2], box)
        QWidget.setTabOrder(box, self.more)
        return box

    def _name(self, box: QCheckBox, code: str) -> None:
        name = formats.language(code)
        box.setText(name if self._known(code) else needing(name))
        box.setAccessibleName(_("I speak {language}").format(language=box.text()))

    def _chosen(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        """What the choice means for a recording."""
        codes = self.codes()
        name = formats.listed(formats.language(code) for code in codes)
        if not codes:
            text = _("Any language: it is detected for each recording.")
        elif len(codes) == 1:
            text = _("Every recording is transcribed as {language}.").format(language=name)
        else:
            text = _("Which of these is spoken is detected for each recording.")
        less = [formats.language(code) for code in codes if code not in HEARD_WELL]
        if less:
            more = _("More words are wrong in {languages}. A larger model makes fewer mistakes.")
            text = f"{text} {more.format(languages=formats.listed(less))}"
        self.says.setText(text)

    # ---- another one

    def _offer(self) -> None:
        picker = LanguagePicker(self.more, self._known, {*self.codes()})
        picker.picked.connect(self.add)
        picker.destroyed.connect(self._picker_gone)
        self.picker = picker
        picker.open_under(self.more)

    def add(self, code: str) -> None:
        """Chooses one more language, which gets a box and the keyboard."""
        box = self._box(code)
        box.setChecked(True)
        box.show()  # only what is seen can have the keyboard
        self._chosen()
        box.setFocus()

    def _picker_gone(self) -> None:
        self.picker = None


def needing(language: str) -> str:
    """The name of a language that no installed model knows."""
    return _("{language} (needs another model)").format(language=language)


def _named(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Names and codes in the order of the names."""
    return sorted(((formats.language(code), code) for code in codes), key=lambda p: p[0].casefold())
