"""What people read, written from `report/results/`: model cards, RESULTS.md, plots."""
