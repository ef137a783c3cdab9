"""Feelings: correct those of an entry, add some of one's own, see what was learned."""

from __future__ import annotations

import json
from pathlib import Path

import click

from samo_desktop.cli.common import (
    FILE_NAME,
    count,
    emit,
    emit_entry,
    global_options,
    open_app,
    options,
    say,
)
from samo_desktop.cli.drafts import desk
from samo_desktop.cli.typing import told
from samo_desktop.domain.draft import Draft
from samo_desktop.domain.personal import MAX_EXAMPLE_CHARACTERS, MAX_EXAMPLES
from samo_desktop.errors import NotFoundError, SamoError

MAX_FILE = 8 * MAX_EXAMPLES * MAX_EXAMPLE_CHARACTERS
"""Bytes of a file of examples: more than the longest that is taken, whatever its letters."""
BAR = 24
"""Characters of a full bar of the reliability curve."""


@click.command()
@click.argument("entry_id", metavar="ID")
@click.option("--add", "added", multiple=True, metavar="FEELING", help="A feeling that is there.")
@click.option("--remove", "removed", multiple=True, metavar="FEELING", help="One that is not.")
@click.option("--undo", is_flag=True, help="Take back all that was said of this entry.")
@global_options
def correct(entry_id: str, added: tuple[str, ...], removed: tuple[str, ...], undo: bool) -> None:
    """Correct the feelings of an entry; what is read from then on learns from it."""
    if not (added or removed or undo):
        raise SamoError("Nothing to correct was given.", "Give --add or --remove with a feeling.")
    if undo and (added or removed):
        raise SamoError("--undo goes alone.", "Take back first, then correct.")
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
    """The feelings that are named: list them, add your own, see what was learned."""


@feelings.command("list")
@global_options
def list_() -> None:
    """List the feelings that can be named, and what corrections taught about each."""
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
        parts = [{"model": "", "prototype": "from examples", "own": "your own"}[one.kind]]
        if one.kind == "own":
            parts.append(count(one.examples, "example"))
        if one.corrections:
            parts.append(count(one.corrections, "correction"))
        if one.bias:
            parts.append(f"{'shown more' if one.bias > 0 else 'shown less'} readily")
        click.echo(f"{one.label:<16}{', '.join(part for part in parts if part)}".rstrip())


@feelings.command()
@click.argument("name")
@click.option(
    "--examples",
    "file",
    required=True,
    type=FILE_NAME,
    metavar="FILE",
    help="One example a line; - for standard input.",
)
@global_options
def add(name: str, file: Path) -> None:
    """Add a feeling of your own, from about ten sentences that show it (5 to 200)."""
    if str(file) in ("-", "/dev/stdin"):
        with desk() as here:
            here.app.feelings.check_name(name)
            draft = here.read(
                Draft(purpose="examples", target=name), f"Write one example of '{name}' a line."
            )
            added = here.save(draft, lambda: here.app.feelings.add(name, draft.text.splitlines()))
    else:
        with open_app() as app:
            app.feelings.check_name(name)
            added = app.feelings.add(name, read_examples(file))
    data = {"label": added.name, "kind": "own", "examples": len(added.examples)}
    emit(data, f"Added '{added.name}' from {count(len(added.examples), 'example')}.")
    if not options().json:
        say("Entries that are read from now on may show it.")


@feelings.command()
@click.argument("name")
@global_options
def remove(name: str) -> None:
    """Remove a feeling of your own. Entries that show it go on showing it."""
    with open_app() as app:
        removed = app.feelings.remove(name)
    data = {"label": removed.name, "kind": "own", "examples": len(removed.examples)}
    emit(data, f"Removed '{removed.name}'.")


@feelings.command()
@click.option("--undo", is_flag=True, help="Take the last reset back.")
@global_options
def reset(undo: bool) -> None:
    """Forget what corrections taught. The corrections stay on their entries."""
    with open_app() as app:
        number = app.feelings.remember() if undo else app.feelings.forget()
    done = "remembered" if undo else "forgotten"
    emit({done: number}, f"{count(number, 'correction')} {done}.")


@feelings.command()
@global_options
def reliability() -> None:
    """How often what was said with some probability was right, on entries that you corrected."""
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
        f"said {b.low:4.0%} to {b.high:4.0%}  right {b.share_wanted:4.0%}  "
        f"{'#' * round(b.share_wanted * BAR):<{BAR}}  {b.count}"
        for b in found.before
    ]
    if not found.corrections:
        lines = ["No corrections yet: there is nothing to compare with."]
    emit({"bins": bins, "corrections": found.corrections}, "\n".join(lines))


def read_examples(path: Path) -> list[str]:
    """The lines of a text file. Raises SamoError if it cannot be read as such."""
    if not path.exists():
        raise NotFoundError(f"There is no file {path}.", "Check its name.")
    if path.is_dir():
        raise SamoError(f"{path} is a folder.", "Give a text file with one example a line.")
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE + 1)
        if len(content) > MAX_FILE:
            raise SamoError(
                f"The file {path} is too large.", f"Give at most {MAX_EXAMPLES} examples."
            )
        return told(content).splitlines()
    except OSError as error:
        raise SamoError(
            f"The file {path} cannot be read.", "Check its name and permissions."
        ) from error
