"""How a file enters the store, the same for uploads and for the command line: the original first, then what the machine reads in it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from extractor.errors import BienbanError
from extractor.record import Record
from web.archive import Archive
from web.errors import InternalError
from web.filenames import clean_name, suffix_of
from web.store import Store, documents
from web.store.models import Document, Status

log = logging.getLogger(__name__)


class Result(StrEnum):
    """What became of a file: read, known already by content, or kept although it could not be read."""

    EXTRACTED = "extracted"
    DUPLICATE = "duplicate"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the file `name`; `document_id` is the document that holds it, `error` why it could not be read."""

    name: str
    document_id: int
    result: Result
    error: BienbanError | None = None


def ingest_bytes(store: Store, archive: Archive, name: str | None, data: bytes, uploader: int | None = None) -> Outcome:
    """Keep `data` under the cleaned `name`, then extract it.

    What was read or confirmed before by the same content is a duplicate and stays untouched; what failed before is tried again,
    since the programme may have learnt to read it. A file that cannot be read stays in the archive, with its reason.
    """
    shown = clean_name(name)
    digest = archive.put(data)
    with store.session() as session:
        document = documents.by_sha256(session, digest)
        if document is None:
            fresh = Document(sha256=digest, name=shown, size=len(data), format=suffix_of(shown), uploader_id=uploader, status=Status.NEW)
            document = fresh if documents.add(session, fresh) else documents.by_sha256(session, digest)
        if document is None:
            raise InternalError("a document vanished while it was added")
        if document.status not in (Status.NEW, Status.FAILED):
            return Outcome(shown, document.id, Result.DUPLICATE)
    return _extract(store, document.id, shown, data)


def _extract(store: Store, document_id: int, name: str, data: bytes) -> Outcome:
    """Read the file outside any transaction, since it may take long, then keep what came of it."""
    record, error = _read(data, name)
    with store.session() as session:
        document = documents.get(session, document_id)
        if record is None:
            cause = error or InternalError()
            documents.keep_failure(document, cause.code, cause.detail)
            return Outcome(name, document_id, Result.FAILED, cause)
        document.format = _format(data, name)
        documents.keep_extraction(session, document, record.model_dump(mode="json"), model_version())
    return Outcome(name, document_id, Result.EXTRACTED)


def _read(data: bytes, name: str) -> tuple[Record | None, BienbanError | None]:
    import extractor  # heavy, and not needed by the parts of the service that only show records

    try:
        return extractor.extract(data, name=name), None
    except BienbanError as error:
        return None, error
    except Exception as error:  # one file's fault must not end the service or the batch; it is logged with its trace
        log.exception("reading %r", name)
        return None, InternalError(type(error).__name__)


def _format(data: bytes, name: str) -> str:
    from extractor.parsers.sniff import sniff

    return sniff(data, name)


@cache
def model_version() -> str:
    """The version of the extractor that a machine record is marked with."""
    try:
        return version("bienban")
    except PackageNotFoundError:
        return "0"
