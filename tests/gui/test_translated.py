"""Every text of the window comes from the catalogue, in every story."""

from __future__ import annotations

import ast
import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from samo_desktop import messages
from samo_desktop.languages import NAMES as LANGUAGES
from samo_desktop.services.samples import sample_entries
from tests.gui.fakes import FakeModels
from tests.gui.shown import Shown, cut_off, plain, shown
from tests.gui.stories.__main__ import STORIES, application
from tests.gui.stories.clock import stopped
from tests.gui.stories.story import Story
from tests.gui.stories.studio import Studio
from tests.support import pseudo

pytestmark = pytest.mark.slow

NAMES = "SAMO Moonshine Whisper MiniLM MIT Apache Ctrl Shift Alt Tab Esc Del Enter Space GB MB kB"
"""Products, licences, keys and units: the same in every language."""
IDENTIFIERS = re.compile(
    r"https?://\S+|[~\w]*/(?:[\w .~-]+/)*[\w.~-]*|[\w-]+\.(?:ogg|wav)\b"
    r"|(?:whisper|moonshine|samo|distil|all)-[\w-]+|Moonshine tiny"
    r"|Whisper (?:tiny|base|small|medium|large)(?: v\d)?(?: turbo)?"
    r"|[A-Z0-9]{5}(?:-[A-Z0-9]{5})+"
)
"""Addresses, files, models, and recovery keys."""
PLACE = Path(__file__).parent

CUT = re.compile(r"narrow: |\w[\w-]*: state_")
"""What may be cut off: buttons in the narrowest window, and the state of a model beside its own."""


def words(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[^\W\d_]{2,}", text)}


def written() -> str:
    """What the user of the stories said and wrote: the sample journal, and what stories say."""
    said = ["dictation"]
    for entry in sample_entries():
        said += [entry.text, *entry.tags]
    for file in (PLACE / "fakes.py", *PLACE.glob("stories/*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and (" " in text or len(text) > 40):  # no name
                said.append(f"{text} {text}")  # some are repeated
    return " | ".join(" ".join(text.split()) for text in said)


DATES = [
    *calendar.day_name,
    *calendar.day_abbr,
    *calendar.month_name,
    *calendar.month_abbr,
    "Novem",
]
KNOWN = words(" ".join([NAMES, *DATES, *LANGUAGES.values()]))
USERS = written()


def foreign(text: str) -> list[str]:
    """The parts of a text that are neither from the catalogue nor the user's own."""
    rest = IDENTIFIERS.sub(" ", pseudo.untranslated(text))
    parts = (" ".join(part.split()).strip("“”") for part in re.split(r"[,·:()|.…\d]|\n", rest))
    return [part for part in parts if not (words(part) <= KNOWN or part in USERS)]


@dataclass
class Reader(Studio):
    """Reads the texts of what it would take pictures of."""

    found: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)

    def shoot(self, name: str, over: QWidget | None = None) -> None:
        """Looks at a window."""
        super().shoot(name, over)
        assert self.window is not None
        for _turn in range(5):  # what was told just now finds its room
            self.app.processEvents()
        texts = [*shown(self.window), *(Shown(plain(text), "drawn") for text in self.drawn)]
        self.drawn.clear()
        for each in texts:
            if wrong := foreign(each.text):
                self.found.append(f"{name}: {each.where}: {each.text!r}: {wrong}")
        self.cut += [f"{name}: {each}" for each in cut_off(self.window)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pseudo.install(tmp_path_factory.mktemp("language"))


@pytest.fixture
def reader(
    qtbot: QtBot, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Reader]:
    """A studio whose program speaks the pseudo language."""
    monkeypatch.setenv("LANGUAGE", "")
    (tmp_path / "out").mkdir()
    messages.use(folder, [pseudo.LANGUAGE])
    with stopped():
        reader = Reader(application(), tmp_path / "out", tmp_path, FakeModels(), fade=0.0)
        monkeypatch.setattr(QPainter, "drawText", _noting(QPainter.drawText, reader.drawn))
        yield reader
        reader.close()
    messages.use(Path("nowhere"), [])


def _noting(draw: object, drawn: list[str]) -> object:
    def noted(painter: QPainter, *given: object) -> object:
        drawn.extend(one for one in given if isinstance(one, str))
        return draw(painter, *given)  # type: ignore[operator]

    return noted


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_story_is_told_in_another_language(reader: Reader, story: Story) -> None:
    reader.tell(story, story.views[0])
    assert reader.taken
    assert list(dict.fromkeys(reader.found)) == []
    assert [cut for cut in dict.fromkeys(reader.cut) if not CUT.match(cut)] == []
