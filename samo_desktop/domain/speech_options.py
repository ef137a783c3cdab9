"""How a recording is to be transcribed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpeechOptions:
    """Which speech model hears a recording, and what is known beforehand of what it will hear.

    `engine` is "auto" for the best model, "quick" for the quickest one, "moonshine", "whisper" for
    its largest model, "whisper:NAME", or the name of a model. `languages` are ISO 639-1 codes of
    what may be spoken: none for any, one where it is known, else those to choose among. `words` are
    names and words of the speaker's own. `tidy` leaves hesitations and repeated starts out of what
    is written. `slow` are names of models that "auto" leaves out on this computer.
    """

    engine: str = "auto"
    languages: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    tidy: bool = False
    slow: frozenset[str] = frozenset()


def only(language: str) -> tuple[str, ...]:
    """The languages to choose among when `language` was asked for; "" stands for any."""
    return (language,) if language else ()
