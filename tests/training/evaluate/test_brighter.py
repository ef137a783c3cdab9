from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from samo_desktop.domain.emotion import LABELS
from training.evaluate import brighter
from training.evaluate.app_path import COLUMNS, Reading

HEAD = "id,text,anger,disgust,fear,joy,sadness,surprise"


def lines(count: int) -> str:
    """Texts that are joy, anger or nothing, in turn."""
    kinds = (("glad", "0,0,0,1,0,0"), ("cross", "1,0,0,0,0,0"), ("plain", "0,0,0,0,0,0"))
    rows = [f"{at},{kinds[at % 3][0]} {at},{kinds[at % 3][1]}" for at in range(count)]
    return "\n".join([HEAD, *rows]) + "\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "emotion-languages").mkdir()
    for split, count in (("train", 300), ("dev", 12)):
        brighter.file_of(tmp_path, "deu", split).write_text(lines(count), encoding="utf-8")
    return tmp_path


class OneLanguage:
    """Models of which one reads German."""

    name, version = "tagger", "1.0.0"

    def emotion(self, language: str | None = None) -> OneLanguage | None:
        return self if language == "de" else None


def read(_: object, texts: Sequence[str]) -> Reading:
    """Joy at .3 in glad texts, annoyance at .2 in cross ones; only the first is shown."""
    probability = np.full((len(texts), len(COLUMNS)), 0.001)
    for row, text in enumerate(texts):
        probability[row, COLUMNS.index("joy")] = 0.3 if "glad" in text else 0.05
        probability[row, COLUMNS.index("annoyance")] = 0.2 if "cross" in text else 0.02
    return Reading(probability, probability >= 0.25)


def test_a_part_has_the_families_that_its_readers_had(source: Path) -> None:
    part = brighter.read_part(source, "deu", "dev")
    assert len(part.texts) == 12
    assert part.families == ("joy", "surprise", "sadness", "fear", "anger", "disgust")
    assert part.truth[0].tolist() == [1, 0, 0, 0, 0, 0]
    assert part.truth[1].tolist() == [0, 0, 0, 0, 1, 0]


def test_thresholds_come_from_train_and_labels_that_are_not_shown_do_not_count_as_shown(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brighter, "read", read)
    found = brighter.measure(source, OneLanguage())  # type: ignore[arg-type]
    assert found["eng"] is None
    german = found["deu"]
    assert german["rows"] == 12
    assert german["classes"]["anger"]["f1"] == 1.0
    assert 0.05 < german["thresholds"]["anger"] < 0.25
    assert german["as_shown"]["classes"]["joy"]["f1"] == 1.0
    assert german["as_shown"]["classes"]["anger"]["f1"] == 0.0


def test_a_language_without_a_model_has_no_figures(source: Path) -> None:
    class NoModel(OneLanguage):
        def emotion(self, language: str | None = None) -> OneLanguage | None:
            return None

    assert brighter.figures(NoModel(), source, "deu") is None  # type: ignore[arg-type]


def test_a_family_is_there_where_any_of_its_labels_is() -> None:
    probability = np.zeros((1, len(COLUMNS)))
    probability[0, LABELS.index("fear")] = probability[0, LABELS.index("nervousness")] = 0.5
    assert brighter.chances(probability, ("fear", "joy")).tolist() == [[0.75, 0.0]]
