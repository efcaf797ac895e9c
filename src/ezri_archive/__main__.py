"""`python -m ezri_archive`: the same as the command `ezri`."""

from ezri_archive.cli import main

main()
