"""Which models are installed, and that each is loaded once."""

from __future__ import annotations

import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from samo_desktop import paths
from samo_desktop.domain.emotion import LABELS
from samo_desktop.domain.speech_options import SpeechOptions, only
from samo_desktop.errors import ModelError
from samo_desktop.inference import models as models_module
from samo_desktop.inference.model_store import catalogue
from samo_desktop.inference.model_store.catalogue import InstalledModel
from samo_desktop.inference.models import Models
from samo_desktop.inference.speech import whisper_network
from tests.support.tiny_text_model import make_tiny
from tests.support.whisper_model import Script, make_whisper

pytestmark = pytest.mark.slow


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle of models of its own, empty."""
    folder = tmp_path / "bundle"
    folder.mkdir()
    monkeypatch.setattr(paths, "bundled_models_folder", lambda: folder)
    return folder


def _pretend_model(folder: Path, name: str) -> None:
    folder.mkdir(parents=True)
    config = {"name": name, "version": "2.1", "licence": "MIT"}
    config |= {"max_length": 8, "files": {}}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    (folder / "model.onnx").write_bytes(bytes(100))


def test_what_ships_is_installed() -> None:
    kinds = {model.kind: model for model in catalogue.installed()}
    assert {"speech", "emotion", "sentence"} <= kinds.keys()
    speech = [(m.name, m.licence) for m in catalogue.installed() if m.kind == "speech"]
    assert speech == [("whisper-base", "MIT"), ("moonshine-tiny-en", "MIT")]
    assert kinds["sentence"].folder == catalogue.sentence_folder()
    assert kinds["sentence"].size > 1_000_000
    assert all(m.name and m.version and m.licence for m in kinds.values())


def test_installed_models_say_what_they_are(bundle: Path) -> None:
    _pretend_model(bundle / "emotion", "feeler")
    [emotion] = [m for m in catalogue.installed() if m.kind == "emotion"]
    assert (emotion.name, emotion.version, emotion.licence) == ("feeler", "2.1", "MIT")
    assert emotion.size == sum(f.stat().st_size for f in (bundle / "emotion").iterdir())


@pytest.mark.parametrize("config", ["", "[]", "{}", '{"name": "x"}'])
def test_broken_models_are_left_out(bundle: Path, config: str) -> None:
    _pretend_model(bundle / "emotion", "feeler")
    (bundle / "emotion" / "config.json").write_text(config, "utf-8")
    assert [m.kind for m in catalogue.installed()] == ["speech"]


def test_whisper_models_come_largest_first_and_before_moonshine(
    bundle: Path, whisper_folder: Path
) -> None:
    user = paths.user_models_folder()
    shutil.copytree(whisper_folder, user / "whisper" / "small")
    shutil.copytree(whisper_folder, user / "large")
    with (user / "large" / "model.bin").open("ab") as weights:
        weights.write(b"more")
    shutil.copytree(whisper_folder, bundle / "speech" / "base")
    shutil.copytree(whisper_folder, bundle / "speech" / "broken")
    (bundle / "speech" / "broken" / "tokenizer.json").unlink()
    assert [folder.name for folder in catalogue.whisper_folders()] == ["large", "base", "small"]
    names = [model.name for model in catalogue.installed() if model.kind == "speech"]
    assert names == ["large", "base", "small", "moonshine-tiny-en"]


def test_the_user_s_own_model_stands_for_the_bundled_one_of_its_name(
    bundle: Path, whisper_folder: Path
) -> None:
    bundled = Path(shutil.copytree(whisper_folder, bundle / "speech" / "whisper-base"))
    own = Path(shutil.copytree(whisper_folder, paths.user_models_folder() / "whisper-base"))
    assert catalogue.whisper_folders() == [own]
    shutil.rmtree(own)
    assert catalogue.whisper_folders() == [bundled]


@pytest.mark.usefixtures("bundle")
def test_auto_takes_whisper_if_there_is_one(whisper_folder: Path) -> None:
    models = Models()
    assert models.speech().engine == "moonshine"
    shutil.copytree(whisper_folder, paths.user_models_folder() / "small")
    assert models.speech().engine == "whisper"
    assert models.speech() is models.speech(SpeechOptions("whisper"))
    assert models.speech(SpeechOptions("moonshine")).engine == "moonshine"


def test_whisper_without_a_whisper_model_says_what_to_do(bundle: Path) -> None:
    with pytest.raises(ModelError, match="No Whisper model") as caught:
        Models().speech(SpeechOptions("whisper"))
    assert "Moonshine tiny" in caught.value.hint


@pytest.mark.usefixtures("bundle")
def test_a_speech_model_is_chosen_by_name(whisper_folder: Path) -> None:
    user = paths.user_models_folder()
    shutil.copytree(whisper_folder, user / "large")
    with (user / "large" / "preprocessor_config.json").open("a") as file:
        file.write(" ")
    make_whisper(user / "moonshine", Script("de"))
    with (user / "large" / "model.bin").open("ab") as weights:
        weights.write(b"more")
    models = Models()
    for wanted, name in (
        ("auto", "large"),
        ("whisper", "large"),
        ("large", "large"),
        ("whisper:large", "large"),
        ("whisper:moonshine", "moonshine"),
        ("moonshine", "moonshine-tiny-en"),
        ("moonshine-tiny-en", "moonshine-tiny-en"),
        ("moonshine:moonshine-tiny-en", "moonshine-tiny-en"),
    ):
        assert models.speech_model(SpeechOptions(wanted)).name == name
    assert models.speech(SpeechOptions("whisper:moonshine")).name == "moonshine"
    assert models.speech(SpeechOptions("moonshine-tiny-en")).engine == "moonshine"
    assert not models._loaded.keys() & {f"whisper {user / 'large'}"}  # asked for, not loaded


@pytest.mark.parametrize("wanted", ["large", "whisper:", "moonshine:large", "AUTO", "", "a:b:c"])
@pytest.mark.usefixtures("bundle")
def test_an_unknown_speech_model_is_named_with_those_that_are_there(
    whisper_folder: Path, wanted: str
) -> None:
    shutil.copytree(whisper_folder, paths.user_models_folder() / "small")
    with pytest.raises(ModelError, match="no speech model") as caught:
        Models().speech(SpeechOptions(wanted))
    assert caught.value.hint == "Installed: Whisper small, Moonshine tiny (English)."


@pytest.mark.usefixtures("bundle")
def test_of_several_models_one_that_knows_the_language_is_taken(whisper_folder: Path) -> None:
    user = paths.user_models_folder()
    shutil.copytree(whisper_folder, user / "distil-small.en")
    shutil.copytree(whisper_folder, user / "whisper-tiny")
    with (user / "distil-small.en" / "model.bin").open("ab") as weights:
        weights.write(b"more")
    models = Models()
    chosen = {
        code: models.speech_model(SpeechOptions("auto", only(code))).name
        for code in ("", "en", "de")
    }
    assert chosen == {"": "whisper-tiny", "en": "distil-small.en", "de": "whisper-tiny"}
    assert models.speech_model(SpeechOptions("moonshine", ("de",))).name == "moonshine-tiny-en"
    assert (
        models.speech_model(SpeechOptions("Moonshine tiny (English)")).name == "moonshine-tiny-en"
    )


def _speech(name: str, size: int, *languages: str) -> InstalledModel:
    engine = "moonshine" if name.startswith("moonshine") else "whisper"
    return InstalledModel(name, "1", "speech", engine, Path(), size, "MIT", languages)


LARGE, DISTIL = _speech("whisper-large-v3", 3000, "*"), _speech("distil-large-v3", 1500, "en")
BASE, MOONSHINE = _speech("whisper-base", 78, "*"), _speech("moonshine-tiny-en", 44, "en")


@pytest.mark.parametrize(
    ("installed", "languages", "best", "quick"),
    [
        ([BASE, MOONSHINE], (), BASE, BASE),
        ([BASE, MOONSHINE], ("en",), BASE, MOONSHINE),
        ([BASE, MOONSHINE], ("de",), BASE, BASE),
        ([BASE, MOONSHINE], ("en", "de"), BASE, BASE),
        ([LARGE, BASE, MOONSHINE], ("sv",), LARGE, BASE),
        ([DISTIL, BASE, MOONSHINE], ("en",), DISTIL, MOONSHINE),
        ([DISTIL, BASE, MOONSHINE], (), BASE, BASE),
        ([DISTIL, BASE], ("en",), DISTIL, BASE),
        ([MOONSHINE], (), MOONSHINE, MOONSHINE),
        ([MOONSHINE], ("de",), MOONSHINE, MOONSHINE),
        ([], ("en",), None, None),
    ],
)
def test_the_best_and_the_quickest_know_what_is_spoken(
    installed: list[InstalledModel],
    languages: tuple[str, ...],
    best: InstalledModel | None,
    quick: InstalledModel | None,
) -> None:
    assert models_module.chosen(installed, SpeechOptions("auto", languages)) is best
    assert models_module.chosen(installed, SpeechOptions("quick", languages)) is quick


@pytest.mark.parametrize(
    ("installed", "slow", "best"),
    [
        ([LARGE, BASE, MOONSHINE], {LARGE.name}, BASE),
        ([LARGE, BASE, MOONSHINE], {LARGE.name, BASE.name}, BASE),
        ([LARGE, BASE, MOONSHINE], {MOONSHINE.name}, LARGE),
        ([MOONSHINE], {MOONSHINE.name}, MOONSHINE),
    ],
)
def test_the_best_is_one_that_this_computer_can_give_in_time(
    installed: list[InstalledModel], slow: set[str], best: InstalledModel
) -> None:
    options = SpeechOptions("auto", ("en",), slow=frozenset(slow))
    assert models_module.chosen(installed, options) is best
    asked = SpeechOptions(LARGE.name, slow=frozenset({LARGE.name}))
    assert models_module.chosen([LARGE, BASE], asked) is LARGE


@pytest.mark.parametrize("ask", ["emotion", "encoder", "summariser"])
def test_a_model_that_is_not_there_is_a_model_error_each_time(bundle: Path, ask: str) -> None:
    models = Models()
    for _ in range(2):
        with pytest.raises(ModelError, match="not installed"):
            getattr(models, ask)()


def test_a_load_that_failed_is_tried_again(bundle: Path) -> None:
    models = Models()
    with pytest.raises(ModelError):
        models.encoder()
    shutil.copytree(paths.bundle_folder() / "models" / "sentence", bundle / "sentence")
    assert models.encoder() is models.encoder()
    assert models.summariser() is models.summariser()


def test_of_whisper_only_its_tokenizer_is_read_beforehand(
    whisper_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it would take its memory from whoever only reads."""
    loaded: list[str] = []
    monkeypatch.setattr(models_module, "_load_moonshine", lambda: loaded.append("moonshine"))
    installed = shutil.copytree(whisper_folder, paths.user_models_folder() / "small")
    models = Models()
    whisper_network._tokenizer.cache_clear()
    models.prepare_speech(SpeechOptions("small"))
    assert not models._loaded
    assert whisper_network._tokenizer.cache_info().misses == 1
    models.speech(SpeechOptions("small"))
    assert whisper_network._tokenizer.cache_info().misses == 1
    assert loaded == []
    models.prepare_speech(SpeechOptions("moonshine"))
    assert loaded == ["moonshine"]
    (installed / "tokenizer.json").write_text("{")
    with pytest.raises(ModelError, match="damaged"):
        models.prepare_speech(SpeechOptions("small"))


def test_threads_that_ask_at_once_share_one_load(
    whisper_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[object] = []
    begin = threading.Barrier(8)

    def load() -> object:
        loads.append(object())
        return loads[-1]

    def ask(models: Models) -> object:
        begin.wait(timeout=30)
        return models.encoder()

    monkeypatch.setattr(models_module, "_load_encoder", load)
    models = Models()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, [models] * 8))
    assert len(loads) == 1
    assert set(answers) == set(loads)


def test_a_slow_load_holds_up_no_other_model(monkeypatch: pytest.MonkeyPatch) -> None:
    loading, go_on = threading.Event(), threading.Event()

    def slow() -> str:
        loading.set()
        assert go_on.wait(timeout=30)
        return "speech"

    monkeypatch.setattr(models_module, "_load_moonshine", slow)
    monkeypatch.setattr(models_module, "_load_encoder", lambda: "encoder")
    models = Models()
    with ThreadPoolExecutor(1) as pool:
        speech = pool.submit(models.speech, SpeechOptions("moonshine"))
        assert loading.wait(timeout=30)
        assert models.encoder() == "encoder"
        go_on.set()
        assert speech.result(timeout=30) == "speech"


@pytest.mark.usefixtures("bundle")
def test_a_damaged_whisper_model_is_a_model_error(tmp_path: Path) -> None:
    folder = make_whisper(paths.user_models_folder() / "broken", Script())
    (folder / "model.bin").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="is damaged"):
        Models().speech()


def test_another_language_is_read_by_the_model_that_the_user_installed_for_it() -> None:
    models = Models()
    shipped = models.emotion("de")
    assert shipped is not None
    assert shipped.name == "samo-emotion-e5"
    folder = paths.user_models_folder()
    make_tiny(folder / "any", LABELS, name="any")
    make_tiny(folder / "x" / "german", LABELS, name="german", languages=["de"])
    german, any_language = models.emotion("de"), models.emotion("nl")
    assert german is not None
    assert any_language is not None
    assert (german.name, any_language.name) == ("german", "any")
    assert models.emotion("de") is german
    assert models.emotion("en") is models.emotion(None) is models.emotion()
    reading = german.read(["ich so traurig", "ich"])
    assert reading.probabilities.shape == (2, len(LABELS))
    names = [model.name for model in catalogue.installed() if model.kind == "emotion"]
    assert names[2:] == ["any", "german"]


def test_an_installed_model_with_other_labels_is_refused_when_it_is_needed() -> None:
    labels = [*LABELS[:-2], "schadenfreude", "neutral"]
    make_tiny(paths.user_models_folder() / "foreign", labels, languages=["de"])
    with pytest.raises(ModelError, match="schadenfreude"):
        Models().emotion("de")
    assert Models().emotion("en") is not None


def test_other_folders_with_a_config_are_no_emotion_models() -> None:
    folder = paths.user_models_folder()
    make_tiny(folder / "speech", LABELS, kind="speech")
    make_tiny(folder / "none", LABELS, languages="nl")
    (folder / "broken").mkdir()
    (folder / "broken" / "config.json").write_text("{", "utf-8")
    assert catalogue.emotion_folders() == []
    assert Models().emotion("nl") is None


def test_what_is_remembered_can_be_forgotten() -> None:
    models = Models()
    emotion, encoder = models.emotion(), models.encoder()
    caches = [model._model.cache for model in (emotion, encoder)]  # type: ignore[attr-defined]
    before = [len(cache) for cache in caches]  # the examples that a model learned from
    emotion.read(["It rained."])
    encoder.encode(["It rained."])
    assert [len(cache) for cache in caches] == [count + 1 for count in before]
    models.forget()
    assert [len(cache) for cache in caches] == [0, 0]
