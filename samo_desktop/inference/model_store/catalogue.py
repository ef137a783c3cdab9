"""Which models are installed, and where they lie."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from samo_desktop import paths
from samo_desktop.domain.models import ANY_LANGUAGE, knows, plain_name
from samo_desktop.errors import ModelError
from samo_desktop.inference.emotion.encoder import BACKGROUND
from samo_desktop.inference.model_store.installed import is_hidden, problem_at_a_glance, read_card
from samo_desktop.inference.model_store.weights import weight_count
from samo_desktop.inference.text_model import read_config
from samo_desktop.messages import gettext as _

Kind = Literal["speech", "emotion", "sentence"]


@dataclass(frozen=True, slots=True)
class InstalledModel:
    """A model that can be used now. `size` is in bytes."""

    name: str
    version: str
    kind: Kind
    engine: str
    folder: Path
    size: int
    licence: str
    languages: tuple[str, ...] = ()
    """ISO 639-1 codes, or "*" for many; none if that is not known."""

    @property
    def title(self) -> str:
        """What people call it."""
        return plain_name(self.name)

    def knows(self, language: str) -> bool:
        """Whether it may be used for `language` (ISO 639-1, or "" to detect it)."""
        return knows(self.languages, language)

    def known(self, languages: Iterable[str]) -> int:
        """How many of `languages` (ISO 639-1) it may be used for."""
        return sum(map(self.knows, languages))


def emotion_folder() -> Path:
    """The emotion model that ships for texts in English, or in no language that can be told."""
    return paths.bundled_models_folder() / "emotion"


def sentence_folder() -> Path:
    """The sentence encoder that ships."""
    return paths.bundled_models_folder() / "sentence"


def bundled_speech_folder() -> Path:
    """Where the Whisper models lie that ship, each in a folder of its own."""
    return paths.bundled_models_folder() / "speech"


def bundled_emotion_folders() -> list[Path]:
    """Every emotion model that ships, that for English first."""
    first = emotion_folder()
    others = _emotion_folders(paths.bundled_models_folder(), "*/config.json")
    return [first, *(folder for folder in others if folder != first)]


def emotion_folders() -> list[Path]:
    """Emotion models that the user installed: folders whose config.json says so, by name."""
    return _emotion_folders(paths.user_models_folder(), "**/config.json")


def _emotion_folders(root: Path, pattern: str) -> list[Path]:
    found = [
        file.parent
        for file in root.glob(pattern)
        if not is_hidden(file.parent, root) and _languages(file.parent)
    ]
    return sorted(found, key=lambda folder: (folder.name, str(folder)))


def emotion_folder_for(language: str) -> Path | None:
    """The emotion model for texts in `language` (ISO 639-1); None without one. Nothing is loaded.

    That for English, if it knows the language; else one that the user installed for it, one that
    ships for it, or one for any language, the user's first. Where that for English is damaged, it
    stands for what no other knows: whoever loads it is told.
    """
    first, *shipped = bundled_emotion_folders()
    folders = [first, *emotion_folders(), *shipped]
    for wanted in (language, ANY_LANGUAGE):
        for folder in folders:
            if wanted in _languages(folder):
                return folder
    return None if _languages(first) else first


def emotion_languages() -> frozenset[str]:
    """The languages (ISO 639-1) that installed emotion models name; "*" for all may be one."""
    folders = [*bundled_emotion_folders(), *emotion_folders()]
    return frozenset(code for folder in folders for code in _languages(folder))


def unteachable_languages() -> frozenset[str]:
    """Those of `emotion_languages` whose model cannot learn a user's own feelings."""
    codes = emotion_languages() - {ANY_LANGUAGE}
    readers = {code: emotion_folder_for(code) for code in codes}
    return frozenset(code for code, folder in readers.items() if folder and not _learns(folder))


def _learns(folder: Path) -> bool:
    try:
        return BACKGROUND in read_config(folder)["files"]
    except (ModelError, TypeError):
        return True  # whoever loads it is told that it is damaged


def _languages(folder: Path) -> frozenset[str]:
    """The languages that the emotion model in `folder` says it knows; none if it is none."""
    try:
        config = read_config(folder, "kind", "languages")
    except ModelError:
        return frozenset()
    languages = config["languages"]
    if config["kind"] != "emotion" or not isinstance(languages, list):
        return frozenset()
    return frozenset(code for code in languages if isinstance(code, str))


def whisper_folders() -> list[Path]:
    """Folders of whole CTranslate2 Whisper models under the models folders, most weights first.

    More weights hear better, and of as many the more exact; that is what "the best installed" goes
    by. Hidden folders, where models are made ready, are none, nor are those that differ from what
    was installed. One that the user put there stands for the bundled one of the same name: it may
    have been taught.
    """
    found = _whisper_folders(paths.user_models_folder())
    own = {folder.name for folder in found}
    found += [f for f in _whisper_folders(bundled_speech_folder()) if f.name not in own]
    return sorted(found, key=_best_first)


def _best_first(folder: Path) -> tuple[int, int, str]:
    file = folder / "model.bin"
    return -weight_count(file), -file.stat().st_size, folder.name


def _whisper_folders(root: Path) -> list[Path]:
    from samo_desktop.inference.speech.whisper import is_model

    folders = (weights.parent for weights in root.glob("**/model.bin"))
    return [
        folder
        for folder in folders
        if not is_hidden(folder, root) and is_model(folder) and not problem_at_a_glance(folder)
    ]


def installed() -> list[InstalledModel]:
    """Every model that can be used, speech first. Broken ones are left out."""
    models = [
        InstalledModel(
            folder.name,
            str((folder / "model.bin").stat().st_size),
            "speech",
            "whisper",
            folder,
            _size(folder),
            _licence(folder) or _("see the model's own card"),
            whisper_languages(folder),
        )
        for folder in whisper_folders()
    ]
    package = importlib.util.find_spec("moonshine_voice")
    if package and package.origin:
        folder = Path(package.origin).parent / "assets" / "tiny-en"
        if folder.is_dir():
            models.append(
                InstalledModel(
                    "moonshine-tiny-en",
                    "0.1.0",
                    "speech",
                    "moonshine",
                    folder,
                    _size(folder),
                    "MIT",
                    ("en",),
                )
            )
    kinds: tuple[tuple[Kind, Path], ...] = (
        *(("emotion", folder) for folder in (*bundled_emotion_folders(), *emotion_folders())),
        ("sentence", sentence_folder()),
    )
    for kind, folder in kinds:
        try:
            config = read_config(folder)
        except ModelError:
            continue
        models.append(
            InstalledModel(
                config["name"],
                config["version"],
                kind,
                "onnxruntime",
                folder,
                _size(folder),
                config["licence"],
                tuple(map(str, config.get("languages") or ())),
            )
        )
    return models


def whisper_languages(folder: Path) -> tuple[str, ...]:
    """The languages of the Whisper model in `folder`: as its card says, else by its name."""
    card = read_card(folder)
    if card is not None and card.languages:
        return card.languages
    english = folder.name.endswith(".en") or "distil" in folder.name
    return ("en",) if english else (ANY_LANGUAGE,)


def _licence(folder: Path) -> str:
    card = read_card(folder)
    return card.licence if card else ""


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
