"""The models in use: each is loaded when first asked for, once, whichever thread asks."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar, cast, overload

from samo_desktop.domain.models import plain_name
from samo_desktop.domain.speech_options import SpeechOptions
from samo_desktop.errors import ModelError
from samo_desktop.inference import language as languages
from samo_desktop.inference.model_store import catalogue
from samo_desktop.inference.model_store.catalogue import InstalledModel
from samo_desktop.inference.ports import (
    EmotionModel,
    Remembers,
    SentenceEncoder,
    SpeechModel,
    Summariser,
)
from samo_desktop.languages import HEARD_WELL
from samo_desktop.messages import gettext as _

T = TypeVar("T")
ANY_SPEECH: Final = SpeechOptions()
"""The best model, for any language."""
_WHISPER = "whisper "
_MOONSHINE = "moonshine"
_SPEECH = (_WHISPER, _MOONSHINE)
_EMOTION = "emotion "

UNUSED_SECONDS: Final = 90.0
"""A model that nobody has asked for in so long is let go."""


def _nothing() -> None:
    """Nobody looks after the models."""


@dataclass(slots=True)
class _Loaded:
    """A model, and when it was asked for last."""

    model: Any
    used: float


class Models:
    """Lazy and thread-safe. A load that fails raises ModelError, and is tried again when asked.

    `clock` gives seconds, as `time.monotonic` does.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._loaded: dict[str, _Loaded] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._hears = ""
        """The speech model that was asked for last."""
        self.when_loaded: Callable[[], object] = _nothing
        """Called on any thread when a model was loaded."""

    def speech(self, options: SpeechOptions = ANY_SPEECH) -> SpeechModel:
        """The speech model that `options` ask for, loaded; see `speech_model`.

        Another one that nobody is using is let go.
        """
        chosen = self.speech_model(options)
        moonshine = chosen.engine == "moonshine"
        key = _MOONSHINE if moonshine else f"{_WHISPER}{chosen.folder} {chosen.version}"
        self._hears = key
        for other in list(self._loaded):
            if other.startswith(_SPEECH) and other != key:
                self._release(other, 0.0)
        if moonshine:
            return self._once(key, _load_moonshine)

        def load() -> SpeechModel:
            from samo_desktop.inference.speech.whisper import Whisper

            return Whisper(chosen.folder)

        return self._once(key, load)

    def prepare_speech(self, options: SpeechOptions = ANY_SPEECH) -> None:
        """Loads of the speech model that `options` ask for what would hold up other threads.

        While ONNX Runtime loads a network, or a tokenizer is read, no other thread of Python goes
        on: done beforehand, the window need not stand still at the beginning of a recording.
        Raises ModelError.
        """
        chosen = self.speech_model(options)
        if chosen.engine == "moonshine":
            self.speech(options)
        else:
            _prepare_whisper(chosen.folder)

    def unload_whisper(self) -> None:
        """Lets go of Whisper models, which are large; one that is asked for is loaded anew."""
        with self._lock:
            for key in [key for key in self._loaded if key.startswith(_WHISPER)]:
                del self._loaded[key]

    def speech_model(self, options: SpeechOptions = ANY_SPEECH) -> InstalledModel:
        """Which installed speech model is meant; nothing is loaded.

        See `chosen`. Raises ModelError, with what is installed.
        """
        installed = self.speech_models()
        if found := chosen(installed, options):
            return found
        raise _not_installed(options.engine, [model.title for model in installed])

    def speech_models(self) -> list[InstalledModel]:
        """The speech models that can be used now, the best first."""
        return [model for model in catalogue.installed() if model.kind == "speech"]

    @overload
    def emotion(self) -> EmotionModel: ...

    @overload
    def emotion(self, language: str | None) -> EmotionModel | None: ...

    def emotion(self, language: str | None = None) -> EmotionModel | None:
        """The emotion tagger for texts in `language` (ISO 639-1), or None if none knows it.

        Without a language, that for English; see `catalogue.emotion_folder_for`. One is loaded
        only when a language is asked for that it is to read.
        """
        first = catalogue.emotion_folder()
        folder = first if language is None else catalogue.emotion_folder_for(language)
        if folder is None:
            return None
        return self._once(f"{_EMOTION}{folder}", lambda: _load_emotion(folder))

    def emotion_languages(self) -> frozenset[str]:
        """The languages (ISO 639-1) that some emotion model names; nothing is loaded."""
        return catalogue.emotion_languages()

    def unteachable_languages(self) -> frozenset[str]:
        """Those of them in which a user's own feelings are not found; nothing is loaded."""
        return catalogue.unteachable_languages()

    def summariser(self) -> Summariser:
        """What shortens entries."""

        def load() -> Summariser:
            from samo_desktop.inference.summary.extractive import ExtractiveSummariser

            return ExtractiveSummariser(self.encoder())

        return self._once("summariser", load)

    def encoder(self) -> SentenceEncoder:
        """The sentence encoder."""
        return self._once("encoder", _load_encoder)

    def forget(self) -> None:
        """Drop what loaded models remember of texts they have read."""
        for loaded in list(self._loaded.values()):
            if isinstance(loaded.model, Remembers):
                loaded.model.forget()

    def release_unused(self) -> float | None:
        """Lets go of models that nobody has asked for in `UNUSED_SECONDS`, and nobody is using.

        Moonshine stays while it is the one that hears: 80 MB, without which who presses Record
        would wait. Returns in how many seconds the next one may go; None if there is none. The
        memory is free then, but may still be kept by the process.
        """
        stays = {self._hears} & {_MOONSHINE}
        for key in reversed(list(self._loaded)):  # what was made of another model goes before it
            if key not in stays:
                self._release(key, UNUSED_SECONDS)
        if not any(key.startswith(_EMOTION) for key in list(self._loaded)):
            languages.forget()  # 70 MB, which are used together with these models
        used = [each.used for key, each in list(self._loaded.items()) if key not in stays]
        return max(0.0, min(used) + UNUSED_SECONDS - self._clock()) if used else None

    def _release(self, key: str, unused: float) -> None:
        with self._locks[key]:
            loaded, now = self._loaded.get(key), self._clock()
            if loaded is None or now - loaded.used < unused:
                return
            still = weakref.ref(loaded.model)
            loaded.model = None
            if (in_use := still()) is None:
                del self._loaded[key]
            else:
                loaded.model, loaded.used = in_use, now

    def _once(self, key: str, load: Callable[[], T]) -> T:
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:  # a slow load holds up only those who need the same model
            loaded, new = self._loaded.get(key), False
            if loaded is None:
                loaded, new = _Loaded(load(), 0.0), True
                self._loaded[key] = loaded
            loaded.used = self._clock()
            model = cast(T, loaded.model)
        if new:
            self.when_loaded()
        return model


def chosen(installed: Sequence[InstalledModel], options: SpeechOptions) -> InstalledModel | None:
    """Which of the speech models, the best first, `options` mean; None if it is none of them.

    Of several, one that knows the most of the languages that may be spoken; of these the best that
    is not too slow, or for "quick" Moonshine, else the smallest. The smallest Whisper never is.
    """
    wanted, spoken = options.engine, options.languages or HEARD_WELL
    ordered = sorted(installed, key=lambda model: -model.known(spoken))
    if wanted == "auto":
        last = next((model for model in reversed(installed) if model.engine == "whisper"), None)
        in_time = [each for each in ordered if each.name not in options.slow or each is last]
        ordered = in_time or ordered
    if wanted == "quick":
        ordered.reverse()
        ordered.sort(key=lambda model: (-model.known(spoken), model.engine != "moonshine"))
    for fits in (
        lambda model: wanted in ("auto", "quick", model.engine),
        lambda model: wanted in (model.name, f"{model.engine}:{model.name}", model.title),
    ):
        if found := next(filter(fits, ordered), None):
            return found
    return None


def _not_installed(wanted: str, names: list[str]) -> ModelError:
    hint = (
        _("Installed: {names}.").format(names=", ".join(names))
        if names
        else _("No speech model is installed.")
    )
    if wanted == "whisper":
        return ModelError(
            _("No Whisper model is installed."),
            _("Install one, or choose another engine. {hint}").format(hint=hint),
        )
    return ModelError(
        _("There is no speech model '{wanted}' on this computer.").format(
            wanted=plain_name(wanted.removeprefix("whisper:"))
        ),
        hint,
    )


def _load_moonshine() -> SpeechModel:
    from samo_desktop.inference.speech.moonshine import Moonshine

    return Moonshine()


def _prepare_whisper(folder: Path) -> None:
    from samo_desktop.inference.speech import whisper_network

    try:
        whisper_network.prepare(folder)
    except Exception as error:  # the same happens, and is told, when it is loaded
        raise ModelError(
            _("The speech model {name} is damaged.").format(name=plain_name(folder.name)),
            _("Copy the model folder again, or choose another engine."),
        ) from error


def _load_emotion(folder: Path) -> EmotionModel:
    from samo_desktop.inference.emotion.encoder import EncoderEmotion

    return EncoderEmotion(folder)


def _load_encoder() -> SentenceEncoder:
    from samo_desktop.inference.summary.minilm import MiniLMEncoder

    return MiniLMEncoder(catalogue.sentence_folder())
