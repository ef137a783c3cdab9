"""What writes the folders in `models/`."""

from __future__ import annotations

from pathlib import Path

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


@click.command("export-languages")
def export_languages() -> None:
    """Write models/emotion-languages/ from a run."""
    from training.ship import emotion_languages

    ship = config.shipping()
    emotion_languages.export_languages(ship["emotion-languages"], ship["emotion"]["aggregation"])


@click.command("finish-languages")
def finish_languages() -> None:
    """Its calibration and thresholds, fitted anew."""
    from training.ship import emotion_languages

    emotion_languages.finish(config.shipping()["emotion-languages"])
    write_pages()


@click.command("export-sentence")
def export_sentence() -> None:
    """Write models/sentence/."""
    from training.ship import sentence

    sentence.export_sentence(config.shipping()["sentence"])
    write_pages()


@click.command("export-speech")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
def export_speech(source: Path) -> None:
    """Write models/speech/ from the original's files.

    SOURCE is a folder with Whisper base in CTranslate2's form, or with its parts.
    """
    from training.ship import speech

    speech.export_speech(config.shipping()["speech"], source, speech.folder())
    write_pages()


COMMANDS = (
    export_emotion,
    finish_emotion,
    export_languages,
    finish_languages,
    export_sentence,
    export_speech,
)
