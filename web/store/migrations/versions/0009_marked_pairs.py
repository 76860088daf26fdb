"""The index of search also holds pairs of neighbours with their diacritics, so that a phrase with them names few documents to read."""

from __future__ import annotations

from alembic import op

from web.description.terms import is_marked_pair, terms_of
from web.store import search

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    search.rebuild(op.get_bind())


def downgrade() -> None:
    search.rebuild(op.get_bind(), lambda marked: [term for term in terms_of(marked) if not is_marked_pair(term)])
