"""Texts that a program of words must survive, and sentences as people write them in a journal."""

from __future__ import annotations

from typing import Final

HOSTILE: Final = {
    "empty": "",
    "white space": " \t\u00a0\u2003\r\n\v\f\u2028 ",
    "NUL": "a\x00b \x00",
    "lone surrogates": "I am \ud83d happy \ude00.",
    "emoji": "😀👩‍👩‍👧‍👦🏳️‍🌈❤️",
    "emoji in words": "I passed!! 😀😀 so happy 🎉",
    "right to left": "שלום \u202eevil\u202c مرحبا",
    "combining": "e\u0301" * 50 + "\u0301" * 500,
    "zero width": "so\u200b\u200d\ufeff tired\u00ad",
    "control": "".join(map(chr, range(32))) + "\x7f\x85",
    "special tokens": "[CLS] [SEP] [PAD] [MASK] [UNK] <s> </s>",
    "one long word": "a" * 5_000,
    "one character": "I",
    "private use": "\ue000\uffff\U0010ffff",
}

SENTENCES: Final = (
    "I called my mother on the way home.",
    "We had not talked for weeks, and I was nervous.",
    "She laughed about my new haircut!",
    "I feel so relieved and grateful.",
    "Work was terrible again.",
    "My manager shouted at everyone in the meeting, and nobody said a word.",
    "I hate how angry that makes me.",
    "Why does he do that?",
    "Lunch with Ana was lovely.",
    "It rained.",
    "The doctor said that the results will take another two weeks, so all I can do is wait and try "
    "not to imagine the worst while everybody around me goes on as if nothing had happened.",
    "I miss my grandfather so much.",
    "Nothing special happened on Tuesday.",
    "I am proud that I finished the race.",
    "ok",
    "Sorry for what I said to you.",
    "What a surprise to find that letter in the attic after all those years.",
    "The noise from upstairs is so annoying.",
    "I am scared of tomorrow.",
    "Pancakes with the kids 😀",
)
