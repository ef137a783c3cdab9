"""Playing a stored voice note.

Each run of playing has a thread of its own, which decodes and feeds the loudspeaker; it ends when
playing ends, is paused, or goes on from elsewhere. No method waits for it, except `close`.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from samo_desktop.capture import portaudio
from samo_desktop.capture.blocks import Samples
from samo_desktop.capture.decode import decode
from samo_desktop.capture.tempo import Tempo
from samo_desktop.errors import AudioError, SamoError
from samo_desktop.messages import gettext as _

_log = logging.getLogger(__name__)
_WRITE_SECONDS = 0.05


def check() -> None:
    """Raises DeviceError if nothing can be played. May take half a second."""
    portaudio.refresh("output")
    portaudio.find("output", "")


class _Stretched:
    """The sound of a run at the speed that its player has now, and what place of it is heard."""

    def __init__(self, player: Player, start: float, rate: int) -> None:
        self._player, self._start, self._rate = player, start, rate
        self._speed = 1.0
        self._tempo: Tempo | None = None
        self._taken = 0  # samples of the recording
        self._written = 0  # samples that the loudspeaker got
        self._pieces = deque([(0, start, 1.0)])
        """From which written sample on which seconds of the recording go at which speed."""

    def samples(self, blocks: Iterator[Samples]) -> Iterator[Samples]:
        """What to write: pieces of about `_WRITE_SECONDS`."""
        step = max(1, int(self._rate * _WRITE_SECONDS))
        for block in blocks:
            for at in range(0, len(block), step):
                if self._player.speed != self._speed:
                    yield from self._change_speed()
                part = block[at : at + step]
                self._taken += len(part)
                yield from self._counted(self._tempo.take(part) if self._tempo else iter([part]))
        if self._tempo:
            yield from self._counted(self._tempo.rest())

    def heard(self, latency: float) -> float:
        """Seconds of the recording that are heard now: what is written is heard later."""
        at = max(0.0, self._written - latency * self._rate)
        while len(self._pieces) > 1 and self._pieces[1][0] <= at:
            self._pieces.popleft()
        written, place, speed = self._pieces[0]
        return place + max(0.0, at - written) * speed / self._rate

    def _change_speed(self) -> Iterator[Samples]:
        if self._tempo:
            yield from self._counted(self._tempo.rest())
        self._speed = self._player.speed
        self._tempo = None if self._speed == 1 else Tempo(self._rate, self._speed)
        place = self._start + self._taken / self._rate
        self._pieces.append((self._written, place, self._speed))

    def _counted(self, pieces: Iterator[Samples]) -> Iterator[Samples]:
        for piece in pieces:
            self._written += len(piece)
            yield piece


class _Run:
    """One stretch of playing, from `start` seconds; waits for the one before to let go."""

    def __init__(self, player: Player, start: float, before: _Run | None) -> None:
        self.cancelled = threading.Event()
        self.position = start
        self._player = player
        self._before = before
        self._thread = threading.Thread(target=self._work, name="playback", daemon=True)
        self._thread.start()

    def join(self) -> None:
        self._thread.join()

    def _work(self) -> None:
        # The interpreter must not end while this thread is inside PortAudio.
        atexit.register(self._end_with_interpreter)
        problem: SamoError | None = None
        try:
            if self._before:
                self._before.join()
                self._before = None
            if not self.cancelled.is_set():
                self._play()
        except SamoError as error:
            problem = error
        except Exception as error:  # noqa: BLE001 - it is told, as the problem
            _log.error("A bug ended the playing.", exc_info=error)
            problem = AudioError(
                _("The voice note could not be played."), _("The recording is safe. Try again.")
            )
        finally:
            atexit.unregister(self._end_with_interpreter)
            self._player._ended(self, problem)

    def _end_with_interpreter(self) -> None:
        self.cancelled.set()
        self.join()

    def _play(self) -> None:
        device = portaudio.find("output", "")
        stream = portaudio.open_output(device)
        try:
            portaudio.start(stream, "output")
            with self._player._open_source() as source:
                self._feed(stream, source, portaudio.rate_of(device))
            portaudio.stop(stream, "output", drain=not self.cancelled.is_set())
        finally:
            portaudio.close(stream, "output")

    def _feed(self, stream: Any, source: BinaryIO, rate: int) -> None:
        start = self.position
        stretched = _Stretched(self._player, start, rate)
        for piece in stretched.samples(decode(source, rate, start=start)):
            if self.cancelled.is_set():
                return
            portaudio.write(stream, piece)
            self.position = stretched.heard(stream.latency)


class Player:
    """Plays what `open_source` opens (anew for each run), `seconds` long, `speed` times as fast.

    Speech keeps its pitch at any `speed` (0.5 to 2).

    `on_end` is called on a worker's thread, once each time playing ends by itself: at the end of
    the sound, or because of a `problem` (no loudspeaker, a damaged file). The methods may be called
    from any thread and return at once.
    """

    def __init__(
        self,
        open_source: Callable[[], BinaryIO],
        seconds: float,
        on_end: Callable[[], None] | None = None,
        speed: float = 1.0,
    ) -> None:
        self.on_end = on_end
        self.speed = speed
        """May be set at any time; what plays goes on from where it is."""
        self.problem: SamoError | None = None
        """Why the last run ended early; DeviceError if there is no loudspeaker."""
        self._open_source = open_source
        self._seconds = seconds
        self._lock = threading.Lock()
        self._rest = 0.0  # position while nothing plays
        self._run: _Run | None = None
        self._last: _Run | None = None

    @property
    def playing(self) -> bool:
        return self._run is not None

    @property
    def position(self) -> float:
        """Seconds into the sound as it was recorded, whatever the speed."""
        run = self._run
        return min(self._seconds, run.position if run else self._rest)

    def play(self) -> None:
        """Plays on from `position`; from the beginning if that is the end."""
        with self._lock:
            if self._run is None:
                self._begin(0.0 if self._rest >= self._seconds else self._rest)

    def pause(self) -> None:
        """Falls silent; `play` goes on from there."""
        with self._lock:
            self._cancel(self.position)

    def stop(self) -> None:
        """Falls silent and goes back to the beginning."""
        with self._lock:
            self._cancel(0.0)

    def seek(self, seconds: float) -> None:
        """Goes to a place in the sound, and plays on there if it was playing."""
        with self._lock:
            was_playing = self._run is not None
            self._cancel(max(0.0, min(seconds, self._seconds)))
            if was_playing:
                self._begin(self._rest)

    def close(self) -> None:
        """Stops, and waits until the loudspeaker is given back; not to be called by `on_end`."""
        self.stop()
        if self._last:
            self._last.join()

    def _begin(self, start: float) -> None:
        self.problem = None
        self._run = self._last = _Run(self, start, self._last)

    def _cancel(self, rest: float) -> None:
        self._rest = rest
        if self._run:
            self._run.cancelled.set()
            self._run = None

    def _ended(self, run: _Run, problem: SamoError | None) -> None:
        with self._lock:
            by_itself = run is self._run
            if by_itself:
                self.problem = problem
                self._rest = min(run.position, self._seconds) if problem else self._seconds
                self._run = None
        if by_itself and self.on_end:
            self.on_end()
