"""Recording: with words while one speaks, paused, and with a problem."""

from __future__ import annotations

import math

from samo_desktop.domain.standing import Standing
from samo_desktop.errors import DeviceError
from tests.gui.fakes import FakeRecording
from tests.gui.stories.story import SMALL_AND_LARGE, Story
from tests.gui.stories.studio import Studio
from tests.support.autocommit import Autocommit


def recording(studio: Studio) -> None:
    """From the first seconds to a microphone that falls silent."""
    space = studio.opened(studio.sample())
    entry = Autocommit(space.app.session.journal).add_entry(source="voice", recording=True)
    fake = FakeRecording(space.app, entry.id)
    space.app.recordings.start = lambda device=None: fake  # type: ignore[method-assign]
    fake.recorder.stands, fake.recorder.level = Standing.STARTING, 0.0
    space.recorder.toggle()
    studio.wait(lambda: bool(space.recorder.entry_id))
    space.recorder._timer.stop()  # else the wave depends on how long drawing took
    page = space.journal.recording_page
    studio.shoot("starting")
    for tick in range(160):
        fake.recorder.seconds = 11 + tick / 20
        level = 0.4 * abs(math.sin(tick / 4) * math.sin(tick / 13)) ** 2
        page.tell(fake.recorder.seconds, level, Standing.RECORDING, None)
    space.journal.model.set_recording(entry.id, Standing.RECORDING)
    studio.shoot("begun")
    page.spoken.add("I called my mother today, after two weeks.", "We talked about the")
    studio.shoot("words")
    page.spoken.add("It was good to hear her voice. " * 40, "And then")
    studio.shoot("many-words")
    fake.recorder.stands = Standing.RECORDING
    space.recorder.pause_or_resume()
    studio.wait(lambda: fake.recorder.paused)
    studio.shoot("paused")
    fake.recorder.paused = False
    fake.recorder.stands = Standing.INTERRUPTED
    fake.recorder.problem = DeviceError(
        "The microphone was disconnected.",
        "Everything up to that point was saved. It goes on when the microphone is back.",
    )
    space.recorder._tick()
    studio.shoot("problem")
    space.recorder.finish()


STORIES = (Story("recording.begun", recording, SMALL_AND_LARGE),)
