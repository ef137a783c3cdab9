"""Fine-tuning: what an experiment is made of, its runs and its ensembles."""
