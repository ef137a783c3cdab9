"""The summary as a step: from what is stored, and what it costs where it fails."""

from __future__ import annotations

from dataclasses import replace

import pytest

from samo_desktop.app import App
from samo_desktop.domain.emotion import NO_SUMMARY, Analysis
from samo_desktop.domain.events import JobEnded
from samo_desktop.domain.generators import result_of
from samo_desktop.errors import ModelError
from samo_desktop.inference.models import Models
from samo_desktop.inference.ports import SentenceEncoder
from samo_desktop.pipeline.analysis import analyse_texts
from samo_desktop.store.jobs import NewJob
from tests.support.autocommit import Autocommit


def run(app: App) -> list[str]:
    """Does what is left to do; the steps in their order."""
    return [event.step for event in app.finish() if isinstance(event, JobEnded)]


class NoSummaries(Models):
    """The real models, of which the sentence encoder is damaged."""

    def encoder(self) -> SentenceEncoder:
        raise ModelError("The model 'sentences' is damaged.", "Reinstall SAMO.")


LONG = "I got the job! I am so happy. We went out to dinner. Later I was tired. I slept well."


def test_an_entry_whose_summary_failed_has_its_feelings_and_says_what_failed(
    app: App, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.session.runner.models = NoSummaries()
    entry = app.entries.write(LONG)
    run(app)
    failed = app.entries.get(entry.id)
    assert failed.analysis is not None
    assert failed.analysis.feelings
    assert failed.analysis.valence > 0
    assert (failed.analysis.summary, set(failed.analysis.models)) == (NO_SUMMARY, {"emotion"})
    assert failed.state == "failed"
    assert failed.error is not None
    assert (failed.error.step, failed.error.message) == (
        "summarise",
        "The model 'sentences' is damaged.",
    )

    app.session.runner.models = models
    monkeypatch.setattr(models, "emotion", None)  # nothing may ask for it again
    app.entries.retry(entry.id)
    assert run(app) == ["summarise"]
    done = app.entries.get(entry.id)
    assert (done.state, done.error) == ("done", None)
    assert done.analysis is not None
    assert done.analysis.feelings == failed.analysis.feelings
    assert done.analysis.summary.text == "I am so happy. I slept well."
    assert len(done.analysis.summary.sentences) == 2
    assert set(done.analysis.models) == set(done.analysis.elapsed) == {"emotion", "summary"}


def test_a_summary_in_the_journal_is_that_of_the_text_alone(app: App, models: Models) -> None:
    """What the analysis is stored with is enough for it."""
    entry = app.entries.write(LONG)
    run(app)
    stored = app.entries.get(entry.id).analysis
    [alone] = result_of(analyse_texts([LONG], models))
    assert stored is not None
    assert stored.summary == alone.summary
    assert stored.to_json().keys() == alone.to_json().keys()
    assert stored.to_json()["sentences"] == alone.to_json()["sentences"]


def test_a_summary_leaves_corrections_and_what_was_learned_as_they_are(
    app: App, models: Models
) -> None:
    entry = app.entries.write(LONG)
    run(app)
    app.feelings.correct(entry.id, add=["pride"], remove=["joy"])
    before = app.entries.get(entry.id).analysis
    Autocommit(app.session.journal).enqueue(entry.id, NewJob("summarise"))
    run(app)
    after = app.entries.get(entry.id).analysis
    assert before is not None
    assert after is not None
    assert replace(after, elapsed={}) == replace(before, elapsed={})


def test_an_entry_without_words_has_no_summary_and_asks_for_no_model(app: App) -> None:
    app.session.runner.models = NoSummaries()
    entry = app.entries.write("...")
    assert run(app) == ["analyse", "summarise"]
    done = app.entries.get(entry.id)
    assert done.state == "done"
    assert done.analysis is not None
    assert done.analysis.summary == NO_SUMMARY


def test_an_entry_that_is_not_analysed_has_nothing_to_sum_up(app: App) -> None:
    """Its text was edited while it was read; the next analysis queued a summary of its own."""
    entry = Autocommit(app.session.journal).add_entry(
        source="text", text=LONG, jobs=[NewJob("summarise")]
    )
    assert run(app) == ["summarise"]
    assert app.entries.get(entry.id).analysis is None


def test_an_analysis_that_an_earlier_version_stored_is_summed_up(app: App) -> None:
    """It says nothing of how emotional a sentence is; the valence stands in for that."""
    entry = app.entries.write(LONG)
    run(app)
    analysis = app.entries.get(entry.id).analysis
    assert analysis is not None
    before = Analysis.from_json(analysis.to_json())
    assert [s.intensity for s in before.sentences] == [abs(s.valence) for s in before.sentences]
    Autocommit(app.session.journal).set_analysis(entry.id, before)
    Autocommit(app.session.journal).enqueue(entry.id, NewJob("summarise"))
    run(app)
    after = app.entries.get(entry.id).analysis
    assert after is not None
    assert len(after.summary.sentences) == 2
