"""The way through a list: which list a person came to a document from goes along in the address, so that the next document is that list's.

`queue` is the list's own address (see `web.filterform`); without it a person came from elsewhere, and the way leads through all that waits,
oldest first. `stood` is the document's doubt when the person came: deciding changes it, and the place in a list of doubts must stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask, has_request_context, request, url_for
from sqlalchemy.orm import Session

from web.errors import BadFilter
from web.filterform import Asked, asked_by_address
from web.store import neighbours
from web.store.models import Document
from web.store.neighbours import Neighbours, Place
from web.store.queue import Order

ALONG = frozenset(
    {
        *("review.page", "review.decide", "review.reopen", "drafts.discard", "merging.page", "merging.join_both"),
        *("history.page", "history.version", "history.go_back", "agreement.of_document"),
    }
)
"""The pages of one document: a way from one of them to another keeps the list."""
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,20})?")


@dataclass(frozen=True, slots=True)
class Way:
    """The list that the person came from, None for none, and where the document stood in it by its doubt."""

    asked: Asked | None = None
    stood: float | None = None

    def beside(self, session: Session, document: Document) -> Neighbours:
        """The documents before and after this one."""
        if self.asked is None:
            return neighbours.among_waiting(session, document)
        return neighbours.in_list(session, self.asked.filter, Place.of(document, self.asked.order, self.stood))

    def standing(self, document: Document) -> float | None:
        """What the address must hold as `stood`, so that an act on the document does not move it; None where no act would."""
        if self.asked is None or self.asked.order is not Order.DOUBTFUL:
            return None
        return document.doubt if self.stood is None else self.stood

    @property
    def back(self) -> str:
        """The address of the list."""
        return f"{url_for('library.index')}?{self.asked.address()}" if self.asked else url_for("library.index")


def way() -> Way:
    """The way that the present request's address tells. Raises BadFilter."""
    lists, stood = request.args.getlist("queue"), request.args.get("stood", "")
    if len(lists) > 1 or stood and not _NUMBER.fullmatch(stood):
        raise BadFilter("queue" if len(lists) > 1 else f"stood={stood[:40]}")
    try:
        return Way(asked_by_address(lists[0]) if lists else None, float(stood) if stood else None)
    except ValueError as error:  # more fields than any list has
        raise BadFilter("queue") from error


def set_up(app: Flask) -> None:
    """Let every address of a document's page hold the list that this request came with."""
    app.url_defaults(_take_along)


def _take_along(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint not in ALONG or not has_request_context() or request.endpoint not in ALONG:
        return
    same = values.get("number") == (request.view_args or {}).get("number")
    for name in ("queue", "stood") if same else ("queue",):
        if name in request.args:
            values.setdefault(name, request.args[name])
