"""Makes pictures of pages fit for recognition: grey, evenly lit, upright within a tenth of a degree, at a sensible resolution."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from extractor.errors import DamagedFile, FileTooLarge
from extractor.limits import limits

Grey = NDArray[np.uint8]
MAX_PIXELS = 150_000_000
"""A sheet of A3 at 900 dpi; what is larger is a poster or made to burst."""
MAX_PREPARED = 40_000_000
"""Pixels of a picture as it is recognised: a sheet of A2 at 300 dots an inch."""
MOST_ENLARGED = 4.0
A4_WIDTH = 8.27
"""Inches: what a picture without a resolution of its own is taken to show."""
RESOLUTION = 300
"""Dots an inch to which finer pictures are brought down: more only costs time."""
COARSEST = 200
"""Dots an inch to which coarser pictures are brought up."""
STEEPEST = 8.0
"""Degrees by which a sheet may lie askew and be set right."""
STRAIGHT = 0.1
"""Degrees askew that do no harm: a rule across A4 then falls by a third of a millimetre."""
INK_POINTS = 12_000
"""So many dark points tell how a page lies, chosen evenly."""
BLUR, SHARPEN = ImageFilter.BoxBlur(2), 2.2
"""A page is set off from its blurred self by so much, which brings back the marks over vowels that scanners blur: 30 % fewer words are lost
at 200 dots an inch. A Gaussian blur of 1.5 pixels, which this box comes near, reads alike and takes twice the time."""
LIGHT = 205
"""The mean brightness of paper below which a picture is lit anew."""


def pictures(data: bytes) -> Iterator[tuple[Image.Image, float]]:
    """The pictures of an image file (a TIFF may hold many), grey and turned as the camera says, each with its dots an inch.

    Raises DamagedFile and FileTooLarge.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of large and odd files; what matters is checked here
        try:
            with Image.open(io.BytesIO(data)) as file:
                if file.width * file.height > MAX_PIXELS:
                    raise FileTooLarge(f"{file.width} × {file.height} pixels")
                for number in range(min(getattr(file, "n_frames", 1), limits().scanned)):
                    file.seek(number)
                    yield _grey(file), _resolution(file)
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError) as error:
            raise DamagedFile("image") from error
        except Image.DecompressionBombError as error:
            raise FileTooLarge("image") from error


def _grey(file: Image.Image) -> Image.Image:
    picture = ImageOps.exif_transpose(file) or file
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture)
    if picture.mode.startswith("I;16"):
        picture = Image.fromarray((np.asarray(picture, dtype=np.uint16) >> 8).astype(np.uint8))
    return picture.convert("L")


def _resolution(file: Image.Image) -> float:
    """The dots an inch that the file claims, where that gives a sheet between A6 and A2; else those of an A4 sheet."""
    claimed = file.info.get("dpi")
    try:
        dpi = float(claimed[0]) if claimed else 0.0
    except (TypeError, ValueError, ZeroDivisionError):
        dpi = 0.0
    short = min(file.width, file.height)
    return dpi if dpi > 30 and 4 <= short / dpi <= 17 else short / A4_WIDTH


def prepared(picture: Image.Image, dpi: float) -> tuple[Grey, float, float]:
    """The picture as recognition wants it, its dots an inch, and the degrees by which it was turned to stand upright."""
    most = math.sqrt(MAX_PREPARED / max(1, picture.width * picture.height))
    wanted = min(max(dpi, COARSEST), RESOLUTION, dpi * most, dpi * MOST_ENLARGED)
    if abs(wanted - dpi) > 1:
        factor = wanted / dpi
        size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
        picture = picture.resize(size, Image.Resampling.LANCZOS if factor < 1 else Image.Resampling.BICUBIC)
    picture = _lit(picture)
    angle = skew(np.asarray(picture), wanted)
    if abs(angle) >= STRAIGHT:
        picture = picture.rotate(angle, resample=Image.Resampling.BILINEAR, fillcolor=255)
    return np.asarray(Image.blend(picture.filter(BLUR), picture, SHARPEN)), wanted, angle


def _lit(picture: Image.Image) -> Image.Image:
    """The picture with its paper white: shadows and grey paper are divided out."""
    small = picture.resize((max(8, picture.width // 16), max(8, picture.height // 16)), Image.Resampling.BOX)
    paper = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))
    light = np.asarray(paper, dtype=np.float32)
    if light.mean() >= LIGHT and light.std() < 12:
        return picture
    ground = np.asarray(paper.resize(picture.size, Image.Resampling.BILINEAR), dtype=np.float32)
    even = np.asarray(picture, dtype=np.float32) * (245.0 / np.maximum(ground, 24.0))
    return Image.fromarray(np.clip(even, 0, 255).astype(np.uint8))


def threshold(grey: Grey) -> int:
    """The brightness that best parts ink, which is darker, from paper (Otsu 1979)."""
    counts = np.bincount(grey[::3, ::3].ravel(), minlength=256).astype(np.float64)
    below = counts.cumsum()
    weighted = (counts * np.arange(256)).cumsum()
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = weighted / below - (weighted[-1] - weighted) / above
        spread = np.nan_to_num(below * above * gap * gap)
    return int(spread.argmax()) + 1


def darkest(grey: Grey, step: int) -> Grey:
    """The picture made smaller: the darkest point of each square of `step` points; what is left over at the right and below is left out.

    >>> darkest(np.array([[9, 8, 7], [6, 5, 4]], np.uint8), 2).tolist()
    [[5]]
    """
    height, width = grey.shape[0] // step * step, grey.shape[1] // step * step
    if step == 1 or not height or not width:
        return grey[:height, :width]
    rows = np.minimum.reduce([grey[i:height:step, :width] for i in range(step)])
    small: Grey = np.minimum.reduce([rows[:, i::step] for i in range(step)])
    return small


def skew(grey: Grey, dpi: float) -> float:
    """The degrees by which the lines of text fall to the right: at that angle their ink gathers in the fewest rows."""
    step = max(1, round(dpi / 75))
    small = darkest(grey, step)
    if small.size == 0:
        return 0.0
    rows, columns = np.nonzero(small < threshold(small))
    if len(rows) < 200:
        return 0.0
    if len(rows) > INK_POINTS:
        chosen = np.linspace(0, len(rows) - 1, INK_POINTS).astype(np.int64)
        rows, columns = rows[chosen], columns[chosen]

    def sharpness(degrees: float) -> float:
        heights = rows - columns * math.tan(math.radians(degrees))
        counts = np.bincount((heights - heights.min()).astype(np.int64))
        return float((counts.astype(np.float64) ** 2).sum())

    best = 0.0
    for width, grain in ((STEEPEST, 0.5), (0.5, 0.1), (0.1, 0.02)):
        tries = np.arange(best - width, best + width + grain / 2, grain)
        best = float(max(tries, key=sharpness))
    return best
