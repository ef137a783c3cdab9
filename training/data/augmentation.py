"""More training rows without a network: back-translation of rare feelings, and noise on the fly.

Back-translation goes from English to Spanish and back with Apertium, a rule-based translator
(Debian: `apt-get install apertium apertium-eng-spa`). It is rough: Spanish leaves pronouns out, and
Apertium does not put them back. What it made is kept in training/runs/, never in the project.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import config
from training.data import datasets

RARE = (
    "grief",
    "pride",
    "relief",
    "nervousness",
    "embarrassment",
    "remorse",
    "fear",
    "desire",
    "disappointment",
    "realization",
)
"""The labels with the fewest training rows, and the two whose F1 is lowest."""
STAND_INS = {"[NAME]": "Zzname", "[RELIGION]": "Zzreligion"}
"""Words that no dictionary has, which the translator leaves as they are."""
SUBJECTS = frozenset({"i", "you", "he", "she", "it", "we", "they"})
DROPPED_WORDS, SWAPPED_WORDS = 0.08, 0.04


def cache() -> Path:
    """Where the rows are kept: number of the row in train, then the text; a tab between."""
    return config.RUNS / "backtranslated.tsv"


def translate(texts: Sequence[str], direction: str) -> list[str]:
    """Texts of one line each through one Apertium process, such as "eng-spa"; spaces are kept.

    Raises RuntimeError if Apertium is not there, or lost or joined lines.
    """
    program = shutil.which("apertium")
    if program is None:
        raise RuntimeError("Back-translation needs Apertium: apt-get install apertium-eng-spa.")
    # Blank lines end sentences, so that no text runs into the next.
    source = "\n\n".join(texts) + "\n"
    done = subprocess.run(
        [program, "-u", "-f", "txt", direction],
        input=source.encode(),
        capture_output=True,
        check=True,
    )
    lines = done.stdout.decode().rstrip("\n").split("\n\n")
    if len(lines) != len(texts):
        raise RuntimeError(f"Apertium was given {len(texts)} texts and returned {len(lines)}.")
    return lines


def hide(text: str) -> str:
    """One line, placeholders as words that pass through."""
    for placeholder, word in STAND_INS.items():
        text = text.replace(placeholder, word)
    return " ".join(text.split())


def restore(back: str, original: str) -> str:
    """A back-translated text with its placeholders, and the pronouns that are beyond doubt.

    The translator leaves two spaces where Spanish dropped a subject. If the original has only one
    subject pronoun, that is the one.
    """
    used = {word for word in re.findall(r"[a-z]+", original.lower()) if word in SUBJECTS}
    filler = used.pop() if len(used) == 1 else ""
    pronouns = "|".join(SUBJECTS)
    # Before a capital letter nothing was dropped, and a pronoun beside the gap was not either.
    gap = rf"(?:  +|^ )(?![A-Z]|(?:{pronouns})\b)"
    text = re.sub(gap, f" {filler} ", back)
    text = re.sub(r"\bi\b", "I", text)
    for placeholder, word in STAND_INS.items():
        text = re.sub(word, placeholder, text, flags=re.IGNORECASE)
    return " ".join(text.split())


def usable(back: str, original: str) -> bool:
    """Whether a back-translation differs from its original and still resembles it."""
    before, after = (re.findall(r"[\w']+", text.lower()) for text in (original, back))
    if not after or before == after or not 0.6 <= len(after) / max(1, len(before)) <= 1.6:
        return False
    kept = sum((Counter(before) & Counter(after)).values()) / len(before)
    same = all(original.count(name) == back.count(name) for name in STAND_INS)
    return same and kept >= 0.3 and not re.search(r"[@#*\\]\w", back)


def rare_rows(labels: NDArray[np.floating], names: Sequence[str]) -> NDArray[np.int64]:
    """Numbers of the rows that carry any of `RARE`."""
    return np.flatnonzero(labels[:, [names.index(name) for name in RARE]].any(axis=1))


def back_translate() -> dict[str, int]:
    """Translate the rows with rare labels there and back into the cache; how many came of it."""
    source = config.data_folder()
    train = datasets.read_split(source, "train")
    rows = rare_rows(train.labels, datasets.label_names(source))
    originals = [train.texts[row] for row in rows]
    spanish = translate([hide(text) for text in originals], "eng-spa")
    english = translate(spanish, "spa-eng")
    made = [restore(*pair) for pair in zip(english, originals, strict=True)]
    kept = [
        f"{row}\t{text}\n"
        for row, text, original in zip(rows, made, originals, strict=True)
        if usable(text, original)
    ]
    cache().parent.mkdir(parents=True, exist_ok=True)
    cache().write_text("".join(kept), encoding="utf-8")
    return {"rows": len(rows), "kept": len(kept)}


def cached() -> Iterator[tuple[int, str]]:
    """Row numbers in train and texts, translated first if they have not been."""
    if not cache().exists():
        print(f"Back-translation: {back_translate()}", flush=True)
    for line in cache().read_text(encoding="utf-8").splitlines():
        row, text = line.split("\t")
        yield int(row), text


def load(chosen: NDArray[np.integer] | None = None) -> datasets.Split:
    """Back-translated rows with their originals' labels.

    With `chosen`, only those whose original is among these rows of train: a run on a share of the
    data must not see the rest by another name.
    """
    labels = datasets.read_split(config.data_folder(), "train").labels
    allowed = None if chosen is None else {int(row) for row in chosen}
    pairs = [(row, text) for row, text in cached() if allowed is None or row in allowed]
    return datasets.Split([text for _, text in pairs], labels[[row for row, _ in pairs]])


def noise(text: str, rng: np.random.Generator) -> str:
    """`text` with about one word in twelve left out and one in 25 swapped with the next.

    Random deletion and swap after Wei and Zou 2019, "EDA". Placeholders stay, and a word is always
    left.
    """
    words = text.split()
    if len(words) < 4:
        return text
    stay = rng.random(len(words)) >= DROPPED_WORDS
    stay |= np.array([any(name in word for name in datasets.PLACEHOLDERS) for word in words])
    kept = [word for word, keep in zip(words, stay, strict=True) if keep] or words[:1]
    for at in np.flatnonzero(rng.random(len(kept) - 1) < SWAPPED_WORDS):
        kept[at], kept[at + 1] = kept[at + 1], kept[at]
    return " ".join(kept)
