"""A folder → its `Source`s, what people say of them in sidecars, and what archive.toml says of all."""

from ezri_archive.sources.files import MAXIMUM_BYTES, MEDIA_TYPES, held, list_paths, load
from ezri_archive.sources.sidecars import (
    LARGEST_SIDECAR,
    RELATIONS,
    RIGHTS,
    ROLES,
    Archive,
    ContainerSidecar,
    load_archive,
    load_container_sidecar,
    load_sidecar,
    read_sidecar,
)

__all__ = [
    "LARGEST_SIDECAR",
    "MAXIMUM_BYTES",
    "MEDIA_TYPES",
    "RELATIONS",
    "RIGHTS",
    "ROLES",
    "Archive",
    "ContainerSidecar",
    "held",
    "list_paths",
    "load",
    "load_archive",
    "load_container_sidecar",
    "load_sidecar",
    "read_sidecar",
]
