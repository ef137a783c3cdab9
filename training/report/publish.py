"""Everything that is written from measured values: cards, plots, manifest.toml, results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from training import config
from training.report import model_cards, plots, results_page, speech_card
from training.ship import speech
from training.ship.export import read_config

KINDS = ("emotion", "emotion-languages", "sentence")


def measured(name: str) -> Any:
    """training/report/results/<name>.json, if that step has been run."""
    path = config.RESULTS / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def manifest(configs: dict[str, dict[str, Any]]) -> str:
    """models/manifest.toml: what ships, from where, and the checksums of its files."""
    lines = ["# What ships in this folder. Written by `python -m training cards`."]
    for kind, values in configs.items():
        lines += [
            "",
            "[[model]]",
            f'name = "{values["name"]}"',
            f'version = "{values["version"]}"',
            f'kind = "{values.get("kind", kind)}"',
            f'folder = "{values.get("folder", kind)}"',
            f'base = "{values["base"]}"',
            f'licence = "{values["licence"]}"',
        ]
        for name, entry in values["files"].items():
            lines += [
                "",
                "[[model.file]]",
                f'name = "{name}"',
                f"size = {entry['size']}",
                f'sha256 = "{entry["sha256"]}"',
            ]
    return "\n".join(lines) + "\n"


def everything() -> dict[str, Any]:
    """All of training/report/results/ by the files' names."""
    return {path.stem: measured(path.stem) for path in sorted(config.RESULTS.glob("*.json"))}


def pages() -> dict[Path, str]:
    """Every page that the exports and measures so far allow, and its text."""
    configs = {
        kind: read_config(config.MODELS / kind)
        for kind in KINDS
        if (config.MODELS / kind / "config.json").exists()
    }
    found = everything()
    run = found.get("emotion-run")
    emotion, sentence = config.MODELS / "emotion", config.MODELS / "sentence"
    configs["speech"] = speech.shipped()
    texts = {config.MODELS / "manifest.toml": manifest(configs)}
    if "speech" in found:
        card = speech_card.text(configs["speech"], found["speech"])
        texts[speech.folder() / "README.md"] = card
    if "sentence" in configs:
        texts[sentence / "README.md"] = model_cards.sentence_card(configs["sentence"])
    if "emotion-languages" in configs:
        folder = config.MODELS / "emotion-languages"
        tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
        pieces = len(tokenizer["model"]["vocab"])
        card = model_cards.languages_card(configs["emotion-languages"], found, pieces)
        texts[folder / "README.md"] = card
    if "emotion" in configs and run is not None:
        texts[emotion / "README.md"] = model_cards.emotion_card(configs["emotion"], run, found)
    if run is not None:
        name = run["experiment"]["name"]
        texts[config.RESULTS / "curves.svg"] = plots.training_curves(run["history"], name)
    if "speech-frontier" in found:
        picture = plots.speech_frontier(found["speech-frontier"])
        texts[config.ROOT / "docs" / "pictures" / "words-and-time.svg"] = picture
    if "calibration" in found:
        curves = found["calibration"]["reliability"]
        texts[emotion / "calibration.svg"] = plots.calibration(curves)
    training = config.ROOT / "training"
    texts[training / "RESULTS.md"] = results_page.page(found)
    for name, text in results_page.tables(found).items():
        texts[training / results_page.FOLDER / f"{name}.md"] = text
    return texts


def write_all() -> None:
    """Write every page."""
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def out_of_date() -> list[str]:
    """Pages that do not say what the measured values say."""
    return [
        path.relative_to(config.ROOT).as_posix()
        for path, text in pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
