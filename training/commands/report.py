"""The pages that are written from measured values."""

from __future__ import annotations

import click


def write_pages() -> None:
    """Write cards, plots, manifest.toml and RESULTS.md from what has been measured so far."""
    from training.report import publish

    publish.write_all()


@click.command()
def cards() -> None:
    """Write the cards, manifest.toml and RESULTS.md again."""
    write_pages()


COMMANDS = (cards,)
