"""How the models that ship in `models/` were made. Needs torch; the app never imports this."""

import samo_desktop  # noqa: F401 - before any library that would report to its maker
