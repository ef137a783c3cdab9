"""`python -m training`: every step from data to shipped model, one subcommand each."""

from __future__ import annotations

import click

from training.commands import evaluate, experiments, report, ship, studies


class InOrder(click.Group):
    """Lists the subcommands in the order of the work, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names as they were added."""
        return list(self.commands)


@click.group(cls=InOrder)
def main() -> None:
    """Every step from data to shipped model, one subcommand each."""


for group in (experiments, studies, ship, evaluate, report):
    for command in group.COMMANDS:
        main.add_command(command)


if __name__ == "__main__":
    main(prog_name="python -m training")
