"""Sentences of ours of the kinds that feelings models get wrong, put together from parts.

`make` gives negations, sarcasm, mixed feelings, other people's feelings and the like, each beside
its plain counterpart, with what a reader would and would not find. Nothing resembles a sentence
that the models are judged by. The parts lie in a folder of TOML files for each language.
"""

from training.data.hard_cases.composing import LABELS, HardCase, languages, make

__all__ = ["LABELS", "HardCase", "languages", "make"]
