"""Reads plain text and light Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.document import Block, BlockKind, ParsedDocument
from extractor.errors import EmptyFile
from extractor.parsers import columns
from extractor.parsers.assembly import ITEM, Assembly
from extractor.parsers.encoding import decode
from extractor.parsers.legacy_fonts import restored

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_EMPHASIS = re.compile(r"(?<!\\)\*\*\*(.+?)(?<!\\)\*\*\*|(?<!\\)\*\*(.+?)(?<!\\)\*\*|(?<!\\)\*(.+?)(?<!\\)\*", re.S)
# Underscores mark only whole words; a line to write on, and one inside a word, are none.
_UNDERLINED = re.compile(r"(?<![\w\\])(_{1,3})(?=[^\s_])(.{1,300}?)(?<=[^\s_\\])\1(?!\w)", re.S)
# Emphasis stands in emphasis so many times at most ("**_*x*_**").
_NESTED = 3
# A backslash before a mark makes it a mark like any other (CommonMark 2.4); converters write it before numbers and dashes that open a line.
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BAR = re.compile(r"(?<!\\)\|")
_RULE_CELL = re.compile(r":?-{2,}:?")
_BULLET = re.compile(r"^[-*+]\s+")
_ENDS_PARAGRAPH = re.compile(r"\s*(?:\||#|\\?[-–—*+•]\s|[a-zđ]\)\s|\d+(?:\.\d+)*\\?[.)]\s|<!--)")
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.I)
_COMMENT = re.compile(r"<!--.*-->")
# One line end, a line that no mark closes, and what the next begins with.
_BESIDE = re.compile(r"\r?\n[ \t]*")
_CLOSING = ".!?:;…|"
_WORD = re.compile(r"\s*(?!(?:\d{1,2}|[IVX]{1,4}|[a-zđ])[.)]\s)[^\W_]")
_SET_APART = re.compile(r"\S {3,}\S")
FEWEST_WRAPPED = 3
# A line between the parts of a letterhead, and how long an office in capitals and the name below it may be.
_RULE = re.compile(r"[-–—_*=. ]{3,}")
LONGEST_SHORT = 60
# What stands in the place of a signature: "(Đã ký)", "(Ký, ghi rõ họ tên)".
_SIGNED = re.compile(r"(?i)\(?(?:đã )?ký(?: và|,| tên| ghi| rõ| họ| đóng| dấu| điện tử| thay)*(?: tên)?\)?$")
_MOTTO = re.compile(r"(?i)cộng h(?:òa|oà) xã hội|độc lập - tự do|đảng cộng sản việt nam$")
# A line of an item so long may have been wrapped.
SHORTEST_FULL = 60
FULL = 0.7
# Where columns stood, while the lines around them are joined.
_HERE = "\x00"
BORDERLESS = "<!-- borderless -->"


def parse_text(data: bytes, name: str) -> ParsedDocument:
    """Plain text: every line that is not blank is one block, an ITEM where a mark or a number opens it, else a PARAGRAPH;
    the text is the decoded file, that of legacy fonts in Unicode. Where blanks set lines side by side, each column is a cell of a
    table without rules.

    Raises EmptyFile where there is no text, UndecodableText where the encoding is unknown.

    >>> [b.span for b in parse_text(b"Hoi nghi\\r\\n\\r\\nNgay 1/2", "a.txt").blocks]
    [Span(start=0, end=8), Span(start=12, end=20)]
    """
    text, warnings = decode(data)
    lines = restored(text.split("\n"))
    if runs := columns.find(lines):
        return _in_columns(lines, runs, warnings)
    text = unwrapped("\n".join(lines))
    blocks = tuple(Block(_kind(m.group()), m.start(), m.end()) for m in _LINE.finditer(text) if not m.group().isspace())
    if not blocks:
        raise EmptyFile
    return ParsedDocument(text, blocks, "txt", warnings=warnings)


def _kind(line: str) -> BlockKind:
    return BlockKind.ITEM if ITEM.match(line.lstrip()) else BlockKind.PARAGRAPH


def _in_columns(lines: list[str], runs: Sequence[columns.Columns], warnings: Sequence[str]) -> ParsedDocument:
    out = Assembly("txt")
    out.warnings.extend(warnings)
    kept, at = [], 0
    for run in runs:
        kept += [*lines[at : run.first], "", _HERE, ""]
        at = run.end
    coming = iter(runs)
    for line in _LINE.findall(unwrapped("\n".join([*kept, *lines[at:]]))):
        if line != _HERE:
            out.add(_kind(line), line.strip())
            continue
        run = next(coming)
        if not run.listed:
            out.add_table([["\n".join(column) for column in run.columns]], ruled=False)
        for words in (w for column in run.columns for w in column) if run.listed else ():
            out.add(BlockKind.ITEM, words)
    return out.document()


def unwrapped(text: str) -> str:
    r"""The text with the lines of a paragraph joined by blanks, of the same length, where it was wrapped at a width.

    A text is taken for wrapped where several lines go on in lower case; then a long line that no mark closes goes on too.

    >>> unwrapped("Ngày 9/8, Hội\nnông dân xã\nhọp với các chi\nhội.\nHết")
    'Ngày 9/8, Hội nông dân xã họp với các chi hội.\nHết'
    """
    lines = [m.span() for m in _LINE.finditer(text)]
    beside = [(a, b) for a, b in pairwise(lines) if _BESIDE.fullmatch(text, a[1], b[0]) and text[slice(*a)].rstrip()[-1:] not in _CLOSING]
    beside = [(a, b) for a, b in beside if not _SET_APART.search(text, *b)]
    lower = [(a, b) for a, b in beside if text[b[0] : b[1]].lstrip()[:1].islower()]
    if len(lower) < FEWEST_WRAPPED:
        return text
    width = sorted(a[1] - a[0] for a, _ in lower)[len(lower) // 2]
    full = [(a, b) for a, b in beside if a[1] - a[0] > width * FULL and _WORD.match(text, *b)]
    joined = {a[1]: b[0] for a, b in (*lower, *full)}
    out = list(text)
    for start, end in joined.items():
        out[start:end] = " " * (end - start)
    return "".join(out)


def parse_markdown(data: bytes, name: str) -> ParsedDocument:
    """Light Markdown: `#` titles, lists (with their marks), pipe tables, `<!-- borderless -->` before a table without rules.

    Lines of one paragraph are joined by a blank, `<br>` in a cell becomes a line break, marks of emphasis are taken away, and so is the
    backslash before a mark.
    Raises EmptyFile and UndecodableText.
    """
    text, warnings = decode(data)
    out = Assembly("md")
    out.warnings.extend(warnings)
    lines = text.splitlines()
    i, ruled = 0, True
    while i < len(lines):
        line = lines[i].strip()
        if line.startswith("|"):
            end = _run(lines, i)
            out.add_table(_table(lines[i:end]), ruled=ruled)
            i, ruled = end, True
            continue
        if line == BORDERLESS:
            ruled = False
        elif line.startswith("#"):
            out.add(BlockKind.TITLE, _unmarked(line.lstrip("#").strip()))
        elif ITEM.match(_ESCAPED.sub(r"\1", line)):
            end = _item_end(lines, i)
            whole = " ".join(part.strip() for part in lines[i:end])
            out.add(BlockKind.ITEM, _unmarked(_BULLET.sub("- ", whole)))
            i = end - 1
        elif line and not _COMMENT.fullmatch(line):
            end = _paragraph_end(lines, i)
            text = _unmarked(" ".join(part.strip() for part in lines[i:end]))
            out.add(BlockKind.ITEM if ITEM.match(text) else BlockKind.PARAGRAPH, text)
            i = end - 1
        i += 1
    if not out.length:
        raise EmptyFile
    return out.document()


def _unmarked(text: str) -> str:
    """The text without marks of emphasis, one inside another as well ("***Nơi nhận:***", "**_Nơi nhận:_**")."""
    for _ in range(_NESTED):
        plain = _EMPHASIS.sub(lambda m: m.group(m.lastindex or 0), text) if "*" in text else text
        plain = _UNDERLINED.sub(r"\2", plain) if "_" in plain else plain
        if plain == text:
            break
        text = plain
    return _ESCAPED.sub(r"\1", text)


def _run(lines: list[str], start: int) -> int:
    """The end of the table that begins at line `start`."""
    end = start
    while end < len(lines) and lines[end].strip().startswith("|"):
        end += 1
    return end


def _paragraph_end(lines: list[str], start: int) -> int:
    end = start + 1
    while end < len(lines) and lines[end].strip() and not _ENDS_PARAGRAPH.match(lines[end]) and not _parted(lines[end - 1], lines[end]):
        end += 1
    return end


def _item_end(lines: list[str], start: int) -> int:
    """The end of the item that begins at line `start`: it goes on in a line that begins in lower case, or behind a long one that no mark
    closes."""
    end = start + 1
    stop = _paragraph_end(lines, start)
    while end < stop:
        above = lines[end - 1].rstrip()
        if not lines[end].lstrip()[:1].islower() and (len(above) < SHORTEST_FULL or above[-1:] in _CLOSING):
            break
        end += 1
    return end


def _parted(line: str, following: str) -> bool:
    """Whether two lines that follow each other are no running text: the first ends in a hard break (CommonMark 6.7), or one of them is a
    rule, the motto, what stands for a signature, or alone in capitals, as letterheads and signatures have it. Two lines in capitals may be
    one name."""
    if line.endswith(("  ", "\\")):
        return True
    both = [w.strip(" *_") for w in (line, following)]
    if any(not w or _RULE.fullmatch(w) or _MOTTO.match(w) or _SIGNED.match(w) for w in both):
        return True
    return both[0].isupper() and not both[1].isupper() and all(len(w) < LONGEST_SHORT for w in both)


def _table(lines: list[str]) -> list[list[str]]:
    """The cells of a pipe table, without the rule under its head."""
    rows = []
    for line in lines:
        cells = [cell.strip() for cell in _BAR.split(line.strip().strip("|"))]
        if any(cells) and all(not cell or _RULE_CELL.fullmatch(cell) for cell in cells):
            continue
        rows.append([_unmarked(_BREAK.sub("\n", cell)) for cell in cells])
    return rows
