"""The part of the settings about models: what is installed, what can be, and how to get it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from samo_desktop.domain.models import Checked, Installing, ModelStatus, plain_name
from samo_desktop.errors import SamoError
from samo_desktop.gui.operations import models
from samo_desktop.gui.settings.model_row import ModelRow, going
from samo_desktop.gui.settings.model_work import ModelWork
from samo_desktop.gui.settings.section import Section
from samo_desktop.gui.shell.page import PageContext
from samo_desktop.gui.style import formats
from samo_desktop.gui.style.theme import GRID
from samo_desktop.gui.widgets.files import choose_file, choose_folder
from samo_desktop.gui.widgets.flow import Flow
from samo_desktop.gui.widgets.parts import button, label
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.messages import ngettext

GROUPS = {
    "speech": N_("Transcribe what you say"),
    "emotion": N_("Name feelings"),
    "sentence": N_("Summarise"),
}
"""What models do, by their kind, in the order of the list."""


class ModelsSection(Section):
    """Lists models; downloads, imports, checks and removes them, one at a time."""

    title = N_("Models")
    name = "models"
    shown = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._service = context.app.models
        self._background = context.executors.background
        self.work = ModelWork(context.runner, self)
        self.work.moved.connect(self._moved)
        self.rows: dict[str, ModelRow] = {}
        self._at = ""
        """The model that something is being done with."""
        self._about = ""
        """The model that the notice is about."""
        self._make()
        self._lay_out()

    def _make(self) -> None:
        self.notice = label(role="problem", wrap=True)
        self.notice.setObjectName("models_notice")
        self.notice.hide()
        self.folder = button(
            _("Import from a folder…"), "plain", "import_model_folder_button", "folder"
        )
        self.archive = button(
            _("Import from an archive…"), "plain", "import_model_archive_button", "import"
        )
        self.check_all = button(_("Check all"), "plain", "verify_models_button")
        self.stop = button(_("Cancel"), "quiet", "cancel_models_button")
        self.folder.clicked.connect(self._choose_folder)
        self.archive.clicked.connect(self._choose_archive)
        self.check_all.clicked.connect(lambda: self.verify(None))
        self.stop.clicked.connect(self.work.stop)
        self.stop.hide()
        self.mirror = self.line("model_mirror", _("Address of the model server"))
        self.mirror.setPlaceholderText("https://huggingface.co")
        self.proxy = self.line("proxy", _("Address of a proxy"))
        self.proxy.setPlaceholderText(_("System setting"))

    def _lay_out(self) -> None:
        column = self.column
        says = _(
            "SAMO goes online only when you download a model. Nothing of yours is sent. "
            "Larger models make fewer mistakes and take longer."
        )
        column.addWidget(label(says, "small", wrap=True))
        self._list = QVBoxLayout()
        self._list.setSpacing(GRID // 2)
        column.addLayout(self._list)
        self._told = QWidget()
        told = QHBoxLayout(self._told)
        told.setContentsMargins(0, 0, 0, 0)
        told.addWidget(self.notice, 1)
        told.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignTop)
        self._list.addWidget(self._told)
        published = _(
            "Words wrong: published figures for audiobooks in English. Everyday speech is harder, "
            "above all for the small models. Languages of what is included: measured with ordinary "
            "speakers. Speed: on a computer with two processor cores."
        )
        column.addWidget(label(published, "small", wrap=True))
        by_hand = _(
            "For a computer that is never online, download a model elsewhere and copy it from a "
            "USB stick: its folder, or an archive of it (.zip, .tar, .tar.gz)."
        )
        column.addWidget(label(by_hand, "small", wrap=True))
        holder = QWidget()
        flow = Flow(holder)
        for each in (self.folder, self.archive, self.check_all):
            flow.addWidget(each)
        column.addWidget(holder)
        self.row(_("Model server"), self.mirror)
        self.row(_("Proxy"), self.proxy)

    # ---- what is shown

    def load(self) -> None:
        """Asks, in the background, which models there are."""
        if not self.work.busy:
            self._background.run(self._service.all, self._show, self._tell_problem, owner=self)

    def _show(self, models: list[ModelStatus]) -> None:
        if self.work.busy:  # what was asked for before is old by now
            return
        focused = self.focusWidget()
        name = focused.objectName() if focused and focused.hasFocus() else ""
        while item := self._list.takeAt(0):
            widget = item.widget()
            if widget is not None and widget is not self._told:
                widget.setParent(None)
                widget.deleteLater()
        self.rows = {}
        kind = ""
        for status in sorted(models, key=_place):
            if status.kind != kind:
                kind = status.kind
                self._list.addWidget(_group(kind))
            row = ModelRow(status)
            row.download_wanted.connect(self.install)
            row.cancel_wanted.connect(self.work.stop)
            row.remove_wanted.connect(self.remove)
            row.verify_wanted.connect(self.verify)
            self.rows[status.name] = row
            self._list.addWidget(row)
        self._place_notice()
        self._focus_again(name)
        self.shown.emit()

    def _place_notice(self) -> None:
        """Below the model that it is about, or else below all."""
        self._list.removeWidget(self._told)
        row = self.rows.get(self._about)
        place = self._list.count() if row is None else self._list.indexOf(row) + 1
        self._list.insertWidget(place, self._told)

    def _focus_again(self, name: str) -> None:
        """Gives the keyboard to the button that had it, or to another one of its model."""
        model = name.partition("_")[2]
        if model not in self.rows:
            return
        buttons = [each for each in self.rows[model].buttons() if not each.isHidden()]
        same = [each for each in buttons if each.objectName() == name]
        for each in (same or buttons)[:1]:
            each.setFocus()

    def _tell(self, text: str) -> None:
        self.notice.setText(text)
        self.notice.setVisible(bool(text))

    def _tell_problem(self, error: SamoError) -> None:
        self._tell(formats.problem(error.message, error.hint))

    def _moved(self, event: Installing, left: float | None) -> None:
        row = self.rows.get(event.name)
        if row is None or self._at != event.name:  # an import, or all of them
            self._tell(f"{plain_name(event.name)}: {going(event, left)}")
            self.stop.show()
        else:
            row.show_progress(event, left)

    def _begin(self, name: str) -> None:
        self._at = self._about = name
        self._tell("")
        self._place_notice()
        for row in self.rows.values():
            row.idle(others_busy=True)
        for each in (self.folder, self.archive, self.check_all):
            each.setEnabled(False)
        if name in self.rows:
            self.rows[name].show_progress(Installing(name, "asking"), None)

    def _end(self, text: str = "") -> None:
        self._at = ""
        self.stop.hide()
        self._tell(text)
        for each in (self.folder, self.archive, self.check_all):
            each.setEnabled(True)
        self.load()

    def _refused(self, error: SamoError) -> None:
        self._end(formats.problem(error.message, error.hint))

    # ---- what is done

    def install(self, name: str) -> None:
        """Fetches a model."""
        self._begin(name)
        kept = _("Stopped. The download can be resumed.")
        self.work.run(
            models.install(name),
            self._installed,
            self._refused,
            lambda: self._end(kept),
        )

    def take(self, path: Path) -> None:
        """Imports a model from a folder or an archive."""
        self._begin("")
        nothing = _("Stopped. Nothing was imported.")
        self.work.run(
            models.take(path),
            self._installed,
            self._refused,
            lambda: self._end(nothing),
        )

    def _installed(self, status: ModelStatus) -> None:
        self._end(_("{name} is installed.").format(name=plain_name(status.name)))

    def verify(self, name: str | None) -> None:
        """Checks one model, or all that are installed."""
        self._begin(name or "")
        self.work.run(
            models.verify(name),
            self._checked,
            self._refused,
            lambda: self._end(_("Stopped.")),
        )

    def _checked(self, checked: list[Checked]) -> None:
        bad = [one for one in checked if one.ok is False]
        unknown = [plain_name(one.name) for one in checked if one.ok is None]
        lines = []
        if bad:
            names = formats.listed(plain_name(one.name) for one in bad)
            text = ngettext(
                "{names} is damaged and no longer used. Remove it and install it again.",
                "{names} are damaged and no longer used. Remove them and install them again.",
                len(bad),
            )
            lines.append(text.format(names=names))
        elif len(checked) > len(unknown):
            lines.append(_("No file has changed since it was installed."))
        if unknown:
            text = _("{names} could not be checked: the original checksums are not known.")
            lines.append(text.format(names=formats.listed(unknown)))
        self._end(" ".join(lines))

    def remove(self, name: str) -> None:
        """Removes a model, or what was fetched of it."""
        self._begin("")
        text = _("{name} was removed.").format(name=plain_name(name))
        self.context.runner.run(
            models.remove(name),
            asked_by=self,
            done=lambda _none: self._end(text),
            failed=self._refused,
        )

    def _choose_folder(self) -> None:
        choose_folder(self, _("Folder of a Whisper model"), self.take)

    def _choose_archive(self) -> None:
        kinds = _("Archives ({kinds});;All files (*)").format(kinds="*.zip *.tar *.tar.gz *.tgz")
        choose_file(self, _("Archive of a Whisper model"), self.take, kinds=kinds)

    def shut(self) -> None:
        """Stops what is being done; what was downloaded is kept."""
        self.work.stop()


def _group(kind: str) -> QWidget:
    """The heading of the models that do the same."""
    made = label(_(GROUPS.get(kind, kind)), "quiet")
    made.setContentsMargins(0, GRID, 0, 0)
    return made


def _place(status: ModelStatus) -> tuple[int, bool, bool, int]:
    """By what they do; the one that ships first, then what is installed, then the smaller one."""
    kinds = list(GROUPS)
    group = kinds.index(status.kind) if status.kind in kinds else len(kinds)
    return group, not status.bundled, status.state == "available", status.size
