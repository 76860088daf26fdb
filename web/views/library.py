"""The queue of documents with filters, search and counts, and the original files."""

from __future__ import annotations

from flask import Blueprint, render_template, request, send_file
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web.access import signed_in
from web.errors import NotFound
from web.filterform import GRADES, KINDS, Asked, asked
from web.state import state
from web.store import documents, queue, rereadings, saved, units, users
from web.store.queue import Chosen, Count, Listed

blueprint = Blueprint("library", __name__)
PAGE_SIZE = 50
MOST_PAGES = queue.MOST_COUNTED // PAGE_SIZE


@blueprint.get("/")
def index() -> str:
    wanted = asked(request.args)
    with state().store.session() as session:
        chosen = queue.choose(session, wanted.filter)
        counts = queue.counts(session, chosen)
        total = queue.total(counts, wanted.filter.status)
        found, number, pages = _page(session, chosen, wanted, total)
        people = users.colleagues(session, signed_in().units)
        context = {
            "filters": saved.of(session, signed_in().id),
            "people": people,
            "units": units.named(session, signed_in().units),
            "reviewers": [one for one in people if users.may_review(one)],
            "blocks": queue.blocks(session),
            "read_otherwise": rereadings.waiting(session),
        }
    shown = {"found": found, "counts": counts, "total": total, "page": number, "pages": pages, "loose": chosen.loose, "asked": wanted}
    return render_template("library.html", **shown, **context, kinds=KINDS, grades=GRADES, orders=queue.Order)


def _page(session: Session, chosen: Chosen, wanted: Asked, total: Count) -> tuple[list[Listed], int, int]:
    """The page asked for, or the last one, with its number and that of the last one known: beyond what was counted pages lead on."""
    pages = max(1, -(-total.number // PAGE_SIZE))
    number = min(wanted.page, MOST_PAGES if total.more else pages)
    found, follows = queue.page(session, chosen, wanted.order, number, PAGE_SIZE)
    if not found and number > pages:
        number = pages
        found, follows = queue.page(session, chosen, wanted.order, number, PAGE_SIZE)
    return found, number, max(pages, min(number + follows, MOST_PAGES))


@blueprint.get("/documents/<int:number>/original")
def original(number: int) -> Response:
    """The file as it came, always as a download: a page among the originals must not run as one of ours."""
    with state().store.session() as session:
        document = documents.get(session, number)
    try:
        file = state().archive.open(document.sha256)
    except FileNotFoundError as error:
        raise NotFound(document.name) from error
    return send_file(file, "application/octet-stream", as_attachment=True, download_name=document.name)
