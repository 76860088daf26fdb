"""What a script on the review page tells and asks: every change kept at once as a draft, and who else has the document open."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]  # the package ships no types
from werkzeug.wrappers import Response

from web import posted
from web.access import signed_in
from web.drafting import kept_fields, problems_in
from web.errors import AlreadyConfirmed, MalformedForm
from web.localization import translate
from web.recordform.reading import read_rows
from web.state import state
from web.store import documents, drafts, presences, reviews
from web.store.drafts import Source, Work
from web.store.models import Document, Status

blueprint = Blueprint("drafts", __name__)
PRESENT = {"reading": False, "editing": True, "leaving": None}


def source_of_form() -> Source:
    """The page that posted the form. Raises MalformedForm."""
    return Source(posted.word("tab"), posted.needed_number("edit"), posted.word("seen"))


@blueprint.post("/documents/<int:number>/draft")
def keep(number: int) -> dict[str, Any]:
    """Keep the posted form as the person's draft. Answers the document's version, whether and when it was kept, whether there is a draft
    now, and what is wrong with its values."""
    source, version, reviewer = source_of_form(), posted.needed_number("version"), signed_in().id
    with state().store.session() as session:
        document = documents.get(session, number)
        machine = reviews.machine_of_form(session, document, posted.needed_number("machine"))
        rows = read_rows(request.form, machine.record)
        if version > document.version:
            raise MalformedForm("version")
        if document.status == Status.CONFIRMED and version == document.version:
            raise AlreadyConfirmed
        kept = drafts.keep(session, number, reviewer, source, Work(kept_fields(request.form), machine.id, version))
        is_open = kept or drafts.of(session, number, reviewer) is not None
        presences.note(session, number, reviewer, True)
        moment = drafts.moment(session, number, reviewer)
    problems = {key: translate(message) for key, message in problems_in(rows).items()}
    told = {"kept": kept, "open": is_open, "saved_at": moment.isoformat() if moment else None, "problems": problems}
    return told | _standing(document, version)


@blueprint.post("/documents/<int:number>/draft/discard")
def discard(number: int) -> Response:
    """Throw the person's own draft away and go on from what was saved."""
    source, version = source_of_form(), posted.needed_number("version")
    with state().store.session() as session:
        document = documents.get(session, number)
        machine = reviews.machine_of_form(session, document, posted.needed_number("machine"))
        drafts.close(session, number, signed_in().id, source, Work({}, machine.id, version))
    return redirect(url_for("review.page", number=number))


@blueprint.post("/documents/<int:number>/presence")
def presence(number: int) -> dict[str, Any]:
    """Note that the person has the document open (or leaves it), and answer who else has."""
    doing, version, me = posted.one_of("doing", PRESENT), posted.needed_number("version"), signed_in().id
    with state().store.session() as session:
        document = documents.get(session, number)
        if doing is None:
            presences.leave(session, number, me)
        else:
            presences.note(session, number, me, doing)
        others = presences.others(session, number, me)
    return {"others": [{"name": one.name, "editing": one.editing} for one in others]} | _standing(document, version)


@blueprint.get("/form-token")
def token() -> dict[str, str]:
    """A fresh form token, for a page whose own went out with the session that it was opened in."""
    return {"csrf_token": str(generate_csrf())}


def _standing(document: Document, version: int) -> dict[str, Any]:
    """Where the document stands, for a page that began from `version`."""
    return {"version": document.version, "status": document.status, "stale": version < document.version}
