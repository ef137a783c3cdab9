"""What the user taught, ready to be applied: learned biases and feelings of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from samo_desktop.errors import ModelError, SamoError
from samo_desktop.inference.emotion.fewshot import FewShot
from samo_desktop.inference.ports import EmotionModel, Summariser
from samo_desktop.insight.learning import adapted, fit_biases
from samo_desktop.messages import gettext as _
from samo_desktop.store.journal import Journal


@dataclass(frozen=True, slots=True)
class Adaptation:
    """Applied to what a model says: `own` feelings by name, and `biases` in log odds by label.

    An empty one changes nothing. `unlearned`: the user has feelings that the model cannot learn.
    """

    biases: Mapping[str, float] = field(default_factory=dict)
    own: Mapping[str, FewShot] = field(default_factory=dict)
    unlearned: bool = False

    def columns(self, embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
        """The probability of each own feeling in each text: [texts, D] -> [texts, own]."""
        columns = [feeling.probability(embeddings) for feeling in self.own.values()]
        empty = np.zeros((len(embeddings), 0), np.float32)
        return np.stack(columns, axis=1) if columns else empty

    def thresholds(self, model: EmotionModel) -> dict[str, float]:
        """From which probability on each label of `model` and each own feeling is shown."""
        return {**model.thresholds, **{name: own.threshold for name, own in self.own.items()}}

    def adapt(self, probabilities: Mapping[str, float]) -> dict[str, float]:
        """`probabilities` by label, with what was learned of each label applied."""
        return {
            label: adapted(p, self.biases.get(label, 0.0)) for label, p in probabilities.items()
        }


NO_ADAPTATION = Adaptation()
"""Of somebody who taught nothing."""

AdaptationFor = Callable[[EmotionModel], Adaptation]


def no_adaptation(_model: EmotionModel) -> Adaptation:
    """What there is to apply where there is no journal: nothing."""
    return NO_ADAPTATION


def full_name(model: EmotionModel | Summariser) -> str:
    """name@version, by which an analysis and a correction say who spoke."""
    return f"{model.name}@{model.version}"


def fit_own(model: EmotionModel, examples: Sequence[str]) -> FewShot:
    """Learns a feeling from `examples`. Raises ModelError if `model` cannot, or SamoError."""
    if model.background is None:
        raise ModelError(
            _("The model '{model}' cannot learn feelings of your own.").format(model=model.name),
            _("Use the feelings model that came with SAMO."),
        )
    try:
        return FewShot.fit(model.read(list(examples)).embeddings, model.background)
    except ValueError as error:
        raise SamoError(
            _("Nothing can be learned from these examples."),
            _("Write sentences that show the feeling."),
        ) from error


class Adaptations:
    """The Adaptation of a journal for each model: worked out when first asked, kept until a change.

    Any thread may ask. `learns` tells whether corrections are to be learned from at present.
    """

    def __init__(self, journal: Journal, learns: Callable[[], bool]) -> None:
        self._journal, self._learns = journal, learns
        self._lock = threading.Lock()
        self._known: dict[tuple[str, bool], Adaptation] = {}
        self._changes = 0

    def __call__(self, model: EmotionModel) -> Adaptation:
        """What to apply to `model`. Corrections of what another model said teach it nothing."""
        key = (full_name(model), self._learns())
        with self._lock:
            known, before = self._known.get(key), self._changes
        if known is not None:
            return known
        made = self._made(model, learns=key[1])
        with self._lock:
            if before == self._changes:  # else it is worked out again when it is asked for again
                self._known[key] = made
        return made

    def changed(self) -> None:
        """Corrections or own feelings are not what they were."""
        with self._lock:
            self._changes += 1
            self._known.clear()

    def _made(self, model: EmotionModel, *, learns: bool) -> Adaptation:
        taught = self._journal.personal.own_feelings()
        learns_own = model.background is not None
        own = {each.name: fit_own(model, each.examples) for each in taught} if learns_own else {}
        verdicts = self._journal.personal.verdicts(full_name(model)) if learns else []
        return Adaptation(fit_biases(verdicts), own, unlearned=bool(taught) and not learns_own)
