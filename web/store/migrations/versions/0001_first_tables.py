"""The first tables: users, documents, machine records, review records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False, unique=True),
        sa.Column("password_hash", sa.String(255), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed_logins", sa.Integer(), nullable=False),
        sa.Column("locked_until", MOMENT),
        sa.Column("created", MOMENT, nullable=False),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("error_code", sa.String(8)),
        sa.Column("error_detail", sa.Text()),
        sa.Column("title", sa.Text()),
        sa.Column("kind", sa.String(16)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("uploader_id", sa.Integer(), sa.ForeignKey("users.id")),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("updated", MOMENT, nullable=False),
    )
    op.create_index("ix_documents_status_created", "documents", ["status", "created"])
    op.create_table(
        "machine_records",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("document_id", sa.Integer(), sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("model_version", sa.String(64), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
    )
    op.create_index("ix_machine_records_document_id", "machine_records", ["document_id"])
    op.create_table(
        "review_records",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("document_id", sa.Integer(), sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("machine_record_id", sa.Integer(), sa.ForeignKey("machine_records.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.UniqueConstraint("document_id", "version"),
    )
    op.create_index("ix_review_records_document_id", "review_records", ["document_id"])


def downgrade() -> None:
    for table in ("review_records", "machine_records", "documents", "users"):
        op.drop_table(table)
