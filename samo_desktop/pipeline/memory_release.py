"""What work took of the computer's memory is given back once the work has ended."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from samo_desktop.inference.models import UNUSED_SECONDS, Models
from samo_desktop.system import memory

SETTLE_SECONDS: Final = 2.0
"""One thing often follows another: so long after the last it is looked what may go."""


class MemoryRelease:
    """A thread that sleeps until something has changed, or until a model may be let go."""

    def __init__(self, models: Models, busy: Callable[[], bool]) -> None:
        """Nothing is let go while it is `busy`, as its end would have to wait for it again."""
        self._models, self._busy = models, busy
        self._changed = threading.Condition()
        self._changes = 0
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="samo-memory", daemon=True)

    def start(self) -> None:
        """Begins to look after the models."""
        self._models.when_loaded = self.look
        self._thread.start()

    def look(self) -> None:
        """Something was loaded, or some work has ended. Any thread may call this."""
        with self._changed:
            self._changes += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Ends the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        seen, left = 0, None
        while self._wait(seen, left):
            seen = self._changes
            if self._busy():
                left = UNUSED_SECONDS
            else:
                left = self._models.release_unused()
                memory.give_back()

    def _wait(self, seen: int, seconds: float | None) -> bool:
        """Waits for a change after `seen` of them, so long at most; False at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._closing or self._changes != seen, seconds)
            return not self._changed.wait_for(lambda: self._closing, SETTLE_SECONDS)
