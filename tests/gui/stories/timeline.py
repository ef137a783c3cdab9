"""The timeline: weeks, and a day that is looked at."""

from __future__ import annotations

from tests.gui.stories.story import BOTH_SCALES, Story
from tests.gui.stories.studio import Studio


def everyday(studio: Studio) -> None:
    """How feelings moved, by week and by day."""
    space = studio.opened(studio.sample())
    space.journal.list.setFocus()
    space.go("timeline")
    studio.wait(lambda: space.timeline.chart is not None)
    studio.shoot("week")
    space.timeline.bins["day"].click()
    studio.settle()
    assert space.timeline.chart is not None
    space.timeline.chart._mark(5)
    studio.shoot("day")


STORIES = (Story("timeline.everyday", everyday, BOTH_SCALES),)
