"""How a file enters the store, the same for uploads and for the command line: the original first, then what the machine reads in it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from extractor.errors import BienbanError
from web.archive import Archive
from web.errors import InternalError
from web.filenames import clean_name, suffix_of
from web.guard import GuardLimits, ReadingFault, shared_guard
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
    """What became of the file `name`; `document_id` is the document that holds it (for a member that could not be taken out of its
    bundle, the bundle), `error` why it could not be read, `warnings` what was doubtful in reading it."""

    name: str
    document_id: int
    result: Result
    error: BienbanError | None = None
    warnings: tuple[str, ...] = ()


def ingest_file(
    store: Store, archive: Archive, name: str | None, data: bytes, uploader: int | None = None, limits: GuardLimits | None = None
) -> list[Outcome]:
    """As `ingest_bytes`; the documents of a bundle (.zip, .eml, .msg) one by one.

    A bundle with a member that cannot be taken out is kept whole, as one failed document more.
    """
    from extractor.parsers.bundle import unpack

    outcomes = []
    for member in unpack(data, name or ""):
        if member.error is None:
            outcomes.append(ingest_bytes(store, archive, member.path, member.data, uploader, limits))
        else:
            kept = _kept(store, archive, clean_name(name), data, uploader)
            with store.session() as session:
                documents.keep_failure(documents.get(session, kept.id), member.error.code, member.error.detail or member.path)
            outcomes.append(Outcome(clean_name(member.path), kept.id, Result.FAILED, member.error))
    return outcomes


def ingest_bytes(
    store: Store, archive: Archive, name: str | None, data: bytes, uploader: int | None = None, limits: GuardLimits | None = None
) -> Outcome:
    """Keep `data` under the cleaned `name`, then extract it in a child process within `limits`.

    What was read or confirmed before by the same content is a duplicate and stays untouched; what failed before is tried again,
    since the programme may have learnt to read it. A file that cannot be read stays in the archive, with its reason.
    """
    shown = clean_name(name)
    document = _kept(store, archive, shown, data, uploader)
    if document.status not in (Status.NEW, Status.FAILED):
        return Outcome(shown, document.id, Result.DUPLICATE)
    return _extract(store, document.id, shown, data, limits)


def _kept(store: Store, archive: Archive, shown: str, data: bytes, uploader: int | None) -> Document:
    """The document of these bytes, which are in the archive when this returns; a new one where there was none."""
    digest = archive.put(data)
    with store.session() as session:
        document = documents.by_sha256(session, digest)
        if document is None:
            fresh = Document(sha256=digest, name=shown, size=len(data), format=suffix_of(shown), uploader_id=uploader, status=Status.NEW)
            document = fresh if documents.add(session, fresh) else documents.by_sha256(session, digest)
        if document is None:
            raise InternalError("a document vanished while it was added")
        return document


def _extract(store: Store, document_id: int, name: str, data: bytes, limits: GuardLimits | None) -> Outcome:
    """Read the file outside any transaction, since it may take long, then keep what came of it."""
    record, error = _read(data, name, limits)
    with store.session() as session:
        document = documents.get(session, document_id)
        if record is None:
            cause = error or InternalError()
            documents.keep_failure(document, cause.code, cause.detail)
            return Outcome(name, document_id, Result.FAILED, cause)
        document.format = _format(data, name)
        documents.keep_extraction(session, document, record, model_version())
    return Outcome(name, document_id, Result.EXTRACTED, warnings=tuple(record["warnings"]))


def _read(data: bytes, name: str, limits: GuardLimits | None) -> tuple[dict[str, Any] | None, BienbanError | None]:
    try:
        return shared_guard(limits).read(data, name), None
    except BienbanError as error:
        return None, error
    except ReadingFault as error:  # one file's fault must not end the service or the batch
        log.exception("reading %r", name)
        return None, InternalError(str(error).partition(":")[0])


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
