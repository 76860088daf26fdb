"""Downloading records: JSONL, CSV, XLSX, of all documents or of one."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO, cast

from flask import Blueprint, render_template, request, send_file
from werkzeug.wrappers import Response

from web.exports import EXPORTERS, export, exporter_of
from web.localization import current_language
from web.settings import MEGABYTE
from web.state import state
from web.store import documents, queue
from web.store.models import Status
from web.store.queue import Filter

blueprint = Blueprint("exports", __name__)


@blueprint.get("/exports")
def form() -> str:
    with state().store.session() as session:
        confirmed = queue.count(session, Filter(Status.CONFIRMED))
    return render_template("exports.html", confirmed=confirmed, formats=EXPORTERS)


@blueprint.get("/exports/records.<format_name>")
def download(format_name: str) -> Response:
    exporter, document = exporter_of(format_name), request.args.get("document", type=int)
    everything = request.args.get("scope") == "all" or document is not None
    file = cast(IO[bytes], SpooledTemporaryFile(max_size=16 * MEGABYTE))  # noqa: SIM115  # the answer reads and closes it later
    try:
        with state().store.session() as session:
            if document is not None:
                documents.get(session, document)
            export(session, format_name, file, current_language(), everything, None if document is None else [document])
    except BaseException:  # whatever ends it, an interrupt too, leaves no file open
        file.close()
        raise
    file.seek(0)
    name = f"bienban-{document}{exporter.suffix}" if document else f"bienban{exporter.suffix}"
    return send_file(file, exporter.media_type, as_attachment=True, download_name=name)
