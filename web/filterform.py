"""The queue's filter as it stands in an address, and back: nothing unknown, doubled or overlong passes in silence."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import get_args
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from extractor.record import DocumentKind
from extractor.text.grades import Grade
from web.errors import BadFilter
from web.store.models import Status
from web.store.queue import Filter, Order

MOST_LETTERS = 200
MOST_NUMBER = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 1900, 2199
KINDS: tuple[str, ...] = get_args(DocumentKind)
GRADES = (Grade.POOR.value, Grade.FAIR.value)
"""Grades that a document can be filtered by; nothing is told of pages that are good."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the list."""

    filter: Filter
    order: Order
    page: int

    def arguments(self, **changed: object) -> dict[str, str]:
        """The parameters of an address that asks the same, but for what is changed; what chooses nothing is left out. A change of the
        filter leads to its first page."""
        mine = self.filter
        values: dict[str, object] = {
            "status": mine.status,
            "q": mine.words,
            "kind": mine.kind,
            "block": mine.block,
            "year": mine.year,
            "org": mine.organization,
            "person": mine.person,
            "grade": mine.grade,
            "warned": 1 if mine.warned else None,
            "tag": mine.tag,
            "order": self.order if self.order is not usual_order(mine.status) else None,
        }
        return {name: str(value) for name, value in (values | changed).items() if value not in (None, "")}

    def address(self, **changed: object) -> str:
        """The same as the part of an address after the question mark."""
        return urlencode(self.arguments(**changed))

    @property
    def narrowed(self) -> int:
        """How many fields beside status and search choose something."""
        return sum(bool(getattr(self.filter, field.name)) for field in fields(Filter) if field.name not in ("status", "words"))


def usual_order(status: Status | None) -> Order:
    """What stands first where nobody chose: among documents that wait for a person the most doubtful, else the newest."""
    return Order.DOUBTFUL if status is Status.EXTRACTED else Order.NEWEST


def asked(arguments: MultiDict[str, str]) -> Asked:
    """Read an address's parameters, other names left aside. Raises BadFilter for a value that cannot be, a doubled or an overlong one."""
    one = _Reader(arguments)
    chosen = Filter(
        status=Status(status) if (status := one.choice("status", tuple(Status))) else None,
        words=one.text("q"),
        kind=one.choice("kind", KINDS),
        block=one.text("block"),
        year=one.number("year", FIRST_YEAR, LAST_YEAR),
        organization=one.text("org"),
        person=one.number("person", 1, MOST_NUMBER),
        grade=one.choice("grade", GRADES),
        warned=one.choice("warned", ("1",)) is not None,
        tag=one.text("tag"),
    )
    order = one.choice("order", tuple(Order))
    return Asked(chosen, Order(order) if order else usual_order(chosen.status), one.number("page", 0, MOST_NUMBER) or 1)


def asked_by_address(address: str) -> Asked:
    """As `asked`, from the part of an address after the question mark. Raises BadFilter."""
    if len(address) > 20 * MOST_LETTERS:
        raise BadFilter
    return asked(MultiDict(parse_qsl(address, keep_blank_values=True, max_num_fields=50)))


class _Reader:
    """Takes parameters out one by one."""

    def __init__(self, arguments: MultiDict[str, str]) -> None:
        self._arguments = arguments

    def text(self, name: str) -> str:
        given = self._arguments.getlist(name)
        if len(given) > 1 or any(len(value) > MOST_LETTERS or "\0" in value for value in given):
            raise BadFilter(name)
        return given[0].strip() if given else ""

    def choice(self, name: str, choices: tuple[str, ...]) -> str | None:
        given = self.text(name)
        if given and given not in choices:
            raise BadFilter(f"{name}={given[:40]}")
        return given or None

    def number(self, name: str, least: int, most: int) -> int | None:
        given = self.text(name)
        if not given:
            return None
        if not (given.isascii() and given.isdecimal() and len(given) <= 10 and least <= int(given) <= most):
            raise BadFilter(f"{name}={given[:40]}")
        return int(given)
