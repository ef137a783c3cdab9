"""Recording: with words while one speaks, paused, and with a problem."""

from __future__ import annotations

import math

from samo_desktop.errors import DeviceError
from tests.gui.fakes import FakeRecording
from tests.gui.stories.story import Story
from tests.gui.stories.studio import Studio
from tests.support.autocommit import Autocommit


def recording(studio: Studio) -> None:
    """From the first seconds to a microphone that falls silent."""
    space = studio.opened(studio.sample())
    entry = Autocommit(space.app.session.journal).add_entry(source="voice", recording=True)
    fake = FakeRecording(space.app, entry.id)
    space.app.recordings.start = lambda device=None: fake  # type: ignore[method-assign]
    space.recorder.toggle()
    studio.wait(lambda: bool(space.recorder.entry_id))
    space.recorder._timer.stop()  # else the wave depends on how long drawing took
    page = space.journal.recording_page
    for tick in range(160):
        fake.recorder.seconds = 11 + tick / 20
        level = abs(math.sin(tick / 4) * math.sin(tick / 13)) ** 2
        page.tell(fake.recorder.seconds, level, paused=False, problem=None)
    studio.shoot("begun")
    page.spoken.add("I called my mother today, after two weeks.", "We talked about the")
    studio.shoot("words")
    page.spoken.add("It was good to hear her voice. " * 40, "And then")
    studio.shoot("many-words")
    space.recorder.pause_or_resume()
    studio.wait(lambda: fake.recorder.paused)
    studio.shoot("paused")
    fake.recorder.paused = False
    fake.recorder.problem = DeviceError(
        "Nothing has come from the microphone for a second.",
        "What you said so far is kept; check that it is plugged in.",
    )
    space.recorder._tick()
    studio.shoot("problem")
    space.recorder.finish()


STORIES = (Story("recording.begun", recording),)
