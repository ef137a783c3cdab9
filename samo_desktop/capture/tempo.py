"""Speech faster or slower at its own pitch, as it comes: FFmpeg's `atempo`, through PyAV."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from samo_desktop.capture.blocks import Samples, framed

SLOWEST, FASTEST = 0.5, 2.0
"""Beyond these `atempo` would leave out sound rather than mix it."""


class Tempo:
    """Stretches mono samples of `rate` a second by 1 / `speed` (0.5 to 2).

    What `take` gets comes out of it, or of a later call, or of `rest`. Holds a twelfth of a second
    at most; a sound shorter than that may come out empty.
    """

    def __init__(self, rate: int, speed: float) -> None:
        from av.filter import Graph

        if not SLOWEST <= speed <= FASTEST:
            raise ValueError(f"no speed: {speed}")
        self._rate = rate
        self._count = 0
        self._graph = Graph()
        source = self._graph.add_abuffer(
            format="flt", sample_rate=rate, layout="mono", time_base=Fraction(1, rate)
        )
        filters = (source, self._graph.add("atempo", f"{speed:g}"), self._graph.add("abuffersink"))
        self._graph.link_nodes(*filters).configure()

    def take(self, samples: Samples) -> Iterator[Samples]:
        """Gives in `samples` [n], and gives out what is ready."""
        if not len(samples):
            return
        self._graph.push(framed(samples, self._rate, at=self._count))
        self._count += len(samples)
        yield from self._ready()

    def rest(self) -> Iterator[Samples]:
        """What is left when all was given in. Nothing may be given in after that."""
        if self._count:  # FFmpeg takes no end without a beginning
            self._graph.push(None)
            yield from self._ready()

    def _ready(self) -> Iterator[Samples]:
        from av import AudioFrame

        while True:
            try:
                frame = self._graph.pull()
            except (BlockingIOError, EOFError):  # nothing yet, nothing more
                return
            assert isinstance(frame, AudioFrame)
            yield frame.to_ndarray()[0]
