"""Hesitations and repeated starts: out where they are certain, and nothing else."""

from __future__ import annotations

import pytest

from samo_desktop.domain.transcript import Transcript
from samo_desktop.pipeline.readable import readable


def tidied(said: str, language: str = "en", *, tidy: bool = True) -> str:
    return readable(Transcript(said, language, "test", "test", (), 1.0, 0.1), tidy=tidy)


TIDIED = [
    ("en", "Um, I went, uh, home.", "I went, home."),
    ("en", "I, um, went home.", "I went home."),
    ("en", "So uh the dog ran.", "So the dog ran."),
    ("en", "Uh, um, the dog ran.", "The dog ran."),
    ("en", "I went home um.", "I went home."),
    ("en", "I think, um... we should go.", "I think… we should go."),
    ("en", "But, uh, does it, um, work?", "But does it work?"),
    ("en", "UH, Okay um yes.", "Okay yes."),
    ("en", "Um. We left.", "We left."),
    ("en", "I I I was late.", "I was late."),
    ("en", "The the dog, the the the dog.", "The dog, the dog."),
    ("en", "I, I was late.", "I was late."),
    ("en", "I was, I was going home.", "I was going home."),
    ("en", "W- we left, be- because it rained.", "We left, because it rained."),
    ("de", "Ähm, ich war, äh, im im Garten.", "Ich war, im Garten."),
    ("de", "Ich, ich weiß nicht.", "Ich weiß nicht."),
    ("fr", "Euh, je je ne sais pas.", "Je ne sais pas."),
    ("es", "Yo, eh, no lo sé.", "Yo no lo sé."),
    ("pt", "Hum, eu eu não sei.", "Eu não sei."),
]

KEPT = [
    ("en", "It was very very good, no no, really really."),
    ("en", "He had had enough, and I know that that is true."),
    ("en", "Again and again and again."),
    ("en", "I know, I know."),
    ("en", "Bye bye, thank you, thank you."),
    ("en", "Uh-huh, mm-hmm, oh, ah, huh, duh, humming an umbrella for the summary."),
    ("en", "On and on and on it went."),
    ("en", "What it is is a mess."),
    ("en", "Well- known people came."),
    ("de", "Um acht kam er, um mich zu holen."),
    ("de", "Die, die kamen, und das, das ich sah, und Vor- und Nachteile."),
    ("fr", "Nous nous sommes vus, vous vous trompez, oui oui."),
    ("es", "¿Eh? Qué bueno, ¿eh?"),
    ("es", "Este es mi perro."),
    ("pt", "Um dia é um dia, e é isso."),
    ("it", "Ehm, um, io io."),
]


@pytest.mark.parametrize(("language", "said", "stands"), TIDIED)
def test_hesitations_go(language: str, said: str, stands: str) -> None:
    assert tidied(said, language) == stands
    assert tidied(stands, language) == stands


@pytest.mark.parametrize(("language", "said", "stands"), TIDIED)
def test_without_the_setting_every_word_stays(language: str, said: str, stands: str) -> None:
    assert tidied(said, language, tidy=False).split() == said.replace("...", "…").split()


@pytest.mark.parametrize(("language", "said"), KEPT)
def test_what_is_meant_stays(language: str, said: str) -> None:
    assert tidied(said, language) == said


def test_only_hesitations_leave_nothing() -> None:
    assert tidied("Um, uh.") == ""


def test_long_speech_is_quick_to_tidy() -> None:
    said = "I I was um, going the the way. " * 5000
    assert tidied(said).split() == ("I was going the way. " * 5000).split()
