"""The card of the speech model that ships, written from measured values."""

from __future__ import annotations

from samo_desktop.inference.model_store.model_catalog import installable
from samo_desktop.languages import language_name
from training.report.model_cards import template
from training.report.tables import Values, megabytes, table

GOOD = 0.10
"""Up to so many words in one, heard wrongly, a language is called good; fair to twice as many."""


def text(config: Values, measured: Values) -> str:
    """The text of the model's README.md; `config` is `training.ship.speech.shipped()`."""
    cost = measured["cost"]
    return template("speech").format(
        **{key: config[key] for key in ("name", "version", "base", "licence", "repository")},
        revision=config["revision"],
        original_sha256=config["original_sha256"],
        original_size=megabytes(config["original_size"]),
        packages=" ".join(config["packages"]),
        size=megabytes(sum(file["size"] for file in config["files"].values())),
        weights_size=megabytes(config["files"]["model.bin"]["size"]),
        weights_sha256=config["files"]["model.bin"]["sha256"],
        good=_languages(measured, 0, GOOD),
        fair=_languages(measured, GOOD, 2 * GOOD),
        poor=_languages(measured, 2 * GOOD, 2),
        rates=rates(measured),
        **_published(),
        of_real_time=f"{cost['int8']['of_real_time']:.2f}",
        of_real_time_original=f"{cost['fp16']['of_real_time']:.2f}",
        memory=cost["int8"]["peak_mb"],
        memory_original=cost["fp16"]["peak_mb"],
        load=f"{cost['int8']['load_seconds']:.2f}",
        load_original=f"{cost['fp16']['load_seconds']:.2f}",
    )


def rates(measured: Values) -> str:
    """Error rates of each language: INT8 beside FP16, and Moonshine where it knows the language."""
    rows = []
    for language, int8 in measured["int8"].items():
        other = measured["moonshine"].get(language)
        rows.append(
            [
                language_name(language),
                int8["clips"],
                int8["words"],
                _rate(int8),
                _rate(measured["fp16"][language]),
                f"{int8['languages_right']} of {int8['clips']}",
                _rate(other) if other else "",
            ]
        )
    head = ["", "clips", "words", "shipped (INT8)", "original (FP16)", "language found"]
    return table([*head, "Moonshine tiny"], rows)


def _published() -> dict[str, float]:
    """Published error rates in per cent of this model and of larger ones."""
    listed = {model.name: model.wer for model in installable()}
    names = {"base": "whisper-base", "small": "whisper-small", "large": "whisper-large-v3"}
    return {f"wer_{short}": listed[name] for short, name in names.items()}


def _rate(found: Values) -> str:
    return f"{found['rate']:.3f} ({found['low']:.3f} to {found['high']:.3f})"


def _languages(measured: Values, least: float, most: float) -> str:
    """The names of the languages whose rate is in (least, most]; "none" if there is none."""
    names = [
        language_name(language)
        for language, found in measured["int8"].items()
        if least < found["rate"] <= most or (least == 0 == found["rate"])
    ]
    return ", ".join(names) or "none"
