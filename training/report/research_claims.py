"""What the older research log claims, in its order, and where each is answered."""

from __future__ import annotations

from training.report.research_log import (
    Claim,
    against,
    at_half,
    beyond_temperature,
    distilled,
    full_run,
    int4,
    int8,
    of,
    of_run,
    one_threshold,
    other_languages,
    otherwise,
    pointer,
    reached,
    said,
    speed,
    temperature,
)

CALIBRATION = "training/report/results/calibration.json"
TEST = "training/report/results/emotion-test.json"

EMOTION: tuple[Claim, ...] = (
    Claim(
        "1. Baseline at 0.5",
        "F1 is 0.000: the threshold is too strict",
        of_run("minilm", at_half),
        "training/experiments/configs/minilm.toml",
    ),
    Claim(
        "2. Development mode, thresholds",
        "5 % of the rows; 0.2 is best, micro .56 against .12 at 0.5",
        of_run("minilm", one_threshold),
        "`run NAME --dev-mode`; training/calibrate/thresholds.py",
    ),
    Claim(
        "3. Temperature scaling",
        "2.0 is best: micro F1 .56 to .64, calibration error .21 to .08",
        of("calibration", temperature),
        CALIBRATION,
    ),
    Claim("4. Full data", "micro .72, macro .65", of("emotion-test", full_run), TEST),
    Claim("5. Dynamic INT8", "a quarter of the size, 1.4 % lost", of("emotion-test", int8), TEST),
    Claim("6. ONNX", "105 MB, 189 ms a text", of("emotion-test", speed), TEST),
    Claim(
        "7. Focal loss, class weights",
        "macro .72 against .65: better on rare labels",
        against("screen-focal", "screen-class-weights", "screen-asymmetric", "asymmetric"),
    ),
    Claim(
        "8. Back-translation",
        "micro .64 to .69",
        against("screen-back-translation", "screen-noise"),
        "training/data/augmentation.py (English, Spanish, English)",
    ),
    Claim(
        "9. Ensemble",
        "micro .75, macro .73: better than each member",
        against("teachers"),
        "training/experiments/configs/teachers.toml",
    ),
)

HYPERPARAMETERS: tuple[Claim, ...] = (
    Claim(
        "Learning rate",
        "high impact, 2e-5 best",
        against("screen-rate-half", "screen-rate-double", "screen-flat-rate"),
    ),
    Claim("Batch size", "high impact, 128 best", against("screen-batch-128")),
    Claim("Epochs", "medium impact, 3 best", against("screen-epochs-4")),
    Claim("Dropout", "low impact, 0.1 best", against("screen-dropout-1", "screen-dropout-3")),
    Claim("Threshold", "very high impact, 0.2 best", pointer("experiment 2")),
    Claim("Temperature", "high impact, 2.0 best", pointer("experiment 3"), CALIBRATION),
    Claim("Focal loss, gamma", "medium impact, 2 best", against("screen-focal")),
    Claim("Weight decay", "low impact, 0.01 best", against("screen-weight-decay")),
    Claim("Chance: another seed", "not measured", against("screen-seed")),
)

ABLATIONS: tuple[Claim, ...] = (
    Claim("Without temperature", "-.08", pointer("experiment 3"), CALIBRATION),
    Claim("Threshold 0.5", "-.44", pointer("experiment 1")),
    Claim("Without dropout", "-.03", against("screen-dropout-1")),
    Claim("Lower half frozen", "-.02", against("screen-frozen")),
    Claim("Batch normalisation", "+.01", against("screen-batch-norm")),
    Claim("Label smoothing 0.1", "+.02", against("screen-smoothing")),
    Claim("Text cleaning", "-.05 without", against("screen-cleaning")),
    Claim(
        "Lower case",
        "-.02 without",
        said("not a choice", "the encoder's word pieces are lower case only"),
        "models/emotion/tokenizer.json",
    ),
    Claim("Placeholders as tokens", "-.07 without", against("screen-no-placeholders")),
    Claim(
        "Length",
        "64 tokens -.03, 256 tokens +.01, against 128",
        against("screen-length-32"),
        "64 and 256 were struck: 3 of the 43,410 comments of train have more than 64 word pieces",
    ),
    Claim("Without augmentation", "-.05", against("screen-back-translation", "screen-noise")),
)

FAILED: tuple[Claim, ...] = (
    Claim(
        "RoBERTa",
        "no better than BERT, and larger",
        otherwise(
            against("mpnet"),
            "struck: RoBERTa's weights cannot be had here",
            "all-mpnet-base-v2 is the larger encoder that can be had",
        ),
    ),
    Claim(
        "INT4",
        "12 % lost",
        of("quantisation", int4),
        "training/report/results/quantisation.json",
    ),
    Claim("Sentiment as a second task", "-.04", against("screen-sentiment")),
    Claim("Characters instead of word pieces", "-.07", against("screen-characters")),
    Claim(
        "Distilled models",
        "-.05, 1.6 times as fast",
        distilled,
        "training/experiments/configs/shipped.toml; the encoder is itself a distilled one",
    ),
)

DIRECTIONS: tuple[Claim, ...] = (
    Claim(
        "Vector, matrix and isotonic calibration",
        "vector scaling 3 % better than a temperature",
        of("calibration", beyond_temperature),
        CALIBRATION,
    ),
    Claim(
        "New feelings from few examples",
        "65 % right with ten examples",
        reached("few-shot", "Few examples"),
        "samo_desktop/inference/emotion/fewshot.py, training/report/results/few-shot.json",
    ),
    Claim(
        "Other languages",
        "82 % of the English figure with mBERT",
        otherwise(
            of("languages", other_languages),
            "struck: mBERT cannot be had here, and no model for other languages ships",
            "a text in a language that no installed model knows gets no feelings and a note",
        ),
        "training/report/results/languages.json",
    ),
    Claim(
        "Feelings over time",
        "attention finds 12 % more shifts",
        reached("arc", "The arc inside an entry"),
        "samo_desktop/domain/arc.py, training/report/results/arc.json",
    ),
)

ELSEWHERE: tuple[Claim, ...] = (
    Claim(
        "Summaries 1 and 2: T5; its hyper-parameters",
        "ROUGE-L .32, then .35",
        said(
            "struck",
            "the program quotes the entry's own sentences and generates none, so that there is "
            "nothing to measure",
        ),
        "samo_desktop/inference/summary/",
    ),
    Claim(
        "Voice 1 and 2: Whisper, and smaller",
        "word error rate 6.2 %, then 6.4 %",
        said("see docs/benchmarks.md", "Moonshine ships; a Whisper model can be copied in"),
        "samo_desktop/inference/speech/",
    ),
    Claim(
        "Voice to text to feelings",
        "1.8 s for 5 s of sound",
        said("see docs/benchmarks.md", "one pipeline, resumable"),
        "samo_desktop/pipeline/; `samo bench`",
    ),
    Claim(
        "Recommendations",
        "BERT, INT8, temperature 2.0, threshold 0.2",
        pointer("the rows above"),
        "training/experiments/configs/ship.toml",
    ),
)

CLAIMS = EMOTION + HYPERPARAMETERS + ABLATIONS + FAILED + DIRECTIONS + ELSEWHERE
"""All of the log, in its order."""
