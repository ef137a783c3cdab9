"""Entries: write, show, list, edit, delete."""

from __future__ import annotations

import json
import sys
from datetime import datetime

import click

from samo_desktop.cli.common import (
    AT_RULE,
    ISO_DATE,
    emit_entry,
    emit_finished,
    feelings_text,
    global_options,
    open_app,
    open_journal,
    options,
    say,
    time_range,
)
from samo_desktop.domain.calendar import written
from samo_desktop.domain.entry import Entry
from samo_desktop.errors import SamoError

MAX_TEXT = 20_000_000
"""Characters read from standard input: beyond any journal entry, within any memory."""


def read_text(text: str | None) -> str:
    """`text`, or standard input for "-" and for none. Raises SamoError if it is not text."""
    try:
        if text not in (None, "-"):
            # Bytes of an argument that are no text come as lone surrogates.
            return str(text).encode("utf-8").decode("utf-8")
        content = sys.stdin.buffer.read(MAX_TEXT + 1).decode("utf-8")
    except UnicodeError as error:
        raise SamoError(
            "What came in is not UTF-8 text.", "Save it as UTF-8 and try again."
        ) from error
    if len(content) > MAX_TEXT:
        raise SamoError(
            f"The text is longer than {MAX_TEXT:,} characters.", "Split it into several entries."
        )
    return content


@click.command()
@click.argument("text", required=False)
@click.option("--at", type=ISO_DATE, help="When it was written; now if left out. " + AT_RULE)
@click.option("--tag", "tags", multiple=True, help="A tag; may be given several times.")
@global_options
def write(text: str | None, at: datetime | None, tags: tuple[str, ...]) -> None:
    """Write an entry and have it analysed. TEXT may be - for standard input."""
    content = read_text(text)
    if not content.strip():
        raise SamoError("There is nothing to write: the text is empty.", "Give some text.")
    with open_app() as app:
        emit_finished(app, app.write(content, at=at, tags=tags).id)


@click.command()
@click.argument("entry_id", metavar="ID")
@global_options
def show(entry_id: str) -> None:
    """Show an entry. ID may be its first characters."""
    with open_journal() as journal:
        emit_entry(journal.entry(entry_id))


@click.command("list")
@time_range
@click.option("--feeling", help="Entries with this feeling.")
@click.option("--tag", help="Entries with this tag.")
@click.option("--limit", type=click.IntRange(min=0), help="At most so many.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Leave out the first.")
@global_options
def list_(
    since: datetime | None,
    until: datetime | None,
    feeling: str | None,
    tag: str | None,
    limit: int | None,
    offset: int,
) -> None:
    """List entries, newest first."""
    with open_journal() as journal:
        found = journal.entries(
            since=since, until=until, feeling=feeling, tag=tag, limit=limit, offset=offset
        )
    for entry in found:
        click.echo(json.dumps(entry.to_json(sentences=False)) if options().json else _line(entry))
    if not found and not options().json:
        say("No entries.")


def _line(entry: Entry) -> str:
    feelings = feelings_text(entry.analysis.feelings[:3]) if entry.analysis else entry.state
    title = entry.title or "(no words)"
    return f"{entry.id}  {written(entry.created_at)}  {title}  [{feelings}]"


@click.command()
@click.argument("entry_id", metavar="ID")
@click.option("--text", help="New text; - for standard input.")
@click.option("--title", help="New title; empty for the first words.")
@click.option("--at", type=ISO_DATE, help="New date. " + AT_RULE)
@click.option("--tag", "tags", multiple=True, help="New tags, in place of the old.")
@click.option("--no-tags", is_flag=True, help="Take all tags off.")
@click.option(
    "--transcribe-with",
    metavar="MODEL",
    help="Write the words of its voice note down again; a changed text stays.",
)
@click.option("--language", help="With --transcribe-with: ISO 639-1 code of what is spoken.")
@global_options
def edit(
    entry_id: str,
    text: str | None,
    title: str | None,
    at: datetime | None,
    tags: tuple[str, ...],
    no_tags: bool,
    transcribe_with: str | None,
    language: str | None,
) -> None:
    """Change an entry; a changed text is analysed again."""
    new_tags = () if no_tags else (tags or None)
    if language is not None and transcribe_with is None:
        raise click.UsageError("--language says what --transcribe-with is to hear.")
    with open_app() as app:
        entry = app.journal.entry(entry_id)
        if text is not None:
            text = read_text(text)
        elif all(change is None for change in (title, at, new_tags, transcribe_with)):
            raise SamoError("Nothing to change was given.", "Give --text, --title, --at or --tag.")
        if transcribe_with is not None:
            app.check_transcribing(entry.id, transcribe_with)
        app.edit(entry.id, text=text, title=title, tags=new_tags, at=at)
        if transcribe_with is not None:
            app.transcribe_again(entry.id, transcribe_with, language)
        emit_finished(app, entry.id)


@click.command()
@click.argument("entry_id", metavar="ID")
@global_options
def delete(entry_id: str) -> None:
    """Delete an entry for good: its words, feelings and sound."""
    with open_app() as app:
        entry = app.purge(app.journal.entry(entry_id).id)
    emit_entry(entry)
    if not options().json:
        say("It was deleted.")
