"""Steps that are queued anew while they run, and then fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from samo_desktop.app import App
from samo_desktop.domain.events import Step
from samo_desktop.errors import ModelError
from samo_desktop.pipeline.plan import jobs_from
from samo_desktop.pipeline.runner import Cancelled
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.gui.fakes import FakeModels
from tests.support.autocommit import Autocommit


class Failing(FakeModels):
    """Naming the feelings fails as often as it is told to, after what happens meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: list[Callable[[], object]] = []

    def emotion(self, language: str | None = None) -> Any:
        if self.meanwhile:
            self.meanwhile.pop()()
            raise ModelError("The model failed.", "Try again.")
        return super().emotion(language)


@pytest.fixture
def models() -> Failing:
    return Failing()


@pytest.fixture
def app(tmp_path: Path, models: Failing) -> Iterator[App]:
    app = App(Journal.create(tmp_path / "journal", None)[0], Settings(), models)
    yield app
    app.close()


def test_a_text_that_is_edited_while_its_reading_fails_is_read_whole(
    app: App, models: Failing
) -> None:
    entry = app.entries.write("I am glad.")
    models.meanwhile.append(lambda: app.entries.edit(entry.id, text="I am sad. I am so sad."))
    list(app.finish())
    told = app.entries.get(entry.id)
    assert (told.state, told.error) == ("done", None)
    assert told.analysis is not None
    assert told.analysis.summary.text


@pytest.mark.parametrize("step", ["analyse", "summarise"])
def test_what_is_queued_anew_is_still_cancelled_by_the_user(app: App, step: Step) -> None:
    entry = app.entries.write("I am glad.")
    job = Autocommit(app.session.journal).next_job(["analyse"])
    assert job is not None
    events = app.session.runner.run(job)
    next(events)
    for again in jobs_from(step):
        Autocommit(app.session.journal).enqueue(entry.id, again)
    events.throw(Cancelled())
    list(events)
    assert not app.session.journal.jobs(entry.id, ["queued", "running"])
