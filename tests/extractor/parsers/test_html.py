"""Web pages as portals make them: the article is found, the page around it is furniture."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.document import BlockKind, ParsedDocument
from extractor.errors import EmptyFile, FileTooLarge
from extractor.parsers.html import parse

SAMPLES = Path(__file__).parents[3] / "samples"
PARAGRAPH = (
    "Sáng 5/3, Khối thi đua các cơ quan tham mưu tổ chức hội nghị tổng kết công tác thi đua, khen thưởng năm 2023 và ký kết giao ước "
    "thi đua năm 2024. Đồng chí <a href='/x'>Trần Thị Mẫu</a>, Khối trưởng, chủ trì hội nghị."
)
PLAIN = PARAGRAPH.replace("<a href='/x'>", "").replace("</a>", "")

MODERN = f"""<!doctype html><html><head><meta charset="utf-8"><title>Khối thi đua số 2 tổng kết năm 2023 | Cổng thông tin huyện Mẫu</title>
<meta property="og:title" content="Khối thi đua số 2 tổng kết năm 2023">
<meta property="article:published_time" content="2024-03-05T08:15:00+07:00">
<meta name="author" content="Thu Hà"><style>p{{}}</style></head><body class="has-sidebar">
<header class="site-header"><a href="/"><img alt="x"></a><span class="clock">Thứ Ba, 21/10/2025</span></header>
<nav><ul><li><a href="/">Trang chủ</a></li><li><a href="/tin">Tin tức</a></li></ul></nav>
<div class="container main-with-sidebar"><div class="col-left">
 <div class="breadcrumb"><a href="/">Trang chủ</a> / <a href="/tin">Tin tức</a></div>
 <h1 class="title">Khối thi đua số 2 tổng kết năm 2023</h1>
 <div class="date">05/03/2024 08:15</div>
 <div class="share-buttons"><a>Facebook</a> <a>Zalo</a></div>
 <div class="sapo">Khối thi đua số 2 vừa tổng kết năm 2023.</div>
 <div class="detail-content" itemprop="articleBody">
  <p>{PARAGRAPH}</p>
  <figure><img src="a.jpg"><figcaption>Quang cảnh hội nghị. Ảnh: Thu Hà</figcaption></figure>
  <div class="related-box"><a href="/1">Hội Nông dân tỉnh trao quà</a></div>
  <p>{PARAGRAPH}<br>Nhiệm vụ năm 2024:</p>
  <ul><li>Đẩy mạnh thi đua;</li><li>Ký giao ước trước ngày 30/3.</li></ul>
  <p style="display: none">Ẩn</p><script>var a = "Hội Phụ nữ";</script>
  <p><strong>Thu Hà</strong></p>
 </div>
 <div class="tags">Từ khóa: <a>thi đua</a></div>
 <div id="comments"><p>Nam: Hay quá!</p></div>
</div><aside><h3>Đọc nhiều</h3><article><a href="/2">Hội Cựu chiến binh tỉnh đại hội</a></article></aside></div>
<footer>© Huyện Mẫu</footer></body></html>"""

OLD = f"""<html><head><title>Sở Mẫu</title></head><body><table width="1000"><tr><td colspan="2"><img src="b.gif"></td></tr>
<tr><td width="200"><table><tr><td><a href="/">Trang chủ</a></td></tr><tr><td><a href="/gt">Giới thiệu</a></td></tr></table></td>
<td><table><tr><td class="title">Khối thi đua số 2 tổng kết năm 2023</td></tr><tr><td>
<p>{PARAGRAPH}</p><p>{PARAGRAPH}</p>
<table border="1"><tr><th>STT</th><th>Đơn vị</th><th>Hình thức</th></tr><tr><td>1</td><td rowspan="2">Sở A</td><td>Cờ thi đua</td></tr>
<tr><td>2</td><td>Bằng khen</td></tr></table>
<table><tr><td>THƯ KÝ<br>Lê Thị Mẫu</td><td>CHỦ TRÌ<br>Trần Văn Mẫu</td></tr></table>
</td></tr></table></td></tr></table></body></html>"""


def kept(parsed: ParsedDocument) -> list[str]:
    return [parsed.text[b.start : b.end] for b in parsed.blocks if b.kind is not BlockKind.FURNITURE]


def test_modern_page_gives_its_article_only() -> None:
    assert kept(parse(MODERN.encode(), "a.html")) == [
        "Khối thi đua số 2 tổng kết năm 2023",
        "05/03/2024 08:15",
        "Khối thi đua số 2 vừa tổng kết năm 2023.",
        PLAIN,
        "Quang cảnh hội nghị. Ảnh: Thu Hà",
        PLAIN,
        "Nhiệm vụ năm 2024:",
        "- Đẩy mạnh thi đua;",
        "- Ký giao ước trước ngày 30/3.",
        "Thu Hà",
    ]


def test_furniture_of_a_page_is_kept_as_furniture() -> None:
    parsed = parse(MODERN.encode(), "a.html")
    furniture = {parsed.text[b.start : b.end] for b in parsed.blocks if b.kind is BlockKind.FURNITURE}
    assert {"Thứ Ba, 21/10/2025", "Trang chủ", "Nam: Hay quá!", "Hội Cựu chiến binh tỉnh đại hội", "© Huyện Mẫu"} <= furniture
    assert "Ẩn" not in parsed.text
    assert "Hội Phụ nữ" not in parsed.text


def test_metadata_of_the_head() -> None:
    metadata = parse(MODERN.encode(), "a.html").metadata
    assert (metadata.title, metadata.date, metadata.author) == ("Khối thi đua số 2 tổng kết năm 2023", "2024-03-05", "Thu Hà")


def test_metadata_of_linked_data() -> None:
    item = {"@graph": [{"@type": "NewsArticle", "datePublished": "2019-10-16", "author": {"@type": "Person", "name": "Lê Mẫu"}}]}
    data = f'<html><head><script type="application/ld+json">{json.dumps(item)}</script></head><body><p>Hội nghị</p></body></html>'
    metadata = parse(data.encode(), "a.html").metadata
    assert (metadata.date, metadata.author) == ("2019-10-16", "Lê Mẫu")


def test_page_laid_out_by_tables() -> None:
    parsed = parse(OLD.encode(), "a.html")
    assert kept(parsed)[:3] == ["Khối thi đua số 2 tổng kết năm 2023", PLAIN, PLAIN]
    cells = [(b.table, b.row, b.column, b.ruled, parsed.text[b.start : b.end]) for b in parsed.blocks if b.kind is BlockKind.CELL]
    assert cells == [
        (0, 0, 0, True, "STT"),
        (0, 0, 1, True, "Đơn vị"),
        (0, 0, 2, True, "Hình thức"),
        (0, 1, 0, True, "1"),
        (0, 1, 1, True, "Sở A"),
        (0, 1, 2, True, "Cờ thi đua"),
        (0, 2, 0, True, "2"),
        (0, 2, 2, True, "Bằng khen"),
        (1, 0, 0, False, "THƯ KÝ\nLê Thị Mẫu"),
        (1, 0, 1, False, "CHỦ TRÌ\nTrần Văn Mẫu"),
    ]


def test_heading_with_the_name_of_the_site_is_no_headline() -> None:
    page = f"""<body><div id="header"><h1><a href="/">Báo Mẫu</a></h1></div><div id="content"><h2 class="post-title">Khối thi đua số 2</h2>
    <div class="entry"><div>{PARAGRAPH}</div><div><br></div><div>{PARAGRAPH}</div></div></div>
    <div class="col-right"><h3>Tin mới</h3><ul><li><a href="/1">Hội Phụ nữ xã trao quà</a></li></ul></div></body>"""
    assert kept(parse(page.encode(), "a.html")) == ["Khối thi đua số 2", PLAIN, PLAIN]


def test_form_around_the_whole_page_is_no_furniture() -> None:
    page = f"""<body><form id="aspnetForm"><div class="main"><span>Khối thi đua số 2</span><br><span>(Cập nhật 5/3/2024)</span>
    <div>{PARAGRAPH}<br><br>{PARAGRAPH}<br><br>{PARAGRAPH}</div></div></form></body>"""
    assert kept(parse(page.encode(), "a.html")) == ["Khối thi đua số 2", "(Cập nhật 5/3/2024)", PLAIN, PLAIN, PLAIN]


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="utf-8">', "utf-8"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "utf-8"),
        ("", "utf-16"),
        ('<meta charset="utf-16le">', "utf-16-le"),
    ],
)
def test_encodings(head: str, encoding: str) -> None:
    page = f"<html><head>{head}</head><body><p>Hội nghị tổng kết công tác thi đua</p></body></html>"
    assert kept(parse(page.encode(encoding), "a.html")) == ["Hội nghị tổng kết công tác thi đua"]


def test_numbered_list_shows_its_numbers() -> None:
    parsed = parse("<ol start=3><li>Sở A</li><li>4. Sở B</li></ol>".encode(), "a.html")
    assert kept(parsed) == ["3. Sở A", "4. Sở B"]


def test_page_nested_deeper_than_the_stack() -> None:
    assert kept(parse(b"<div>" * 5000 + "Hội nghị".encode(), "a.html")) == ["Hội nghị"]


@pytest.mark.parametrize("data", [b"", b"<html><body><script>x</script></body></html>", b"<html></html>"])
def test_page_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        parse(data, "a.html")


def test_sample_report() -> None:
    path = SAMPLES / "html" / "bao-cao-so-ket-khoi.html"
    parsed = parse(path.read_bytes(), path.name)
    assert {b.table for b in parsed.blocks if not b.ruled} == {0, max(b.table or 0 for b in parsed.blocks)}
    assert parsed.text[parsed.blocks[0].start : parsed.blocks[0].end] == "Trang chủ Chính trị Xã hội"
    assert parsed.blocks[0].kind is BlockKind.FURNITURE


def test_elements_nested_without_end_are_refused() -> None:
    with pytest.raises(FileTooLarge):
        parse(b"<div>" * 200_000 + b"Hoi nghi", "a.html")
