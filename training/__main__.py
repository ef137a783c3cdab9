"""`python -m training`: every step from data to shipped model, one subcommand each."""

from __future__ import annotations

import argparse
import tomllib
from typing import Any

from training import config


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    emotion = commands.add_parser("emotion", help="fine-tune; goes on where a stopped run was")
    emotion.add_argument("--config", default="minilm", help="a file of training/configs/")
    emotion.add_argument("--dev-mode", action="store_true", help="on 5 %% of the data, to try out")
    emotion.add_argument("--threads", type=int, default=2)
    commands.add_parser("export-emotion", help="write models/emotion/ from a run, fitted on dev")
    commands.add_parser("fit-emotion", help="only fit temperature and thresholds again, on dev")
    commands.add_parser("compare-aggregations", help="ways from sentences to entries, on dev")
    commands.add_parser("evaluate", help="measure models/emotion/ on test: once, to report")
    commands.add_parser("export-sentence", help="write models/sentence/")
    commands.add_parser("cards", help="write the cards, manifest.toml and RESULTS.md again")
    return top


def shipping() -> dict[str, Any]:
    """What ships and how: training/configs/ship.toml."""
    return tomllib.loads((config.CONFIGS / "ship.toml").read_text(encoding="utf-8"))


def main() -> None:
    """Parse the command line and run one step; each imports only what it needs."""
    arguments = parser().parse_args()
    ship = shipping()
    match arguments.command:
        case "emotion":
            from training.train import train

            train(arguments.config, arguments.dev_mode, arguments.threads)
            return
        case "export-emotion":
            from training.emotion import export_emotion

            export_emotion(ship["emotion"])
        case "fit-emotion":
            from training.emotion import fit

            fit(ship["emotion"])
        case "compare-aggregations":
            from training import aggregation, emotion

            aggregation.run(emotion.FOLDER)
        case "evaluate":
            from training.emotion import evaluate

            evaluate(ship["emotion"])
        case "export-sentence":
            from training.sentence import export_sentence

            export_sentence(ship["sentence"])
    from training.publish import write_all

    write_all()


if __name__ == "__main__":
    main()
