"""XLM-R's vocabulary cut to what five languages are written with.

A quarter of a million pieces serve a hundred languages, and are four fifths of a small encoder.
Kept are pieces that English, German, Spanish, French and Portuguese words are written with, those
that the texts at hand need, and every character of Latin script, digits, marks and emoji, so that
what was never seen is still spelt. Scores stay: a text whose best pieces are all kept is cut into
the same ones (Kudo 2018, "Subword Regularization").

How often words are used is from the package `wordfreq` (Speer, 2022; data CC BY-SA 4.0), of which
nothing ships.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Tokenizer

from training.data.datasets import PLACEHOLDERS

LANGUAGES = ("en", "de", "es", "fr", "pt")
SPACE = "▁"
"""What a piece has where a word begins."""
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
PAD = 1
PLACEHOLDER_PIECES = {"[NAME]": "▁someone", "[RELIGION]": "▁religion"}
"""A new token starts from the vector of a piece that could stand in its place."""
NEW_EMOJI = {
    **{"🥺": "😢", "🥲": "😢", "🥹": "😭", "😿": "😢", "🙍": "😞", "🫤": "😕", "🥱": "😴"},
    **{"🤢": "😷", "🤮": "😷", "💩": "😷", "🤧": "😷", "🤒": "😷", "🤕": "😷", "🥴": "😵"},
    **{"🤬": "😡", "🖕": "😡", "🙎": "😡", "😾": "😡", "😧": "😱", "🤯": "😱", "🥶": "😱"},
    **{"🥳": "🎉", "🤠": "😎", "🫂": "🤗", "🫡": "👍", "🤍": "❤", "🤎": "❤", "🫣": "🙈"},
    **{"🤫": "🤔", "🤐": "🤔", "🤥": "🙄", "🥵": "😓", "🫠": "😅"},
}
"""Emoji that say how one feels and that XLM-R has no piece for, and the piece they start from."""

RARE = 1e-7
"""Pieces of words that are, together, rarer than this in every language are left out."""
COMMON = 1e-5
"""Words from this frequency on are also written in capitals, and behind marks without a space."""
FOLDED = "ß"
"""`wordfreq` has two s for it: each piece with it is kept."""
OCCURRENCES = 2
"""A piece that the texts at hand need so often is kept, however rare it is elsewhere."""
BATCH = 10_000
BEYOND_LATIN = ((0x2000, 0x2BFF), (0xFE0E, 0xFE0F), (0xFFFD, 0xFFFD), (0x1F000, 0x1FBFF))
"""Marks, currencies, arrows, signs and emoji."""


@dataclass(frozen=True)
class Cut:
    """A cut vocabulary: the tokenizer, and for each new number the published piece's."""

    tokenizer: Tokenizer
    rows: list[int]


def read(path: Path) -> dict[str, Any]:
    """A tokenizer.json of a Unigram vocabulary."""
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return values


def cut(published: Mapping[str, Any], kept: Collection[int]) -> Cut:
    """The published tokenizer with the pieces of these numbers, special ones and placeholders."""
    vocabulary = published["model"]["vocab"]
    numbers = {piece: number for number, (piece, _) in enumerate(vocabulary)}
    rows = sorted({*kept, *(numbers[piece] for piece in SPECIAL)})
    renumbered = {old: new for new, old in enumerate(rows)}
    least = min(score for _, score in vocabulary)
    added = [(emoji, numbers[like]) for emoji, like in NEW_EMOJI.items() if emoji not in numbers]
    values = dict(published)
    values["model"] = {
        **published["model"],
        "vocab": [*(vocabulary[row] for row in rows), *([emoji, least] for emoji, _ in added)],
        "unk_id": renumbered[numbers["<unk>"]],
    }
    values["added_tokens"] = [
        {**token, "id": renumbered[token["id"]]} for token in published["added_tokens"]
    ]
    # Only a text's beginning counts as a word's, and not what follows a placeholder.
    values["pre_tokenizer"] = {
        "type": "Metaspace",
        "replacement": SPACE,
        "prepend_scheme": "first",
        "split": True,
    }
    values["post_processor"] = _renumbered(published["post_processor"], renumbered)
    tokenizer = Tokenizer.from_str(json.dumps(values))
    tokenizer.add_special_tokens(
        [AddedToken(token, lstrip=True, normalized=False) for token in PLACEHOLDERS]
    )
    rows += [like for _, like in added]
    rows += [numbers[PLACEHOLDER_PIECES[token]] for token in PLACEHOLDERS]
    return Cut(tokenizer, rows)


def _renumbered(template: Mapping[str, Any], numbers: Mapping[int, int]) -> dict[str, Any]:
    """A template of special tokens, with the new numbers."""
    tokens = {
        name: {**token, "ids": [numbers[number] for number in token["ids"]]}
        for name, token in template["special_tokens"].items()
    }
    return {**template, "special_tokens": tokens}


def pieces_to_keep(published: Mapping[str, Any], texts: Sequence[str]) -> set[int]:
    """Numbers of the published pieces that five languages and `texts` need."""
    tokenizer = Tokenizer.from_str(json.dumps(published))
    kept = spelling(piece for piece, _ in published["model"]["vocab"])
    for language in LANGUAGES:
        kept |= {piece for piece, share in shares(tokenizer, language).items() if share >= RARE}
    found = Counter(number for row in _encoded(tokenizer, texts) for number in row)
    kept |= {piece for piece, count in found.items() if count >= OCCURRENCES}
    pieces = [piece for piece, _ in published["model"]["vocab"]]
    kept |= {number for number, piece in enumerate(pieces) if FOLDED in piece}
    return {number for number in kept if all(map(written, pieces[number].replace(SPACE, "")))}


def shares(tokenizer: Tokenizer, language: str) -> dict[int, float]:
    """How large a part of a language's words each piece is in, plain or with a capital."""
    from wordfreq import get_frequency_dict

    forms: dict[str, float] = {}
    for word, share in get_frequency_dict(language).items():
        found = {word, word[0].upper() + word[1:]}
        if share >= COMMON:
            capital = word[0].upper() + word[1:]
            found |= {word.upper(), f"-{capital}", f"¿{capital}", f"'{word}"}
        forms |= dict.fromkeys(found, share)
    total: dict[int, float] = {}
    rows = _encoded(tokenizer, list(forms))
    for row, share in zip(rows, forms.values(), strict=True):
        for number in row:
            total[number] = total.get(number, 0.0) + share
    return total


def spelling(pieces: Iterable[str]) -> set[int]:
    """Numbers of the pieces of one character, with a space before it or without."""
    return {
        number
        for number, piece in enumerate(pieces)
        if len(piece.removeprefix(SPACE)) <= 1 and all(map(written, piece.removeprefix(SPACE)))
    }


def written(character: str) -> bool:
    """Whether the five languages, or people who write them, use this character."""
    code = ord(character)
    if code < 0x250 or any(first <= code <= last for first, last in BEYOND_LATIN):
        return True
    return unicodedata.name(character, "").startswith(("LATIN", "COMBINING"))


def _encoded(tokenizer: Tokenizer, texts: Sequence[str]) -> Iterator[list[int]]:
    """The numbers of each text's pieces."""
    for begin in range(0, len(texts), BATCH):
        batch = list(texts[begin : begin + BATCH])
        for encoding in tokenizer.encode_batch(batch, add_special_tokens=False):
            yield encoding.ids
