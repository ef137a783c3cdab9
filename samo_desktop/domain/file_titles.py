"""The title that the name of an imported file gives its entry."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from samo_desktop.domain.dated_names import MONTHS, dates_in
from samo_desktop.domain.title import title_from

_GENERIC_TEXT = """
a an the new my untitled unnamed no name default standard normal copy copied final from and
voice voices audio aud sound sounds record records recorded recorder recording recordings rec
note notes memo memos clip clips track tracks take file files message messages msg media video
vid movie mov film screen call phone mic microphone stereo mono output input export exported
converted edited trimmed part document doc easy smart hi res
voicememo voicenote voicerecording screenrecording screenrecorder audiorecording
monday tuesday wednesday thursday friday saturday sunday
whatsapp telegram cloud signal ptt wa vn vm img image mvi dsc dscn gopr gx gh pxl dji zoom dw
dm ds dvt wm ste str tascam olympus sony
aufnahme aufnahmen neue neuer neues sprachmemo sprachmemos sprachnachricht sprachaufnahme
sprachaufzeichnung audiodatei tonaufnahme unbenannt ohne titel kopie notiz datei aufzeichnung
enregistrement enregistrements nouvel nouveau nouvelle vocal vocale dictaphone copie
note mémo message sans titre fichier
grabación grabaciones grabacion nueva nuevo nota notas de voz mensaje sin título titulo copia
archivo
gravação gravacao nova novo mensagem áudio sem cópia arquivo
registrazione nuova vocale memo senza titolo
opname nieuwe spraakmemo naamloos nagranie nowe inspelning ny optagelse lydopptak opptak
запись новая голос голосовая заметка аудио
新录音 录音 语音备忘录 语音 备忘录 新規録音 録音 ボイスメモ 音声 새로운 녹음 음성
am pm at um le el o
"""
_GENERIC = frozenset(_GENERIC_TEXT.split())
"""Words that recorders, phones and messengers give every file."""
_COUNTED = re.compile(r"\s*(?:\(\d{1,3}\)|[-_ ]copy|[-_ ]Kopie)\s*$", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_EDGES = " -_.,;:~+#@&\u2013\u2014"
FEWEST_LETTERS = 3
"""Of a word in a script with an alphabet; one that is written without spaces needs two."""


def title_of_file(name: str) -> str:
    """A title made of a file's name; "" where the name says nothing.

    Names that devices give ("New Recording 12", "PTT-20250304-WA0003") say nothing. Dates, the
    ending and the mark of a copy are left out, and underscores are read as spaces.
    """
    stem = unicodedata.normalize("NFC", unquote(name)).strip()
    stem = stem.rsplit(".", 1)[0] if re.search(r"\.\w{1,5}$", stem) else stem
    stem = _COUNTED.sub("", _UUID.sub(" ", stem))
    for found in sorted(dates_in(stem), key=lambda found: -found.start):
        stem = f"{stem[: found.start].rstrip('(_- ')} {stem[found.end :].lstrip(')')}"
    text = title_from(stem.replace("_", " ").strip(_EDGES))
    words = [word for word in _WORD.findall(text) if _says_something(word)]
    return text if words else ""


def _says_something(word: str) -> bool:
    """Whether a word is none of a device's, and neither a number nor a code."""
    letters = [character for character in word if character.isalpha()]
    if len(letters) < len(word.replace("'", "").replace("\u2019", "")):
        return False  # VOICE001, 7f3a9c
    fewest = FEWEST_LETTERS if word[0] < "\u0e00" else 2
    return len(letters) >= fewest and word.casefold() not in _GENERIC | MONTHS.keys()
