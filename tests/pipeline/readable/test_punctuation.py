"""Marks as each language writes them."""

from __future__ import annotations

import pytest

from samo_desktop.pipeline.readable.punctuation import punctuated

N, B = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("language", "heard", "written"),
    [
        ("en", "Well... I waited .", "Well… I waited."),
        ("en", 'She said "go" , and left !', 'She said "go", and left!'),
        ("en", "It's 3:30, .5 or 1.5, and/or 10%.", "It's 3:30, .5 or 1.5, and/or 10%."),
        ("fr", "Pourquoi? Parce que: oui !", f"Pourquoi{N}? Parce que{B}: oui{N}!"),
        ("fr", 'Il a dit "viens" .', f"Il a dit «{B}viens{B}»."),
        ("fr", "Il a dit « viens » ; bon.", f"Il a dit «{B}viens{B}»{N}; bon."),
        ("fr", "À 3:30, quoi ?!", f"À 3:30, quoi{N}?!"),
        ("de", 'Sie sagte "komm" und ging.', "Sie sagte „komm“ und ging."),
        ("de", 'Ein 5" Nagel.', 'Ein 5" Nagel.'),
        ("es", "Qué pasa? Nada.", "¿Qué pasa? Nada."),
        ("es", "Hola, qué tal? ¡Bien!", "Hola, qué tal? ¡Bien!"),
        ("es", "Vamos! ¿Ya?", "¡Vamos! ¿Ya?"),
        ("pt", "Quê ? Nada...", "Quê? Nada…"),
        ("ja", "そうですか。", "そうですか。"),
        ("", "", ""),
    ],
)
def test_marks(language: str, heard: str, written: str) -> None:
    assert punctuated(heard, language) == written
    assert punctuated(written, language) == written
