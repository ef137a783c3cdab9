"""A Whisper model as faster-whisper holds it, with a tokenizer that is read once.

While a tokenizer is read no other thread of Python goes on, 0.2 s for Whisper's: read beforehand,
the window does not stand still at the beginning of a recording. The network itself, which is
loaded beside other threads, may be let go and loaded again meanwhile.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

TOKENIZER = "tokenizer.json"
_STRIDE = 2
"""Frames of sound for each state of the encoder."""


def prepare(folder: Path) -> None:
    """Reads what the model in `folder` cannot be loaded without at leisure: 20 MB."""
    import faster_whisper  # noqa: F401 - importing it takes time, too

    _tokenizer_of(folder)


def load(folder: Path, threads: int) -> Any:
    """The `WhisperModel` in `folder`, INT8 on the CPU. Raises what CTranslate2 and tokenizers do.

    It has all that its own constructor gives it (faster-whisper 1.2), which reads the tokenizer
    anew each time.
    """
    import ctranslate2
    from faster_whisper import WhisperModel
    from faster_whisper.feature_extractor import FeatureExtractor
    from faster_whisper.utils import get_logger

    model = WhisperModel.__new__(WhisperModel)
    kinds = model._get_feature_kwargs(str(folder))
    extractor = FeatureExtractor(**kinds)
    samples_a_token = extractor.hop_length * _STRIDE
    vars(model).update(
        logger=get_logger(),
        model=ctranslate2.models.Whisper(
            str(folder), device="cpu", compute_type="int8", intra_threads=threads
        ),
        hf_tokenizer=_tokenizer_of(folder),
        feat_kwargs=kinds,
        feature_extractor=extractor,
        input_stride=_STRIDE,
        num_samples_per_token=samples_a_token,
        frames_per_second=extractor.sampling_rate // extractor.hop_length,
        tokens_per_second=extractor.sampling_rate // samples_a_token,
        time_precision=0.02,
        max_length=448,
    )
    return model


def _tokenizer_of(folder: Path) -> Any:
    file = folder / TOKENIZER
    found = file.stat()
    return _tokenizer(file, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=1)
def _tokenizer(file: Path, _changed: int, _size: int) -> Any:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(file))
