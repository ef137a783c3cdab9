"""The model that ships for German, Spanish, French and Portuguese, on what says it plainly."""

from __future__ import annotations

import pytest

from samo_desktop.domain.generators import result_of
from samo_desktop.inference.models import Models
from samo_desktop.pipeline.analysis import name_feelings

GLAD = {"joy", "excitement", "content"}
SAD = {"sadness", "grief"}
AFRAID = {"fear", "nervousness"}


@pytest.fixture(scope="module")
def models() -> Models:
    """The models that ship."""
    return Models()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ich bin heute so glücklich über die neue Stelle!", GLAD),
        ("Ich bin sehr traurig, weil mein Hund gestorben ist.", SAD),
        ("Ich habe große Angst vor der Operation am Montag.", AFRAID),
        ("¡Estoy tan feliz de verte otra vez!", GLAD),
        ("Estoy muy triste porque mi abuela ha muerto.", SAD),
        ("Tengo mucho miedo de perder el trabajo.", AFRAID),
        ("Je suis tellement heureuse aujourd'hui !", GLAD),
        ("Je suis très triste, mon chat est mort hier.", SAD),
        ("J'ai très peur de l'opération de lundi.", AFRAID),
        ("Estou tão feliz com o meu novo emprego!", GLAD),
        ("Estou muito triste porque a minha avó morreu.", SAD),
        ("Tenho muito medo de perder o emprego.", AFRAID),
    ],
)
def test_a_plain_feeling_is_found(models: Models, text: str, wanted: set[str]) -> None:
    (analysis,) = result_of(name_feelings([text], models))
    assert analysis.models == {"emotion": "samo-emotion-e5@1.0.0"}
    assert wanted & {feeling.label for feeling in analysis.feelings}


def test_two_languages_in_one_entry_are_read_by_two_models(models: Models) -> None:
    text = (
        "We walked along the river and I was so happy to be out again. "
        "Danach kam der Anruf, und ich bin sehr traurig, weil meine Oma gestorben ist."
    )
    (analysis,) = result_of(name_feelings([text], models))
    assert set(analysis.models) == {"emotion", "emotion:de"} or set(analysis.models) == {
        "emotion",
        "emotion:en",
    }
    found = {feeling.label for feeling in analysis.feelings}
    assert GLAD & found
    assert SAD & found
