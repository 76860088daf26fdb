"""The guide for staff: Markdown chapters in docs/huong-dan, one an area of work, which the service shows and every page leads to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from web.errors import NotFound

_HERE = Path(__file__).resolve().parent
_DOCS = next((folder for folder in (_HERE / "docs", _HERE.parent / "docs") if folder.is_dir()), _HERE / "docs")
"""In an installation the copy that setup.py put into this package, in a checkout the documentation itself."""
FOLDER = _DOCS / "huong-dan"
PICTURES = _DOCS / "screenshots"
FIRST: Final = "01-bat-dau"

CHAPTER_OF: Final[Mapping[str, str]] = {
    "accounts": "02-dang-nhap",
    "profile": "02-dang-nhap",
    "library": "03-danh-sach",
    "batch": "03-danh-sach",
    "uploads": "04-tai-len",
    "review": "05-duyet",
    "pages": "05-duyet",
    "drafts": "05-duyet",
    "suggestions": "05-duyet",
    "history": "06-lich-su-va-gop",
    "merging": "06-lich-su-va-gop",
    "rereadings": "06-lich-su-va-gop",
    "agreement": "07-hai-nguoi",
    "exports": "08-xuat",
    "dashboard": "09-tong-quan",
    "admin": "10-quan-tri",
    "audit": "11-nhat-ky",
}
"""The chapter that tells of the pages of a blueprint; of all others the first tells."""

_PICTURE = re.compile(r'src="\.\./screenshots/([\w-]+\.png)"')
_CHAPTER = re.compile(r'href="([\w-]+)\.md(#[^"]*)?"')
_NAME = re.compile(r"\d\d-[a-z-]+")


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: its name in the address, its title, and its text as HTML."""

    name: str
    title: str
    html: str


@cache
def contents() -> tuple[tuple[str, str], ...]:
    """Names and titles of all chapters in order."""
    return tuple((path.stem, _title(path)) for path in sorted(FOLDER.glob("[0-9][0-9]-*.md")))


@cache
def chapter(name: str) -> Chapter:
    """A chapter with its links and pictures led to addresses of the service. Raises NotFound."""
    path = FOLDER / f"{name}.md"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NotFound(name)
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(path.read_text("utf-8"))
    html = _PICTURE.sub(r'src="/guide/pictures/\1"', html)
    return Chapter(name, _title(path), _CHAPTER.sub(r'href="/guide/\1\2"', html))


def picture(name: str) -> Path:
    """The file of a picture that the chapters show. Raises NotFound."""
    path = PICTURES / name
    if not re.fullmatch(r"[\w-]+\.png", name) or not path.is_file():
        raise NotFound(name)
    return path


def chapter_for(blueprint: str | None) -> str:
    """The chapter that tells of the pages of this blueprint."""
    return CHAPTER_OF.get(blueprint or "", FIRST)


def _title(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        return next(lines).removeprefix("# ").strip()
