"""Which models can be installed: what models/installable.toml says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from samo_desktop import paths
from samo_desktop.domain.models import Installable
from samo_desktop.errors import DamagedError, NotFoundError
from samo_desktop.messages import gettext as _


def manifest() -> Path:
    """The list that ships with the program."""
    return paths.bundled_models_folder() / "installable.toml"


def installable(file: Path | None = None) -> list[Installable]:
    """Every model of the list in `file` (else the one that ships), as listed there.

    Raises DamagedError if the list cannot be read.
    """
    file = file or manifest()
    try:
        entries = tomllib.loads(file.read_text("utf-8"))["model"]
        return [_read(entry) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedError(
            _("The list of models that can be installed is damaged."), _("Reinstall SAMO.")
        ) from error


def find(name: str, file: Path | None = None) -> Installable:
    """The model of that name. Raises NotFoundError, naming those that there are."""
    known = installable(file)
    for model in known:
        if model.name == name:
            return model
    raise NotFoundError(
        _("There is no model '{name}' to install.").format(name=name),
        _("Choose one of {names}.").format(
            names=", ".join(model.name for model in known if not model.included)
        ),
    )


def _read(entry: dict[str, Any]) -> Installable:
    lists = {name: tuple(entry[name]) for name in ("files", "languages")}
    model = Installable(**{**entry, **lists})
    if any(not is_plain(name) for name in (model.name, *model.files)):
        raise ValueError("names of models and files must be names, not paths")
    return model


def is_plain(name: str) -> bool:
    """Whether `name` can be a file of its own in any folder: no path, not hidden, not empty."""
    return bool(name) and name[0] != "." and not set(name) & set('/\\:*?"<>|\0')
