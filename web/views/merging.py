"""Two people's work on one document side by side: choose entry by entry, and go on from the two made into one."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_hex

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from extractor.errors import BienbanError
from web import posted
from web.access import signed_in
from web.drafting import Resumed, resume
from web.errors import AlreadyConfirmed, MalformedForm, StaleVersion
from web.joining import Joining, beside_newest, join
from web.labels import N_
from web.localization import current_language, translate
from web.recordform.merging import MINE, THEIRS
from web.state import state
from web.store import documents, drafts
from web.store.drafts import Source
from web.store.models import Document, Status

blueprint = Blueprint("merging", __name__)
OWN_FIELDS = frozenset({"csrf_token", "version", "draft", "all"})
JOINED = N_("Đã gộp thành bản nháp của bạn. Hãy xem lại rồi lưu hoặc xác nhận.")


@blueprint.get("/documents/<int:number>/merge")
def page(number: int) -> str | Response:
    with state().store.session() as session:
        document = documents.get(session, number)
        if _joining(session, document)[1] is None:
            return redirect(url_for("review.page", number=number))
        return shown_beside(session, document)


@blueprint.post("/documents/<int:number>/merge")
def join_both(number: int) -> Response | tuple[str, int]:
    version, of_draft = posted.needed_number("version"), posted.word("draft")
    with state().store.session() as session:
        document = documents.get(session, number)
        resumed, joining = _joining(session, document)
        if resumed is None or joining is None or (version, of_draft) != (document.version, drafts.mark(resumed.draft)):
            raise StaleVersion
        if document.status == Status.CONFIRMED:
            raise AlreadyConfirmed
        answers = _answers(joining)
        if answers is None:
            return shown_beside(session, document, MalformedForm(), request.form), 422
        join(session, joining, answers, signed_in().id, Source(token_hex(8), 1, of_draft))
    flash(translate(JOINED), "done")
    return redirect(url_for("review.page", number=number))


def shown_beside(session: Session, document: Document, error: BienbanError | None = None, chosen: Mapping[str, str] | None = None) -> str:
    """The page with the person's draft beside the newest version, both of which must be there."""
    resumed, joining = _joining(session, document)
    if resumed is None or joining is None:
        raise StaleVersion
    return render_template(
        "merge.html",
        document=document,
        joining=joining,
        draft=resumed.draft,
        mark=drafts.mark(resumed.draft),
        confirmed=document.status == Status.CONFIRMED,
        problem=error.explain(current_language()) if error else None,
        chosen=chosen or {},
    )


def _joining(session: Session, document: Document) -> tuple[Resumed | None, Joining | None]:
    """The person's draft, and it beside the newest version where there is a newer one."""
    resumed = resume(session, document, signed_in().id)
    if resumed is None or resumed.rows is None or resumed.draft.base_version >= document.version:
        return resumed, None
    return resumed, beside_newest(session, document, resumed, resumed.rows)


def _answers(joining: Joining) -> dict[str, str] | None:
    """The side chosen for every question, None where some are not answered. Raises MalformedForm for what no page of ours asks."""
    names = {question.name for contest in joining.merge.contests for question in contest.questions}
    for name, texts in request.form.lists():
        if name not in OWN_FIELDS | names or len(texts) != 1 or name in {*names, "all"} and texts[0] not in (MINE, THEIRS):
            raise MalformedForm(name[:80])
    if everything := request.form.get("all"):
        return dict.fromkeys(names, everything)
    return {name: request.form[name] for name in names} if names <= set(request.form) else None
