"""English texts in Spanish, Portuguese and French, to teach labels that only English ones carry.

By Apertium (rules, no network; `apt-get install apertium-eng-spa apertium-es-pt apertium-fr-es`);
Portuguese and French go through Spanish. It leaves words that it does not know, and errs in
persons and genders: enough to learn feelings from, and nothing that is ever shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from training import config
from training.data.augmentation import hide, translate

WAYS: Mapping[str, tuple[str, ...]] = {
    "es": ("eng-spa",),
    "pt": ("eng-spa", "es-pt_BR"),
    "fr": ("eng-spa", "es-fr"),
}
"""Apertium's pairs from English to each language, one after the other."""
CHUNK = 2000


def translated(texts: Sequence[str], language: str) -> list[str]:
    """English `texts` in `language`, a key of `WAYS`; kept once made.

    GoEmotions' placeholders come out as the names that `hide` puts in their place.
    """
    found = [hide(text) for text in texts]
    for pair in WAYS[language]:
        found = [
            line
            for start in range(0, len(found), CHUNK)
            for line in _kept(found[start : start + CHUNK], pair)
        ]
    return found


def _kept(lines: list[str], pair: str) -> list[str]:
    digest = hashlib.sha256("\0".join([pair, *lines]).encode()).hexdigest()[:16]
    path = config.RUNS / "translated" / f"{pair}-{digest}.txt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = [" ".join(line.split()) for line in translate(lines, pair)]
        path.write_text("\n".join(made), encoding="utf-8")
    return path.read_text(encoding="utf-8").split("\n")
