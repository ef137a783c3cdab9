"""The models of this computer: which there are, fetching, importing, checking, removing."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path

from samo_desktop.domain.models import Checked, Installing, ModelStatus
from samo_desktop.domain.speech_options import SpeechOptions, only
from samo_desktop.inference.model_store import catalogue
from samo_desktop.inference.model_store.catalogue import InstalledModel
from samo_desktop.inference.model_store.manager import ModelManager
from samo_desktop.inference.models import Models, chosen
from samo_desktop.settings import Settings

__all__ = ["InstalledModel", "ModelService", "chosen"]


def usable() -> list[InstalledModel]:
    """The models that can be used now."""
    return catalogue.installed()


class ModelService:
    """The models, with or without an open journal. Every method may raise SamoError.

    `settings` gives the addresses of mirror and proxy; `models` are those in use.
    """

    def __init__(self, settings: Callable[[], Settings], models: Models | None = None) -> None:
        self._settings = settings
        self._manager, self._models = ModelManager(settings), models or Models()

    def all(self) -> list[ModelStatus]:
        """Every model that is installed or can be."""
        return self._manager.all()

    def status(self, name: str) -> ModelStatus:
        """The model of that name. Raises NotFoundError."""
        return self._manager.status(name)

    def speech(self) -> list[InstalledModel]:
        """What can write words down now, the fastest first."""
        return self._models.speech_models()

    def engine_for(self, language: str) -> str:
        """Which engine to transcribe `language` with: the one that is set, if its model knows it.

        Else the best one.
        """
        engine = self._settings().engine
        model = chosen(self.speech(), SpeechOptions(engine, only(language)))
        return engine if model is not None and model.knows(language) else "auto"

    def install(self, name: str) -> Generator[Installing, None, ModelStatus]:
        """Fetches a model: the only thing that uses the network. Closing cancels. SamoError."""
        return self._manager.install(name)

    def take(self, path: Path) -> Generator[Installing, None, ModelStatus]:
        """Takes a model from a folder or an archive. Closing it cancels. Raises SamoError."""
        return self._manager.take(path)

    def verify(self, name: str | None = None) -> Generator[Installing, None, list[Checked]]:
        """Reads one installed model, or all, and compares checksums. Raises SamoError."""
        return self._manager.verify(name)

    def remove(self, name: str) -> None:
        """Removes an installed model, or what was fetched of one. Raises SamoError."""
        self._manager.remove(name)
        self._models.unload_whisper()
