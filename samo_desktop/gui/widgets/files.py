"""Asking for a file or a folder, in a dialog that can be closed while it is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_file(
    parent: QWidget,
    title: str,
    chosen: Callable[[Path], object],
    *,
    kinds: str = "",
    new: str = "",
) -> QFileDialog:
    """Asks for a file, and calls `chosen` if one is given; returns at once.

    `kinds` are filters as Qt writes them. With `new` a file is asked for that is to be written,
    and called so unless another name is given.
    """
    dialog = QFileDialog(parent, title, str(Path.home()), kinds)
    if new:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.selectFile(new)
        dialog.setDefaultSuffix(Path(new).suffix.removeprefix("."))
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(_ending(kind)))
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    return _opened(dialog)


def choose_files(
    parent: QWidget, title: str, chosen: Callable[[list[Path]], object], *, kinds: str = ""
) -> QFileDialog:
    """The same for one file or several that are there."""
    dialog = QFileDialog(parent, title, str(Path.home()), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
    return _opened(dialog)


def choose_folder(
    parent: QWidget, title: str, chosen: Callable[[Path], object], *, at: str = ""
) -> QFileDialog:
    """Asks for a folder, beginning at `at`, and calls `chosen` if one is given."""
    dialog = QFileDialog(parent, title, at or str(Path.home()))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    return _opened(dialog)


def _opened(dialog: QFileDialog) -> QFileDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def _ending(kind: str) -> str:
    """The first ending of a filter such as "Picture (*.png *.jpg)"."""
    return kind.partition("*.")[2].partition(" ")[0].rstrip(")")
