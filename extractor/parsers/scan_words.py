"""Recognises the words in the picture of a page: Tesseract 5 with its Vietnamese model, called as a program."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from itertools import groupby

import numpy as np
from lxml import etree
from PIL import Image

from extractor.errors import MissingProgram
from extractor.parsers.pdf_words import Word
from extractor.parsers.programs import found, run
from extractor.parsers.scan_image import Grey

PACKAGE = "tesseract-ocr tesseract-ocr-vie"
LANGUAGE = "vie"
SECONDS = 60.0
"""What one page gets; a dense one takes 3 s."""
WHOLE_PAGE, ONE_BLOCK = 3, 6
"""Tesseract's page segmentation modes: find the layout, or take the picture for one block of lines."""
_BOX = re.compile(r"bbox (\d+) (\d+) (\d+) (\d+)")
_BASELINE = re.compile(r"baseline (-?[\d.]+) (-?\d+)")
_SIZE = re.compile(r"x_size ([\d.]+)")
_SURE = re.compile(r"x_wconf (\d+)")
_ORIENTATION = re.compile(rb"Rotate: (\d+)")
SPECK = 0.35
"""A mark without letter or digit that is recognised with less confidence is a speck or a piece of a rule."""
Strip = tuple[int, int, int, int]
"""Left, top, right and bottom of a part of a picture, in pixels."""


@cache
def _check() -> None:
    """Raises MissingProgram where Tesseract or its Vietnamese model is not installed."""
    if found("tesseract") is None:
        raise MissingProgram(PACKAGE)
    status, output = run(["tesseract", "--list-langs"], package=PACKAGE, seconds=20)
    if status or LANGUAGE not in output.decode("utf-8", "replace").split():
        raise MissingProgram(PACKAGE)


def is_installed() -> bool:
    """Whether recognition can be done here."""
    try:
        _check()
    except MissingProgram:
        return False
    return True


def recognised(pictures: Sequence[tuple[Grey, float]], mode: int = WHOLE_PAGE) -> list[list[Word]]:
    """The words of pictures, which come with their dots an inch; places are in pixels, a line's last word has no blank after it.

    Pictures of one resolution that follow each other are read in one call. Raises MissingProgram and TookTooLong.
    """
    _check()
    result: list[list[Word]] = []
    for dpi, group in groupby(pictures, key=lambda picture: round(picture[1])):
        result += _recognised([grey for grey, _ in group], dpi, mode)
    return result


def _recognised(greys: Sequence[Grey], dpi: int, mode: int) -> list[list[Word]]:
    command = ["tesseract", "stdin", "stdout", "-l", LANGUAGE, "--psm", str(mode), "--dpi", str(dpi), "hocr"]
    seconds = SECONDS * len(greys)
    status, output = run(command, package=PACKAGE, seconds=seconds, stdin=_picture(greys), env={"OMP_THREAD_LIMIT": "1"})
    pages = [] if status or not output else _pages(output)
    if len(pages) == len(greys):
        return pages
    if len(greys) == 1:
        return [[]]
    return [words for grey in greys for words in _recognised([grey], dpi, mode)]  # what stopped at one page is read page by page


def _picture(greys: Sequence[Grey]) -> bytes:
    """One picture as a portable grey map, the format that costs nothing to write and to read; several as the pages of a TIFF."""
    if len(greys) == 1:
        grey = greys[0]
        return b"P5 %d %d 255\n" % (grey.shape[1], grey.shape[0]) + np.ascontiguousarray(grey).tobytes()
    first, *others = [Image.fromarray(grey) for grey in greys]
    buffer = io.BytesIO()
    first.save(buffer, "TIFF", save_all=True, append_images=others)
    return buffer.getvalue()


def turn_of(grey: Grey, dpi: float) -> int:
    """The degrees (0, 90, 180, 270) by which the picture must be turned clockwise to stand upright; 0 where that is not clear."""
    command = ["tesseract", "stdin", "stdout", "--psm", "0", "--dpi", str(round(dpi))]
    _, output = run(command, package=PACKAGE, seconds=SECONDS, stdin=_picture([grey]), env={"OMP_THREAD_LIMIT": "1"})
    turn = _ORIENTATION.search(output)
    return int(turn.group(1)) % 360 if turn else 0


def _pages(output: bytes) -> list[list[Word]]:
    """The words of each page of an hOCR document."""
    root = etree.fromstring(output, etree.HTMLParser(encoding="utf-8", huge_tree=True))
    return [] if root is None else [_words(page) for page in root.iter("div") if page.get("class") == "ocr_page"]


def _words(page: etree._Element) -> list[Word]:
    words: list[Word] = []
    order = 0
    for line in page.iter("span"):
        if line.get("class") not in {"ocr_line", "ocr_caption", "ocr_header", "ocr_textfloat"}:
            continue
        order += 2  # a new line is no neighbour of the one before it
        own = [word for span in line.iter("span") if span.get("class") == "ocrx_word" and (word := _word(span, line, order)) is not None]
        capitals = "".join(word.text for word in own).isupper()
        breaks = _breaks(own)
        for i, word in enumerate(own):
            ends = i + 1 == len(own) or i + 1 in breaks
            words.append(word._replace(order=order, blanks=int(not ends), bold=capitals))
            order += 2 if ends else 1
    return words


def _breaks(line: Sequence[Word]) -> set[int]:
    """The places in a line before which another column begins: gaps far wider than the others of the line, which its setting stretched
    alike, and capitals on one side, as letterheads and signatures have them.
    """
    gaps = [after.left - word.right for word, after in zip(line, line[1:], strict=False)]
    if len(gaps) < 3:
        return set()
    usual = sorted(gaps)[len(gaps) // 2]
    wide = [i + 1 for i, gap in enumerate(gaps) if i and gap > max(2.2 * usual, 0.6 * line[i].size)]
    return {i for i in wide if _is_capital(line[:i]) or _is_capital(line[i:])}


def _is_capital(words: Sequence[Word]) -> bool:
    return "".join(word.text for word in words).isupper()


def _word(span: etree._Element, line: etree._Element, order: int) -> Word | None:
    title, of_line = span.get("title", ""), line.get("title", "")
    text = "".join(str(part) for part in span.itertext()).strip()
    box, line_box = _BOX.search(title), _BOX.search(of_line)
    if not text or box is None or line_box is None:
        return None
    sure = _SURE.search(title)
    confidence = int(sure.group(1)) / 100 if sure else 0.0
    if confidence < SPECK and not any(c.isalnum() for c in text):
        return None
    left, top, right, bottom = map(float, box.groups())
    line_left, _, _, line_bottom = map(float, line_box.groups())
    baseline, size = _BASELINE.search(of_line), _SIZE.search(of_line)
    slope, offset = (float(baseline.group(1)), float(baseline.group(2))) if baseline else (0.0, 0.0)
    base = line_bottom + offset + slope * ((left + right) / 2 - line_left)
    height = float(size.group(1)) if size else bottom - top
    return Word(text.replace(" ", ""), left, right, base, height, False, order, "", confidence, top, bottom)


def stacked(grey: Grey, strips: Sequence[Strip], dpi: float) -> tuple[Grey, list[int]]:
    """The strips of a picture one under the other, as a single column of text, and the height at which each begins."""
    margin = round(dpi / 12)
    width = max(right - left for left, _, right, _ in strips) + 2 * margin
    height = sum(bottom - top + margin for _, top, _, bottom in strips) + margin
    column = np.full((height, width), 255, dtype=np.uint8)
    tops: list[int] = []
    at = margin
    for left, top, right, bottom in strips:
        column[at : at + bottom - top, margin : margin + right - left] = grey[top:bottom, left:right]
        tops.append(at)
        at += bottom - top + margin
    return column, tops


def in_strips(pages: Sequence[tuple[Grey, Sequence[Strip], float]]) -> list[list[list[Word]]]:
    """The words of each strip of some pictures, which come with their dots an inch; places are those of the whole picture.

    Each picture is read as a single column of its strips.
    """
    columns = [stacked(*page) for page in pages]
    found = recognised([(column, dpi) for (column, _), (_, _, dpi) in zip(columns, pages, strict=True)], ONE_BLOCK) if pages else []
    return [
        _in_their_strips(words, strips, tops, round(dpi / 12))
        for words, (_, tops), (_, strips, dpi) in zip(found, columns, pages, strict=True)
    ]


def _in_their_strips(words: Sequence[Word], strips: Sequence[Strip], tops: Sequence[int], margin: int) -> list[list[Word]]:
    """The words of a column given to the strips that it was stacked from."""
    found_words: list[list[Word]] = [[] for _ in strips]
    for word in words:
        middle = (word.top + word.bottom) / 2
        i = int(np.searchsorted(tops, middle, side="right")) - 1
        if i < 0:
            continue
        dx, dy = strips[i][0] - margin, strips[i][1] - tops[i]
        found_words[i].append(
            word._replace(left=word.left + dx, right=word.right + dx, base=word.base + dy, top=word.top + dy, bottom=word.bottom + dy)
        )
    return found_words
