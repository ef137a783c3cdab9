"""A text model of a few numbers, as files: what each word says, averaged over a text's words.

ONNX is protobuf; the few messages that are needed are written by hand, so that neither tests nor
program need a library to make models.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from samo_desktop.domain.emotion import JOURNAL_LABELS, LABELS

WORDS = ("[UNK]", "[PAD]", "froh", "heureux", "traurig", "triste", "ich", "je", "so")
FLOAT, INT64, INTS = 1, 7, 7


def make_tiny(folder: Path, labels: Sequence[str], /, seed: int = 0, **config: Any) -> Path:
    """A random emotion model in `folder` that gives each of `labels` a probability.

    `config` is put over what its config.json says.
    """
    folder.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    tables = {"logits": len(labels), "embedding": 8}
    graph = tiny_graph(
        {name: rng.standard_normal((len(WORDS), width)) for name, width in tables.items()}
    )
    (folder / "model.onnx").write_bytes(graph)
    tokenizer = Tokenizer(
        models.WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    values = _values(folder, labels)
    (folder / "config.json").write_text(json.dumps(values | config), "utf-8")
    return folder


def _values(folder: Path, labels: Sequence[str]) -> dict[str, Any]:
    return {
        "name": "tiny",
        "version": "1",
        "licence": "MIT",
        "kind": "emotion",
        "languages": ["*"],
        "labels": list(labels),
        "thresholds": dict.fromkeys(labels, 0.5),
        "calibration": {"scale": [1.0] * len(labels), "bias": [0.0] * len(labels)},
        "aggregation": {"unit": "sentence", "passage_characters": 0, "reduce": "mean"},
        "max_length": 16,
        "files": {
            name: {"sha256": sha256(folder / name), "size": (folder / name).stat().st_size}
            for name in FILES
        },
    }


def make_multilingual(folder: Path, says: Mapping[str, str], /, **config: Any) -> Path:
    """A model as a multilingual encoder ships: pieces of a unigram model between <s> and </s>.

    A text that has a word of `says` shows its label, the surer the fewer words it has; any other is
    neutral.
    """
    folder.mkdir(parents=True)
    labels = [*LABELS, *JOURNAL_LABELS[:4]]
    letters = [chr(code) for code in (*range(97, 123), *map(ord, "äöüßéèêçãõáíóúñ?.!,'"))]
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *(f"▁{word}" for word in says), "▁", *letters]
    logits = np.full((len(pieces), len(labels)), -0.4)
    logits[:, labels.index("neutral")] = 0.4
    for word, label in says.items():
        logits[pieces.index(f"▁{word}"), labels.index(label)] = 40.0
        logits[pieces.index(f"▁{word}"), labels.index("neutral")] = -40.0
    embedding = np.random.default_rng(3).standard_normal((len(pieces), 8))
    (folder / "model.onnx").write_bytes(tiny_graph({"logits": logits, "embedding": embedding}))
    scores = [0.0, 0.0, 0.0, 0.0, *(-2.0 for _ in says), *(-9.0 for _ in range(len(letters) + 1))]
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=3))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    values = _values(folder, labels) | {"name": "tongues", "languages": ["de", "es", "fr", "pt"]}
    values |= {"max_length": 256, "thresholds": dict.fromkeys(labels, 0.6)}
    (folder / "config.json").write_text(json.dumps(values | config), "utf-8")
    return folder


FILES = ("model.onnx", "tokenizer.json")


def sha256(file: Path) -> str:
    """Of the bytes of `file`, in hex."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def tiny_graph(tables: Mapping[str, NDArray[np.floating]]) -> bytes:
    """ONNX: for each name, the mean over tokens of the rows of its table, [texts, width].

    The attention mask is an input that changes nothing.
    """
    nodes = [_node("Cast", ["attention_mask"], "mask", _number("to", FLOAT))]
    for name in tables:
        nodes.append(_node("Gather", [f"{name}_table", "input_ids"], f"{name}_rows"))
        nodes.append(_node("ReduceMean", [f"{name}_rows"], name, _axes(), _number("keepdims", 0)))
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"tiny")
    for name, table in tables.items():
        graph += _field(5, _tensor(f"{name}_table", table))
    for name in ("input_ids", "attention_mask"):
        graph += _field(11, _value(name, INT64, ("batch", "tokens")))
    for name, table in tables.items():
        graph += _field(12, _value(name, FLOAT, ("batch", table.shape[1])))
    opset = _varint(2, 17)
    return _varint(1, 8) + _field(7, graph) + _field(8, opset)


def _node(kind: str, inputs: Sequence[str], output: str, *attributes: bytes) -> bytes:
    parts = [_field(1, name.encode()) for name in inputs]
    parts += [_field(2, output.encode()), _field(4, kind.encode())]
    return b"".join(parts + [_field(5, attribute) for attribute in attributes])


def _number(name: str, value: int) -> bytes:
    return _field(1, name.encode()) + _varint(3, value) + _varint(20, 2)


def _axes() -> bytes:
    return _field(1, b"axes") + _varint(8, 1) + _varint(20, INTS)


def _tensor(name: str, values: NDArray[np.floating]) -> bytes:
    dims = b"".join(_varint(1, size) for size in values.shape)
    raw = values.astype("<f4").tobytes()
    return dims + _varint(2, FLOAT) + _field(8, name.encode()) + _field(9, raw)


def _value(name: str, kind: int, shape: Sequence[str | int]) -> bytes:
    sizes = [
        _field(1, _varint(1, size) if isinstance(size, int) else _field(2, size.encode()))
        for size in shape
    ]
    tensor = _varint(1, kind) + _field(2, b"".join(sizes))
    return _field(1, name.encode()) + _field(2, _field(1, tensor))


def _field(number: int, content: bytes) -> bytes:
    return _bytes_of(number << 3 | 2) + _bytes_of(len(content)) + content


def _varint(number: int, value: int) -> bytes:
    return _bytes_of(number << 3) + _bytes_of(value)


def _bytes_of(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
