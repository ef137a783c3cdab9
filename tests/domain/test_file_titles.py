"""Which names of files become titles, and what is left out of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samo_desktop.domain.file_titles import title_of_file
from samo_desktop.domain.title import TITLE_LENGTH


@pytest.mark.parametrize(
    "name",
    [
        "PTT-20250304-WA0003.opus",
        "AUD-20250304-WA0011.m4a",
        "Recording 2025-03-04 at 10.14.12.m4a",
        "Voice 001.m4a",
        "VOICE001.WAV",
        "voice001.mp3",
        "2025_03_04_10_14.wav",
        "20250304_101412.m4a",
        "New Recording 12.m4a",
        "My recording #7.m4a",
        "Neue Aufnahme 3.m4a",
        "Nouvel enregistrement 7.m4a",
        "新录音 12.m4a",
        "rec_1741083252000.ogg",
        "3-4-25.mp3",
        "04.03.2025 10-14.mp3",
        "Mar 4 at 10-14 AM.m4a",
        "DW_A0001.MP3",
        "DVT_A001.MP3",
        "VoiceMemo-20250304-101412.m4a",
        "Screenrecorder-2025-03-04-10-14-12-345.mp4",
        "telegram-cloud-document-2-5212345678901234567.ogg",
        "550e8400-e29b-41d4-a716-446655440000.m4a",
        "7f3a9c.mp3",
        "WhatsApp Audio 2025-03-04 at 12.15.07 AM (1).ogg",
        "IMG_0001.MOV",
        "untitled",
        "a.wav",
        ".m4a",
        "",
    ],
)
def test_a_name_of_a_device_is_no_title(name: str) -> None:
    assert title_of_file(name) == ""


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Talk with Anna.m4a", "Talk with Anna"),
        ("2025-03-04 Talk with Anna.m4a", "Talk with Anna"),
        ("Talk_with_Anna_2025-03-04.mp3", "Talk with Anna"),
        ("20250304-dream about the sea.m4a", "dream about the sea"),
        ("walk-in-the-park.m4a", "walk-in-the-park"),
        ("Recording of the choir.wav", "Recording of the choir"),
        ("Gespräch mit Mama (2).m4a", "Gespräch mit Mama"),
        ("Talk%20with%20Anna.m4a", "Talk with Anna"),
        ("Dr. Smith 4.3.2025.m4a", "Dr. Smith"),
        ("Mom’s birthday.m4a", "Mom’s birthday"),
        ("Main Street 12.m4a", "Main Street 12"),
        ("散歩の話.m4a", "散歩の話"),
        ("Прогулка.m4a", "Прогулка"),
        ("New Recording 12 - Anna.m4a", "New Recording 12 - Anna"),
        ("Talk with Anna", "Talk with Anna"),
    ],
)
def test_a_name_that_says_something_is_the_title(name: str, title: str) -> None:
    assert title_of_file(name) == title


@given(st.text(max_size=300))
def test_any_name_gives_one_short_line(name: str) -> None:
    title = title_of_file(name)
    assert len(title) <= TITLE_LENGTH
    assert title.splitlines() in ([], [title])
