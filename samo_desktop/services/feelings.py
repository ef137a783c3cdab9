"""What a user may say about feelings: correct them, add their own, and see what was learned."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from samo_desktop.domain.emotion import JOURNAL_LABELS, LABELS
from samo_desktop.domain.entry import Entry
from samo_desktop.domain.events import EntryChanged
from samo_desktop.domain.personal import (
    MAX_EXAMPLE_CHARACTERS,
    MAX_EXAMPLES,
    MAX_NAME_CHARACTERS,
    MIN_EXAMPLES,
    OwnFeeling,
    distinct_examples,
    same_name,
)
from samo_desktop.errors import SamoError
from samo_desktop.inference.ports import EmotionModel
from samo_desktop.insight.learning import Bin, adapted, reliability
from samo_desktop.messages import gettext as _
from samo_desktop.pipeline.adaptation import fit_own, full_name
from samo_desktop.services.session import Session
from samo_desktop.system.names import printable

Kind = Literal["model", "prototype", "own"]

__all__ = ["Bin", "FeelingService", "Known", "Reliability"]

BINS = 10


@dataclass(frozen=True, slots=True)
class Known:
    """A feeling that can be named: by the model, by its prototypes, or one of the user's own.

    `examples` it is known from (0 for the model's), `corrections` that teach it, and the learned
    `bias` in log odds (0 where there is none).
    """

    label: str
    kind: Kind
    examples: int
    corrections: int
    bias: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How often what was said with some probability was right, before and after learning.

    `corrections` is how many the user made; what they left standing on the same entries counts in
    the bins as well.
    """

    before: tuple[Bin, ...]
    after: tuple[Bin, ...]
    corrections: int


class FeelingService:
    """Corrections, own feelings and what is learned from them, in one journal.

    Any thread may call. Every method may raise SamoError.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._journal, self._models = session.journal, session.models
        self.teachings = session.teachings

    # Corrections

    def correct(self, entry_id: str, add: Iterable[str] = (), remove: Iterable[str] = ()) -> Entry:
        """Says which feelings an entry does and does not show; new analyses learn from it.

        Names are taken in any case. Raises NotFoundError, and SamoError for an unknown feeling, one
        both added and removed, or an entry that has no feelings yet.
        """
        with self._journal.transaction() as change:
            entry = change.entry(entry_id)
            names = _by_name(change.own_feelings())
            added = [_label(label, names) for label in add]
            removed = [_label(label, names) for label in remove]
            if both := [label for label in added if label in removed]:
                raise SamoError(
                    _("'{feeling}' cannot be added and removed at the same time.").format(
                        feeling=both[0]
                    ),
                    _("Choose one of the two."),
                )
            change.correct(entry.id, dict.fromkeys(added, True) | dict.fromkeys(removed, False))
            entry = change.entry(entry.id)
        return self._corrected(entry)

    def uncorrect(self, entry_id: str, labels: Collection[str] | None = None) -> Entry:
        """Takes back what was said of some feelings of an entry, or of all."""
        with self._journal.transaction() as change:
            entry = change.entry(entry_id)
            change.uncorrect(entry.id, labels)
            entry = change.entry(entry.id)
        return self._corrected(entry)

    def _corrected(self, entry: Entry) -> Entry:
        self.teachings.changed()
        self._session.publish(EntryChanged(entry.id))
        return entry

    def labels(self) -> list[str]:
        """Every feeling that may be said of an entry: the program's, then the user's own."""
        return [*LABELS, *JOURNAL_LABELS, *(own.name for own in self.own())]

    # Own feelings

    def own(self) -> list[OwnFeeling]:
        """The user's own feelings, oldest first."""
        return self._journal.personal.own_feelings()

    def unteachable(self) -> list[str]:
        """The languages (ISO 639-1) in which feelings are named, but not the user's own."""
        return sorted(self._models.unteachable_languages())

    def check_name(self, name: str) -> None:
        """Raises SamoError for a name that a new feeling cannot have."""
        checked_name(name, self._names())

    def add(self, name: str, examples: Sequence[str]) -> OwnFeeling:
        """Keeps a feeling of the user's own; blank and repeated examples are left out.

        Raises SamoError for a name or examples that cannot be used, and ModelError.
        """
        feeling = self.learn(name, examples)
        self.restore(feeling)
        return feeling

    def learn(self, name: str, examples: Sequence[str]) -> OwnFeeling:
        """What `add` keeps; keeps nothing. Raises what `add` raises."""
        feeling = OwnFeeling(
            checked_name(name, self._names()), checked_examples(examples), datetime.now(UTC)
        )
        fit_own(self._model(), feeling.examples)
        return feeling

    def restore(self, feeling: OwnFeeling) -> None:
        """Brings back what `remove` took."""
        with self._journal.transaction() as change:
            change.add_own(feeling)
        self.teachings.changed()

    def remove(self, name: str) -> OwnFeeling:
        """Removes a feeling of the user's own and returns it. Raises NotFoundError.

        Entries that show it go on showing it until they are read again.
        """
        with self._journal.transaction() as change:
            removed = change.remove_own(name)
        self.teachings.changed()
        return removed

    # What was learned

    def known(self) -> list[Known]:
        """Every feeling that the program can name now, the user's own last. ModelError."""
        model = self._model()
        personal = self.teachings(model)
        counts = self._journal.personal.counts(full_name(model))

        def one(label: str, kind: Kind, examples: int = 0) -> Known:
            bias = personal.biases.get(label, 0.0)
            return Known(label, kind, examples, counts.get(label, 0), bias)

        prototypes = model.prototypes
        shipped = [
            one(label, "prototype", prototypes[label])
            if label in prototypes
            else one(label, "model")
            for label in model.labels
        ]
        return shipped + [one(own.name, "own", len(own.examples)) for own in self.own()]

    def reliability(self) -> Reliability:
        """The reliability of what the model in use said of corrected entries. ModelError."""
        model = self._model()
        found = self._journal.personal.verdicts(full_name(model))
        biases = self.teachings(model).biases
        learned = [
            replace(said, probability=adapted(said.probability, biases.get(said.label, 0.0)))
            for said in found
        ]
        return Reliability(
            tuple(reliability(found, BINS)),
            tuple(reliability(learned, BINS)),
            sum(said.explicit for said in found),
        )

    def corrections(self) -> tuple[int, int]:
        """How many corrections stand on entries, and how many of them were not forgotten."""
        return self._journal.personal.total()

    def forget(self) -> int:
        """Lets no correction made so far teach; they stay on their entries. Returns how many."""
        with self._journal.transaction() as change:
            number = change.forget()
        self.teachings.changed()
        return number

    def remember(self) -> int:
        """Undoes the last `forget`; returns how many corrections teach again."""
        with self._journal.transaction() as change:
            number = change.remember()
        self.teachings.changed()
        return number

    def _model(self) -> EmotionModel:
        return self._models.emotion()

    def _names(self) -> dict[str, str]:
        return _by_name(self.own())


def _by_name(own: Iterable[OwnFeeling]) -> dict[str, str]:
    """Each known feeling's spelling, by `same_name`: the program's, and the user's `own`."""
    labels = [*LABELS, *JOURNAL_LABELS, *(feeling.name for feeling in own)]
    return {same_name(label): label for label in labels}


def _label(name: str, names: dict[str, str]) -> str:
    if (label := names.get(same_name(name))) is not None:
        return label
    near = difflib.get_close_matches(same_name(name), names, n=3, cutoff=0.6)
    hint = _("Add it as a feeling of your own, or choose one from the list of feelings.")
    if near:
        meant = ", ".join(f"'{names[close]}'" for close in near)
        hint = _("Did you mean {names}? See the list of feelings for all.").format(names=meant)
    raise SamoError(
        _("There is no feeling '{name}'.").format(name=printable(name, MAX_NAME_CHARACTERS)), hint
    )


def checked_name(name: str, taken: Collection[str] = ()) -> str:
    """`name` without outer spaces, if it can be a feeling's. `taken` are others' `same_name`.

    Raises SamoError for one that is empty, too long, not printable, or taken.
    """
    stripped = " ".join(unicodedata.normalize("NFC", name).split())
    if not any(character.isalnum() for character in stripped):
        raise SamoError(_("A feeling needs a name."), _("Name it in a word or two."))
    if len(stripped) > MAX_NAME_CHARACTERS:
        raise SamoError(
            _("The name is longer than {most} characters.").format(most=MAX_NAME_CHARACTERS),
            _("Choose a shorter one."),
        )
    if not name.strip().isprintable():
        raise SamoError(
            _("The name contains characters that cannot be shown."), _("Type it again.")
        )
    if same_name(stripped) in taken:
        raise SamoError(
            _("There is already a feeling '{name}'.").format(name=stripped),
            _("Choose another name."),
        )
    return stripped


def checked_examples(examples: Iterable[str]) -> tuple[str, ...]:
    """`examples` stripped, without blank and repeated ones, if there are enough and not too many.

    Raises SamoError.
    """
    unique = distinct_examples(examples)
    if len(unique) < MIN_EXAMPLES:
        raise SamoError(
            _("At least {least} different examples are needed; there are {number}.").format(
                least=MIN_EXAMPLES, number=len(unique)
            ),
            _("Write about ten sentences that show the feeling, one per line."),
        )
    if len(unique) > MAX_EXAMPLES:
        raise SamoError(
            _("At most {most} examples can be used; there are {number}.").format(
                most=MAX_EXAMPLES, number=len(unique)
            ),
            _("Keep those that show the feeling best."),
        )
    if any(len(example) > MAX_EXAMPLE_CHARACTERS for example in unique):
        raise SamoError(
            _("An example is longer than {most} characters.").format(most=MAX_EXAMPLE_CHARACTERS),
            _("Use one sentence per line."),
        )
    return unique
