"""What is told of the work and never of any content: a JSON line for every document that was dealt with, and numbers for Prometheus.

Each process counts what it did itself: the service at `/metrics`, `bienban worker` and `bienban ingest` at the port `metrics_port`.
"""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import asdict, dataclass, field
from logging.handlers import WatchedFileHandler

from prometheus_client import Counter, Histogram, start_http_server

from web.errors import SettingsError
from web.settings import Settings
from web.store.models import now

_LINES = logging.getLogger("bienban.documents")
_LINES.propagate = False
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
READ = Counter("bienban_documents_dealt_with", "Documents that were read (code empty) or failed, by code.", ["format", "code"])
STAGES = Histogram("bienban_stage_seconds", "Seconds by stage: fetch, text, record, keep.", ["stage", "format"], buckets=BUCKETS)


@dataclass(frozen=True, slots=True)
class Dealt:
    """A document that was dealt with: `code` tells why it could not be read, `stages` the seconds that each took."""

    document: int
    sha256: str
    format: str
    attempt: int
    worker: str
    code: str | None = None
    seconds: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)


def tell(dealt: Dealt) -> None:
    """Count a document, and log its line where that is wanted."""
    READ.labels(dealt.format, dealt.code or "").inc()
    for stage, seconds in dealt.stages.items():
        STAGES.labels(stage, dealt.format).observe(max(0.0, seconds))
    if _LINES.handlers:
        told = asdict(dealt) | {"seconds": round(dealt.seconds, 4), "stages": {name: round(s, 4) for name, s in dealt.stages.items()}}
        line = {"time": now().isoformat(timespec="milliseconds"), "event": "read" if dealt.code is None else "failed", **told}
        _LINES.info(json.dumps(line, ensure_ascii=False))


def set_up(settings: Settings) -> None:
    """Log lines where the settings say (`log`: a file, or `-` for standard error); nothing where they do not. Raises SettingsError."""
    for handler in list(_LINES.handlers):
        _LINES.removeHandler(handler)
        handler.close()
    if not settings.log:
        return
    try:
        handler = logging.StreamHandler(sys.stderr) if settings.log == "-" else WatchedFileHandler(settings.log, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"log: {error.strerror}") from error
    handler.setFormatter(logging.Formatter("%(message)s"))
    _LINES.addHandler(handler)
    _LINES.setLevel(logging.INFO)


def serve_metrics(settings: Settings) -> None:
    """Give this process's numbers at `metrics_port`, where the settings name one. Raises SettingsError for a port that is taken."""
    if settings.metrics_port:
        try:
            start_http_server(settings.metrics_port)
        except OSError as error:
            raise SettingsError(f"metrics_port: {error.strerror}") from error
