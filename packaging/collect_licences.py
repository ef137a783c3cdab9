"""Copies the licence texts of the program's Python packages and models into a folder."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

MODELS = Path(__file__).resolve().parents[1] / "models"
WORDS = ("LICEN", "COPYING", "NOTICE", "AUTHORS")


def needed(name: str, seen: set[str]) -> set[str]:
    """The package and all that it requires, without extras."""
    name = canonicalize_name(name)
    if name in seen:
        return seen
    seen.add(name)
    for line in importlib.metadata.requires(name) or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            needed(requirement.name, seen)
    return seen


def main(target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    for name in sorted(needed("samo-desktop", set()) - {"samo-desktop", "pip"}):
        found = importlib.metadata.distribution(name)
        folder = target / name
        folder.mkdir(parents=True)
        terms = found.metadata.get("License-Expression") or found.metadata.get("License") or ""
        (folder / "PACKAGE.txt").write_text(f"{name} {found.version}\n{terms}\n", encoding="utf-8")
        for file in found.files or []:
            is_text = file.suffix.lower() in {"", ".txt", ".md", ".rst"}
            if is_text and any(word in file.name.upper() for word in WORDS):
                shutil.copyfile(file.locate(), folder / file.name)
    for text in sorted(MODELS.glob("**/LICENSE")):
        folder = target / f"model-{text.parent.name}"
        folder.mkdir()
        shutil.copyfile(text, folder / text.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
