"""Fetching models from a server that does what it likes: whole and checked, or not at all."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import random
import shutil
import socket
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samo_desktop.domain.models import Installable, Installing
from samo_desktop.errors import ModelError
from samo_desktop.inference.model_store import catalogue, downloads, hub, installed
from samo_desktop.inference.model_store.downloads import download
from samo_desktop.inference.speech.whisper import Whisper
from tests.support.hub_server import COMMIT, REPOSITORY, FakeHub, Trouble
from tests.support.whisper_model import make_whisper

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_bundled_whisper")]

DATA = random.Random(1)
FILES = {
    "config.json": b'{"a": 1}',
    "tokenizer.json": b"{}" + b" " * 5_000,
    "vocabulary.txt": DATA.randbytes(40_000),
    "model.bin": DATA.randbytes(1_300_000),
}
TOTAL = sum(map(len, FILES.values()))
MODEL = Installable(
    "whisper-test",
    "speech",
    "whisper",
    REPOSITORY,
    "main",
    tuple(FILES),
    TOTAL,
    ("*",),
    "MIT",
    1,
    "fair",
    5.0,
    "nothing",
    1.0,
)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this computer can be reached, by its number."""
    connect = socket.socket.connect

    def careful(self: socket.socket, address: Any) -> None:
        assert address[0] == "127.0.0.1", "a test reached for the network"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", careful)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        for spelled in (name, name.lower()):
            monkeypatch.delenv(spelled, raising=False)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test waits for long."""
    monkeypatch.setattr(downloads, "WAITS", (0.0, 0.0, 0.0))


@pytest.fixture
def server() -> Iterator[FakeHub]:
    """A server that has the model."""
    with FakeHub(dict(FILES)).running() as running:
        yield running


@pytest.fixture
def root() -> Path:
    """The folder of models, which the catalogue looks into."""
    return Path(os.environ["SAMO_MODELS"])


class Ended(NamedTuple):
    """How a download went."""

    events: list[Installing]
    folder: Path | None
    error: ModelError | None


def run(generator: Generator[Installing, None, Path]) -> Ended:
    """Runs a download to its end."""
    events = []
    try:
        while True:
            events.append(next(generator))
    except StopIteration as stop:
        return Ended(events, stop.value, None)
    except ModelError as error:
        return Ended(events, None, error)


def fetch(server: FakeHub, root: Path, model: Installable = MODEL) -> Ended:
    return run(download(model, root, endpoint=server.url))


def assert_whole(root: Path) -> None:
    """The model is there, is what the server has, and nothing else is."""
    folder = root / MODEL.name
    assert {f.name for f in folder.iterdir()} == {*FILES, installed.CARD}
    for name, data in FILES.items():
        assert (folder / name).read_bytes() == data
    assert catalogue.whisper_folders() == [folder]
    assert [m.name for m in catalogue.installed() if m.engine == "whisper"] == [MODEL.name]


def assert_nothing_visible(root: Path) -> None:
    assert not (root / MODEL.name).exists()
    assert catalogue.whisper_folders() == []


# ---- all goes well


def test_a_model_is_fetched_whole_with_its_card(server: FakeHub, root: Path) -> None:
    ended = fetch(server, root)
    assert ended.error is None
    assert ended.folder == root / MODEL.name
    assert_whole(root)
    card = installed.read_card(root / MODEL.name)
    assert card is not None
    assert (card.name, card.engine, card.source) == (MODEL.name, "whisper", REPOSITORY)
    assert (card.revision, card.licence, card.languages) == (COMMIT, "MIT", ("*",))
    for name, data in FILES.items():
        digest = hashlib.sha256(data).hexdigest()
        assert card.files[name] == installed.Stored(len(data), digest)
    assert not any(p.is_dir() and p.name.startswith(".") for p in root.iterdir())


def test_progress_only_grows_and_ends_at_the_whole(server: FakeHub, root: Path) -> None:
    events = fetch(server, root).events
    assert events[0].phase == "asking"
    for phase in ("fetching", "checking"):
        done = [e.done for e in events if e.phase == phase]
        assert done == sorted(done)
        assert done[-1] == TOTAL
        assert {e.total for e in events if e.phase == phase} == {TOTAL}
    assert all(e.fraction is None or 0 <= e.fraction <= 1 for e in events)


def test_only_the_needed_files_are_asked_for_and_nothing_is_told(
    server: FakeHub, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    monkeypatch.setenv("AI_AGENT", "someone")
    fetch(server, root)
    paths = [path for path, _ in server.asked]
    assert paths[0] == f"/api/models/{REPOSITORY}/revision/main"
    assert sorted(paths[1:]) == sorted(
        f"/{REPOSITORY}/resolve/{COMMIT}/{name}" for name in MODEL.files
    )
    assert server.agents == {hub.AGENT}
    assert server.tokens == []


def test_a_redirect_to_another_address_is_followed(server: FakeHub, root: Path) -> None:
    server.always = Trouble(redirect=True)
    assert fetch(server, root).error is None
    assert_whole(root)


def test_a_proxy_is_asked_instead(server: FakeHub, root: Path) -> None:
    """The test's server stands in for the proxy, which gets the whole address."""
    asked = "http://models.invalid"
    ended = run(download(MODEL, root, endpoint=asked, proxy=server.url))
    assert ended.error is not None  # it does not know how to be a proxy
    assert server.asked[0][0].startswith(asked)


def test_what_was_fetched_loads_and_is_the_best_installed(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = make_whisper(tmp_path_factory.mktemp("made"))
    files = {f.name: f.read_bytes() for f in made.iterdir()}
    real = Installable(
        **{**{n: getattr(MODEL, n) for n in Installable.__slots__}, "files": tuple(files)}
    )
    with FakeHub(files).running() as server:
        assert fetch(server, root, real).error is None
    assert Whisper(root / MODEL.name).name == MODEL.name


# ---- the connection is lost


def test_a_lost_connection_is_gone_on_with(server: FakeHub, root: Path) -> None:
    server.troubles = [Trouble(), Trouble(), Trouble(), Trouble(close_after=500_000)]
    assert fetch(server, root).error is None
    assert_whole(root)
    ranges = [asked for path, asked in server.asked if path.endswith("model.bin")]
    assert ranges[0] == ""
    assert ranges[1].startswith("bytes=")
    assert 0 < int(ranges[1].removeprefix("bytes=").rstrip("-")) <= 500_000


def test_a_server_that_always_hangs_up_ends_in_a_sentence_and_the_next_call_goes_on(
    server: FakeHub, root: Path
) -> None:
    server.always = Trouble(close_after=100_000)
    first = fetch(server, root)
    assert first.error is not None
    assert "lost" in first.error.message
    assert "can be resumed" in first.error.hint
    assert_nothing_visible(root)
    kept = installed.Staging(root, MODEL.name).fetched()
    assert kept > 100_000
    server.always, server.asked = None, []
    second = fetch(server, root)
    assert second.error is None
    assert_whole(root)
    (asked,) = [asked for path, asked in server.asked if path.endswith("model.bin")]
    assert asked.startswith("bytes=")
    assert len([p for p, _ in server.asked if "resolve" in p]) == 1  # the others were there
    assert min(e.done for e in second.events if e.phase == "fetching") > 100_000


def test_enough_progress_between_losses_is_patience_enough(
    server: FakeHub, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "ENOUGH", 100_000)
    server.always = Trouble(close_after=110_000)
    assert fetch(server, root).error is None
    assert_whole(root)


def test_a_stall_is_noticed_and_kept(
    server: FakeHub, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = hub.STALL_SECONDS
    monkeypatch.setattr(hub, "STALL_SECONDS", 0.3)
    server.always = Trouble(stall_after=3_000)
    ended = fetch(server, root)
    assert ended.error is not None
    assert "for a while" in ended.error.message
    assert_nothing_visible(root)
    server.always = None
    server.free.set()
    monkeypatch.setattr(hub, "STALL_SECONDS", patient)
    assert fetch(server, root).error is None
    assert_whole(root)


def test_no_server_at_all(root: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{unused.getsockname()[1]}"
        ended = run(download(MODEL, root, endpoint=nowhere))
    assert ended.error is not None
    assert "cannot be reached" in ended.error.message
    assert "import" in ended.error.hint
    assert_nothing_visible(root)


def test_ranges_that_the_server_ignores_begin_anew(server: FakeHub, root: Path) -> None:
    server.troubles = [Trouble()] * 3 + [Trouble(close_after=500_000), Trouble(no_ranges=True)]
    assert fetch(server, root).error is None
    assert_whole(root)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_server_is_asked_again(server: FakeHub, root: Path, status: int) -> None:
    server.info_troubles = [Trouble(status=status)] * 2
    server.troubles = [Trouble(status=status, headers={"retry-after": "0"})] * 2
    ended = fetch(server, root)
    assert ended.error is None
    assert_whole(root)


def test_a_server_that_stays_busy_ends_in_a_sentence(server: FakeHub, root: Path) -> None:
    server.always = Trouble(status=500)
    ended = fetch(server, root)
    assert ended.error is not None
    assert "500" in ended.error.message
    assert len(server.asked) == 2 + len(downloads.WAITS)
    assert_nothing_visible(root)


def test_who_is_asked_to_wait_for_an_hour_is_told(server: FakeHub, root: Path) -> None:
    server.always = Trouble(status=429, headers={"retry-after": "3600"})
    ended = fetch(server, root)
    assert ended.error is not None
    assert "60 minutes" in ended.error.message
    assert len(server.asked) == 2


def test_waiting_is_a_point_of_cancellation(
    server: FakeHub, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "WAITS", (3600.0,))
    server.always = Trouble(status=503)
    going = download(MODEL, root, endpoint=server.url)
    while next(going).phase != "waiting":
        pass
    going.close()


# ---- what comes is not what it should be


def test_a_damaged_file_is_thrown_away_and_fetched_again_next_time(
    server: FakeHub, root: Path
) -> None:
    for name, at in (("model.bin", 700_000), ("vocabulary.txt", 5)):
        order = ["config.json", "tokenizer.json", "vocabulary.txt", "model.bin"]
        already = sum((root / (installed.STAGING + MODEL.name) / n).exists() for n in order)
        server.troubles = [Trouble()] * (order.index(name) - already) + [Trouble(flip=at)]
        ended = fetch(server, root)
        assert ended.error is not None
        assert name in ended.error.message
        assert "damaged" in ended.error.message
        assert_nothing_visible(root)
        assert not installed.Staging(root, MODEL.name).part(name).exists()
        if name == "model.bin":
            shutil.rmtree(root)
    assert fetch(server, root).error is None
    assert_whole(root)


def test_a_file_longer_than_told_is_stopped(server: FakeHub, root: Path) -> None:
    server.always = Trouble(more=b"x" * 300_000)
    ended = fetch(server, root)
    assert ended.error is not None
    assert "longer" in ended.error.message
    assert_nothing_visible(root)


def test_a_wrong_length_is_not_believed(server: FakeHub, root: Path) -> None:
    server.always = Trouble(say_length=3)
    assert fetch(server, root).error is not None
    assert_nothing_visible(root)
    server.always = Trouble(say_length=2_000_000_000)  # and then every byte that there is
    assert fetch(server, root).error is None
    assert_whole(root)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_what_the_server_does_not_have_is_told_at_once(
    server: FakeHub, root: Path, status: int
) -> None:
    server.info_troubles = [Trouble(status=status)]
    ended = fetch(server, root)
    assert ended.error is not None
    assert str(status) in ended.error.message
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "told",
    [
        b"<html>a page to log in to the network</html>",
        b"[]",
        b'{"id": "x/y"}',
        b'{"id": "x/y", "sha": null, "siblings": null}',
        b'{"id": "x/y", "sha": "a", "siblings": [{"rfilename": "model.bin"}]}',
        b'{"id": "x/y", "sha": "a", "siblings": [{"rfilename": "a", "size": -1, "lfs": {}}]}',
    ],
)
def test_an_answer_that_makes_no_sense_is_a_sentence(
    server: FakeHub, root: Path, told: bytes
) -> None:
    server.tell = lambda info: told
    ended = fetch(server, root)
    assert ended.error is not None
    assert ended.error.hint
    assert_nothing_visible(root)


def test_weights_that_are_not_those_in_our_list_are_not_fetched(
    server: FakeHub, root: Path
) -> None:
    strict = Installable(
        **{
            **{n: getattr(MODEL, n) for n in Installable.__slots__},
            "sha256": {"model.bin": "0" * 64},
        }
    )
    ended = fetch(server, root, strict)
    assert ended.error is not None
    assert "not the one that SAMO expects" in ended.error.message
    assert len(server.asked) == 1


def test_a_server_that_tells_no_checksum_is_not_trusted(server: FakeHub, root: Path) -> None:
    def tell(info: dict[str, Any]) -> dict[str, Any]:
        for sibling in info["siblings"]:
            sibling.pop("blobId", None)
        return info

    server.tell = tell
    ended = fetch(server, root)
    assert ended.error is not None
    assert "checksum" in ended.error.message


def test_parts_of_another_version_are_not_gone_on_with(server: FakeHub, root: Path) -> None:
    server.always = Trouble(close_after=60_000)
    fetch(server, root)
    server.always, server.asked = None, []
    server.files["model.bin"] = bytes(reversed(FILES["model.bin"]))
    assert fetch(server, root).error is None
    assert [asked for _, asked in server.asked] == [""] * 5
    stored = (root / MODEL.name / "model.bin").read_bytes()
    assert stored == server.files["model.bin"]


# ---- the user, and this computer


def test_a_cancel_keeps_the_part_and_lets_go(server: FakeHub, root: Path) -> None:
    going = download(MODEL, root, endpoint=server.url)
    while next(going).done < 400_000:
        pass
    going.close()
    assert_nothing_visible(root)
    kept = installed.Staging(root, MODEL.name).fetched()
    assert kept >= 400_000
    assert fetch(server, root).error is None
    assert_whole(root)


def test_two_at_once_do_not_mix(server: FakeHub, root: Path) -> None:
    first = download(MODEL, root, endpoint=server.url)
    while next(first).phase != "fetching":
        pass
    refused = fetch(server, root)
    assert refused.error is not None
    assert "already" in refused.error.message
    assert run(first).error is None
    assert_whole(root)


def test_what_is_installed_is_not_fetched_again_and_what_is_damaged_is(
    server: FakeHub, root: Path
) -> None:
    fetch(server, root)
    again = fetch(server, root)
    assert again.error is not None
    assert "already installed" in again.error.message
    (root / MODEL.name / "model.bin").write_bytes(b"short")
    assert catalogue.whisper_folders() == []
    assert fetch(server, root).error is None
    assert_whole(root)
    assert not any(p.is_dir() and p.name.startswith(".") for p in root.iterdir())


def test_too_little_room_is_told_before_anything_is_fetched(
    server: FakeHub, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(root.parent)._replace(free=1_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    ended = fetch(server, root)
    assert ended.error is not None
    assert "MB" in ended.error.message
    assert len(server.asked) == 1


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_disk_that_fills_up_is_a_sentence_and_keeps_the_part(
    server: FakeHub, root: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    room, opened = 500_000, Path.open

    class Full(io.FileIO):
        def write(self, data: Any, /) -> int:
            if self.tell() + len(data) > room:
                raise OSError(code, "no room")
            return super().write(data)

    def open_(self: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if self.name == "model.bin.part" and mode in ("r+b", "wb"):
            return Full(str(self), mode)
        return opened(self, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", open_)
    ended = fetch(server, root)
    assert ended.error is not None
    full = code != errno.EIO
    assert ("full" in ended.error.message) is full
    assert_nothing_visible(root)
    monkeypatch.setattr(Path, "open", opened)
    assert fetch(server, root).error is None
    assert_whole(root)


def test_a_crash_just_before_the_end_leaves_nothing_visible(
    server: FakeHub, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        """The power goes."""

    rename = Path.rename

    def crash(self: Path, target: Path) -> Path:
        raise Crash

    monkeypatch.setattr(Path, "rename", crash)
    with pytest.raises(Crash):
        fetch(server, root)
    monkeypatch.setattr(Path, "rename", rename)
    assert_nothing_visible(root)
    server.asked = []
    assert fetch(server, root).error is None
    assert [p for p, _ in server.asked if "resolve" in p] == []  # all of it was there
    assert_whole(root)


@pytest.mark.parametrize(
    "wrong", ["not an address", "ftp://x.org", "http://", "https://x.org/?q", "http://x:99999"]
)
def test_addresses_that_are_none_are_told(root: Path, wrong: str) -> None:
    for where in ({"endpoint": wrong}, {"proxy": wrong}):
        ended = run(download(MODEL, root, **where))
        assert ended.error is not None
        assert "address" in ended.error.message


def test_offline_mode_is_respected(
    server: FakeHub, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub.constants, "HF_HUB_OFFLINE", True)
    ended = fetch(server, root)
    assert ended.error is not None
    assert server.asked == []


# ---- whatever the server does

TROUBLES = st.builds(
    Trouble,
    status=st.sampled_from([0] * 12 + [404, 429, 500, 416]),
    close_after=st.one_of(st.none(), st.none(), st.integers(0, 400_000)),
    stall_after=st.sampled_from([None] * 20 + [10_000]),
    flip=st.one_of(st.none(), st.none(), st.none(), st.integers(0, 1_300_000)),
    say_length=st.sampled_from([None] * 8 + [0, 7, 5_000_000]),
    no_ranges=st.booleans(),
    more=st.sampled_from([b""] * 6 + [b"more"]),
    redirect=st.booleans(),
    headers=st.sampled_from([{}] * 6 + [{"content-encoding": "gzip"}]),
)


@settings(
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(troubles=st.lists(TROUBLES, max_size=8), cancels=st.lists(st.integers(1, 30), max_size=2))
def test_a_model_is_installed_whole_or_nothing_is_visible(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    troubles: list[Trouble],
    cancels: list[int],
) -> None:
    root = tmp_path_factory.mktemp("models")
    monkeypatch.setenv("SAMO_MODELS", str(root))
    patient = hub.STALL_SECONDS
    monkeypatch.setattr(hub, "STALL_SECONDS", 0.1)
    with FakeHub(dict(FILES)).running() as server:
        server.troubles = list(troubles)
        for steps in [*cancels, None]:
            going = download(MODEL, root, endpoint=server.url)
            with suppress(StopIteration, ModelError):
                for _ in range(10_000 if steps is None else steps):
                    next(going)
            going.close()
            if (root / MODEL.name).exists():
                assert_whole(root)
                break
            assert_nothing_visible(root)
        server.troubles = []
        monkeypatch.setattr(hub, "STALL_SECONDS", patient)
        if not (root / MODEL.name).exists():
            assert fetch(server, root).error is None
        assert_whole(root)
    card = json.loads((root / MODEL.name / installed.CARD).read_text("utf-8"))
    assert set(card["files"]) == set(FILES)
    shutil.rmtree(root)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:9"),
        ("ALL_PROXY", "nonsense://127.0.0.1:9"),
        ("SSL_CERT_FILE", "gone.pem"),
    ],
)
def test_network_settings_that_cannot_be_used_are_told(
    server: FakeHub, root: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, str(root / value) if value.endswith(".pem") else value)
    error = fetch(server, root).error
    assert error is not None
    assert "network settings" in error.message
    assert variable in error.hint


def test_a_leftover_folder_is_told_and_keeps_its_files(server: FakeHub, root: Path) -> None:
    place = root / MODEL.name
    place.mkdir(parents=True)
    (place / "letter.txt").write_text("not SAMO's")
    error = fetch(server, root).error
    assert error is not None
    assert "contains other files" in error.message
    assert str(place) in error.hint
    assert (place / "letter.txt").read_text() == "not SAMO's"
    (place / "letter.txt").unlink()
    assert fetch(server, root).folder == place  # an empty one is in nobody's way
