"""The tree of commands. Imported once the language is chosen: help is translated as it is made."""

from __future__ import annotations

import inspect

import click

from samo_desktop import __version__
from samo_desktop.cli import analysis, charts, drafts, entries, feelings, models, recording, system
from samo_desktop.cli.common import global_options
from samo_desktop.messages import gettext as _


@click.group(context_settings={"help_option_names": ["-h", "--help"], "obj": None})
@click.version_option(__version__, prog_name="samo")
@global_options
def samo() -> None:
    """A private voice journal: everything happens on this computer."""


for command in (
    system.init,
    system.recovery_key,
    recording.add,
    entries.write,
    recording.record,
    entries.show,
    entries.list_,
    entries.edit,
    entries.delete,
    drafts.draft,
    entries.undelete,
    feelings.correct,
    feelings.feelings,
    analysis.analyse,
    analysis.transcribe,
    charts.timeline,
    models.models,
    system.doctor,
    system.bench,
    system.demo,
):
    samo.add_command(command)


def _translate(command: click.Command) -> None:
    """Puts the help of a command, which is its docstring, into the user's language."""
    command.help = command.help and _(inspect.cleandoc(command.help))
    for each in command.commands.values() if isinstance(command, click.Group) else ():
        _translate(each)


_translate(samo)
