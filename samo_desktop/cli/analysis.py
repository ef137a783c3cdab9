"""Models without a journal: analyse a text, transcribe a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import click

from samo_desktop.cli.common import (
    emit,
    end_progress,
    feelings_text,
    global_options,
    load_settings,
    say,
    show_progress,
)
from samo_desktop.cli.entries import read_text
from samo_desktop.cli.recording import ENGINES
from samo_desktop.domain.emotion import Analysis
from samo_desktop.domain.events import Progress
from samo_desktop.domain.generators import result_of
from samo_desktop.domain.transcript import Heard
from samo_desktop.errors import SamoError

BATCH = 64
"""Lines analysed together."""


@click.command()
@click.argument("text", required=False)
@click.option("--jsonl", is_flag=True, help='Each input line is a JSON string or {"text"}.')
@global_options
def analyse(text: str | None, jsonl: bool) -> None:
    """Name the feelings of a text and sum it up; nothing is stored. TEXT may be -."""
    from samo_desktop.inference.models import Models

    models = Models()
    if jsonl:
        _analyse_lines(_lines(text), models)
        return
    content = read_text(text)
    [analysis] = _analyse([content], models)
    emit(analysis.to_json(), _analysis_text(analysis))


def _analyse_lines(lines: Iterator[str], models: Any) -> None:
    """Prints a line for each; a bad line is told when those before it are printed."""
    bad: SamoError | None = None
    more = True
    while more:
        texts: list[str] = []
        try:
            for line in islice(lines, BATCH):
                texts.append(line)  # noqa: PERF402 - what came before a bad line is needed
        except SamoError as error:
            bad = error
        for analysis in _analyse(texts, models) if texts else ():
            click.echo(json.dumps(analysis.to_json()))
        more = bool(texts) and bad is None
    if bad is not None:
        raise bad


def _analyse(texts: list[str], models: Any) -> list[Analysis]:
    from samo_desktop.pipeline.analysis import analyse_texts

    found = result_of(
        analyse_texts(texts, models), lambda done: show_progress(Progress("", "analyse", done))
    )
    end_progress()
    return found


def _lines(text: str | None) -> Iterator[str]:
    """The texts of the JSON lines on standard input (or in `text`)."""
    source = sys.stdin.buffer if text in (None, "-") else read_text(text).encode().splitlines()
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):  # too deep to be text
            value = None
        if isinstance(value, dict):
            value = value.get("text")
        if not isinstance(value, str):
            raise SamoError(
                f'Line {number} is neither a JSON string nor {{"text": "..."}}.',
                "Mend that line; the lines before it were analysed.",
            )
        yield value


def _analysis_text(analysis: Analysis) -> str:
    lines = [
        "feelings: " + feelings_text(analysis.feelings),
        f"valence: {analysis.valence:+.2f}",
        "summary: " + (analysis.summary.text or "none"),
    ]
    return "\n".join(lines + [f"note: {note}" for note in analysis.notes])


@click.command()
@click.argument("file")
@click.option("--engine", type=ENGINES, help="The speech engine.")
@click.option("--model", help="A speech model by its name, in place of --engine.")
@click.option("--language", help="ISO 639-1 code of what is spoken.")
@click.option("--words", is_flag=True, help="With --json: when each word was said, where known.")
@global_options
def transcribe(
    file: str, engine: str | None, model: str | None, language: str | None, words: bool
) -> None:
    """Write down the words of a sound file; nothing is stored."""
    if engine and model:
        raise click.UsageError("--engine and --model cannot be given together.")
    from samo_desktop.capture.decode import decode, probe
    from samo_desktop.capture.levels import for_speech
    from samo_desktop.capture.report import DecodeReport
    from samo_desktop.capture.sources import printable
    from samo_desktop.inference.models import Models
    from samo_desktop.inference.ports import SAMPLE_RATE

    settings = load_settings()
    length = probe(Path(file)).seconds
    speech = Models().speech(model or engine or settings.engine)
    language = settings.language if language is None else language

    def show(heard: Heard) -> None:
        fraction = min(1.0, heard.seconds / length) if length else None
        show_progress(Progress("", "transcribe", fraction))

    report = DecodeReport()
    blocks = for_speech(decode(Path(file), SAMPLE_RATE, report=report), SAMPLE_RATE)
    transcript = result_of(speech.transcribe(blocks, language=language), show)
    transcript = replace(transcript, notes=(*report.notes(), *transcript.notes))
    end_progress()
    for note in transcript.notes:
        say(f"{printable(Path(file))}: {note}")
    emit(transcript.to_json(whole=words), transcript.text or "(no words were heard)")
