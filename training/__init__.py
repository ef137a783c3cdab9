"""How the models that ship in `models/` were made. Needs torch; the app never imports this."""
