"""Live transcription: a recording is transcribed while it is being spoken."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import Final

from samo_desktop.capture import spool
from samo_desktop.capture.blocks import as_speech
from samo_desktop.capture.levels import for_speech_live
from samo_desktop.capture.supervisor import SupervisedRecorder
from samo_desktop.domain.events import Event, NoLiveWords, Progress, Spoken
from samo_desktop.domain.generators import result_of
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.domain.transcript import Heard, Segment, Transcript
from samo_desktop.errors import SamoError
from samo_desktop.inference.models import Models
from samo_desktop.inference.ports import SAMPLE_RATE
from samo_desktop.messages import gettext as _

_log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 0.05
"""Between two looks at what a recording has come to, and at whether its words are there."""
LATE_SECONDS: Final = 3.0
"""So long after the end of a recording, those of its words that are there are shown."""

Hear = Callable[[Callable[[], bool]], Generator[Heard, None, Transcript]]
"""What hears a recording to its end, or until what it is given says that it was cancelled."""


class LiveTranscription:
    """One recording, heard in a thread of its own while it is spoken.

    Words are told to `publish`, on that thread, or why there are none. What it fails on is done
    again from the recording.
    """

    def __init__(self, entry_id: str, hear: Hear, publish: Callable[[Event], None]) -> None:
        self.entry_id = entry_id
        self.transcript: Transcript | None = None
        """The words, once the recording has ended; None if they could not be heard."""
        self.seconds = 0.0
        """How much of the recording has been heard."""
        self._hear = hear
        self._publish = publish
        self._segments: list[Segment] = []
        self._draft = ""
        self._cancelled = False
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="samo-live", daemon=True)

    def start(self) -> None:
        """Begins to listen."""
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Waits for its end, for so many seconds at most; whether it has come."""
        return self._done.wait(seconds)

    def until_now(self) -> Transcript | None:
        """The words that have been heard so far, drafts among them; None if there are none."""
        segments = tuple(self._segments)
        text = " ".join(filter(None, (*(segment.text for segment in segments), self._draft)))
        if not text:
            return None
        return Transcript(text, "", "", "", segments, self.seconds, 0.0, provisional=True)

    def cancel(self) -> None:
        """Ends it at its next point of progress, and waits for that."""
        self._cancelled = True
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            hearing = self._hear(lambda: self._cancelled)
            self.transcript = result_of(hearing, self._tell)
        except _CancelledError:
            _log.info("Live words were cancelled.")
        except SamoError as error:
            _log.info("Live words ended: %s", type(error).__name__)
            self._publish(NoLiveWords(self.entry_id, error.message, error.hint))
        except Exception as error:  # noqa: BLE001 - the recording must not end of it
            _log.error("A bug ended live words.", exc_info=error)
            problem = _("SAMO made a mistake while transcribing ({kind}).")
            message = problem.format(kind=type(error).__name__)
            hint = _("Your words will be transcribed when you stop.")
            self._publish(NoLiveWords(self.entry_id, message, hint))
        finally:
            self._done.set()

    def _tell(self, heard: Heard) -> None:
        if self._cancelled:
            raise _CancelledError
        self.seconds = heard.seconds
        if heard.segment:
            self._segments.append(heard.segment)
        if heard.draft is not None:
            self._draft = heard.draft
        words = heard.segment.text if heard.segment else ""
        if words or heard.draft is not None:
            self._publish(Spoken(self.entry_id, words, heard.draft))


class LiveTranscriptions:
    """The live transcriptions of a journal, each from its recording's start until it is taken."""

    def __init__(self) -> None:
        self._by_entry: dict[str, LiveTranscription] = {}

    @property
    def active(self) -> bool:
        """Whether a recording is being heard, or its words have not been taken yet."""
        return bool(self._by_entry)

    def start(
        self,
        recorder: SupervisedRecorder,
        models: Models,
        options: SpeechOptions,
        publish: Callable[[Event], None],
    ) -> LiveTranscription:
        """Transcribes what `recorder` records. `options` are those that the settings say."""
        entry_id = recorder.target.entry_id
        started = LiveTranscription(entry_id, partial(_hear, recorder, models, options), publish)
        self._by_entry[entry_id] = started
        started.start()
        return started

    def take(
        self, entry_id: str, late: Callable[[Transcript], Iterator[Event]]
    ) -> Generator[Event, None, Transcript | None]:
        """Waits for the words of a recording that has ended; None if there are none.

        If they are `late`, that is given what was heard until then. Closing the generator ends the
        transcription.
        """
        live = self._by_entry.pop(entry_id, None)
        if live is None:
            return None
        waited = 0.0
        try:
            while not live.wait(LOOK_SECONDS):
                yield Progress(entry_id, "transcribe")
                before, waited = waited, waited + LOOK_SECONDS
                if before < LATE_SECONDS <= waited and (words := live.until_now()):
                    yield from late(words)
        finally:
            live.cancel()
        return live.transcript

    def cancel(self, entry_id: str) -> None:
        """Ends the one of an entry, if there is one; its words are not needed any more."""
        if live := self._by_entry.pop(entry_id, None):
            live.cancel()

    def close(self) -> None:
        """Ends all, and waits for that."""
        for entry_id in list(self._by_entry):
            self.cancel(entry_id)


class _CancelledError(Exception):
    """Ends what is heard; nobody sees it."""


def _hear(
    recorder: SupervisedRecorder,
    models: Models,
    options: SpeechOptions,
    cancelled: Callable[[], bool],
) -> Generator[Heard, None, Transcript]:
    target = recorder.target

    def ended(part: int) -> bool:
        return cancelled() or recorder.ended(part)

    blocks = spool.follow(target.folder, target.entry_id, target.key, ended, _wait)
    model = models.speech(options)
    levelled = for_speech_live(as_speech(blocks), SAMPLE_RATE)
    return model.transcribe(levelled, languages=options.languages, words=options.words, live=True)


def _wait() -> None:
    time.sleep(LOOK_SECONDS)
