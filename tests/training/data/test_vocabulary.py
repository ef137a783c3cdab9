"""A cut vocabulary spells what it spelt, under new numbers."""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from tokenizers import Tokenizer

from training.data import vocabulary
from training.data.datasets import PLACEHOLDERS

PIECES = [
    *(("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)),
    *(("▁", -3.0), ("я", -4.0), ("t", -4.0), ("i", -4.0), ("é", -4.0), ("▁ti", -5.0)),
    *(("▁tita", -9.0), ("a", -4.0), ("▁someone", -6.0), ("▁religion", -6.0), (".", -3.0)),
    *(("Straße", -8.0), ("▁яя", -7.0), ("s", -4.0), ("▁is", -5.0), ("😡", -9.0)),
    *((like, -9.0) for like in sorted(set(vocabulary.NEW_EMOJI.values()) - {"😡"})),
    ("<mask>", 0.0),
]
NUMBERS = {piece: number for number, (piece, _) in enumerate(PIECES)}


@pytest.fixture
def published() -> dict[str, Any]:
    """A tokenizer.json with few pieces, of XLM-R's make."""
    named = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    flags = ("single_word", "lstrip", "rstrip", "normalized")
    single = [
        {"SpecialToken": {"id": "<s>", "type_id": 0}},
        {"Sequence": {"id": "A", "type_id": 0}},
        {"SpecialToken": {"id": "</s>", "type_id": 0}},
    ]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": NUMBERS[name], "content": name, "special": True} | dict.fromkeys(flags, False)
            for name in named
        ],
        "normalizer": None,
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": single,
            "pair": single,
            "special_tokens": {
                name: {"id": name, "ids": [NUMBERS[name]], "tokens": [name]}
                for name in ("<s>", "</s>")
            },
        },
        "decoder": None,
        "model": {"type": "Unigram", "unk_id": 3, "vocab": [list(piece) for piece in PIECES]},
    }


def cut(published: dict[str, Any], *pieces: str) -> vocabulary.Cut:
    return vocabulary.cut(published, {NUMBERS[piece] for piece in pieces})


def test_a_text_of_kept_pieces_is_cut_as_before(published: dict[str, Any]) -> None:
    made = cut(published, "▁", "t", "i", "a", "▁ti", ".", "▁is", "s")
    before = Tokenizer.from_str(json.dumps(published))
    for text in ("ti", "is ti.", "  tia ti"):
        encoding = made.tokenizer.encode(text)
        assert encoding.tokens == before.encode(text).tokens
        assert [PIECES[made.rows[number]][0] for number in encoding.ids] == encoding.tokens


def test_a_word_whose_piece_is_gone_is_spelt(published: dict[str, Any]) -> None:
    made = cut(published, "▁", "t", "i", "a", "▁ti")
    assert Tokenizer.from_str(json.dumps(published)).encode("tita").tokens[1:-1] == ["▁tita"]
    assert made.tokenizer.encode("tita").tokens[1:-1] == ["▁ti", "t", "a"]


def test_special_tokens_keep_their_part(published: dict[str, Any]) -> None:
    made = cut(published, "▁", "t", "i")
    ids = made.tokenizer.encode("ti").ids
    assert PIECES[made.rows[ids[0]]][0] == "<s>"
    assert PIECES[made.rows[ids[-1]]][0] == "</s>"
    assert made.tokenizer.token_to_id("<pad>") == vocabulary.PAD
    assert made.rows[made.tokenizer.encode("я").ids[2]] == NUMBERS["<unk>"]
    assert made.rows[made.tokenizer.token_to_id("<mask>")] == NUMBERS["<mask>"]


def test_placeholders_are_one_token_each_and_begin_no_word_behind_them(
    published: dict[str, Any],
) -> None:
    made = cut(published, "▁", "t", "i", "▁is", ".", "s", "▁ti")
    tokens = made.tokenizer.encode("[NAME] is [RELIGION]. ti").tokens[1:-1]
    assert [token.strip() for token in tokens] == ["[NAME]", "▁is", "[RELIGION]", ".", "▁ti"]
    rows = [made.rows[made.tokenizer.token_to_id(token)] for token in PLACEHOLDERS]
    assert rows == [NUMBERS["▁someone"], NUMBERS["▁religion"]]
    assert len(made.rows) == made.tokenizer.get_vocab_size()


def test_emoji_of_feelings_are_known_and_start_from_one_like_them(
    published: dict[str, Any],
) -> None:
    made = cut(published, "▁", "t", "i")
    for emoji, like in vocabulary.NEW_EMOJI.items():
        assert made.tokenizer.encode(f"ti{emoji}{emoji}").tokens[-3:-1] == [emoji, emoji]
        assert made.rows[made.tokenizer.token_to_id(emoji)] == NUMBERS[like]


def test_pieces_of_words_of_texts_and_of_spelling_are_kept(
    published: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {"tita": 1e-3, "яя": 1e-3, "is": vocabulary.RARE / 10}
    frequent = SimpleNamespace(get_frequency_dict=lambda language: words)
    monkeypatch.setitem(sys.modules, "wordfreq", frequent)
    kept = {PIECES[number][0] for number in vocabulary.pieces_to_keep(published, [])}
    assert {"▁tita", "t", "é", ".", "▁", "Straße", "😡"} <= kept
    assert not {"▁яя", "я", "▁is", "▁someone"} & kept
    kept = {PIECES[n][0] for n in vocabulary.pieces_to_keep(published, ["is", "is яя", "яя"])}
    assert "▁is" in kept
    assert not {"▁яя", "я"} & kept


@pytest.mark.parametrize(
    ("characters", "kept"),
    [("aÑßœſ9½", True), ("€—…’♥✨😡\ufe0f\u0301", True), ("яδ中あאक", False)],
)
def test_characters_of_the_five_languages_and_emoji_are_written(
    characters: str, kept: bool
) -> None:
    assert {vocabulary.written(character) for character in characters} == {kept}
