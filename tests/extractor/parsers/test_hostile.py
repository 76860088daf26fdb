"""Files made to crash or to hang a reader: each ends in a typed error or in a part with a warning."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from extractor.errors import BienbanError, DamagedFile, FileTooLarge
from extractor.limits import Limits, limited
from extractor.pipeline import read

W = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
END = b"</w:body></w:document>"


def word_file(document: bytes) -> bytes:
    plain = io.BytesIO()
    docx.Document().save(plain)
    source, target = zipfile.ZipFile(plain), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, document if name == "word/document.xml" else source.read(name))
    return target.getvalue()


def pdf_file(*objects: bytes) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        len(out),
    )


def bomb() -> bytes:
    entities = b"".join(b'<!ENTITY %c "%b">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
    return b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + entities + b"]>" + W + b"<w:p><w:r><w:t>&j;</w:t></w:r></w:p>" + END


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param(word_file(bomb()), "a.docx", id="XML bomb"),
        pytest.param(
            word_file(W + b"<w:sdt><w:sdtContent>" * 3000 + b"<w:p/>" + b"</w:sdtContent></w:sdt>" * 3000 + END), "a.docx", id="deep"
        ),
        pytest.param(
            pdf_file(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 100000>>"), "a.pdf", id="loop in a page tree"
        ),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "a.doc", id="torn Word 97"),
    ],
)
def test_damage_is_named(data: bytes, name: str) -> None:
    with pytest.raises(DamagedFile):
        read(data, name)


def test_an_archive_made_to_burst() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as member:
        for _ in range(530):
            member.write(bytes(1 << 20))
    with pytest.raises(FileTooLarge):
        read(buffer.getvalue(), "a.docx")


def test_more_pages_than_the_limit_give_a_part_and_a_warning() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for i in range(30):
        canvas.drawString(60, 700, f"Trang thu {i + 1}")
        canvas.showPage()
    canvas.save()
    with limited(Limits(pages=10)):
        text = read(buffer.getvalue(), "a.pdf")
    assert len(text.pages) == 10 and text.warnings[0].startswith("W106")


def test_a_pdf_of_two_thousand_pages_is_read_to_the_limit() -> None:
    """All pages draw the same text, which keeps the file small."""
    count = 2000
    kids = b" ".join(b"%d 0 R" % (5 + i) for i in range(count))
    pages = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>"] * count
    data = pdf_file(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, kids),
        b"<</Length 41>>stream\nBT /F 12 Tf 20 100 Td (Hoi nghi) Tj ET   \nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *pages,
    )
    text = read(data, "a.pdf")
    assert len(text.pages) == Limits().pages and text.warnings[0].startswith("W106") and "2000" in text.warnings[0]


def test_a_picture_of_twenty_thousand_by_twenty_thousand_is_refused() -> None:
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000), 1).save(buffer, "PNG")
    with pytest.raises(FileTooLarge):
        read(buffer.getvalue(), "a.png")


def test_a_document_of_fifty_thousand_paragraphs() -> None:
    text = read(word_file(W + "<w:p><w:r><w:t>Hội nghị tổng kết.</w:t></w:r></w:p>".encode() * 50_000 + END), "a.docx")
    assert len(text.blocks) == 50_000


def test_a_font_without_a_map_is_read_from_its_picture_or_named() -> None:
    """A Type 0 font whose codes mean nothing: all that is left is how the page looks."""
    try:
        text = read(
            pdf_file(
                b"<</Type/Catalog/Pages 2 0 R>>",
                b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
                b"<</Length 44>>stream\nBT /F 20 Tf 20 100 Td <0001000200030004> Tj ET\nendstream",
                b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]>>",
                b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(A)/Ordering(I)/Supplement 0>>>>",
            ),
            "a.pdf",
        )
    except BienbanError as error:
        assert error.code
    else:
        assert text.pages
