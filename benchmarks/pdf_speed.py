"""How fast plain PDF pages are read, against pdfplumber's `extract_text` on the same pages in one run; and the memory that 300 pages take.

    python benchmarks/pdf_speed.py [FILE.pdf ...]

Processor time, the best of some rounds each, taken in turns. Files default to the samples. "words" is the reading of words with places and
fonts, "parse" all that `extractor` does for a page: lines, paragraphs, tables, boxes.
"""

from __future__ import annotations

import io
import resource
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pdfplumber
import pypdfium2 as pdfium
from reportlab.pdfgen.canvas import Canvas

from extractor.parsers.pdf import parse
from extractor.parsers.pdf_words import words

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "samples" / "pdf").glob("*.pdf"))
LINE = "Hoi nghi tong ket cong tac thi dua khen thuong nam 2023 cua Khoi thi dua so 2 tinh"


def best(work: Callable[[], None], rounds: int = 3) -> float:
    """The least processor time of a few rounds, in seconds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def read_words(files: Sequence[bytes]) -> None:
    for data in files:
        document = pdfium.PdfDocument(data)
        for page in document:
            words(page)
            page.close()
        document.close()


def read_all(files: Sequence[bytes]) -> None:
    for data in files:
        parse(data, "a.pdf")


def read_with_pdfplumber(files: Sequence[bytes]) -> None:
    for data in files:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages:
                page.extract_text()


def long_report(pages: int) -> bytes:
    """A report of so many full pages."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for _ in range(pages):
        for k in range(40):
            canvas.drawString(60, 780 - 18 * k, LINE if k % 6 else LINE[:40] + ".")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def main(paths: Sequence[str]) -> None:
    long = long_report(300)
    start = time.process_time()
    parse(long, "a.pdf")
    taken, peak = time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"300 pages: {taken:.1f} s, {1000 * taken / 300:.1f} ms a page, {peak} MB at most")
    files = [Path(path).read_bytes() for path in paths] or [path.read_bytes() for path in SAMPLES]
    pages = sum(len(pdfium.PdfDocument(data)) for data in files)
    work = {"pdfplumber extract_text": read_with_pdfplumber, "words": read_words, "parse": read_all}
    times = dict.fromkeys(work, float("inf"))
    for _ in range(5):
        for name, read in work.items():
            times[name] = min(times[name], best(partial(read, files), 1 if read is read_with_pdfplumber else 8) / pages)
    theirs = times["pdfplumber extract_text"]
    for name, taken in times.items():
        print(f"{name:24} {1000 * taken:7.2f} ms a page, {theirs / taken:5.1f} times as fast ({pages} pages)")


if __name__ == "__main__":
    main(sys.argv[1:])
