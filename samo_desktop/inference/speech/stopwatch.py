"""How long hearing takes, without the time in which one waits for the speaker."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from samo_desktop.inference.ports import Samples


class Waiting:
    """Takes the time that blocks of sound let one wait: while they are spoken, most of it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def timed(self, blocks: Iterable[Samples]) -> Iterator[Samples]:
        """The same `blocks`."""
        following = iter(blocks)
        while True:
            begun = time.perf_counter()
            block = next(following, None)
            self.seconds += time.perf_counter() - begun
            if block is None:
                return
            yield block
