"""Make sure a Chromium is there for the browser tests: find it, or install Debian's when we may."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Give the path of the first Chromium on this machine; None when there is none."""
    named = os.environ.get("EZRI_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install Chromium, with fonts for the three scripts, by apt; only root on Debian and its kin may."""
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-core"]
    subprocess.run(
        command,
        check=True,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdout=subprocess.DEVNULL,
    )


def main() -> None:
    """Find or install, or say what to do; the browser tests skip with a reason without one."""
    if find():
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        install()
    else:
        sys.stderr.write(
            "No Chromium found: the browser tests will be skipped. Install chromium, or set EZRI_CHROMIUM.\n"
        )


if __name__ == "__main__":
    main()
