"""The record model: what was extracted from one document. The JSON Schema is generated from it.

Field names and meanings follow the record specification; `spans` and `confidence` stand on every entry. Beyond the specification an entry
carries `evidence`, which leads each single field to its words, and `rules`, the ids of what gave the entry.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

DocumentKind = Literal["news", "minutes", "report", "proposal", "decision", "plan", "notice", "other"]
MeetingKind = Literal["review", "signing", "plan", "congress", "award_review", "launch", "other"]
Part = Literal["chair", "attend", "speak", "conclude", "secretary", "sign"]
IsoDate = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Term = Annotated[str, Field(pattern=r"^\d{4}(-\d{4})?$")]
Name = Annotated[str, Field(min_length=1)]


def _is_unknown(value: object) -> bool:
    return value is None


class Place(BaseModel):
    """A place in `Record.text`: characters, end exclusive."""

    model_config = ConfigDict(frozen=True)

    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]


class Entry(BaseModel):
    """What every entry carries: its places, how sure the machine is, the place of each field, and the rules that gave it."""

    model_config = ConfigDict(frozen=True, extra="allow")

    spans: list[Place] = Field(default_factory=list)  # a default that is a list would be copied in depth for every entry
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0
    evidence: dict[str, list[Place]] = Field(default_factory=dict)
    rules: list[str] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)


class Document(Entry):
    kind: DocumentKind
    title: str | None
    number: str | None
    date: IsoDate | None
    authors: list[Name]


class Meeting(Entry):
    title: str | None
    kind: MeetingKind
    date: IsoDate | None
    place: str | None
    block: str | None
    conveners: list[Name]
    review_year: int | None
    plan_year: int | None
    pact_year: int | None


class Organization(Entry):
    name: Name
    aliases: list[Name]
    kind: Literal["organization", "block"]
    member: bool


class Position(Entry):
    title: Name
    organization: str | None


class Person(Entry):
    name: Name
    positions: list[Position]
    parts: list[Part]


class Leader(Entry):
    position: Name
    holder: Name
    holder_kind: Literal["organization", "person"]
    body: str | None
    term: Term | None
    action: Literal["elected", "incumbent"]


class Campaign(Entry):
    name: Name
    kind: Literal["movement", "drive", "programme", "wave"]
    launched_by: str | None
    period: str | None


class Award(Entry):
    award: Name
    grantor: str | None
    recipient: str | None
    recipient_kind: Literal["collective", "individual", "household"] | None
    quantity: int | None
    year: int | None
    status: Literal["recommended", "granted"]
    proposer: str | None
    votes: str | None


class Reference(Entry):
    kind: Name
    number: str | None
    date: IsoDate | None
    issuer: str | None
    title: str | None


class Task(Entry):
    text: Name
    assignee: str | None
    deadline: str | None


class Record(BaseModel):
    """One document's record."""

    model_config = ConfigDict(frozen=True)

    schema_version: str = "1"
    # Where the file or its bytes are not known, these two are left out: the specification has no null for them.
    source: str | None = Field(default=None, exclude_if=_is_unknown)
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = Field(default=None, exclude_if=_is_unknown)
    text: str = ""
    warnings: list[str] = []
    document: Document
    meeting: Meeting | None
    organizations: list[Organization]
    people: list[Person]
    leaders: list[Leader]
    campaigns: list[Campaign]
    awards: list[Award]
    references: list[Reference]
    tasks: list[Task]
