"""A document or a work → its page, side by side, and the files it can be taken away as."""
