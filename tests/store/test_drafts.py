"""Drafts: kept whole, sealed, and told apart."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from samo_desktop.domain.draft import Draft
from samo_desktop.errors import DamagedError, SamoError
from samo_desktop.store.drafts import Drafts

KEY = bytes(range(32))
AT = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)


@pytest.fixture(params=[KEY, None], ids=["sealed", "plain"])
def drafts(request: pytest.FixtureRequest, tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts", request.param)


def test_what_is_kept_is_read(drafts: Drafts) -> None:
    assert (drafts.ids(), drafts.all()) == ([], [])
    older = Draft("first\nwords 😀", "edit", "0123456789ab", ("a", "b"), AT, begun=AT)
    newer = Draft("second")
    for draft in (older, newer):
        drafts.keep(draft)
    assert [d.text for d in drafts.all()] == ["second", "first\nwords 😀"]
    assert drafts.read(older.id) == older
    drafts.keep(Draft("more", id=newer.id))
    assert drafts.read(newer.id).text == "more"
    drafts.remove(newer.id)
    drafts.remove(newer.id)
    assert drafts.ids() == [older.id]


def test_only_the_journals_key_opens_them(tmp_path: Path) -> None:
    Drafts(tmp_path, KEY).keep(draft := Draft("said in private"))
    [file] = tmp_path.iterdir()
    assert b"private" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(DamagedError):
        Drafts(tmp_path, bytes(32)).read(draft.id)


@pytest.mark.parametrize("content", [b"", b"\0" * 11, b"{}", b"null", b"[1]", b"x" * 100])
def test_a_damaged_one_is_left_and_hides_no_other(drafts: Drafts, content: bytes) -> None:
    drafts.keep(Draft("good"))
    bad = drafts.folder / "aaaaaaaaaaaa.draft"
    bad.write_bytes(content)
    (drafts.folder / "aaaaaaaaaaaa (conflicted copy).draft").write_bytes(b"")
    assert [draft.text for draft in drafts.all()] == ["good"]
    assert len(drafts.ids()) == 2
    with pytest.raises(DamagedError):
        drafts.read("aaaaaaaaaaaa")
    assert bad.read_bytes() == content


def test_halves_of_characters_are_marked(drafts: Drafts) -> None:
    drafts.keep(draft := Draft("\ud83d!"))
    assert drafts.read(draft.id).text == "\ufffd!"


def test_a_full_disk_leaves_the_former_draft_alone(
    drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts.keep(draft := Draft("so far"))

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(SamoError, match="disk is full"):
            drafts.keep(Draft("so far and more", id=draft.id))
    assert drafts.read(draft.id).text == "so far"
    assert [path.name for path in drafts.folder.iterdir()] == [f"{draft.id}.draft"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files there")
def test_what_is_no_file_is_no_draft_and_is_not_waited_for(drafts: Drafts) -> None:
    drafts.keep(Draft("good"))
    os.mkfifo(drafts.folder / "888888888888.draft")
    (drafts.folder / "bbbbbbbbbbbb.draft").mkdir()
    (drafts.folder / "cccccccccccc.draft").symlink_to("/etc/hostname")
    assert [draft.text for draft in drafts.all()] == ["good"]
    assert len(drafts.ids()) == 1
