"""The tables. What the machine extracted and what a person decided are rows of different tables; neither is ever overwritten."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Status(StrEnum):
    """Where a document stands on its way."""

    NEW = "new"
    EXTRACTED = "extracted"
    IN_REVIEW = "in_review"
    CHECKED = "checked"  # one person confirmed it where the office wants two
    CONFIRMED = "confirmed"
    FAILED = "failed"
    REMOVED = "removed"  # in the bin, from which it can be restored


class JobState(StrEnum):
    """Where the reading of a document stands. Waiting and running ones are taken up again whatever was killed."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Turn(IntEnum):
    """Whose reading comes first: somebody waits for an upload, nobody for an archive, and a record to be renewed is there already."""

    UPLOAD = 0
    ARCHIVE = 1
    AGAIN = 2


class Role(StrEnum):
    """What an account may do; each role includes those before it."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    LEAD = "lead"
    ADMIN = "admin"

    def includes(self, other: Role) -> bool:
        """Whether this role may do what `other` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class Act(StrEnum):
    """What a person did when a review record was written."""

    SAVED = "saved"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"
    RESTORED = "restored"


def now() -> datetime:
    """The present moment in UTC, with its zone."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its zone, also on databases that forget zones (SQLite): kept and given in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class User(Base):
    """An account. `locked_until` is set after repeated wrong passwords, `must_change` where another person chose the password.

    `all_units` opens the documents of every unit and those of none; without it only the units of `memberships` are open.
    `totp_step` is the last half minute whose code was used, so that a code that somebody saw opens nothing a second time.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    active: Mapped[bool] = mapped_column(default=True)
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    all_units: Mapped[bool] = mapped_column(default=True)
    must_change: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_on: Mapped[bool] = mapped_column(default=False)
    totp_step: Mapped[int] = mapped_column(default=0)
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Unit(Base):
    """An office whose documents are its own. An installation without units has none of these rows."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)


class Document(Base):
    """One file by content and unit. `version` rises with every act of a person; `title`, `kind` and what follows from `block_id` to `grade`
    repeat the newest record for lists (see `web.description.facts`). `removed_from` is the status that a document in the bin had."""

    __tablename__ = "documents"
    __table_args__ = (
        Index(None, "status", "created"),
        Index(None, "created"),
        Index("ix_documents_counted", "status", "grade", "kind", "year", "warnings", "block_id", "assignee_id", "reviewer_id"),
        Index(None, "block_id", "status"),
        Index(None, "year", "status"),
        Index(None, "assignee_id", "status"),
        Index(None, "reviewer_id", "status"),
        Index("uq_documents_unit_id_sha256", "unit_id", "sha256", unique=True),
        Index("uq_documents_sha256", "sha256", unique=True, sqlite_where=text("unit_id IS NULL"), postgresql_where=text("unit_id IS NULL")),
        Index(None, "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    format: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), default=Status.NEW)
    error_code: Mapped[str | None] = mapped_column(String(8))
    error_detail: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(String(16))
    block_id: Mapped[int | None] = mapped_column(ForeignKey("names.id"))
    year: Mapped[int | None]
    doubt: Mapped[float] = mapped_column(default=0.0)
    lowest: Mapped[float] = mapped_column(default=1.0)
    warnings: Mapped[int] = mapped_column(default=0)
    grade: Mapped[str | None] = mapped_column(String(8))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    similar_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    similarity: Mapped[float | None]
    removed_from: Mapped[str | None] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(default=0)
    uploader_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


# The queue runs from the most doubtful, from the oldest among equals. Only of the finished class can a column's direction be told.
Index("ix_documents_status_falling_doubt", Document.status, Document.doubt.desc(), Document.id)
Index("ix_documents_falling_doubt", Document.doubt.desc(), Document.id)


class Name(Base):
    """An organisation or block that documents name, for filters; `key` is one for all its spellings, `bare` the key without diacritics."""

    __tablename__ = "names"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(255), unique=True)
    bare: Mapped[str] = mapped_column(String(255), index=True)
    shown: Mapped[str] = mapped_column(String(255))


class DocumentName(Base):
    """Which document names which organisation."""

    __tablename__ = "document_names"
    __table_args__ = (Index(None, "document_id"),)

    name_id: Mapped[int] = mapped_column(ForeignKey("names.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)


class SearchText(Base):
    """What search looks through: text and record as one folded text, with diacritics and without; and its likeness to others."""

    __tablename__ = "search_texts"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    marked: Mapped[str] = mapped_column(Text)
    bare: Mapped[str] = mapped_column(Text)
    likeness: Mapped[bytes | None] = mapped_column(LargeBinary)


class LikenessBand(Base):
    """A key under which documents that resemble one another meet (see `web.description.likeness`)."""

    __tablename__ = "likeness_bands"
    __table_args__ = (Index(None, "document_id"),)

    value: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)


class SavedFilter(Base):
    """A choice of documents that a person named: `query` is the list's address after the question mark."""

    __tablename__ = "saved_filters"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(Text)


class Judgement(Base):
    """How a person judged what the machine found of one record type in a confirmed document: so many entries were found, so many kept as
    they were, changed, removed, and so many added by the person. One row a document and type, from the newest confirmation."""

    __tablename__ = "judgements"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    section: Mapped[str] = mapped_column(String(32), primary_key=True)
    found: Mapped[int]
    kept: Mapped[int]
    changed: Mapped[int]
    removed: Mapped[int]
    added: Mapped[int]
    judged: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class MachineRecord(Base):
    """What the machine extracted, whole; one row an extraction, the newest counts."""

    __tablename__ = "machine_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    model_version: Mapped[str] = mapped_column(String(64))
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ReviewRecord(Base):
    """What a person decided, one row a version, without the text: that stands in the machine record that the person saw."""

    __tablename__ = "review_records"
    __table_args__ = (UniqueConstraint("document_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    machine_record_id: Mapped[int] = mapped_column(ForeignKey("machine_records.id"))
    version: Mapped[int]
    act: Mapped[str] = mapped_column(String(16))
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Draft(Base):
    """One person's work in progress on one document, replaced in place: the form as it was sent, wrong values and all.

    It was made from version `base_version`. `tab` is the opened page it came from and `edit` counts that page's changes. A draft that was
    saved or thrown away stays as a row that is not `open`, with an empty form, so that what that page sent before cannot come late.
    """

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("document_id", "reviewer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"))
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    machine_record_id: Mapped[int] = mapped_column(ForeignKey("machine_records.id"))
    base_version: Mapped[int]
    tab: Mapped[str] = mapped_column(String(32))
    edit: Mapped[int]
    open: Mapped[bool]
    form: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    saved: Mapped[datetime] = mapped_column(UtcDateTime)


class Presence(Base):
    """Who has a document open: one row a person, renewed while the page is open."""

    __tablename__ = "presences"

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    editing: Mapped[bool]
    seen: Mapped[datetime] = mapped_column(UtcDateTime)


class Agreement(Base):
    """How two people judged one document: of one record type, how many entries the first judged `first` and the second `second`.

    `same` says whether both gave the entry the same values. `second_id` is the review record that gave the second confirmation.
    """

    __tablename__ = "agreements"
    __table_args__ = (UniqueConstraint("second_id", "section", "first", "second", "same"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("review_records.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("review_records.id"))
    section: Mapped[str] = mapped_column(String(32))
    first: Mapped[str] = mapped_column(String(16))
    second: Mapped[str] = mapped_column(String(16))
    same: Mapped[bool]
    number: Mapped[int]


class Layout(Base):
    """How the text of a machine record lies: its blocks, and the pages of the original, as `web.layouts` writes them."""

    __tablename__ = "layouts"

    machine_record_id: Mapped[int] = mapped_column(ForeignKey("machine_records.id", ondelete="CASCADE"), primary_key=True)
    blocks: Mapped[list[Any]] = mapped_column(JSON)
    pages: Mapped[list[Any]] = mapped_column(JSON)


class PageWords(Base):
    """The boxes of the words of one page, packed as `web.layouts` packs them; read only when that page is shown."""

    __tablename__ = "page_words"

    machine_record_id: Mapped[int] = mapped_column(ForeignKey("machine_records.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[bytes] = mapped_column(LargeBinary)


class KnownValue(Base):
    """A value that people confirmed in some record, for suggestions: its sort (organisation, person, …), how often, and without marks.

    `unit` is that of the documents, 0 for none: what one office confirmed is not suggested to another.
    """

    __tablename__ = "known_values"
    __table_args__ = (UniqueConstraint("unit", "sort", "value"), Index(None, "unit", "sort", "plain"))

    id: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[int]
    sort: Mapped[str] = mapped_column(String(16))
    plain: Mapped[str] = mapped_column(String(300))
    value: Mapped[str] = mapped_column(String(300))
    uses: Mapped[int]


class Job(Base):
    """The reading of one document, from its arrival on: one row a document, made in the same transaction.

    While it runs, `owner` holds it until `lease_until`, under the number `fence`, which rises with every taking: a result comes in only
    under the number that stands here. `attempts` counts readings that were begun. `source` is where the file came from (a path, an address,
    a place in a bundle), `run` what it came in with (a command, an upload). `code` is the last error; `seconds` and the pages are the last
    reading's.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "ix_jobs_waiting",
            "turn",
            "attempts",
            "document_id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_jobs_running", "lease_until", sqlite_where=text("state = 'running'"), postgresql_where=text("state = 'running'")),
        Index("ix_jobs_failed", "code", sqlite_where=text("state = 'failed'"), postgresql_where=text("state = 'failed'")),
        Index(None, "run", "state"),
    )

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(8), default=JobState.WAITING)
    turn: Mapped[int] = mapped_column(default=Turn.UPLOAD)
    attempts: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    run: Mapped[str | None] = mapped_column(String(32))
    source: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(String(8))
    seconds: Mapped[float | None] = mapped_column(Float)
    pages: Mapped[int] = mapped_column(default=0)
    fair_pages: Mapped[int] = mapped_column(default=0)
    poor_pages: Mapped[int] = mapped_column(default=0)
    model_version: Mapped[str | None] = mapped_column(String(64))
    updated: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class DocumentTag(Base):
    """A word that a document goes by: a folder it came from, or one given with the command."""

    __tablename__ = "document_tags"
    __table_args__ = (Index(None, "tag", "document_id"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(120), primary_key=True)


class Rereading(Base):
    """A document that the machine read differently when it read it again: what stood before, what stands now, in how many entries they
    differ. `decided` says that a person had worked on it, whose decision stays; `looked` when somebody has seen the differences."""

    __tablename__ = "rereadings"
    __table_args__ = (
        Index("ix_rereadings_waiting", "decided", "id", sqlite_where=text("looked IS NULL"), postgresql_where=text("looked IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    before_id: Mapped[int] = mapped_column(ForeignKey("machine_records.id"))
    after_id: Mapped[int] = mapped_column(ForeignKey("machine_records.id"))
    decided: Mapped[bool]
    changes: Mapped[int]
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    looked: Mapped[datetime | None] = mapped_column(UtcDateTime)
    looked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
