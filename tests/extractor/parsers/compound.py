"""Writes OLE compound files ([MS-CFB], version 3) and Outlook messages in them ([MS-OXMSG]), small ones, for tests to read."""

from __future__ import annotations

import struct
from collections.abc import Mapping

SECTOR, MINI, CUTOFF = 512, 64, 4096
END, FREE, FAT, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
TEXT, BINARY = 0x001F, 0x0102
Tree = Mapping[str, "bytes | Tree"]


def compound_file(tree: Tree) -> bytes:
    """A compound file of these streams (bytes) and storages (mappings)."""
    return _Writer().file(tree)


def outlook_message(body: str, attached: Mapping[str, bytes]) -> bytes:
    """A message with a text and attachments, as Outlook saves one."""
    tree: dict[str, bytes | Tree] = {"__nameid_version1.0": {}, **_properties(24 + 8, {(0x1000, TEXT): body.encode("utf-16-le")})}
    for number, (name, data) in enumerate(attached.items()):
        values = {(0x3701, BINARY): data, (0x3707, TEXT): name.encode("utf-16-le")}
        tree[f"__attach_version1.0_#{number:08X}"] = _properties(8, values)
    return compound_file(tree)


def _properties(header: int, values: Mapping[tuple[int, int], bytes]) -> dict[str, bytes]:
    listed = b"".join(struct.pack("<HHIII", kind, name, 6, len(value) + 2 * (kind == TEXT), 0) for (name, kind), value in values.items())
    return {
        "__properties_version1.0": bytes(header) + listed,
        **{f"__substg1.0_{name:04X}{kind:04X}": value for (name, kind), value in values.items()},
    }


class _Writer:
    def __init__(self) -> None:
        self.sectors: list[bytes] = []
        self.fat: list[int] = []
        self.mini = b""
        self.minifat: list[int] = []
        self.entries: list[list[object]] = []

    def file(self, tree: Tree) -> bytes:
        self._add("Root Entry", ROOT, tree)
        self.entries[0][5:] = self._chain(self.mini), len(self.mini)
        minifat = struct.pack(f"<{len(self.minifat)}I", *self.minifat)
        minifat += b"\xff" * (-len(minifat) % SECTOR)
        first_mini = self._chain(minifat)
        first_directory = self._chain(b"".join(map(self._packed, self.entries)))
        own = 1
        while own * SECTOR // 4 < len(self.fat) + own:
            own += 1
        places = range(len(self.fat), len(self.fat) + own)
        table = self.fat + [FAT] * own
        table += [FREE] * (own * SECTOR // 4 - len(table))
        header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
        header += struct.pack("<9I", 0, own, first_directory, 0, CUTOFF, first_mini, len(minifat) // SECTOR, END, 0)
        header += struct.pack("<109I", *places, *[FREE] * (109 - own))
        return header + b"".join(self.sectors) + struct.pack(f"<{len(table)}I", *table)

    def _add(self, name: str, kind: int, content: bytes | Tree) -> int:
        """Add an entry and all below it; siblings hang in a chain, in the order that the format asks for."""
        entry: list[object] = [name, kind, NONE, NONE, NONE, 0, 0]
        self.entries.append(entry)
        number = len(self.entries) - 1
        if isinstance(content, bytes):
            entry[5:] = self._chain(content) if len(content) >= CUTOFF else self._mini_chain(content), len(content)
            return number
        last: list[object] | None = None
        for key in sorted(content, key=lambda key: (len(key), key.upper())):
            value = content[key]
            child = self._add(key, STREAM if isinstance(value, bytes) else STORAGE, value)
            if last is None:
                entry[4] = child
            else:
                last[3] = child
            last = self.entries[child]
        return number

    def _chain(self, data: bytes) -> int:
        """Lay data out in sectors that follow each other."""
        first = len(self.sectors)
        count = -(-len(data) // SECTOR)
        self.sectors += [data[SECTOR * i : SECTOR * (i + 1)].ljust(SECTOR, b"\0") for i in range(count)]
        self.fat += [*range(first + 1, first + count), END] if count else []
        return first if count else END

    def _mini_chain(self, data: bytes) -> int:
        first, count = len(self.minifat), -(-len(data) // MINI)
        self.mini += data.ljust(MINI * count, b"\0")
        self.minifat += [*range(first + 1, first + count), END] if count else []
        return first if count else END

    @staticmethod
    def _packed(entry: list[object]) -> bytes:
        name, kind, left, right, child, start, size = entry
        spelt = str(name).encode("utf-16-le") + b"\0\0"
        return struct.pack("<64sHBBIII16xI16xIQ", spelt, len(spelt), kind, 1, left, right, child, 0, start, size)
