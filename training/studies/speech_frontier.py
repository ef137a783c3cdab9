"""Error rate against time of ways to hear: how the settings of the speech model were chosen."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from samo_desktop.capture.decode import decode
from samo_desktop.domain.generators import result_of
from samo_desktop.inference.ports import SAMPLE_RATE, SpeechModel
from samo_desktop.inference.speech import second_hearing, whisper_decoder
from samo_desktop.inference.speech.moonshine import Moonshine
from samo_desktop.inference.speech.whisper import Whisper
from samo_desktop.inference.speech.whisper_decoder import Decoder
from training import config
from training.evaluate import word_errors
from training.evaluate.word_errors import Clip, Heard, by_language
from training.ship import speech

NEVER = -1e9


@dataclass(frozen=True)
class Way:
    """How to hear: so many beams, the sound with so many seconds behind it (30: filled up with
    silence), and below which mean log-probability it is heard again."""

    name: str
    beams: int = whisper_decoder.BEAMS
    padding: float = whisper_decoder.WHOLE
    doubtful: float = second_hearing.DOUBTFUL

    @contextmanager
    def used(self) -> Iterator[None]:
        """The engine hears in this way."""
        short = {"told": (), "beams": self.beams}
        with (
            mock.patch.object(Decoder.read, "__kwdefaults__", short),
            mock.patch.object(Decoder.encode, "__defaults__", (self.padding,)),
            mock.patch.object(second_hearing, "DOUBTFUL", self.doubtful),
        ):
            yield


SHIPPED = Way("as it ships")
WAYS = (
    SHIPPED,
    Way("one beam, heard once", beams=1, doubtful=NEVER),
    Way(f"{SHIPPED.beams} beams, heard once", doubtful=NEVER),
    Way("sound and 5 s behind it, heard once", padding=whisper_decoder.SHORT, doubtful=NEVER),
    Way("8 beams", beams=8),
)


def run() -> None:
    """Measures `WAYS`, and Moonshine on the English clips."""
    clips = word_errors.read_clips(config.data_folder() / "speech" / "languages")
    model = Whisper(speech.folder())
    rows = []
    for way in WAYS:
        with way.used():
            rows.append({"name": way.name, "languages": 5, **_measured(model, clips)})
    english = [clip for clip in clips if clip.language == "en"]
    rows.append({"name": "as it ships, English", "languages": 1, **_measured(model, english)})
    moonshine = _measured(Moonshine(), english)
    rows.append({"name": "Moonshine, English", "languages": 1, **moonshine})
    config.save_result("speech-frontier", rows)


def _measured(model: SpeechModel, clips: Sequence[Clip]) -> dict[str, float]:
    """Mean of the languages' error rates, and processor time over the length of the sound."""
    sounds = [list(decode(Path(clip.file))) for clip in clips]
    seconds = sum(len(block) for sound in sounds for block in sound) / SAMPLE_RATE
    begun = time.process_time()
    heard = []
    for clip, sound in zip(clips, sounds, strict=True):
        found = result_of(model.transcribe(iter(sound)))
        heard.append(Heard(clip, found.text, found.language))
    spent = time.process_time() - begun
    rates = [rate.rate for rate in by_language(heard).values()]
    return {"rate": round(sum(rates) / len(rates), 4), "of_real_time": round(spent / seconds, 4)}
