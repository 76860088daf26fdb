"""The tables behind accounts: who belongs to which unit, who is signed in where, recovery codes, and the audit log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from web.store.models import Base, UtcDateTime, now


class Membership(Base):
    """An account belongs to a unit."""

    __tablename__ = "memberships"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)


class SignIn(Base):
    """A browser that is signed in. The cookie holds a key of which only the hash is kept; the row's end ends the session."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    started: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    browser: Mapped[str] = mapped_column(String(200), default="")


class RecoveryCode(Base):
    """A code that stands once for the second factor; only its hash is kept, and the row goes when it is used."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))


class AuditEntry(Base):
    """One line of the audit log. Triggers refuse to change or delete a line, so names stand here as they were at the time."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "document_id", "id"), Index(None, "actor_id", "id"), Index(None, "act", "id"), Index(None, "moment"))

    id: Mapped[int] = mapped_column(primary_key=True)
    moment: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    actor_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(32))
    document_id: Mapped[int | None]
    detail: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(64), default="")
