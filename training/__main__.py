"""`python -m training`: every step from data to shipped model, one subcommand each."""

from __future__ import annotations

import argparse
import sys
import tomllib
from typing import Any

from training import config


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="make an experiment or ensemble and what it stands on")
    run.add_argument("name", help="a file of training/experiments/configs/, such as shipped")
    run.add_argument("--dev-mode", action="store_true", help="on 5 %% of the data, to try out")
    run.add_argument("--threads", type=int, default=2)
    screen = commands.add_parser("screen", help="run every screening experiment without a row yet")
    screen.add_argument("--threads", type=int, default=2)
    commands.add_parser("list", help="the experiments, a line each")
    commands.add_parser("back-translate", help="make more rows of rare feelings (needs Apertium)")
    commands.add_parser("calibrations", help="compare ways of calibration on dev")
    commands.add_parser("aggregations", help="compare ways from sentences to entries")
    integers = commands.add_parser("quantisations", help="compare INT8, INT4 and FP32 on dev")
    integers.add_argument("name", nargs="?", help="a finished run; without: the one that ships")
    commands.add_parser("journal", help="journal labels: features and heads, 5-fold")
    commands.add_parser("few-shot", help="feelings from a few examples: k-shot curves")
    commands.add_parser("corrections", help="learning from corrections: simulated users")
    commands.add_parser("arc", help="how an entry begins and ends: what counts as a change")
    commands.add_parser("export-emotion", help="write models/emotion/ from a run, fitted on dev")
    commands.add_parser("finish-emotion", help="its heads, thresholds and examples, fitted anew")
    commands.add_parser("export-sentence", help="write models/sentence/")
    commands.add_parser("test", help="measure models/emotion/ on test: once, to report")
    commands.add_parser("challenge", help="the written challenge set, through the app's path")
    evaluate = commands.add_parser("evaluate", help="print the table of goals from what ships")
    evaluate.add_argument("--check", action="store_true", help="fail where card or results differ")
    commands.add_parser("cards", help="write the cards, manifest.toml and RESULTS.md again")
    return top


def shipping() -> dict[str, Any]:
    """What ships and how: training/experiments/configs/ship.toml."""
    return tomllib.loads((config.CONFIGS / "ship.toml").read_text(encoding="utf-8"))


def study(arguments: argparse.Namespace) -> None:
    """One measurement that RESULTS.md reports."""
    from training.evaluate.shipped_model import FOLDER

    experiment = shipping()["emotion"]["experiment"]
    match arguments.command:
        case "calibrations":
            from training.studies import calibration as calibration_study

            calibration_study.run(experiment)
        case "aggregations":
            from training.studies import aggregation

            aggregation.run(FOLDER)
        case "quantisations":
            from training.studies import quantisation as precision

            precision.run(arguments.name or experiment)
        case "journal":
            from training.studies import journal

            journal.run()
        case "few-shot":
            from training.studies import few_shot as fewshot

            fewshot.run()
        case "corrections":
            from training.studies import corrections

            corrections.run()
        case "arc":
            from training.studies import valence_change as arc

            arc.run()
        case "challenge":
            from training.evaluate import challenge

            config.save_result("challenge", challenge.run())


def main() -> int:
    """Parse the command line and run one step; each imports only what it needs."""
    arguments = parser().parse_args()
    match arguments.command:
        case "run":
            from training.experiments import runs

            runs.run(arguments.name, arguments.dev_mode, arguments.threads)
            if arguments.dev_mode:
                return 0
        case "screen":
            from training.experiments import runs

            runs.screen([name for name in config.names() if "screen" in name], arguments.threads)
        case "list":
            for name in config.names():
                print(f"{name:24} {config.read(name)['what']}")
            return 0
        case "back-translate":
            from training.data import augmentation as augment

            print(augment.back_translate())
            return 0
        case "export-emotion":
            from training.ship import emotion

            emotion.export_emotion(shipping()["emotion"])
        case "finish-emotion":
            from training.ship import emotion

            emotion.finish(shipping()["emotion"])
        case "export-sentence":
            from training.ship.sentence import export_sentence

            export_sentence(shipping()["sentence"])
        case "test":
            from training.evaluate import check as evaluate

            return evaluate.evaluate(write=True)
        case "evaluate":
            from training.evaluate import check as evaluate

            return evaluate.evaluate(check=arguments.check)
        case "cards":
            pass
        case _:
            study(arguments)
    from training.report.publish import write_all

    write_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
