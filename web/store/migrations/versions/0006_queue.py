"""What the queue filters and sorts by, the search index, likeness, saved filters, the bin, and how people judged what was found.

Documents that have a record already are described here, from the record as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session, load_only

from web.description.whole import described
from web.store import judgements, listing, search
from web.store.models import Document

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COLUMNS = {
    "block_id": "INTEGER CONSTRAINT fk_documents_block_id_names REFERENCES names (id)",
    "year": "INTEGER",
    "doubt": "{double} NOT NULL DEFAULT 0",
    "lowest": "{double} NOT NULL DEFAULT 1",
    "warnings": "INTEGER NOT NULL DEFAULT 0",
    "grade": "VARCHAR(8)",
    "assignee_id": "INTEGER CONSTRAINT fk_documents_assignee_id_users REFERENCES users (id)",
    "reviewer_id": "INTEGER CONSTRAINT fk_documents_reviewer_id_users REFERENCES users (id)",
    "similar_id": "INTEGER CONSTRAINT fk_documents_similar_id_documents REFERENCES documents (id)",
    "similarity": "{double}",
    "removed_from": "VARCHAR(16)",
}
INDEXES = (
    ("status", "doubt"),
    ("created",),
    ("doubt",),
    ("block_id", "status"),
    ("year", "status"),
    ("assignee_id", "status"),
    ("reviewer_id", "status"),
)
TABLES = ("judgements", "saved_filters", "likeness_bands", "search_texts", "document_names", "names")
A_BATCH = 200


def upgrade() -> None:
    _create_tables()
    double = sa.Double().compile(op.get_bind().dialect)
    for name, kind in COLUMNS.items():  # plain SQL: a table made anew, as a batch does, would break the rows that point to it
        op.execute(f"ALTER TABLE documents ADD COLUMN {name} {kind.format(double=double)}")
    for columns in INDEXES:
        op.create_index("_".join(("ix_documents", *columns)), "documents", columns)
    search.INDEXES[op.get_bind().dialect.name].create(op.get_bind())
    _describe()


def downgrade() -> None:
    search.INDEXES[op.get_bind().dialect.name].drop(op.get_bind())
    op.execute("UPDATE documents SET status = removed_from WHERE status = 'removed'")
    for columns in INDEXES:
        op.drop_index("_".join(("ix_documents", *columns)), "documents")
    for name in COLUMNS:
        op.execute(f"ALTER TABLE documents DROP COLUMN {name}")
    for table in TABLES:
        op.drop_table(table)


def _create_tables() -> None:
    op.create_table(
        "names",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(255), nullable=False, unique=True),
        sa.Column("bare", sa.String(255), nullable=False, index=True),
        sa.Column("shown", sa.String(255), nullable=False),
    )
    op.create_table(
        "document_names",
        sa.Column("name_id", sa.Integer(), sa.ForeignKey("names.id"), primary_key=True),
        sa.Column("document_id", sa.Integer(), sa.ForeignKey("documents.id"), primary_key=True, index=True),
    )
    op.create_table(
        "search_texts",
        sa.Column("document_id", sa.Integer(), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("marked", sa.Text(), nullable=False),
        sa.Column("bare", sa.Text(), nullable=False),
        sa.Column("likeness", sa.LargeBinary()),
    )
    op.create_table(
        "likeness_bands",
        sa.Column("value", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("document_id", sa.Integer(), sa.ForeignKey("documents.id"), primary_key=True, index=True),
    )
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.UniqueConstraint("user_id", "name"),
    )
    numbers = [sa.Column(name, sa.Integer(), nullable=False) for name in ("found", "kept", "changed", "removed", "added")]
    op.create_table(
        "judgements",
        sa.Column("document_id", sa.Integer(), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("section", sa.String(32), primary_key=True),
        *numbers,
        sa.Column("judged", MOMENT, nullable=False, index=True),
    )


def _describe() -> None:
    """Describe what is there. Only columns that exist by now are asked for: later migrations add more."""
    session = Session(op.get_bind())
    everything = session.scalars(sa.select(Document.id).order_by(Document.id)).all()
    for start in range(0, len(everything), A_BATCH):
        for document_id, machine, decided in _records(session, everything[start : start + A_BATCH]):
            columns = ("id", "unit_id", "name", "title", "kind", *COLUMNS)
            document = session.get_one(Document, document_id, options=[load_only(*(getattr(Document, name) for name in columns))])
            record = {**machine, **(decided["record"] if decided else {}), "text": machine["text"]}
            listing.describe(session, [(document, described(record, document.name))])
            if decided:
                document.reviewer_id = decided["reviewer_id"]
            if decided and decided["act"] == "confirmed":
                judgements.keep(session, document_id, machine, decided["record"], decided["created"])
        session.flush()
        session.expunge_all()


def _records(session: Session, numbers: Sequence[int]) -> Iterator[tuple[int, dict[str, Any], Any]]:
    """Documents with the machine's record that a person saw, or the newest, and the newest decision."""
    moment = sa.DateTime(timezone=True)
    machines = sa.table("machine_records", sa.column("id"), sa.column("document_id"), sa.column("record", sa.JSON()))
    reviews = sa.table("review_records", *(sa.column(n) for n in ("document_id", "machine_record_id", "version", "act", "reviewer_id")))
    reviews.append_column(sa.column("record", sa.JSON()))
    reviews.append_column(sa.column("created", moment))
    for number in numbers:
        mine = sa.select(reviews).where(reviews.c.document_id == number).order_by(reviews.c.version.desc()).limit(1)
        decided = session.execute(mine).mappings().first()
        query = sa.select(machines.c.record).where(machines.c.document_id == number).order_by(machines.c.id.desc()).limit(1)
        if decided:
            query = query.where(machines.c.id == decided["machine_record_id"])
        machine = session.scalar(query)
        if machine:
            yield number, machine, decided
