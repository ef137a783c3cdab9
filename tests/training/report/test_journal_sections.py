from __future__ import annotations

from training.report import journal_sections


def test_the_arc_says_what_is_used() -> None:
    row = {"end": 2, "difference": 0.6, "accuracy": 0.7, "single_entries_steady": 0.8}
    text = journal_sections.arc_section(
        {
            "tune": [row],
            "shipped": {"end": 2, "difference": 0.6, "least_sentences": 4},
            "held_out": {
                "accuracy": 0.69,
                "kinds": {"rising": 0.7, "falling": 0.6, "steady": 0.8},
                "single_entries": 27,
                "single_entries_steady": 0.8,
            },
        }
    )
    assert "| 2 | 0.600 | 0.700 | 0.800 |" in text
    assert "Used: 2 sentences at each end" in text


def test_journal_entries_name_every_way() -> None:
    values = {
        "model": "tagger@1.0.0",
        "entries": 10,
        "folds": 5,
        "repeats": 3,
        "ways": [{"way": "heads on x", "auroc": 0.8, "auroc_interval": [0.7, 0.9]}],
        "shipped": {
            "calm": {"positives": 3, "auroc": 0.7, "precision": 0.5, "recall": 0.4, "f1": 0.45}
        },
    }
    text = journal_sections.journal_section(values)
    assert "| heads on x | 0.800 | 0.700 to 0.900 |" in text
    assert "| calm | 3 | 0.700 |" in text
    assert text.startswith("## A study, not what ships")


def test_few_examples_have_a_row_for_every_way() -> None:
    text = journal_sections.few_shot_section(
        {
            "draws": 4,
            "curves": [{"embedding": "both", "way": "logistic", "unseen": {"1": 0.6}, "seen": {}}],
            "chips": [{"shots": 5, "f1": 0.3, "recall": 0.4, "false_alarms": 0.02, "share": 0.1}],
            "prototypes": {
                "tired": {
                    "examples": 12,
                    "left_out_found": 0.8,
                    "false_alarms": 0.01,
                    "others_examples_shown": 0.2,
                }
            },
        }
    )
    assert "| both, logistic, unseen | 0.600 |" in text
    assert "| tired | 12 | 0.800 | 0.010 | 0.200 |" in text


def test_the_challenge_set_has_a_row_a_kind() -> None:
    row = {"sentences": 10, "right": 4, "missed": 5, "unwanted": 2, "sign": 1}
    text = journal_sections.challenge_section({"kinds": {"sarcasm": row}, "all": row})
    assert "| sarcasm | 10 | 4 | 5 | 2 | 1 |" in text
