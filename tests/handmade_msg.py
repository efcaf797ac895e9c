"""Outlook messages made by hand: a minimal writer of compound files ([MS-CFB], version 3) and of [MS-OXMSG]."""

import datetime as dt
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SECTOR, MINI_SECTOR, MINI_CUTOFF = 512, 64, 4096
FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
UNICODE, BYTES_TEXT, BINARY, STORAGE = "001F", "001E", "0102", "000D"

Tree = Mapping[str, "bytes | Tree"]


@dataclass
class Entry:
    """A directory entry half made."""

    name: str
    kind: int
    content: bytes = b""
    start: int = END
    child: int = NONE
    sibling: int = NONE


@dataclass
class Sectors:
    """Sectors and their chain, 512 or 64 bytes each."""

    size: int
    data: bytearray = field(default_factory=bytearray)
    chain: list[int] = field(default_factory=list)

    def add(self, content: bytes) -> int:
        """Append a stream and give its first sector."""
        count = -(-len(content) // self.size)
        first = len(self.chain)
        self.chain += [*range(first + 1, first + count), END]
        self.data += content.ljust(count * self.size, b"\0")
        return first


def compound(tree: Tree, *, shared: bool = False) -> bytes:
    """Write a compound file of storages (mappings) and streams (bytes); `shared`: streams alike share their sectors."""
    entries = [Entry("Root Entry", 5)]
    _add(entries, 0, tree)
    big, mini = Sectors(SECTOR), Sectors(MINI_SECTOR)
    starts: dict[bytes, int] = {}
    for entry in entries[1:]:
        if entry.kind == 2 and entry.content:
            sectors = mini if len(entry.content) < MINI_CUTOFF else big
            entry.start = starts[entry.content] if entry.content in starts else sectors.add(entry.content)
            starts |= {entry.content: entry.start} if shared else {}
    entries[0].content = bytes(mini.data)
    if mini.data:
        entries[0].start = big.add(bytes(mini.data))
    mini_fat = struct.pack(f"<{len(mini.chain)}I", *mini.chain)
    mini_start = big.add(_filled(mini_fat, SECTOR)) if mini_fat else END
    directory = big.add(_filled(b"".join(map(_packed, entries)), SECTOR))
    return _file(big, directory, mini_start, -(-len(mini_fat) // SECTOR))


def _add(entries: list[Entry], parent: int, tree: Tree) -> None:
    previous = NONE
    for name, content in tree.items():
        number = len(entries)
        is_stream = isinstance(content, bytes)
        entries.append(Entry(name, 2 if is_stream else 1, content if isinstance(content, bytes) else b""))
        if previous == NONE:
            entries[parent].child = number
        else:
            entries[previous].sibling = number
        previous = number
        if not isinstance(content, bytes):
            _add(entries, number, content)


def _packed(entry: Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0"
    head = struct.pack(
        "<64sHBB3I16sI8s8s", name, len(name), entry.kind, 1, NONE, entry.sibling, entry.child, b"", 0, b"", b""
    )
    return head + struct.pack("<IQ", entry.start, len(entry.content))


def _filled(content: bytes, size: int) -> bytes:
    return content + b"\xff" * (-len(content) % size)


def _file(big: Sectors, directory: int, mini_start: int, mini_count: int) -> bytes:
    count = 1
    while count * SECTOR // 4 < len(big.chain) + count:
        count += 1
    first = len(big.chain)
    table = _filled(struct.pack(f"<{first + count}I", *big.chain, *[FAT_SECTOR] * count), count * SECTOR)
    header = struct.pack(
        "<8s16s5H6x3I4xI4I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, count, directory, MINI_CUTOFF, mini_start, mini_count, END, 0,
    )  # fmt: skip
    places = struct.pack("<109I", *range(first, first + count), *[FREE] * (109 - count))
    return header + places + bytes(big.data) + table


# --- messages ---------------------------------------------------------------------------------------------------------


def message(  # noqa: PLR0913 - what a message has
    texts: Mapping[str, str | bytes],
    *,
    sent: dt.datetime | None = None,
    code_page: int = 0,
    html_code_page: int = 0,
    attachments: Sequence[Tree] = (),
    inner: bool = False,
) -> Tree:
    """Make the storage of a message: texts by tag (str: Unicode, bytes: in the code page), binaries by tag and type."""
    numbers = [(0x0003, 0x3FFD, code_page), (0x0003, 0x3FDE, html_code_page)]
    if sent:
        epoch = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
        numbers.append((0x0040, 0x0039, int((sent - epoch).total_seconds()) * 10_000_000))
    properties = b"".join(struct.pack("<HHIQ", kind, tag, 6, value) for kind, tag, value in numbers if value)
    return {
        "__properties_version1.0": bytes(24 if inner else 32) + properties,
        **{_stream(tag, value): _bytes(value) for tag, value in texts.items()},
        **{f"__attach_version1.0_#{number:08X}": content for number, content in enumerate(attachments)},
    }


def attachment(name: str, content: "bytes | Tree", **texts: str) -> Tree:
    """Make the storage of an attachment: a file, or a message."""
    data = f"__substg1.0_3701{BINARY if isinstance(content, bytes) else STORAGE}"
    named = {"3707": name, **{key.removeprefix("tag_"): value for key, value in texts.items()}}
    return {data: content, **{_stream(tag, value): _bytes(value) for tag, value in named.items() if value}}


def _stream(tag: str, value: str | bytes) -> str:
    kind = "" if len(tag) > 4 else UNICODE if isinstance(value, str) else BYTES_TEXT
    return f"__substg1.0_{tag}{kind}"


def _bytes(value: str | bytes) -> bytes:
    return value.encode("utf-16-le") if isinstance(value, str) else value
