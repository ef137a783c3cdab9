"""A tiny Whisper model in CTranslate2 form: `python -m tests.support.whisper_model FOLDER`.

Its encoder is random; it understands no speech. Its decoder is a script: the state at position n
holds nothing but n, and the output weights turn each n into one token. So loading, detecting a
language, probabilities and segments are real, and what it "hears" is known beforehand, unless it
is told words before. When each word is said is random: it comes from attention.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import WhisperSpec
from numpy.typing import NDArray
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

FRAMES, POSITIONS, MELS = 1500, 448, 80
BYTE_TOKENS = 50_257
TIMESTAMPS = 1_501
LANGUAGES = [
    "en",
    "zh",
    "de",
    "es",
    "ru",
    "ko",
    "fr",
    "ja",
    "pt",
    "tr",
    "pl",
    "ca",
    "nl",
    "ar",
    "sv",
    "it",
    "id",
    "hi",
    "fi",
    "vi",
    "he",
    "uk",
    "el",
    "ms",
    "cs",
    "ro",
    "da",
    "hu",
    "ta",
    "no",
    "th",
    "ur",
    "hr",
    "bg",
    "lt",
    "la",
    "mi",
    "ml",
    "cy",
    "sk",
    "te",
    "fa",
    "lv",
    "bn",
    "sr",
    "az",
    "sl",
    "kn",
    "et",
    "mk",
    "br",
    "eu",
    "is",
    "hy",
    "ne",
    "mn",
    "bs",
    "kk",
    "sq",
    "sw",
    "gl",
    "mr",
    "pa",
    "si",
    "km",
    "sn",
    "yo",
    "so",
    "af",
    "oc",
    "ka",
    "be",
    "tg",
    "sd",
    "gu",
    "am",
    "yi",
    "lo",
    "uz",
    "fo",
    "ht",
    "ps",
    "tk",
    "nn",
    "mt",
    "sa",
    "lb",
    "my",
    "bo",
    "tl",
    "mg",
    "as",
    "tt",
    "haw",
    "ln",
    "ha",
    "ba",
    "jw",
    "su",
]
PROMPT = 3
"""Positions of the prompt before the last, "no timestamps": start, language, task."""


@dataclass(frozen=True, slots=True)
class Script:
    """What the model says of any sound: a language, and words.

    No word may come twice: byte products saturate on processors without VNNI where a token's
    weights are large at two neighbouring positions.
    `sure` False makes it take everything for silence and guess its words blindly.
    """

    language: str = "en"
    text: str = "I walked home and felt calm."
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Size:
    """How large the model is; `width` is also the most positions that a script can have."""

    width: int = 32
    layers: int = 1
    heads: int = 1
    inner: int = 64
    """Width within a feed-forward layer."""


TINY = Size(384, 4, 6, 1536)
"""As large as the smallest published Whisper model."""


def make_whisper(
    folder: Path, script: Script | None = None, seed: int = 0, size: Size | None = None
) -> Path:
    """Writes the model that follows `script` into `folder` (made if need be) and returns it."""
    script, size = script or Script(), size or Size()
    folder.mkdir(parents=True, exist_ok=True)
    tokens = _tokens(script)
    _save_tokenizer(tokens, folder / "tokenizer.json")
    spec = WhisperSpec(size.layers, size.heads, size.layers, size.heads)
    random = np.random.default_rng(seed)
    _fill_encoder(spec.encoder, random, size)
    _fill_decoder(spec.decoder, random, size, len(tokens))
    spec.decoder.projection.weight = _projection(script, tokens, size.width)
    spec.register_vocabulary(tokens)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [tokens.index(f"<|{code}|>") for code in LANGUAGES]
    spec.config.alignment_heads = [[0, 0]]
    spec.validate()
    spec.optimize("int8")
    spec.save(str(folder))
    features = {"feature_size": MELS, "sampling_rate": 16_000, "hop_length": 160, "n_fft": 400}
    (folder / "preprocessor_config.json").write_text(json.dumps(features), "utf-8")
    return folder


def _pieces(text: str) -> list[str]:
    """Words as the byte-level tokeniser spells them, the space before each as a letter."""
    level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    return [piece for word in text.split() for piece, _ in level.pre_tokenize_str(f" {word}")]


def _tokens(script: Script) -> list[str]:
    ordinary = sorted(pre_tokenizers.ByteLevel.alphabet())
    ordinary += dict.fromkeys(_pieces(script.text))
    ordinary += [f"unused{n}" for n in range(BYTE_TOKENS - len(ordinary) - 1)]
    return [
        *ordinary,
        "",  # by this token CTranslate2 tells a multilingual model from an English one
        "<|endoftext|>",
        "<|startoftranscript|>",
        *(f"<|{code}|>" for code in LANGUAGES),
        "<|translate|>",
        "<|transcribe|>",
        "<|startoflm|>",
        "<|startofprev|>",
        "<|nospeech|>",
        "<|notimestamps|>",
        *(f"<|{n * 0.02:.2f}|>" for n in range(TIMESTAMPS)),
    ]


def _save_tokenizer(tokens: Sequence[str], path: Path) -> None:
    vocabulary = {token: number for number, token in enumerate(tokens[:BYTE_TOKENS])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(t, special=True) for t in tokens[BYTE_TOKENS:]])
    tokenizer.save(str(path), pretty=False)


def _projection(script: Script, tokens: Sequence[str], width: int) -> NDArray[np.float32]:
    """Output weights [tokens, width]: column n favours the token that position n says.

    A weight of 4 makes a logit of 22 for that token (more in a wider model) and near 0 for all
    others.
    """
    number = {token: index for index, token in enumerate(tokens)}
    spoken = [*_pieces(script.text), "<|endoftext|>"]
    if PROMPT + len(spoken) > width or len(set(spoken)) < len(spoken):
        raise ValueError("the script is too long for the model, or says something twice")
    weights = np.zeros((len(tokens), width), np.float32)
    weights[number[f"<|{script.language}|>"], 0] = 4
    if script.sure:
        for position, token in enumerate(spoken, start=PROMPT):
            weights[number[token], position] = 4
    else:
        weights[number["<|nospeech|>"], 0] = 8
    return weights


def _fill_encoder(encoder: Any, random: np.random.Generator, size: Size) -> None:
    width = size.width
    for layer, channels in ((encoder.conv1, MELS), (encoder.conv2, width)):
        layer.weight = _normal(random, width, channels, 3)
        layer.bias = _normal(random, width)
    encoder.position_encodings.encodings = _normal(random, FRAMES, width)
    _fill_norm(encoder.layer_norm, width)
    for layer in encoder.layer:
        _fill_attention(layer.self_attention, random, width, (3 * width, width))
        _fill_feed_forward(layer.ffn, random, size)


def _fill_decoder(decoder: Any, random: np.random.Generator, size: Size, tokens: int) -> None:
    """What is added to the position is 0: the embeddings, and the end of each layer's parts."""
    width = size.width
    decoder.embeddings.weight = np.zeros((tokens, width), np.float32)
    positions = np.minimum(np.arange(POSITIONS), width - 1)
    decoder.position_encodings.encodings = np.eye(width, dtype=np.float32)[positions]
    _fill_norm(decoder.layer_norm, width)
    for layer in decoder.layer:
        _fill_attention(layer.self_attention, random, width, (3 * width, width))
        _fill_attention(layer.attention, random, width, (width, 2 * width, width))
        _fill_feed_forward(layer.ffn, random, size)
        for last in (
            layer.self_attention.linear[-1],
            layer.attention.linear[-1],
            layer.ffn.linear_1,
        ):
            last.weight = np.zeros_like(last.weight)
            last.bias = np.zeros_like(last.bias)


def _fill_attention(
    attention: Any, random: np.random.Generator, inputs: int, widths: Sequence[int]
) -> None:
    _fill_norm(attention.layer_norm, inputs)
    for linear, width in zip(attention.linear, widths, strict=True):
        _fill_linear(linear, random, width, inputs)


def _fill_feed_forward(part: Any, random: np.random.Generator, size: Size) -> None:
    _fill_norm(part.layer_norm, size.width)
    _fill_linear(part.linear_0, random, size.inner, size.width)
    _fill_linear(part.linear_1, random, size.width, size.inner)


def _fill_linear(linear: Any, random: np.random.Generator, width: int, inputs: int) -> None:
    linear.weight = _normal(random, width, inputs)
    linear.bias = _normal(random, width)


def _fill_norm(norm: Any, width: int) -> None:
    norm.gamma, norm.beta = np.ones(width, np.float32), np.zeros(width, np.float32)


def _normal(random: np.random.Generator, *shape: int) -> NDArray[np.float32]:
    return random.normal(0, 0.1, shape).astype(np.float32)


if __name__ == "__main__":
    print(make_whisper(Path(sys.argv[1])))
