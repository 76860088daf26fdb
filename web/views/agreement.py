"""How far two people agree: by record type over all documents that two confirmed, and entry by entry for one of them."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.entryhistory import between
from web.errors import NotFound
from web.recordform.fields import sections
from web.state import state
from web.store import agreements, documents, reviews

blueprint = Blueprint("agreement", __name__)
NEWEST = 50


@blueprint.get("/agreement")
def page() -> str:
    with state().store.session() as session:
        measures = agreements.by_section(session)
        checked = agreements.checked(session, NEWEST)
    inner = {name: [field.inner.name for field in section.fields if field.inner] for section in sections() for name in [section.name]}
    order = [name for section in sections() for name in (section.name, *inner[section.name])]
    return render_template(
        "agreement.html",
        measures={name: measures[name] for name in order if name in measures},
        overall=agreements.overall(measures.values()),
        checked=checked,
        two_people=state().settings.two_person_check,
    )


@blueprint.get("/documents/<int:number>/agreement")
def of_document(number: int) -> str:
    """What the second person saw otherwise than the first, in the last check of a document. Raises NotFound where there was none."""
    with state().store.session() as session:
        document = documents.get(session, number)
        found = agreements.checked(session, 1, number)
        if not found:
            raise NotFound(document.name)
        first, second = (reviews.as_of(session, document, version) for version in (found[0].first, found[0].second))
        differing = between(first, second)
    return render_template("disagreements.html", document=document, check=found[0], changes=differing)
