"""Records as tables, one a record type (and one for entries nested in entries), drawn from the same description as the form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from web.exports import Exported
from web.labels import CHOICES, FIELDS, N_, SECTIONS, STATUSES
from web.localization import translate
from web.recordform.fields import Field, Kind, Section, sections

Value = str | int | None
SOURCE_COLUMNS = (N_("Mã văn bản"), N_("Tên tệp"), N_("Trạng thái"))
YES = N_("có")


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, its columns' headings (message ids), and the record type; `parent` for entries nested in its entries."""

    name: str
    section: Section
    nested: Field | None = None

    @property
    def title(self) -> str:
        """The heading of the sheet (a message id)."""
        return SECTIONS[self.name]

    @property
    def headings(self) -> list[str]:
        """The headings of all columns (message ids)."""
        fields = [self.section.main, *self.nested.inner.fields] if self.nested and self.nested.inner else self.section.fields
        return [*SOURCE_COLUMNS, *(FIELDS[field.label] for field in fields)]

    def rows(self, document: Exported, language: str) -> Iterator[list[Value]]:
        """The rows that one document gives."""
        held = getattr(document.record, self.section.name)
        status = translate(STATUSES[document.status], language)
        for entry in [] if held is None else [held] if self.section.single else held:
            for cells in self._of_entry(entry, language):
                yield [document.number, document.name, status, *cells]

    def _of_entry(self, entry: Any, language: str) -> Iterator[list[Value]]:
        if self.nested is None or self.nested.inner is None:
            yield [_value(field, getattr(entry, field.name), language) for field in self.section.fields]
            return
        main = _value(self.section.main, getattr(entry, self.section.main.name), language)
        for inner in getattr(entry, self.nested.name):
            yield [main, *(_value(field, getattr(inner, field.name), language) for field in self.nested.inner.fields)]


@cache
def tables() -> tuple[Table, ...]:
    """All tables, nested ones after those that they are nested in."""
    found = []
    for section in sections():
        found.append(Table(section.name, section))
        found += [Table(field.inner.name, section, field) for field in section.fields if field.inner]
    return tuple(found)


def _value(field: Field, value: Any, language: str) -> Value:
    """What a cell holds: numbers stay numbers, lists become one text, choices are named in the language, dates stay ISO for sorting."""
    if value is None or isinstance(value, int) and not isinstance(value, bool):
        return value
    if field.kind is Kind.FLAG:
        return translate(YES, language) if value else None
    if field.kind is Kind.CHOICE:
        return _choice(field, str(value), language)
    if field.kind is Kind.CHOICES:
        return "; ".join(_choice(field, choice, language) for choice in value)
    if field.inner:
        return "; ".join(_in_words(field.inner, inner) for inner in value)
    return "; ".join(value) if isinstance(value, list) else str(value)


def _choice(field: Field, value: str, language: str) -> str:
    return translate(CHOICES.get(f"{field.label}.{value}", value), language)


def _in_words(section: Section, entry: Any) -> str:
    """A nested entry in one line: "Phó Chủ tịch, UBND tỉnh"."""
    values = (getattr(entry, field.name) for field in section.fields)
    return ", ".join(str(value) for value in values if value)
