"""Feelings: the labels, how they group, and what an analysis of a text holds.

Labels and both groupings are GoEmotions' (Demszky et al. 2020, "GoEmotions: A Dataset of
Fine-Grained Emotions", section 3 and its Ekman and sentiment mappings). The journal's own labels
stand beside them, grouped by us. A user's own feelings have neither family nor sign.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

LABELS: tuple[str, ...] = (
    "admiration",
    "amusement",
    "anger",
    "annoyance",
    "approval",
    "caring",
    "confusion",
    "curiosity",
    "desire",
    "disappointment",
    "disapproval",
    "disgust",
    "embarrassment",
    "excitement",
    "fear",
    "gratitude",
    "grief",
    "joy",
    "love",
    "nervousness",
    "optimism",
    "pride",
    "realization",
    "relief",
    "remorse",
    "sadness",
    "surprise",
    "neutral",
)

JOURNAL_LABELS: tuple[str, ...] = (
    "calm",
    "content",
    "nostalgic",
    "bored",
    "jealous",
    "overwhelmed",
    "tired",
)
"""What journals speak of and GoEmotions does not name. A model may know some of them."""

POSITIVE = frozenset(
    [
        "admiration",
        "amusement",
        "approval",
        "caring",
        "desire",
        "excitement",
        "gratitude",
        "joy",
        "love",
        "optimism",
        "pride",
        "relief",
        "calm",
        "content",
    ]
)
NEGATIVE = frozenset(
    [
        "anger",
        "annoyance",
        "disappointment",
        "disapproval",
        "disgust",
        "embarrassment",
        "fear",
        "grief",
        "nervousness",
        "remorse",
        "sadness",
        "bored",
        "jealous",
        "overwhelmed",
        "tired",
    ]
)
AMBIGUOUS = frozenset(["confusion", "curiosity", "realization", "surprise", "nostalgic"])

FAMILIES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "joy": POSITIVE | {"nostalgic"},
        "surprise": AMBIGUOUS - {"nostalgic"},
        "sadness": frozenset(
            ["sadness", "disappointment", "embarrassment", "grief", "remorse", "bored", "tired"]
        ),
        "fear": frozenset(["fear", "nervousness", "overwhelmed"]),
        "anger": frozenset(["anger", "annoyance", "disapproval", "jealous"]),
        "disgust": frozenset({"disgust"}),
        "neutral": frozenset({"neutral"}),
    }
)
"""Ekman's six families and neutral, in the order charts stack them."""

FAMILY_OF: Mapping[str, str] = MappingProxyType(
    {label: family for family, labels in FAMILIES.items() for label in labels}
)


CLEAR = 0.2
"""Valence from which on, up or down, a text is called pleasant or unpleasant."""


def valence(probabilities: Mapping[str, float]) -> float:
    """How pleasant a text reads, from -1 (unpleasant) to 1 (pleasant).

    The expected sign of a feeling drawn in proportion to the probabilities: positive labels count
    +1, negative labels -1, ambiguous ones and neutral 0. Labels without a family (a user's own)
    are left out. No probabilities give 0.
    """
    counted = _grouped(probabilities)
    total = sum(counted.values())
    if total <= 0:
        return 0.0
    signed = sum(p * ((label in POSITIVE) - (label in NEGATIVE)) for label, p in counted.items())
    return max(-1.0, min(1.0, signed / total))


def _grouped(probabilities: Mapping[str, float]) -> dict[str, float]:
    return {label: p for label, p in probabilities.items() if label in FAMILY_OF}


@dataclass(frozen=True, slots=True)
class Feeling:
    """A label and its calibrated probability (0 to 1)."""

    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class SentenceFeelings:
    """One sentence and what it expresses; `start` and `end` are characters into the text.

    `intensity` is how emotional it is, from 0 to 1: the probability that it is not neutral, before
    anything learned was applied. It is kept with the entry and is no part of its JSON.
    """

    text: str
    start: int
    end: int
    feelings: tuple[Feeling, ...]
    valence: float
    intensity: float = 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """One to three of the entry's own sentences; `sentences` are their indices, in order."""

    text: str
    method: str
    sentences: tuple[int, ...]


NO_SUMMARY = Summary("", "none", ())
"""What stands where none was made."""


@dataclass(frozen=True, slots=True)
class MadeSummary:
    """A summary, the model ("name@version") that made it, and how many seconds that took."""

    summary: Summary
    model: str
    elapsed: float


@dataclass(frozen=True, slots=True)
class Corrected:
    """What the user said of an entry's feelings: the labels added and those removed, by name."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the models said about a text; `models` is step -> "name@version", `elapsed` seconds.

    Where sentences in other languages were read by other models than the one that read the most,
    `models` has these as "emotion:" and the language's code. `caution` is one or two sentences on
    how sure the feelings are, where they are less so than usual; its JSON has them as a note.
    `feelings` follow the user where the entry is `corrected`. `unadapted` holds the probabilities
    before anything learned from corrections was applied, or nothing if nothing was; it is kept
    with the entry and is no part of its JSON.
    """

    feelings: tuple[Feeling, ...]
    probabilities: Mapping[str, float]
    valence: float
    summary: Summary
    sentences: tuple[SentenceFeelings, ...]
    models: Mapping[str, str]
    elapsed: Mapping[str, float]
    notes: tuple[str, ...] = ()
    corrected: Corrected | None = None
    unadapted: Mapping[str, float] = field(default_factory=dict)
    caution: str = ""

    @property
    def all_notes(self) -> tuple[str, ...]:
        """The notes, and how sure the feelings are."""
        return (*self.notes, self.caution) if self.caution else self.notes

    @property
    def read_by(self) -> str:
        """The model ("name@version") that read all of it; "" if several did, or none.

        Where several did, a probability is none of theirs alone: corrections teach nobody.
        """
        models = {v for k, v in self.models.items() if k.partition(":")[0] == "emotion"}
        return models.pop() if len(models) == 1 else ""

    @property
    def by_the_model(self) -> Mapping[str, float]:
        """Label -> probability as the model gave it, before anything learned was applied."""
        return self.unadapted or self.probabilities

    def with_corrections(self, corrected: Corrected) -> Analysis:
        """The analysis with its feelings as the user said, strongest first.

        An added feeling has the probability that the models gave it, or 0 if they gave none.
        """
        if not corrected.added and not corrected.removed:
            return self
        shown = {f.label: f for f in self.feelings if f.label not in corrected.removed}
        for label in corrected.added:
            shown.setdefault(label, Feeling(label, self.probabilities.get(label, 0.0)))
        ordered = sorted(shown.values(), key=lambda feeling: -feeling.probability)
        return replace(self, feelings=tuple(ordered), corrected=corrected)

    def with_summary(self, made: MadeSummary) -> Analysis:
        """The analysis with a summary of its sentences, in place of the one it has."""
        return replace(
            self,
            summary=made.summary,
            models={**self.models, "summary": made.model},
            elapsed={**self.elapsed, "summary": made.elapsed},
        )

    def to_json(self, *, sentences: bool = True, whole: bool = False) -> dict[str, Any]:
        """The analysis as JSON-ready values; `sentences=False` leaves the sentences out.

        `whole` adds what is kept with the entry for the steps that come after.
        """
        data: dict[str, Any] = {
            "feelings": [_feeling_json(f) for f in self.feelings],
            "probabilities": {k: round(v, 5) for k, v in self.probabilities.items()},
            "valence": round(self.valence, 4),
            "summary": {
                "text": self.summary.text,
                "method": self.summary.method,
                "sentences": list(self.summary.sentences),
            },
        }
        if sentences:
            data["sentences"] = [
                {
                    "text": s.text,
                    "start": s.start,
                    "end": s.end,
                    "feelings": [_feeling_json(f) for f in s.feelings],
                    "valence": round(s.valence, 4),
                    **({"intensity": round(s.intensity, 5)} if whole else {}),
                }
                for s in self.sentences
            ]
        data |= {
            "models": dict(self.models),
            "elapsed": {k: round(v, 4) for k, v in self.elapsed.items()},
            "notes": list(self.notes if whole else self.all_notes),
            **({"caution": self.caution} if whole and self.caution else {}),
        }
        if self.corrected is not None:
            data["corrected"] = {
                "added": list(self.corrected.added),
                "removed": list(self.corrected.removed),
            }
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Analysis:
        """The inverse of `to_json(whole=True)` (up to its rounding).

        A sentence that was kept without its intensity has the strength of its valence instead.
        """
        summary, corrected = data["summary"], data.get("corrected")
        return cls(
            feelings=_feelings(data["feelings"]),
            probabilities=dict(data["probabilities"]),
            valence=data["valence"],
            summary=Summary(summary["text"], summary["method"], tuple(summary["sentences"])),
            sentences=tuple(
                SentenceFeelings(
                    s["text"],
                    s["start"],
                    s["end"],
                    _feelings(s["feelings"]),
                    s["valence"],
                    s.get("intensity", abs(s["valence"])),
                )
                for s in data.get("sentences", ())
            ),
            models=dict(data["models"]),
            elapsed=dict(data["elapsed"]),
            notes=tuple(data["notes"]),
            corrected=Corrected(tuple(corrected["added"]), tuple(corrected["removed"]))
            if corrected
            else None,
            caution=data.get("caution", ""),
        )


def _feeling_json(feeling: Feeling) -> dict[str, Any]:
    return {"label": feeling.label, "probability": round(feeling.probability, 5)}


def _feelings(data: list[dict[str, Any]]) -> tuple[Feeling, ...]:
    return tuple(Feeling(f["label"], f["probability"]) for f in data)
