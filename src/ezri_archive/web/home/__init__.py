"""An archive → its home page: counts, charts, and the ways in."""
