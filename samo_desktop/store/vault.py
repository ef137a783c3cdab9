"""The key hierarchy of an encrypted journal.

One random data key encrypts everything. It lies in `vault.json` twice, each time wrapped with
ChaCha20-Poly1305 under a key that Argon2id (RFC 9106) makes of a secret: the passphrase in one
slot, the recovery key in the other. Each use has a key of its own, made of the data key by HKDF
(RFC 5869). A digest over the file tells a damaged vault from a wrong passphrase.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from samo_desktop.errors import DamagedError, NewerJournalError, SamoError, WrongPassphraseError
from samo_desktop.messages import gettext as _
from samo_desktop.system.files import in_words, write_whole

FILE_NAME = "vault.json"
VERSION = 1
KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12
LARGEST_MEMORY_KIB = 4 * 1024 * 1024

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U."""
RANDOM_SYMBOLS = 26  # 130 bits
CHECK_SYMBOLS = 4
GROUP = 5

SlotName = Literal["passphrase", "recovery"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a secret costs under Argon2id: memory in KiB, passes, lanes.

    The default takes about 0.2 s.
    """

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 4


class Vault:
    """The opened vault of the journal in a folder."""

    def __init__(
        self,
        folder: Path,
        data_key: bytes,
        slots: Mapping[str, Mapping[str, Any]],
        opened_with: SlotName = "passphrase",
    ):
        self.opened_with = opened_with
        """Which secret opened it."""
        self._path = folder / FILE_NAME
        self._data_key = data_key
        self._slots = dict(slots)

    @classmethod
    def create(
        cls, folder: Path, passphrase: str, *, cost: Cost | None = None
    ) -> tuple[Vault, str]:
        """Writes a new vault into `folder`; the vault and the recovery key, which is kept nowhere.

        Raises SamoError for an empty passphrase or if the file cannot be written.
        """
        vault = cls(folder, secrets.token_bytes(KEY_BYTES), {})
        recovery = _new_recovery_key()
        vault._fill("passphrase", _normal(passphrase), cost)
        vault._fill("recovery", _parse_recovery_key(recovery) or b"", cost)
        vault._save()
        return vault, recovery

    @classmethod
    def open(cls, folder: Path, secret: str) -> Vault:
        """Opens the vault in `folder` with the passphrase or the recovery key.

        The recovery key may be typed in lower case, with or without spaces and dashes. Raises
        WrongPassphraseError, DamagedError, NewerJournalError, or SamoError if it cannot be read.
        """
        path = folder / FILE_NAME
        with in_words(path):
            content = path.read_bytes()
        slots, whole = _parse(content)
        recovery = _parse_recovery_key(secret)
        attempts: list[tuple[SlotName, bytes]] = [("passphrase", _normal(secret))]
        if recovery:
            attempts.insert(0, ("recovery", recovery))
        for name, normal in attempts:
            if name in slots and (data_key := _unwrap(name, slots[name], normal)):
                return cls(folder, data_key, slots, name)
        if not whole:
            raise _damaged()
        raise WrongPassphraseError(
            _("That passphrase or recovery key isn't right."),
            _("The recovery key contains a typing error. Compare it with the one you saved.")
            if _looks_like_recovery_key(secret) and (not recovery)
            else _("Check capital letters and the keyboard layout, or use the recovery key."),
        )

    def key(self, purpose: str) -> bytes:
        """The 32-byte key for one purpose, such as "database" or "audio"."""
        info = b"samo-desktop " + purpose.encode()
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(self._data_key)

    def change_passphrase(self, passphrase: str, *, cost: Cost | None = None) -> None:
        """Lets `passphrase` open the vault in place of the former one. Raises SamoError."""
        self._fill("passphrase", _normal(passphrase), cost)
        self._save()
        self.opened_with = "passphrase"

    def change_recovery_key(self, *, cost: Cost | None = None) -> str:
        """Makes a new recovery key, which is kept nowhere; the former one opens nothing now.

        Raises SamoError.
        """
        recovery = _new_recovery_key()
        self._fill("recovery", _parse_recovery_key(recovery) or b"", cost)
        self._save()
        return recovery

    def _fill(self, name: SlotName, secret: bytes, cost: Cost | None) -> None:
        salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
        slot: dict[str, Any] = {
            "kdf": "argon2id",
            **asdict(cost or Cost()),
            "salt": salt.hex(),
            "nonce": nonce.hex(),
        }
        cipher = ChaCha20Poly1305(_stretch(secret, slot))
        slot["sealed"] = cipher.encrypt(nonce, self._data_key, _bound(name, slot)).hex()
        self._slots[name] = slot

    def _save(self) -> None:
        body = {"format": "samo-vault", "version": VERSION, "slots": self._slots}
        text = json.dumps({**body, "digest": _digest(body)}, indent=2)
        with in_words(self._path):
            write_whole(self._path, text.encode())


def _parse(content: bytes) -> tuple[dict[str, dict[str, Any]], bool]:
    """The slots that are well formed, and whether the file is as it was written."""
    try:
        body = json.loads(content)
        digest = body.pop("digest", None)
        if body["format"] != "samo-vault":
            raise _damaged()
        whole = digest == _digest(body)
        if whole and body["version"] > VERSION:
            raise NewerJournalError(
                _("The journal's vault was written by a newer version of SAMO Desktop."),
                _("Install the newest version to open it."),
            )
        slots = {name: slot for name, slot in body["slots"].items() if _well_formed(slot)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged() from error
    return slots, whole


def _well_formed(slot: Any) -> bool:
    """Whether a slot can be tried without asking for absurd amounts of memory or time."""
    try:
        return bool(
            slot["kdf"] == "argon2id"
            and all(type(slot[name]) is int for name in ("lanes", "memory_kib", "iterations"))
            and 1 <= slot["lanes"] <= 64
            and 8 * slot["lanes"] <= slot["memory_kib"] <= LARGEST_MEMORY_KIB
            and 1 <= slot["iterations"] <= 1000
            and len(bytes.fromhex(slot["salt"])) >= 8
            and len(bytes.fromhex(slot["nonce"])) == NONCE_BYTES
            and len(bytes.fromhex(slot["sealed"])) == KEY_BYTES + 16
        )
    except (ValueError, KeyError, TypeError):
        return False


def _stretch(secret: bytes, slot: Mapping[str, Any]) -> bytes:
    try:
        return Argon2id(
            salt=bytes.fromhex(slot["salt"]),
            length=KEY_BYTES,
            iterations=slot["iterations"],
            lanes=slot["lanes"],
            memory_cost=slot["memory_kib"],
        ).derive(secret)
    except MemoryError as error:
        raise SamoError(
            _("Checking the passphrase needs {size} MiB of memory.").format(
                size=slot["memory_kib"] // 1024
            ),
            _("Close other programs, then try again."),
        ) from error


def _unwrap(name: SlotName, slot: Mapping[str, Any], secret: bytes) -> bytes | None:
    nonce, sealed = bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["sealed"])
    try:
        cipher = ChaCha20Poly1305(_stretch(secret, slot))
        return cipher.decrypt(nonce, sealed, _bound(name, slot))
    except InvalidTag:
        return None


def _bound(name: SlotName, slot: Mapping[str, Any]) -> bytes:
    """What the sealed key is tied to: the slot's place and every parameter."""
    rest = {key: value for key, value in slot.items() if key != "sealed"}
    return _canonical(["samo-vault", VERSION, name, rest])


def _digest(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(body)).hexdigest()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _damaged() -> DamagedError:
    return DamagedError(
        _("The journal's {file}, which holds its key, is damaged.").format(file=FILE_NAME),
        _("Replace it with {file} from a backup of this journal.").format(file=FILE_NAME),
    )


def _normal(passphrase: str) -> bytes:
    """The passphrase as bytes, the same however the keyboard composed its letters."""
    if not passphrase:
        raise SamoError(_("The passphrase is empty."), _("Enter a passphrase of several words."))
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def _new_recovery_key() -> str:
    symbols = "".join(secrets.choice(ALPHABET) for _symbol in range(RANDOM_SYMBOLS))
    whole = symbols + _check(symbols)
    return "-".join(whole[start : start + GROUP] for start in range(0, len(whole), GROUP))


def _check(symbols: str) -> str:
    bits = int.from_bytes(hashlib.sha256(symbols.encode()).digest()[:4], "big")
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in range(CHECK_SYMBOLS))


def _symbols(typed: str) -> str:
    upper = unicodedata.normalize("NFKC", typed).upper()
    upper = upper.translate(str.maketrans("OIL", "011"))
    return re.sub(r"[\s\u2010-\u2015\u2212_.-]+", "", upper)


def _looks_like_recovery_key(typed: str) -> bool:
    symbols = _symbols(typed)
    near = abs(len(symbols) - RANDOM_SYMBOLS - CHECK_SYMBOLS) <= 2
    return near and set(symbols) <= set(ALPHABET + "U")


def _parse_recovery_key(typed: str) -> bytes | None:
    """The secret in a recovery key that was typed without an error, else None."""
    symbols = _symbols(typed)
    secret, check = symbols[:RANDOM_SYMBOLS], symbols[RANDOM_SYMBOLS:]
    good = len(secret) == RANDOM_SYMBOLS and set(secret) <= set(ALPHABET)
    return secret.encode() if good and check == _check(secret) else None
