"""Commands, deaths and openings in any order: nothing is lost, and nothing is stuck."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from . import world as worlds
from .faults import Died, Fuse
from .world import MODELS, World

pytestmark = pytest.mark.slow

texts = st.sampled_from(["I was happy.", "I cried. I hope.", "It was strange.", ""])
deaths = st.none() | st.integers(0, 40)
"""The step at which the program dies, if it comes that far; None lets it live."""

Words = dict[str, str | None]
"""What must stand in each entry, by id; None where it is of no matter."""


class Commands(RuleBasedStateMachine):
    """A journal beside what must be in it."""

    fuse: Fuse

    @initialize()
    def make(self) -> None:
        self.parent = Path(tempfile.mkdtemp())
        self.world: World = worlds.begin(self.parent / "journal")
        self.app = self.world.open()
        self.shown: Words = {}
        self.hidden: Words = {}

    def teardown(self) -> None:
        if hasattr(self, "app"):
            worlds.kill(self.app)
            shutil.rmtree(self.parent)
        MODELS.missing = False

    def _do(self, command: Callable[[], object], death: int | None) -> bool:
        """Whether a command came to its end; if not, the journal is open again."""
        with suppress(Died), self.fuse.ends_at(death):
            command()
            return True
        self._reopen()
        return False

    def _reopen(self) -> None:
        worlds.kill(self.app)
        self.app = self.world.open()
        self.app.recover()
        self.app.drafts.tidy()

    def _some(self, data: st.DataObject, of: Words) -> str:
        return data.draw(st.sampled_from(sorted(of)))

    def _is_shown(self, entry_id: str) -> bool:
        return self.app.entries.find(entry_id) is not None

    @rule(text=texts, death=deaths)
    def write(self, text: str, death: int | None) -> None:
        entry_id = f"{len(self.shown) + len(self.hidden):04x}{self._fresh():08x}"
        self._do(lambda: self.app.entries.write(text, entry_id=entry_id), death)
        if death is None or self._is_shown(entry_id):
            self.shown[entry_id] = text

    def _fresh(self) -> int:
        self.drawn = getattr(self, "drawn", 0) + 1
        return self.drawn

    @rule(death=deaths)
    def add_file(self, death: int | None) -> None:
        before = {row.id for row in self.app.entries.rows()}
        note = self.parent / "note.wav"
        done = self._do(lambda: self.app.entries.add_file(note, again=True), death)
        added = {row.id for row in self.app.entries.rows()} - before
        assert len(added) == 1 if done else len(added) < 2
        self.shown |= dict.fromkeys(added, None)

    @rule(death=deaths)
    def record(self, death: int | None) -> None:
        before = {row.id for row in self.app.entries.rows()}
        done = self._do(lambda: self.app.recordings.start("").stop(), death)
        added = {row.id for row in self.app.entries.rows()} - before
        assert len(added) == 1 if done else len(added) < 2
        self.shown |= dict.fromkeys(added, None)

    @precondition(lambda self: self.shown)
    @rule(data=st.data(), text=texts, death=deaths)
    def edit(self, data: st.DataObject, text: str, death: int | None) -> None:
        entry_id = self._some(data, self.shown)
        before = self.app.entries.get(entry_id).text
        done = self._do(lambda: self.app.entries.edit(entry_id, text=text), death)
        after = self.app.entries.get(entry_id).text
        assert after == text if done else after in (before, text)
        self.shown[entry_id] = None if self.shown[entry_id] is None else after

    @precondition(lambda self: self.shown)
    @rule(data=st.data(), name=st.sampled_from(["cancel", "retry", "analyse_again"]), death=deaths)
    def work_on(self, data: st.DataObject, name: str, death: int | None) -> None:
        entry_id = self._some(data, self.shown)
        command = getattr(self.app.entries, name)
        if self._do(lambda: command(entry_id), death) and name != "cancel":
            assert self.app.entries.get(entry_id).state == "waiting"

    @rule(death=deaths)
    def cancel_all(self, death: int | None) -> None:
        self._do(self.app.entries.cancel_all, death)

    @precondition(lambda self: self.shown)
    @rule(data=st.data(), death=deaths)
    def delete(self, data: st.DataObject, death: int | None) -> None:
        entry_id = self._some(data, self.shown)
        if self._do(lambda: self.app.entries.delete(entry_id), death):
            assert not self._is_shown(entry_id)
        if not self._is_shown(entry_id):
            self.hidden[entry_id] = self.shown.pop(entry_id)

    @precondition(lambda self: self.hidden)
    @rule(data=st.data(), death=deaths)
    def undelete(self, data: st.DataObject, death: int | None) -> None:
        entry_id = self._some(data, self.hidden)
        if self._do(lambda: self.app.entries.undelete(entry_id), death):
            assert self._is_shown(entry_id)
        if self._is_shown(entry_id):
            self.shown[entry_id] = self.hidden.pop(entry_id)

    @precondition(lambda self: self.hidden)
    @rule(data=st.data(), death=deaths)
    def purge(self, data: st.DataObject, death: int | None) -> None:
        entry_id = self._some(data, self.hidden)
        self._do(lambda: self.app.entries.purge(entry_id), death)
        if death is None or self.app.session.journal.state(entry_id) is None:
            del self.hidden[entry_id]
            sound = self.app.session.journal.audio_path(entry_id)
            assert not sound.exists()

    @rule(missing=st.booleans(), death=deaths)
    def finish(self, missing: bool, death: int | None) -> None:
        MODELS.missing = missing
        try:
            if self._do(lambda: list(self.app.finish()), death):
                assert {row.state for row in self.app.entries.rows()} <= {"done", "failed"}
        finally:
            MODELS.missing = False

    @rule()
    def reopen(self) -> None:
        self._reopen()

    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "app"):
            return
        assert {row.id for row in self.app.entries.rows()} == set(self.shown)
        assert {each.entry.id for each in self.app.entries.deleted()} == set(self.hidden)
        for entry_id, words in self.shown.items():
            assert words in (None, self.app.entries.get(entry_id).text)
        worlds.check(self.app)


def test_commands_deaths_and_openings(fuse: Fuse) -> None:
    machine: Any = type("Machine", (Commands,), {"fuse": fuse})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("commits", [False, True])
def test_a_fuse_that_burnt_lets_nothing_through(commits: bool) -> None:
    fuse = Fuse()
    with fuse.ends_at(1, commits=commits):
        fuse.step("COMMIT")
        for statement in ("COMMIT", "SELECT 1", ""):
            with pytest.raises(Died):
                fuse.step(statement)
    fuse.step("SELECT 1")
