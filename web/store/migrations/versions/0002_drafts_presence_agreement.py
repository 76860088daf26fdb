"""Drafts, who has a document open, and how two people agree."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("document_id", sa.Integer(), sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("machine_record_id", sa.Integer(), sa.ForeignKey("machine_records.id"), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("tab", sa.String(32), nullable=False),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("saved", MOMENT, nullable=False),
        sa.UniqueConstraint("document_id", "reviewer_id"),
    )
    op.create_table(
        "presences",
        sa.Column("document_id", sa.Integer(), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("editing", sa.Boolean(), nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
    )
    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("first_id", sa.Integer(), sa.ForeignKey("review_records.id"), nullable=False),
        sa.Column("second_id", sa.Integer(), sa.ForeignKey("review_records.id"), nullable=False),
        sa.Column("section", sa.String(32), nullable=False),
        sa.Column("first", sa.String(16), nullable=False),
        sa.Column("second", sa.String(16), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.UniqueConstraint("second_id", "section", "first", "second", "same"),
    )


def downgrade() -> None:
    op.execute("UPDATE documents SET status = 'in_review' WHERE status = 'checked'")
    op.execute("UPDATE review_records SET act = 'saved' WHERE act IN ('checked', 'restored')")
    for table in ("agreements", "presences", "drafts"):
        op.drop_table(table)
