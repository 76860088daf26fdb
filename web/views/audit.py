"""The audit log, for administrators: newest first, chosen by person, act, document and day, and as a table to take away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from flask import Blueprint, render_template, request, stream_with_context
from flask_babel import get_timezone  # type: ignore[import-untyped]  # the package ships no types
from werkzeug.wrappers import Response

from web.auditing import noted
from web.errors import BadFilter
from web.exports.csvzip import safe
from web.labels import AUDIT
from web.localization import translate
from web.state import state
from web.store import audit
from web.store.audit import AuditFilter

blueprint = Blueprint("audit", __name__)
PAGE_SIZE = 100
MOST_NAME = 64


@blueprint.get("/admin/audit")
def index() -> str:
    chosen = _chosen()
    with state().store.session() as session:
        lines = audit.page(session, chosen, PAGE_SIZE, _number("before"))
    return render_template("audit.html", lines=lines, entered=request.args, acts=AUDIT, more=len(lines) == PAGE_SIZE)


@blueprint.get("/admin/audit/log.csv")
def download() -> Response:
    chosen = _chosen()
    with state().store.session() as session:
        noted(session, "audit_exported")
    answer = Response(stream_with_context(_table(chosen)), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = "attachment; filename=bienban-audit.csv"
    return answer


def _table(chosen: AuditFilter) -> Iterator[str]:
    """The lines as CSV with a byte order mark, as spreadsheets want it."""
    yield "\ufeff" + _row(["id", "moment", "actor_id", "actor", "act", "act_name", "document_id", "detail", "address"])
    with state().store.session() as session:
        for line in audit.lines(session, chosen):
            name = translate(AUDIT.get(line.act, line.act))
            who = [line.actor_id, line.actor]
            yield _row([line.id, line.moment.isoformat(), *who, line.act, name, line.document_id, line.detail, line.address])


def _row(values: Sequence[object]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(["" if value is None else safe(str(value)) for value in values])
    return written.getvalue()


def _chosen() -> AuditFilter:
    """The filter in the address. Raises BadFilter for what is no act, number or day."""
    act = request.args.get("act", "")
    if act and act not in AUDIT:
        raise BadFilter("act")
    actor = request.args.get("actor", "").strip()
    if len(actor) > MOST_NAME:
        raise BadFilter("actor")
    until = _day("until")
    after = until + timedelta(days=1) if until and until < date.max else None
    return AuditFilter(actor, act, _number("document"), _midnight(_day("since")), _midnight(after))


def _number(name: str) -> int | None:
    entered = request.args.get(name, "")
    if not entered:
        return None
    if not (entered.isascii() and entered.isdecimal()) or len(entered) > 9:
        raise BadFilter(name)
    return int(entered)


def _day(name: str) -> date | None:
    entered = request.args.get(name, "")
    try:
        return date.fromisoformat(entered) if entered else None
    except ValueError as error:
        raise BadFilter(name) from error


def _midnight(day: date | None) -> datetime | None:
    """When a day begins where the office is."""
    return datetime.combine(day, time(), get_timezone()) if day else None
