"""What the machine reads otherwise than before in documents that people had decided on."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from web.access import signed_in
from web.errors import MalformedForm
from web.labels import N_
from web.localization import translate
from web.state import state
from web.store import rereadings

blueprint = Blueprint("rereadings", __name__)
PAGE_SIZE = 10
LOOKED = N_("Đã cất đi. Bản mà người duyệt đã quyết định vẫn giữ nguyên.")
MOST_DIGITS = 9


@blueprint.get("/rereadings")
def page() -> str:
    """Differences that nobody has looked at, the oldest first, some at a time."""
    after = _number(request.args.get("after", "0"))
    with state().store.session() as session:
        found = rereadings.page(session, True, after, PAGE_SIZE + 1)
    more = found[PAGE_SIZE - 1].row.id if len(found) > PAGE_SIZE else None
    return render_template("rereadings.html", found=found[:PAGE_SIZE], more=more)


@blueprint.post("/rereadings")
def look() -> Response:
    """Put away what somebody has looked at."""
    numbers = [_number(posted) for posted in request.form.getlist("reading")]
    if not numbers or len(numbers) > PAGE_SIZE:
        raise MalformedForm("reading")
    with state().store.session() as session:
        rereadings.look(session, numbers, signed_in().id)
    flash(translate(LOOKED), "done")
    return redirect(url_for("rereadings.page"))


def _number(typed: str) -> int:
    if not typed.isdecimal() or len(typed) > MOST_DIGITS:
        raise MalformedForm("reading")
    return int(typed)
