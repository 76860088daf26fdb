"""Acts on many documents that were ticked in the queue, the names offered for its filter, and filters saved under a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from flask import Blueprint, flash, jsonify, request, send_file, url_for
from sqlalchemy.orm import Session
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from web.access import signed_in
from web.auditing import noted
from web.errors import Forbidden, MalformedForm, NothingTicked, TooManyAtOnce
from web.exports import export, exporter_of
from web.filterform import MOST_LETTERS, Asked, asked_by_address
from web.labels import N_
from web.localization import current_language, translate
from web.settings import MEGABYTE
from web.state import state
from web.store import batch, documents, listing, queue, saved, units
from web.store.batch import Done
from web.store.models import Role

blueprint = Blueprint("batch", __name__, url_prefix="/queue")
LEAST_SURE, MOST_SURE = 50, 100
SAID = {
    "assign": N_("Đã giao: %(done)s văn bản."),
    "free": N_("Đã bỏ giao: %(done)s văn bản."),
    "confirm": N_("Đã xác nhận: %(done)s văn bản."),
    "reextract": N_("Sẽ trích xuất lại: %(done)s văn bản, trong nền."),
    "move": N_("Đã chuyển đơn vị: %(done)s văn bản."),
    "remove": N_("Đã chuyển vào thùng rác: %(done)s văn bản."),
    "restore": N_("Đã khôi phục: %(done)s văn bản."),
}
SKIPPED = N_("Bỏ qua: %(skipped)s văn bản không hợp với việc này.")


@blueprint.post("/assign")
def assign() -> Response:
    """Give the ticked documents to a person; a reviewer may take them or give them back, a lead may give them to anybody."""
    person = _number("person", 0, 2**31 - 1)
    if person not in (0, signed_in().id) and not signed_in().role.includes(Role.LEAD):
        raise Forbidden
    if not person:
        return _done_to_ticked("free", "assigned", batch.free, "→ 0")
    return _done_to_ticked("assign", "assigned", lambda session, numbers: batch.assign(session, numbers, person), f"→ {person}")


@blueprint.post("/confirm")
def confirm() -> Response:
    """Confirm those of the ticked documents in which every entry is at least as sure as asked, in per cent."""
    least = _number("sure", LEAST_SURE, MOST_SURE) / 100
    done = batch.confirm(state().store, _ticked(batch.MOST_READ), least, signed_in().id, state().settings.two_person_check)
    with state().store.session() as session:
        _noted(session, "decided", done.numbers, f"confirm ≥ {least:.0%}")
    return _said("confirm", done)


@blueprint.post("/reextract")
def reextract() -> Response:
    """Let the machine read the ticked documents again, in the background; what people decided stays."""
    return _done_to_ticked("reextract", "reextracted", batch.reextract)


@blueprint.post("/move")
def move() -> Response:
    """Give the ticked documents to another unit among those that the person sees."""
    chosen = _number("unit", 0, 2**31 - 1)
    with state().store.session() as session:
        unit = units.to_move_to(session, signed_in().units, chosen)
    return _done_to_ticked("move", "moved", lambda session, numbers: batch.move(session, numbers, unit), f"→ {unit}")


@blueprint.post("/remove")
def remove() -> Response:
    return _done_to_ticked("remove", "removed", batch.remove)


@blueprint.post("/restore")
def restore() -> Response:
    return _done_to_ticked("restore", "restored", batch.restore)


@blueprint.post("/export")
def download() -> Response:
    """The records of the ticked documents as they stand, in one file."""
    format_name = _once("format")
    exporter, numbers = exporter_of(format_name), _ticked(batch.MOST)
    file = cast(IO[bytes], SpooledTemporaryFile(max_size=16 * MEGABYTE))  # noqa: SIM115  # the answer reads and closes it later
    try:
        with state().store.session() as session:
            export(session, format_name, file, current_language(), everything=True, numbers=numbers)
            _noted(session, "exported", numbers, format_name)
    except BaseException:  # whatever ends it, an interrupt too, leaves no file open
        file.close()
        raise
    file.seek(0)
    return send_file(file, exporter.media_type, as_attachment=True, download_name=f"bienban{exporter.suffix}")


@blueprint.get("/names")
def names() -> Response:
    """Organisations and blocks whose names hold what was typed."""
    with state().store.session() as session:
        return jsonify(listing.suggestions(session, request.args.get("q", "")[:MOST_LETTERS]))


@blueprint.post("/filters")
def save_filter() -> Response:
    wanted = _asked()
    with state().store.session() as session:
        saved.save(session, signed_in().id, _once("name"), wanted.address())
    flash(translate(N_("Đã lưu bộ lọc.")), "done")
    return _back(wanted)


@blueprint.post("/filters/<int:number>/forget")
def forget_filter(number: int) -> Response:
    with state().store.session() as session:
        saved.forget(session, signed_in().id, number)
    flash(translate(N_("Đã bỏ bộ lọc.")), "done")
    return _back(_asked())


def _done_to_ticked(name: str, noted_as: str, act: Callable[[Session, Sequence[int]], Done], detail: str = "") -> Response:
    """Do something to the ticked documents, note it for each, and say to how many it was done."""
    numbers = _ticked(batch.MOST)
    with state().store.session() as session:
        done = act(session, numbers)
        _noted(session, noted_as, done.numbers, detail)
    state().background.wake()  # there may be something to read again
    return _said(name, done)


def _ticked(most: int) -> list[int]:
    """The documents that were ticked, or all that the filter chooses. Raises NothingTicked, TooManyAtOnce, MalformedForm."""
    if request.form.getlist("all") == ["1"]:
        wanted = _asked()
        with state().store.session() as session:
            numbers = queue.numbers(session, queue.choose(session, wanted.filter), wanted.order, most + 1)
    else:
        numbers = list(dict.fromkeys(_as_number(given, 1, documents.MOST_ID) for given in request.form.getlist("document")))
    if not numbers:
        raise NothingTicked
    if len(numbers) > most:
        raise TooManyAtOnce(f"> {most}")
    return numbers


def _noted(session: Session, act: str, numbers: Sequence[int], detail: str = "") -> None:
    """A line in the audit log for each document."""
    for number in numbers:
        noted(session, act, number, detail)


def _said(act: str, done: Done) -> Response:
    flash(translate(SAID[act]) % {"done": len(done.numbers)}, "done" if done.numbers else "wrong")
    if done.skipped:
        flash(translate(SKIPPED) % {"skipped": done.skipped}, "wait")
    return _back(_asked())


def _asked() -> Asked:
    return asked_by_address(_once("query"))


def _back(wanted: Asked) -> Response:
    return redirect(f"{url_for('library.index')}?{wanted.address()}")


def _once(name: str) -> str:
    given = request.form.getlist(name)
    if len(given) != 1:
        raise MalformedForm(name)
    return given[0]


def _number(name: str, least: int, most: int) -> int:
    return _as_number(_once(name), least, most)


def _as_number(given: str, least: int, most: int) -> int:
    if not (given.isascii() and given.isdecimal() and len(given) <= 10 and least <= int(given) <= most):
        raise MalformedForm(given[:40])
    return int(given)
