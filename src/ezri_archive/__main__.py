"""`python -m ezri_archive`, and the command `ezri`."""

import os

# Before numpy loads: on matrices as small as ours, the threads of its BLAS wait for one another longer than they work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from ezri_archive.cli import main

if __name__ == "__main__":
    main()
