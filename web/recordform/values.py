"""Single values between record and form: what is shown for a value, and what a typed text stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from web.labels import N_
from web.recordform.fields import Field, Kind

FormValue = str | bool | tuple[str, ...]
"""What a form holds for a field: a text, a tick, or several ticks."""

MOST_CHARACTERS = 20_000
EMPTY = N_("Không được để trống.")
TOO_LONG = N_("Dài quá 20.000 ký tự.")
NOT_A_DATE = N_("Ghi ngày như 22/06/2024, 06/2024 hoặc 2024.")
NO_SUCH_DAY = N_("Không có ngày này trong lịch.")
NOT_A_TERM = N_("Ghi năm hoặc nhiệm kỳ như 2024 hoặc 2023-2028.")
NOT_A_NUMBER = N_("Ghi một số nguyên bằng chữ số.")
NOT_A_CHOICE = N_("Chọn một trong các giá trị đã cho.")

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_VIETNAMESE = re.compile(r"(?:(?:(\d{1,2})\s?[/.-]\s?)?(\d{1,2})\s?[/.-]\s?)?(\d{4})")
_TERM = re.compile(r"(\d{4})(?:\s?[-–—]\s?(\d{4}))?")


class Unacceptable(ValueError):
    """A typed value that stands for nothing; its text is a message for the person (a message id)."""


def clean(text: str) -> str:
    """NFC, single-spaced, without control and format characters or lone surrogates: the form in which the record keeps words.

    >>> clean(" Hội\\tNông  dân\\x00 ")
    'Hội Nông dân'
    """
    spaced = " ".join(text.split())
    if spaced.isprintable() and unicodedata.is_normalized("NFC", spaced):
        return spaced  # as nearly all texts are: nothing in it is of the kinds that go
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if c.isspace() else c for c in composed if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return " ".join("".join(kept).split())


def shown(field: Field, value: Any) -> FormValue:
    """What the form shows for a record's value; dates as people here write them.

    >>> shown(Field("date", "", Kind.DATE, False), "2024-06-22")
    '22/06/2024'
    """
    if field.kind is Kind.FLAG:
        return bool(value)
    if field.kind is Kind.CHOICES:
        return tuple(value or ())
    if value is None:
        return ""
    if field.kind is Kind.LINES:
        return "\n".join(value)
    return "/".join(reversed(value.split("-"))) if field.kind is Kind.DATE else str(value)


def blank(field: Field) -> FormValue:
    """What the form shows for a field of an entry that is being added."""
    if field.kind is Kind.CHOICE and field.required:
        return field.choices[0]
    return False if field.kind is Kind.FLAG else () if field.kind is Kind.CHOICES else ""


def understood(field: Field, value: FormValue) -> Any:
    """The record's value for what a person entered. Raises Unacceptable with the message for that person."""
    if isinstance(value, bool):
        return value
    if isinstance(value, tuple):
        if not set(value) <= set(field.choices):
            raise Unacceptable(NOT_A_CHOICE)
        return [choice for choice in field.choices if choice in value]
    if len(value) > MOST_CHARACTERS:
        raise Unacceptable(TOO_LONG)
    if field.kind is Kind.LINES:
        return [line for line in map(clean, value.splitlines()) if line]
    text = clean(value)
    if not text and field.required:
        raise Unacceptable(EMPTY)
    if not text:
        return None
    reader = _READERS.get(field.kind)
    return reader(text, field.choices) if reader else text


def _date(text: str, _choices: Sequence[str]) -> str:
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _VIETNAMESE.fullmatch(text):
        day, month, year = match.groups()
    else:
        raise Unacceptable(NOT_A_DATE)
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise Unacceptable(NO_SUCH_DAY) from None
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


def _term(text: str, _choices: Sequence[str]) -> str:
    match = _TERM.fullmatch(text)
    if not match or match[2] and match[2] < match[1]:
        raise Unacceptable(NOT_A_TERM)
    return "-".join(year for year in match.groups() if year)


def _number(text: str, _choices: Sequence[str]) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Unacceptable(NOT_A_NUMBER)
    return int(text)


def _choice(text: str, choices: Sequence[str]) -> str:
    if text not in choices:
        raise Unacceptable(NOT_A_CHOICE)
    return text


_READERS: dict[Kind, Callable[[str, Sequence[str]], Any]] = {
    Kind.DATE: _date,
    Kind.TERM: _term,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
}
