"""Draws stories: `python -m tests.gui.stories [--out DIR] [--compare OLD] [--theme T] [NAME...]`.

NAME is a place ("entry") or a story ("entry.player"); without one, all are drawn. Uses the sample
journal, and the models that ship where they are installed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from samo_desktop.errors import ModelError
from samo_desktop.inference.models import Models
from tests.gui.fakes import FakeModels
from tests.gui.stories import (
    entry,
    importing,
    journal,
    onboarding,
    queue,
    recording,
    settings,
    timeline,
)
from tests.gui.stories.clock import stopped
from tests.gui.stories.compare import compare, table
from tests.gui.stories.story import Story
from tests.gui.stories.studio import Studio

THEMES = ("light", "dark")
STORIES: tuple[Story, ...] = tuple(
    story
    for place in (
        onboarding,
        journal,
        entry,
        recording,
        importing,
        queue,
        timeline,
        settings,
    )
    for story in place.STORIES
)


def chosen(names: Sequence[str]) -> list[Story]:
    """The stories of those names, or of those places; all for none. Raises ValueError."""
    known = {story.name for story in STORIES} | {story.name.partition(".")[0] for story in STORIES}
    if unknown := [name for name in names if name not in known]:
        raise ValueError(f"There is no story {', '.join(unknown)}. There are: {sorted(known)}")
    wanted = set(names) or known
    return [story for story in STORIES if wanted & {story.name, story.name.partition(".")[0]}]


def best_models() -> Models:
    """The models that ship, or quick ones where they are not installed."""
    try:
        real = Models()
        real.emotion(), real.summariser()
    except ModelError:
        print("The models that ship are not here; keywords stand in for them.")
        return FakeModels()
    return real


def application() -> QApplication:
    """The application, in a font that is the same on most computers and with a still cursor."""
    app = QApplication.instance() or QApplication(["samo-desktop"])
    assert isinstance(app, QApplication)
    app.setCursorFlashTime(0)
    for family in ("Noto Sans", "Cantarell", "Inter", "DejaVu Sans"):
        if family in QFontDatabase.families():
            app.setFont(QFont(family, 10))
            break
    return app


def draw(stories: Sequence[Story], themes: Sequence[str], out: Path) -> list[str]:
    """Draws `stories`, in those of their views that have one of `themes`, into `out`.

    Returns the names of the pictures.
    """
    out.mkdir(parents=True, exist_ok=True)
    with stopped(), tempfile.TemporaryDirectory() as folder:
        os.environ["SAMO_SETTINGS"] = str(Path(folder) / "settings.toml")
        os.environ["SAMO_MODELS"] = str(Path(folder) / "models")
        studio = Studio(application(), out, Path(folder), best_models())
        for story in stories:
            for view in story.views:
                if view.theme in themes:
                    print(f"{story.name} {view}", flush=True)
                    studio.tell(story, view)
    return studio.taken


def main(arguments: Sequence[str] | None = None) -> None:
    """Draws what was asked for, and says what is not as it was in the folder to compare with."""
    parser = argparse.ArgumentParser(prog="python -m tests.gui.stories")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a place, or a story")
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"), metavar="DIR")
    parser.add_argument("--compare", type=Path, metavar="OLD", help="an earlier folder of pictures")
    parser.add_argument("--theme", choices=THEMES, action="append", dest="themes")
    given = parser.parse_args(arguments)
    if given.compare and given.compare.resolve() == given.out.resolve():
        parser.error("--compare needs another folder than --out: keep the old pictures elsewhere")
    try:
        stories = chosen(given.names)
    except ValueError as error:
        parser.error(str(error))
    began = time.monotonic()
    drawn = draw(stories, given.themes or THEMES, given.out)
    print(f"{len(drawn)} pictures in {time.monotonic() - began:.0f} s: {given.out}")
    if given.compare:
        if not (given.names or given.themes):
            drawn += [path.name for path in given.compare.glob("*.png")]
        differences = given.out / "differences"
        shutil.rmtree(differences, ignore_errors=True)
        changes = compare(given.compare, given.out, drawn, differences)
        print(table(changes, len(set(drawn))))
        if differences.exists():
            print(f"Old, new and what differs, side by side: {differences}")


if __name__ == "__main__":
    main()
