"""Which values may be suggested where: fields that hold the same sort of value share what people confirmed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

SORTS: Mapping[str, tuple[str, ...]] = {
    "organization": (
        *("organizations.name", "positions.organization", "meeting.conveners", "meeting.block", "leaders.body", "awards.grantor"),
        *("awards.recipient", "awards.proposer", "campaigns.launched_by", "references.issuer", "tasks.assignee"),
    ),
    "person": ("people.name", "document.authors"),
    "holder": ("leaders.holder",),
    "title": ("positions.title", "leaders.position"),
    "award": ("awards.award",),
    "campaign": ("campaigns.name",),
    "reference": ("references.kind",),
    "place": ("meeting.place",),
}
"""The sort of value that each field holds, by the fields' labels."""

ALIKE: Mapping[str, tuple[str, ...]] = {"holder": ("holder", "organization", "person")}
"""Sorts whose values may also be suggested for a sort: whoever holds an office is an organisation or a person."""

LONGEST = 300
"""Longer values are sentences, which nobody picks from a list."""


def sort_of(label: str) -> str | None:
    """The sort of the field's values; None for fields whose values are their own each time."""
    return next((sort for sort, labels in SORTS.items() if label in labels), None)


def plain(text: str) -> str:
    """The text without case and marks, as people type in a hurry.

    >>> plain("Hội Nông dân  Đông Anh")
    'hoi nong dan dong anh'
    """
    apart = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


def values_in(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The values of a record that may be suggested, each with its sort."""
    for section in (*record, "positions"):
        entries = _positions(record) if section == "positions" else record[section]
        for entry in entries if isinstance(entries, list) else [entries]:
            for name, value in entry.items() if isinstance(entry, Mapping) else ():
                sort = sort_of(f"{section}.{name}")
                for one in value if isinstance(value, list) else [value]:
                    if sort and isinstance(one, str) and 0 < len(one) <= LONGEST:
                        yield sort, one


def _positions(record: Mapping[str, Any]) -> list[Any]:
    return [position for person in record.get("people") or [] for position in person.get("positions") or []]
