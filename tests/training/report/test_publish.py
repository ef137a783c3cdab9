from __future__ import annotations

import tomllib

import pytest

from tests.support.measured import emotion_config
from training import config
from training.report import publish
from training.ship.export import read_config

pytestmark = pytest.mark.slow


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
