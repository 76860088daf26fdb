"""On PostgreSQL, long texts are packed by LZ4 where the server has it, and terms stand in the order of their bytes: both cost it less."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

LONG = {
    "machine_records": ("record",),
    "review_records": ("record",),
    "layouts": ("blocks", "pages"),
    "search_texts": ("marked", "bare"),
    "search_terms": ("terms",),
}
HAS_LZ4 = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"


def upgrade() -> None:
    _change("C", "lz4")


def downgrade() -> None:
    _change("default", "default")


def _change(collation: str, compression: str) -> None:
    """What is there already stays packed as it is; only the index of terms is made anew."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f'ALTER TABLE search_terms ALTER COLUMN terms TYPE TEXT[] COLLATE "{collation}"')
    if op.get_bind().exec_driver_sql(HAS_LZ4).scalar():
        for table, columns in LONG.items():
            for column in columns:
                op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION {compression}")
