"""Units that separate documents, what accounts need (sign-ins, second factor), and the audit log, which only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COMMON = sa.text("unit_id IS NULL")
NAMING = {"uq": "uq_%(table_name)s_%(column_0_N_name)s"}
USER_COLUMNS = ("all_units", "must_change", "totp_secret", "totp_on", "totp_step")


def upgrade() -> None:
    op.create_table(
        "units", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(200), nullable=False, unique=True)
    )
    _accounts()
    with op.batch_alter_table("documents", naming_convention=NAMING) as documents:
        documents.add_column(sa.Column("unit_id", sa.Integer(), sa.ForeignKey("units.id", name="fk_documents_unit_id"), nullable=True))
        documents.drop_constraint("uq_documents_sha256", type_="unique")
    op.create_index("uq_documents_unit_id_sha256", "documents", ["unit_id", "sha256"], unique=True)
    op.create_index("uq_documents_sha256", "documents", ["sha256"], unique=True, sqlite_where=COMMON, postgresql_where=COMMON)
    op.create_index("ix_documents_sha256", "documents", ["sha256"])
    _audit()


def _accounts() -> None:
    op.add_column("users", sa.Column("all_units", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("users", sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("users", sa.Column("totp_secret", sa.String(64)))
    op.add_column("users", sa.Column("totp_on", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("users", sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "memberships",
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), primary_key=True),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("units.id"), primary_key=True),
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("started", MOMENT, nullable=False),
        sa.Column("seen", MOMENT, nullable=False),
        sa.Column("browser", sa.String(200), nullable=False),
    )
    op.create_index("ix_sign_ins_user_id", "sign_ins", ["user_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("users.id"), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_recovery_codes_user_id", "recovery_codes", ["user_id"])


def _audit() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("moment", MOMENT, nullable=False),
        sa.Column("actor_id", sa.Integer()),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("act", sa.String(32), nullable=False),
        sa.Column("document_id", sa.Integer()),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
    )
    for columns in (["document_id", "id"], ["actor_id", "id"], ["act", "id"], ["moment"]):
        op.create_index(f"ix_audit_entries_{'_'.join(columns)}", "audit_entries", columns)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION audit_only_grows()"
        )
    else:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{act.lower()} BEFORE {act} ON audit_entries "
                "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
            )


def downgrade() -> None:
    """Back to one office. Fails, with nothing changed, where two units hold the same content: one of them must be deleted first."""
    op.drop_table("audit_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_only_grows()")
    for index in ("uq_documents_unit_id_sha256", "uq_documents_sha256", "ix_documents_sha256"):
        op.drop_index(index, "documents")
    with op.batch_alter_table("documents") as documents:
        documents.drop_constraint("fk_documents_unit_id", type_="foreignkey")
        documents.drop_column("unit_id")
        documents.create_unique_constraint("uq_documents_sha256", ["sha256"])
    for table in ("recovery_codes", "sign_ins", "memberships", "units"):
        op.drop_table(table)
    with op.batch_alter_table("users") as users:
        for column in USER_COLUMNS:
            users.drop_column(column)
