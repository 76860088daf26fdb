"""Every request of a person that sees, changes, exports or deletes leaves a line in the audit log.

A view that knows more than its address (several documents, a name) calls `noted` in its own transaction; for all others the line is
written here after the view has answered well. What is noted for which page stands in one table; a change that nobody put there is noted
by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Flask, g, request
from flask_login import current_user  # type: ignore[import-untyped]  # the package ships no types
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web.state import state
from web.store import audit
from web.store.audit import Actor

SEEN: Final[Mapping[str, str]] = {
    "review.page": "saw",
    "library.original": "opened_original",
    "exports.download": "exported",
}
"""Pages whose mere opening is noted, and as what."""

CHANGED: Final[Mapping[str, str]] = {
    "review.decide": "decided",
    "review.reopen": "reopened",
    "drafts.keep": "drafted",
    "uploads.receive": "uploaded",
}
"""What a form that was taken is noted as; a form that is not here is noted as `changed` with the name of its page."""

ONCE: Final = frozenset({"saw", "drafted"})
"""Acts that a script repeats by itself: noted once in a while for each person and document."""

QUIET: Final = frozenset(
    {
        *("accounts.language", "accounts.theme", "accounts.sign_in", "accounts.check_code", "accounts.logout"),
        *("drafts.presence", "profile.begin_factor"),
    }
)
"""Forms that change nothing of the office's, and those whose views note themselves."""


def set_up(app: Flask) -> None:
    """Write the log after each request."""
    app.after_request(_after)


def actor() -> Actor:
    """Who makes this request."""
    known = current_user.is_authenticated
    return Actor(current_user.id if known else None, current_user.name if known else "", request.remote_addr or "")


def noted(session: Session, act: str, document_id: int | None = None, detail: str = "") -> None:
    """Note what this request does, in the transaction that does it, instead of the line that would be written afterwards."""
    g.noted = True
    audit.note(session, actor(), act, document_id, detail)


def _after(response: Response) -> Response:
    act = _act(response.status_code)
    if act is None or g.get("noted") or not current_user.is_authenticated:
        return response
    document = _document()
    with state().store.session() as session:
        if act in ONCE:
            audit.note_once(session, actor(), act, document)
        else:
            audit.note(session, actor(), act, document, _detail(act))
    return response


def _act(status: int) -> str | None:
    """What this request is noted as, if at all."""
    endpoint = request.endpoint
    if endpoint is None or status >= 400 or endpoint in QUIET:
        return None
    if request.method in ("GET", "HEAD"):
        return SEEN.get(endpoint)
    return CHANGED.get(endpoint, "changed")


def _document() -> int | None:
    number = (request.view_args or {}).get("number", request.args.get("document", type=int))
    return number if isinstance(number, int) else None


def _detail(act: str) -> str:
    """What the address and the button say beside the document: the kind of decision, the page of a change, the format of an export."""
    told = [request.form.get("act", "")[:32]] if act == "decided" else [request.endpoint or ""] if act == "changed" else []
    told += [f"{name}={value}" for name, value in sorted((request.view_args or {}).items()) if name != "number"]
    told += [f"{name}={value}"[:100] for name, value in sorted(request.args.items()) if name != "document" and act == "exported"]
    return " ".join(word for word in told if word)
