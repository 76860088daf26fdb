"""Which reader finds the main text of saved web pages: ours (selectolax), trafilatura or resiliparse.

    python -m pip install trafilatura lxml_html_clean resiliparse
    python benchmarks/html_readers.py FOLDER_OF_PAGES FOLDER_OF_TRUTHS

A truth is a text file of the page's name that holds the document and nothing of the site around it. Words are compared without their order:
precision falls where menus and footers are kept, recall where a part of the document is lost. Processor time is the best of three rounds.
"""

from __future__ import annotations

import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from extractor.parsers.html import parse
from extractor.text.clean import clean
from extractor.text.furniture import mark_furniture

Reader = Callable[[bytes], str]


def ours(data: bytes) -> str:
    """What the parser takes for the document by the page's elements."""
    text = clean(parse(data, "page.html"))
    return "\n".join(text.text[block.start : block.end] for _, block in text.body())


def ours_by_words(data: bytes) -> str:
    """The same without what its words show to be furniture, as every format has it done."""
    text = mark_furniture(clean(parse(data, "page.html")))
    return "\n".join(text.text[block.start : block.end] for _, block in text.body())


def readers() -> dict[str, Reader]:
    """Ours, and those of the others that are installed."""
    found: dict[str, Reader] = {"ours": ours, "ours, then by words": ours_by_words}
    try:
        import trafilatura

        found["trafilatura"] = lambda data: trafilatura.extract(data, include_tables=True, include_comments=False) or ""
        found["trafilatura, recall"] = lambda data: trafilatura.extract(data, include_tables=True, favor_recall=True) or ""
    except ImportError:
        print("trafilatura is not installed", file=sys.stderr)
    try:
        from resiliparse.extract.html2text import extract_plain_text
        from resiliparse.parse.html import HTMLTree

        found["resiliparse"] = lambda data: extract_plain_text(HTMLTree.parse_from_bytes(data, "utf-8"), main_content=True, alt_texts=False)
    except ImportError:
        print("resiliparse is not installed", file=sys.stderr)
    return found


def words(text: str) -> Counter[str]:
    return Counter(unicodedata.normalize("NFC", text).casefold().split())


def main(pages: Path, truths: Path) -> None:
    files = [(path.read_bytes(), words((truths / f"{path.stem}.txt").read_text("utf-8"))) for path in sorted(pages.glob("*.html"))]
    print(f"{len(files)} pages\n{'':22}precision  recall      F1  worst F1  ms a page")
    for name, read in readers().items():
        scores = []
        for data, truth in files:
            have = words(read(data))
            shared = sum((have & truth).values())
            scores.append((shared / max(1, sum(have.values())), shared / max(1, sum(truth.values()))))
        taken = min(_seconds(read, [data for data, _ in files]) for _ in range(3))
        f1 = [2 * p * r / (p + r) if p + r else 0.0 for p, r in scores]
        precision, recall = (sum(column) / len(scores) for column in zip(*scores, strict=True))
        mean = sum(f1) / len(f1)
        print(f"{name:22}{precision:9.4f}{recall:8.4f}{mean:8.4f}{min(f1):10.4f}{1000 * taken / len(files):11.2f}")


def _seconds(read: Reader, files: list[bytes]) -> float:
    start = time.process_time()
    for data in files:
        read(data)
    return time.process_time() - start


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
