"""What integers cost: each way of quantising against FP32, in numbers, on dev, and in time.

`python -m training quantisations` writes report/results/quantisation.json: a row a scheme, and
for the shipped one how far each layer strays on the texts that drive it hardest.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper
from tokenizers import Tokenizer

from samo_desktop.inference.runtime import session
from samo_desktop.inference.text_model import THREADS
from training import config
from training.calibrate.thresholds import held_out
from training.data import batches, datasets
from training.data.passages import sigmoid
from training.evaluate.classification_report import rounded
from training.ship.export import EMOTION_OUTPUTS, to_onnx
from training.ship.quantise import SCHEMES, SHIPPED, Scheme, quantised

MAX_LENGTH = 256
EVERY = 1
"""All of dev: each third comment alone moved the loss by two thousandths of macro F1."""
EXTREMES = 8
"""Texts for each layer: those with the largest activations going into it."""

Ids = Sequence[int]
Rows = NDArray[np.float32]


def run(experiment: str) -> None:
    """Measure every scheme on the network of a finished run; report/results/quantisation.json."""
    tokenizer = Tokenizer.from_file(str(config.MODELS / "emotion" / "tokenizer.json"))
    values = measure(exported(experiment), tokenizer)
    config.save_result("quantisation", {"run": experiment, **values})


def exported(experiment: str) -> bytes:
    """The fused FP32 graph of a finished run's best weights."""
    from training.experiments import checkpoints
    from training.models.classifier import emotion_tokenizer, empty_classifier

    twin = config.RUNS / experiment / "fp32" / "model.onnx"
    if not twin.exists():
        weights = checkpoints.best_weights(config.RUNS / experiment)
        network = empty_classifier(emotion_tokenizer(MAX_LENGTH), len(weights["head.bias"]))
        network.load_state_dict(weights)
        to_onnx(network, EMOTION_OUTPUTS, twin)
    return twin.read_bytes()


def measure(exact: bytes, tokenizer: Tokenizer, rows: int = EVERY) -> dict[str, Any]:
    """Every scheme on the FP32 graph `exact`; of dev's comments each `rows`-th is read."""
    dev = datasets.read_split(config.data_folder(), "dev")
    texts = batches.encode(tokenizer, list(dev.texts)[::rows])
    truth = np.asarray(dev.labels)[::rows]
    reference = logits(exact, texts)[:, : truth.shape[1]]
    base = macro(reference, truth)
    made = [row("FP32, fused", exact, reference, reference, truth, base, texts)]
    for scheme in SCHEMES:
        weights = integers(exact, scheme)
        found = logits(weights, texts)[:, : truth.shape[1]]
        made.append(row(scheme.name, weights, found, reference, truth, base, texts))
        print(made[-1], flush=True)
    layers = extremes(exact, integers(exact, SHIPPED), texts)
    return {"texts": len(texts), "threads": THREADS, "rows": made, "layers": layers}


def integers(exact: bytes, scheme: Scheme) -> bytes:
    """The FP32 graph with its weights in the form of `scheme`."""
    return bytes(quantised(onnx.load_from_string(exact), scheme).SerializeToString())


def row(
    name: str,
    weights: bytes,
    found: Rows,
    reference: Rows,
    truth: NDArray[Any],
    base: float,
    texts: Sequence[Ids],
) -> dict[str, Any]:
    """One line of the table; `base` is the macro F1 of `reference`, the FP32 logits."""
    score = macro(found, truth)
    apart = np.abs(found - reference)
    return {
        "name": name,
        "bytes": len(weights),
        "macro_f1": rounded(score),
        "loss": rounded(base - score),
        "largest_logit_difference": rounded(float(apart.max())),
        "mean_logit_difference": rounded(float(apart.mean())),
        **speed(weights, texts),
    }


def macro(found: Rows, truth: NDArray[Any]) -> float:
    """Macro F1 on rows that the thresholds were not chosen on."""
    return float(np.mean(held_out("bagged", sigmoid(found), truth, repeats=2)))


def feed(ids: Ids) -> dict[str, NDArray[np.int64]]:
    """The inputs for one text."""
    row = np.array([ids], np.int64)
    return {"input_ids": row, "attention_mask": np.ones_like(row)}


def logits(weights: bytes, texts: Sequence[Ids]) -> Rows:
    """Each text alone, side by side: [texts, labels]."""
    runner = session(weights, 1)
    order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda at: runner.run(["logits"], feed(texts[at]))[0][0], order))
    out = np.empty((len(texts), len(found[0])), np.float32)
    out[order] = found
    return out


def speed(weights: bytes, texts: Sequence[Ids]) -> dict[str, float]:
    """Median milliseconds of one text of 20 tokens, and of 32 of 24 run side by side."""
    one = [feed(ids) for ids in of_length(texts, 20, 30)]
    many = [feed(ids) for ids in of_length(texts, 24, 32)]
    shared, single = session(weights, THREADS), session(weights, 1)
    with ThreadPoolExecutor(THREADS) as pool:
        return {
            "one_ms": median([lambda f=f: shared.run(None, f) for f in one]),
            "thirty_two_ms": median(
                [lambda: list(pool.map(lambda f: single.run(None, f), many))] * 7
            ),
        }


def of_length(texts: Sequence[Ids], tokens: int, count: int) -> list[Ids]:
    """`count` texts of so many `tokens`: those nearest to it, cut or repeated to fit."""
    nearest = sorted(texts, key=lambda ids: abs(len(ids) - tokens))
    return [np.resize(nearest[at % len(nearest)], tokens).tolist() for at in range(count)]


def median(actions: Sequence[Callable[[], object]]) -> float:
    """The median milliseconds of `actions`, after the first has warmed up."""
    times = []
    for action in actions[:1] + list(actions):
        begun = time.perf_counter()
        action()
        times.append(1000 * (time.perf_counter() - begun))
    return round(statistics.median(times[1:]), 2)


def extremes(exact: bytes, weights: bytes, texts: Sequence[Ids]) -> list[dict[str, Any]]:
    """For what goes into each integer operation: the worst error after it, on its extreme texts.

    The texts are the `EXTREMES` that drive an operation's input furthest in FP32. `difference` is
    the largest absolute one of its output, and `range` the output's own largest value in FP32.
    """
    taps = tapped(weights)
    sources = [source for source, _ in taps]
    outputs = [output for _, output in taps]
    runner = expose(exact, sources)
    reach = np.array(
        [[np.abs(value).max() for value in runner.run(sources, feed(ids))] for ids in texts]
    )
    ours, theirs = expose(weights, outputs), expose(exact, outputs)
    found = []
    for at, (source, output) in enumerate(taps):
        worst, span = 0.0, 0.0
        for text in np.argsort(-reach[:, at])[:EXTREMES]:
            [one], [other] = (it.run([output], feed(texts[text])) for it in (ours, theirs))
            worst = max(worst, float(np.abs(one - other).max()))
            span = max(span, float(np.abs(other).max()))
        found.append(
            {
                "into": source,
                "out_of": output,
                "largest_input": rounded(float(reach[:, at].max())),
                "difference": rounded(worst),
                "range": rounded(span),
            }
        )
    return found


def tapped(weights: bytes) -> list[tuple[str, str]]:
    """Names of the float that goes into each integer operation, and of what comes out of it."""
    graph = onnx.load_from_string(weights).graph
    made_by = {name: node for node in graph.node for name in node.output}
    taps = []
    for node in graph.node:
        if node.op_type == "DynamicQuantizeMatMul":
            taps.append((node.input[0], node.output[0]))
        elif node.op_type == "QAttention":
            taps.append((made_by[node.input[0]].input[0], node.output[0]))
    return taps


def expose(weights: bytes, names: Sequence[str]) -> Any:
    """A session whose graph also gives the tensors of those `names`."""
    model = onnx.load_from_string(weights)
    there = {output.name for output in model.graph.output}
    model.graph.output.extend(
        helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
        for name in dict.fromkeys(names)
        if name not in there
    )
    return session(model.SerializeToString(), 1)
