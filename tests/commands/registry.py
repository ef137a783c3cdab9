"""Every command of the program that changes a journal, and what it is tried on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from samo_desktop.app import App
from samo_desktop.domain.personal import OwnFeeling
from tests.support.autocommit import Autocommit

from .world import DRAFTS, EXAMPLES, World, edit_draft, overdue, spool

Prepare = Callable[[App, World], object]


@dataclass(frozen=True)
class Command:
    """A command of a service (`name`: service and method), tried in the way `how` tells.

    `prepare` is done before; what it returns goes to `run`.
    """

    name: str
    run: Callable[[App, World, object], object]
    how: str = ""
    prepare: Prepare = lambda _app, _world: None


def _on(name: str, *entries: str) -> list[Command]:
    """A command that takes no more than the id of an entry, on some of them."""
    return [
        Command(name, lambda app, world, _, e=entry: _call(app, name, world.ids[e]), entry)
        for entry in entries
    ]


def _on_both(name: str, one: str, other: str) -> list[Command]:
    """A command that takes the ids of several entries."""
    return [
        Command(
            name,
            lambda app, world, _: _call(app, name, [world.ids[one], world.ids[other]]),
            f"{one} and {other}",
        )
    ]


def _call(app: App, name: str, entry_id: str | list[str]) -> object:
    service, method = name.split(".")
    return getattr(getattr(app, service), method)(entry_id)


def _hear_otherwise(app: App, world: World) -> object:
    """Another transcript stands in the place of the first, which is returned."""
    former = app.entries.get(world.ids["voice"]).transcript
    assert former is not None
    other = replace(former, text="Other words.", readable="")
    Autocommit(app.session.journal).set_transcript(world.ids["voice"], other, replace_text=True)
    app.entries.analyse_again(world.ids["voice"])
    for _event in app.finish():
        pass
    return former


def _leave_recording(app: App, _world: World) -> None:
    entry_id = "0123456789ab"
    Autocommit(app.session.journal).add_entry(source="voice", entry_id=entry_id, recording=True)
    spool(app.session.journal.spool_folder, entry_id)


def _leave_much(app: App, world: World) -> None:
    """A recording, one without sound, one without an entry; a running job; one long deleted."""
    _leave_recording(app, world)
    Autocommit(app.session.journal).add_entry(
        source="voice", entry_id="123456789abc", recording=True
    )
    spool(app.session.journal.spool_folder, "23456789abcd")
    Autocommit(app.session.journal).next_job(["keep"])
    overdue(app, world.ids["gone"])


COMMANDS: list[Command] = [
    Command("entries.write", lambda app, _w, _: app.entries.write("New words.", tags=["a", "b"])),
    Command(
        "entries.save_draft", lambda app, _w, _: app.entries.save_draft(DRAFTS["entry"]), "entry"
    ),
    Command(
        "entries.save_draft",
        lambda app, world, _: app.entries.save_draft(edit_draft(world.ids["written"])),
        "edit",
    ),
    Command(
        "entries.save_draft",
        lambda app, world, _: app.entries.save_draft(edit_draft(world.ids["gone"])),
        "of a deleted entry",
    ),
    Command(
        "entries.save_draft",
        lambda app, _w, _: app.entries.save_draft(DRAFTS["examples"]),
        "examples",
    ),
    Command(
        "entries.add_file",
        lambda app, world, _: app.entries.add_file(world.folder.parent / "note.wav", again=True),
    ),
    Command(
        "entries.edit",
        lambda app, world, _: app.entries.edit(
            world.ids["written"], text="I was sad.", title="Sad", tags=["home"]
        ),
        "text",
    ),
    Command(
        "entries.edit",
        lambda app, world, _: app.entries.edit(world.ids["waiting"], text="I hope."),
        "before it was read",
    ),
    Command(
        "entries.edit",
        lambda app, world, _: app.entries.edit(world.ids["voice"], title="Mine"),
        "title",
    ),
    Command(
        "entries.replace_text",
        lambda app, world, _: app.entries.replace_text(world.ids["voice"], "I was sad."),
    ),
    *_on("entries.analyse_again", "written", "failed", "unheard"),
    *_on("entries.transcribe_again", "voice"),
    Command(
        "transcripts.accept_words",
        lambda app, world, heard: app.transcripts.accept_words(world.ids["voice"], heard, [0, 1]),
        prepare=lambda app, world: app.entries.get(world.ids["voice"]).transcript,
    ),
    Command(
        "transcripts.use_again",
        lambda app, world, former: app.transcripts.use_again(world.ids["voice"], former),
        prepare=_hear_otherwise,
    ),
    *_on("entries.retry", "failed", "cancelled", "written"),
    *_on("entries.cancel", "waiting", "unheard", "written"),
    Command("entries.cancel_all", lambda app, _w, _: app.entries.cancel_all()),
    *_on("entries.delete", "written", "waiting", "unheard", "failed"),
    *_on("entries.undelete", "gone", "hidden", "hidden failed"),
    *_on("entries.purge", "gone", "voice", "unheard"),
    *_on_both("entries.undelete_several", "gone", "hidden failed"),
    *_on_both("entries.purge_several", "gone", "voice"),
    Command(
        "feelings.correct",
        lambda app, world, _: app.feelings.correct(
            world.ids["written"], ["relief", "homesick"], ["pride"]
        ),
    ),
    *_on("feelings.uncorrect", "written"),
    Command("feelings.add", lambda app, _w, _: app.feelings.add("giddy", EXAMPLES)),
    Command("feelings.remove", lambda app, _w, _: app.feelings.remove("Homesick")),
    Command(
        "feelings.restore",
        lambda app, _w, removed: app.feelings.restore(_feeling(removed)),
        prepare=lambda app, _w: app.feelings.remove("homesick"),
    ),
    Command("feelings.forget", lambda app, _w, _: app.feelings.forget()),
    Command(
        "feelings.remember",
        lambda app, _w, _: app.feelings.remember(),
        prepare=lambda app, _w: app.feelings.forget(),
    ),
    Command("own_words.add", lambda app, _w, _: app.own_words.add(["Maëlys", "Sintra"])),
    *(
        Command(f"own_words.{name}", run, prepare=lambda app, _w: app.own_words.add(["Mochi"]))
        for name, run in (
            ("remove", lambda app, _w, _: app.own_words.remove(["mochi"])),
            ("rename", lambda app, _w, _: app.own_words.rename("mochi", "Mochie")),
            ("put", lambda app, _w, _: app.own_words.put(["Sintra", "Mochi"])),
        )
    ),
    Command("own_words.decline", lambda app, _w, _: app.own_words.decline("Mochi")),
    Command("drafts.remove", lambda app, _w, _: app.drafts.remove("d" * 12)),
    Command(
        "drafts.tidy",
        lambda app, _w, _: app.drafts.tidy(),
        prepare=lambda app, _w: app.entries.write("x", entry_id="d" * 12),
    ),
    Command("journal.set_key_saved", lambda app, _w, _: app.journal.set_key_saved(saved=False)),
    Command("recordings.start", lambda app, _w, _: app.recordings.start("")),
    Command(
        "recordings.stop",
        lambda _app, _w, recording: recording.stop(),  # type: ignore[attr-defined]
        prepare=lambda app, _w: app.recordings.start(""),
    ),
    Command(
        "recordings.recover", lambda app, _w, _: app.recordings.recover(), prepare=_leave_recording
    ),
    Command("app.recover", lambda app, _w, _: app.recover(), prepare=_leave_much),
    Command("app.close", lambda app, _w, _: app.close(), prepare=_leave_much),
]

READS = {
    "entries": {
        *("get", "find", "all", "rows", "count", "transcripts", "moods", "jobs", "deleted"),
        *("count_deleted", "deleted_entry", "check_transcribing", "sound_waiting", "tags"),
        "seconds_a_minute",
    },
    "feelings": {
        *(
            "labels",
            "own",
            "unteachable",
            "check_name",
            "known",
            "reliability",
            "corrections",
            "learn",
        ),
        "teachings",
    },
    "own_words": {"all", "offers"},
    "drafts": {"unsaved", "ids", "folder", "count_unreadable", "read"},
    "journal": {
        "folder",
        "encrypted",
        "writable",
        "key_saved",
        "interrupted",
        "opened_with_recovery_key",
    },
    "recordings": {"prepare", "recovered", "open_audio", "player", "wave", "spoken_sentences"},
    "transcripts": {"doubtful_words"},
}
"""What changes nothing that is kept."""

ELSEWHERE = {
    "drafts.keep": "it writes one file whole: tests/store/test_drafts.py",
    "drafts.remove_saved": "drafts.tidy does it",
    "journal.change_passphrase": "it changes the vault: see test_crashes.py",
    "journal.new_recovery_key": "it changes the vault: see test_crashes.py",
    "recordings.close": "app.close does it",
}


def _feeling(removed: object) -> OwnFeeling:
    assert isinstance(removed, OwnFeeling)
    return removed
