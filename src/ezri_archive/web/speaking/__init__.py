"""An interface and texts in three languages → each in its own words, letters and direction."""
