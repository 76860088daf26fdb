"""The queue of documents with filters, search and counts, and the original files."""

from __future__ import annotations

from flask import Blueprint, render_template, request, send_file
from werkzeug.wrappers import Response

from web.access import signed_in
from web.errors import NotFound
from web.filterform import GRADES, KINDS, asked
from web.state import state
from web.store import documents, queue, rereadings, saved, users

blueprint = Blueprint("library", __name__)
PAGE_SIZE = 50


@blueprint.get("/")
def index() -> str:
    wanted = asked(request.args)
    with state().store.session() as session:
        chosen = queue.choose(session, wanted.filter)
        counts = queue.counts(session, chosen)
        total = queue.total(counts, wanted.filter.status)
        pages = max(1, -(-total.number // PAGE_SIZE))
        number = min(wanted.page, pages)
        found = queue.page(session, chosen, wanted.order, number, PAGE_SIZE)
        people = users.colleagues(session, signed_in().units)
        context = {
            "filters": saved.of(session, signed_in().id),
            "people": people,
            "reviewers": [one for one in people if users.may_review(one)],
            "blocks": queue.blocks(session),
            "read_otherwise": rereadings.waiting(session),
        }
    shown = {"found": found, "counts": counts, "total": total, "page": number, "pages": pages, "loose": chosen.loose, "asked": wanted}
    return render_template("library.html", **shown, **context, kinds=KINDS, grades=GRADES, orders=queue.Order)


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
