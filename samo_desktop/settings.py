"""The user's settings: one frozen value, every default once."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

import tomli_w

from samo_desktop.errors import SamoError

Theme = Literal["system", "light", "dark"]
ENGINES = ("auto", "moonshine", "whisper")
"""What may be set as `engine` beside the name of a model."""

PLAYBACK_SPEEDS = (0.75, 1.0, 1.25, 1.5, 2.0)
"""How fast a voice note may be played, as a factor."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. An empty string means "none chosen"."""

    theme: Theme = "system"
    text_scale: float = 1.0
    """Size of the window's text, as a factor of the system's (0.8 to 2)."""
    microphone: str = ""
    """Name of the recording device; empty for the system's default."""
    stop_after_silence: int = 0
    """Minutes without a voice after which a recording ends by itself; 0: never."""
    engine: str = "auto"
    """Which speech model: one of `ENGINES`, "whisper:NAME", or the name of an installed one."""
    language: str = ""
    """ISO 639-1 code of what is spoken; empty to let the model tell."""
    playback_speed: float = 1.0
    """How fast voice notes are played: one of `PLAYBACK_SPEEDS`."""
    learn_from_corrections: bool = True
    """Whether new analyses follow what corrected feelings taught."""
    journal: str = ""
    """Folder of the journal; empty for the platform's data folder."""
    model_mirror: str = ""
    """Web address of the server that models are fetched from; empty for the usual one."""
    proxy: str = ""
    """Web address of the proxy for that; empty for what the system says."""

    def __post_init__(self) -> None:
        """Raises SamoError for a value of the wrong kind or out of range."""
        hints = get_type_hints(type(self))
        for field in fields(self):
            value, hint = getattr(self, field.name), hints[field.name]
            allowed = get_args(hint)
            if field.name == "playback_speed":
                allowed = tuple(f"{speed:g}" for speed in PLAYBACK_SPEEDS)
                good = type(value) is float and value in PLAYBACK_SPEEDS
            else:
                good = value in allowed if allowed else isinstance(value, hint)
            if field.name == "engine":
                good = good and names_a_model(value)
                allowed = (*ENGINES, "the name of an installed model")
            if field.name == "stop_after_silence":
                good = type(value) is int and 0 <= value <= 600
            if not good or (field.name == "text_scale" and not 0.8 <= value <= 2):
                raise SamoError(
                    f"The setting {field.name} cannot be {value!r}.",
                    f"Choose one of {', '.join(allowed)}." if allowed else "Choose it again.",
                )

    def with_(self, **changes: Any) -> Settings:
        """A copy with `changes`, validated."""
        return replace(self, **changes)


def names_a_model(name: str) -> bool:
    """Whether `name` could be a model's: one line without blanks around it, and no path.

    Whether it is installed is seen when it is used: models come and go while settings stay.
    """
    return bool(name) and name == name.strip() and name.isprintable() and not set(name) & set("/\\")


def load(path: Path) -> Settings:
    """Settings from the TOML file at `path`; defaults if there is none.

    Unknown keys (of a newer version) are left out. Raises SamoError if it cannot be read.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        raise SamoError(
            f"The settings file {path} cannot be read.",
            "Mend or remove it; the journal itself is not touched.",
        ) from error
    known = {field.name for field in fields(Settings)}
    values = {key: value for key, value in data.items() if key in known}
    for key in ("text_scale", "playback_speed"):
        if type(values.get(key)) is int:  # true and false are no numbers in TOML
            values[key] = float(values[key])
    return Settings(**values)


def save(settings: Settings, path: Path) -> None:
    """Writes `settings` to `path`, whole or not at all. Raises SamoError if it cannot."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(tomli_w.dumps(asdict(settings)), "utf-8")
        part.replace(path)
    except (OSError, UnicodeError) as error:  # a folder's name may not be Unicode
        raise SamoError(
            "The settings could not be saved.", f"Check that {path.parent} can be written to."
        ) from error
