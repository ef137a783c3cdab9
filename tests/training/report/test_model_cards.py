from __future__ import annotations

from typing import Any

import pytest

from samo_desktop.domain.emotion import LABELS
from tests.support.measured import emotion_config, run_values, split_report, split_values
from training.evaluate import goals
from training.report import model_cards, results_page


@pytest.fixture
def measured() -> dict[str, Any]:
    return split_report()


def card_of(test: dict[str, Any], **more: Any) -> str:
    return model_cards.emotion_card(emotion_config(), run_values(), {"emotion-test": test, **more})


def test_the_card_quotes_the_report(measured: dict[str, Any]) -> None:
    text = card_of(split_values(measured))
    assert f"{measured['macro_f1']:.3f} (" in text
    assert "22.9 MB" in text
    assert "90.4 MB" in text
    assert "28 labels, and of a journal calm" in text
    assert all(f"| {label} |" in text for label in LABELS)
    low, high = measured["labels"]["joy"]["f1_interval"]
    assert f"({low:.3f} to {high:.3f})" in text


def test_a_card_made_without_the_fp32_twin_leaves_its_column_out(measured: dict[str, Any]) -> None:
    text = card_of(split_values(measured) | {"fp32": None, "loss_of_int8": None})
    assert "unquantised (FP32)" not in text
    assert "not here" in text


def test_the_card_has_challenge_and_calibration_once_they_are_there(
    measured: dict[str, Any],
) -> None:
    row = {"sentences": 10, "right": 4, "missed": 5, "unwanted": 2, "sign": 1}
    challenge = {"model": "tagger@1.0.0", "kinds": {"irony": row}, "all": row}
    text = card_of(split_values(measured), challenge=challenge, calibration={})
    assert "| irony | 4 | 10 |" in text
    assert "(calibration.svg)" in text
    assert "### Challenge" not in card_of(split_values(measured))


def test_a_run_that_was_stopped_early_says_so() -> None:
    run = run_values()
    assert "stopped after 1 of its schedule's 4 epochs" in model_cards.epochs_words(run)
    whole = run | {"experiment": run["experiment"] | {"epochs": 1}}
    assert "stopped" not in model_cards.epochs_words(whole)


def test_a_card_of_another_version_claims_nothing(measured: dict[str, Any]) -> None:
    text = card_of(split_values(measured) | {"model": "tagger@0.9.0"})
    assert "provisional" in text
    assert f"{measured['macro_f1']:.3f}" not in text


def test_card_and_results_say_the_same_of_every_goal(measured: dict[str, Any]) -> None:
    results = {"emotion-test": split_values(measured)}
    table = goals.markdown(goals.complete(results))
    assert table in card_of(results["emotion-test"])
    assert table in results_page.page(results)


def test_the_card_has_the_journal_only_where_models_like_it_were_measured(
    measured: dict[str, Any],
) -> None:
    folds = {
        "model": "tagger@1.0.0",
        "entries": 12,
        "auroc": 0.8,
        "auroc_interval": [0.7, 0.9],
        "by_kind": {"happy": {"positives": 5, "auroc": 0.71}},
    }
    test = split_values(measured)
    assert "| happy | 5 | 0.710 |" in card_of(test, **{"journal-folds": folds})
    other = folds | {"model": "tagger@0.9.0"}
    assert "### Journal entries" not in card_of(test, **{"journal-folds": other})
