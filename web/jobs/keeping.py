"""What came of reading documents, kept: several in one transaction, each only where its job is still ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from extractor.errors import BienbanError
from web.guard import Reading
from web.jobs import queue
from web.jobs.queue import Claim, Reached
from web.store import documents


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read, or why it cannot be; what its job is told."""

    mine: Claim
    what: Reading | BienbanError
    seconds: float

    @property
    def reached(self) -> Reached:
        """What came of it in numbers."""
        if isinstance(self.what, BienbanError):
            return Reached(self.what.code, self.seconds)
        grades = self.what.grades
        return Reached(None, self.seconds, sum(grades.values()), grades.get("fair", 0), grades.get("poor", 0))


def keep(session: Session, read: Sequence[Read], model_version: str) -> set[int]:
    """Keep records and failures and end their jobs; the numbers of the documents of which that was still ours to do."""
    ours = queue.finish(session, {one.mine: one.reached for one in read}, model_version)
    rows = documents.numbered(session, ours)
    made = []
    for one in read:
        document = rows.get(one.mine.document_id)
        if document is None:
            continue
        if isinstance(one.what, BienbanError):
            documents.keep_failure(document, one.what.code, one.what.detail)
        else:
            document.format = one.what.format
            made.append((document, one.what.extraction))
    documents.keep_extractions(session, made, model_version)
    return ours
