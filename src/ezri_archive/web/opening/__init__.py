"""The file of an archive → connections that only read it, while others take its place."""
