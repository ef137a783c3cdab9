"""Models without a journal: analyse a text, transcribe a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import click

from samo_desktop.cli.common import (
    FILE_NAME,
    LANGUAGE,
    LANGUAGE_HELP,
    emit,
    end_progress,
    feelings_text,
    global_options,
    load_settings,
    say,
    show_progress,
)
from samo_desktop.cli.entries import FROM_KEYBOARD
from samo_desktop.cli.recording import ENGINES
from samo_desktop.cli.typing import Keyboard, StoppedError, argument_text
from samo_desktop.domain.emotion import Analysis
from samo_desktop.domain.events import Progress
from samo_desktop.domain.generators import result_of
from samo_desktop.domain.transcript import Heard
from samo_desktop.errors import SamoError
from samo_desktop.system.plaintext import decode

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
    if text not in FROM_KEYBOARD:
        content = argument_text(str(text))
        _analyse_all(content, content.encode().splitlines() if jsonl else None, models)
        return
    with Keyboard() as keyboard:
        models.emotion()  # what is missing is told before a word is typed
        models.summariser()
        if jsonl and not keyboard.interactive:
            _analyse_all("", sys.stdin.buffer, models)
            return
        content = _typed(keyboard)
    _analyse_all(content, content.encode().splitlines() if jsonl else None, models)


def _typed(keyboard: Keyboard) -> str:
    prompt = "Write what is to be read. Ctrl+D on an empty line ends it; nothing is stored."
    try:
        return keyboard.text(lambda _text: None, prompt)
    except StoppedError:
        raise SamoError("Stopped.", "Nothing was read, and nothing is stored.") from None


def _analyse_all(text: str, lines: Iterable[bytes] | None, models: Any) -> None:
    """The feelings of `text`, or of each of the JSON `lines` if there are any."""
    if lines is not None:
        _analyse_lines(_texts(lines), models)
        return
    [analysis] = _analyse([text], models)
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


def _texts(lines: Iterable[bytes]) -> Iterator[str]:
    """The texts of JSON lines."""
    for number, line in enumerate(lines, 1):
        content, bad = decode(line)
        if not content.strip():
            continue
        try:
            value = json.loads(content)
        except (ValueError, RecursionError):  # too deep to be text
            value = None
        if isinstance(value, dict):
            value = value.get("text")
        if not isinstance(value, str):
            raise SamoError(
                f'Line {number} is neither a JSON string nor {{"text": "..."}}.',
                "Mend that line; the lines before it were analysed.",
            )
        if bad:
            say(f"A part of line {number} was no text, and is read as \ufffd.")
        yield value


def _analysis_text(analysis: Analysis) -> str:
    lines = [
        "feelings: " + feelings_text(analysis.feelings),
        f"valence: {analysis.valence:+.2f}",
        "summary: " + (analysis.summary.text or "none"),
    ]
    return "\n".join(lines + [f"note: {note}" for note in analysis.notes])


@click.command()
@click.argument("file", type=FILE_NAME)
@click.option("--engine", type=ENGINES, help="The speech engine.")
@click.option("--model", help="A speech model by its name, in place of --engine.")
@click.option("--language", type=LANGUAGE, help=LANGUAGE_HELP)
@click.option("--words", is_flag=True, help="With --json: when each word was said, where known.")
@global_options
def transcribe(
    file: Path, engine: str | None, model: str | None, language: str | None, words: bool
) -> None:
    """Write down the words of a sound file; nothing is stored."""
    if engine and model:
        raise click.UsageError("--engine and --model cannot be given together.")
    from samo_desktop.capture.decode import decode, probe
    from samo_desktop.capture.levels import for_speech
    from samo_desktop.capture.report import DecodeReport
    from samo_desktop.inference.models import Models
    from samo_desktop.inference.ports import SAMPLE_RATE
    from samo_desktop.system.names import printable

    settings = load_settings()
    length = probe(file).seconds
    speech = Models().speech(model or engine or settings.engine)
    language = settings.language if language is None else language

    def show(heard: Heard) -> None:
        fraction = min(1.0, heard.seconds / length) if length else None
        show_progress(Progress("", "transcribe", fraction))

    report = DecodeReport()
    blocks = for_speech(decode(file, SAMPLE_RATE, report=report), SAMPLE_RATE)
    transcript = result_of(speech.transcribe(blocks, language=language), show)
    transcript = replace(transcript, notes=(*report.notes(), *transcript.notes))
    end_progress()
    for note in transcript.notes:
        say(f"{printable(file.name)}: {note}")
    emit(transcript.to_json(whole=words), transcript.text or "(no words were heard)")
