"""Fine-tuning runs and what they learn from."""

from __future__ import annotations

import click

from training import config
from training.commands.report import write_pages

threads_option = click.option("--threads", default=2, show_default=True)


@click.command()
@click.argument("name")
@click.option("--dev-mode", is_flag=True, help="On 5 % of the data, to try it out.")
@threads_option
def run(name: str, dev_mode: bool, threads: int) -> None:
    """Make an experiment or ensemble and what it stands on.

    NAME is a file of training/experiments/configs/, such as shipped.
    """
    from training.experiments import runs

    runs.run(name, dev_mode, threads)
    if not dev_mode:
        write_pages()


@click.command()
@threads_option
def screen(threads: int) -> None:
    """Run every screening experiment without a row yet."""
    from training.experiments import runs

    runs.screen([name for name in config.names() if "screen" in name], threads)
    write_pages()


@click.command("list")
def list_experiments() -> None:
    """The experiments, a line each."""
    for name in config.names():
        click.echo(f"{name:24} {config.read(name)['what']}")


@click.command("cut-vocabulary")
def cut_vocabulary() -> None:
    """Make the multilingual encoder from its package, with the pieces of five languages."""
    from training.models import e5

    click.echo(f"{e5.write()} pieces")


@click.command()
@click.argument("name")
@threads_option
def mix(name: str, threads: int) -> None:
    """Train on a mix of texts, a file of training/experiments/mixes/, such as languages."""
    from training.experiments import mixed_training

    mixed_training.train(name, threads)


@click.command("back-translate")
def back_translate() -> None:
    """Make more rows of rare feelings (needs Apertium)."""
    from training.data import augmentation

    click.echo(augmentation.back_translate())


COMMANDS = (run, screen, list_experiments, back_translate, cut_vocabulary, mix)
