"""Alembic's entry: the caller (`web.store.migrate`) hands over its open connection and commits itself."""

from __future__ import annotations

from alembic import context

from web.store import accountmodels  # noqa: F401  # its tables must be among those of Base
from web.store.models import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True, compare_type=True
)
context.run_migrations()
