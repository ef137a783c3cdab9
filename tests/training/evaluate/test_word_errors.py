from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from training.evaluate import word_errors
from training.evaluate.word_errors import Clip, Heard, by_language, errors, rate, read_clips


def heard(said: str, words: str, language: str = "en", found: str = "en") -> Heard:
    return Heard(Clip(Path("clip.ogg"), language, said), words, found)


def test_errors_are_words_that_are_wrong_missing_or_too_many() -> None:
    given = [heard("one two three", "One, too three."), heard("a b", ""), heard("a b", "a x b")]
    assert errors(given).tolist() == [[1, 3], [2, 2], [1, 2]]


def test_the_rate_is_of_all_words_and_its_interval_holds_it() -> None:
    found = rate([heard("a b c d", "a b c d"), heard("a b", "x y", found="de")])
    assert (found.clips, found.words, found.languages_right) == (2, 6, 1)
    assert found.rate == pytest.approx(2 / 6)
    assert (found.low, found.high) == (0.0, 1.0)


def test_clips_that_are_all_alike_leave_no_doubt() -> None:
    found = rate([heard("a b c d", "a b c x")] * 5)
    assert found.low == found.rate == found.high == 0.25


def test_each_language_has_its_own_rate_and_its_own_words() -> None:
    rates = by_language([heard("25", "twenty five"), heard("25", "fünfundzwanzig", "de", "de")])
    assert {language: found.rate for language, found in rates.items()} == {"en": 0.0, "de": 0.0}


def test_clips_are_read_from_a_list_without_a_head(tmp_path: Path) -> None:
    text = 'a.ogg\ten\tsaid "so"\nb.ogg\tde\tgut\n'
    (tmp_path / "transcripts.tsv").write_text(text, encoding="utf-8")
    assert read_clips(tmp_path) == [
        Clip(tmp_path / "a.ogg", "en", 'said "so"'),
        Clip(tmp_path / "b.ogg", "de", "gut"),
    ]


def test_clips_are_heard_by_the_program_with_its_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def run(command: list[str], **how: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command[3:])
        assert not Path(how["env"]["SAMO_SETTINGS"]).exists()
        lines = [
            {"text": "Gut.", "transcript": {"language": "de"}},
            {"text": "", "transcript": None},
        ]
        return subprocess.CompletedProcess(command, 0, "\n".join(map(json.dumps, lines)))

    monkeypatch.setattr(word_errors.subprocess, "run", run)
    clips = [Clip(Path("a.ogg"), "de", "gut"), Clip(Path("b.ogg"), "de", "so")]
    assert word_errors.hear(clips) == [Heard(clips[0], "Gut.", "de"), Heard(clips[1], "", "")]
    assert commands == [["init"], ["add", "a.ogg", "b.ogg", "--engine", "auto", "--json"]]
