"""Kill builds at random moments, many times over, and see whether archives stay whole and next builds are right.

Three states of a folder of letters in two languages are built on one another, now and then from nothing, every other
time with two workers. After each kill the archive must be the old or the new one and valid, TEI and all; the next build
must say what a build from nothing says, and leave nothing but the archive and what is kept beside it. The same seed
gives the same moments; what stands there at such a moment is up to the machine.
Usage: `nice python benchmarks/faults.py [--kills 200] [--seed 1]`. The exit status is 1 when anything was wrong.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

SCRIPT = Path(__file__).parent.parent / "tests" / "killed_builds.py"


def main() -> None:
    """Print how many builds died and how many of the promises held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(SCRIPT), str(Path(folder) / "builds"), str(options.kills), str(options.seed)]
        ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found = [json.loads(line) for line in ended.stdout.splitlines()]
    counts = Counter(key for one in found for key in ("died", "whole", "right", "clean") if one[key])
    print(f"builds {len(found)}, killed before their end {counts['died']}")
    print(f"old or new archive whole and valid  {counts['whole']:5} of {len(found)}")
    print(f"next build right                    {counts['right']:5} of {len(found)}")
    print(f"nothing else left behind            {counts['clean']:5} of {len(found)}")
    for one in found:
        if not (one["whole"] and one["right"] and one["clean"]):
            print(json.dumps(one))
    sys.exit(min(counts[key] for key in ("whole", "right", "clean")) < options.kills)


if __name__ == "__main__":
    main()
