"""Numbers that are said in pieces: years, telephone numbers."""

from __future__ import annotations

from itertools import pairwise

from samo_desktop.pipeline.readable.number_style import word_set
from samo_desktop.pipeline.readable.said_numbers import SaidNumber, SaidSentence, Written

FEWEST_DIGITS = 5
"""Digits said one by one are a number from so many on; after a word as "room" two will do."""
FEWEST_PAIRS = 4
"""Numbers of two digits that follow each other are a telephone number from so many on."""
_CENTURIES = range(15, 21)
_YEARS_AFTER = word_set(
    "in of since by until till from to before after around about and year summer winter spring "
    "autumn fall christmas easter late early mid class was or circa for"
)
_NOT_COUNTED = word_set("was is and when i we he she it they that but or because the")
_ZEROS = ("oh", "o")


def digits_one_by_one(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    """A number of which each digit, or each two, were said."""
    if sentence.ending(number.first) is not None or number.whole is None:
        return None
    said, end = [number.digits], number.last
    while (step := _next(sentence, end)) is not None:
        said.append(step[0])
        end = step[1]
    single = all(len(each) == 1 or each.startswith("0") for each in said)
    label = sentence.word(number.first - 1) in sentence.style.labels
    digits = "".join(said)
    if single and not _counting(digits) and len(digits) >= (2 if label else FEWEST_DIGITS):
        many = len(said) > 1
        return Written(number.first, end, digits) if many else None
    if len(said) >= FEWEST_PAIRS and said[0].startswith("0"):
        return Written(number.first, end, " ".join(said))
    return None


def _next(sentence: SaidSentence, place: int) -> tuple[str, int] | None:
    """The digits that follow at once, and where they end."""
    if sentence.is_apart(place):
        return None
    if sentence.language == "en" and sentence.word(place) in _ZEROS:
        after = sentence.starting(place + 1)
        return ("0", place + 1) if after else None
    number = sentence.starting(place)
    if number is None or number.whole is None or len(number.digits) > 3:
        return None
    return number.digits, number.last


def _counting(digits: str) -> bool:
    """Whether somebody counts: one, two, three, four, five."""
    steps = {int(b) - int(a) for a, b in pairwise(digits)}
    return len(digits) > 2 and len(steps) == 1 and steps <= {1, -1, 0}


def year_in_two(sentence: SaidSentence, number: SaidNumber) -> Written | None:
    """A year of which the century was said first ("nineteen eighty-four")."""
    century = number.whole
    if sentence.language != "en" or century not in _CENTURIES:
        return None
    if (decade := _decade(sentence, number.last)) and not sentence.is_apart(number.last):
        return Written(number.first, number.last + 1, f"{century}{decade}0s")
    if sentence.word(number.last) in _ZEROS and not sentence.is_apart(number.last):
        year = sentence.starting(number.last + 1)
        fits = year is not None and year.whole is not None and 1 <= year.whole <= 9
    else:
        year = sentence.starting(number.last)
        fits = year is not None and year.whole is not None and 10 <= year.whole <= 99
    if not fits or year is None or sentence.starting(year.last):
        return None
    # "fifteen twenty minutes", "twenty twenty vision"
    dated = bool(sentence.ending(number.first) and sentence.written[-1:])
    before = "" if sentence.is_apart(number.first) else sentence.word(number.first - 1)
    known = dated or before in _YEARS_AFTER or before in sentence.style.months
    ends = sentence.is_apart(year.last) or sentence.word(year.last) in _NOT_COUNTED
    recent = century in (19, 20)
    counted = not ends and sentence.word(year.last).endswith("s")
    if (known and not counted) or (recent and ends):
        return Written(number.first, year.last, f"{century}{year.whole:02}")
    return None


_DECADES = (
    *("twenties", "thirties", "forties", "fifties"),
    *("sixties", "seventies", "eighties", "nineties"),
)


def _decade(sentence: SaidSentence, place: int) -> str | None:
    word = sentence.word(place)
    return str(_DECADES.index(word) + 2) if word in _DECADES else None
