"""Takes a Whisper model from a folder or an archive, for computers that are never online.

Of an archive only the names that a model has are taken, and only plain files: what else it holds,
and the folders that it names, never reach the disk. A model comes into its place as a downloaded
one does: whole, checked, and in one step.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from samo_desktop.domain.models import Installable, Installing
from samo_desktop.errors import ModelError, NotFoundError
from samo_desktop.inference.model_store import installed
from samo_desktop.inference.model_store.downloads import refuse_if_there
from samo_desktop.inference.model_store.installed import CARD, Card, Staging, Stored
from samo_desktop.inference.model_store.model_catalog import is_plain
from samo_desktop.inference.speech.whisper import REQUIRED_FILES, Whisper
from samo_desktop.messages import gettext as _
from samo_desktop.system.names import printable

WEIGHTS = "model.bin"
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
NAMES = frozenset({*REQUIRED_FILES, *VOCABULARIES, "preprocessor_config.json", CARD})
"""All the files that a model can have."""
RESERVED = frozenset({"auto", "whisper", "moonshine"})
"""Names that mean an engine, or the best model."""
LONGEST_NAME = 60
LARGEST_WEIGHTS = 8_000_000_000
LARGEST_OTHER = 64_000_000
LARGEST_ARCHIVE = 40_000_000_000
MOST_MEMBERS = 10_000
DEEPEST = 5
"""Folders below the chosen one in which a model is looked for."""
BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,  # a compression that zipfile does not know
    RuntimeError,  # an encrypted zip
    ValueError,
)


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file to take: how many bytes it says it has, and how to open it."""

    size: int
    open: Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Found:
    """A model in a folder or archive: its name there, and its files."""

    name: str
    files: dict[str, FileSource]


def import_model(
    path: Path, root: Path, known: Iterable[Installable] = ()
) -> Generator[Installing, None, Path]:
    """Installs the model in the folder or archive `path` under `root`; returns its folder.

    It gets the name of the one in `known` that it is, by its checksum, else that of its folder.
    Closing the generator cancels, and leaves nothing. Raises NotFoundError or ModelError.
    """
    path = _resolved(path)
    staging = Staging(root, "import")
    with _opened(path) as found, staging.alone():
        total = sum(source.size for source in found.files.values())
        installed.check_room(root, found.name, total)
        staging.begin({"import": str(path)})
        try:
            stored = yield from _copy(found, staging, total)
            card = _card(found, stored, staging.folder, list(known))
            refuse_if_there(root / card.name)
            return staging.finish(card)
        finally:
            if staging.folder.exists():
                staging.discard()


def _resolved(path: Path) -> Path:
    """`path` without links and dots, if a folder or a regular file is there.

    Anything else (a pipe, a device) could block or never end. Raises NotFoundError or ModelError.
    """
    name = printable(path.name or str(path))
    try:
        whole = path.resolve()
        mode = whole.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise NotFoundError(
            _("There is no {name}.").format(name=name), _("Check its name and folder.")
        ) from error
    except (OSError, RuntimeError) as error:  # a name that is too long, a closed folder, a loop
        raise ModelError(
            _("{name} cannot be opened.").format(name=name),
            _("Check its name, its folder and the permissions."),
        ) from error
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
        raise ModelError(
            _("{name} is neither a folder nor a regular file.").format(name=name),
            _("Choose the model's folder, or an archive of it."),
        )
    return whole


def _copy(
    found: Found, staging: Staging, total: int
) -> Generator[Installing, None, dict[str, Stored]]:
    stored, done = {}, 0
    for name, source in found.files.items():
        digest, size = hashlib.sha256(), 0
        try:
            out = (staging.folder / name).open("xb")
        except OSError as error:
            raise installed.disk_problem(error, found.name) from error
        with out, closing(_read(source, found.name)) as chunks:
            for chunk in chunks:
                size += len(chunk)
                if size > source.size:
                    raise _damaged(found.name, _("{file} is longer than stated").format(file=name))
                digest.update(chunk)
                try:
                    out.write(chunk)
                except OSError as error:
                    raise installed.disk_problem(error, found.name) from error
                yield Installing(found.name, "copying", done + size, total)
        if size != source.size:
            raise _damaged(found.name, _("{file} is cut off").format(file=name))
        stored[name] = Stored(size, digest.hexdigest())
        done += size
    return stored


def _read(source: FileSource, name: str) -> Generator[bytes, None, None]:
    try:
        with source.open() as file:
            while chunk := file.read(installed.CHUNK):
                yield chunk
    except (OSError, *BROKEN) as error:
        raise _damaged(name, _("it cannot be read to the end")) from error


def _card(found: Found, stored: dict[str, Stored], folder: Path, known: list[Installable]) -> Card:
    """What the copied files are. Raises ModelError if they are not what they say, or no model."""
    given = installed.read_card(folder)
    files = {name: file for name, file in stored.items() if name != CARD}
    _check_texts(folder, found.name)
    if given is not None and {n: files.get(n) for n in given.files} != given.files:
        raise _damaged(found.name, _("its files are not those that its description names"))
    for model in known:
        if model.sha256.get(WEIGHTS) == files[WEIGHTS].sha256:
            texts = (model.repository, "", model.licence)
            return Card(model.name, model.engine, *texts, model.languages, files)
    try:
        Whisper(folder)
    except ModelError as error:
        raise _damaged(found.name, _("it cannot be loaded")) from error
    if given is not None and {*REQUIRED_FILES} <= given.files.keys() and _is_free(given, known):
        texts = (given.source, given.revision, given.licence)
        return Card(given.name, "whisper", *texts, given.languages, files)
    return Card(_own_name(found.name, known), "whisper", "imported", files=files)


def _check_texts(folder: Path, name: str) -> None:
    for file in ("config.json", "tokenizer.json"):
        try:
            good = isinstance(json.loads((folder / file).read_text("utf-8")), dict)
        except (OSError, ValueError, RecursionError):
            good = False
        if not good:
            raise _damaged(name, _("{file} is not in a known format").format(file=file))


def _is_free(card: Card, known: list[Installable]) -> bool:
    """Whether a card that came with the files may give them its name: none that means another."""
    texts = (card.name, card.source, card.revision, card.licence, *card.languages)
    return (
        is_plain(card.name)
        and len(card.name) <= LONGEST_NAME
        and all(text.isprintable() for text in texts)
        and card.name not in {*RESERVED, *(model.name for model in known)}
    )


def _own_name(name: str, known: list[Installable]) -> str:
    """A name for a model that is none of `known`, from that of its folder or archive."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:LONGEST_NAME] or "whisper"
    taken = plain in {*RESERVED, *(model.name for model in known)}
    return f"{plain}-imported" if taken else plain


def _damaged(name: str, why: str) -> ModelError:
    return ModelError(
        _("The model {name} was not imported: {why}.").format(name=name, why=why),
        _("Copy it again from a computer where it works. Nothing of it was kept."),
    )


# ---- where the files are


@contextmanager
def _opened(path: Path) -> Iterator[Found]:
    """The one model in the folder or archive `path`. Raises ModelError."""
    with ExitStack() as stack:
        try:
            if path.is_dir():
                models = _folder_models(path)
            elif zipfile.is_zipfile(path):
                models = _zip_models(stack.enter_context(zipfile.ZipFile(path)), path)
            else:
                models = _tar_models(stack.enter_context(tarfile.open(path, "r:*")), path)
        except (OSError, *BROKEN) as error:
            raise ModelError(
                _(
                    "{name} is not a folder or archive (.zip, .tar, .tar.gz) that can be read."
                ).format(name=path.name),
                _("Choose the model's folder, or an archive of it."),
            ) from error
        yield _the_one(path, models)


def _the_one(path: Path, models: dict[str, dict[str, FileSource]]) -> Found:
    """The only whole model among `models`, which maps folders to files. Raises ModelError."""
    whole = {
        folder: files
        for folder, files in models.items()
        if {*REQUIRED_FILES} <= files.keys() and any(name in files for name in VOCABULARIES)
    }
    if len(whole) > 1:
        raise ModelError(
            _("{name} contains {n} models.").format(name=path.name, n=len(whole)),
            _("Choose the folder of one of them."),
        )
    if not whole:
        raise ModelError(
            _("{name} does not contain a complete Whisper model.").format(name=path.name),
            _("It needs {files} and a vocabulary, in CTranslate2 format.").format(
                files=", ".join(REQUIRED_FILES)
            ),
        )
    ((folder, files),) = whole.items()
    for name, source in files.items():
        if source.size > (LARGEST_WEIGHTS if name == WEIGHTS else LARGEST_OTHER):
            raise _damaged(path.name, _("{file} is too large").format(file=name))
    return Found(printable(_name(path, folder)), files)


def _name(path: Path, folder: str) -> str:
    """How the model is called where it lies, also in a cache of Hugging Face."""
    archive = re.sub(r"\.(zip|tar|tgz|tar\.\w+)$", "", path.name, flags=re.IGNORECASE)
    for part in reversed((*path.absolute().parent.parts, archive, *PurePosixPath(folder).parts)):
        if not re.fullmatch(r"[0-9a-f]{40}|snapshots|\.|/", part):
            return part.rpartition("--")[2]
    return archive


def _folder_models(path: Path) -> dict[str, dict[str, FileSource]]:
    """Links to files are followed: it is the user's own folder, and caches are made of links."""
    models: dict[str, dict[str, FileSource]] = {}
    next(path.iterdir(), None)  # os.walk would take a closed folder for an empty one
    for at, folders, names in os.walk(path):
        where = Path(at)
        below = where.relative_to(path)
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        if len(below.parts) >= DEEPEST:
            folders.clear()
        files = [where / name for name in sorted(NAMES.intersection(names))]
        models[below.as_posix()] = {
            f.name: FileSource(f.stat().st_size, lambda f=f: f.open("rb"))  # type: ignore[misc]
            for f in files
            if f.is_file()
        }
    return models


def _zip_models(packed: zipfile.ZipFile, path: Path) -> dict[str, dict[str, FileSource]]:
    models: dict[str, dict[str, FileSource]] = {}
    infos = packed.infolist()
    _check_amount(path, len(infos), sum(info.file_size for info in infos))
    for info in infos:
        kind = (info.external_attr >> 16) & 0o170000
        plain = not info.is_dir() and kind in (0, 0o100000)
        _take(
            models,
            info.filename,
            plain or info.is_dir(),
            FileSource(info.file_size, lambda info=info: packed.open(info)),  # type: ignore[misc]
            path,
        )
    return models


def _tar_models(archive: tarfile.TarFile, path: Path) -> dict[str, dict[str, FileSource]]:
    models: dict[str, dict[str, FileSource]] = {}
    total = 0
    for number, info in enumerate(archive, 1):
        total += info.size
        _check_amount(path, number, total)

        def opened(info: tarfile.TarInfo = info) -> IO[bytes]:
            file = archive.extractfile(info)
            if file is None:
                raise ValueError("not a plain file")
            return file

        plain = info.isreg() and not info.issparse()
        _take(models, info.name, plain or info.isdir(), FileSource(info.size, opened), path)
    return models


def _check_amount(path: Path, members: int, size: int) -> None:
    if members > MOST_MEMBERS or size > LARGEST_ARCHIVE:
        raise _damaged(path.name, _("it contains more than any model does"))


def _take(
    models: dict[str, dict[str, FileSource]],
    member: str,
    plain: bool,
    source: FileSource,
    path: Path,
) -> None:
    """Notes a member of an archive that can be a model's. Raises ModelError for a hostile one."""
    inside = PurePosixPath(member.replace("\\", "/"))
    if inside.is_absolute() or ".." in inside.parts or ":" in member or "\0" in member:
        raise _damaged(path.name, _("it refers to places outside itself"))
    if inside.name not in NAMES or inside.name.startswith("._"):
        return
    if not plain:
        raise _damaged(path.name, _("{file} in it is a link, not a file").format(file=inside.name))
    files = models.setdefault(inside.parent.as_posix(), {})
    if inside.name in files:
        raise _damaged(path.name, _("it contains {file} twice").format(file=inside.name))
    files[inside.name] = source
