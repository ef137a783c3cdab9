"""What writes the folders in `models/`."""

from __future__ import annotations

import click

from training import config
from training.commands.report import write_pages


@click.command("export-emotion")
def export_emotion() -> None:
    """Write models/emotion/ from a run, fitted on dev."""
    from training.ship import emotion

    emotion.export_emotion(config.shipping()["emotion"])
    write_pages()


@click.command("finish-emotion")
def finish_emotion() -> None:
    """Its heads, thresholds and examples, fitted anew."""
    from training.ship import emotion

    emotion.finish(config.shipping()["emotion"])
    write_pages()


@click.command("export-sentence")
def export_sentence() -> None:
    """Write models/sentence/."""
    from training.ship import sentence

    sentence.export_sentence(config.shipping()["sentence"])
    write_pages()


COMMANDS = (export_emotion, finish_emotion, export_sentence)
