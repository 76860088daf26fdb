"""The indexes on doubt run as the queue does, oldest first among equals, so that thousands that are equally doubtful need no sorting."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FALLING = text("doubt DESC")


def upgrade() -> None:
    op.drop_index("ix_documents_status_doubt", "documents")
    op.drop_index("ix_documents_doubt", "documents")
    op.create_index("ix_documents_status_falling_doubt", "documents", ["status", FALLING, "id"])
    op.create_index("ix_documents_falling_doubt", "documents", [FALLING, "id"])


def downgrade() -> None:
    op.drop_index("ix_documents_falling_doubt", "documents")
    op.drop_index("ix_documents_status_falling_doubt", "documents")
    op.create_index("ix_documents_doubt", "documents", ["doubt"])
    op.create_index("ix_documents_status_doubt", "documents", ["status", "doubt"])
