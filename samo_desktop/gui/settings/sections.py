"""The sections of the settings, from top to bottom. A new one is a file and a line here."""

from __future__ import annotations

from samo_desktop.gui.settings.appearance import AppearanceSection
from samo_desktop.gui.settings.feelings import FeelingsSection
from samo_desktop.gui.settings.journal import JournalSection
from samo_desktop.gui.settings.microphone import MicrophoneSection
from samo_desktop.gui.settings.models import ModelsSection
from samo_desktop.gui.settings.section import Section
from samo_desktop.gui.settings.shortcuts import ShortcutsSection
from samo_desktop.gui.settings.speech import SpeechSection
from samo_desktop.gui.settings.words import WordsSection

SECTIONS: tuple[type[Section], ...] = (
    AppearanceSection,
    MicrophoneSection,
    SpeechSection,
    WordsSection,
    JournalSection,
    FeelingsSection,
    ShortcutsSection,
    ModelsSection,
)
