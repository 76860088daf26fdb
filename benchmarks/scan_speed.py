"""What reading scans costs, against Tesseract alone on the same pages in the same run, in processor time; and how many words come back.

    python benchmarks/scan_speed.py FOLDER_OF_SCANS [FOLDER_OF_TRUTHS]

A truth is a text file of the scan's name; with it word recall is printed (order does not count). Needs Tesseract with its Vietnamese model.
"""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from extractor.parsers.scan import read_page


def spent() -> float:
    """Processor seconds of this process and of the programs that it ran."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def drawn(path: Path) -> list[Image.Image]:
    document = pdfium.PdfDocument(path)
    pictures = [page.render(scale=200 / 72, grayscale=True).to_pil().convert("L") for page in document]
    document.close()
    return pictures


def plain(picture: Image.Image) -> str:
    """What Tesseract reads by itself."""
    grey = np.asarray(picture)
    data = b"P5 %d %d 255\n" % (grey.shape[1], grey.shape[0]) + grey.tobytes()
    command = ["tesseract", "stdin", "stdout", "-l", "vie", "--dpi", "200"]
    return subprocess.run(command, input=data, capture_output=True, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"}).stdout.decode()


def recall(truth: str, read: str) -> float:
    have, wanted = (Counter(unicodedata.normalize("NFC", text).casefold().split()) for text in (read, truth))
    return sum((wanted & have).values()) / max(1, sum(wanted.values()))


def main(scans: Path, truths: Path | None) -> None:
    ours = theirs = 0.0
    pages = 0
    recalls: list[tuple[float, float]] = []
    for path in sorted(scans.glob("*.pdf")):
        pictures = drawn(path)
        start = spent()
        read = " ".join(word.text for picture in pictures for word in read_page(picture, 200).every_word)
        middle = spent()
        alone = " ".join(plain(picture) for picture in pictures)
        ours, theirs, pages = ours + middle - start, theirs + spent() - middle, pages + len(pictures)
        if truths is not None:
            truth = (truths / f"{path.stem}.txt").read_text("utf-8")
            recalls.append((recall(truth, read), recall(truth, alone)))
    print(f"{pages} pages: {ours / pages:.2f} s a page, Tesseract alone {theirs / pages:.2f} s, ratio {ours / theirs:.2f}")
    if recalls:
        print("word recall: {:.4f}, Tesseract alone {:.4f}".format(*(sum(column) / len(recalls) for column in zip(*recalls, strict=True))))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
