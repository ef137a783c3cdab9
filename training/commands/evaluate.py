"""What models/emotion/ is worth, against the goals and against what is published."""

from __future__ import annotations

import sys

import click


@click.command()
def test() -> None:
    """Measure models/emotion/ on test: once, to report."""
    from training.evaluate import goal_check

    sys.exit(goal_check.evaluate(write=True))


@click.command()
@click.option("--check", is_flag=True, help="Fail where card or results differ.")
def evaluate(check: bool) -> None:
    """Print the table of goals from what ships."""
    from training.evaluate import goal_check

    sys.exit(goal_check.evaluate(check=check))


COMMANDS = (test, evaluate)
