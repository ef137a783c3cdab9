"""The words of the window: names of feelings, days, lengths, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from PySide6.QtCore import QDate, QLocale, QTime

from samo_desktop.domain.arc import Arc
from samo_desktop.domain.emotion import CLEAR, JOURNAL_LABELS, LABELS
from samo_desktop.domain.entry import DateSource, Entry
from samo_desktop.domain.events import Progress
from samo_desktop.domain.pace import in_minutes
from samo_desktop.languages import language_name
from samo_desktop.messages import ngettext, pgettext, pgettext_noop

_NAMES = {
    "admiration": pgettext_noop("Feelings", "admiration"),
    "amusement": pgettext_noop("Feelings", "amusement"),
    "anger": pgettext_noop("Feelings", "anger"),
    "annoyance": pgettext_noop("Feelings", "annoyance"),
    "approval": pgettext_noop("Feelings", "approval"),
    "caring": pgettext_noop("Feelings", "caring"),
    "confusion": pgettext_noop("Feelings", "confusion"),
    "curiosity": pgettext_noop("Feelings", "curiosity"),
    "desire": pgettext_noop("Feelings", "desire"),
    "disappointment": pgettext_noop("Feelings", "disappointment"),
    "disapproval": pgettext_noop("Feelings", "disapproval"),
    "disgust": pgettext_noop("Feelings", "disgust"),
    "embarrassment": pgettext_noop("Feelings", "embarrassment"),
    "excitement": pgettext_noop("Feelings", "excitement"),
    "fear": pgettext_noop("Feelings", "fear"),
    "gratitude": pgettext_noop("Feelings", "gratitude"),
    "grief": pgettext_noop("Feelings", "grief"),
    "joy": pgettext_noop("Feelings", "joy"),
    "love": pgettext_noop("Feelings", "love"),
    "nervousness": pgettext_noop("Feelings", "nervousness"),
    "optimism": pgettext_noop("Feelings", "optimism"),
    "pride": pgettext_noop("Feelings", "pride"),
    "realization": pgettext_noop("Feelings", "realization"),
    "relief": pgettext_noop("Feelings", "relief"),
    "remorse": pgettext_noop("Feelings", "remorse"),
    "sadness": pgettext_noop("Feelings", "sadness"),
    "surprise": pgettext_noop("Feelings", "surprise"),
    "neutral": pgettext_noop("Feelings", "neutral"),
    "calm": pgettext_noop("Feelings", "calm"),
    "content": pgettext_noop("Feelings", "content"),
    "nostalgic": pgettext_noop("Feelings", "nostalgic"),
    "bored": pgettext_noop("Feelings", "bored"),
    "jealous": pgettext_noop("Feelings", "jealous"),
    "overwhelmed": pgettext_noop("Feelings", "overwhelmed"),
    "tired": pgettext_noop("Feelings", "tired"),
}
assert set(_NAMES) == {*LABELS, *JOURNAL_LABELS}


def feeling(label: str) -> str:
    """The name of a feeling or a family; one of the user's own is named as they named it."""
    return pgettext("Feelings", _NAMES[label]) if label in _NAMES else label


def begun(text: str) -> str:
    """`text` with a capital at its beginning, and the rest as it is."""
    return text[:1].upper() + text[1:]


def arc(moved: Arc) -> str:
    """How an entry moved; "" if it did not."""
    if moved.kind == "rising" and moved.began_clearly:
        return pgettext("Arc", "Began low, ended brighter")
    if moved.kind == "rising":
        return pgettext("Arc", "Ended brighter than it began")
    if moved.kind == "falling" and moved.began_clearly:
        return pgettext("Arc", "Began bright, ended lower")
    if moved.kind == "falling":
        return pgettext("Arc", "Ended lower than it began")
    return pgettext("Arc", "Went up and down") if moved.kind == "mixed" else ""


def pleasantness(valence: float) -> str:
    """A valence of -1..1 in words."""
    if valence >= 0.6:
        return pgettext("Valence", "very pleasant")
    if valence >= CLEAR:
        return pgettext("Valence", "pleasant")
    if valence > -CLEAR:
        return pgettext("Valence", "mixed")
    if valence > -0.6:
        return pgettext("Valence", "unpleasant")
    return pgettext("Valence", "very unpleasant")


def clock(at: datetime) -> str:
    """The time of day, as the entry's own place had it."""
    return QLocale().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)


def day(at: date, today: date) -> str:
    """A day as one speaks of it: Today, Yesterday, Friday, or 3 July."""
    ago = (today - at).days
    if ago == 0:
        return pgettext("Days", "Today")
    if ago == 1:
        return pgettext("Days", "Yesterday")
    form = "dddd" if 0 < ago < 7 else "ddd d MMMM" if at.year == today.year else "d MMMM yyyy"
    return QLocale().toString(QDate(at.year, at.month, at.day), form)


def full_day(at: date) -> str:
    """A day with weekday and year."""
    return QLocale().toString(QDate(at.year, at.month, at.day), "dddd, d MMMM yyyy")


def long_day(at: date) -> str:
    """A day with its year."""
    return QLocale().toString(QDate(at.year, at.month, at.day), "d MMMM yyyy")


def short_day(at: date) -> str:
    """A day in few characters."""
    return QLocale().toString(QDate(at.year, at.month, at.day), "d MMM")


def weekday(at: date) -> str:
    """The weekday's short name."""
    return QLocale().toString(QDate(at.year, at.month, at.day), "ddd")


def date_source(source: DateSource) -> str:
    """Where the date of an entry is from; "" if that goes without saying."""
    return {
        "tags": pgettext("Dates", "Date from the file's tags"),
        "name": pgettext("Dates", "Date from the file's name"),
        "file": pgettext("Dates", "Date the file was last changed"),
    }.get(source, "")


def origin(entry: Entry) -> str:
    """The file that an entry came from, and where its date is from; "" if it is of here."""
    told = date_source(entry.date_source)
    if not entry.file_name:
        return told
    file = pgettext("Dates", "Imported from {file}").format(file=breakable(entry.file_name))
    return f"{file} · {told}" if told else file


def month(at: date) -> str:
    """The month's short name."""
    return QLocale().toString(QDate(at.year, at.month, at.day), "MMM")


def length(seconds: float) -> str:
    """A length of sound: 2:31, or 1:02:03."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def size(number: int) -> str:
    """A number of bytes, such as 44 MB."""
    return QLocale().formattedDataSize(number, 0, QLocale.DataSizeFormat.DataSizeSIFormat)


def language(code: str) -> str:
    """The name of the language with this ISO 639-1 code."""
    found = QLocale.codeToLanguage(code)
    if found == QLocale.Language.AnyLanguage:
        return language_name(code)
    return QLocale.languageToString(found)


def listed(words: Iterable[str]) -> str:
    """Words as a list in a sentence."""
    return QLocale().createSeparatedList(list(words))


def count(number: int, text: str) -> str:
    """`text`, what `ngettext` gives for `number` things, with the number in the place of {n}."""
    return text.format(n=QLocale().toString(number))


def entries(number: int) -> str:
    """How many entries, as a part of a sentence."""
    return count(number, ngettext("1 entry", "{n} entries", number))


def step(name: str) -> str:
    """What is being done to an entry."""
    return {
        "keep": pgettext("Steps", "Saving the recording"),
        "transcribe": pgettext("Steps", "Transcribing"),
        "analyse": pgettext("Steps", "Analysing"),
        "summarise": pgettext("Steps", "Summarising"),
    }.get(name, pgettext("Steps", "Working"))


def progress(event: Progress) -> str:
    """Which step of an entry is being done, and how far it is."""
    if event.fraction is None:
        return pgettext("Steps", "{step}…").format(step=step(event.step))
    percent = round(event.fraction * 100)
    return pgettext("Steps", "{step}… {percent} %").format(step=step(event.step), percent=percent)


def left(seconds: float) -> str:
    """How long something will still take."""
    hours, minutes = in_minutes(seconds)
    if not hours and not minutes:
        return pgettext("Left", "Less than a minute left.")
    if not hours:
        text = ngettext("About 1 minute left.", "About {n} minutes left.", minutes)
        return count(minutes, text)
    return pgettext("Left", "About {hours} h {minutes} min left.").format(
        hours=hours, minutes=minutes
    )


def breakable(text: str) -> str:
    """`text` with invisible places to break in words too long for a line."""
    return " ".join(
        "\u200b".join(word[i : i + 24] for i in range(0, len(word), 24)) if len(word) > 24 else word
        for word in text.split(" ")
    )


def problem(message: str, hint: str) -> str:
    """What went wrong and what to do, as one text."""
    return f"{message} {hint}".strip()
