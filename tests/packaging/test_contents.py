"""packaging/linux/contents.py: what of Qt's translations goes into the bundle."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_qts_translations_come_along_for_the_languages_there_are(tmp_path: Path) -> None:
    contents = runpy.run_path(str(ROOT / "packaging" / "linux" / "contents.py"))
    is_wanted = contents["is_wanted"]
    assert not is_wanted("PySide6/Qt/translations/qtbase_pt_BR.qm")
    (tmp_path / "pt_BR").mkdir()
    (tmp_path / "samo.pot").touch()
    is_wanted.__globals__["CATALOGUES"] = tmp_path
    assert is_wanted("PySide6/Qt/translations/qtbase_pt_BR.qm")
    assert is_wanted("PySide6/Qt/translations/qtbase_pt.qm")
    assert not is_wanted("PySide6/Qt/translations/qtbase_de.qm")
    assert not is_wanted("PySide6/Qt/translations/qt_help_pt_BR.qm")
