"""Reads files that are pictures of pages: PNG, JPEG, WebP, BMP, TIFF with any number of pages, photographs."""

from __future__ import annotations

from extractor.document import ParsedDocument
from extractor.errors import EmptyFile
from extractor.parsers.pdf import written
from extractor.parsers.pdf_content import read_pictures
from extractor.parsers.scan_image import pictures


def parse(data: bytes, name: str) -> ParsedDocument:
    """The recognised text of pictures, laid out like the pages of a PDF; words carry their boxes and confidences.

    Raises EmptyFile, NoTextLayer where nothing is recognised, DamagedFile, FileTooLarge, MissingProgram, TookTooLong.
    """
    if not data:
        raise EmptyFile
    return written(read_pictures(pictures(data)), "scan")
