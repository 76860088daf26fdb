"""Reads web pages: blocks in reading order, tables cell by cell, the page's furniture marked as such."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractor.document import BlockKind, ParsedDocument
from extractor.errors import EmptyFile, FileTooLarge
from extractor.parsers.assembly import Assembly, split_lines
from extractor.parsers.html_head import decode_page, metadata
from extractor.parsers.html_page import DROPPED, PageMap, is_hidden
from extractor.parsers.letterhead import is_layout

_TITLES = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _TITLES | {
    *(
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "nav",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tbody",
        "thead",
    ),
    *(
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "figure",
        "figcaption",
        "blockquote",
        "pre",
        "form",
        "fieldset",
        "address",
        "hr",
        "option",
        "body",
        "center",
    ),
    *("button", "select", "details", "summary", "menu", "dialog", "label", "textarea"),
}
_MARKED = re.compile(r"(?:[-–—+*•·▪●]|\(?\d{1,3}[.)]|[a-zđ][.)]|[IVX]+\.)(?:\s|$)")
_BORDER = re.compile(r"border(?:-\w+)?\s*:\s*(?:0|none)", re.I)
BR, NEWLINE = "\v", "\r"
"""How a forced break and a line end of the source travel in collected text until it is known what they mean there."""
_NESTING = re.compile(r"<(/?)(?:div|span|table|tr|td|ul|ol|section|article|font|b|i|em|strong|blockquote|center|form)\b", re.I)
DEEPEST = 10_000
LONGEST_CELL = 2500
"""A table with a cell longer than this (characters) lays out the page; it is no table of data."""
WRAPPED_AT = 60
"""A source line of a cell shorter than this was not wrapped by an editor: its end is a line end that someone typed."""


def parse(data: bytes, name: str) -> ParsedDocument:
    """A web page: headings become TITLE, list items ITEM (with their number or a dash), table cells CELL, the rest PARAGRAPH.

    Menus, sidebars, forms, footers and other articles become FURNITURE; scripts and hidden elements are left out. Title, date and author of
    the page's head go to the metadata. Raises EmptyFile, UndecodableText, and FileTooLarge for
    elements nested without end.

    >>> d = parse("<nav>Trang chủ</nav><article><h1>Hội nghị</h1><p>Sáng 5/3, …</p></article>".encode(), "a.html")
    >>> [(b.kind.value, d.text[b.start : b.end]) for b in d.blocks]
    [('furniture', 'Trang chủ'), ('title', 'Hội nghị'), ('paragraph', 'Sáng 5/3, …')]
    """
    text, warnings = decode_page(data)
    if _is_too_deep(text):
        raise FileTooLarge("HTML")
    tree = LexborHTMLParser(text.replace("\r\n", "\n"))
    reader = _Reader(PageMap(tree))
    reader.out.warnings.extend(warnings)
    if tree.body is not None:
        reader.read(tree.body)
    if not reader.out.length:
        raise EmptyFile
    return reader.out.document(metadata(tree))


class _Reader:
    """Walks a page once, in reading order, without recursion: pages may be nested deeper than Python's stack."""

    def __init__(self, page: PageMap) -> None:
        self.page = page
        self.out = Assembly("html")
        self._inline: list[str] = []
        self._furniture = 0
        self._past_headline = page.headline is None
        self._frame_over = False

    def read(self, body: LexborNode) -> None:
        """Add the blocks of `body`."""
        stack: list[tuple[LexborNode, bool]] = [(body, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._leave(node)
                continue
            if node.tag == "-text":
                self._inline.append((node.text_content or "").replace("\n", NEWLINE))
            elif node.tag == "br":
                self._inline.append(BR)
            elif node.tag not in DROPPED and not is_hidden(node) and self._enter(node):
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(_children(node)))
        self._flush(BlockKind.PARAGRAPH)

    def _enter(self, node: LexborNode) -> bool:
        """Begin an element; False where it is dealt with as a whole."""
        if node.tag in _BLOCKS:
            self._flush(BlockKind.PARAGRAPH)
        if self._is_furniture(node):
            self._furniture += 1
            return True
        if node.tag == "table" and not self._furniture and _is_data(node):
            _add_table(self.out, node)
            return False
        return True

    def _is_furniture(self, node: LexborNode) -> bool:
        if node.tag in {"ul", "ol"} and len(node.css("a")) > 1 and self.page.link_share(node) > 0.9:
            return True
        return self.page.is_furniture(node)

    def _leave(self, node: LexborNode) -> None:
        if node.tag in _BLOCKS:
            self._flush(_kind(node), node)
        if self._is_furniture(node):
            self._flush(BlockKind.PARAGRAPH)
            self._furniture -= 1
        headline, frame = self.page.headline, self.page.frame
        if headline is not None and node.mem_id == headline.mem_id:
            self._past_headline = True
        if headline is not None and frame is not None and node.mem_id == frame.mem_id:
            self._frame_over = True

    def _flush(self, kind: BlockKind, node: LexborNode | None = None) -> None:
        """Add what was collected as one block, or one a line where it has forced breaks."""
        if not self._inline:
            return
        text = "".join(self._inline).replace(NEWLINE, " ")
        self._inline.clear()
        lines = split_lines(text, BR)
        if kind is BlockKind.TITLE:
            lines = [" ".join(lines)]
        before = not self._past_headline and not (
            node is not None and self.page.headline is not None and node.mem_id == self.page.headline.mem_id
        )
        if self._furniture or before or self._frame_over:
            kind = BlockKind.FURNITURE
        for i, line in enumerate(lines):
            mark = _mark(node) if kind is BlockKind.ITEM and i == 0 and node is not None and not _MARKED.match(line) else ""
            self.out.add(kind, mark + line)


def _is_too_deep(text: str) -> bool:
    """Whether elements are nested deeper than any page: what walks up from an element to its page would take for ever."""
    depth = deepest = 0
    for closing in _NESTING.findall(text):
        depth = depth - 1 if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest > DEEPEST


def _children(node: LexborNode) -> list[LexborNode]:
    children = []
    child = node.first_child
    while child is not None:
        children.append(child)
        child = child.next
    return children


def _kind(node: LexborNode) -> BlockKind:
    if node.tag in _TITLES:
        return BlockKind.TITLE
    return BlockKind.ITEM if node.tag == "li" else BlockKind.PARAGRAPH


def _mark(item: LexborNode) -> str:
    """The mark that a browser shows before a list item."""
    parent = item.parent
    if parent is None or parent.tag not in {"ul", "ol"}:
        return ""
    if parent.tag == "ul":
        return "- "
    start = parent.attributes.get("start") or "1"
    before = 0
    sibling = item.prev
    while sibling is not None:
        before += sibling.tag == "li"
        sibling = sibling.prev
    return f"{(int(start) if start.isdecimal() else 1) + before}. "


def _is_data(table: LexborNode) -> bool:
    """Whether a table holds data or a letterhead; False where it lays out a page or a picture with its caption."""
    if len(table.css("table")) > 1:
        return False
    rows = table.css("tr")
    if max((len(row.css("td, th")) for row in rows), default=0) < 2:
        return False
    return all(len(cell.text()) <= LONGEST_CELL for cell in table.css("td, th"))


def _add_table(out: Assembly, table: LexborNode) -> None:
    """Add the cells of a data table at their places in the grid, spans reckoned with."""
    placed: list[tuple[int, int, str]] = []
    taken: set[tuple[int, int]] = set()
    for i, row in enumerate(table.css("tr")):
        j = 0
        for cell in (c for c in _children(row) if c.tag in {"td", "th"}):
            while (i, j) in taken:
                j += 1
            height, width = _span(cell, "rowspan"), _span(cell, "colspan")
            taken.update((i + di, j + dj) for di in range(height) for dj in range(width))
            placed.append((i, j, _cell_text(cell)))
            j += width
    grid: dict[int, list[str]] = {}
    for i, _, text in placed:
        grid.setdefault(i, []).append(text)
    caption = table.css_first("caption")
    if caption is not None:
        out.add(BlockKind.PARAGRAPH, " ".join(caption.text().split()))
    ruled = not (_BORDER.search(table.attributes.get("style") or "") or is_layout(list(grid.values())))
    number = out.next_table()
    for i, j, text in placed:
        out.add(BlockKind.CELL, text, table=number, row=i, column=j, ruled=ruled)


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or "1"
    return min(max(int(value), 1), 100) if value.isascii() and value.isdecimal() else 1


def _cell_text(cell: LexborNode) -> str:
    """The text of a cell, its paragraphs and forced breaks as lines."""
    pieces: list[str] = []
    stack: list[tuple[LexborNode, bool]] = [(cell, False)]
    while stack:
        node, leaving = stack.pop()
        if node.tag == "-text":
            pieces.append((node.text_content or "").replace("\n", NEWLINE))
        elif node.tag == "br" or leaving:
            pieces.append(BR)
        elif node.tag not in DROPPED and not is_hidden(node):
            if node.tag in _BLOCKS:
                pieces.append(BR)
                stack.append((node, True))
            stack.extend((child, False) for child in reversed(_children(node)))
    lines: list[str] = []
    for line in "".join(pieces).split(BR):
        parts = _typed_lines(line)
        lines.extend(" ".join(part.split()) for part in parts)
    return "\n".join(line for line in lines if line)


def _typed_lines(line: str) -> list[str]:
    """`line` cut at those source line ends that someone typed on purpose: after a short line, before a capital, no indent."""
    parts = [""]
    for piece in line.split(NEWLINE):
        if parts[-1].strip() and len(parts[-1]) < WRAPPED_AT and re.match(r"[A-ZĐÀ-Ỹ(–+-]", piece):
            parts.append(piece)
        else:
            parts[-1] += " " + piece
    return parts
