"""What the files of a journal are called: exactly so, and no file of another name is touched.

Other programs put files of their own beside them: copies that a synchronising program made of a
conflict, locks, thumbnails, what is only in a cloud.
"""

from __future__ import annotations

import re

ENTRY_ID = re.compile("[0-9a-f]{12}")
SPOOL = re.compile(r"([0-9a-f]{1,32})(?:\.([1-9][0-9]{0,5}))?\.spool")
"""A part of a recording as it was recorded: the id of its entry, and its number unless it is 0."""
SOUND = re.compile(r"([0-9a-f]{12})\.(?:samo|peaks)(?:\.part)?")
"""The stored sound of an entry, or what draws its wave; with ".part" while it is written."""
DRAFT = re.compile(r"([0-9a-f]{12})\.draft(\.part)?")
"""A text that is typed and not saved yet; with ".part" while it is written."""
