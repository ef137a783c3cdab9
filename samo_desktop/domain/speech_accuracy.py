"""How well speech models hear which language, as far as that was measured."""

from __future__ import annotations

from collections.abc import Collection

from samo_desktop.domain.models import ANY_LANGUAGE, short_name
from samo_desktop.languages import language_name
from samo_desktop.messages import gettext as _
from samo_desktop.messages import listed

WRONG = {
    "whisper-base": {"es": 6, "en": 9, "de": 11, "pt": 18, "fr": 31},
    "moonshine-tiny-en": {"en": 19},
}
"""Words of a hundred that come out wrong, by model and language: sentences read out by ordinary
speakers (FLEURS, five recordings a language, ten for Moonshine), through this program."""
REFERENCE, REFERENCE_WER = "whisper-base", 5.01
"""What other models are compared with, and its published error rate (models/installable.toml)."""

GOOD, FAIR = 10, 25
"""So many words of a hundred may be wrong in a language that is heard well, or fairly well."""


def in_words(name: str, languages: Collection[str], wer: float | None = None) -> str:
    """In which languages the model of that name is good, in whole sentences; "" if not known.

    `wer` are the words of a hundred that it gets wrong, as published.
    """
    if name in WRONG:
        return _measured(WRONG[name], others=ANY_LANGUAGE in languages)
    if ANY_LANGUAGE not in languages or wer is None:
        return ""
    text = (
        _("In every language it makes fewer mistakes than {model}, which is included.")
        if wer < REFERENCE_WER
        else _("In every language it makes more mistakes than {model}, which is included.")
    )
    return text.format(model=short_name(REFERENCE))


def figures(name: str) -> str:
    """What was measured of the model of that name, in one sentence; "" if nothing was."""
    if name not in WRONG:
        return ""
    each = [
        _("{language} {n}").format(language=language_name(code), n=wrong)
        for code, wrong in WRONG[name].items()
    ]
    text = _("Words in 100 wrong, measured with ordinary speakers: {languages}.")
    return text.format(languages=listed(each))


def _measured(wrong: dict[str, int], *, others: bool) -> str:
    groups = (
        (_("Good in {languages}."), [code for code, n in wrong.items() if n <= GOOD]),
        (_("Fair in {languages}."), [code for code, n in wrong.items() if GOOD < n <= FAIR]),
        (_("Many mistakes in {languages}."), [code for code, n in wrong.items() if n > FAIR]),
    )
    said = [
        text.format(languages=listed(map(language_name, codes))) for text, codes in groups if codes
    ]
    if others:
        said.append(_("More mistakes in most other languages."))
    return " ".join(said)
