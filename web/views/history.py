"""The history of a document: every version with what it did to which entry, the way back to any of them."""

from __future__ import annotations

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web import posted
from web.access import signed_in
from web.entryhistory import between, restore, steps
from web.errors import MalformedForm
from web.labels import N_
from web.localization import translate
from web.state import state
from web.store import agreements, documents, drafts, reviews

blueprint = Blueprint("history", __name__)
RESTORED = N_("Đã khôi phục. Bản trước khi khôi phục vẫn còn trong lịch sử.")
_KEY = re.compile(r"[a-z]+-[mn]\d{1,5}(-[a-z]+-[mn]\d{1,5})?")


@blueprint.get("/documents/<int:number>/history")
def page(number: int) -> str:
    entry = request.args.get("entry", "")
    if entry and not _KEY.fullmatch(entry):
        raise MalformedForm("entry")
    with state().store.session() as session:
        document = documents.get(session, number)
        found = steps(session, document, entry)
        machine = reviews.as_of(session, document, 0).machine
        twice = bool(agreements.checked(session, 1, number))
    return render_template("history.html", document=document, steps=found, machine=machine, entry=entry, twice=twice)


@blueprint.get("/documents/<int:number>/history/<int:version>")
def version(number: int, version: int) -> str:
    """A version beside the newest one: what would change if it were restored."""
    with state().store.session() as session:
        document = documents.get(session, number)
        newest, wanted = reviews.reviewed(session, document), reviews.as_of(session, document, version)
        differing = between(newest, wanted)
        own_draft = drafts.of(session, number, signed_in().id)
    return render_template("version.html", document=document, number=version, changes=differing, draft=own_draft)


@blueprint.post("/documents/<int:number>/restore")
def go_back(number: int) -> Response:
    to, seen = posted.needed_number("to"), posted.needed_number("version")
    with state().store.session() as session:
        restore(session, documents.get(session, number), to, seen, signed_in().id)
    flash(translate(RESTORED), "done")
    return redirect(url_for("review.page", number=number))
