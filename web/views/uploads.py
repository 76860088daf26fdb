"""Taking in files, several at once; each is judged by itself and nothing that came in whole is lost.

A person without scripts sends a form and waits a little for the answer. A script sends file by file, is answered as soon as a file is kept,
and then asks how far its documents have come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from extractor.errors import BienbanError
from web import posted
from web.access import signed_in
from web.errorpages import wants_json
from web.errors import MalformedForm, NotFound, NothingChosen, TooLarge, TooManyAtOnce
from web.filenames import clean_name
from web.ingest import Outcome, Result, Taken, arrivals, new_run, outcomes, take_in
from web.localization import current_language
from web.progress import Progress, progress, recent
from web.settings import MEGABYTE
from web.state import state
from web.store import batch, documents, units
from web.store.models import Turn

blueprint = Blueprint("uploads", __name__)
PATIENCE = 20.0
"""Seconds that a person waits for one file to be read; what takes longer is read on in the background."""
MOST_ASKED = 200
"""So many documents are told of in one answer."""
MOST_RECENT = 20


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken in."""

    name: str
    error: BienbanError
    result: str = "refused"
    document_id: int | None = None


@blueprint.get("/upload")
def form() -> str:
    return _page([], None)


@blueprint.post("/upload")
def receive() -> Response | tuple[str, int]:
    files = [file for file in request.files.getlist("files") if file.filename]
    if wants_json():
        return _kept(files)
    results = [outcome for file in files for outcome in _take(file)]
    if not results:
        return _page([], NothingChosen()), NothingChosen.status
    failed = all(isinstance(outcome, Refused) for outcome in results)
    return _page(results, None), TooLarge.status if failed else 200


@blueprint.get("/upload/progress")
def tell() -> Response:
    """How far the documents named in the address have come."""
    numbers = [_number(given) for given in request.args.get("documents", "").split(",")]
    if len(numbers) > MOST_ASKED:
        raise TooManyAtOnce(f"> {MOST_ASKED}")
    return _told(numbers)


@blueprint.post("/upload/cancel")
def cancel() -> Response:
    """Take back an upload that was not read yet; the answer tells where the document stands then."""
    given = request.form.getlist("document")
    number = _number(given[0] if len(given) == 1 else "")
    with state().store.session() as session:
        if documents.anywhere(session, number).uploader_id != signed_in().id:
            raise NotFound(str(number))
        batch.cancel(session, number, signed_in().id)
    return _told([number])


def _kept(files: list[FileStorage]) -> Response:
    """Answer a script as soon as its files are kept. Raises NothingChosen, TooLarge."""
    if not files:
        raise NothingChosen
    taken: list[Taken] = []
    for file in files:
        data = _data(file)
        taken += _take_in(file, data, new_run())
    state().background.wake()
    with state().store.session() as session:
        found = {one.document_id: one for one in progress(session, [one.document_id for one in taken], state().background.stages)}
    return jsonify(
        [{**_as_json(found[one.document_id]), "name": one.name, "known": one.known} for one in taken if one.document_id in found]
    )


def _take(file: FileStorage) -> Sequence[Outcome | Refused]:
    held, run = state(), new_run()
    try:
        data = _data(file)
    except TooLarge as error:
        return [Refused(clean_name(file.filename), error)]
    taken = _take_in(file, data, run)
    held.background.wake()
    held.background.wait(run, PATIENCE)
    return outcomes(held.store, taken)


def _data(file: FileStorage) -> bytes:
    """The bytes of a file. Raises TooLarge."""
    limit = state().settings.upload_limit
    data = file.stream.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(f"> {limit // MEGABYTE} MB")
    return data


def _take_in(file: FileStorage, data: bytes, run: str) -> list[Taken]:
    held = state()
    return take_in(held.store, held.archive, list(arrivals(file.filename, data, uploader=signed_in().id)), run, Turn.UPLOAD, _unit())


def _unit() -> int | None:
    """The unit that what this person brings belongs to: the one chosen in the form, or their only one. Raises BadUnit, MalformedForm."""
    chosen = posted.number("unit", optional=True) or None
    with state().store.session() as session:
        return units.for_upload(session, signed_in().units, chosen)


def _told(numbers: Sequence[int]) -> Response:
    with state().store.session() as session:
        return jsonify([_as_json(one) for one in progress(session, numbers, state().background.stages)])


def _as_json(one: Progress) -> dict[str, Any]:
    similar = one.similar
    return {
        "document": one.document_id,
        "address": url_for("review.page", number=one.document_id),
        "name": one.name,
        "title": one.title,
        "stage": one.stage,
        "error": one.error.explain(current_language()) if one.error else None,
        "warnings": one.warnings,
        "similar": similar
        and {
            "address": url_for("review.page", number=similar.document_id),
            "name": similar.name,
            "share": round(similar.share * 100),
            "nearly": similar.nearly,
        },
    }


def _number(given: str) -> int:
    if not (given.isascii() and given.isdecimal() and len(given) <= 10 and int(given) <= documents.MOST_ID):
        raise MalformedForm(given[:40])
    return int(given)


def _page(results: list[Outcome | Refused], problem: BienbanError | None) -> str:
    language = current_language()
    lines = [(outcome, outcome.error.explain(language) if outcome.error else "") for outcome in results]
    with state().store.session() as session:
        mine = progress(session, recent(session, signed_in().id, MOST_RECENT), state().background.stages)
    shown = [(one, one.error.explain(language) if one.error else "") for one in mine]
    told = problem.explain(language) if problem else None
    limit = state().settings.upload_limit // MEGABYTE
    return render_template("upload.html", lines=lines, problem=told, limit=limit, results=Result, recent=shown)
