"""The user's settings: one frozen value, every default once."""

from __future__ import annotations

import os
import shutil
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, time
from itertools import chain, count
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import tomli_w

from samo_desktop import paths
from samo_desktop.errors import SamoError
from samo_desktop.languages import NAMES, language_code
from samo_desktop.messages import gettext as _
from samo_desktop.system.files import write_whole
from samo_desktop.system.names import shortened
from samo_desktop.system.plaintext import decode_strictly

Theme = Literal["system", "light", "dark"]
ENGINES = ("auto", "quick", "moonshine", "whisper")
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
    lock_after: int = 0
    """Minutes without a key, a click or a move after which the journal is locked; 0: never."""
    engine: str = "auto"
    """Which speech model: one of `ENGINES`, "whisper:NAME", or the name of an installed one.

    "auto" is the best, "quick" the quickest."""
    languages: tuple[str, ...] = ()
    """ISO 639-1 codes of what may be spoken, to choose among; none for any."""
    tidy_speech: bool = False
    """Whether "um", "uh" and repeated starts are left out of the text of what was said."""
    mark_doubt: bool = True
    """Whether words that the speech model was unsure of are marked in the text."""
    playback_speed: float = 1.0
    """How fast voice notes are played: one of `PLAYBACK_SPEEDS`."""
    list_width: int = 0
    """Pixels that the list of entries is wide; 0 for what suits the window."""
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
        for field in fields(self):
            check(field.name, getattr(self, field.name))

    def with_(self, **changes: Any) -> Settings:
        """A copy with `changes`, validated."""
        return replace(self, **changes)


def names_a_model(name: str) -> bool:
    """Whether `name` could be a model's: one line without blanks around it, and no path.

    Whether it is installed is seen when it is used: models come and go while settings stay.
    """
    return bool(name) and name == name.strip() and name.isprintable() and not set(name) & set("/\\")


def check(name: str, value: Any) -> None:
    """Raises SamoError unless `value` may be that of the setting `name`."""
    hint = get_type_hints(Settings)[name]
    allowed = get_args(hint) if get_origin(hint) is Literal else ()
    if name == "playback_speed":
        allowed = tuple(f"{speed:g}" for speed in PLAYBACK_SPEEDS)
        good = type(value) is float and value in PLAYBACK_SPEEDS
    else:
        good = value in allowed if allowed else isinstance(value, get_origin(hint) or hint)
    if name == "engine":
        good = good and names_a_model(value)
        allowed = (*ENGINES, _("the name of an installed model"))
    if name == "languages":
        good = good and all(isinstance(code, str) and code in NAMES for code in value)
    if name in ("stop_after_silence", "lock_after"):
        good = type(value) is int and 0 <= value <= 600
    if name == "list_width":
        good = type(value) is int and 0 <= value <= 10_000
    if name == "microphone":
        good = good and "\0" not in value
    if name == "journal":
        good = good and (not value or _may_be_a_path(value))
    if not good or (name == "text_scale" and not 0.8 <= value <= 2):
        raise SamoError(
            _("The setting {name} cannot be {value}.").format(name=name, value=_shown(value)),
            _("Choose one of {names}.").format(names=", ".join(allowed))
            if allowed
            else _("Choose it again."),
        )


def _may_be_a_path(name: str) -> bool:
    try:
        paths.expanded(name)
    except SamoError:
        return False
    return True


def _shown(value: Any) -> str:
    """`value` much as the file says it."""
    if isinstance(value, bool):
        return str(value).lower()
    shown = str(value) if isinstance(value, (date, time)) else repr(value)
    return shortened(shown)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings from a file, and what of the file could not be used: the defaults stand there."""

    settings: Settings
    problems: tuple[SamoError, ...] = ()


def load(path: Path) -> Settings:
    """Settings from the TOML file at `path`; the default for whatever is not there or is wrong."""
    return read(path).settings


def read(path: Path) -> Loaded:
    """Settings from the TOML file at `path`, and what was wrong with it; never raises SamoError.

    Unknown keys (of a newer version) are left out. A byte order mark, UTF-16, and any name of a
    language are taken.
    """
    try:
        data = tomllib.loads(decode_strictly(_content(path)).replace("\r\n", "\n"))
    except FileNotFoundError:
        return Loaded(Settings())
    except (OSError, ValueError, RecursionError):
        problem = SamoError(
            _("The settings file {path} cannot be read, so the default settings are used.").format(
                path=path
            ),
            _("Fix or remove it. Your journal is not affected."),
        )
        return Loaded(Settings(), (problem,))
    if "languages" not in data and "language" in data:  # what it was called when it was one
        data["languages"] = data["language"]
    values: dict[str, Any] = {}
    problems = []
    for field in fields(Settings):
        if field.name in data:
            try:
                value = _as_meant(field.name, data[field.name])
                check(field.name, value)
                values[field.name] = value
            except SamoError as error:
                usual = (
                    _("{message} {value} is used instead.").format(
                        message=error.message, value=_shown(field.default)
                    )
                    if field.default not in ("", ())
                    else _("{message} It is ignored.").format(message=error.message)
                )
                problems.append(SamoError(usual, error.hint))
    return Loaded(Settings(**values), tuple(problems))


def _content(path: Path) -> bytes:
    """What an ordinary file holds: a pipe or a device could block or never end. Raises OSError."""
    if path.exists() and not path.is_file() and path != Path(os.devnull):
        raise OSError("the settings are no ordinary file")
    return path.read_bytes()


def _as_meant(name: str, value: Any) -> Any:
    """`value` as it was meant where that is beyond doubt. Raises SamoError."""
    if name in ("text_scale", "playback_speed") and type(value) is int:  # true is no number in TOML
        return float(value)
    if name == "languages" and isinstance(value, str | list):
        names = [value] if isinstance(value, str) else value
        codes = [language_code(each) if isinstance(each, str) else each for each in names]
        return tuple(dict.fromkeys(code for code in codes if code != ""))
    return value


def save(settings: Settings, path: Path) -> None:
    """Writes `settings` to `path`, whole or not at all. Raises SamoError if it cannot.

    A file there of which something could not be used is kept beside it, as `path`.broken.
    """
    try:
        content = tomli_w.dumps(asdict(settings)).encode()
        if path.exists() and not path.is_file():
            raise OSError("the settings are no ordinary file")
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and read(path).problems:
            shutil.copy2(path, _unused(path.with_name(path.name + ".broken")))
        write_whole(path, content)
    except (OSError, UnicodeError) as error:  # a folder's name may not be Unicode
        raise SamoError(
            _("The settings could not be saved."),
            _("Check that {parent} can be written to.").format(parent=path.parent),
        ) from error


def _unused(path: Path) -> Path:
    """`path`, or the same name with the first number that is not taken."""
    numbered = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return next(one for one in chain([path], numbered) if not one.exists())
