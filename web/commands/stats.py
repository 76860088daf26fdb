"""`bienban stats`: how much there is, and what it cost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict

import click

from web.settings import Settings
from web.store import open_store
from web.store.statistics import Statistics, statistics

HEADINGS = {
    "vi": {
        "documents": "văn bản theo trạng thái", "formats": "theo định dạng (số đã đọc, giây mỗi văn bản)", "kinds": "theo loại",
        "jobs": "việc đọc", "failures": "không đọc được theo mã", "pages": "số trang theo chất lượng", "records": "bản ghi của máy",
        "decisions": "bản duyệt", "accounts": "tài khoản", "originals_bytes": "tệp gốc (MB)", "database_bytes": "cơ sở dữ liệu (MB)",
        "waiting_since": "chờ đọc lâu nhất từ",
    },
    "en": {
        "documents": "documents by status", "formats": "by format (read, seconds a document)", "kinds": "by kind",
        "jobs": "readings", "failures": "not readable, by code", "pages": "pages by grade", "records": "machine records",
        "decisions": "decisions", "accounts": "accounts", "originals_bytes": "originals (MB)", "database_bytes": "database (MB)",
        "waiting_since": "longest waiting since",
    },
}  # fmt: skip
MEGABYTE = 1024 * 1024


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, sizes in bytes.")
@click.option("--data", type=click.Path(file_okay=False), help="The folder that holds everything; else BIENBAN_DATA.")
@click.pass_context
def command(ctx: click.Context, as_json: bool, data: str | None) -> None:
    """Tell how many documents, records and failures the store holds, how large it is, and what a document of each format took."""
    with closing(open_store(Settings.load(data))) as store, store.session() as session:
        found = statistics(session)
    click.echo(json.dumps(asdict(found), default=str) if as_json else "\n".join(_lines(found, HEADINGS[ctx.obj["lang"]])))


def _lines(found: Statistics, headings: dict[str, str]) -> Iterator[str]:
    for name, value in asdict(found).items():
        if isinstance(value, dict):
            yield f"{headings[name]}:"
            yield from (f"  {key:12} {_shown(one)}" for key, one in sorted(value.items()))
        elif value is not None:
            yield f"{headings[name]}: {value / MEGABYTE:.1f}" if name.endswith("_bytes") else f"{headings[name]}: {value}"


def _shown(value: int | dict[str, float]) -> str:
    return f"{value['documents']:9d}  {value['seconds']:.3f}" if isinstance(value, dict) else f"{value:9d}"
