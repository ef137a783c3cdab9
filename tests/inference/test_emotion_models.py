"""Several feelings models that ship: each for its languages, loaded when it is needed, once."""

from __future__ import annotations

import gc
import shutil
import weakref
from pathlib import Path

import numpy as np
import pytest

from samo_desktop import paths
from samo_desktop.domain.emotion import LABELS
from samo_desktop.domain.generators import result_of
from samo_desktop.domain.models import plain_name
from samo_desktop.errors import ModelError
from samo_desktop.inference import language
from samo_desktop.inference.emotion import encoder
from samo_desktop.inference.emotion.encoder import EncoderEmotion
from samo_desktop.inference.model_store import catalogue
from samo_desktop.inference.model_store.manager import ModelManager
from samo_desktop.inference.models import UNUSED_SECONDS, Models
from samo_desktop.settings import Settings
from tests.inference.test_release_unused import Clock
from tests.support.texts import HOSTILE
from tests.support.tiny_text_model import make_multilingual, make_tiny

SAYS = {"glücklich": "joy", "triste": "sadness"}


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle with two feelings models."""
    folder = tmp_path / "bundle"
    listed = paths.bundled_models_folder() / "installable.toml"
    make_tiny(folder / "emotion", LABELS, name="english", languages=["en"])
    make_multilingual(folder / "emotion-languages", SAYS)
    shutil.copyfile(listed, folder / "installable.toml")
    monkeypatch.setattr(paths, "bundled_models_folder", lambda: folder)
    return folder


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders of the models that were loaded."""
    folders: list[str] = []

    class Counted(EncoderEmotion):
        def __init__(self, folder: Path) -> None:
            folders.append(folder.name)
            super().__init__(folder)

    monkeypatch.setattr(encoder, "EncoderEmotion", Counted)
    return folders


@pytest.mark.usefixtures("bundle")
def test_a_model_is_loaded_when_a_language_of_its_own_is_asked_for(loaded: list[str]) -> None:
    models = Models()
    for language_ in (None, "en", "nl", "en"):
        models.emotion(language_)
    assert models.emotion_languages() == {"en", "de", "es", "fr", "pt"}
    assert loaded == ["emotion"]
    names = [getattr(models.emotion(each), "name", None) for each in ("de", "es", "fr", "pt", "nl")]
    assert names == [*["tongues"] * 4, None]
    assert loaded == ["emotion", "emotion-languages"]


@pytest.mark.usefixtures("loaded")
def test_languages_without_own_feelings_are_told_from_what_lies_there(bundle: Path) -> None:
    assert Models().unteachable_languages() == {"en", "de", "es", "fr", "pt"}
    config = bundle / "emotion" / "config.json"
    config.write_text(config.read_text("utf-8").replace("model.onnx", "background.npz"), "utf-8")
    assert Models().unteachable_languages() == {"de", "es", "fr", "pt"}


@pytest.mark.usefixtures("bundle")
def test_who_writes_no_english_loads_no_english_model(loaded: list[str]) -> None:
    assert Models().emotion("de") is not None
    assert loaded == ["emotion-languages"]


@pytest.mark.usefixtures("bundle")
def test_each_goes_when_nobody_uses_it_and_languages_with_the_last() -> None:
    clock = Clock()
    models = Models(clock)
    gc.disable()
    try:
        german, english = weakref.ref(models.emotion("de")), weakref.ref(models.emotion())
        assert language.identify("I am so happy that you came to see me today.") == "en"
        clock.now += UNUSED_SECONDS / 2
        models.emotion("pt")
        clock.now += UNUSED_SECONDS / 2
        assert models.release_unused() == UNUSED_SECONDS / 2
        assert (german() is not None, english()) == (True, None)
        assert language._identifier.cache_info().currsize == 1
        clock.now += UNUSED_SECONDS
        assert models.release_unused() is None
        assert german() is None
        assert language._identifier.cache_info().currsize == 0
    finally:
        gc.enable()


def test_what_ships_is_listed_and_checked(bundle: Path) -> None:
    manager = ModelManager(Settings)
    found = {each.name: each for each in manager.all() if each.kind == "emotion"}
    assert list(found) == ["english", "tongues"]
    assert all(each.bundled and each.state == "installed" for each in found.values())
    assert found["tongues"].languages == ("de", "es", "fr", "pt")
    [checked] = result_of(manager.verify("tongues"))
    assert checked.ok
    file = bundle / "emotion-languages" / "model.onnx"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    [checked] = result_of(manager.verify("tongues"))
    assert checked.ok is False
    with pytest.raises(ModelError, match="emotion-languages"):
        Models().emotion("de")


def test_one_that_the_user_installed_for_a_language_comes_before_one_that_ships() -> None:
    folder = paths.user_models_folder()
    make_tiny(folder / "any", LABELS, name="any")
    make_tiny(folder / "german", LABELS, name="german", languages=["de", "en"])
    models = Models()
    german, dutch, english = (models.emotion(each) for each in ("de", "nl", "en"))
    assert german is not None
    assert dutch is not None
    assert (german.name, dutch.name) == ("german", "any")
    assert english is models.emotion(), "texts too short to tell are read by the same"


def test_a_damaged_english_model_is_told(bundle: Path) -> None:
    (bundle / "emotion" / "config.json").write_text("{", "utf-8")
    with pytest.raises(ModelError, match="damaged"):
        Models().emotion("en")
    assert Models().emotion("de") is not None


@pytest.mark.usefixtures("bundle")
def test_a_unigram_tokenizer_marks_beginning_and_end_its_own_way() -> None:
    model = Models().emotion("de")
    assert isinstance(model, EncoderEmotion)
    [tokenised] = model.tokenise(["ich bin glücklich"])
    assert (tokenised.ids[0], tokenised.ids[-1]) == (0, 2)
    [row] = model.read([tokenised]).probabilities
    assert model.labels[int(row.argmax())] == "joy"
    assert (model.background, model.prototypes) == (None, {})
    assert len(model.labels) == 32


@pytest.mark.usefixtures("bundle")
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_text_can_be_read_in_any_language(text: str) -> None:
    model = Models().emotion("fr")
    assert model is not None
    assert np.isfinite(model.read([text]).probabilities).all()


@pytest.mark.usefixtures("bundle")
def test_models_with_other_tokenizers_take_the_words_not_the_numbers() -> None:
    models = Models()
    german, english = models.emotion("de"), models.emotion()
    assert german is not None
    words = "ich bin glücklich"
    np.testing.assert_array_equal(
        english.read(german.tokenise([words])).probabilities, english.read([words]).probabilities
    )


def test_it_has_a_plain_name() -> None:
    named = plain_name("samo-emotion-e5")
    assert named == "SAMO feelings (German, Spanish, French and Portuguese)"


def test_what_is_no_feelings_model_is_none(bundle: Path) -> None:
    make_tiny(bundle / "sentence", LABELS, kind="sentence")
    assert [folder.name for folder in catalogue.bundled_emotion_folders()] == [
        "emotion",
        "emotion-languages",
    ]
