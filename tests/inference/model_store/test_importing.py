"""Taking a model from a folder or an archive, however hostile it is; checking and removing."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import shutil
import stat
import tarfile
import zipfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samo_desktop.domain.models import Checked, Installing, ModelStatus
from samo_desktop.errors import ModelError, NotFoundError
from samo_desktop.inference.model_store import catalogue, importing, installed, model_catalog
from samo_desktop.inference.model_store.manager import ModelManager
from samo_desktop.inference.speech.whisper import REQUIRED_FILES as REQUIRED
from samo_desktop.inference.speech.whisper import Whisper
from samo_desktop.settings import Settings
from tests.support.hub_server import REPOSITORY, write_list
from tests.support.whisper_model import make_whisper

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_bundled_whisper")]


def run(work: Generator[Installing, None, Any]) -> Any:
    """The result of the work."""
    try:
        while True:
            next(work)
    except StopIteration as stop:
        return stop.value


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model that loads."""
    return make_whisper(tmp_path_factory.mktemp("made") / "my-whisper")


@pytest.fixture
def root() -> Path:
    return Path(os.environ["SAMO_MODELS"])


@pytest.fixture
def manager() -> ModelManager:
    return ModelManager(Settings)


def take(manager: ModelManager, path: Path) -> ModelStatus:
    status: ModelStatus = run(manager.take(path))
    return status


def assert_nothing(root: Path) -> None:
    """No model is there, nor anything of one."""
    assert catalogue.whisper_folders() == []
    there = sorted(p.relative_to(root).as_posix() for p in root.rglob("*")) if root.exists() else []
    assert [name for name in there if not name.endswith(".lock")] == []


def pack(made: Path, target: Path, inside: str = "my-whisper/") -> Path:
    """`made` as an archive of the kind that `target` ends in, and some files more."""
    files = {f"{inside}{f.name}": f.read_bytes() for f in made.iterdir()}
    files |= {f"{inside}README.md": b"# Hello", "elsewhere/notes.txt": b"no model"}
    if target.suffix == ".zip":
        with zipfile.ZipFile(target, "w") as packed:
            for name, data in files.items():
                packed.writestr(name, data)
        return target
    with tarfile.open(target, "w:gz" if target.suffix in (".gz", ".tgz") else "w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target


# ---- all goes well


def test_a_folder_is_copied_and_can_be_used(made: Path, root: Path, manager: ModelManager) -> None:
    status = take(manager, made)
    assert (status.name, status.state, status.source) == ("my-whisper", "installed", "imported")
    assert catalogue.whisper_folders() == [root / "my-whisper"]
    assert Whisper(root / "my-whisper").name == "my-whisper"
    assert {f.name for f in (root / "my-whisper").iterdir()} == {
        *(f.name for f in made.iterdir()),
        installed.CARD,
    }
    assert run(manager.verify("my-whisper")) == [Checked("my-whisper", True)]
    assert made.exists()


@pytest.mark.parametrize("inside", ["", "my-whisper/", "a/b/my-whisper/"])
@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tgz"])
def test_an_archive_is_taken_with_only_the_files_of_the_model(
    made: Path, root: Path, manager: ModelManager, tmp_path: Path, kind: str, inside: str
) -> None:
    status = take(manager, pack(made, tmp_path / f"my-whisper.{kind}", inside))
    assert status.name == "my-whisper"
    names = {f.name for f in (root / "my-whisper").iterdir()}
    assert names == {*(f.name for f in made.iterdir()), installed.CARD}
    for file in made.iterdir():
        assert (root / "my-whisper" / file.name).read_bytes() == file.read_bytes()
    assert [p.name for p in root.iterdir() if not p.name.endswith(".lock")] == ["my-whisper"]


def test_known_weights_get_their_own_name(
    made: Path, manager: ModelManager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f.name: f.read_bytes() for f in made.iterdir()}
    known = write_list(tmp_path / "list.toml", files)
    monkeypatch.setattr(model_catalog, "manifest", lambda: known)
    status = take(manager, made)
    assert status.name == "whisper-test"
    assert status.source == REPOSITORY
    assert status.wer == 3.5


def test_a_cache_of_hugging_face_is_a_folder_too(
    made: Path, manager: ModelManager, tmp_path: Path
) -> None:
    cache = tmp_path / "models--Someone--faster-whisper-x"
    snapshot = cache / "snapshots" / ("0123456789" * 4)
    snapshot.mkdir(parents=True)
    for number, file in enumerate(made.iterdir()):
        blob = cache / "blobs" / str(number)
        blob.parent.mkdir(exist_ok=True)
        shutil.copy(file, blob)
        (snapshot / file.name).symlink_to(blob)
    status = take(manager, cache)
    assert status.name == "faster-whisper-x"
    assert not any(f.is_symlink() for f in Path(status.folder).iterdir())


def test_what_another_samo_installed_keeps_its_card(
    made: Path, root: Path, manager: ModelManager, tmp_path: Path
) -> None:
    take(manager, made)
    stick = tmp_path / "stick"
    shutil.copytree(root / "my-whisper", stick)
    manager.remove("my-whisper")
    assert take(manager, stick).name == "my-whisper"
    manager.remove("my-whisper")
    data = bytearray((stick / "model.bin").read_bytes())
    data[len(data) // 2] ^= 1
    (stick / "model.bin").write_bytes(data)
    with pytest.raises(ModelError, match="description"):
        take(manager, stick)
    assert_nothing(root)


# ---- what is not taken


def test_a_model_that_cannot_be_loaded_is_not_taken(
    made: Path, root: Path, manager: ModelManager, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(made, broken)
    os.truncate(broken / "model.bin", 1_000_000)
    with pytest.raises(ModelError, match="cannot be loaded"):
        take(manager, broken)
    assert_nothing(root)
    (broken / "tokenizer.json").write_text("{ not json")
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        take(manager, broken)
    assert_nothing(root)


def test_folders_without_a_model_or_with_two(
    made: Path, root: Path, manager: ModelManager, tmp_path: Path
) -> None:
    with pytest.raises(NotFoundError):
        take(manager, tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="complete Whisper model"):
        take(manager, tmp_path / "empty")
    for name in ("one", "two"):
        shutil.copytree(made, tmp_path / "both" / name)
    with pytest.raises(ModelError, match="2 models"):
        take(manager, tmp_path / "both")
    (tmp_path / "both" / "one" / "tokenizer.json").unlink()
    assert take(manager, tmp_path / "both").name == "two"
    with pytest.raises(ModelError, match="already installed"):
        take(manager, tmp_path / "both")


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04" + b"x" * 99, b"\x1f\x8b" + b"y" * 50]
)
def test_a_file_that_is_no_archive(
    root: Path, manager: ModelManager, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(ModelError):
        take(manager, tmp_path / "x.zip")
    assert_nothing(root)


def test_an_archive_that_is_cut_off(
    made: Path, root: Path, manager: ModelManager, tmp_path: Path
) -> None:
    for kind in ("tar", "tar.gz", "zip"):
        whole = pack(made, tmp_path / f"whole.{kind}")
        for share in (0.3, 0.9, 0.99):
            part = tmp_path / f"part.{kind}"
            part.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
            with pytest.raises(ModelError):
                take(manager, part)
            assert_nothing(root)


@pytest.mark.parametrize(
    "name", ["../model.bin", "/etc/model.bin", "a/../../model.bin", "..\\..\\model.bin", "C:\\x"]
)
def test_places_outside_are_refused(
    made: Path, root: Path, manager: ModelManager, tmp_path: Path, name: str
) -> None:
    packed = pack(made, tmp_path / "evil.zip")
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr(name, b"evil")
    with pytest.raises(ModelError, match="outside"):
        take(manager, packed)
    tarred = pack(made, tmp_path / "evil.tar")
    with tarfile.open(tarred, "a") as archive:
        archive.addfile(tarfile.TarInfo(name))
    with pytest.raises(ModelError, match="outside"):
        take(manager, tarred)
    assert_nothing(root)
    assert {p.name for p in tmp_path.iterdir()} == {"evil.zip", "evil.tar"}


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_in_an_archive_are_refused(
    made: Path, root: Path, manager: ModelManager, tmp_path: Path, kind: bytes
) -> None:
    path = tmp_path / "links.tar"
    with tarfile.open(path, "w") as archive:
        for file in made.iterdir():
            info = tarfile.TarInfo(file.name)
            if file.name == "model.bin":
                info.type, info.linkname = kind, "/etc/passwd"
                archive.addfile(info)
            else:
                archive.add(file, file.name)
    with pytest.raises(ModelError, match="link"):
        take(manager, path)
    assert_nothing(root)


def test_a_link_in_a_zip_is_refused(
    made: Path, root: Path, manager: ModelManager, tmp_path: Path
) -> None:
    path = tmp_path / "links.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in made.iterdir():
            info = zipfile.ZipInfo(file.name)
            if file.name == "config.json":
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, file.read_bytes())
    with pytest.raises(ModelError, match="link"):
        take(manager, path)
    assert_nothing(root)


def test_bombs_are_not_unpacked(
    made: Path, root: Path, manager: ModelManager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "LARGEST_OTHER", 3_000_000)
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in made.iterdir():
            data = b"0" * 50_000_000 if file.name == "config.json" else file.read_bytes()
            archive.writestr(file.name, data)
    with pytest.raises(ModelError, match="too large"):
        take(manager, bomb)
    monkeypatch.setattr(importing, "LARGEST_ARCHIVE", 20_000_000)
    with pytest.raises(ModelError, match="more than any model"):
        take(manager, bomb)
    monkeypatch.setattr(importing, "MOST_MEMBERS", 3)
    with pytest.raises(ModelError, match="more than any model"):
        take(manager, pack(made, tmp_path / "many.tar"))
    assert_nothing(root)


def test_a_zip_that_lies_about_a_size_is_refused(
    made: Path, root: Path, manager: ModelManager, tmp_path: Path
) -> None:
    packed = pack(made, tmp_path / "lie.zip", "")
    data = bytearray(packed.read_bytes())
    at = data.rindex(b"model.bin") - 46 + 24  # the uncompressed size in the directory
    data[at : at + 4] = (5).to_bytes(4, "little")
    packed.write_bytes(data)
    with pytest.raises(ModelError):
        take(manager, packed)
    assert_nothing(root)


def test_the_same_name_twice_is_refused(
    made: Path, root: Path, manager: ModelManager, tmp_path: Path
) -> None:
    tarred = pack(made, tmp_path / "twice.tar", "")
    with tarfile.open(tarred, "a") as archive:
        archive.add(made / "config.json", "config.json")
    with pytest.raises(ModelError, match="twice"):
        take(manager, tarred)
    assert_nothing(root)


def test_a_full_disk_leaves_nothing(
    made: Path, root: Path, manager: ModelManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(made)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(ModelError, match="MB"):
        take(manager, made)
    assert_nothing(root)


def test_a_cancelled_import_leaves_nothing(made: Path, root: Path, manager: ModelManager) -> None:
    work = manager.take(made)
    for _ in range(2):
        assert next(work).phase == "copying"
    work.close()
    assert_nothing(root)


NAMES = st.sampled_from(
    [
        "model.bin",
        "config.json",
        "tokenizer.json",
        "vocabulary.json",
        installed.CARD,
        "x/model.bin",
        "../model.bin",
        "a/b/c",
        "",
        ".",
        "samo-model.json/x",
        "\0",
        "model.bin/",
    ]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    members=st.lists(
        st.tuples(NAMES, st.binary(max_size=60), st.sampled_from(list(b"0125"))), max_size=9
    ),
    cut=st.integers(0, 3000),
)
def test_no_archive_is_more_than_a_sentence(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    members: list[tuple[str, bytes, int]],
    cut: int,
) -> None:
    root, work = tmp_path_factory.mktemp("models"), tmp_path_factory.mktemp("work")
    monkeypatch.setenv("SAMO_MODELS", str(root))
    path = work / "any.tar"
    with tarfile.open(path, "w") as archive:
        for name, data, kind in members:
            info = tarfile.TarInfo(name)
            info.size, info.type, info.linkname = len(data), bytes([kind]), "/etc/passwd"
            archive.addfile(info, io.BytesIO(data))
    path.write_bytes(path.read_bytes()[: -cut or None])
    with pytest.raises(ModelError):
        take(ModelManager(Settings), path)
    assert_nothing(root)
    assert [p.name for p in work.iterdir()] == ["any.tar"]


# ---- checking, removing, listing


def test_a_damaged_model_is_never_used(made: Path, root: Path, manager: ModelManager) -> None:
    take(manager, made)
    weights = root / "my-whisper" / "model.bin"
    good = weights.read_bytes()
    weights.write_bytes(good[:-1])
    assert catalogue.whisper_folders() == []
    status = manager.status("my-whisper")
    assert status.state == "damaged"
    assert "model.bin" in status.problem
    weights.write_bytes(bytes([good[0] ^ 1]) + good[1:])
    assert catalogue.whisper_folders() != []  # as long as nobody has read all of it
    (checked,) = run(manager.verify("my-whisper"))
    assert checked.ok is False
    assert catalogue.whisper_folders() == []
    assert manager.status("my-whisper").state == "damaged"
    weights.write_bytes(good)
    assert run(manager.verify("my-whisper")) == [Checked("my-whisper", True)]
    assert catalogue.whisper_folders() == [root / "my-whisper"]


@pytest.mark.parametrize(
    "card", ["", "[]", "{}", '{"files": 3}', '{"name": 1, "engine": 2, "files": {"a": {}}}']
)
def test_a_damaged_card_is_a_damaged_model(
    made: Path, root: Path, manager: ModelManager, card: str
) -> None:
    take(manager, made)
    (root / "my-whisper" / installed.CARD).write_text(card)
    assert catalogue.whisper_folders() == []
    assert manager.status("my-whisper").state == "damaged"
    assert [one.ok for one in run(manager.verify()) if one.name == "my-whisper"] == [False]
    manager.remove("my-whisper")
    assert_nothing(root)


def test_hidden_folders_are_no_models(made: Path, root: Path) -> None:
    for name in (".installing-x", ".replaced-y", "a/.b/c"):
        shutil.copytree(made, root / name)
    assert catalogue.whisper_folders() == []
    assert catalogue.emotion_folders() == []


def test_a_folder_put_there_by_hand_is_used_listed_and_removed_with_care(
    made: Path, root: Path, manager: ModelManager
) -> None:
    shutil.copytree(made, root / "mine")
    (root / "mine" / "letter.txt").write_text("not SAMO's")
    assert manager.status("mine").state == "installed"
    (checked,) = run(manager.verify("mine"))
    assert checked.ok is None
    manager.remove("mine")
    assert catalogue.whisper_folders() == []
    assert [p.name for p in (root / "mine").iterdir()] == ["letter.txt"]


def test_what_ships_is_checked_and_cannot_be_removed(manager: ModelManager) -> None:
    checked = {one.name: one.ok for one in run(manager.verify())}
    assert checked["samo-emotion-minilm"] is True
    assert checked["moonshine-tiny-en"] is True
    for name in checked:
        with pytest.raises(ModelError, match="is part of SAMO"):
            manager.remove(name)


def test_what_is_not_there_is_not_removed(manager: ModelManager) -> None:
    with pytest.raises(NotFoundError):
        manager.remove("no-such")
    with pytest.raises(NotFoundError):
        manager.remove("whisper-tiny")
    with pytest.raises(NotFoundError):
        run(manager.verify("whisper-tiny"))


# ---- the list that ships


def test_the_list_of_installable_models_is_whole() -> None:
    models = model_catalog.installable()
    assert len({m.name for m in models}) == len(models) == 8
    for model in models:
        assert {"config.json", "tokenizer.json", "model.bin"} <= set(model.files)
        assert set(model.files) <= importing.NAMES
        assert any(name in model.files for name in importing.VOCABULARIES)
        assert len(model.revision) == 40
        assert len(model.sha256["model.bin"]) == 64
        assert int(model.sha256["model.bin"], 16)
        assert model.languages in (("*",), ("en",))
        assert (model.licence, model.kind, model.engine) == ("MIT", "speech", "whisper")
        assert 0 < model.wer < 10
        assert 0 < model.speed <= 1
        assert model.quality in ("plain", "fair", "good", "very good", "best")
        assert 50_000_000 < model.size < 4_000_000_000
        assert model.memory > 200_000_000
    sizes = [m.size for m in models if "*" in m.languages]
    assert sizes == sorted(sizes)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "', 'nam = "'),
        ('"config.json"', '"../x"'),
        ("[[model]]", "[[model"),
        ("wer =", "x ="),
    ],
)
def test_a_damaged_list_is_a_sentence(tmp_path: Path, old: str, new: str) -> None:
    text = model_catalog.manifest().read_text("utf-8").replace(old, new, 1)
    file = tmp_path / "list.toml"
    file.write_text(text)
    with pytest.raises(Exception, match="list of models") as told:
        model_catalog.installable(file)
    assert type(told.value).__name__ == "DamagedError"


def test_status_as_json(manager: ModelManager) -> None:
    data = manager.status("whisper-tiny").to_json()
    assert json.loads(json.dumps(data)) == data
    assert (data["state"], data["languages"]) == ("available", ["*"])


# ---- names and cards that are not believed


def listed(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes `made` the only listed model, "whisper-test"."""
    known = write_list(tmp_path / "list.toml", {f.name: f.read_bytes() for f in made.iterdir()})
    monkeypatch.setattr(model_catalog, "manifest", lambda: known)


@pytest.mark.parametrize("name", ["whisper-test", "auto", "moonshine", "red\x1b[31m", "n" * 200])
def test_a_card_does_not_name_what_it_is_not(
    made: Path,
    root: Path,
    manager: ModelManager,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    other = make_whisper(tmp_path / "stick", seed=1)
    files = {f.name: installed.Stored(f.stat().st_size, _sha256(f)) for f in other.iterdir()}
    card = installed.Card(name, "whisper", "someone", "", "MIT", ("en",), files)
    (other / installed.CARD).write_text(json.dumps(dataclasses.asdict(card)))
    listed(made, tmp_path, monkeypatch)
    assert take(manager, other).name == "stick"
    assert catalogue.whisper_folders() == [root / "stick"]


def test_a_vocabulary_that_the_card_does_not_name_is_taken(
    made: Path, root: Path, manager: ModelManager, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    shutil.copytree(made, stick)
    files = {n: installed.Stored((stick / n).stat().st_size, _sha256(stick / n)) for n in REQUIRED}
    card = installed.Card("mine", "whisper", files=files)
    (stick / installed.CARD).write_text(json.dumps(dataclasses.asdict(card)))
    assert take(manager, stick).name == "mine"
    assert (root / "mine" / "vocabulary.json").exists()


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("name", ["auto", "whisper", "moonshine"])
def test_names_with_a_meaning_are_not_given(
    made: Path, manager: ModelManager, tmp_path: Path, name: str
) -> None:
    shutil.copytree(made, tmp_path / name)
    assert take(manager, tmp_path / name).name == f"{name}-imported"


def test_a_folder_is_named_as_it_is_however_it_is_given(
    made: Path, manager: ModelManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made)
    assert take(manager, Path()).name == "my-whisper"


def test_paths_that_cannot_be_opened_are_told(
    root: Path, manager: ModelManager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelError, match="cannot be opened"):
        take(manager, tmp_path / ("n" * 3000))
    (tmp_path / "round").symlink_to(tmp_path / "round")
    with pytest.raises(ModelError, match="cannot be opened"):
        take(manager, tmp_path / "round")

    def closed(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "closed")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", closed)
        with pytest.raises(ModelError, match="cannot be opened"):
            take(manager, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "iterdir", closed)
        with pytest.raises(ModelError, match="can be read"):
            take(manager, tmp_path)
    assert_nothing(root)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes there")
def test_a_pipe_is_refused_and_not_waited_for(
    root: Path, manager: ModelManager, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ModelError, match="neither a folder nor"):
        take(manager, tmp_path / "pipe")
    assert_nothing(root)


def test_other_weights_than_the_listed_ones_are_not_damaged(
    made: Path,
    root: Path,
    manager: ModelManager,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listed(made, tmp_path, monkeypatch)
    folder = make_whisper(root / "whisper-test", seed=1)
    (folder / installed.MARK).write_text("An older version said so.")
    (checked,) = run(manager.verify("whisper-test"))
    assert checked.ok is None
    assert "not the known version" in checked.problem
    assert catalogue.whisper_folders() == [folder]
    shutil.copy(made / "model.bin", folder)
    assert run(manager.verify("whisper-test")) == [Checked("whisper-test", True)]
