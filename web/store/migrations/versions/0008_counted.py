"""An index that holds all that the queue filters by, so that counting reads no document."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

COLUMNS = ["status", "grade", "kind", "year", "warnings", "block_id", "assignee_id", "reviewer_id"]


def upgrade() -> None:
    op.create_index("ix_documents_counted", "documents", COLUMNS)


def downgrade() -> None:
    op.drop_index("ix_documents_counted", "documents")
