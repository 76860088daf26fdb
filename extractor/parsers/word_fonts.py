"""The fonts of a Word document's runs, and its text read through them: old documents hold Vietnamese in the codes of their fonts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from docx.oxml.ns import qn
from lxml import etree

from extractor.parsers.legacy_fonts import FontReader, Run, font_encoding

LEFT_OUT = frozenset(map(qn, ("w:del", "w:moveFrom", "w:rPr", "w:pPr", "w:instrText", "w:delText", "w:delInstrText")))
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
P, BOX = qn("w:p"), qn("w:txbxContent")
_FONTS = f"{qn('w:rPr')}/{qn('w:rFonts')}"
_FACES = (qn("w:hAnsi"), qn("w:ascii"))
_THEMES = (qn("w:hAnsiTheme"), qn("w:asciiTheme"))
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "\xad",
}
_VAL = qn("w:val")


class WordText:
    """Reads paragraphs of one document as Unicode, whatever fonts they are set in."""

    def __init__(
        self, roots: Sequence[etree._Element], styles: Mapping[str, etree._Element], defaults: etree._Element | None, default: str
    ) -> None:
        self._styles = styles
        self._default = default
        self._document_font = _face(defaults.find(f".//{qn('w:rFonts')}") if defaults is not None else None) or ""
        self._by_style: dict[str, str] = {}
        self._reader = FontReader(())
        if self._names_legacy_font(roots):
            self._reader = FontReader(self._runs(node) for root in roots for node in root.iter(P))

    def read(self, paragraph: etree._Element) -> str:
        """The paragraph's text as shown, without tracked deletions, field codes and text boxes; forced breaks are line breaks."""
        if self._reader.is_idle:
            return "".join(text for text, _ in pieces(paragraph))
        return self._reader.read(self._runs(paragraph))

    def _names_legacy_font(self, roots: Sequence[etree._Element]) -> bool:
        nodes = [
            *(n for root in roots for n in root.iter(qn("w:rFonts"))),
            *(n for s in self._styles.values() for n in s.iter(qn("w:rFonts"))),
        ]
        faces = {face for face in map(_face, nodes) if face} | {self._document_font}
        return any(font_encoding(face)[0] for face in faces)

    def _runs(self, paragraph: etree._Element) -> list[Run]:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        usual = self._style_font(style.get(_VAL, "") if style is not None else self._default) or self._document_font
        found: list[Run] = []
        for text, run in pieces(paragraph):
            font = usual
            if run is not None:
                font = _face(run.find(_FONTS)) or self._character_style(run) or usual
            if found and not text.strip():
                font = found[-1].font
            found.append(Run(text, font))
        return found

    def _character_style(self, run: etree._Element) -> str:
        style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
        return self._style_font(style.get(_VAL, "")) if style is not None else ""

    def _style_font(self, name: str) -> str:
        """The font that a style sets, its own or that of the styles on which it is based, at most 20, since broken files go in circles."""
        if name in self._by_style:
            return self._by_style[name]
        font, current = "", name
        for _ in range(20):
            style = self._styles.get(current)
            if style is None:
                break
            font = _face(style.find(_FONTS)) or ""
            based = style.find(qn("w:basedOn"))
            if font or based is None:
                break
            current = based.get(_VAL, "")
        self._by_style[name] = font
        return font


def _face(node: etree._Element | None) -> str | None:
    """The font that draws letters beyond ASCII; a font of the theme counts as one without a name, since themes are younger than Unicode."""
    if node is None:
        return None
    for face, theme in zip(_FACES, _THEMES, strict=True):
        if node.get(theme):
            return "theme"
        if node.get(face):
            return node.get(face)
    return None


def pieces(paragraph: etree._Element) -> Iterator[tuple[str, etree._Element | None]]:
    """The pieces of text of a paragraph with the run that holds each."""
    stack: list[tuple[etree._Element, etree._Element | None]] = [(child, None) for child in reversed(paragraph)]
    while stack:
        child, run = stack.pop()
        tag = child.tag
        if tag == qn("w:t"):
            yield child.text or "", run
        elif tag == qn("w:sym"):
            yield _symbol(child), None
        elif tag in _SIGNS:
            yield _SIGNS[tag], run
        elif isinstance(tag, str) and tag not in LEFT_OUT and tag not in (FALLBACK, BOX, P):
            inner = child if tag == qn("w:r") else run
            stack.extend((part, inner) for part in reversed(child))


def _symbol(node: etree._Element) -> str:
    """The character of a symbol; those of picture fonts come as characters of the private area."""
    code = node.get(qn("w:char"), "")
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
