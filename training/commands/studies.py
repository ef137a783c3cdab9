"""Measurements that RESULTS.md reports."""

from __future__ import annotations

from pathlib import Path

import click

from training import config
from training.commands.report import write_pages


@click.command()
def calibrations() -> None:
    """Compare ways of calibration on dev."""
    from training.studies import calibration

    calibration.run(config.shipping()["emotion"]["experiment"])
    write_pages()


@click.command()
def aggregations() -> None:
    """Compare ways from sentences to entries."""
    from training.evaluate import shipped_model
    from training.studies import aggregation

    aggregation.run(shipped_model.FOLDER)
    write_pages()


@click.command("entry-feelings")
def entry_feelings() -> None:
    """Compare ways from sentences to an entry's feelings."""
    from training.studies import entry_feelings as study

    study.run()
    write_pages()


@click.command()
@click.argument("name", required=False)
def quantisations(name: str | None) -> None:
    """Compare INT8, INT4 and FP32 on dev.

    NAME is a finished run; without it, the one that ships.
    """
    from training.studies import quantisation

    quantisation.run(name or config.shipping()["emotion"]["experiment"])
    write_pages()


@click.command()
def journal() -> None:
    """Journal labels: features and heads, 5-fold."""
    from training.studies import journal as study

    study.run()
    write_pages()


@click.command("few-shot")
def few_shot() -> None:
    """Feelings from a few examples: k-shot curves."""
    from training.studies import few_shot as study

    study.run()
    write_pages()


@click.command()
def corrections() -> None:
    """Learning from corrections: simulated users."""
    from training.studies import corrections as study

    study.run()
    write_pages()


@click.command()
def arc() -> None:
    """How an entry begins and ends: what counts as a change."""
    from training.studies import valence_change

    valence_change.run()
    write_pages()


@click.command()
def challenge() -> None:
    """The written challenge set, through the app's path."""
    from training.evaluate import challenge as challenge_set

    config.save_result("challenge", challenge_set.run())
    write_pages()


@click.command()
def languages() -> None:
    """BRIGHTER's families in four languages, through the app's path."""
    from training.evaluate import brighter

    brighter.run()
    write_pages()


@click.command("speech-errors")
@click.argument("original", type=click.Path(exists=True, file_okay=False, path_type=Path))
def speech_errors(original: Path) -> None:
    """The speech model by language, INT8 beside FP16.

    ORIGINAL is the folder of the original model.
    """
    from training.studies import speech

    speech.run(original)
    write_pages()


@click.command("speech-frontier")
def speech_frontier() -> None:
    """Error rate against time of ways to hear."""
    from training.studies import speech_frontier as study

    study.run()
    write_pages()


COMMANDS = (
    calibrations,
    aggregations,
    entry_feelings,
    quantisations,
    journal,
    few_shot,
    corrections,
    arc,
    challenge,
    languages,
    speech_errors,
    speech_frontier,
)
