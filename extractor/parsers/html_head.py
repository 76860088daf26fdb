"""What a web page says of itself: its encoding, and title, date and author in its meta tags."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from extractor.document import Metadata
from extractor.parsers.encoding import BOMS, decode

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]+encoding\s*=\s*[\"']([\w.:-]+)", re.I)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_VIETNAMESE_DATE = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_DATES = (
    "meta[property='article:published_time']",
    "meta[itemprop=datePublished]",
    "meta[name=pubdate]",
    "meta[name='article:published_time']",
    "meta[name='dc.date.issued' i]",
    "meta[name='dc.created' i]",
    "[itemprop=datePublished]",
    "article time[datetime]",
)
_AUTHORS = ("meta[name=author]", "meta[property='article:author']", "meta[name='dc.creator' i]")


def decode_page(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The page's text and warnings. A byte order mark or valid UTF-8 goes before what the page declares, which is often wrong.

    Raises UndecodableText.
    """
    if any(data.startswith(mark) for mark, _ in BOMS):
        return decode(data)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    declared = _CHARSET.search(data[:4096])
    if declared:
        name = (declared.group(1) or declared.group(2)).decode("ascii")
        try:
            if codecs.lookup(name).name not in {"utf-8", "iso8859-1"}:
                return data.decode(name), ()
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def metadata(tree: LexborHTMLParser) -> Metadata:
    """Title, date of publication (ISO) and author, as far as the page's head tells."""
    linked = list(_linked_data(tree))
    title = _first(tree, "meta[property='og:title']", "meta[name=title]") or _title(tree)
    date = next((d for d in map(_iso, _all(tree, *_DATES)) if d), None) or _from_linked(linked, "datePublished", _iso)
    author = _first(tree, *_AUTHORS) or _from_linked(linked, "author", _name)
    return Metadata(title or None, date, author if author and not author.startswith("http") else None)


def _all(tree: LexborHTMLParser, *selectors: str) -> Iterator[str]:
    for selector in selectors:
        for node in tree.css(selector):
            value = node.attributes.get("content") or node.attributes.get("datetime") or node.text()
            if value and value.strip():
                yield " ".join(value.split())


def _first(tree: LexborHTMLParser, *selectors: str) -> str | None:
    return next(_all(tree, *selectors), None)


def _title(tree: LexborHTMLParser) -> str | None:
    """The page's title without the site's name behind the last bar."""
    node = tree.css_first("title")
    whole = " ".join(node.text().split()) if node else ""
    return re.split(r"\s+[|»]\s+", whole)[0] or None


def _iso(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    if found := _ISO.search(value):
        return "-".join(found.groups())
    if found := _VIETNAMESE_DATE.search(value):
        day, month, year = found.groups()
        return f"{year}-{int(month):02}-{int(day):02}" if 1 <= int(month) <= 12 and 1 <= int(day) <= 31 else None
    return None


def _linked_data(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD; what does not parse is passed over."""
    for node in tree.css("script[type='application/ld+json']"):
        try:
            found = json.loads(node.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in found if isinstance(found, list) else [found]:
            if isinstance(item, dict):
                yield item
                graph = item.get("@graph")
                yield from (part for part in graph if isinstance(part, dict)) if isinstance(graph, list) else ()


def _from_linked(items: list[dict[str, Any]], key: str, read: Any) -> str | None:
    found = next((value for item in items if (value := read(item.get(key)))), None)
    return found if isinstance(found, str) else None


def _name(value: Any) -> str | None:
    """A person's name in linked data; the names of organisations are no authors."""
    if isinstance(value, list) and value:
        return _name(value[0])
    if isinstance(value, dict):
        return _name(value.get("name")) if value.get("@type") in {None, "Person"} else None
    return value.strip() if isinstance(value, str) and value.strip() else None
