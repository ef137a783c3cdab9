"""SAMO Desktop: a private voice journal that works with no network at all."""

from samo_desktop.system import environment

__version__ = "0.1.0"

environment.settle()  # first: libraries read their variables when they are imported
