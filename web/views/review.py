"""The review page: the text with every value marked, the record as a form beside it; saving, confirming, reopening."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from extractor.errors import BienbanError
from web import checking, posted
from web.access import signed_in
from web.drafting import kept_fields, resume
from web.errors import AlreadyConfirmed, DraftElsewhere, InvalidValues, MalformedForm, NotReady, SecondPersonNeeded, StaleVersion, error_of
from web.labels import N_
from web.localization import current_language, translate
from web.onward import way
from web.recordform.reading import Draft as Read
from web.recordform.reading import read_form
from web.recordform.rows import Row, laid_out
from web.reviewpage import shown
from web.state import state
from web.store import documents, drafts, reviews
from web.store.drafts import Source, Work
from web.store.models import Act, Document, Draft, Status
from web.store.reviews import Reviewed
from web.views.drafts import source_of_form
from web.views.merging import shown_beside

blueprint = Blueprint("review", __name__)
DONE = {
    Act.SAVED: N_("Đã lưu."),
    Act.CHECKED: N_("Đã xác nhận lần thứ nhất; văn bản chờ người thứ hai."),
    Act.CONFIRMED: N_("Đã xác nhận."),
    Act.REOPENED: N_("Đã mở lại để sửa."),
}


@blueprint.get("/documents/<int:number>")
def page(number: int) -> str:
    with state().store.session() as session:
        document = documents.get(session, number)
        try:
            seen = reviews.reviewed(session, document)
        except NotReady:
            return render_template("unread.html", document=document, reason=_reason(document))
        resumed = resume(session, document, signed_in().id)
        draft = resumed.draft if resumed else None
        if resumed and resumed.rows and document.status != Status.CONFIRMED:
            return _shown(session, replace(seen, machine=resumed.machine), resumed.rows, resumed.draft.base_version, draft=draft)
        rows = laid_out(seen.record, seen.machine.record, seen.review is not None)
        return _shown(session, seen, rows, document.version, draft=draft)


@blueprint.post("/documents/<int:number>")
def decide(number: int) -> Response | tuple[str, int]:
    wish = posted.one_of("act", {"save": Act.SAVED, "confirm": Act.CONFIRMED})
    version, source, came = posted.needed_number("version"), source_of_form(), way()
    with state().store.session() as session:
        document = documents.get(session, number)
        seen = _as_seen(session, document)
        draft = read_form(request.form, seen.machine.record)
        if document.version != version:
            return _overtaken(session, seen, draft, source)
        if document.status == Status.CONFIRMED:
            return _again(session, seen, draft, AlreadyConfirmed())
        if draft.record is None:
            return _again(session, seen, draft, InvalidValues())
        stood = came.standing(document)
        try:
            with session.begin_nested():
                two = state().settings.two_person_check
                act = checking.decide(session, seen, draft.record, wish, signed_in().id, version, two)
        except SecondPersonNeeded as error:
            return _again(session, seen, draft, error)
        except StaleVersion:
            session.refresh(document)
            return _overtaken(session, seen, draft, source)
        drafts.close(session, number, signed_in().id, source, Work({}, seen.machine.id, version))
    flash(translate(DONE[act]), "done")
    decided = 1 if wish is Act.CONFIRMED else None
    return redirect(url_for("review.page", number=number, decided=decided, plain=request.args.get("plain"), stood=stood))


@blueprint.post("/documents/<int:number>/reopen")
def reopen(number: int) -> Response:
    with state().store.session() as session:
        document = documents.get(session, number)
        seen = reviews.reviewed(session, document)
        if document.status != Status.CONFIRMED or seen.review is None:
            raise StaleVersion
        reviews.keep(session, seen, seen.record, Act.REOPENED, signed_in().id, posted.needed_number("version"))
    flash(translate(DONE[Act.REOPENED]), "done")
    return redirect(url_for("review.page", number=number))


def _as_seen(session: Session, document: Document) -> Reviewed:
    """The document with the machine record that the posted form was made from, which may not be the newest."""
    machine = reviews.machine_of_form(session, document, posted.needed_number("machine"))
    return Reviewed(document, machine, reviews.latest(session, document.id))


def _overtaken(session: Session, seen: Reviewed, read: Read, source: Source) -> tuple[str, int]:
    """The posted form is kept as a draft, and shown beside the version that somebody else saved in between."""
    work = Work(kept_fields(request.form), seen.machine.id, posted.needed_number("version"))
    if work.version > seen.document.version:
        raise MalformedForm("version")
    try:
        drafts.keep(session, seen.document.id, signed_in().id, source, work, final=True)
    except DraftElsewhere as error:
        return _again(session, seen, read, error)
    return shown_beside(session, seen.document, StaleVersion()), StaleVersion.status


def _again(session: Session, seen: Reviewed, draft: Read, error: BienbanError) -> tuple[str, int]:
    """The posted form once more, exactly as the person left it, with what is wrong."""
    return _shown(session, seen, draft.rows, posted.needed_number("version"), error), getattr(error, "status", 422)


def _shown(
    session: Session,
    seen: Reviewed,
    rows: dict[str, tuple[Row, ...]],
    version: int,
    error: BienbanError | None = None,
    draft: Draft | None = None,
) -> str:
    document = seen.document
    confirmed = document.status == Status.CONFIRMED and not error
    readonly = confirmed or not signed_in().may("review.decide")
    plain, came = request.args.get("plain") == "1", way()
    context: dict[str, Any] = {
        "history": (past := reviews.history(session, document.id, records=False)),
        "first_by": next((name for review, name in past if review.act == Act.CHECKED), "") if document.status == Status.CHECKED else "",
        "confirmed": confirmed,
        "version": version,
        "draft": draft,
        "stale": version < document.version,
        "unread_draft": draft is not None and version != draft.base_version and not confirmed,
        "page": _page_marks(draft, error),
        "problem": error.explain(current_language()) if error else None,
        "beside": came.beside(session, document),
        "list_address": came.back,
        "decided": request.args.get("decided") == "1",
        "plain": 1 if plain else None,
        "without_script": None if plain or error else f"{request.path}?{urlencode({**request.args, 'plain': 1})}",
        "why_at": url_for("pages.why", number=document.id, key=""),
    }
    return render_template("review.html", **shown(session, seen, rows, readonly), **context)


def _page_marks(draft: Draft | None, error: BienbanError | None) -> dict[str, Any]:
    """The fields that tell this page's changes from those of other pages; a form shown once more counts on as the page it came from."""
    if error:
        source = source_of_form()
        return {"tab": source.tab, "seen": source.seen, "edit": source.edit}
    return {"tab": token_hex(8), "seen": drafts.mark(draft), "edit": 0}


def _reason(document: Document) -> str | None:
    """Why the file could not be read, in the person's language."""
    if document.error_code is None:
        return None
    return error_of(document.error_code, document.error_detail or "").explain(current_language())
