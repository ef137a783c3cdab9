"""The timeline: all of it, ranges and bins, a point that is looked at, few entries, and none."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from PySide6.QtCore import QPointF

from samo_desktop.domain import calendar
from samo_desktop.store.journal import Journal
from tests.gui.stories.story import LARGE, USUAL, Story, View
from tests.gui.stories.studio import Studio

VIEWS = (
    *USUAL,
    *LARGE,
    View("light", 1.0, (800, 500)),
    View("dark", 2.0, (1280, 800)),
    View("light", 1.0, (1920, 1080)),
)


def everyday(studio: Studio) -> None:
    """How feelings moved, by week and by day."""
    space = studio.opened(studio.sample())
    space.journal.list.setFocus()
    space.go("timeline")
    studio.wait(lambda: space.timeline.chart is not None)
    studio.shoot("week")
    space.timeline.bins["day"].click()
    studio.wait(lambda: space.timeline.timeline.by == "day")
    chart = space.timeline.chart
    assert chart is not None
    studio.shoot("day")
    view = chart.valence.getPlotItem().vb
    spot = view.mapViewToScene(QPointF(chart._all.middle[-3], 0.2))
    chart.valence.scene().sigMouseMoved.emit(spot)
    studio.shoot("pointed")
    space.timeline.bins["auto"].click()
    for name, by in (("week", "day"), ("month", "day"), ("year", "week")):
        space.timeline.ranges[name].click()
        studio.wait(partial(lambda by: space.timeline.timeline.by == by, by))
        studio.shoot(f"last-{name}")


def beginning(studio: Studio) -> None:
    """Before there are entries, and with the first ones."""
    folder = studio.folder()
    Journal.create(folder, None)[0].close()
    space = studio.opened(folder)
    space.go("timeline")
    studio.settle()
    studio.shoot("empty")
    space.go("journal")
    for days, text in ((6, "I was sad."), (1, "I was so angry!"), (0, "I am happy.")):
        space.app.entries.write(text, at=calendar.now() - timedelta(days=days))
    studio.wait(lambda: all(entry.state == "done" for entry in space.app.entries.all()))
    space.go("timeline")
    studio.wait(lambda: space.timeline.chart is not None)
    studio.shoot("few")


STORIES = (
    Story("timeline.everyday", everyday, VIEWS),
    Story("timeline.beginning", beginning),
)
