"""Feelings: correct those of an entry, add some of one's own, see what was learned."""

from __future__ import annotations

import json
from pathlib import Path

import click

from samo_desktop.cli.common import (
    FILE_NAME,
    emit,
    emit_entry,
    global_options,
    open_app,
    options,
    say,
)
from samo_desktop.cli.drafts import desk, feeling_added
from samo_desktop.cli.typing import told
from samo_desktop.domain.draft import Draft
from samo_desktop.domain.personal import MAX_EXAMPLE_CHARACTERS, MAX_EXAMPLES
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.messages import ngettext

MAX_FILE = 8 * MAX_EXAMPLES * MAX_EXAMPLE_CHARACTERS
"""Bytes of a file of examples: more than the longest that is taken, whatever its letters."""
BAR = 24
"""Characters of a full bar of the reliability curve."""


@click.command()
@click.argument("entry_id", metavar="ID")
@click.option("--add", "added", multiple=True, metavar="FEELING", help=_("Add this feeling."))
@click.option(
    "--remove", "removed", multiple=True, metavar="FEELING", help=_("Remove this feeling.")
)
@click.option("--undo", is_flag=True, help=_("Undo all corrections of this entry."))
@global_options
def correct(entry_id: str, added: tuple[str, ...], removed: tuple[str, ...], undo: bool) -> None:
    "Correct the feelings of an entry. Later analyses learn from it."
    if not (added or removed or undo):
        raise SamoError(_("Nothing to correct."), _("Give --add or --remove with a feeling."))
    if undo and (added or removed):
        raise SamoError(
            _("--undo can't be combined with other options."), _("Undo first, then correct.")
        )
    with open_app() as app:
        entry_id = app.entries.get(entry_id).id
        entry = (
            app.feelings.uncorrect(entry_id)
            if undo
            else app.feelings.correct(entry_id, added, removed)
        )
        emit_entry(entry)


@click.group()
@global_options
def feelings() -> None:
    "List feelings, add your own, and see what was learned."


@feelings.command("list")
@global_options
def list_() -> None:
    "List all feelings, and what your corrections taught about each."
    with open_app() as app:
        known = app.feelings.known()
    for one in known:
        if options().json:
            data = {
                "label": one.label,
                "kind": one.kind,
                "examples": one.examples,
                "corrections": one.corrections,
                "bias": round(one.bias, 4),
            }
            click.echo(json.dumps(data))
            continue
        parts = [{"model": "", "prototype": _("from examples"), "own": _("your own")}[one.kind]]
        if one.kind == "own":
            text = ngettext("1 example", "{n} examples", one.examples)
            parts.append(text.format(n=one.examples))
        if one.corrections:
            text = ngettext("1 correction", "{n} corrections", one.corrections)
            parts.append(text.format(n=one.corrections))
        if one.bias:
            parts.append(_("shown more readily") if one.bias > 0 else _("shown less readily"))
        click.echo(f"{one.label:<16}{', '.join(part for part in parts if part)}".rstrip())


@feelings.command()
@click.argument("name")
@click.option(
    "--examples",
    "file",
    required=True,
    type=FILE_NAME,
    metavar="FILE",
    help=_("One example per line; - for standard input."),
)
@global_options
def add(name: str, file: Path) -> None:
    "Add your own feeling with about ten example sentences (5 to 200)."
    if str(file) in ("-", "/dev/stdin"):
        with desk() as here:
            here.app.feelings.check_name(name)
            draft = here.read(
                Draft(purpose="examples", target=name),
                _("Write one example of '{name}' per line.").format(name=name),
            )
            added = here.save(draft, lambda: here.app.feelings.add(name, draft.text.splitlines()))
    else:
        with open_app() as app:
            app.feelings.check_name(name)
            added = app.feelings.add(name, read_examples(file))
    data = {"label": added.name, "kind": "own", "examples": len(added.examples)}
    emit(data, feeling_added(added))
    if not options().json:
        say(_("Entries analysed from now on may show it."))


@feelings.command()
@click.argument("name")
@global_options
def remove(name: str) -> None:
    "Remove a feeling of your own. Entries that show it keep it."
    with open_app() as app:
        removed = app.feelings.remove(name)
    data = {"label": removed.name, "kind": "own", "examples": len(removed.examples)}
    emit(data, _("Removed '{name}'.").format(name=removed.name))


@feelings.command()
@click.option("--undo", is_flag=True, help=_("Undo the last reset."))
@global_options
def reset(undo: bool) -> None:
    """Forget what corrections taught. The corrections stay on their entries."""
    with open_app() as app:
        number = app.feelings.remember() if undo else app.feelings.forget()
    text = (
        ngettext("1 correction remembered.", "{n} corrections remembered.", number)
        if undo
        else ngettext("1 correction forgotten.", "{n} corrections forgotten.", number)
    )
    emit({"remembered" if undo else "forgotten": number}, text.format(n=number))


@feelings.command()
@global_options
def reliability() -> None:
    "How often feelings of each probability were right, in entries that you corrected."
    with open_app() as app:
        found = app.feelings.reliability()
    bins = [
        {
            "low": round(b.low, 4),
            "high": round(b.high, 4),
            "probability": round(b.mean_probability, 5),
            "share": round(b.share_wanted, 5),
            "count": b.count,
        }
        for b in found.before
    ]
    lines = [
        _("{low} to {high} sure  right {share}  {bar}  {n}").format(
            low=f"{b.low:4.0%}",
            high=f"{b.high:4.0%}",
            share=f"{b.share_wanted:4.0%}",
            bar=f"{'#' * round(b.share_wanted * BAR):<{BAR}}",
            n=b.count,
        )
        for b in found.before
    ]
    if not found.corrections:
        lines = [_("No corrections yet: there is nothing to compare with.")]
    emit({"bins": bins, "corrections": found.corrections}, "\n".join(lines))


def read_examples(path: Path) -> list[str]:
    """The lines of a text file. Raises SamoError if it cannot be read as such."""
    if not path.exists():
        raise NotFoundError(_("{path} was not found.").format(path=path), _("Check its name."))
    if path.is_dir():
        raise SamoError(
            _("{path} is a folder.").format(path=path),
            _("Give a text file with one example per line."),
        )
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE + 1)
        if len(content) > MAX_FILE:
            raise SamoError(
                _("The file {path} is too large.").format(path=path),
                _("Give at most {n} examples.").format(n=MAX_EXAMPLES),
            )
        return told(content).splitlines()
    except OSError as error:
        raise SamoError(
            _("The file {path} cannot be read.").format(path=path),
            _("Check its name and permissions."),
        ) from error
