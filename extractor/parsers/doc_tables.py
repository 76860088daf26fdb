"""The tables of a Word 97 file as the file itself tells them ([MS-DOC]): LibreOffice loses those whose properties Word would forgive."""

from __future__ import annotations

import io
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

import olefile  # type: ignore[import-untyped]  # ships no types

from extractor.document import Block, BlockKind, ParsedDocument
from extractor.parsers.letterhead import is_layout

Table = list[list[str]]
_IN_TABLE, _ROW_END = 0x2416, 0x2417  # sprmPFInTable, sprmPFTtp
_PAGE = 512
_OPERAND_SIZES = (1, 1, 2, 4, 2, 2, -1, 3)
_DEFINES_TABLE = 0xD608


def tables(data: bytes) -> list[Table]:
    """The tables of a .doc file as rows of cell texts, lines of a cell parted by line breaks; none for a file that tells none.

    Never raises: a damaged file has no tables.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            main = file.openstream("WordDocument").read()
            table_stream = file.openstream("1Table" if main[0x0B] & 2 else "0Table").read()
        return _tables(_paragraphs(main, table_stream))
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError):
        return []


def _paragraphs(main: bytes, table: bytes) -> Iterator[tuple[str, bool, bool]]:
    """Each paragraph or cell with its end mark, whether it stands in a table and whether it ends a row."""
    text, places = _text(main, table)
    ranges, flags = _properties(main, table)
    start = 0
    for end, character in enumerate(text):
        if character in "\r\x07\x0c":
            i = bisect_right(ranges, places[end]) - 1
            in_table, row_end = flags[i] if 0 <= i < len(flags) else (False, False)
            yield text[start : end + 1], in_table, row_end
            start = end + 1


def _text(main: bytes, table: bytes) -> tuple[str, list[int]]:
    """The main text by its piece table, and the place of each character in the stream."""
    (length,) = struct.unpack_from("<i", main, 0x4C)
    at, size = struct.unpack_from("<II", main, 0x01A2)
    clx = table[at : at + size]
    i = 0
    while clx[i] == 1:
        i += 3 + struct.unpack_from("<H", clx, i + 1)[0]
    (size,) = struct.unpack_from("<I", clx, i + 1)
    plc = clx[i + 5 : i + 5 + size]
    count = (len(plc) - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", plc)
    pieces: list[str] = []
    places: list[int] = []
    for k in range(count):
        (place,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * k + 2)
        characters = bounds[k + 1] - bounds[k]
        narrow = bool(place & 0x40000000)
        place = (place & 0x3FFFFFFF) // 2 if narrow else place
        width = 1 if narrow else 2
        raw = main[place : place + characters * width]
        pieces.append(raw.decode("cp1252" if narrow else "utf-16-le", "replace"))
        places.extend(range(place, place + width * len(pieces[-1]), width))
        if len(places) >= length:
            break
    return "".join(pieces)[:length], places[:length]


def _properties(main: bytes, table: bytes) -> tuple[list[int], list[tuple[bool, bool]]]:
    """Where runs of paragraph properties begin in the stream, and what they say of tables."""
    at, size = struct.unpack_from("<II", main, 0x0102)
    count = (size - 4) // 8
    pages = struct.unpack_from(f"<{count}I", table, at + 4 * (count + 1))
    starts: list[int] = []
    flags: list[tuple[bool, bool]] = []
    for number in pages:
        page = main[(number & 0x3FFFFF) * _PAGE :][:_PAGE]
        runs = page[_PAGE - 1]
        for k, start in enumerate(struct.unpack_from(f"<{runs}I", page)):
            offset = 2 * page[4 * (runs + 1) + 13 * k]
            starts.append(start)
            flags.append(_table_flags(page, offset) if offset else (False, False))
    return starts, flags


def _table_flags(page: bytes, offset: int) -> tuple[bool, bool]:
    half = page[offset]
    begin, size = (offset + 1, 2 * half - 1) if half else (offset + 2, 2 * page[offset + 1])
    properties = page[begin + 2 : begin + size]  # after the number of the style
    in_table = row_end = False
    i = 0
    while i + 2 < len(properties):
        (code,) = struct.unpack_from("<H", properties, i)
        width = _OPERAND_SIZES[code >> 13]
        i += 2
        if width < 0:
            width = 1 + struct.unpack_from("<H", properties, i)[0] if code == _DEFINES_TABLE else 1 + properties[i]
        elif code == _IN_TABLE:
            in_table = properties[i] == 1
        elif code == _ROW_END:
            row_end = properties[i] == 1
        i += width
    return in_table, row_end


def _tables(paragraphs: Iterator[tuple[str, bool, bool]]) -> list[Table]:
    found: list[Table] = []
    rows: Table = []
    cells: list[str] = []
    cell = ""
    for text, in_table, row_end in paragraphs:
        if not in_table:
            if rows:
                found.append(rows)
            rows, cells, cell = [], [], ""
        elif row_end:
            rows.append(cells)
            cells, cell = [], ""
        elif text.endswith("\x07"):
            cells.append((cell + text[:-1]).replace("\x0b", "\n").strip())
            cell = ""
        else:
            cell += text[:-1] + "\n"
    return [*found, rows] if rows else found


def with_tables(parsed: ParsedDocument, known: list[Table]) -> ParsedDocument:
    """The document with those tables that became running text as tables again: found by their text, in order.

    The text itself stays but for the borders of cells, at which a line break comes to stand.
    """
    texts = [parsed.text[b.start : b.end] for b in parsed.blocks]
    letters = ["".join(text.split()) for text in texts]
    taken: dict[int, tuple[int, Table]] = {}
    at = 0
    for rows in known:
        whole = "".join("".join("".join(row).split()) for row in rows)
        first = _run_of(parsed.blocks, letters, whole, at)
        if first is not None:
            taken[first[0]] = (first[1], rows)
            at = first[1]
    return _rebuilt(parsed, texts, taken) if taken else parsed


def _run_of(blocks: tuple[Block, ...], letters: list[str], whole: str, at: int) -> tuple[int, int] | None:
    """The first run of blocks outside of tables, from block `at` on, whose letters are `whole`."""
    if not whole:
        return None
    for start in range(at, len(blocks)):
        if not letters[start] or not whole.startswith(letters[start]):
            continue
        end, length = start, 0
        while end < len(blocks) and blocks[end].kind is not BlockKind.CELL and whole.startswith(letters[end], length):
            length += len(letters[end])
            end += 1
            if length == len(whole):
                return start, end
    return None


def _rebuilt(parsed: ParsedDocument, texts: list[str], taken: dict[int, tuple[int, Table]]) -> ParsedDocument:
    blocks: list[Block] = []
    pieces: list[str] = []
    number = max((b.table for b in parsed.blocks if b.table is not None), default=-1)
    length = i = 0

    def add(block: Block, text: str) -> None:
        nonlocal length
        if pieces:
            length += 1
        pieces.append(text)
        blocks.append(replace(block, start=length, end=length + len(text)))
        length += len(text)

    while i < len(texts):
        if i not in taken:
            add(parsed.blocks[i], texts[i])
            i += 1
            continue
        i, rows = taken[i]
        number += 1
        ruled = not is_layout(rows)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if cell.strip():
                    add(Block(BlockKind.CELL, 0, 0, number, r, c, ruled), cell)
    return replace(parsed, text="\n".join(pieces), blocks=tuple(blocks))
