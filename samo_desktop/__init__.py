"""SAMO Desktop: a private voice journal that works with no network at all."""

__version__ = "0.1.0"
