"""What a record's form consists of, read off the pydantic models: no record type or field is named here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from extractor.record import Entry, IsoDate, Record, Term


class Kind(StrEnum):
    """How a value is entered."""

    TEXT = "text"
    DATE = "date"
    TERM = "term"
    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    LINES = "lines"
    ENTRIES = "entries"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entry. `label` is the key into the labels, `choices` are a Literal's values, `inner` describes nested entries."""

    name: str
    label: str
    kind: Kind
    required: bool
    choices: tuple[str, ...] = ()
    inner: Section | None = None


@dataclass(frozen=True)  # no slots: its main field is looked for once
class Section:
    """One record type: `least` and `most` say how many entries it has (`most` None: any number)."""

    name: str
    model: type[Entry]
    fields: tuple[Field, ...]
    least: int
    most: int | None

    @cached_property
    def main(self) -> Field:
        """The field by which people know an entry: the first text that must be there, else the first text."""
        texts = [field for field in self.fields if field.kind is Kind.TEXT]
        return next((field for field in texts if field.required), texts[0])

    @property
    def single(self) -> bool:
        """Whether the record holds one entry (or none) instead of a list."""
        return self.most == 1


@cache
def sections(record: type[BaseModel] = Record) -> tuple[Section, ...]:
    """Every record type of the model in its order: the fields that hold an entry, an entry or none, or a list of entries."""
    found = []
    for name, info in record.model_fields.items():
        bare, optional = _without_none(info.annotation)
        if entry := _entry(bare):
            found.append(Section(name, entry, _fields(name, entry), 0 if optional else 1, 1))
        elif get_origin(bare) is list and (entry := _entry(get_args(bare)[0])):
            found.append(Section(name, entry, _fields(name, entry), 0, None))
    return tuple(found)


def _fields(section: str, entry: type[Entry]) -> tuple[Field, ...]:
    own = (name for name in entry.model_fields if name not in Entry.model_fields)
    return tuple(_field(section, name, _annotation(entry, name)) for name in own)


def _annotation(entry: type[Entry], name: str) -> Any:
    """The annotation with its metadata: pydantic moves the pattern of a bare `IsoDate` away from the annotation."""
    info = entry.model_fields[name]
    for known in (IsoDate, Term):
        if info.metadata and info.metadata == _metadata(known):
            return known
    return info.annotation


@cache
def _metadata(annotated: Any) -> list[Any]:
    class Probe(BaseModel):
        value: annotated

    return Probe.model_fields["value"].metadata


def _field(section: str, name: str, annotation: Any) -> Field:
    bare, optional = _without_none(annotation)
    label = f"{section}.{name}"
    if bare in (IsoDate, Term):
        return Field(name, label, Kind.DATE if bare == IsoDate else Kind.TERM, not optional)
    if get_origin(bare) is Literal:
        return Field(name, label, Kind.CHOICE, not optional, get_args(bare))
    if get_origin(bare) is list:
        (item,) = get_args(bare)
        if entry := _entry(item):
            return Field(name, label, Kind.ENTRIES, False, inner=Section(name, entry, _fields(name, entry), 0, None))
        if get_origin(item) is Literal:
            return Field(name, label, Kind.CHOICES, False, get_args(item))
        return Field(name, label, Kind.LINES, False)
    kinds = {bool: Kind.FLAG, int: Kind.NUMBER}
    return Field(name, label, kinds.get(bare, Kind.TEXT), not optional)


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """The annotation without `None`, and whether `None` was allowed."""
    if get_origin(annotation) in (Union, UnionType):
        rest = [item for item in get_args(annotation) if item is not NoneType]
        return rest[0], len(rest) < len(get_args(annotation))
    return annotation, False


def _entry(annotation: Any) -> type[Entry] | None:
    return annotation if isinstance(annotation, type) and issubclass(annotation, Entry) else None
