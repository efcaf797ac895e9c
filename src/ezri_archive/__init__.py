"""A multilingual archive of aligned texts: a folder of documents in, one published database out."""

from importlib.metadata import version

__version__ = version("ezri-archive")
