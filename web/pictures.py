"""The pictures of the desk, drawn on the server by Vega-Altair as SVG, each with the table of its numbers.

A picture is one entry of `PICTURES`: its title, its table (headings and rows in the reader's language), and its drawing from that table.
Altair is loaded when the first picture is drawn, and a drawing is kept as long as its numbers stay the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from web import labels
from web.labels import N_
from web.localization import translate as t
from web.store import figures

if TYPE_CHECKING:
    import altair

WIDTH, HEIGHT = 520, 210
FONT = "Segoe UI, Noto Sans, system-ui, sans-serif"
_drawing = Lock()

Row = tuple[str | int | float | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers in words: headings and rows of one length."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw yet."""
        return not any(isinstance(value, int | float) and value for row in self.rows for value in row[1:])


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of a picture: ink, lines, and those of its parts in order."""

    ink: str
    line: str
    parts: tuple[str, ...]


LIGHT = Look("#1f2328", "#dcd9d2", ("#1c4f8f", "#1d6b43", "#c98a12", "#a1211b"))
DARK = Look("#e6e4df", "#363b42", ("#8ab6ee", "#86d3a8", "#e9c46a", "#f3a19c"))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: what it is called, what it says, how its table is made and how it is drawn."""

    title: str
    meaning: str
    table: Callable[[Session], Table]
    draw: Callable[[Table, Look], altair.Chart]


def svg(name: str, table: Table, dark: bool) -> str:
    """The drawing of a table. Raises KeyError for a picture that is not there."""
    return _drawn(name, json.dumps([table.headings, table.rows]), dark)


@lru_cache(maxsize=64)
def _drawn(name: str, told: str, dark: bool) -> str:
    headings, rows = json.loads(told)
    look = DARK if dark else LIGHT
    with _drawing:  # the renderer is one for the whole process
        import vl_convert

        chart = PICTURES[name].draw(Table(tuple(headings), tuple(map(tuple, rows))), look)
        plain = {"labelColor": look.ink, "titleColor": look.ink, "labelFont": FONT, "titleFont": FONT, "titleFontWeight": "normal"}
        chart = chart.properties(width=WIDTH, height=HEIGHT, background="transparent").configure_view(stroke=None)
        chart = chart.configure_axis(
            **plain, gridColor=look.line, domainColor=look.line, tickColor=look.line, labelFontSize=12, titleFontSize=12
        )
        drawn: str = vl_convert.vegalite_to_svg(chart.configure_legend(**plain, orient="top", title=None, labelFontSize=12).to_dict())
    return drawn


def _long(table: Table) -> list[dict[str, Any]]:
    """A row for each number: its row's name, its column's name, its value and the column's place."""
    return [
        {"row": row[0], "part": heading, "value": value, "place": place}
        for row in table.rows
        for place, (heading, value) in enumerate(zip(table.headings[1:], row[1:], strict=True))
    ]


def _data(rows: list[dict[str, Any]]) -> altair.Data:
    import altair as alt

    return alt.Data(values=rows)  # type: ignore[no-untyped-call]  # a generated class without types


def _bars(table: Table, look: Look, stacked: bool = False, flat: bool = False) -> altair.Chart:
    """Bars for each row: side by side or stacked, upright or lying."""
    import altair as alt

    rows, parts = [str(row[0]) for row in table.rows], list(table.headings[1:])
    name: dict[str, Any] = {"field": "row", "type": "nominal", "sort": rows, "title": None if flat else table.headings[0]}
    axis = alt.Axis(labelLimit=170) if flat else alt.Axis(labelAngle=0, labelOverlap=True)
    most = max((int(value or 0) for row in table.rows for value in row[1:]), default=0)
    ticks = alt.Axis(tickCount=min(most, 6), format="d")  # a count has no halves
    value: dict[str, Any] = {"field": "value", "type": "quantitative", "title": None, "axis": ticks}
    colour = alt.Color("part:N", sort=parts, scale=alt.Scale(domain=parts, range=list(look.parts[: len(parts)])))
    encoding: dict[str, Any] = {"color": colour if len(parts) > 1 else alt.value(look.parts[0])}
    encoding |= {"y": alt.Y(**name, axis=axis), "x": alt.X(**value)} if flat else {"x": alt.X(**name, axis=axis), "y": alt.Y(**value)}
    if stacked:
        encoding["order"] = alt.Order("place:O")
    elif len(parts) > 1:
        encoding["xOffset"] = alt.XOffset("part:N", sort=parts)
    chart: altair.Chart = alt.Chart(_data(_long(table))).mark_bar().encode(**encoding)
    return chart


def _line(table: Table, look: Look) -> altair.Chart:
    """A line over weeks of a share in per cent; weeks without numbers are left open."""
    import altair as alt

    weeks = [str(row[0]) for row in table.rows]
    values = [{"row": row[0], "value": row[1]} for row in table.rows]
    x = alt.X("row:N", sort=weeks, title=table.headings[0], axis=alt.Axis(labelAngle=0, labelOverlap=True))
    y = alt.Y("value:Q", title="%", scale=alt.Scale(domain=[0, 100]))
    chart: altair.Chart = alt.Chart(_data(values)).mark_line(point={"color": look.parts[1]}, color=look.parts[1]).encode(x=x, y=y)
    return chart


def _throughput(session: Session) -> Table:
    rows = tuple((one.day.strftime("%d/%m"), one.received, one.confirmed) for one in figures.throughput(session))
    return Table((t(N_("Ngày")), t(N_("Nhận vào")), t(N_("Xác nhận"))), rows)


def _pile(session: Session) -> Table:
    def called(age: figures.Age) -> str:
        if age.most is None:
            return t(N_("trên %(least)s ngày")) % {"least": age.least}
        return t(N_("%(least)s–%(most)s ngày")) % {"least": age.least, "most": age.most}

    return Table((t(N_("Đã chờ")), t(N_("Văn bản"))), tuple((called(age), age.number) for age in figures.pile(session)))


def _corrections(session: Session) -> Table:
    rows = tuple((t(labels.SECTIONS[c.section]), c.kept, c.changed, c.removed, c.added) for c in figures.corrections(session))
    return Table((t(N_("Loại")), t(N_("Giữ nguyên")), t(N_("Sửa")), t(N_("Bỏ")), t(N_("Thêm"))), rows)


def _hits(session: Session) -> Table:
    weeks = figures.hits(session)
    rows = tuple((one.week.strftime("%d/%m"), None if one.share is None else round(100 * one.share, 1), one.entries) for one in weeks)
    return Table((t(N_("Tuần từ")), t(N_("Máy đúng (%)")), t(N_("Số mục"))), rows)


def _pages(session: Session) -> Table:
    rows = tuple((t(labels.GRADES[one.grade]), one.number) for one in figures.pages(session))
    return Table((t(N_("Chất lượng")), t(N_("Số trang"))), rows)


PICTURES: Mapping[str, Picture] = {
    "throughput": Picture(N_("Nhận và xác nhận mỗi ngày"), N_("30 ngày gần nhất"), _throughput, _bars),
    "pile": Picture(N_("Tuổi của đống văn bản chờ"), N_("Văn bản đang chờ người duyệt, theo số ngày đã chờ"), _pile, _bars),
    "hits": Picture(N_("Máy đúng bao nhiêu"), N_("Phần mục máy trích đúng, theo người duyệt, từng tuần"), _hits, _line),
    "corrections": Picture(
        N_("Người duyệt sửa gì"),
        N_("Mục máy trích trong 90 ngày, theo loại"),
        _corrections,
        lambda table, look: _bars(table, look, stacked=True, flat=True),
    ),
    "pages": Picture(
        N_("Chất lượng trang"), N_("Trang PDF, ảnh quét trong 90 ngày"), _pages, lambda table, look: _bars(table, look, flat=True)
    ),
}
