"""How the text lies on the page, and the values that people confirmed, for suggestions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    machine = ("machine_records.id",)
    op.create_table(
        "layouts",
        sa.Column("machine_record_id", sa.Integer(), sa.ForeignKey(*machine, ondelete="CASCADE"), primary_key=True),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
    )
    op.create_table(
        "page_words",
        sa.Column("machine_record_id", sa.Integer(), sa.ForeignKey(*machine, ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "known_values",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(16), nullable=False),
        sa.Column("plain", sa.String(300), nullable=False),
        sa.Column("value", sa.String(300), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.UniqueConstraint("unit", "sort", "value"),
    )
    op.create_index("ix_known_values_unit_sort_plain", "known_values", ["unit", "sort", "plain"])


def downgrade() -> None:
    for table in ("known_values", "page_words", "layouts"):
        op.drop_table(table)
