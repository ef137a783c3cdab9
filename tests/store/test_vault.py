"""The vault: what opens it, what does not, and how that is told."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samo_desktop.errors import DamagedError, NewerJournalError, SamoError, WrongPassphraseError
from samo_desktop.store import vault as module
from samo_desktop.store.vault import ALPHABET, FILE_NAME, Cost, Vault

from .helpers import CHEAP, PASSPHRASE


def made(folder: Path, passphrase: str = PASSPHRASE) -> tuple[Vault, str]:
    return Vault.create(folder, passphrase, cost=CHEAP)


def edit(folder: Path, **changes: Any) -> None:
    """Changes the passphrase's slot as someone would who also mends the digest."""
    path = folder / FILE_NAME
    body = json.loads(path.read_bytes())
    del body["digest"]
    body["slots"]["passphrase"] |= changes
    path.write_text(json.dumps({**body, "digest": module._digest(body)}))


def test_passphrase_and_recovery_key_open_the_same_keys(tmp_path: Path) -> None:
    vault, recovery = made(tmp_path)
    for secret in (PASSPHRASE, recovery):
        assert Vault.open(tmp_path, secret).key("audio") == vault.key("audio")


def test_keys_are_random_and_one_for_each_purpose(tmp_path: Path) -> None:
    keys = set()
    for name in "ab":
        (tmp_path / name).mkdir()
        vault, recovery = made(tmp_path / name)
        keys |= {vault.key("audio"), vault.key("database"), recovery.encode()}
    assert len(keys) == 6
    assert len(vault.key("audio")) == 32


def test_recovery_key_is_easy_to_write_down(tmp_path: Path) -> None:
    _, recovery = made(tmp_path)
    groups = recovery.split("-")
    assert [len(group) for group in groups] == [5] * 6
    assert set("".join(groups)) <= set(ALPHABET)


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda key: key.replace("-", ""),
        lambda key: key.replace("-", " ") + "\n",
        lambda key: key.replace("-", "\u2013"),
        lambda key: key.replace("0", "o").replace("1", "l"),
    ],
)
def test_recovery_key_may_be_typed_loosely(tmp_path: Path, typed: Any) -> None:
    vault, recovery = made(tmp_path)
    assert Vault.open(tmp_path, typed(recovery)).key("x") == vault.key("x")


def test_typing_error_in_the_recovery_key_is_told_apart(tmp_path: Path) -> None:
    _, recovery = made(tmp_path)
    for place in (0, 7, len(recovery) - 1):
        other = ALPHABET[(ALPHABET.index(recovery[place]) + 1) % 32]
        with pytest.raises(WrongPassphraseError) as told:
            Vault.open(tmp_path, recovery[:place] + other + recovery[place + 1 :])
        assert "typing error. Compare" in told.value.hint
    with pytest.raises(WrongPassphraseError) as told:
        Vault.open(tmp_path, "wrong")
    assert "capital letters" in told.value.hint


def test_recovery_key_of_another_journal_opens_nothing(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        _, recovery = made(tmp_path / name)
    with pytest.raises(WrongPassphraseError):
        Vault.open(tmp_path / "a", recovery)


@settings(deadline=None)
@given(wrong=st.text(min_size=1).filter(lambda text: module._normal(text) != b"pass"))
def test_any_other_passphrase_is_wrong(
    tmp_path_factory: pytest.TempPathFactory, wrong: str
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any-other"
    if not folder.exists():
        folder.mkdir()
        made(folder, "pass")
    with pytest.raises(WrongPassphraseError):
        Vault.open(folder, wrong)


def test_passphrase_is_the_same_however_it_was_composed(tmp_path: Path) -> None:
    vault, _ = made(tmp_path, "caf\u00e9 \ufb01n \ud83d")
    assert Vault.open(tmp_path, "cafe\u0301 fin \ud83d").key("x") == vault.key("x")


def test_empty_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SamoError, match="empty"):
        made(tmp_path, "")
    assert not list(tmp_path.iterdir())


def test_cost_is_stored_and_strong_by_default(tmp_path: Path) -> None:
    assert Cost() == Cost(memory_kib=65536, iterations=3, lanes=4)
    made(tmp_path)
    Vault.open(tmp_path, PASSPHRASE).change_passphrase("new", cost=Cost(128, 2, 2))
    slot = json.loads((tmp_path / FILE_NAME).read_bytes())["slots"]["passphrase"]
    assert (slot["memory_kib"], slot["iterations"], slot["lanes"]) == (128, 2, 2)
    Vault.open(tmp_path, "new")


def test_changed_secrets_replace_the_former_ones(tmp_path: Path) -> None:
    vault, recovery = made(tmp_path)
    vault.change_passphrase("second", cost=CHEAP)
    renewed = vault.change_recovery_key(cost=CHEAP)
    for secret in ("second", renewed):
        assert Vault.open(tmp_path, secret).key("x") == vault.key("x")
    for secret in (PASSPHRASE, recovery):
        with pytest.raises(WrongPassphraseError):
            Vault.open(tmp_path, secret)


def test_change_that_fails_midway_leaves_the_former_passphrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, _ = made(tmp_path)

    def fail(*_: Any) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fail)
        with pytest.raises(SamoError):
            vault.change_passphrase("second", cost=CHEAP)
    Vault.open(tmp_path, PASSPHRASE)


@pytest.mark.slow
def test_every_flipped_byte_is_mended_or_told_as_damage(tmp_path: Path) -> None:
    vault, _ = made(tmp_path)
    path = tmp_path / FILE_NAME
    content = path.read_bytes()
    for place in range(len(content)):
        for bit in (1, 0x20):
            path.write_bytes(content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :])
            try:
                opened = Vault.open(tmp_path, PASSPHRASE)
            except DamagedError:
                continue
            assert opened.key("x") == vault.key("x")


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"format": "other"}'),
        b'{"format": "samo-vault", "version": 1, "slots": []}',
    ],
)
def test_what_is_no_vault_is_damage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(DamagedError):
        Vault.open(tmp_path, PASSPHRASE)


@pytest.mark.parametrize(
    "changes",
    [
        {"memory_kib": 2**40},
        {"memory_kib": -1},
        {"iterations": 10**9},
        {"lanes": 0},
        {"lanes": 1.5},
        {"salt": "zz"},
        {"nonce": ""},
        {"sealed": "00"},
        {"kdf": "none"},
    ],
)
def test_absurd_slot_is_never_tried(tmp_path: Path, changes: dict[str, Any]) -> None:
    _, recovery = made(tmp_path)
    edit(tmp_path, **changes)
    with pytest.raises(SamoError):
        Vault.open(tmp_path, PASSPHRASE)
    Vault.open(tmp_path, recovery)


def test_weakened_slot_does_not_open(tmp_path: Path) -> None:
    made(tmp_path)
    edit(tmp_path, iterations=2)
    with pytest.raises(SamoError):
        Vault.open(tmp_path, PASSPHRASE)


def test_newer_vault_is_refused(tmp_path: Path) -> None:
    made(tmp_path)
    path = tmp_path / FILE_NAME
    body = {**json.loads(path.read_bytes()), "version": 2}
    del body["digest"]
    path.write_text(json.dumps({**body, "digest": module._digest(body)}))
    with pytest.raises(NewerJournalError):
        Vault.open(tmp_path, PASSPHRASE)


def test_too_little_memory_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path)

    def starve(**_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(module, "Argon2id", starve)
    with pytest.raises(SamoError, match="memory"):
        Vault.open(tmp_path, PASSPHRASE)


def test_vault_holds_no_secret(tmp_path: Path) -> None:
    vault, recovery = made(tmp_path)
    text = (tmp_path / FILE_NAME).read_text()
    assert set(text) <= set(string.printable)
    assert PASSPHRASE not in text
    assert recovery[:5] not in text
    assert vault._data_key.hex() not in text
