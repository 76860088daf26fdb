"""The parts of a Word package beside its body: headers and footers, footnotes and endnotes; and packages that python-docx refuses."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree

_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_KINDS = re.compile(
    rb"application/vnd\.(?:ms-word\.(?:document|template)\.macroEnabled(?:Template)?\.main"
    rb"|openxmlformats-officedocument\.wordprocessingml\.template\.main)\+xml"
    rb"|application/vnd\.ms-word\.(?:document|template)\.macroEnabled\.main\+xml"
)
_TYPES = "[Content_Types].xml"
_NOTE_KINDS = ("/footnotes", "/endnotes")
_EDGE_KINDS = ("/header", "/footer")
_SEPARATORS = frozenset({"separator", "continuationSeparator", "continuationNotice"})


def as_document(data: bytes) -> bytes:
    """The package as a plain document: one with macros (.docm) or a template (.dotx, .dotm) differs only in the type of its main part."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        types = source.read(_TYPES)
        if not _KINDS.search(types):
            return data
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for info in source.infolist():
                content = source.read(info)
                archive.writestr(info, _KINDS.sub(_MAIN, types) if info.filename == _TYPES else content)
    return target.getvalue()


def notes(document: WordDocument) -> Iterator[tuple[str, etree._Element]]:
    """The footnotes and endnotes in their order, with the numbers that Word shows."""
    for root in _roots(document, _NOTE_KINDS):
        number = 0
        for note in root:
            if isinstance(note.tag, str) and note.get(qn("w:type")) not in _SEPARATORS:
                number += 1
                yield str(number), note


def edges(document: WordDocument) -> list[etree._Element]:
    """The headers and footers of all sections, each once."""
    return list(_roots(document, _EDGE_KINDS))


def _roots(document: WordDocument, kinds: tuple[str, ...]) -> Iterator[etree._Element]:
    seen: set[str] = set()
    for _, relation in sorted(document.part.rels.items()):
        if relation.is_external or not relation.reltype.endswith(kinds):
            continue
        part = relation.target_part
        if str(part.partname) in seen:
            continue
        seen.add(str(part.partname))
        element = getattr(part, "element", None)
        yield element if element is not None else parse_xml(part.blob)
