from __future__ import annotations

from samo_desktop.inference.model_store import catalogue
from training.evaluate.app_path import COLUMNS, OneModel, read


def test_whole_texts_are_read_by_the_model_of_a_folder_in_its_languages_alone() -> None:
    models = OneModel(catalogue.emotion_folder())
    assert models.emotion("de") is None
    texts = [
        "I am so happy about this. Thank you all for the lovely day.",
        "Ich bin heute sehr traurig, weil mein Hund gestorben ist und niemand da war.",
        "...",
    ]
    found = read(models, texts)
    assert found.probability.shape == found.shown.shape == (3, len(COLUMNS))
    assert found.probability[0, COLUMNS.index("joy")] > 0.5
    assert found.shown[0, COLUMNS.index("gratitude")]
    assert not found.probability[1:].any()
