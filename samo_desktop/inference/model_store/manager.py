"""Everything that a person can do with models: list, install, import, check, remove.

What takes long is a generator of `Installing` that ends in one result; closing it cancels.
"""

from __future__ import annotations

import base64
import importlib.metadata
from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from pathlib import Path

from samo_desktop import paths
from samo_desktop.domain.models import Checked, Installable, Installing, ModelStatus, plain_name
from samo_desktop.errors import ModelError, NotFoundError
from samo_desktop.inference.model_store import catalogue, installed
from samo_desktop.inference.model_store.installed import CARD, MARK, Staging, Stored, read_card
from samo_desktop.inference.model_store.model_catalog import find, installable
from samo_desktop.inference.text_model import read_config
from samo_desktop.messages import gettext as _
from samo_desktop.settings import Settings
from samo_desktop.system.files import write_through

WEIGHTS = "model.bin"
TEXT_MODEL = frozenset({"config.json", "model.onnx", "tokenizer.json"})


class ModelManager:
    """The models of this computer. `settings` gives the addresses of mirror and proxy."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings

    @property
    def root(self) -> Path:
        """Where models are installed."""
        return paths.user_models_folder()

    def all(self) -> list[ModelStatus]:
        """Every model: those that can be used, those that can be installed, and damaged ones."""
        known = {model.name: model for model in installable()}
        here = {status.name: status for status in (*self._good(), *self._damaged())}
        found = [self._described(model, here.pop(name, None)) for name, model in known.items()]
        return sorted([*here.values(), *found], key=lambda status: status.kind != "speech")

    def status(self, name: str) -> ModelStatus:
        """The model of that name. Raises NotFoundError."""
        for status in self.all():
            if status.name == name:
                return status
        raise NotFoundError(
            _("There is no model '{name}'.").format(name=name),
            _("See which models there are."),
        )

    def install(self, name: str) -> Generator[Installing, None, ModelStatus]:
        """Fetches a model from the network. Raises NotFoundError or ModelError."""
        from samo_desktop.inference.model_store.downloads import download

        chosen, model = self._settings(), find(name)
        if model.included:
            raise ModelError(
                _("The model {name} is part of SAMO.").format(name=plain_name(name)),
                _("It need not be downloaded."),
            )
        yield from download(model, self.root, endpoint=chosen.model_mirror, proxy=chosen.proxy)
        return self.status(name)

    def take(self, path: Path) -> Generator[Installing, None, ModelStatus]:
        """Imports a model from a folder or an archive. Raises NotFoundError or ModelError."""
        from samo_desktop.inference.model_store.importing import import_model

        folder = yield from import_model(path, self.root, installable())
        return self.status(folder.name)

    def verify(self, name: str | None = None) -> Generator[Installing, None, list[Checked]]:
        """Reads every file of one model, or of all that are installed, and compares checksums.

        One that differs is not used any more. Raises NotFoundError.
        """
        chosen = [self.status(name)] if name else self.all()
        checked = []
        for status in filter(lambda status: status.folder, chosen):
            result = yield from self._verify(status)
            checked.append(result)
        if name and not checked:
            raise NotFoundError(
                _("The model '{name}' is not installed.").format(name=plain_name(name)),
                _("See which models are installed."),
            )
        return checked

    def remove(self, name: str) -> None:
        """Removes a model, and what was fetched of it. Raises NotFoundError or ModelError."""
        status = self.status(name)
        if status.bundled:
            raise ModelError(
                _("The model {name} is part of SAMO and cannot be removed.").format(
                    name=plain_name(name)
                ),
                _("A larger model is used instead as soon as it is installed."),
            )
        staging = Staging(self.root, name)
        if not status.folder and not staging.fetched():
            raise NotFoundError(
                _("The model '{name}' is not installed.").format(name=plain_name(name)),
                _("See which models are installed."),
            )
        with staging.alone():
            if status.folder:
                from samo_desktop.inference.model_store.importing import NAMES

                names = NAMES | {MARK} if status.kind == "speech" else TEXT_MODEL
                installed.remove_folder(Path(status.folder), self.root, names)
            try:
                staging.discard()
            except OSError as error:
                raise installed.disk_problem(error, name) from error

    # ---- what there is

    def _good(self) -> list[ModelStatus]:
        return [
            self._with_card(
                ModelStatus(
                    model.name,
                    model.kind,
                    model.engine,
                    "installed",
                    model.size,
                    model.licence,
                    languages=model.languages,
                    folder=str(model.folder),
                    bundled=not model.folder.is_relative_to(self.root),
                )
            )
            for model in catalogue.installed()
        ]

    @staticmethod
    def _with_card(status: ModelStatus) -> ModelStatus:
        if status.engine != "whisper":
            return status
        card = read_card(Path(status.folder))
        if card is None:
            return status
        source = f"{card.source}@{card.revision}" if card.revision else card.source
        return replace(status, source=source)

    def _damaged(self) -> Iterable[ModelStatus]:
        """Folders with a card or with weights that are not used, and why."""
        good = {Path(m.folder) for m in catalogue.installed()}
        names = {folder.name for folder in good}
        for root in (catalogue.bundled_speech_folder(), self.root):
            marks = {f.parent for name in (CARD, WEIGHTS) for f in root.glob(f"**/{name}")}
            hidden = {folder for folder in marks if installed.is_hidden(folder, root)}
            # A bundled one is also not used where the user's own stands for it.
            replaced = {folder for folder in marks if root != self.root and folder.name in names}
            yield from map(self._damage, sorted(marks - good - hidden - replaced))

    def _damage(self, folder: Path) -> ModelStatus:
        problem = installed.problem_at_a_glance(folder) or _("Some of its files are missing.")
        bundled = not folder.is_relative_to(self.root)
        return ModelStatus(
            folder.name,
            "speech",
            "whisper",
            "damaged",
            sum(f.stat().st_size for f in folder.iterdir() if f.is_file()),
            "",
            folder=str(folder),
            bundled=bundled,
            problem=_reinstall(problem) if bundled else problem,
        )

    def _described(self, model: Installable, here: ModelStatus | None) -> ModelStatus:
        """An installable model, with what is known of the installed one."""
        fetched = Staging(self.root, model.name).fetched()
        status = here or ModelStatus(
            model.name,
            model.kind,
            model.engine,
            "partial" if fetched else "available",
            model.size,
            model.licence,
        )
        return replace(
            status,
            licence=model.licence,
            languages=model.languages,
            memory=model.memory,
            quality=model.quality,
            wer=model.wer,
            wer_of=model.wer_of,
            speed=model.speed,
            source=status.source or f"{model.repository}@{model.revision}",
            installable=not model.included,
            fetched=fetched,
        )

    # ---- checking

    def _verify(self, status: ModelStatus) -> Generator[Installing, None, Checked]:
        folder = Path(status.folder)
        try:
            files = self._recorded(status, folder)
        except ModelError as error:
            return Checked(status.name, False, error.message)
        if not files:
            return Checked(status.name, None, _("Its original checksums are not known."))
        if status.engine == "whisper" and not (folder / CARD).exists():
            result = yield from self._verify_by_weights(status, folder, files[WEIGHTS])
            return result
        problem = yield from installed.check_files(folder, files, status.name)
        if not status.bundled:
            self._mark(folder, problem)
        elif problem:
            problem = _reinstall(problem)
        return Checked(status.name, not problem, problem)

    def _verify_by_weights(
        self, status: ModelStatus, folder: Path, listed: Stored
    ) -> Generator[Installing, None, Checked]:
        """Other weights than the listed ones may be good: such a model is never marked."""
        name, weights = status.name, folder / WEIGHTS
        try:
            found = yield from installed.sha256_of(weights, name, 0, listed.size)
        except OSError:
            return Checked(name, False, _("{name} cannot be read.").format(name=WEIGHTS))
        if not status.bundled:
            self._mark(folder, "")
        if found != listed.sha256:
            return Checked(name, None, _("It is not the known version of that name."))
        return Checked(name, True)

    def _mark(self, folder: Path, problem: str) -> None:
        """Keeps a model that differs from being used, and lets one that does not be used again."""
        try:
            if problem:
                write_through(folder / MARK, problem.encode(), installed.MODE)
            else:
                (folder / MARK).unlink(missing_ok=True)
        except OSError as error:
            raise installed.disk_problem(error, folder.name) from error

    def _recorded(self, status: ModelStatus, folder: Path) -> dict[str, Stored]:
        """Sizes and checksums that the model's files should have; none if nothing is known."""
        if status.engine == "moonshine":
            return _in_wheel(folder)
        if status.engine == "onnxruntime":
            return {n: Stored(**f) for n, f in read_config(folder)["files"].items()}
        card = read_card(folder)
        if card is not None:
            return card.files
        return self._by_weights(folder)

    @staticmethod
    def _by_weights(folder: Path) -> dict[str, Stored]:
        """For a model that was put there by hand: the known weights that it is named after."""
        try:
            size = (folder / WEIGHTS).stat().st_size
        except OSError:
            return {}
        names = {folder.name, folder.name.rpartition("--")[2]}
        for model in installable():
            if (
                names & {model.name, model.repository.rpartition("/")[2]}
                and WEIGHTS in model.sha256
            ):
                return {WEIGHTS: Stored(size, model.sha256[WEIGHTS])}
        return {}


def _reinstall(problem: str) -> str:
    """What is wrong with a model that ships, and what to do about it."""
    return _("{problem} Reinstall SAMO.").format(problem=problem)


def _in_wheel(folder: Path) -> dict[str, Stored]:
    """The files of `folder` as the package that carries them recorded them; none in a bundle."""
    try:
        files = importlib.metadata.files("moonshine-voice") or []
    except importlib.metadata.PackageNotFoundError:
        return {}
    stored = {}
    for file in files:
        if Path(str(file.locate())).parent != folder or file.size is None:
            continue
        if file.hash and file.hash.mode == "sha256":
            digest = base64.urlsafe_b64decode(file.hash.value + "==")
            stored[file.name] = Stored(file.size, digest.hex())
    return stored
