"""Texts that are typed: kept as drafts of the journal until they are saved, listed, saved later."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import click

from samo_desktop.cli.common import (
    app_in,
    emit,
    emit_finished,
    global_options,
    journal_and_secret,
    open_app,
    open_journal,
    options,
    say,
)
from samo_desktop.cli.output import on_one_line, printable
from samo_desktop.cli.typing import Keyboard, StoppedError
from samo_desktop.domain.draft import Draft
from samo_desktop.domain.entry import Entry, is_blank
from samo_desktop.domain.personal import OwnFeeling
from samo_desktop.domain.title import title_from
from samo_desktop.errors import NotFoundError, SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.messages import gettext_noop as N_
from samo_desktop.messages import ngettext

if TYPE_CHECKING:
    from samo_desktop.app import App

Made = TypeVar("Made")

TO_SAVE = N_("`samo draft save` saves it, `samo draft discard` removes it.")
KEYS = N_("Ctrl+D on an empty line saves it; Ctrl+C keeps it as a draft.")


@dataclass(frozen=True)
class Desk:
    """An open journal, and the keyboard that a text for it comes from."""

    app: App
    keyboard: Keyboard

    def read(self, draft: Draft, wanted: str) -> Draft:
        """`draft` with the text that comes, which is on the disk as a draft by then.

        `wanted` says on a terminal what is waited for. Raises SamoError if the person stops, and
        the draft stays.
        """
        keep = _Keeper(self.app, draft)
        try:
            text = self.keyboard.text(keep, f"{wanted} {_(KEYS)}")
        except StoppedError as stopped:
            raise self._stopped(keep, stopped.text) from None
        return replace(draft, text=text)

    def save(self, draft: Draft, save: Callable[[], Made]) -> Made:
        """What `save` makes of the draft, which is gone then. Where it fails, the draft stays."""
        try:
            made = save()
        except SamoError as error:
            keep = _Keeper(self.app, draft, said=True)  # the error itself says it
            keep(draft.text)
            hint = f"{error.hint} {keep.told(draft.text)}".strip()
            raise SamoError(error.message, hint) from error
        self.app.drafts.remove(draft.id)
        return made

    def _stopped(self, keep: _Keeper, text: str) -> SamoError:
        if is_blank(text):
            self.app.drafts.remove(keep.draft.id)
            return SamoError(_("Stopped."), _("Nothing was typed, and nothing was saved."))
        return SamoError(_("Stopped."), keep.told(text))


class _Keeper:
    """Keeps a text as a draft, again and again; says once if it cannot."""

    def __init__(self, app: App, draft: Draft, *, said: bool = False) -> None:
        self.draft = draft
        self._app = app
        self._problem: SamoError | None = None
        self._said = said

    def __call__(self, text: str) -> None:
        if is_blank(text):
            return
        try:
            self._app.drafts.keep(replace(self.draft, text=text))
            self._problem = None
        except SamoError as error:
            self._problem = error
            if not self._said:
                say(
                    _("A draft could not be saved while you type. {message}").format(
                        message=error.message
                    )
                )
            self._said = True

    def told(self, text: str) -> str:
        """Where the text is now; a text that could not be kept is shown, to be copied."""
        if self._problem is None:
            return " ".join([_("Your text is kept as a draft."), _(TO_SAVE)])
        say(_("This could not be saved anywhere, so here it is again:"))
        say(printable(text))
        return _("Your text is shown above: copy it.")


@contextmanager
def desk() -> Iterator[Desk]:
    """A journal that is open for writing before a word is typed, and the keyboard.

    Work that was left is not done before the text is there.
    """
    folder, secret = journal_and_secret()  # which may ask at the same terminal
    with Keyboard() as keyboard, app_in(folder, secret, finish=False) as app:
        tell_drafts(app)
        yield Desk(app, keyboard)


def tell_drafts(app: App) -> None:
    """Says which draft was left."""
    drafts = app.drafts.tidy()
    if drafts:
        first = drafts[0]
        parts = [
            _("There is an unsaved draft from {when}: “{words}”.").format(
                when=_when(first), words=title_from(first.text)
            )
        ]
        if len(drafts) > 1:
            text = ngettext("There is 1 draft in all.", "There are {n} drafts in all.", len(drafts))
            parts.append(text.format(n=len(drafts)))
        say(" ".join([*parts, _(TO_SAVE)]))


def _when(draft: Draft) -> str:
    return f"{draft.begun:%Y-%m-%d %H:%M}"


@click.group()
@global_options
def draft() -> None:
    "List, save or discard texts that were typed but not saved."


@draft.command("list")
@global_options
def list_() -> None:
    """List drafts, newest first."""
    with open_journal() as journal:
        drafts = journal.drafts.unsaved()
        unreadable = journal.drafts.count_unreadable()
        folder = journal.drafts.folder
    for one in drafts:
        line = f"{one.id}  {_when(one)}  {on_one_line(title_from(one.text))}{_becomes(one)}"
        click.echo(json.dumps(one.to_json()) if options().json else line)
    if unreadable:
        text = ngettext(
            "1 draft in {folder} cannot be read.",
            "{n} drafts in {folder} cannot be read.",
            unreadable,
        )
        say(text.format(n=unreadable, folder=folder))
    elif not drafts:
        say(_("No drafts."))


def _becomes(draft: Draft) -> str:
    return {
        "entry": "",
        "edit": "  " + _("[the text of {entry}]").format(entry=draft.target),
        "examples": "  " + _("[examples of '{feeling}']").format(feeling=draft.target),
    }[draft.purpose]


def feeling_added(added: OwnFeeling) -> str:
    """Says that a feeling was added, and from how many examples."""
    number = len(added.examples)
    text = ngettext("Added '{name}' from 1 example.", "Added '{name}' from {n} examples.", number)
    return text.format(name=added.name, n=number)


@draft.command()
@click.argument("draft_id", metavar="[ID]", required=False)
@global_options
def save(draft_id: str | None) -> None:
    "Save a draft, by default the newest, as what it was typed for."
    with open_app() as app:
        made = app.entries.save_draft(_chosen(app, draft_id))
        if isinstance(made, Entry):
            emit_finished(app, made.id)
        else:
            data = {"label": made.name, "kind": "own", "examples": len(made.examples)}
            emit(data, feeling_added(made))


@draft.command()
@click.argument("draft_id", metavar="[ID]", required=False)
@global_options
def discard(draft_id: str | None) -> None:
    "Discard a draft, by default the newest. Its text is shown one last time."
    with open_app() as app:
        chosen = _chosen(app, draft_id)
        emit(chosen.to_json(), chosen.text)
        app.drafts.remove(chosen.id)
    if not options().json:
        say(_("The draft was discarded."))


def _chosen(app: App, start: str | None) -> Draft:
    drafts = [one for one in app.drafts.tidy() if one.id.startswith((start or "").lower())]
    if not drafts:
        raise NotFoundError(_("There is no such draft.") if start else _("There is no draft."))
    if start and len(drafts) > 1:
        raise NotFoundError(
            _("Several drafts begin with '{start}'.").format(start=start), _("Type more of the id.")
        )
    return drafts[0]
