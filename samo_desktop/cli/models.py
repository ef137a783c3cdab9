"""The models of this computer: list, check, import, download, remove."""

from __future__ import annotations

import json
import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from samo_desktop.cli.common import (
    FILE_NAME,
    end_progress,
    global_options,
    load_settings,
    options,
    say,
)
from samo_desktop.cli.output import draw
from samo_desktop.domain.models import ANY_LANGUAGE, plain_name
from samo_desktop.domain.speech_accuracy import figures, in_words
from samo_desktop.errors import ModelError
from samo_desktop.languages import language_name
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_

if TYPE_CHECKING:
    from samo_desktop.domain.models import Installing, ModelStatus
    from samo_desktop.services.models import ModelService

Result = TypeVar("Result")

PHASES = {
    "asking": N_("contacting the server for {name}"),
    "fetching": N_("downloading {name}"),
    "waiting": N_("waiting to resume {name}"),
    "copying": N_("copying {name}"),
    "checking": N_("checking {name}"),
}
KINDS = {"speech": N_("speech"), "emotion": N_("feelings"), "sentence": N_("sentences")}
QUALITIES = {
    "plain": N_("plain"),
    "fair": N_("fair"),
    "good": N_("good"),
    "very good": N_("very good"),
    "best": N_("best"),
}
EVERY = 0.1
"""Seconds between two drawings of the progress."""


@click.group()
@global_options
def models() -> None:
    "List, check, install and remove models."


@models.command("list")
@global_options
def list_() -> None:
    """List models, installed and installable, with size, languages and licence."""
    for status in _models().all():
        click.echo(json.dumps(status.to_json()) if options().json else _line(status))


@models.command()
@click.argument("name", required=False)
@global_options
def verify(name: str | None) -> None:
    "Check a model, or all installed models, against their checksums."
    checked = _run(_models().verify(name))
    for one in checked:
        says = {True: _("ok"), False: _("DAMAGED"), None: _("not checked")}[one.ok]
        text = f"{one.name}: {says}" + (f". {one.problem}" if one.problem else "")
        click.echo(json.dumps(one.to_json()) if options().json else text)
    damaged = [one.name for one in checked if one.ok is False]
    if damaged:
        raise ModelError(
            _("Damaged and no longer used: {names}.").format(names=", ".join(damaged)),
            _("Remove each with `samo models remove NAME`, and install it again."),
        )


@models.command("import")
@click.argument("source", metavar="PATH", type=FILE_NAME)
@global_options
def import_(source: Path) -> None:
    """Install a Whisper model from a folder or an archive, with no network."""
    _installed(_run(_models().take(source)))


@models.command()
@click.argument("name")
@global_options
def download(name: str) -> None:
    """Download a model. No other command uses the network.

    After Ctrl+C the download can be resumed.
    """
    manager = _models()
    status = manager.status(name)
    if status.installable and status.state != "installed":
        say(_("Downloading {name}, {size} MB.").format(name=name, size=f"{status.size / 1e6:,.0f}"))
    _installed(_run(manager.install(name)))


@models.command()
@click.argument("name")
@global_options
def remove(name: str) -> None:
    "Remove an installed model or an unfinished download."
    _models().remove(name)
    data = {"name": name, "state": "available"}
    click.echo(json.dumps(data) if options().json else _("{name} was removed.").format(name=name))


def _models() -> ModelService:
    from samo_desktop.services.models import ModelService

    settings = load_settings()
    return ModelService(lambda: settings)


def _run(work: Generator[Installing, None, Result]) -> Result:
    """Does the work, with its progress on a terminal; Ctrl+C ends it at its next point."""
    from samo_desktop.domain.models import InstallationPace

    pace, drawn = InstallationPace(), 0.0
    try:
        while True:
            event = next(work)
            now = time.monotonic()
            left = pace.seconds_left(event, now)
            if now - drawn >= EVERY:
                drawn = now
                _draw(event, left)
    except StopIteration as stop:
        result: Result = stop.value
        return result
    finally:
        work.close()
        end_progress()


def _draw(event: Installing, left: float | None) -> None:
    share = "" if event.fraction is None else f" {event.fraction:4.0%}"
    time_left = "" if left is None else _(", {time} left").format(time=_duration(left))
    draw(_(PHASES[event.phase]).format(name=event.name) + share + time_left)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return _("{n} s").format(n=round(seconds))
    if seconds < 5400:
        return _("{n} min").format(n=round(seconds / 60))
    return _("{n} h").format(n=f"{seconds / 3600:.1f}")


def _installed(status: ModelStatus) -> None:
    data = json.dumps(status.to_json())
    click.echo(
        data
        if options().json
        else _("{name} is installed in {folder}.").format(
            name=plain_name(status.name), folder=status.folder
        )
    )


def _line(status: ModelStatus) -> str:
    """A model for a person at a terminal."""
    states = {
        "installed": _("included") if status.bundled else _("installed"),
        "available": _("not installed"),
        "partial": _("not installed, {size} MB downloaded").format(
            size=f"{status.fetched / 1e6:,.0f}"
        ),
        "damaged": _("DAMAGED: {problem}").format(problem=status.problem),
    }
    known = (
        _("many languages")
        if ANY_LANGUAGE in status.languages
        else ", ".join(map(language_name, status.languages))
    )
    facts = [_("{size} MB").format(size=f"{status.size / 1e6:,.0f}"), known, status.licence]
    if status.memory:
        size = f"{status.memory / 1e9:.1f}"
        facts.append(_("{size} GB of memory").format(size=size))
    if measured := figures(status.name):
        facts.append(measured.removesuffix("."))
    elif status.quality:
        text = _("{quality} ({n} in 100 words wrong)")
        facts.append(
            text.format(
                quality=_(QUALITIES.get(status.quality, status.quality)), n=f"{status.wer:g}"
            )
        )
    if status.speed and status.speed != 1.0:  # Whisper tiny itself has 1
        text = _("takes {n} times as long as Whisper tiny")
        facts.append(text.format(n=f"{1 / status.speed:.2g}"))
    kind = _(KINDS.get(status.kind, status.kind))
    rest = "; ".join(fact for fact in facts if fact)
    title = plain_name(status.name)
    heard = in_words(status.name, status.languages, status.wer)
    more = f"\n    {heard}" if heard else ""
    return f"{status.name:<24}{kind:<10}{states[status.state]}\n    {title}: {rest}{more}"
