"""Draws one page of an original as a picture, upright as it was read, so that the boxes of its words lie on their words."""

from __future__ import annotations

import io
from itertools import islice
from threading import Lock

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
from PIL import Image, ImageOps

from extractor.errors import DamagedFile, PasswordProtected
from extractor.parsers.scan_image import STRAIGHT, skew
from extractor.parsers.sniff import sniff

WIDTH = 1240
"""Pixels across: an A4 sheet at 150 dots an inch, sharp on an office screen also when enlarged a little."""
MOST_HEIGHT = 6000
PICTURES = ("png", "jpg", "tif", "webp", "bmp")
A4_INCHES = 8.27
_LOCK = Lock()
"""PDFium is not safe for threads."""


def drawn(data: bytes, name: str, number: int, turned: int = 0, scanned: bool = False) -> bytes:
    """Page `number` (from 1) of a PDF or a picture as WebP, `WIDTH` pixels across.

    `turned` is by how many degrees clockwise the page was turned to be read; a `scanned` page is also set straight as it was for reading.
    Raises DamagedFile for a page that is not there or cannot be drawn, and for formats without pages; PasswordProtected.
    """
    kind = sniff(data, name)
    if kind not in ("pdf", *PICTURES):
        raise DamagedFile(kind)
    picture = _pdf_page(data, number) if kind == "pdf" else _picture(data, number)
    if turned:
        picture = picture.rotate(-turned, expand=True)
    height = min(MOST_HEIGHT, max(1, round(picture.height * WIDTH / picture.width)))
    picture = picture.resize((WIDTH, height), Image.Resampling.LANCZOS)
    if scanned:
        angle = skew(np.asarray(picture.convert("L")), WIDTH / A4_INCHES)
        if abs(angle) >= STRAIGHT:
            picture = picture.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=80, method=2)
    return out.getvalue()


def _pdf_page(data: bytes, number: int) -> Image.Image:
    with _LOCK:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise PasswordProtected if "password" in str(error).lower() else DamagedFile("pdf") from error
        try:
            page = document[number - 1] if 0 < number <= len(document) else None
            if page is None:
                raise DamagedFile(f"pdf: {number}")
            width, height = page.get_size()
            picture: Image.Image = page.render(scale=min(WIDTH / width, MOST_HEIGHT / height)).to_pil().convert("RGB")
            page.close()
        except (pdfium.PdfiumError, ZeroDivisionError) as error:
            raise DamagedFile(f"pdf: {number}") from error
        finally:
            document.close()
    return picture


def _picture(data: bytes, number: int) -> Image.Image:
    """The page of an image file, as the camera held it."""
    try:
        with Image.open(io.BytesIO(data)) as file:
            frame = next(islice(range(getattr(file, "n_frames", 1)), number - 1, number), None) if number > 0 else None
            if frame is None:
                raise DamagedFile(f"image: {number}")
            file.seek(frame)
            return (ImageOps.exif_transpose(file) or file).convert("RGB")
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise DamagedFile("image") from error
