"""Measurements that settled a choice; each writes one file of `report/results/`."""
