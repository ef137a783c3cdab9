"""Whether the user has the recovery key is remembered from the journal's first moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from samo_desktop.errors import SamoError, WrongPassphraseError
from samo_desktop.store.journal import Journal
from samo_desktop.store.vault import Vault

from .helpers import CHEAP, PASSPHRASE


def test_until_it_is_said_to_be_saved_the_key_is_not(folder: Path) -> None:
    made, key = Journal.create(folder, PASSPHRASE, cost=CHEAP)
    made.close()  # as if the program had been killed before it showed the key
    with Journal.open(folder, PASSPHRASE) as journal:
        assert not journal.key_saved
        journal.set_key_saved(saved=True)
    with Journal.open(folder, key) as journal:
        assert journal.key_saved
        again = journal.change_recovery_key(cost=CHEAP)
        assert not journal.key_saved
    with pytest.raises(WrongPassphraseError):
        Journal.open(folder, key)
    Journal.open(folder, again).close()


def test_without_encryption_there_is_no_key_to_save(plain: Journal) -> None:
    assert plain.key_saved


def test_a_key_that_could_not_be_changed_is_as_saved_as_before(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.set_key_saved(saved=True)

    def fail(*_: object, **__: object) -> str:
        raise SamoError("The disk is full.")

    monkeypatch.setattr(Vault, "change_recovery_key", fail)
    with pytest.raises(SamoError):
        journal.change_recovery_key()
    assert journal.key_saved


def test_the_secret_can_be_asked_for_once_more(journal: Journal) -> None:
    journal.check_secret(PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        journal.check_secret(PASSPHRASE + "x")
