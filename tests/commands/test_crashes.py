"""A program that dies at any statement of any command leaves the journal as before or as after."""

from __future__ import annotations

import inspect
import shutil
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from samo_desktop.app import App
from samo_desktop.services.drafts import DraftService
from samo_desktop.services.entries import EntryService
from samo_desktop.services.feelings import FeelingService
from samo_desktop.services.journal import JournalService
from samo_desktop.services.recordings import RecordingService
from samo_desktop.services.transcripts import TranscriptService
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from samo_desktop.store.vault import Cost

from . import world as worlds
from .faults import Died, Fuse
from .registry import COMMANDS, ELSEWHERE, READS, Command
from .world import MODELS, World

pytestmark = pytest.mark.slow

SERVICES = {
    "entries": EntryService,
    "feelings": FeelingService,
    "drafts": DraftService,
    "journal": JournalService,
    "recordings": RecordingService,
    "transcripts": TranscriptService,
}
CHEAP = Cost(memory_kib=64, iterations=1, lanes=1)
IDS = [f"{each.name}, {each.how}".rstrip(", ") for each in COMMANDS]


@pytest.fixture(scope="module")
def template(fuse: Fuse, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A journal to be copied for each try."""
    return worlds.make(tmp_path_factory.mktemp("template") / "journal")


class Tries:
    """Tries of one command, each on a copy of the same journal."""

    def __init__(self, command: Command, template: World, fuse: Fuse, folder: Path) -> None:
        self.command, self.template, self.fuse, self.folder = command, template, fuse, folder
        self.steps = 0
        """Steps of the last try."""

    def dies_at(
        self, step: int | None, *, never_begun: bool = False, commits: bool = False
    ) -> World:
        """The journal after the command died before a step; None lets it come to its end."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copy(self.template.folder.parent / "note.wav", self.folder.parent)
        world = self.template.copy(self.folder)
        app = world.open()
        with pytest.MonkeyPatch.context() as patch:
            drawn = iter(f"{number:012x}" for number in range(0xABC000, 0xABD000))
            patch.setattr("secrets.token_hex", lambda _bytes=None: next(drawn))
            prepared = self.command.prepare(app, world)
            if not never_begun:
                with self.fuse.ends_at(step, commits=commits), suppress(Died):
                    self.command.run(app, world, prepared)
                self.steps = self.fuse.steps
        worlds.kill(app)
        return world


@pytest.mark.parametrize("command", COMMANDS, ids=IDS)
def test_each_command_is_done_whole_or_not_at_all(
    command: Command, template: World, fuse: Fuse, tmp_path: Path
) -> None:
    tries = Tries(command, template, fuse, tmp_path / "journal")
    before = worlds.content(tries.dies_at(None, never_begun=True))
    after = worlds.content(tries.dies_at(None))
    steps = tries.steps
    assert steps
    for step in range(steps):
        found = worlds.content(tries.dies_at(step))
        assert found in (before, after), f"died at step {step} of {steps}"


@pytest.mark.parametrize("command", COMMANDS, ids=IDS)
def test_everything_can_be_done_after_each_command(
    command: Command, template: World, fuse: Fuse, tmp_path: Path
) -> None:
    tries = Tries(command, template, fuse, tmp_path / "journal")
    worlds.check_possible(tries.dies_at(None))


@pytest.fixture(scope="module")
def unheard(fuse: Fuse, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A journal with one voice note of which nothing has been done yet."""
    world = worlds.begin(tmp_path_factory.mktemp("unheard") / "journal")
    app = world.open()
    app.entries.add_file(world.folder.parent / "note.wav")
    app.close()
    return world


def test_work_that_dies_is_done_at_the_next_start(
    unheard: World, fuse: Fuse, tmp_path: Path
) -> None:
    def finish(app: App) -> None:
        app.recover()
        list(app.finish())

    work = Command("app.finish", lambda app, _world, _prepared: finish(app))
    tries = Tries(work, unheard, fuse, tmp_path / "journal")
    after = worlds.content(tries.dies_at(None, commits=True))
    steps = tries.steps
    for step in range(steps):
        world = tries.dies_at(step, commits=True)
        worlds.content(world)
        app = world.open()
        finish(app)
        app.close()
        assert worlds.content(world) == after, f"died at step {step} of {steps}"


def test_a_new_recovery_key_is_never_one_that_nobody_has(fuse: Fuse, tmp_path: Path) -> None:
    made, former = Journal.create(tmp_path / "template", "correct horse", cost=CHEAP)
    made.set_key_saved(saved=True)
    made.close()
    for step in count():
        folder = tmp_path / str(step)
        shutil.copytree(tmp_path / "template", folder)
        app = App(Journal.open(folder, "correct horse"), Settings(), MODELS)
        new = None
        with fuse.ends_at(step), suppress(Died):
            new = app.session.journal.change_recovery_key(cost=CHEAP)
        worlds.kill(app)
        assert former is not None
        for secret in ("correct horse", new or former):
            with Journal.open(folder, secret) as opened:
                assert new is None or not opened.key_saved
        if new is not None:
            break
    assert step > 2


def test_a_journal_opens_whenever_a_change_of_its_passphrase_dies(
    fuse: Fuse, tmp_path: Path
) -> None:
    made, key = Journal.create(tmp_path / "template", "correct horse", cost=CHEAP)
    made.close()
    assert key is not None
    changed = False
    for step in count():
        folder = tmp_path / str(step)
        shutil.copytree(tmp_path / "template", folder)
        app = App(Journal.open(folder, "correct horse"), Settings(), MODELS)
        with fuse.ends_at(step), suppress(Died):
            app.session.journal.change_passphrase("plum tree and goat", cost=CHEAP)
            changed = True
        worlds.kill(app)
        for secret in ("plum tree and goat" if changed else "correct horse", key):
            Journal.open(folder, secret).close()
        if changed:
            break
    assert step >= 1


def test_every_command_is_known() -> None:
    tried = {command.name for command in COMMANDS} | set(ELSEWHERE)
    for name, service in SERVICES.items():
        public = {each for each, _member in inspect.getmembers(service) if each[0] != "_"}
        missing = public - READS[name] - {each.partition(".")[2] for each in tried}
        assert not missing, f"try these commands of {name}, or say that they only read: {missing}"
