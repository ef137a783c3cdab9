"""What is written from measured values, and that what ships agrees with it."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import numpy as np
import pytest

from samo_desktop.domain.emotion import JOURNAL_LABELS, LABELS
from training import card, config, goals, publish, results
from training.__main__ import parser, shipping
from training.aggregation import LEMOTIF, REDUCTIONS, joined, journal_areas
from training.data import Journal
from training.evaluation import report
from training.export import fingerprint, read_config
from training.tables import cell, table

FOLDERS = [config.MODELS / kind for kind in publish.KINDS]


@pytest.fixture
def measured() -> dict[str, Any]:
    """A report on made-up probabilities."""
    rng = np.random.default_rng(0)
    truth = (rng.random((60, 28)) < 0.2).astype(np.float32)
    probability = np.clip(truth * 0.4 + rng.random(truth.shape) * 0.5, 0, 1)
    return report(probability, np.full(28, 0.45), truth, LABELS)


def emotion_config() -> dict[str, Any]:
    file = {"size": 22_900_000, "sha256": "0" * 64}
    return {
        "name": "tagger",
        "version": "1.0.0",
        "labels": [*LABELS, "calm"],
        "thresholds": dict.fromkeys([*LABELS, "calm"], 0.3),
        "calibration": {"scale": [0.9] * 29, "bias": [0.1] * 29},
        "languages": ["en"],
        "max_length": 256,
        "aggregation": {"unit": "sentence", "passage_characters": 0, "reduce": "max"},
        "base": "encoder",
        "licence": "Apache-2.0",
        "files": {"model.onnx": file, "tokenizer.json": file, "prototypes.json": file},
    }


def run_values() -> dict[str, Any]:
    return {
        "experiment": config.load("minilm").as_dict(),
        "history": [
            {"epoch": 1, "weights": "last", "loss": 0.1, "macro_f1": 0.4, "held_out_macro_f1": 0.38}
        ],
        "shipped": {"epoch": 1, "weights": "last"},
        "fp32_bytes": 90_400_000,
    }


def figures(measured: dict[str, Any]) -> dict[str, Any]:
    one = {key: measured[key] for key in ("micro_f1", "micro_f1_interval")}
    column = {
        "bytes": 22_900_000,
        "not_analysed": 2,
        "test": measured | {"global": {"threshold": 0.3, **one}},
    }
    return {
        "model": "tagger@1.0.0",
        "bytes": 23_400_000,
        "int8": column,
        "fp32": column,
        "loss_of_int8": 0.0,
        "speed": {"one_sentence": 2.5, "thirty_two": 30.0},
        "journal": None,
    }


def card_of(test: dict[str, Any], **more: Any) -> str:
    return card.emotion_card(emotion_config(), run_values(), {"emotion-test": test, **more})


def test_a_report_has_all_labels_groups_and_intervals(measured: dict[str, Any]) -> None:
    assert list(measured["labels"]) == list(LABELS)
    low, high = measured["macro_f1_interval"]
    assert low < measured["macro_f1"] < high
    assert len(measured["ekman"]["classes"]) == 7
    assert len(measured["sentiment"]["classes"]) == 4
    assert measured["labels"]["joy"]["support"] > 0


def test_the_card_quotes_the_report(measured: dict[str, Any]) -> None:
    text = card_of(figures(measured))
    assert f"{measured['macro_f1']:.3f} (" in text
    assert "22.9 MB" in text
    assert "90.4 MB" in text
    assert "28 labels, and of a journal calm" in text
    assert all(f"| {label} |" in text for label in LABELS)
    low, high = measured["labels"]["joy"]["f1_interval"]
    assert f"({low:.3f} to {high:.3f})" in text


def test_a_card_made_without_the_fp32_twin_leaves_its_column_out(measured: dict[str, Any]) -> None:
    text = card_of(figures(measured) | {"fp32": None, "loss_of_int8": None})
    assert "unquantised (FP32)" not in text
    assert "not here" in text


def test_the_card_has_challenge_and_calibration_once_they_are_there(
    measured: dict[str, Any],
) -> None:
    row = {"sentences": 10, "right": 4, "missed": 5, "unwanted": 2, "sign": 1}
    text = card_of(
        figures(measured), challenge={"kinds": {"irony": row}, "all": row}, calibration={}
    )
    assert "| irony | 4 | 10 |" in text
    assert "(calibration.svg)" in text
    assert "Challenge" not in card_of(figures(measured))


def test_a_run_that_was_stopped_early_says_so() -> None:
    run = run_values()
    assert "stopped after 1 of its schedule's 4 epochs" in card.epochs_words(run)
    whole = run | {"experiment": run["experiment"] | {"epochs": 1}}
    assert "stopped" not in card.epochs_words(whole)


def test_a_card_of_another_version_claims_nothing(measured: dict[str, Any]) -> None:
    text = card_of(figures(measured) | {"model": "tagger@0.9.0"})
    assert "provisional" in text
    assert f"{measured['macro_f1']:.3f}" not in text


def test_results_have_the_sections_that_were_measured(measured: dict[str, Any]) -> None:
    page = results.page({"emotion-run": run_values()})
    assert "The shipped model's run" in page
    assert "## Test" not in page
    assert "The research log, redone" in page
    page = results.page({"emotion-test": figures(measured)})
    assert "## Test: tagger" in page
    assert "| macro F1, 28 labels |" in page


def test_card_and_results_say_the_same_of_every_goal(measured: dict[str, Any]) -> None:
    test = figures(measured)
    assert goals.markdown(test) in card_of(test)
    assert goals.markdown(test) in results.page({"emotion-test": test})


def test_every_page_says_what_training_results_say() -> None:
    assert publish.out_of_date() == [], "run `python -m training cards`"


def test_the_shipped_config_has_the_measured_figures() -> None:
    test = publish.measured("emotion-test")
    values = read_config(config.MODELS / "emotion")
    assert test is not None
    assert test["model"] == f"{values['name']}@{values['version']}", "run `python -m training test`"
    for key in ("macro_f1", "micro_f1", "ece_classwise"):
        assert values["metrics"][key] == test["int8"]["test"][key]
    assert values["files"]["model.onnx"]["size"] == test["int8"]["bytes"]


def test_the_manifest_is_toml() -> None:
    parsed = tomllib.loads(publish.manifest({"emotion": emotion_config()}))
    assert parsed["model"][0]["kind"] == "emotion"
    assert parsed["model"][0]["file"][0]["name"] == "model.onnx"


def test_tables() -> None:
    assert table(["", "n"], [["a", 0.12345], ["b", 3]]).splitlines() == [
        "|  | n |",
        "| --- | ---: |",
        "| a | 0.123 |",
        "| b | 3 |",
    ]
    assert cell("x") == "x"


def test_every_kind_of_the_journal_maps_to_real_labels() -> None:
    assert all(label in LABELS for labels in LEMOTIF.values() for label in labels)


def test_rare_kinds_are_left_out() -> None:
    probability = np.random.default_rng(0).random((12, 28)).astype(np.float32)
    kinds = [frozenset({"happy"} if at < 6 else {"sad"} if at < 8 else set()) for at in range(12)]
    assert list(journal_areas(probability, kinds, LABELS)) == ["happy"]


@pytest.mark.parametrize("name", REDUCTIONS)
def test_reductions_of_a_single_part_keep_it(name: str) -> None:
    row = np.array([[0.2, 0.7]], np.float32)
    np.testing.assert_allclose(REDUCTIONS[name](row, np.ones(1)), row[0], atol=1e-6)


def test_noisy_or_by_hand() -> None:
    rows = np.array([[0.5], [0.5]], np.float32)
    assert REDUCTIONS["noisy-or"](rows, np.ones(2))[0] == pytest.approx(0.75)


@pytest.mark.parametrize("name", sorted(p.stem for p in config.CONFIGS.glob("*.toml")))
def test_every_experiment_can_be_read(name: str) -> None:
    if name == "ship":
        assert set(shipping()) == {"emotion", "sentence"}
    elif config.is_ensemble(name):
        assert config.load_ensemble(name).name == name
    else:
        assert config.load(name).name == name


def test_the_command_line_names_every_step() -> None:
    help_text = parser().format_help()
    for command in ("run", "export-emotion", "export-sentence", "evaluate"):
        assert command in help_text


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_ships_is_what_the_manifest_says(folder: Any) -> None:
    manifest = tomllib.loads((config.MODELS / "manifest.toml").read_text(encoding="utf-8"))
    (entry,) = [model for model in manifest["model"] if model["folder"] == folder.name]
    values = read_config(folder)
    assert (entry["name"], entry["version"]) == (values["name"], values["version"])
    for file in entry["file"]:
        found = fingerprint(folder / file["name"])
        assert found == {"sha256": file["sha256"], "size": file["size"]}
        assert found == values["files"][file["name"]]


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_ships_names_no_folder_of_the_machine_it_was_made_on(folder: Any) -> None:
    for path in folder.iterdir():
        assert not re.search(rb"(/home/|/root/|/work/|/tmp/|[A-Z]:\\Users)", path.read_bytes())


def test_the_shipped_tagger_has_goemotions_labels_in_order() -> None:
    values = read_config(config.MODELS / "emotion")
    assert tuple(values["labels"][: len(LABELS)]) == LABELS
    assert set(values["labels"][len(LABELS) :]) <= set(JOURNAL_LABELS)
    assert set(values["thresholds"]) == set(values["labels"])
    assert all(0 < value < 1 for value in values["thresholds"].values())


def test_joined_entries_keep_every_kind() -> None:
    journal = Journal([f"Day {n}." for n in range(9)], [frozenset({str(n)}) for n in range(9)])
    long = joined(journal, count=4)
    assert len(long.texts) == 2
    for text, kinds in zip(long.texts, long.kinds, strict=True):
        assert kinds == set(re.findall(r"\d", text))
        assert len(kinds) == 4
