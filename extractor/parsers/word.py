"""Reads Word documents (.docx): paragraphs, automatic lists and tables in reading order."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from extractor.document import BlockKind, ParsedDocument
from extractor.errors import DamagedFile, EmptyFile
from extractor.parsers.assembly import ITEM, Assembly, split_lines
from extractor.parsers.word_fonts import BOX, FALLBACK, P, WordText
from extractor.parsers.word_lists import Lists
from extractor.parsers.word_parts import as_document, edges, notes

_CONTAINERS = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag")))
_EDGES = tuple(map(qn, ("w:top", "w:left", "w:start", "w:bottom", "w:right", "w:end", "w:insideH", "w:insideV")))
_P, _TBL = P, qn("w:tbl")
_VAL = qn("w:val")
LONGEST_TITLE = 400
"""A centred bold paragraph longer than this (characters) is no title."""


def parse(data: bytes, name: str) -> ParsedDocument:
    """A Word document. Headings and centred bold paragraphs become TITLE, list items ITEM with the number or mark that Word shows,
    cells of tables CELL (`ruled` False where the table shows no lines), the rest PARAGRAPH. Deleted text of tracked changes is left out;
    text boxes follow the paragraph that holds them, footnotes the body; headers and footers come last as FURNITURE. The file's properties
    are not passed on: in offices they are those of an older document from which it was copied. Raises EmptyFile, DamagedFile.
    """
    if not data:
        raise EmptyFile
    try:
        document = docx.Document(io.BytesIO(as_document(data)))
        reader = _Reader(document)
        reader.read(document.element.body)
        reader.read_notes()
        reader.read_edges()
    except (
        OpcError,
        zipfile.BadZipFile,
        zlib.error,
        etree.XMLSyntaxError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        EOFError,
        OSError,
        RuntimeError,
    ) as error:
        raise DamagedFile("docx") from error
    if not reader.out.length:
        raise EmptyFile
    return reader.out.document()


class _Reader:
    """Goes through the body once and adds its blocks."""

    def __init__(self, document: WordDocument) -> None:
        self.out = Assembly("docx")
        self._lists = Lists(document)
        self._styles = {node.get(qn("w:styleId"), ""): node for node in document.styles.element.iterfind(qn("w:style"))}
        self._default = next(
            (k for k, s in self._styles.items() if s.get(qn("w:default")) == "1" and s.get(qn("w:type")) == "paragraph"), ""
        )
        defaults = document.styles.element.find(qn("w:docDefaults"))
        self._notes, self._edges = list(notes(document)), edges(document)
        roots = [document.element.body, *(note for _, note in self._notes), *self._edges]
        self._text = WordText(roots, self._styles, defaults, self._default)

    def read(self, parent: etree._Element) -> None:
        """Add the paragraphs and tables of `parent`, those in its content controls and tracked insertions too."""
        for child in parent:
            if child.tag == _P:
                self._paragraph(child)
            elif child.tag == _TBL:
                self._table(child)
            elif child.tag in _CONTAINERS:
                self.read(child)

    def read_notes(self) -> None:
        """Add the footnotes and endnotes, each as one paragraph with its number."""
        for number, note in self._notes:
            text = " ".join(" ".join(self._text.read(p).split()) for p in note.iter(_P)).strip()
            if text:
                self.out.add(BlockKind.PARAGRAPH, f"[{number}] {text}")

    def read_edges(self) -> None:
        """Add the headers and footers as furniture; one that is repeated in other sections comes once."""
        seen = set()
        for edge in self._edges:
            for node in edge.iter(_P):
                text = " ".join(self._text.read(node).split())
                if text and text not in seen:
                    seen.add(text)
                    self.out.add(BlockKind.FURNITURE, text)

    def _paragraph(self, node: etree._Element) -> None:
        mark = self._mark(node)
        lines = split_lines(self._text.read(node))
        kind = self._kind(node, mark, lines)
        if kind is BlockKind.TITLE:
            lines = [" ".join(lines)] if lines else []
        for i, line in enumerate(lines):
            own = mark + line if i == 0 else line
            self.out.add(BlockKind.ITEM if kind is BlockKind.PARAGRAPH and ITEM.match(own) else kind, own)
        for box in node.iter(BOX):
            if not any(ancestor.tag == FALLBACK for ancestor in box.iterancestors()):
                self.read(box)

    def _kind(self, node: etree._Element, mark: str, lines: list[str]) -> BlockKind:
        if mark:
            return BlockKind.ITEM
        if self._is_heading(node):
            return BlockKind.TITLE
        if sum(map(len, lines)) <= LONGEST_TITLE and self._property(node, "w:jc", _VAL) == "center" and self._is_bold(node):
            return BlockKind.TITLE
        return BlockKind.PARAGRAPH

    def _chain(self, node: etree._Element) -> Iterator[etree._Element]:
        """The paragraph's style and those on which it is based, at most 20, since broken files go in circles."""
        style = node.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        current = self._styles.get(style.get(_VAL, "") if style is not None else self._default)
        for _ in range(20):
            if current is None:
                return
            yield current
            based = current.find(qn("w:basedOn"))
            current = self._styles.get(based.get(_VAL, "")) if based is not None else None

    def _property(self, node: etree._Element, tag: str, attribute: str) -> str | None:
        """A property of the paragraph, its own or its style's."""
        for holder in (node, *self._chain(node)):
            found = holder.find(f"{qn('w:pPr')}/{qn(tag)}")
            if found is not None:
                return found.get(attribute)
        return None

    def _is_heading(self, node: etree._Element) -> bool:
        for style in self._chain(node):
            named = style.find(qn("w:name"))
            if named is not None and re.match(r"(?:heading \d|title)$", named.get(_VAL, ""), re.I):
                return True
        return False

    def _is_bold(self, node: etree._Element) -> bool:
        """Whether all runs with text are bold, by themselves or by style."""
        by_style = any(_is_on(style.find(f"{qn('w:rPr')}/{qn('w:b')}")) for style in self._chain(node))
        runs = [run for run in node.iter(qn("w:r")) if any((t.text or "").strip() for t in run.iter(qn("w:t")))]
        for run in runs:
            own = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
            if not (_is_on(own) if own is not None else by_style):
                return False
        return bool(runs)

    def _mark(self, node: etree._Element) -> str:
        """What Word shows before the paragraph if it is an item of a list."""
        for holder in (node, *self._chain(node)):
            found = holder.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is None:
                continue
            number, level = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
            if number is not None:
                depth = level.get(_VAL, "0") if level is not None else "0"
                if not self._text.read(node).strip():
                    return ""
                return self._lists.mark(number.get(_VAL, ""), int(depth) if depth.isdecimal() else 0)
        return ""

    def _table(self, table: etree._Element) -> None:
        rows = list(_inside(table, qn("w:tr")))
        grid = [(i, *cell) for i, row in enumerate(rows) for cell in _cells(row)]
        if any(cell.find(f".//{_TBL}") is not None for _, _, cell in grid) or max((column for _, column, _ in grid), default=0) == 0:
            for _, _, cell in grid:
                self.read(cell)
            return
        ruled = self._is_ruled(table, [cell for _, _, cell in grid])
        number = self.out.next_table()
        for i, column, cell in grid:
            if not _continues(cell):
                self.out.add(BlockKind.CELL, self._cell_text(cell), table=number, row=i, column=column, ruled=ruled)

    def _cell_text(self, cell: etree._Element) -> str:
        lines = (line for p in cell.iter(_P) for line in (self._mark(p) + self._text.read(p)).split("\n"))
        return "\n".join(" ".join(line.split()) for line in lines if line.strip())

    def _is_ruled(self, table: etree._Element, cells: list[etree._Element]) -> bool:
        """Whether the table shows lines: by its own borders, else by those of its cells, else by its style."""
        own = table.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}")
        if own is not None and _shown(own) >= 2:
            return True
        bordered = [b for cell in cells if (b := cell.find(f"{qn('w:tcPr')}/{qn('w:tcBorders')}")) is not None]
        if bordered and 2 * sum(_shown(b) >= 2 for b in bordered) > len(cells):
            return True
        if own is not None:
            return False
        link = table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")
        style = self._styles.get(link.get(_VAL, "")) if link is not None else None
        for _ in range(20):
            if style is None:
                return False
            borders = style.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}")
            if borders is not None:
                return _shown(borders) >= 2
            based = style.find(qn("w:basedOn"))
            style = self._styles.get(based.get(_VAL, "")) if based is not None else None
        return False


def _inside(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The children with this tag, those in content controls and tracked changes too."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _CONTAINERS:
            yield from _inside(child, tag)


def _cells(row: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """The cells of a row with their columns in the table's grid."""
    before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    column = _int(before.get(_VAL) if before is not None else None, 0)
    for cell in _inside(row, qn("w:tc")):
        yield column, cell
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        column += max(_int(span.get(_VAL) if span is not None else None, 1), 1)


def _continues(cell: etree._Element) -> bool:
    """Whether the cell is only the lower part of one that spans rows."""
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(_VAL, "continue") == "continue"


def _shown(borders: etree._Element) -> int:
    """How many of the edges are visible lines."""
    return sum(1 for edge in borders if edge.tag in _EDGES and edge.get(_VAL) not in {None, "none", "nil"})


def _is_on(node: etree._Element | None) -> bool:
    return node is not None and node.get(_VAL, "1") not in {"0", "false", "off"}


def _int(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdecimal() else default
