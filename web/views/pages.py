"""The pages of the original: drawn by the service, the boxes of their words, and why the machine gave an entry."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web.drawing import draw
from web.errors import NotFound
from web.reasons import reason
from web.state import state
from web.store import documents, layouts
from web.store.models import Document, MachineRecord

blueprint = Blueprint("pages", __name__)
A_DAY = "private, max-age=86400"
"""An original never changes; who may see a page may keep it for a day."""


@blueprint.get("/documents/<int:number>/pages/<int:page>")
def image(number: int, page: int) -> Response:
    """Page `page` (from 1) of the original as a picture, lying as the machine read it."""
    held = state()
    with held.store.session() as session:
        document = documents.get(session, number)
        sheet, scanned = layouts.sheet(session, _machine(session, document).id, page)
    try:
        data = held.archive.read(document.sha256)
    except FileNotFoundError:
        raise NotFound(document.name) from None
    picture = draw(data, document.name, page, sheet.turned, scanned)
    return Response(picture, mimetype="image/webp", headers={"Cache-Control": A_DAY})


@blueprint.get("/documents/<int:number>/pages/<int:page>/words")
def words(number: int, page: int) -> Response:
    """The words of a page: characters of the text, then left, top, right and bottom in points."""
    with state().store.session() as session:
        found = layouts.words(session, _machine(session, documents.get(session, number)).id, page)
    return jsonify([word[:6] for word in found])


@blueprint.get("/documents/<int:number>/why/<key>")
def why(number: int, key: str) -> str:
    """Why the machine gave the entry of this key: its rules and the words of each value, as a part of a page."""
    with state().store.session() as session:
        document = documents.get(session, number)
        return render_template("why.html", document=document, found=reason(_machine(session, document).record, key))


def _machine(session: Session, document: Document) -> MachineRecord:
    """The machine record that the page shows, else the newest. Raises NotFound."""
    found = documents.machine_record(session, document.id, request.args.get("machine", type=int))
    if found is None:
        raise NotFound(document.name)
    return found
