"""Durable reading: a job for every document, and tags."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WAITING, RUNNING = sa.text("state = 'waiting'"), sa.text("state = 'running'")


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("document_id", sa.Integer(), sa.ForeignKey("documents.id"), primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(120)),
        sa.Column("lease_until", MOMENT),
        sa.Column("run", sa.String(32)),
        sa.Column("source", sa.Text()),
        sa.Column("code", sa.String(8)),
        sa.Column("seconds", sa.Float()),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("fair_pages", sa.Integer(), nullable=False),
        sa.Column("poor_pages", sa.Integer(), nullable=False),
        sa.Column("model_version", sa.String(64)),
        sa.Column("updated", MOMENT, nullable=False),
    )
    op.execute(
        "INSERT INTO jobs (document_id, state, turn, attempts, fence, code, pages, fair_pages, poor_pages, updated) "
        "SELECT id, CASE status WHEN 'new' THEN 'waiting' WHEN 'failed' THEN 'failed' ELSE 'done' END, "
        "0, 0, 0, error_code, 0, 0, 0, updated FROM documents"
    )
    op.create_index("ix_jobs_waiting", "jobs", ["turn", "attempts", "document_id"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_index("ix_jobs_running", "jobs", ["lease_until"], sqlite_where=RUNNING, postgresql_where=RUNNING)
    op.create_index("ix_jobs_run_state", "jobs", ["run", "state"])
    op.create_table(
        "document_tags",
        sa.Column("document_id", sa.Integer(), sa.ForeignKey("documents.id"), primary_key=True),
        sa.Column("tag", sa.String(120), primary_key=True),
    )
    op.create_index("ix_document_tags_tag_document_id", "document_tags", ["tag", "document_id"])


def downgrade() -> None:
    op.drop_table("document_tags")
    op.drop_table("jobs")
