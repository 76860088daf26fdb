"""Help while a value is typed: what people confirmed for such fields before, and what is wrong with it, in plain words."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from web.errors import MalformedForm
from web.knownvalues import ALIKE, sort_of
from web.localization import translate
from web.recordform.fields import Field, sections
from web.recordform.values import MOST_CHARACTERS, Unacceptable, shown, understood
from web.state import state
from web.store import documents, knownvalues

blueprint = Blueprint("suggestions", __name__)
MOST = 8


@blueprint.get("/documents/<int:number>/suggestions")
def values(number: int) -> Response:
    """Values that people confirmed for fields of this sort and that begin like `q`, the most used first."""
    sort, typed = sort_of(_field().label), request.args.get("q", "")[:200]
    with state().store.session() as session:
        document = documents.get(session, number)
        found = knownvalues.starting_with(session, document.unit_id, ALIKE.get(sort, (sort,)), typed, MOST) if sort else []
    return jsonify([{"value": one.value, "uses": one.uses} for one in found])


@blueprint.get("/check")
def check() -> Response:
    """Whether `value` can stand in the field: `problem` says what is wrong, `shown` how a right value will be shown."""
    field, typed = _field(), request.args.get("value", "")[: MOST_CHARACTERS + 1]
    try:
        found = understood(field, typed)
    except Unacceptable as wrong:
        return jsonify(problem=translate(str(wrong)))
    return jsonify(problem=None, shown=shown(field, found))


def _field() -> Field:
    """The field that `field` names, such as "organizations.name". Raises MalformedForm."""
    label = request.args.get("field", "")
    for section in sections():
        for field in section.fields:
            if field.label == label:
                return field
            for inner in field.inner.fields if field.inner else ():
                if inner.label == label:
                    return inner
    raise MalformedForm(label[:80])
