"""What another reading by the machine changed, for people to look at; failures by code at hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WAITING, FAILED = sa.text("looked IS NULL"), sa.text("state = 'failed'")


def upgrade() -> None:
    op.create_table(
        "rereadings",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("document_id", sa.Integer(), sa.ForeignKey("documents.id"), nullable=False),
        sa.Column("before_id", sa.Integer(), sa.ForeignKey("machine_records.id"), nullable=False),
        sa.Column("after_id", sa.Integer(), sa.ForeignKey("machine_records.id"), nullable=False),
        sa.Column("decided", sa.Boolean(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("looked", MOMENT),
        sa.Column("looked_by", sa.Integer(), sa.ForeignKey("users.id")),
    )
    op.create_index("ix_rereadings_document_id", "rereadings", ["document_id"])
    op.create_index("ix_rereadings_waiting", "rereadings", ["decided", "id"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index("ix_jobs_failed", "jobs", ["code"], sqlite_where=FAILED, postgresql_where=FAILED)


def downgrade() -> None:
    op.drop_index("ix_jobs_failed", "jobs")
    op.drop_table("rereadings")
