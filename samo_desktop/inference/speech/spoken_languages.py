"""Which language is spoken: chosen among those that may be, from all that was heard until then."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from samo_desktop.domain.transcript import LANGUAGE_UNCERTAIN
from samo_desktop.languages import HEARD_WELL, language_name
from samo_desktop.messages import gettext as _

RARE = 0.2
"""How many times less likely than one that is heard well another is beforehand, where any may be
spoken: noise and accents are taken for rare languages."""
SURE_AFTER, SURE = 3.0, 0.8
"""A stretch of so many seconds of speech or more, in which a language is so probable, is in it,
whatever the rest is in..."""
LITTLE = 0.5
"""...and what is less probable is doubtful."""
KNOWN_AFTER = 10.0
"""Seconds of speech after which its language is believed, however unsure."""
OTHER_AFTER, OTHER = 5.0, 0.8
"""Seconds of speech, and the probability that they are in none of the languages that may be
spoken, of which the user is told."""


class SpokenLanguages:
    """The languages of one recording. `among` are ISO 639-1 codes; none for any."""

    def __init__(self, among: Collection[str] = ()) -> None:
        self._among = frozenset(among)
        self._seconds = 0.0
        self._heard: dict[str, float] = {}
        self._others: dict[str, float] = {}
        self._sure_seconds = 0.0
        self._last = ""

    @property
    def known(self) -> bool:
        """Whether there is only one that may be spoken."""
        return len(self._among) == 1

    @property
    def language(self) -> str:
        """The one in which most was said; "" if nothing was said yet and several may be."""
        if self.known:
            return next(iter(self._among))
        return max(self._heard, key=self._heard.__getitem__, default="")

    @property
    def believed(self) -> bool:
        """Whether enough was heard to say which one it is."""
        if self.known:
            return True
        return self._seconds >= KNOWN_AFTER or (
            self._seconds >= SURE_AFTER and self._probability >= SURE
        )

    def take(self, spoken: Mapping[str, float], seconds: float) -> None:
        """Takes how probable each of all languages is in a stretch of so many `seconds`."""
        last = self.guess(spoken, seconds)
        self._seconds += seconds
        for code, probability in spoken.items():
            self._others[code] = self._others.get(code, 0.0) + seconds * probability
        possible = self._possible(spoken)
        self._sure_seconds += seconds * max(possible.values())
        for code, probability in possible.items():
            self._heard[code] = self._heard.get(code, 0.0) + seconds * probability
        self._last = last

    def guess(self, spoken: Mapping[str, float], seconds: float) -> str:
        """The language of a stretch of so many `seconds`, after what was taken until now."""
        if self.known:
            return self.language
        possible = self._possible(spoken)
        best = max(possible, key=possible.__getitem__)
        if seconds < SURE_AFTER and self._last:
            return self._last  # who has begun to speak another goes on in it
        if possible[best] < SURE and self.language:
            return self.language
        return best

    def sure(self, spoken: Mapping[str, float], seconds: float) -> str:
        """The language of a stretch of so many `seconds` if it surely is in one; else ""."""
        possible = self._possible(spoken)
        best = max(possible, key=possible.__getitem__)
        return best if seconds >= SURE_AFTER and possible[best] >= SURE else ""

    def notes(self) -> tuple[str, ...]:
        """What the user should know of it."""
        if not self._seconds:
            return ()
        other = max(self._others, key=self._others.__getitem__)
        outside = sum(s for code, s in self._others.items() if code not in self._among)
        if self._among and other not in self._among and outside >= OTHER * self._seconds:
            return (_other(other, one=self.known),) if self._seconds >= OTHER_AFTER else ()
        if not self.known and self._sure_seconds < LITTLE * self._seconds:
            return (_(LANGUAGE_UNCERTAIN),)
        return ()

    @property
    def _probability(self) -> float:
        return self._heard.get(self.language, 0.0) / self._seconds if self._seconds else 0.0

    def _possible(self, spoken: Mapping[str, float]) -> dict[str, float]:
        """How probable each language is that may be spoken; together 1."""
        if self._among:
            weights = {code: spoken.get(code, 0.0) + 1e-9 for code in self._among}
        else:
            weights = {code: p * (1 if code in HEARD_WELL else RARE) for code, p in spoken.items()}
        whole = sum(weights.values())
        return {code: weight / whole for code, weight in weights.items()}


def _other(code: str, *, one: bool) -> str:
    """That a recording sounds like a language in which it was not heard."""
    if one:
        return _(
            "This sounds like {language}, but it was transcribed in another. If the words are "
            "wrong, choose the language and transcribe it again."
        ).format(language=language_name(code))
    return _(
        "This sounds like {language}, which is not among the languages you speak. If the words are "
        "wrong, choose the language and transcribe it again."
    ).format(language=language_name(code))
