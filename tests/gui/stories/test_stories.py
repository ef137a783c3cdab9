"""Every story can be told: a place that changes takes its story along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.gui.accessible import flaws
from tests.gui.fakes import FakeModels
from tests.gui.stories.__main__ import STORIES, application, chosen
from tests.gui.stories.clock import stopped
from tests.gui.stories.story import Story
from tests.gui.stories.studio import Studio

pytestmark = pytest.mark.slow


class Inspector(Studio):
    """Looks at what a screen reader is told, in every state that is drawn."""

    def __init__(self, out: Path, work: Path) -> None:
        super().__init__(application(), out, work, FakeModels(), fade=0.0)
        self.flaws: set[str] = set()

    def shoot(self, name: str, over: QWidget | None = None) -> None:
        super().shoot(name, over)
        self.flaws |= {f"{name}: {flaw}" for flaw in flaws()}


@pytest.fixture
def studio(qtbot: QtBot, tmp_path: Path) -> Iterator[Inspector]:
    """A studio that does not wait for fades."""
    (tmp_path / "out").mkdir()
    with stopped():
        studio = Inspector(tmp_path / "out", tmp_path)
        yield studio
        studio.close()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_story_takes_pictures_and_can_be_told(studio: Inspector, story: Story) -> None:
    studio.tell(story, story.views[0])
    names = [path.name for path in studio.out.iterdir()]
    assert sorted(studio.taken) == sorted(names)
    assert names
    assert studio.flaws == set()


def test_stories_are_chosen_by_place_and_name() -> None:
    names = [story.name for story in STORIES]
    assert len(set(names)) == len(names)
    assert chosen([]) == list(STORIES)
    assert [story.name for story in chosen(["queue"])] == ["queue.several"]
    assert [story.name for story in chosen(["entry.dated"])] == ["entry.dated"]
    with pytest.raises(ValueError, match="no story nowhere"):
        chosen(["nowhere"])
