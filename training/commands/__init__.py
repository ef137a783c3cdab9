"""The subcommands of `python -m training`, one group a file.

Each imports what it needs when it runs: most need no torch.
"""
