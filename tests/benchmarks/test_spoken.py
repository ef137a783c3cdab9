"""What was measured of whom, and what could not be, is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import spoken
from training.evaluate.word_errors import Clip, Heard


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A few clips: two German, two English, one Italian; and one in a quiet room."""
    languages = tmp_path / "speech" / "languages"
    languages.mkdir(parents=True)
    clips = [("a", "de", "eins"), ("b", "de", "zwei"), ("c", "en", "one"), ("d", "it", "uno")]
    lines = "".join(f"{name}.ogg\t{code}\t{words}\n" for name, code, words in clips)
    (languages / "transcripts.tsv").write_text(lines, encoding="utf-8")
    head = "file\tseconds\ttext\njfk.flac\t11.0\tAnd so my fellow Americans\n"
    (tmp_path / "speech" / "transcripts.tsv").write_text(head, encoding="utf-8")
    return tmp_path


def test_each_language_and_engine_has_a_figure(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hear(clips: list[Clip], engine: str = "auto") -> list[Heard]:
        words = "" if engine == "moonshine" else None
        return [Heard(c, c.words if words is None else words, c.language) for c in clips]

    monkeypatch.setattr(spoken, "hear", hear)
    found = [(name, rate.rate, rate.clips, goal) for name, rate, goal in spoken.rates(data)]
    assert found == [
        ("word error rate, German", 0.0, 2, 0.167),
        ("word error rate, English", 0.0, 1, 0.078),
        ("word error rate, Italian", 0.0, 1, None),
        ("  Moonshine, English", 1.0, 1, None),
        ("word error rate, clean English", 0.0, 1, 0.03),
        ("  Moonshine", 1.0, 1, None),
    ]


def test_what_is_missing_is_said(data: Path, tmp_path: Path) -> None:
    said = spoken.missing(data)
    assert "No clips in French: its words were not measured." in said
    assert "Few clips in German (2): see the interval." in said
    assert "Few clips in Italian (1): see the interval." in said
    assert len([line for line in spoken.missing(tmp_path / "none") if "not measured" in line]) == 5
