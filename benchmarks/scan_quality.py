"""How well scans are read and what that costs: word recall, character error rate, and processor time against Tesseract alone on the same
drawn pages in the same run.

    python benchmarks/scan_quality.py SCANS GOLD [--limit N] [--by-document]

SCANS holds PDFs of pictures named as GOLD's folders, whose `source.*` holds the same text. Word recall does not look at the order of words;
the error rate does, and is told for documents without a ruled table. Case does not count. Needs Tesseract with its Vietnamese model; a page
takes four seconds, twice as many as reading alone. `--limit` takes every so-manieth document, so that some of each kind are among them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path
from statistics import mean

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from extractor.document import BlockKind, Text
from extractor.parsers import pdf
from extractor.parsers.pdf_content import drawn_pages
from extractor.pipeline import read


def spent() -> float:
    """Processor seconds of this process and of the programs that it ran."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def alone(picture: Image.Image, dpi: float) -> str:
    """What Tesseract reads by itself."""
    grey = np.asarray(picture)
    data = b"P5 %d %d 255\n" % (grey.shape[1], grey.shape[0]) + grey.tobytes()
    command = ["tesseract", "stdin", "stdout", "-l", "vie", "--dpi", str(round(dpi))]
    return subprocess.run(command, input=data, capture_output=True, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"}).stdout.decode()


def words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).casefold().split()


def recall(truth: str, got: str) -> float:
    """The share of the truth's words that were read, in whatever order."""
    have, wanted = Counter(words(got)), Counter(words(truth))
    return sum((wanted & have).values()) / max(1, sum(wanted.values()))


def distance(a: str, b: str) -> int:
    """Characters to insert, delete or change to make one text of the other (Myers 1999, a column a step in the bits of one number)."""
    places: dict[str, int] = {}
    for i, character in enumerate(a):
        places[character] = places.get(character, 0) | 1 << i
    more, less, last, result = (1 << len(a)) - 1, 0, 1 << (len(a) - 1), len(a)
    every = more
    for character in b:
        same = places.get(character, 0)
        crossed = (((same & more) + more) ^ more) | same | less
        up, down = less | (every & ~(crossed | more)), more & crossed
        result += bool(up & last) - bool(down & last)
        up, down = (up << 1 | 1) & every, down << 1 & every
        more, less = down | (every & ~(crossed | up)), up & crossed
    return result


def error_rate(truth: str, got: str) -> float:
    """Wrong characters for each of the truth, blanks counted once."""
    wanted = " ".join(words(truth))
    return distance(wanted, " ".join(words(got))) / max(1, len(wanted))


def has_table(text: Text) -> bool:
    return any(block.kind is BlockKind.CELL and block.ruled for block in text.blocks)


def main() -> None:
    """Print the figures."""
    told = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    told.add_argument("scans", type=Path)
    told.add_argument("gold", type=Path)
    told.add_argument("--limit", type=int)
    told.add_argument("--by-document", action="store_true")
    chosen = told.parse_args()
    files = sorted(path for path in chosen.scans.glob("*.pdf") if (chosen.gold / path.stem).is_dir())
    files = files[:: max(1, len(files) // chosen.limit)][: chosen.limit] if chosen.limit else files
    ours = theirs = 0.0
    pages = 0
    rows: list[tuple[str, float, float, float | None]] = []
    for path in files:
        source = next((chosen.gold / path.stem).glob("source.*"))
        truth, data = read(source.read_bytes(), source.name), path.read_bytes()
        begun = spent()
        got = pdf.parse(data, path.name).text
        ours += spent() - begun
        document = pdfium.PdfDocument(data)
        pictures = list(drawn_pages(document, range(len(document))))
        document.close()
        begun = spent()
        plain = " ".join(alone(picture, dpi) for picture, dpi in pictures)
        theirs, pages = theirs + spent() - begun, pages + len(pictures)
        error = None if has_table(truth) else error_rate(truth.text, got)
        rows.append((path.stem, recall(truth.text, got), recall(truth.text, plain), error))
        if chosen.by_document:
            print(f"{path.stem:10} recall {rows[-1][1]:.4f}, alone {rows[-1][2]:.4f}, error rate {error}", flush=True)
    print(f"{len(rows)} documents, {pages} pages")
    print(f"word recall {mean(row[1] for row in rows):.4f}, Tesseract alone {mean(row[2] for row in rows):.4f}")
    errors = [row[3] for row in rows if row[3] is not None]
    if errors:
        print(f"character error rate {100 * mean(errors):.2f} % of {len(errors)} documents without a ruled table")
    print(f"processor time {ours / pages:.2f} s a page with drawing, Tesseract alone {theirs / pages:.2f} s: {ours / theirs:.2f} times")


if __name__ == "__main__":
    main()
