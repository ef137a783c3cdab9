"""The user's settings: one frozen value, every default once."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

import tomli_w

from samo_desktop.errors import SamoError

Theme = Literal["system", "light", "dark"]
Engine = Literal["auto", "moonshine", "whisper"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. An empty string means "none chosen"."""

    theme: Theme = "system"
    text_scale: float = 1.0
    """Size of the window's text, as a factor of the system's (0.8 to 2)."""
    microphone: str = ""
    """Name of the recording device; empty for the system's default."""
    engine: Engine = "auto"
    language: str = ""
    """ISO 639-1 code of what is spoken; empty to let the model tell."""
    learn_from_corrections: bool = True
    """Whether new analyses follow what corrected feelings taught."""
    journal: str = ""
    """Folder of the journal; empty for the platform's data folder."""

    def __post_init__(self) -> None:
        """Raises SamoError for a value of the wrong kind or out of range."""
        hints = get_type_hints(type(self))
        for field in fields(self):
            value, hint = getattr(self, field.name), hints[field.name]
            allowed = get_args(hint)
            good = value in allowed if allowed else isinstance(value, hint)
            if not good or (field.name == "text_scale" and not 0.8 <= value <= 2):
                raise SamoError(
                    f"The setting {field.name} cannot be {value!r}.",
                    f"Choose one of {', '.join(allowed)}." if allowed else "Choose it again.",
                )

    def with_(self, **changes: Any) -> Settings:
        """A copy with `changes`, validated."""
        return replace(self, **changes)


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
    if type(values.get("text_scale")) is int:  # true and false are no numbers in TOML
        values["text_scale"] = float(values["text_scale"])
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
