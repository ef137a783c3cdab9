"""Fetches a model, when a person asked for it: whole and checked, or not at all.

What is got lies in a hidden folder until every file has the size and the checksum that the server
(or SAMO's own list) tells; what an interruption leaves there is gone on with at the next attempt.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from samo_desktop.domain.models import Installable, Installing, plain_name
from samo_desktop.errors import ModelError
from samo_desktop.inference.model_store import installed
from samo_desktop.inference.model_store.hub import BeyondEndError, Hub, LostError, Remote
from samo_desktop.inference.model_store.installed import Card, Staging, Stored
from samo_desktop.messages import gettext as _

WAITS = (1.0, 2.0, 4.0, 8.0)
"""Seconds to wait before each further attempt; after the last one it is given up."""
ENOUGH = 1 << 20
"""Bytes after which attempts are counted anew."""
WEIGHTS = "model.bin"
SLICE = 0.25
"""Seconds between points of cancellation while waiting."""

Result = TypeVar("Result")


def download(
    model: Installable, root: Path, *, endpoint: str = "", proxy: str = ""
) -> Generator[Installing, None, Path]:
    """Installs `model` under `root` and returns its folder. Closing the generator cancels.

    Cancelled or failed, it can be called again and goes on. Raises ModelError.
    """
    staging = Staging(root, model.name)
    with staging.alone():
        refuse_if_there(root / model.name)
        with Hub(endpoint, proxy) as hub:
            yield Installing(model.name, "asking")
            commit, files = yield from _patiently(model.name, lambda: hub.files(model))
            _compare_with_list(model, files, hub.host)
            staging.begin({"commit": commit, "files": [asdict(file) for file in files]})
            total = sum(file.size for file in files)
            installed.check_room(root, model.name, max(0, total - staging.fetched()))
            stored, done = {}, 0
            for file in files:
                stored[file.name] = yield from _file(hub, staging, model, commit, file, done, total)
                done += file.size
        return staging.finish(
            Card(
                model.name,
                model.engine,
                model.repository,
                commit,
                model.licence,
                model.languages,
                stored,
            )
        )


def refuse_if_there(place: Path) -> None:
    """Raises ModelError if a model that seems whole is in `place`, or what is no model.

    What is raised for keeps its files: only a damaged model is replaced, and an empty folder.
    """
    try:
        names = {path.name for path in place.iterdir()}
    except FileNotFoundError:
        return
    except OSError:  # a file, or a closed folder
        names = {""}
    if names & {installed.CARD, WEIGHTS}:
        if not installed.problem_at_a_glance(place):
            raise ModelError(
                _("The model {name} is already installed.").format(name=plain_name(place.name)),
                _("Use it, or remove it before you install it again."),
            )
    elif names:
        raise ModelError(
            _("The folder of the model {name} contains other files.").format(
                name=plain_name(place.name)
            ),
            _("Move {place} away, then try again. Nothing in it was changed.").format(place=place),
        )


def _compare_with_list(model: Installable, files: list[Remote], host: str) -> None:
    for file in files:
        known = model.sha256.get(file.name)
        if known and file.sha256 and file.sha256 != known:
            raise ModelError(
                _("The file {file} on {host} is not the one that SAMO expects.").format(
                    file=file.name, host=host
                ),
                _("Nothing was downloaded. Try another server."),
            )
        if not (known or file.sha256 or file.git):
            raise ModelError(
                _("The server {host} gives no checksum for {file}.").format(
                    host=host, file=file.name
                ),
                _("Nothing was downloaded. Try another server."),
            )


def _file(
    hub: Hub,
    staging: Staging,
    model: Installable,
    commit: str,
    file: Remote,
    done: int,
    total: int,
) -> Generator[Installing, None, Stored]:
    """Fetches and checks one file; `done` of `total` bytes of the model are there before it."""
    whole = staging.folder / file.name
    if not whole.exists():
        yield from _fetch(hub, staging, model, commit, file, done, total)
        whole = staging.part(file.name)
    sha256 = model.sha256.get(file.name) or file.sha256
    git = hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
    try:
        found = yield from installed.sha256_of(whole, model.name, done, total, git.update)
    except OSError as error:
        raise installed.disk_problem(error, model.name) from error
    wrong = found != sha256 if sha256 else file.git and git.hexdigest() != file.git
    if wrong or whole.stat().st_size != file.size:
        whole.unlink()
        raise ModelError(
            _("The file {file} of {name} arrived damaged and was discarded.").format(
                file=file.name, name=plain_name(model.name)
            ),
            _("Try again. If it happens again, choose another server."),
        )
    if whole == staging.part(file.name):
        staging.keep(file.name)
    return Stored(file.size, found)


def _fetch(
    hub: Hub,
    staging: Staging,
    model: Installable,
    commit: str,
    file: Remote,
    before: int,
    total: int,
) -> Generator[Installing, None, None]:
    """Fetches what is missing of a file's part, over as many connections as it takes."""
    part = staging.part(file.name)
    failed, counted_at = 0, 0
    while (have := _length(part, model.name)) != file.size:
        if have > file.size:
            have = 0
        try:
            with (
                hub.opened(model.repository, commit, file, have) as (start, chunks),
                closing(_append(part, start, chunks, file, model.name)) as lengths,
            ):
                for have in lengths:
                    yield Installing(model.name, "fetching", before + have, total)
            lost = LostError(_("The connection to {host} was lost.").format(host=hub.host))
        except LostError as error:
            lost = error
        if _length(part, model.name) == file.size:
            return
        if isinstance(lost, BeyondEndError):
            part.unlink(missing_ok=True)
        have = _length(part, model.name)
        if have - counted_at >= ENOUGH:
            failed, counted_at = 0, have
        if failed == len(WAITS):
            raise _given_up(lost, model.name, before + have, total) from lost
        wait = max(lost.wait or 0.0, WAITS[failed])
        failed += 1
        yield from _pause(model.name, wait, before + have, total)


def _append(
    part: Path, start: int, chunks: Iterator[bytes], file: Remote, name: str
) -> Generator[int, None, None]:
    """Writes `chunks` to `part` from `start` on; yields the length after each."""
    try:
        out = part.open("r+b" if part.exists() else "wb")
    except OSError as error:
        raise installed.disk_problem(error, name) from error
    have = start
    with out:
        out.truncate(start)
        out.seek(start)
        for chunk in chunks:
            have += len(chunk)
            if have > file.size:
                out.truncate(0)
                raise ModelError(
                    _("The file {file} of {name} is longer than the server says it is.").format(
                        file=file.name, name=plain_name(name)
                    ),
                    _("It was discarded. Try again, or choose another server."),
                )
            try:
                out.write(chunk)
                out.flush()
            except OSError as error:
                raise installed.disk_problem(error, name) from error
            yield have


def _length(part: Path, name: str) -> int:
    """Bytes of `part`, which is made if it is not there."""
    try:
        if not part.exists():
            part.touch()
        return part.stat().st_size
    except OSError as error:
        raise installed.disk_problem(error, name) from error


def _patiently(name: str, ask: Callable[[], Result]) -> Generator[Installing, None, Result]:
    """What `ask` returns, asked again after a while when the server is lost or busy."""
    for wait in (*WAITS, None):
        try:
            return ask()
        except LostError as error:
            if wait is None:
                raise _given_up(error, name, 0, 0) from error
            yield from _pause(name, max(error.wait or 0.0, wait), 0, 0)
    raise AssertionError("the last attempt returns or raises")


def _pause(name: str, seconds: float, done: int, total: int) -> Generator[Installing, None, None]:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        yield Installing(name, "waiting", done, total)
        time.sleep(min(SLICE, left))


def _given_up(error: LostError, name: str, done: int, total: int) -> ModelError:
    if not done:
        return ModelError(
            _("{message} The model {name} is not installed.").format(
                message=error.message, name=plain_name(name)
            ),
            _("Check the connection and try again, or import the model from a folder."),
        )
    return ModelError(
        _("{message} {done} of {total} MB of {name} are downloaded.").format(
            message=error.message,
            done=f"{done / 1e6:,.1f}",
            total=f"{total / 1e6:,.1f}",
            name=plain_name(name),
        ),
        _("The download can be resumed: try again."),
    )
