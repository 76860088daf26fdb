"""The front page of the desk: pictures of the work, each with the table of its numbers."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from web import pictures
from web.errors import NotFound
from web.state import state

blueprint = Blueprint("dashboard", __name__)


@blueprint.get("/desk")
def index() -> str:
    with state().store.session() as session:
        shown = {name: (picture, picture.table(session)) for name, picture in pictures.PICTURES.items()}
    return render_template("dashboard.html", pictures=shown)


@blueprint.get("/desk/<name>.svg")
def picture(name: str) -> Response:
    """One picture, with `dark` in the address for a dark page."""
    if name not in pictures.PICTURES:
        raise NotFound(name[:40])
    with state().store.session() as session:
        table = pictures.PICTURES[name].table(session)
    return Response(pictures.svg(name, table, "dark" in request.args), mimetype="image/svg+xml")
