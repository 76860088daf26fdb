"""The list of documents with status, filter and counts, and the original files."""

from __future__ import annotations

from flask import Blueprint, render_template, request, send_file
from werkzeug.wrappers import Response

from web.errors import NotFound
from web.state import state
from web.store import documents
from web.store.documents import Filter
from web.store.models import Status

blueprint = Blueprint("library", __name__)
PAGE_SIZE = 50


@blueprint.get("/")
def index() -> str:
    chosen = _chosen()
    with state().store.session() as session:
        total = documents.count(session, chosen)
        pages = max(1, -(-total // PAGE_SIZE))
        number = min(max(1, request.args.get("page", 1, type=int)), pages)
        found = documents.page(session, chosen, number, PAGE_SIZE)
        counts = documents.counts(session)
    return render_template("library.html", documents=found, counts=counts, chosen=chosen, page=number, pages=pages, total=total)


@blueprint.get("/documents/<int:number>/original")
def original(number: int) -> Response:
    """The file as it came, always as a download: a page among the originals must not run as one of ours."""
    with state().store.session() as session:
        document = documents.get(session, number)
    path = state().archive.path(document.sha256)
    if not path.exists():
        raise NotFound(document.name)
    return send_file(path, "application/octet-stream", as_attachment=True, download_name=document.name)


def _chosen() -> Filter:
    status = request.args.get("status", "")
    return Filter(Status(status) if status in set(Status) else None, request.args.get("q", "").strip()[:200])
