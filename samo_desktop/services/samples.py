"""The sample journal and voice note that ship with the program."""

from samo_desktop.exchange.sample import sample_entries, sample_voice_note

__all__ = ["sample_entries", "sample_voice_note"]
