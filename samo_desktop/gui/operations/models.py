"""What the user does with models."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

from samo_desktop.domain.models import Checked, Installing, ModelStatus
from samo_desktop.gui.operations.changes import Changes, LongOperation, Operation, Outcome

if TYPE_CHECKING:
    from samo_desktop.app import App

OTHER_MODELS = Changes(models=True)
Work = Generator[Installing | None, None, Outcome[ModelStatus]]


def install(name: str) -> LongOperation[Installing, ModelStatus]:
    """Fetches a model."""

    def begin(app: App) -> Work:
        return Outcome(OTHER_MODELS, (yield from app.models.install(name)))

    return LongOperation(begin)


def take(path: Path) -> LongOperation[Installing, ModelStatus]:
    """Imports a model from a folder or an archive."""

    def begin(app: App) -> Work:
        return Outcome(OTHER_MODELS, (yield from app.models.take(path)))

    return LongOperation(begin)


def verify(name: str | None) -> LongOperation[Installing, list[Checked]]:
    """Checks one installed model, or all."""

    def begin(app: App) -> Generator[Installing | None, None, Outcome[list[Checked]]]:
        return Outcome(OTHER_MODELS, (yield from app.models.verify(name)))

    return LongOperation(begin)


def remove(name: str) -> Operation[None]:
    """Removes a model, or what was fetched of it."""

    def work(app: App) -> Outcome[None]:
        app.models.remove(name)
        return Outcome(OTHER_MODELS, None)

    return Operation(work, slow=True)
