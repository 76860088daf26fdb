"""Taking in files, several at once; each is judged by itself and nothing that came in whole is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from werkzeug.datastructures import FileStorage

from extractor.errors import BienbanError
from web.access import signed_in
from web.errors import Forbidden, NothingChosen, TooLarge
from web.filenames import clean_name
from web.ingest import Outcome, Result, arrivals, new_run, outcomes, take_in
from web.localization import current_language
from web.settings import MEGABYTE
from web.state import state
from web.store.models import Turn

blueprint = Blueprint("uploads", __name__)
PATIENCE = 20.0
"""Seconds that a person waits for one file to be read; what takes longer is read on in the background."""


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
def receive() -> tuple[str, int]:
    outcomes = [outcome for file in request.files.getlist("files") if file.filename for outcome in _take(file)]
    if not outcomes:
        return _page([], NothingChosen()), NothingChosen.status
    failed = all(isinstance(outcome, Refused) for outcome in outcomes)
    return _page(outcomes, None), TooLarge.status if failed else 200


def _take(file: FileStorage) -> Sequence[Outcome | Refused]:
    held, limit = state(), state().settings.upload_limit
    data = file.stream.read(limit + 1)
    if len(data) > limit:
        return [Refused(clean_name(file.filename), TooLarge(f"> {limit // MEGABYTE} MB"))]
    run = new_run()
    taken = take_in(held.store, held.archive, list(arrivals(file.filename, data, uploader=signed_in().id)), run, Turn.UPLOAD, _unit())
    held.background.wake()
    held.background.wait(run, PATIENCE)
    return outcomes(held.store, taken)


def _unit() -> int | None:
    """The unit that what this person brings belongs to: the first of their own; none for who sees every unit."""
    units = signed_in().units
    if units is None:
        return None
    if not units:
        raise Forbidden
    return min(units)


def _page(outcomes: list[Outcome | Refused], problem: BienbanError | None) -> str:
    language = current_language()
    lines = [(outcome, outcome.error.explain(language) if outcome.error else "") for outcome in outcomes]
    told = problem.explain(language) if problem else None
    limit = state().settings.upload_limit // MEGABYTE
    return render_template("upload.html", lines=lines, problem=told, limit=limit, results=Result)
