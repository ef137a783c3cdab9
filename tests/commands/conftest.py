"""What makes thousands of openings of a journal quick, and a microphone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from samo_desktop.pipeline import recordings
from samo_desktop.store import database, reserve

from . import faults
from .faults import Fuse
from .world import Recorder


@pytest.fixture(scope="module")
def fuse() -> Iterator[Fuse]:
    """What ends the program, for all journals that are opened by the module's tests."""
    fuse = Fuse()
    with pytest.MonkeyPatch.context() as patch:
        faults.install(fuse, patch)
        # Programs die here, computers do not: nothing need wait for the disk.
        quick = (*database.WHEN_WRITING[:1], "synchronous = OFF")
        patch.setattr(database, "WHEN_WRITING", quick)
        patch.setattr(reserve, "SIZE", 4096)
        patch.setattr(recordings, "SupervisedRecorder", Recorder)
        patch.setattr(recordings.Recordings, "listen", lambda _self, _recorder: None)
        yield fuse
