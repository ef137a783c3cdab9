"""Entries: write, show, list, edit, delete, undelete."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from samo_desktop.cli.common import (
    AT_RULE,
    ISO_DATE,
    LANGUAGE,
    MOST,
    emit_entry,
    emit_finished,
    feelings_text,
    global_options,
    open_app,
    open_journal,
    options,
    say,
    state_name,
    time_range,
)
from samo_desktop.cli.drafts import desk, tell_drafts
from samo_desktop.cli.output import on_one_line
from samo_desktop.cli.typing import argument_text
from samo_desktop.domain.calendar import written
from samo_desktop.domain.draft import Draft
from samo_desktop.domain.entry import KEPT_DAYS, Entry, is_blank
from samo_desktop.domain.filter import Filter
from samo_desktop.domain.tags import parse_tags
from samo_desktop.domain.typed import has_words
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.messages import gettext as _

if TYPE_CHECKING:
    from samo_desktop.app import App
    from samo_desktop.services.reading import EntryReader

FROM_KEYBOARD = (None, "-")
"""What stands in place of a text that is to come from standard input."""


@click.command()
@click.argument("text", required=False)
@click.option(
    "--at", type=ISO_DATE, help=_("When it was written; now if left out.") + f" {AT_RULE}"
)
@click.option("--tag", "tags", multiple=True, help=_("A tag; may be given several times."))
@global_options
def write(text: str | None, at: datetime | None, tags: tuple[str, ...]) -> None:
    """Write an entry and have it analysed. TEXT may be - for standard input.

    What is typed is kept as a draft until it is saved: see `samo draft`.
    """
    if text not in FROM_KEYBOARD:
        content = not_empty(argument_text(str(text)))
        with open_app() as app:
            tell_drafts(app)
            emit_finished(app, app.entries.write(content, at=at, tags=tags).id)
        return
    with desk() as here:
        draft = here.read(Draft(tags=tags, at=at), _("Write your entry."))
        not_empty(draft.text)
        entry = here.save(
            draft, lambda: here.app.entries.write(draft.text, at=at, tags=tags, entry_id=draft.id)
        )
        emit_finished(here.app, entry.id)


def not_empty(text: str) -> str:
    """`text` itself. Raises SamoError if there is nothing in it to be seen."""
    if is_blank(text):
        raise SamoError(_("No text given."), _("Write something first."))
    return text


@click.command()
@click.argument("entry_id", metavar="ID")
@global_options
def show(entry_id: str) -> None:
    """Show an entry. ID may be its first characters."""
    with open_journal() as journal:
        emit_entry(journal.entries.get(entry_id))


def _one_tag(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    tags = parse_tags(value)
    if len(tags) != 1:
        raise click.BadParameter(_("'{value}' is not a single tag.").format(value=value))
    return tags[0]


@click.command("list")
@time_range
@click.option("--feeling", help=_("Only entries with this feeling."))
@click.option("--tag", callback=_one_tag, help=_("Only entries with this tag."))
@click.option("--limit", type=click.IntRange(0, MOST), help=_("Show at most this many."))
@click.option("--offset", type=click.IntRange(0, MOST), default=0, help=_("Skip this many."))
@click.option(
    "--deleted", is_flag=True, help=_("Show deleted entries, most recently deleted first.")
)
@global_options
def list_(
    since: datetime | None,
    until: datetime | None,
    feeling: str | None,
    tag: str | None,
    limit: int | None,
    offset: int,
    deleted: bool,
) -> None:
    """List entries, newest first."""
    if deleted:
        if any(value is not None for value in (since, until, feeling, tag)):
            raise click.UsageError(_("--deleted can be combined with --limit and --offset only."))
        _list_deleted(limit, offset)
        return
    with open_journal() as journal:
        which = Filter(since, until, feeling, tag)
        found = journal.entries.all(which, limit=limit, offset=offset)
    for entry in found:
        click.echo(json.dumps(entry.to_json(sentences=False)) if options().json else _line(entry))
    if not found and not options().json:
        say(_("No entries."))


def _list_deleted(limit: int | None, offset: int) -> None:
    with open_journal() as journal:
        found = journal.entries.deleted()[offset:][:limit]
    for each in found:
        until = _("kept until {day}").format(day=f"{each.until:%Y-%m-%d}")
        text = f"{_line(each.entry)}  {until}"
        click.echo(json.dumps(each.to_json()) if options().json else text)
    if not found and not options().json:
        say(_("No deleted entries."))


def _line(entry: Entry) -> str:
    feelings = feelings_text(entry.analysis.feelings[:3]) if entry.analysis else state_name(entry)
    title = on_one_line(entry.title) or _("(no words)")
    return f"{entry.id}  {written(entry.created_at)}  {title}  [{feelings}]"


@click.command()
@click.argument("entry_id", metavar="ID")
@click.option("--text", help=_("New text; - for standard input."))
@click.option("--title", help=_("New title; empty for the suggested one."))
@click.option("--at", type=ISO_DATE, help=_("New date.") + f" {AT_RULE}")
@click.option("--tag", "tags", multiple=True, help=_("New tags, replacing the old ones."))
@click.option("--no-tags", is_flag=True, help=_("Remove all tags."))
@click.option(
    "--transcribe-with",
    metavar="MODEL",
    help=_("Transcribe its voice note again; what you typed or changed stays."),
)
@click.option("--language", type=LANGUAGE, help=_("With --transcribe-with: the language spoken."))
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
    new_tags = () if no_tags else (parse_tags(tags) or None)
    if language is not None and transcribe_with is None:
        raise click.UsageError(_("--language can only be used with --transcribe-with."))
    changes: dict[str, Any] = {"title": title, "at": at, "tags": new_tags}
    if text == "-":
        with desk() as here:
            entry = here.app.entries.get(entry_id)
            _check_transcribing(here.app, entry.id, transcribe_with)
            draft = here.read(Draft(purpose="edit", target=entry.id), _("Write the new text."))
            here.save(draft, lambda: here.app.entries.edit(entry.id, text=draft.text, **changes))
            _finish_edit(here.app, entry.id, transcribe_with, language)
        return
    with open_app() as app:
        entry = app.entries.get(entry_id)
        if all(change is None for change in (text, transcribe_with, *changes.values())):
            raise SamoError(_("Nothing to change."), _("Give --text, --title, --at or --tag."))
        _check_transcribing(app, entry.id, transcribe_with)
        app.entries.edit(entry.id, text=None if text is None else argument_text(text), **changes)
        _finish_edit(app, entry.id, transcribe_with, language)


def _check_transcribing(app: App, entry_id: str, model: str | None) -> None:
    if model is not None:
        app.entries.check_transcribing(entry_id, model)


def _finish_edit(app: App, entry_id: str, model: str | None, language: str | None) -> None:
    if model is not None:
        app.entries.transcribe_again(entry_id, model, language)
    emit_finished(app, entry_id)
    if model is not None:
        _tell_left_out(app.entries.get(entry_id))


def _tell_left_out(entry: Entry) -> None:
    """Says where the new words of a voice note are if the user's text was left as it is."""
    if entry.transcript and not has_words(entry.text, entry.transcript.written):
        say(_("You changed the text, so it stays as it is. The new transcript is kept beside it."))


@click.command()
@click.argument("entry_id", metavar="ID")
@click.option(
    "--for-good",
    is_flag=True,
    help=_("Delete it now and for good, whether or not it was deleted before."),
)
@click.option("--yes", is_flag=True, help=_("With --for-good: do not ask."))
@global_options
def delete(entry_id: str, for_good: bool, yes: bool) -> None:
    """Delete an entry. It is kept for 30 days; `samo undelete ID` brings it back."""
    if yes and not for_good:
        raise click.UsageError(_("--yes answers the question of --for-good."))
    with open_app() as app:
        if for_good:
            entry = _either(app.entries, entry_id)
            if not yes:
                _ask(entry)
            entry = app.entries.purge(entry.id)
        else:
            entry = app.entries.delete(app.entries.get(entry_id).id)
    emit_entry(entry)
    if options().json:
        return
    if for_good:
        say(_("The entry was deleted for good."))
    else:
        text = _("The entry was deleted. For {days} days, `samo undelete {id}` brings it back.")
        say(text.format(days=KEPT_DAYS, id=entry.id))


@click.command()
@click.argument("entry_id", metavar="ID")
@global_options
def undelete(entry_id: str) -> None:
    """Bring a deleted entry back; see them with `samo list --deleted`."""
    with open_app() as app:
        emit_finished(app, app.entries.undelete(app.entries.deleted_entry(entry_id).id).id)


def _either(entries: EntryReader, entry_id: str) -> Entry:
    """The entry that `entry_id` means, deleted or not."""
    try:
        return entries.get(entry_id)
    except NotFoundError:
        return entries.deleted_entry(entry_id)


def _ask(entry: Entry) -> None:
    """Asks whether an entry is to go for good. Raises SamoError if nobody can be asked."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise SamoError(
            _("Deleting for good cannot be undone, so it needs to be confirmed."),
            _("Add --yes, or leave out --for-good so that the entry is kept for a while."),
        )
    what = on_one_line(entry.title) or _("the entry of {when}").format(
        when=written(entry.created_at)
    )
    question = (
        _("Delete “{what}” and its recording for good? Nobody can bring it back.")
        if entry.audio
        else _("Delete “{what}” for good? Nobody can bring it back.")
    )
    click.confirm(question.format(what=what), abort=True, err=True)
