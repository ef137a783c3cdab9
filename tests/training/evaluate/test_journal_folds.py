from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from samo_desktop.domain.emotion import JOURNAL_LABELS, LABELS
from training.evaluate import journal_folds
from training.evaluate.app_path import COLUMNS
from training.evaluate.journal_folds import NAMED, SHOWN, Journal


@pytest.fixture
def entries() -> Journal:
    """Two hundred entries, half of them happy and one in five calm, in five folds."""
    kinds = tuple(sorted({*SHOWN, "jealous"}))
    rng = np.random.default_rng(3)
    truth = np.zeros((200, len(kinds)))
    truth[:100, kinds.index("happy")] = 1.0
    truth[rng.permutation(200)[:40], kinds.index("calm")] = 1.0
    return Journal([f"day {at}" for at in range(200)], kinds, truth, np.arange(200) % 5)


def of(entries: Journal, seen: float, unseen: float) -> np.ndarray:
    """Probabilities that say `seen` of what is there, and `unseen` of what is not."""
    probability = np.full((len(entries.texts), len(COLUMNS)), unseen)
    for label, kinds in NAMED.items():
        probability[entries.chosen(kinds), COLUMNS.index(label)] = seen
    return probability


def test_every_kind_is_shown_as_labels_of_the_program() -> None:
    known = {*LABELS, *JOURNAL_LABELS}
    assert all(set(labels) <= known for labels in SHOWN.values())
    assert set(NAMED) <= known
    assert {kind for kinds in NAMED.values() for kind in kinds} == set(SHOWN)


def test_labels_that_tell_all_have_an_area_of_one_and_chance_has_a_half(entries: Journal) -> None:
    found = journal_folds.figures(of(entries, 0.9, 0.1), entries)
    assert found["kinds"] == ["happy", "calm"]
    assert found["auroc"] == 1.0
    assert found["by_kind"]["calm"] == {"positives": 40, "auroc": 1.0}
    assert journal_folds.figures(of(entries, 0.3, 0.3), entries)["auroc"] == 0.5


def test_calibration_is_of_labels_with_entries_enough(entries: Journal) -> None:
    exact = journal_folds.calibration(of(entries, 1.0, 0.0), entries)
    assert exact["ece_classwise"] == exact["ece_of_truth"] == 0.0
    assert exact["labels"].keys() == {"joy", "calm"}
    timid = journal_folds.calibration(of(entries, 0.5, 0.0), entries)
    assert timid["labels"]["joy"]["ece"] == pytest.approx(0.25)
    assert timid["ece_classwise"] == pytest.approx((0.25 + 0.1) / 2)


def test_each_entry_is_read_by_the_model_that_was_made_without_it(
    entries: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_entries(folder: Path, texts: Sequence[str]) -> np.ndarray:
        own = [int(text.split()[1]) for text in texts]
        assert {row % 5 for row in own} == {int(folder.name)}
        return np.array(own, float)[:, None] * np.ones(len(COLUMNS))

    monkeypatch.setattr(journal_folds, "read_entries", read_entries)
    found = journal_folds.out_of_fold([Path(str(fold)) for fold in range(5)], entries)
    assert found[:, 0].tolist() == list(range(200))


def test_a_model_for_every_fold_is_needed(entries: Journal) -> None:
    with pytest.raises(ValueError, match="5 folders"):
        journal_folds.out_of_fold([Path("a")], entries)
