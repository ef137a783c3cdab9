from __future__ import annotations

from pathlib import Path

import pytest

from samo_desktop.domain.emotion import LABELS
from training.data import datasets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three comments and twenty journal entries."""
    (tmp_path / "goemotions").mkdir()
    (tmp_path / "goemotions" / "labels.txt").write_text("joy\nfear\nneutral", encoding="utf-8")
    (tmp_path / "goemotions" / "dev.tsv").write_text(
        'Good "day\t0\ta1\nOh\u2028no\t0,1\ta2\nWell\t2\ta3\n', encoding="utf-8"
    )
    (tmp_path / "journal").mkdir()
    entries = "".join(f'"Day {n}, fine",calm happy,work\n' for n in range(20))
    (tmp_path / "journal" / "entries.csv").write_text(
        "text,emotions,topics\n" + entries, encoding="utf-8"
    )
    return tmp_path


def test_a_split_is_read_line_by_line(folder: Path) -> None:
    split = datasets.read_split(folder, "dev")
    assert split.texts == ['Good "day', "Oh\u2028no", "Well"]
    assert split.labels.tolist() == [[1, 0, 0], [1, 1, 0], [0, 0, 1]]
    assert datasets.label_names(folder) == ["joy", "fear", "neutral"]


def test_a_share_keeps_texts_and_labels_together(folder: Path) -> None:
    split = datasets.read_split(folder, "dev")
    share = split.share(0.67, seed=1)
    assert len(share) == 2
    for text, labels in zip(share.texts, share.labels, strict=True):
        assert labels.tolist() == split.labels[split.texts.index(text)].tolist()


def test_the_journals_two_parts_are_all_of_it(folder: Path) -> None:
    tuning, held_out = datasets.read_journal(folder, False), datasets.read_journal(folder, True)
    assert len(tuning.texts) + len(held_out.texts) == 20
    assert not set(tuning.texts) & set(held_out.texts)
    assert tuning.kinds[0] == {"calm", "happy"}


def test_every_kind_of_the_journal_maps_to_real_labels() -> None:
    assert all(label in LABELS for labels in datasets.LEMOTIF.values() for label in labels)
