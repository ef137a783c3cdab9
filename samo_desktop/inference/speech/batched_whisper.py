"""Several windows in one run of Whisper: its decoder takes hardly longer for four than for one.

faster-whisper's own batches know no limits against invented words, and lose what follows the last
time that was written. So only what went well is taken from a batch; the rest is heard again, alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from faster_whisper.transcribe import BatchedInferencePipeline, get_compression_ratio

from samo_desktop.inference.ports import SAMPLE_RATE, Samples

PLACE = 30
"""Seconds from one window to the next in the sound of a batch: more than any window has."""
FRAMES = 100
"""Whisper's frames a second."""


class Together(BatchedInferencePipeline):  # type: ignore[misc]
    """Hears windows of at most 30 s at once."""

    def hear(
        self, sounds: Sequence[Samples], language: str, decoding: Mapping[str, Any]
    ) -> list[list[Any] | None]:
        """faster-whisper's segments of each sound, with times in it; None: to be heard alone."""
        self._outputs: list[dict[str, Any]] = []
        whole = np.zeros(len(sounds) * PLACE * SAMPLE_RATE, np.float32)
        clips = []
        for begin, sound in zip(range(0, len(whole), PLACE * SAMPLE_RATE), sounds, strict=True):
            whole[begin : begin + len(sound)] = sound
            clips.append(
                {"start": begin / SAMPLE_RATE, "end": (begin + len(sound) + 0.5) / SAMPLE_RATE}
            )
        found, _ = self.transcribe(
            whole,
            language=language,
            clip_timestamps=clips,
            batch_size=len(sounds),
            vad_filter=False,
            without_timestamps=False,
            word_timestamps=decoding["word_timestamps"],
        )
        heard: list[list[Any]] = [[] for _ in sounds]
        for segment in found:
            number = segment.seek // (PLACE * FRAMES)
            if segment.start < segment.end and segment.text.strip():
                heard[number].append(_moved(segment, -number * PLACE))
        return [
            segments if self._went_well(output, decoding) else None
            for segments, output in zip(heard, self._outputs, strict=True)
        ]

    def generate_segment_batched(self, features: Any, tokenizer: Any, options: Any) -> Any:
        """Keeps what the decoder gave, beside what the library makes of it."""
        encoded, outputs = super().generate_segment_batched(features, tokenizer, options)
        for output in outputs:
            tokens = output["tokens"]
            ratio = get_compression_ratio(tokenizer.decode(tokens).strip())
            begin = tokenizer.timestamp_begin
            ended = len(tokens) >= 2 and tokens[-2] < begin <= tokens[-1]
            self._outputs.append({**output, "ratio": ratio, "ended": ended})
        return encoded, outputs

    def _went_well(self, output: Mapping[str, Any], decoding: Mapping[str, Any]) -> bool:
        """Whether it ended with a time, and is neither repetitive nor unsure: as decoded alone."""
        return bool(
            output["ended"]
            and output["ratio"] <= decoding["compression_ratio_threshold"]
            and output["avg_logprob"] > decoding["log_prob_threshold"]
        )


def _moved(segment: Any, seconds: float) -> Any:
    """`segment` with its times moved."""
    for said in (segment, *(segment.words or ())):
        said.start += seconds
        said.end += seconds
    return segment
