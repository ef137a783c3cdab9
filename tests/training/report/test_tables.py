from __future__ import annotations

from training.report.tables import cell, table


def test_tables() -> None:
    assert table(["", "n"], [["a", 0.12345], ["b", 3]]).splitlines() == [
        "|  | n |",
        "| --- | ---: |",
        "| a | 0.123 |",
        "| b | 3 |",
    ]
    assert cell("x") == "x"
