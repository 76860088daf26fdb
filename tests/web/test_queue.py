"""The queue: search by what people type, filters, order, counts, many documents at once, the bin, saved filters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from time import monotonic, sleep

import pytest
from flask import Flask
from sqlalchemy import select

from extractor.record import Record
from tests.serving import PATIENCE
from tests.web.conftest import TEXT, Person, keep_extraction, machine_record
from tests.web.forms import form_of, notes, parsed
from tests.web.test_uploads import upload
from web.state import State
from web.store import batch, documents, queue, reviews, search, users
from web.store.models import Act, Document, Draft, Job, JobState, Judgement, MachineRecord, Status, now
from web.store.queue import Filter, Order
from web.store.search import Query, Spread
from web.views import library

Make = Callable[..., int]
BARE: dict[str, object] = {"organizations": [], "people": [], "leaders": [], "meeting": None}
UNTITLED = {"kind": "news", "title": None, "number": None, "date": None, "authors": []}
"""What makes a record of a document in which nothing was found."""


@pytest.fixture
def make(state: State) -> Make:
    """Puts documents into the store: a text, and what of the machine's record is to be otherwise."""

    def put(text: str = TEXT, name: str = "văn bản.txt", confidence: float | None = None, **changed: object) -> int:
        record = machine_record().model_dump(mode="json") | {"text": text} | changed
        if confidence is not None:
            record["organizations"] = [one | {"confidence": confidence} for one in record["organizations"]]
        with state.store.session() as session:
            digest = state.archive.put(f"{text}{name}".encode())
            row = Document(sha256=digest, name=name, size=len(text), format="txt", status=Status.NEW)
            assert documents.add(session, row)
            keep_extraction(session, row, Record.model_validate(record).model_dump(mode="json"), "test")
            return row.id

    return put


def found(state: State, **wanted: object) -> list[int]:
    with state.store.session() as session:
        return queue.numbers(session, queue.choose(session, Filter(**wanted)), Order.OLDEST, 100)  # type: ignore[arg-type]  # each test names the fields that it filters by


def titles(page: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in parsed(page).xpath("//tbody//*[contains(@class, 'title')]")]


@pytest.mark.each_on_both
@pytest.mark.parametrize(
    ("written", "typed", "is_found"),
    [
        ("Hội Nông dân tỉnh", "hoi nong dan", True),
        ("Hội Nông dân tỉnh", "hội nông dân", True),
        ("Hội Nông dân tỉnh", "HỘI NÔNG DÂN", True),
        ("Hội Nông dân tỉnh", "hội nông dẫn", False),
        ("Hội Nông dân tỉnh", "hoi nong dan huyen", False),
        ("Hội Nông dân tỉnh", "nông hội", False),
        ("Hội Nông dân tỉnh", "hội nong dân", True),
        ("Hội Nông dân tỉnh", "hồi nong dân", False),
        ("Hội Nông dân tỉnh, Hội Luật gia", "hội luật gia", True),
        ("Hội Nông dân tỉnh, Hội Luật già", "hội luật gia, nông dân", True),
        ("phường Hòa Bình", "hoà bình", True),
        ("phường Hoà Bình", "hòa bình", True),
        ("ủy ban", "uỷ ban", True),
        ("đoàn thể", "doan the", True),
        ("đoàn thể", "đoan the", False),
        ("Số 45/KH-UBND", "45/kh-ubnd", True),
        ("khen thưởng", "khen thường", False),
        ("khối thi đua", "%", False),
        ("khối thi đua", "th*", False),
        ('nói "thi đua" thôi', '"thi đua" AND', False),
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_search_ignores_case_and_marks_that_were_left_out(
    state: State, make: Make, written: str, typed: str, is_found: bool, form: str
) -> None:
    number = make(unicodedata.normalize(form, f"Phần đầu. {written}. Phần cuối."), **BARE)
    other = "NFD" if form == "NFC" else "NFC"
    assert found(state, words=unicodedata.normalize(other, typed)) == ([number] if is_found else [])


@pytest.fixture
def crowded(state: State, make: Make, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Twelve documents that all speak of peasants; every third of the province, one of lawyers. Low limits make twelve many."""
    monkeypatch.setattr(search, "RARE", 1)
    monkeypatch.setattr(search, "EVERYWHERE", 2)
    monkeypatch.setattr(queue, "MOST_FOUND", 3)
    monkeypatch.setattr(library, "PAGE_SIZE", 2)
    texts = ["Hội Nông dân tỉnh" if n % 3 == 0 else "Hội Nông dân huyện" for n in range(12)]
    texts[5] += ", Hội Luật gia huyện"
    dated = BARE | {"meeting": machine_record().model_dump(mode="json")["meeting"]}
    return [make(f"{text} họp.", f"{n}.txt", **dated) for n, text in enumerate(texts)]


@pytest.mark.each_on_both
@pytest.mark.parametrize(
    ("typed", "spread", "which"),
    [
        ("Hội Nông dân", Spread.EVERYWHERE, range(12)),
        ("hoi nong dan", Spread.EVERYWHERE, range(12)),
        ("hội nong dân", Spread.EVERYWHERE, range(12)),
        ("hội nông", Spread.EVERYWHERE, range(12)),
        ("dan", Spread.EVERYWHERE, range(12)),
        ("Hội Nông dân tỉnh", Spread.COMMON, range(0, 12, 3)),
        ("hoi nong dan tinh", Spread.COMMON, range(0, 12, 3)),
        ("nông dân tinh", Spread.COMMON, range(0, 12, 3)),
        ("luật gia", Spread.RARE, [5]),
        ("hội nông dẫn", Spread.RARE, []),
        ("hội nòng dân", Spread.RARE, []),
    ],
)
def test_the_same_is_found_whether_few_documents_hold_it_or_nearly_all(
    state: State, crowded: list[int], typed: str, spread: Spread, which: Iterable[int]
) -> None:
    with state.store.session() as session:
        assert Query.of(typed).spread(session) is spread
    assert found(state, words=typed) == [crowded[n] for n in which]
    assert found(state, words=typed, year=2023) == [crowded[n] for n in which] and found(state, words=typed, year=1999) == []


def test_of_common_words_each_status_has_its_number_and_pages_lead_on_beyond_what_was_counted(
    state: State, reviewer: Person, crowded: list[int]
) -> None:
    with state.store.session() as session:
        batch.remove(session, crowded[:2])
        counts = queue.counts(session, queue.choose(session, Filter(words="hội nông dân")))
        assert (counts[Status.EXTRACTED], counts[Status.REMOVED]) == (queue.Count(3, True), queue.Count(2))
    shown = []
    address: str | None = "/?q=hội+nông+dân&status=extracted&order=oldest"
    while address:
        page = parsed(reviewer.get(address).text)
        shown.append([int(number) for number in page.xpath("//tbody//input[@name='document']/@value")])
        address = next(iter(page.xpath("//a[@rel='next']/@href")), None)
    assert sum(shown, []) == crowded[2:]
    assert "Trang 2 / 3+" in " ".join(parsed(reviewer.get("/?q=hội+nông+dân&status=extracted&page=9").text).text_content().split())


def test_words_that_stand_as_typed_come_before_words_that_might(state: State, make: Make) -> None:
    make("Hội Luật già họp.", **BARE)
    exact = make("Hội Luật gia họp.", "khác.txt", **BARE)
    assert found(state, words="hội luật gia") == [exact]


def test_what_a_person_corrected_is_found_although_it_stands_nowhere_in_the_text(state: State, make: Make) -> None:
    number = make()
    with state.store.session() as session:
        seen = reviews.reviewed(session, documents.get(session, number))
        first, *rest = seen.record["organizations"]
        record = {**seen.record, "organizations": [first | {"name": "Cụm thi đua miền núi", "origin": 0}, *rest]}
        reviews.keep(session, seen, record, Act.SAVED, 2, version=0)
    assert found(state, words="cum thi dua mien nui") == [number] == found(state, organization="cụm thi đua miền núi")


def test_each_filter_chooses_what_it_says_and_no_more(state: State, make: Make) -> None:
    meeting = machine_record().model_dump(mode="json")["meeting"]
    one = make(name="một.txt", meeting=meeting | {"block": "Khối thi đua số 1", "review_year": 2021})
    two = make(name="hai.txt", warnings=["W111 Trang 2: chất lượng chữ kém"], document={**_document(), "kind": "report"})
    assert found(state, kind="report") == [two] and found(state, kind="minutes") == [one]
    assert found(state, block="khoi thi dua so 1") == [one] and found(state, block="Khối thi đua số") == [one]
    assert found(state, block="Khối thi đua số 10") == []
    assert found(state, year=2021) == [one] and found(state, year=2023) == [two]
    assert found(state, organization="Hội Nông dân huyện") == [one, two] and found(state, organization="Hội Nông dân tỉnh") == []
    assert found(state, grade="poor") == [two] and found(state, warned=True) == [two]
    assert found(state, status=Status.CONFIRMED) == []


def _document() -> dict[str, object]:
    return dict(machine_record().model_dump(mode="json")["document"])


def test_tags_stand_in_the_list_and_lead_to_all_that_have_them(state: State, make: Make, reviewer: Person) -> None:
    one, two = make(name="một.txt"), make(name="hai.txt", document=_document() | {"title": "Báo cáo hai"})
    with state.store.session() as session:
        documents.tag(session, one, ["Kho 2023", "Cụm 4 & 5"])
        documents.tag(session, two, ["Kho 2023"])
    page = parsed(reviewer.get("/?year=2023&order=oldest").text)
    shown = {row.xpath("string(.//a[@class='title'])"): row.xpath(".//small[@class='tags']/a/text()") for row in page.xpath("//tbody/tr")}
    assert list(shown.values()) == [["Cụm 4 & 5", "Kho 2023"], ["Kho 2023"]]
    (address,) = page.xpath("//small[@class='tags']/a[text()='Cụm 4 & 5']/@href")
    assert titles(reviewer.get(address).text) == [next(iter(shown))] and "year=2023" in address
    assert found(state, tag="Kho 2023") == [one, two] and found(state, tag="Kho") == []


def test_the_most_doubtful_stands_first_where_people_begin(reviewer: Person, make: Make) -> None:
    for name, confidence in (("chắc.txt", 1.0), ("ngờ.txt", 0.2), ("vừa.txt", 0.7)):
        make(name=name, confidence=confidence, document=_document() | {"title": name})
    assert titles(reviewer.get("/?status=extracted").text) == ["ngờ.txt", "vừa.txt", "chắc.txt"]
    assert titles(reviewer.get("/?order=oldest").text) == ["chắc.txt", "ngờ.txt", "vừa.txt"]


def test_counts_follow_the_filter_and_the_bin_is_counted_by_itself(state: State, make: Make) -> None:
    numbers = [make(name=f"{n}.txt") for n in range(3)]
    with state.store.session() as session:
        assert batch.remove(session, numbers[:1]) == batch.Done((numbers[0],), 0)
        chosen = queue.choose(session, Filter(words="tong ket cong tac"))
        counts = queue.counts(session, chosen)
        assert (counts[Status.EXTRACTED].number, counts[Status.REMOVED].number, queue.total(counts, None).number) == (2, 1, 2)


@pytest.mark.parametrize(
    "query",
    ["status=x", "kind=x", "year=abc", "year=99999999999", "person=-1", "grade=5", "order=up", "page=x", "warned=yes", "year=２０２４"]
    + ["status=new&status=failed", "q=a&q=b", f"q={'a' * 201}", f"block={'b' * 300}", "q=%00"],
)
def test_a_filter_that_cannot_be_is_told_and_not_guessed_at(reviewer: Person, query: str) -> None:
    answer = reviewer.get(f"/?{query}")
    assert answer.status_code == 400 and "E340" in notes(answer.text)


class Desk:
    """The queue as a person uses it: ticks and presses."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def press(self, act: str, numbers: list[int], at: str = "", **fields: str) -> str:
        form = form_of(self.person.get(f"/?{at}").text, "/queue/export")
        form.setlist("document", [str(number) for number in numbers])
        for name, value in fields.items():
            form[name] = value
        answer = self.person.client.post(f"/queue/{act}", data=form, follow_redirects=True)
        return f"{answer.status_code} {notes(answer.text)}"


@pytest.fixture
def desk(reviewer: Person) -> Desk:
    return Desk(reviewer)


@pytest.fixture
def lead(app: Flask) -> Desk:
    person = Person(app)
    assert person.sign_in("lead").status_code == 302
    return Desk(person)


def test_the_sure_ones_are_confirmed_and_the_others_left(state: State, make: Make, desk: Desk) -> None:
    low = make(name="ngờ.txt")
    meeting, document = machine_record().model_dump(mode="json")["meeting"], _document()
    sure = {"meeting": meeting | {"confidence": 1.0}, "document": document | {"confidence": 0.95}, "people": [], "leaders": []}
    high, in_work = (make(name=name, confidence=0.97, **sure) for name in ("chắc.txt", "đang sửa.txt"))
    with state.store.session() as session:
        machine = documents.machine_record(session, in_work)
        assert machine is not None
        work = {"machine_record_id": machine.id, "base_version": 0, "tab": "t", "edit": 1, "open": True, "form": {}, "saved": now()}
        session.add(Draft(document_id=in_work, reviewer_id=3, **work))
    said = desk.press("confirm", [low, high, in_work], sure="90")
    assert "Đã xác nhận: 1 văn bản." in said and "Bỏ qua: 2 văn bản" in said
    assert found(state, status=Status.CONFIRMED) == [high]
    with state.store.session() as session:
        rows = session.query(Judgement).filter_by(document_id=high, section="organizations").all()
        assert [(row.found, row.kept, row.changed, row.removed, row.added) for row in rows] == [(3, 3, 0, 0, 0)]


def test_documents_are_given_to_people_and_found_by_them(state: State, make: Make, desk: Desk, lead: Desk) -> None:
    one, two = make(name="một.txt"), make(name="hai.txt")
    assert "Đã giao: 1" in desk.press("assign", [one], person="2")
    assert desk.press("assign", [two], person="3").startswith("403")
    assert "Đã giao: 2" in lead.press("assign", [one, two], person="3")
    assert found(state, person=3) == [one, two] and found(state, person=2) == []
    assert "Đã bỏ giao: 1" in lead.press("assign", [one], person="0") and found(state, person=3) == [two]


@pytest.mark.parametrize("person", ["1", "777", "2"], ids=["a viewer", "nobody", "at rest"])
def test_documents_are_given_only_to_people_who_review(state: State, document: int, lead: Desk, person: str) -> None:
    with state.store.session() as session:
        users.set_active(session, users.known(session, 2), False)
    said = lead.press("assign", [document], person=person)
    assert said.startswith("400") and "E345" in said
    assert found(state, person=int(person)) == []
    offered = parsed(lead.person.get("/").text).xpath("//div[@id='acts']//select[@name='person']/option/@value")
    assert offered == ["3", "4", "0"]


def test_what_is_in_the_bin_is_out_of_the_way_and_comes_back_as_it_was(state: State, make: Make, desk: Desk, lead: Desk) -> None:
    number = make()
    form = desk.person.record_form(number)
    assert desk.press("remove", [number]).startswith("403")
    assert "Đã chuyển vào thùng rác: 1" in lead.press("remove", [number])
    assert found(state) == [] and found(state, status=Status.REMOVED) == [number]
    answer = desk.person.get(f"/documents/{number}")
    assert answer.status_code == 410 and "E341" in notes(answer.text)
    assert desk.person.decide(form, "confirm", number).status_code == 410
    assert "Đã khôi phục: 1" in lead.press("restore", [number], at="status=removed")
    assert found(state, status=Status.EXTRACTED) == [number] and desk.person.get(f"/documents/{number}").status_code == 200


def test_ticked_documents_are_read_again_and_what_people_decided_stays(state: State, desk: Desk) -> None:
    upload(desk.person, ("một.txt", TEXT.encode()), ("hai.txt", TEXT.replace("2023", "2022").encode()))
    assert desk.person.decide(desk.person.record_form(1), "confirm").status_code == 302
    assert "Sẽ trích xuất lại: 2" in desk.press("reextract", [1, 2])
    with state.store.session() as session:
        run = session.scalars(select(Job.run)).first()
    assert run is None and _idle(state)
    with state.store.session() as session:
        assert session.scalars(select(MachineRecord.document_id).order_by(MachineRecord.id)).all()[2:] in ([1, 2], [2, 1])
        assert [documents.get(session, number).status for number in (1, 2)] == [Status.CONFIRMED, Status.EXTRACTED]


def _idle(state: State) -> bool:
    """Wait until everything has been read."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        with state.store.session() as session:
            if session.scalar(select(Job.document_id).where(Job.state.in_([JobState.WAITING, JobState.RUNNING])).limit(1)) is None:
                return True
        sleep(0.1)
    return False


def test_all_of_a_filter_are_acted_on_not_only_the_page(state: State, make: Make, lead: Desk) -> None:
    numbers = [make(name=f"{n}.txt") for n in range(3)]
    other = make("Một văn bản khác hẳn.", "khác.txt", **BARE, document=UNTITLED)
    assert "thùng rác: 3" in lead.press("remove", [], at="q=tong+ket+cong+tac", all="1")
    assert found(state) == [other] and found(state, status=Status.REMOVED) == numbers


@pytest.mark.parametrize("format_name", ["jsonl", "csv", "xlsx"])
def test_ticked_documents_are_exported_and_no_others(make: Make, desk: Desk, format_name: str) -> None:
    numbers = [make(name=f"{n}.txt") for n in range(3)]
    form = form_of(desk.person.get("/").text, "/queue/export")
    form.setlist("document", [str(numbers[1])])
    form["format"] = format_name
    with desk.person.client.post("/queue/export", data=form) as answer:
        assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")
        if format_name == "jsonl":
            assert [Record.model_validate_json(line).source for line in answer.data.splitlines()] == ["1.txt"]


@pytest.mark.parametrize(
    ("act", "numbers", "fields", "code"),
    [
        ("assign", [], {"person": "2"}, "E342"),
        ("assign", [1], {"person": "x"}, "E306"),
        ("assign", [1], {"person": "99999999999"}, "E306"),
        ("confirm", [1], {"sure": "40"}, "E306"),
        ("confirm", [1], {"sure": "1e9"}, "E306"),
        ("confirm", list(range(1, 502)), {"sure": "90"}, "E343"),
        ("confirm", [0], {"sure": "90"}, "E306"),
        ("confirm", [1], {"sure": "90", "query": "status=x"}, "E340"),
        ("export", [1], {"format": "exe"}, "E317"),
        ("filters", [], {"name": "  "}, "E344"),
        ("filters", [], {"name": "a" * 61}, "E344"),
        ("filters/7/forget", [], {}, "E308"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_changes_nothing(
    state: State, document: int, desk: Desk, act: str, numbers: list[int], fields: dict[str, str], code: str
) -> None:
    said = desk.press(act, numbers, **fields)
    assert said.startswith("4") and code in said
    assert found(state, status=Status.EXTRACTED) == [document] and found(state, person=2) == []


def test_a_filter_is_saved_under_a_name_found_again_and_is_ones_own(app: Flask, document: int, reviewer: Person, lead: Desk) -> None:
    page = reviewer.get("/?q=nong+dan&year=2023").text
    form = form_of(page, "/queue/filters")
    form["name"] = "Nông dân 2023"
    assert reviewer.client.post("/queue/filters", data=form).status_code == 302
    assert "E344" in notes(reviewer.client.post("/queue/filters", data=form).text)
    (link,) = parsed(reviewer.get("/").text).xpath("//a[text()='Nông dân 2023']")
    assert titles(reviewer.get(link.get("href")).text) == ["Cụm thi đua số 4 tổng kết công tác năm 2023"]
    assert "Nông dân 2023" not in lead.person.get("/").text
    forget = form_of(reviewer.get("/").text, "/forget")
    theirs = {"query": "", "csrf_token": lead.person.token()}
    assert lead.person.client.post("/queue/filters/1/forget", data=theirs).status_code == 404
    assert reviewer.client.post("/queue/filters/1/forget", data=forget).status_code == 302
    assert "Nông dân 2023" not in reviewer.get("/").text


def test_names_are_offered_as_they_are_typed(reviewer: Person, document: int) -> None:
    assert reviewer.get("/queue/names?q=hoi+n").json == ["Hội Nông dân huyện"]
    assert reviewer.get("/queue/names?q=").json == [] == reviewer.get("/queue/names?q=%25").json


LONG = "Hội nghị tổng kết phong trào thi đua của các đơn vị thành viên năm qua đã nghe báo cáo và thảo luận. " * 3


def test_a_new_version_of_a_document_is_pointed_out(reviewer: Person, make: Make) -> None:
    base = " ".join(f"Đơn vị thứ {n} hoàn thành {n * 7} nhiệm vụ được giao trong năm." for n in range(60))
    make(base, "bản một.txt")
    make(base.replace("thứ 7 ", "thứ bảy "), "bản hai.txt")
    make(LONG, "khác hẳn.txt")
    (similar,) = parsed(reviewer.get("/").text).xpath("//small[contains(@class, 'similar')]")
    assert "bản một.txt" in similar.text_content() and similar.xpath("./a/@href") == ["/documents/1"]
