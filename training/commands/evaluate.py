"""What ships, against the goals and against what is published."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from training.commands.report import write_pages

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
def test() -> None:
    """Measure models/emotion/ on test: once, to report."""
    from training.evaluate import goal_check

    sys.exit(goal_check.evaluate(write=True))


@click.command("journal-folds")
@click.argument("folders", type=FOLDER, nargs=5)
def journal_folds(folders: tuple[Path, ...]) -> None:
    """Read journal entries by five models that did not learn them.

    FOLDERS hold the models, each exported as it would ship, in the order of the folds: the first
    was made without the entries of fold 0 (training/evaluate/journal_folds.py says which).
    """
    from training.evaluate import journal_folds as folds

    values = folds.run(folders)
    low, high = values["auroc_interval"]
    error = values["calibration"]["ece_classwise"]
    print(f"area under ROC {values['auroc']:.3f} ({low:.3f} to {high:.3f})")
    print(f"class-wise adaptive calibration error {error:.4f}")
    write_pages()


@click.command()
@click.option("--check", is_flag=True, help="Fail where card or results differ.")
def evaluate(check: bool) -> None:
    """Print the table of goals from what ships."""
    from training.evaluate import goal_check

    sys.exit(goal_check.evaluate(check=check))


COMMANDS = (journal_folds, test, evaluate)
