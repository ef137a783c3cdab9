"""The steps of the pipeline, one a file; `pipeline.plan` says which entry takes which, and when."""
