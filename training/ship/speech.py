"""The speech model that ships: Whisper base as published for CTranslate2, its matrices in INT8."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from samo_desktop.inference.model_store.installed import CARD, Card, Stored, read_card
from training import config
from training.ship import ctranslate2_weights
from training.ship.export import fingerprint

WEIGHTS = "model.bin"
BESIDE = ("config.json", "tokenizer.json", "vocabulary.txt")
"""What is shipped as it was published."""


def folder() -> Path:
    """Where the shipped model lies."""
    return config.MODELS / str(config.shipping()["speech"]["folder"])


def export_speech(ship: dict[str, Any], source: Path, target: Path) -> None:
    """Writes the model in `target` from the original in or below `source`.

    Raises ValueError unless the original's weights have the SHA-256 that `ship` names, and
    FileNotFoundError if a file is missing.
    """
    content = original_weights(source)
    found = hashlib.sha256(content).hexdigest()
    if found != ship["original_sha256"]:
        raise ValueError(f"the weights in {source} have another SHA-256 than the original: {found}")
    target.mkdir(parents=True, exist_ok=True)
    int8 = ctranslate2_weights.in_int8(ctranslate2_weights.parsed(content))
    ctranslate2_weights.write(int8, target / WEIGHTS)
    for name in BESIDE:
        shutil.copyfile(_only(source, name), target / name)
    write_card(ship, target)


def original_weights(source: Path) -> bytes:
    """model.bin, or its parts one after the other (model.bin.part1, ...), in or below `source`."""
    parts = sorted(source.rglob(f"{WEIGHTS}.part*"), key=lambda part: part.name)
    return b"".join(part.read_bytes() for part in parts or [_only(source, WEIGHTS)])


def write_card(ship: dict[str, Any], target: Path) -> None:
    """Says beside the files what they are and their checksums, as for an installed model."""
    card = Card(
        ship["name"],
        ship["engine"],
        ship["repository"],
        ship["revision"],
        ship["licence"],
        tuple(ship["languages"]),
        {name: Stored(**fingerprint(target / name)) for name in sorted((*BESIDE, WEIGHTS))},
    )
    text = json.dumps(asdict(card), indent=1) + "\n"
    (target / CARD).write_text(text, encoding="utf-8")


def shipped() -> dict[str, Any]:
    """What ships: the values of ship.toml, and size and SHA-256 of each file by its name."""
    card = read_card(folder())
    if card is None:
        raise FileNotFoundError(f"{folder()} has no {CARD}: run `python -m training export-speech`")
    files = {name: asdict(stored) for name, stored in card.files.items()}
    return {**config.shipping()["speech"], "files": files}


def _only(source: Path, name: str) -> Path:
    found = next(iter(sorted(source.rglob(name))), None)
    if found is None:
        raise FileNotFoundError(f"no {name} in or below {source}")
    return found
