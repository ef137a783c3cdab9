"""Stories: every place of the window in every state, drawn into pictures, one file a place.

A story opens a window on a journal of its own, brings it into a state and takes pictures on the
way. `python -m tests.gui.stories` draws them (`make screenshots`).
"""
