from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from samo_desktop.domain.emotion import LABELS
from training.data import datasets, teaching
from training.data.teaching import FEELINGS, SIX, Array

JOY, ANGER, CALM, LOVE = (FEELINGS.index(label) for label in ("joy", "anger", "calm", "love"))


def half(texts: Sequence[str]) -> Array:
    """A teacher that is never sure."""
    return np.full((len(texts), len(FEELINGS)), 0.5, np.float32)


def test_a_comment_has_its_labels_and_the_teachers_word_on_the_others() -> None:
    labels = np.zeros((1, len(LABELS)), np.float32)
    labels[0, JOY] = 1.0
    rows = teaching.goemotions(datasets.Split(["Fine!"], labels), half, share=0.6, other=0.2)
    assert rows.targets[0, JOY] == pytest.approx(0.4 + 0.6 * 0.5)
    assert rows.targets[0, ANGER] == pytest.approx(0.6 * 0.5)
    assert (rows.targets[0, CALM], rows.weights[0, CALM]) == (0.5, np.float32(0.2))
    assert rows.weights[0, : len(LABELS)].min() == 1.0
    assert np.isnan(rows.families).all()


def test_a_journal_entry_has_what_its_writer_chose_and_nothing_of_that_kind_else() -> None:
    rows = teaching.journal(["Day off."], [frozenset({"happy", "frustrated"})], half, other=0.3)
    assert (rows.targets[0, JOY], rows.weights[0, JOY]) == (1.0, 1.0)
    assert rows.targets[0, ANGER] == np.float32(teaching.KINDS["frustrated"]["anger"])
    assert (rows.targets[0, CALM], rows.weights[0, CALM]) == (0.0, 1.0)
    assert (rows.targets[0, LOVE], rows.weights[0, LOVE]) == (0.5, np.float32(0.3))


def test_every_kind_means_labels_that_there_are() -> None:
    for means in teaching.KINDS.values():
        assert means.keys() <= set(FEELINGS)
        assert all(0.0 < value <= 1.0 for value in means.values())
    assert all(labels <= set(FEELINGS) for labels in SIX.values())


def test_families_that_were_not_judged_are_unknown(tmp_path: Path) -> None:
    folder = tmp_path / "emotion-languages"
    folder.mkdir()
    (folder / "brighter-eng-train.csv").write_text(
        'id,text,anger,fear,joy,sadness,surprise\na,"Well, no",1,0,0,1,0\n', encoding="utf-8"
    )
    rows = teaching.brighter(tmp_path, "eng", "train", half, 0.3)
    assert rows.texts == ["Well, no"]
    truth = dict(zip(SIX, rows.families[0].tolist(), strict=True))
    assert np.isnan(truth.pop("disgust"))
    assert truth == {"anger": 1, "fear": 0, "joy": 0, "sadness": 1, "surprise": 0}
    silent = teaching.brighter(tmp_path, "eng", "train", None, 0.3)
    assert silent.weights.sum() == 0


def test_rows_stay_together_when_they_are_chosen_and_joined() -> None:
    many = teaching.as_taught([str(n) for n in range(9)], half, 0.5)
    many.targets[:, 0] = np.arange(9)
    some = teaching.joined([many.some(4, seed=1), many.at(np.array([8]))])
    assert [float(text) for text in some.texts] == some.targets[:, 0].tolist()
    assert len(some) == 5


def test_each_family_holds_its_labels() -> None:
    table = teaching.members()
    assert table.shape == (len(SIX), len(FEELINGS))
    assert table[list(SIX).index("joy"), JOY] == 1.0
    assert table[list(SIX).index("joy"), ANGER] == 0.0
