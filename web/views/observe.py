"""For watchdogs and Prometheus: whether the service lives, whether it can work, and its numbers. Nothing here tells of any content."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_address

from flask import Blueprint, abort, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from extractor.errors import BienbanError
from web.state import State, state
from web.store import statistics

blueprint = Blueprint("observe", __name__)
NOBODYS = "0" * 64
FRESH = 30.0
"""Counts of the whole store are asked for at most so often, in seconds, however many scrape."""


@blueprint.get("/healthz")
def healthz() -> Response:
    """Whether the process answers."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Whether the service can work: its database and its originals answer. 503 where one does not."""
    found = {"database": _answers(_ask_database), "originals": _answers(_ask_originals)}
    return jsonify(found), 200 if all(found.values()) else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Numbers for Prometheus, for those networks only that `metrics_from` names."""
    held = state()
    asking = ip_address(request.remote_addr or "0.0.0.0")
    if not any(asking in network for network in held.settings.metrics_from):
        abort(404)
    told = generate_latest(REGISTRY) + generate_latest(_Queue(held))
    return Response(told, content_type=CONTENT_TYPE_LATEST)


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except (SQLAlchemyError, BienbanError, OSError):
        return False
    return True


def _ask_database() -> None:
    with state().store.session() as session:
        session.execute(text("SELECT 1"))


def _ask_originals() -> bool:
    return state().archive.has(NOBODYS)


class _Queue:
    """The state of the whole store, whichever process changed it, as Prometheus collects it."""

    def __init__(self, held: State) -> None:
        self._held = held

    def collect(self) -> Iterator[Metric]:
        for name, told, label, values in _counts(self._held):
            family = GaugeMetricFamily(name, told, labels=[label])
            for key, number in values.items():
                family.add_metric([key], number)
            yield family


Count = tuple[str, str, str, dict[str, int]]
_KEPT: dict[int, tuple[float, list[Count]]] = {}


def _counts(held: State) -> Iterable[Count]:
    kept = _KEPT.get(id(held))
    if kept is not None and time.monotonic() - kept[0] < FRESH:
        return kept[1]
    with held.store.session() as session:
        found = [
            ("bienban_queue", "Documents that wait for their reading or are being read.", "state", statistics.open_jobs(session)),
            ("bienban_documents", "Documents by status.", "status", statistics.by_status(session)),
            ("bienban_failed_documents", "Documents that could not be read, by code.", "code", statistics.failures(session)),
            ("bienban_database_bytes", "Size of the database.", "kind", {"all": statistics.database_bytes(session)}),
        ]
    _KEPT.clear()
    _KEPT[id(held)] = (time.monotonic(), found)
    return found
