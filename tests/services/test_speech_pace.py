"""Best is what this computer can give in time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from samo_desktop.app import App
from samo_desktop.domain.transcript import Transcript
from samo_desktop.settings import Settings
from samo_desktop.store.journal import Journal
from tests.support.autocommit import Autocommit

HEARD = Transcript("Words.", "en", "whisper", "whisper-large-v3", (), 120.0, 240.0)


def test_a_model_that_was_slower_than_speech_is_left_out(tmp_path: Path) -> None:
    app = App(Journal.create(tmp_path / "journal", None)[0], Settings())
    options = app.session.speech_options
    assert options(None, None).slow == frozenset()
    journal = Autocommit(app.session.journal)
    entry = journal.add_entry(source="voice")
    journal.set_transcript(entry.id, HEARD, replace_text=True)
    assert options(None, None).slow == {"whisper-large-v3"}
    quicker = replace(HEARD, elapsed=60.0)
    journal.set_transcript(entry.id, quicker, replace_text=True)
    assert options(None, None).slow == frozenset()
    app.close()
