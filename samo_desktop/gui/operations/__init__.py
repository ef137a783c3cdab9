"""What the user does to a journal: one function an action, each run off the window's thread."""
