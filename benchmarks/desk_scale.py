"""How long the service takes for the queue and for search with many documents in the store.

    .venv/bin/python benchmarks/desk_scale.py --data /tmp/many --documents 100000

Makes the documents directly in the store of that folder (SQLite, or `BIENBAN_DATABASE_URL`) where they are not there yet, then asks for
pages through the whole application, without a network between, and tells median and 95th percentile of the milliseconds of each, and the
same of the processor time that this process took, for a machine that does other work meanwhile.

The documents have 2,000 different texts; each is there many times, with its own number, status, moment, year, doubt and person.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus, urlencode

from flask.testing import FlaskClient
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from extractor.record import Record
from web import create_app
from web.description.terms import terms_of
from web.description.whole import described
from web.settings import Settings
from web.state import State, state_of
from web.store import listing, search, users
from web.store.models import Document, DocumentName, Job, JobState, MachineRecord, Role, SearchText, Status, now

PASSWORD = "mật khẩu để đo"
TARGETS = {"queue": (60, 150), "search": (80, 200)}
"""Milliseconds that the median and the 95th percentile may take."""
A_BATCH = 500
DIFFERENT = 2000
PLACES = ("Thạch Sơn", "Trà Lĩnh", "Hòa Bình", "Lâm Đồng", "Sông Hậu", "Nghĩa Trung", "Thiên Trường", "Bình Lục", "Phú Thọ", "An Giang")
BODIES = ("Hội Nông dân", "Hội Luật gia", "Hội Chữ thập đỏ", "Liên minh Hợp tác xã", "Hội Cựu chiến binh", "Đoàn Thanh niên", "Sở Nội vụ")
NAMES = ("Trần Thị Bình", "Lê Văn Khánh", "Phạm Minh Hà", "Nguyễn Đức Thắng", "Hoàng Thị Lan", "Vũ Quang Huy", "Đặng Thị Mai")
SENTENCES = (
    "Năm {year}, các đơn vị trong {block} đã hưởng ứng phong trào thi đua “Dân vận khéo” và cuộc vận động “Ngày vì người nghèo”.",
    "Hội nghị thống nhất suy tôn {body} {place} là Khối trưởng, {other} là Khối phó năm {year}.",
    "Đồng chí {name}, Chủ tịch {body} {place}, phát biểu khai mạc và trình bày báo cáo tổng kết công tác thi đua, khen thưởng.",
    "Đề nghị Ủy ban nhân dân tỉnh tặng Bằng khen cho {body} {place} vì thành tích xuất sắc trong công tác năm {year}.",
    "Các đại biểu thảo luận về {number} chỉ tiêu, nhiệm vụ trọng tâm và giải pháp thực hiện trong thời gian tới tại {place}.",
    "Quyết định số {number}/QĐ-UBND ngày {day}/{month}/{year} về việc công nhận danh hiệu Tập thể lao động xuất sắc cho {other}.",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=100, help="of each kind")
    chosen = parser.parse_args()
    app = create_app(Settings.load(chosen.data))
    state = state_of(app)
    fill(state, chosen.documents)
    client = sign_in(app.test_client())
    print(f"{chosen.documents} documents, {state.store.engine.dialect.name}, {chosen.requests} requests of each kind")
    for kind, addresses in (("queue", queue_addresses()), ("search", search_addresses())):
        told(kind, measured(client, addresses, chosen.requests))
    state.store.close()


def fill(state: State, wanted: int) -> None:
    """Bring the store to so many documents, each with a record and described as extraction would."""
    with state.store.session() as session:
        if users.by_name(session, "do") is None:
            users.add(session, "do", PASSWORD, Role.LEAD)
        there = session.scalar(select(func.count()).select_from(Document)) or 0
    for start in range(there, min(wanted, DIFFERENT), A_BATCH):
        with state.store.session() as session:
            for number in range(start, min(start + A_BATCH, wanted, DIFFERENT)):
                add(session, number)
    for start in range(max(there, DIFFERENT), wanted, DIFFERENT):
        with state.store.session() as session:
            copy(session, start)
    if there < wanted:
        with state.store.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()


def copy(session: Session, start: int) -> None:
    """Add the different documents once more, numbered from `start` on, otherwise spread."""
    index = search.INDEXES[session.get_bind().dialect.name]
    for table in (Document, MachineRecord, Job, DocumentName, SearchText):
        columns = [column for column in table.__table__.c if column.name != "id" or table is Document]
        key = table.id if table is Document else table.document_id
        rows = [dict(row) for row in session.execute(select(*columns).where(key <= DIFFERENT)).mappings()]
        for row in rows:
            name = "id" if table is Document else "document_id"
            row[name] += start
            if table is Document:
                row |= spread(row["id"])
            if table is SearchText:
                index.add(session.connection(), [(row[name], " ".join(terms_of(row["marked"])))])
        session.execute(insert(table), rows)
    print(f"{start + DIFFERENT} made", flush=True)


def spread(number: int) -> dict[str, Any]:
    """What differs from document to document beside its text."""
    chance = random.Random(number)
    return {
        "sha256": f"{number:064x}",
        "name": f"báo cáo {number}.docx",
        "status": chance.choices((Status.EXTRACTED, Status.IN_REVIEW, Status.CONFIRMED), (5, 1, 4))[0],
        "created": now() - timedelta(minutes=chance.randrange(60 * 24 * 700)),
        "assignee_id": 1 if chance.random() < 0.1 else None,
        "year": chance.randrange(2012, 2027),
        "doubt": chance.uniform(0, 8),
    }


def add(session: Session, number: int) -> None:
    record = made_record(number, random.Random(number))
    document = Document(size=30_000, format="docx", **spread(number + 1))
    session.add(document)
    session.flush()
    session.add(MachineRecord(document_id=document.id, record=record, model_version="made"))
    session.add(Job(document_id=document.id, state=JobState.DONE, pages=2))
    listing.describe(session, [(document, described(record, document.name))])


def made_record(number: int, chance: random.Random) -> dict[str, Any]:
    """A report of some 2,500 characters with a dozen entries."""
    words: dict[str, Any] = {"block": f"Khối thi đua số {chance.randrange(1, 60)}", "year": chance.randrange(2012, 2027), "number": number}
    text = "\n".join(
        chance.choice(SENTENCES).format(
            **words,
            body=chance.choice(BODIES),
            other=f"{chance.choice(BODIES)} {chance.choice(PLACES)}",
            place=chance.choice(PLACES),
            name=chance.choice(NAMES),
            day=chance.randrange(1, 29),
            month=chance.randrange(1, 13),
        )
        for _ in range(20)
    )
    mark = {"spans": [{"start": 0, "end": 5}], "evidence": {"name": [{"start": 0, "end": 5}]}, "rules": ["made"]}
    names = {f"{chance.choice(BODIES)} {chance.choice(PLACES)}" for _ in range(8)}
    organizations = [
        {"name": name, "aliases": [], "kind": "organization", "member": True, "confidence": chance.uniform(0.4, 1), **mark}
        for name in sorted(names)
    ]
    kind = chance.choice(("report", "minutes", "news", "proposal"))
    title = f"{words['block']} tổng kết công tác năm {words['year']}"
    document = {"kind": kind, "title": title, "number": None, "date": f"{words['year']}-12-20", "authors": [], **mark}
    meeting = {"title": None, "kind": "review", "date": None, "place": None, "block": words["block"], "conveners": [], **mark}
    meeting |= {"review_year": words["year"], "plan_year": None, "pact_year": None}
    rest: dict[str, Any] = dict.fromkeys(("people", "leaders", "campaigns", "awards", "references", "tasks"), [])
    warnings = ["W111 Trang 2: chất lượng chữ kém"] if chance.random() < 0.05 else []
    plain = {
        "text": f"{title}\n{text}",
        "document": document,
        "meeting": meeting,
        "organizations": organizations,
        "warnings": warnings,
        **rest,
    }
    return Record.model_validate(plain).model_dump(mode="json")


def sign_in(client: FlaskClient) -> FlaskClient:
    token = client.get("/login").text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post("/login", data={"csrf_token": token, "name": "do", "password": PASSWORD})
    assert answer.status_code == 302, answer.status_code
    return client


def queue_addresses() -> Iterator[str]:
    """Filters as people combine them, frequent and rare ones, on first and later pages."""
    chance = random.Random(1)
    while True:
        fields: dict[str, Any] = {"status": chance.choice(("", "extracted", "in_review", "confirmed"))}
        fields["order"] = chance.choice(("", "newest", "oldest", "doubtful"))
        for name, value in (
            ("kind", chance.choice(("report", "minutes", "news"))),
            ("year", chance.randrange(2012, 2027)),
            ("block", f"Khối thi đua số {chance.randrange(1, 60)}"),
            ("org", f"{chance.choice(BODIES)} {chance.choice(PLACES)}"),
            ("person", 1),
            ("grade", "poor"),
            ("warned", 1),
        ):
            if chance.random() < 0.2:
                fields[name] = value
        fields["page"] = chance.choice((1, 1, 1, 2, 7))
        yield "/?" + urlencode({name: value for name, value in fields.items() if value})


def search_addresses() -> Iterator[str]:
    """Words with diacritics and without, that nearly all, some, one or no document holds, alone and with filters."""
    chance = random.Random(2)
    while True:
        words = chance.choice(
            (
                chance.choice(BODIES),
                chance.choice(("hoi nong dan", "hoi luat gia", "lien minh hop tac xa", "so noi vu")),
                f"{chance.choice(BODIES)} {chance.choice(PLACES)}",
                chance.choice(NAMES),
                f"khối thi đua số {chance.randrange(1, 60)} tổng kết",
                f"{chance.randrange(100_000)}/QĐ-UBND",
                f"báo cáo {chance.randrange(100_000)}",
                "hội nông dẫn",
                "thi đua, khen thưởng",
                "hội nong dân Trà Lĩnh",
            )
        )
        fields: dict[str, Any] = {"q": words}
        if chance.random() < 0.3:
            fields |= {"status": "extracted", "year": chance.randrange(2012, 2027)}
        yield "/?" + urlencode(fields)


def measured(client: FlaskClient, addresses: Iterator[str], requests: int) -> list[tuple[float, float, str]]:
    """Milliseconds of each request by the clock and by this process's work, after some that warm up."""
    for _ in range(5):
        client.get(next(addresses))
    times = []
    for _ in range(requests):
        address = next(addresses)
        begun, worked = time.perf_counter(), time.process_time()
        answer = client.get(address)
        times.append(((time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000, address))
        assert answer.status_code == 200, address
    return times


def told(kind: str, times: list[tuple[float, float, str]]) -> None:
    most, highest = TARGETS[kind]
    print(f"{kind}: at most {most} ms in the median and {highest} ms in the 95th percentile")
    for name, place in (("by the clock", 0), ("of processor time", 1)):
        only = [float(one[place]) for one in times]
        print(f"    {name}: median {statistics.median(only):.0f} ms, 95th percentile {statistics.quantiles(only, n=20)[-1]:.0f} ms")
    for _, slow, address in sorted(times, key=lambda one: one[1])[-3:]:
        print(f"    {slow:.0f} ms of work: {unquote_plus(address)}")


if __name__ == "__main__":
    main()
