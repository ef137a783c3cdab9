"""Every story can be told: a place that changes takes its story along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.fakes import FakeModels
from tests.gui.stories.__main__ import STORIES, application, chosen
from tests.gui.stories.clock import stopped
from tests.gui.stories.story import Story
from tests.gui.stories.studio import Studio

pytestmark = pytest.mark.slow


@pytest.fixture
def studio(qtbot: QtBot, tmp_path: Path) -> Iterator[Studio]:
    """A studio that does not wait for fades."""
    (tmp_path / "out").mkdir()
    with stopped():
        studio = Studio(application(), tmp_path / "out", tmp_path, FakeModels(), fade=0.0)
        yield studio
        studio.close()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_story_takes_pictures(studio: Studio, story: Story) -> None:
    studio.tell(story, story.views[0])
    names = [path.name for path in studio.out.iterdir()]
    assert sorted(studio.taken) == sorted(names)
    assert names


def test_stories_are_chosen_by_place_and_name() -> None:
    names = [story.name for story in STORIES]
    assert len(set(names)) == len(names)
    assert chosen([]) == list(STORIES)
    assert [story.name for story in chosen(["timeline"])] == ["timeline.everyday"]
    assert [story.name for story in chosen(["entry.dated"])] == ["entry.dated"]
    with pytest.raises(ValueError, match="no story nowhere"):
        chosen(["nowhere"])
