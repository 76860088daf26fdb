"""The line from file bytes to a record, as one function: the map for every newcomer."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from extractor.checks import check
from extractor.confidence import calibrated
from extractor.document import Mention, Mentions, ParsedDocument, Text
from extractor.memo import forget
from extractor.parsers.sniff import sniff
from extractor.record import Record
from extractor.registry import FINDERS, PARSERS, resolve
from extractor.relations.authors import as_signed
from extractor.relations.awards import awards
from extractor.relations.campaigns import campaigns
from extractor.relations.chunks import Chunked
from extractor.relations.document import document
from extractor.relations.leaders import leaders
from extractor.relations.meeting import gathered, meeting
from extractor.relations.members import members
from extractor.relations.organizations import organizations
from extractor.relations.people import people
from extractor.relations.references import references
from extractor.relations.tasks import tasks
from extractor.text.clean import clean
from extractor.text.furniture import mark_furniture
from extractor.text.grades import graded
from extractor.text.language import language_warning
from extractor.text.sentences import split
from extractor.text.tokens import tokenize


def extract(source: bytes | str | Path, name: str | None = None) -> Record:
    """The record of one document.

    `source` is the file's bytes, or its path; `name` is the file name to go by when bytes are given. Raises `UnreadableFile` or one of
    its children when no text can be had from it, and FileNotFoundError for a path that is not there.

    >>> extract("Hội Nông dân tỉnh dự họp.".encode(), "tin.txt").organizations[0].name
    'Hội Nông dân tỉnh'
    """
    data, called = (source, name or "document") if isinstance(source, bytes) else (Path(source).read_bytes(), name or Path(source).name)
    return _record(_parsed(data, called), called, hashlib.sha256(data).hexdigest())


@contextmanager
def _without_looking_for_rings() -> Iterator[None]:
    """Let Python not look for values that refer to each other in a ring: texts, mentions and entries make none, and the look takes 4 %
    of the time. Parsers do make some, so they stay outside. Where several threads extract, whichever ends first lets Python look again."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


@_without_looking_for_rings()
def _record(parsed: ParsedDocument, name: str, sha256: str) -> Record:
    """All from the parsed file to the record; what stands between them is gone before Python looks again."""
    try:
        text = _read(parsed)
        return relate(text, find(text), name=name, sha256=sha256)
    finally:
        forget()


def read(data: bytes, name: str) -> Text:
    """Clean text with blocks, tokens and sentences, and a warning where it does not look Vietnamese."""
    return _read(_parsed(data, name))


def _parsed(data: bytes, name: str) -> ParsedDocument:
    parsed: ParsedDocument = resolve(PARSERS[sniff(data, name)])(data, name)
    return parsed


@_without_looking_for_rings()
def _read(parsed: ParsedDocument) -> Text:
    text: Text = graded(mark_furniture(clean(parsed)))
    tokens = tokenize(text)
    foreign = language_warning(text.text)
    return replace(text, tokens=tokens, sentences=split(text, tokens), warnings=(*text.warnings, *([foreign] if foreign else [])))


@_without_looking_for_rings()
def find(text: Text) -> Mentions:
    """All mentions of the text, by every finder of the registry."""
    found: dict[str, tuple[Mention, ...]] = {}
    for kinds, finder in FINDERS.items():
        mentions = resolve(finder)(text)
        found.update(zip(kinds, mentions if len(kinds) > 1 else (mentions,), strict=True))
    return Mentions(**found)  # type: ignore[arg-type]  # the registry's keys are the fields' names, which no type says


@_without_looking_for_rings()
def relate(text: Text, mentions: Mentions, *, name: str, sha256: str) -> Record:
    """Mentions related to the entries of a record, questioned by the checks, each as sure as its rules have proved."""
    head = document(text, mentions)
    mentions = as_signed(mentions, head)
    met = meeting(text, mentions, head)
    chunks = Chunked(text, mentions)
    led = leaders(text, mentions, chunks, head, met)
    persons = people(text, mentions, chunks, head, met, led)
    given = awards(text, mentions, head, met)
    record = Record(
        source=name,
        sha256=sha256,
        text=text.text,
        warnings=list(text.warnings),
        document=head,
        meeting=gathered(text, met, head),
        organizations=organizations(text, mentions, members(text, mentions, chunks, met, led, persons, given)),
        people=persons,
        leaders=led,
        campaigns=campaigns(text, mentions),
        awards=given,
        references=references(text, mentions),
        tasks=tasks(text, mentions, head, met),
    )
    return calibrated(check(text, mentions, record))
