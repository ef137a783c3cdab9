"""What is being typed and not saved yet: a file each, sealed in an encrypted journal."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from samo_desktop.domain.draft import Draft
from samo_desktop.domain.filenames import DRAFT
from samo_desktop.errors import DamagedError, SamoError
from samo_desktop.messages import gettext as _
from samo_desktop.store.journal_layout import files_in
from samo_desktop.store.values import storable
from samo_desktop.system.files import in_words, make_private_folder, sync, write_whole

_NONCE_BYTES = 12


class Drafts:
    """The drafts in a folder, under the journal's 32-byte `key` if it is encrypted.

    Every method raises SamoError for what the system refuses.
    """

    def __init__(self, folder: Path, key: bytes | None) -> None:
        self.folder = folder
        self._key = key

    def keep(self, draft: Draft) -> None:
        """Writes `draft` in place of its former state; it is on the disk when this returns."""
        content = json.dumps({**draft.to_json(), "text": storable(draft.text)}).encode()
        with in_words(self.folder):
            make_private_folder(self.folder)
            try:
                write_whole(self._path(draft.id), self._sealed(draft.id, content))
            except OSError:
                self._path(draft.id).with_suffix(".draft.part").unlink(missing_ok=True)
                raise

    def ids(self) -> list[str]:
        """The ids of all drafts, readable or not."""
        with in_words(self.folder):
            found = [DRAFT.fullmatch(path.name) for path in files_in(self.folder)]
        return sorted(match[1] for match in found if match and not match[2])

    def read(self, draft_id: str) -> Draft:
        """The draft of that id. Raises DamagedError if its file is not as it was written."""
        path = self._path(draft_id)
        with in_words(path):
            content = path.read_bytes()
        try:
            draft = Draft.from_json(json.loads(self._opened(draft_id, content)))
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged(path) from error
        if draft.id != draft_id:
            raise self._damaged(path)
        return draft

    def all(self) -> list[Draft]:
        """The drafts that can be read, newest first."""
        found = []
        for draft_id in self.ids():
            try:
                found.append(self.read(draft_id))
            except SamoError:  # `ids` names it nevertheless, and it stays where it is
                continue
        return sorted(found, key=lambda draft: draft.begun, reverse=True)

    def remove(self, draft_id: str) -> None:
        """Removes a draft; one that is not there is no error."""
        with in_words(self.folder):
            self._path(draft_id).unlink(missing_ok=True)
            if self.folder.is_dir():
                sync(self.folder)

    def _path(self, draft_id: str) -> Path:
        return self.folder / f"{draft_id}.draft"

    def _sealed(self, draft_id: str, content: bytes) -> bytes:
        if self._key is None:
            return content
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + ChaCha20Poly1305(self._key).encrypt(nonce, content, draft_id.encode())

    def _opened(self, draft_id: str, content: bytes) -> bytes:
        if self._key is None:
            return content
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

        nonce, sealed = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
        try:
            return ChaCha20Poly1305(self._key).decrypt(nonce, sealed, draft_id.encode())
        except InvalidTag as error:
            raise ValueError("the draft is damaged") from error

    def _damaged(self, path: Path) -> DamagedError:
        return DamagedError(
            _("The draft {path} is damaged.").format(path=path), _("Restore it from a backup.")
        )
