"""From a finished run to a folder in `models/`."""
