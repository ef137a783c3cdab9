from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.data import augmentation

WORDS = st.lists(st.sampled_from(["I", "was", "so", "glad", "[NAME],", "today."]), max_size=20)


@given(words=WORDS, seed=st.integers(0, 99))
def test_noise_adds_no_word_and_keeps_placeholders(words: list[str], seed: int) -> None:
    text = " ".join(words)
    found = augmentation.noise(text, np.random.default_rng(seed))
    assert Counter(found.split()) <= Counter(words)
    assert found.count("[NAME]") == text.count("[NAME]")
    assert bool(found) == bool(text)


def test_noise_changes_some_words_and_leaves_most() -> None:
    rng = np.random.default_rng(0)
    words = [str(number) for number in range(2000)]
    kept = augmentation.noise(" ".join(words), rng).split()
    assert 0.85 < len(kept) / len(words) < 0.98
    assert kept != sorted(kept, key=int)


def test_placeholders_pass_through_the_translator_as_words() -> None:
    hidden = augmentation.hide("[NAME]  and\n[RELIGION]")
    assert "[" not in hidden
    assert augmentation.restore(hidden, "[NAME] and [RELIGION]") == "[NAME] and [RELIGION]"
    assert augmentation.restore("thanks ZZNAME", "thanks [NAME]") == "thanks [NAME]"


@pytest.mark.parametrize(
    ("back", "original", "expected"),
    [
        (" was glad and  slept", "I was glad and I slept", "I was glad and I slept"),
        ("then  left", "then we left", "then we left"),
        (" went when  came", "I went when she came", "went when came"),
        ("and  we left", "and we left", "and we left"),
        (" Well, fine", "Well, I am fine", "Well, fine"),
    ],
)
def test_only_pronouns_beyond_doubt_come_back(back: str, original: str, expected: str) -> None:
    assert augmentation.restore(back, original) == expected


@pytest.mark.parametrize(
    ("back", "good"),
    [
        ("I was very glad to see [NAME] this day", True),
        ("I was so glad to see [NAME] today", False),
        ("I WAS so glad, to see [NAME] today!", False),
        ("", False),
        ("I was very glad to see him this day", False),
        ("glad [NAME]", False),
        ("none of all this is at all alike [NAME]", False),
        ("I was very @glad to see [NAME] today", False),
    ],
)
def test_what_is_dropped(back: str, good: bool) -> None:
    assert augmentation.usable(back, "I was so glad to see [NAME] today") is good


def test_without_apertium_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augmentation.shutil, "which", lambda _: None)
    with pytest.raises(RuntimeError, match="apertium-eng-spa"):
        augmentation.translate(["Hello."], "eng-spa")


def test_only_rows_of_the_share_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "goemotions"
    folder.mkdir()
    (folder / "labels.txt").write_text("joy\nneutral\n", encoding="utf-8")
    lines = "Fine.\t0\ta\nWell.\t1\tb\nSo.\t0,1\tc\n"
    (folder / "train.tsv").write_text(lines, encoding="utf-8")
    cache = tmp_path / "back.tsv"
    cache.write_text("0\tGood.\n2\tThus.\n", encoding="utf-8")
    monkeypatch.setenv("SAMO_DATA", str(tmp_path))
    monkeypatch.setattr(augmentation, "cache", lambda: cache)
    assert augmentation.load().texts == ["Good.", "Thus."]
    chosen = augmentation.load(np.array([1, 2]))
    assert chosen.texts == ["Thus."]
    assert chosen.labels.tolist() == [[1.0, 1.0]]
