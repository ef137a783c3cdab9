"""How many names are heard right with and without a list of one's own words, and how many invented.

`python -m tests.benchmarks.names`. flite speaks the sentences; it says so where flite is missing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from samo_desktop.capture.decode import decode
from samo_desktop.capture.levels import for_speech
from samo_desktop.domain.generators import result_of
from samo_desktop.domain.sounds import bare
from samo_desktop.inference.ports import SAMPLE_RATE, SpeechModel
from samo_desktop.inference.speech.moonshine import Moonshine
from samo_desktop.inference.speech.whisper import Whisper
from tests.benchmarks.invented_words import FLITE_VOICES

SENTENCES = (
    ("My sister is moving to Reykjavik in the spring.", "Reykjavik"),
    ("I had lunch with Thaddeus and his mother.", "Thaddeus"),
    ("I forgot to take my sertraline again last night.", "sertraline"),
    ("We walked along the river in Ljubljana until it got dark.", "Ljubljana"),
    ("Doctor Okonkwo says that the results look better.", "Okonkwo"),
    ("The doctor changed my dose of lamotrigine on Monday.", "lamotrigine"),
    ("Anneliese and I painted the kitchen yellow.", "Anneliese"),
    ("I dreamed about the beach in Tavira.", "Tavira"),
    ("I went to the shop this morning and bought some bread and milk.", ""),
    ("He made a list of all the things that we still need.", ""),
    ("My knee hurts when I walk down the stairs.", ""),
    ("It rained all day, so we stayed inside and played cards.", ""),
)
OTHERS = ("Mochi", "Priyanka", "Kowloon", "Fisichella", "Mashhad", "Gwendolyn", "Eithne", "Xanthe")
"""Listed, and never said."""


@dataclass(frozen=True)
class Counted:
    """How many of the `names` were heard right, and how often one was written that was not said."""

    right: int
    names: int
    invented: int


def spoken(folder: Path) -> list[tuple[Path, str]]:
    """The sentences as sound files, and the name in each; none without flite."""
    if not shutil.which("flite"):
        return []
    made = []
    for number, (sentence, name) in enumerate(SENTENCES):
        path = folder / f"{number}.wav"
        voice = FLITE_VOICES[number % len(FLITE_VOICES)]
        command = ["flite", "-voice", voice, "-t", sentence, "-o", str(path)]
        subprocess.run(command, check=True)
        made.append((path, name))
    return made


def count(model: SpeechModel, sounds: Sequence[tuple[Path, str]], listed: Sequence[str]) -> Counted:
    """What `model` writes of the `sounds` when it is given the words that are `listed`."""
    right = invented = 0
    for path, name in sounds:
        blocks = for_speech(decode(path, SAMPLE_RATE), SAMPLE_RATE)
        heard = bare(result_of(model.transcribe(blocks, languages=("en",), words=listed)).text)
        right += bool(name) and bare(name) in heard
        invented += sum(bare(other) in heard for other in listed if other != name)
    return Counted(right, sum(bool(name) for _path, name in sounds), invented)


def listed() -> tuple[str, ...]:
    """All names, and some that are never said."""
    return (*(name for _sentence, name in SENTENCES if name), *OTHERS)


def main() -> None:
    """Prints a line a model, without and with the list."""
    with tempfile.TemporaryDirectory() as folder:
        sounds = spoken(Path(folder))
        if not sounds:
            sys.exit("flite is missing: names were not measured.")
        base = Path(__file__).parents[2] / "models" / "speech" / "whisper-base"
        for model in (Moonshine(), Whisper(base)):
            for words in ((), listed()):
                found = count(model, sounds, words)
                print(
                    f"{model.name}, {len(words)} listed: {found.right} of {found.names} names "
                    f"right, {found.invented} invented",
                    flush=True,
                )


if __name__ == "__main__":
    main()
