"""Models without a journal: analyse a text, transcribe a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
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
    noted,
    say,
    show_progress,
)
from samo_desktop.cli.entries import FROM_KEYBOARD
from samo_desktop.cli.recording import ENGINE_HELP, ENGINES
from samo_desktop.cli.typing import Keyboard, StoppedError, argument_text
from samo_desktop.domain.emotion import Analysis
from samo_desktop.domain.events import Progress
from samo_desktop.domain.generators import result_of
from samo_desktop.domain.speech_options import SpeechOptions, only
from samo_desktop.errors import SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.system.plaintext import decode

BATCH = 64
"""Lines analysed together."""


@click.command()
@click.argument("text", required=False)
@click.option(
    "--jsonl", is_flag=True, help=_("Each input line is a JSON string, or an object with a “text”.")
)
@global_options
def analyse(text: str | None, jsonl: bool) -> None:
    "Find the feelings in a text and summarise it. Nothing is saved. TEXT may be -."
    from samo_desktop.services.without_journal import Models

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
    prompt = _("Type the text to analyse. Ctrl+D on an empty line ends it. Nothing is saved.")
    try:
        return keyboard.text(lambda _text: None, prompt)
    except StoppedError:
        raise SamoError(_("Stopped."), _("Nothing was analysed, and nothing was saved.")) from None


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
    from samo_desktop.services.without_journal import analyse_texts

    analysing = analyse_texts(texts, models, spoken=load_settings().languages)
    found = result_of(analysing, lambda done: show_progress(Progress("", "analyse", done)))
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
                _("Line {number} is neither a JSON string nor an object with a “text”.").format(
                    number=number
                ),
                _("Fix that line. The lines before it were analysed."),
            )
        if bad:
            say(
                _("Part of line {number} is not valid text and was read as �.").format(
                    number=number
                )
            )
        yield value


def _analysis_text(analysis: Analysis) -> str:
    lines = [
        _("feelings: {feelings}").format(feelings=feelings_text(analysis.feelings)),
        _("valence: {valence}").format(valence=f"{analysis.valence:+.2f}"),
        _("summary: {summary}").format(summary=analysis.summary.text or _("none")),
        *(noted(note) for note in analysis.all_notes),
    ]
    return "\n".join(lines)


@click.command()
@click.argument("file", type=FILE_NAME)
@click.option("--engine", type=ENGINES, help=ENGINE_HELP)
@click.option("--model", help=_("Name of a speech model, instead of --engine."))
@click.option("--language", type=LANGUAGE, help=LANGUAGE_HELP)
@click.option("--words", is_flag=True, help=_("With --json: when each word was said, where known."))
@global_options
def transcribe(
    file: Path, engine: str | None, model: str | None, language: str | None, words: bool
) -> None:
    "Transcribe a sound file. Nothing is saved."
    if engine and model:
        raise click.UsageError(_("--engine and --model cannot be given together."))
    from samo_desktop.services.without_journal import transcribe_file
    from samo_desktop.system.names import printable

    settings = load_settings()
    spoken = settings.languages if language is None else only(language)
    chosen = model or engine or settings.engine
    options = SpeechOptions(chosen, spoken, tidy=settings.tidy_speech)
    hearing = transcribe_file(file, options)
    transcript = result_of(hearing, lambda done: show_progress(Progress("", "transcribe", done)))
    end_progress()
    for note in transcript.notes:
        say(f"{printable(file.name)}: {note}")
    emit(transcript.to_json(whole=words), transcript.written or _("(no speech was found)"))
