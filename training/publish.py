"""Everything that is written from measured values: both cards, manifest.toml and RESULTS.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from training import card, config, results
from training.export import FILES, read_config

KINDS = ("emotion", "sentence")


def measured(name: str) -> Any:
    """training/results/<name>.json, if that step has been run."""
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
            f'kind = "{kind}"',
            f'folder = "{kind}"',
            f'base = "{values["base"]}"',
            f'licence = "{values["licence"]}"',
        ]
        for name in FILES:
            entry = values["files"][name]
            lines += [
                "",
                "[[model.file]]",
                f'name = "{name}"',
                f"size = {entry['size']}",
                f'sha256 = "{entry["sha256"]}"',
            ]
    return "\n".join(lines) + "\n"


def write_all() -> None:
    """Write what the exports and measures so far allow."""
    configs = {
        kind: read_config(config.MODELS / kind)
        for kind in KINDS
        if (config.MODELS / kind / "config.json").exists()
    }
    write(config.MODELS / "manifest.toml", manifest(configs))
    if "sentence" in configs:
        write(config.MODELS / "sentence" / "README.md", card.sentence_card(configs["sentence"]))
    run, test = measured("emotion-run"), measured("emotion-test")
    if "emotion" in configs and run is not None:
        text = card.emotion_card(configs["emotion"], run, test, run["fp32_bytes"])
        write(config.MODELS / "emotion" / "README.md", text)
    if run is not None:
        text = results.page(run, measured("emotion-dev"), measured("aggregation"), test)
        write(config.ROOT / "training" / "RESULTS.md", text)


def write(path: Path, text: str) -> None:
    """Write text as UTF-8."""
    path.write_text(text, encoding="utf-8")
