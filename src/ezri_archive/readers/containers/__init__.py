"""Containers (ZIP, mail) → the sources in them, within limits."""

from ezri_archive.readers.containers.limits import Member
from ezri_archive.readers.containers.opening import Opened, each_member, members

__all__ = ["Member", "Opened", "each_member", "members"]
