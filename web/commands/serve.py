"""`bienban serve`: the review service, ready to use."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click
from waitress.server import create_server  # type: ignore[import-untyped]  # the package ships no types

from web import create_app
from web.archive import Archive
from web.commands.sources import collect
from web.errors import SettingsError
from web.guard import GuardLimits
from web.ingest import ingest_bytes
from web.settings import Settings
from web.state import state_of
from web.store import Store, open_store, queue, users
from web.store.models import Role
from web.store.passwords import new_password
from web.store.queue import Filter

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"
FIRST_NAME = "admin"
THREADS = 8
CONNECTIONS = 4000
"""A browser keeps up to six connections open: with waitress' own limit of 100 the twentieth reviewer would wait for somebody to leave."""

PASSED_ON = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--first-run", is_flag=True, help="Make an administrator where there is none, and load the samples into an empty store.")
@click.option("--data", type=click.Path(file_okay=False), help="The folder that holds everything; else BIENBAN_DATA.")
def command(host: str, port: int, first_run: bool, data: str | None) -> None:
    """Start the service and print its address. Ctrl+C and SIGTERM end it."""
    try:
        with _ended_by_signals():
            _serve(Settings.load(data), host, port, first_run)
    except KeyboardInterrupt:
        click.echo("bienban: stopped", err=True)


def _serve(settings: Settings, host: str, port: int, first_run: bool) -> None:
    """Serve until KeyboardInterrupt, and raise it again when everything is closed."""
    app = create_app(settings)
    listener = _listener(host, port)
    if first_run:
        store = open_store(settings)
        _make_admin(store)
        _load_samples(store, Archive(settings.originals), settings.guard)
        store.close()
    server = create_server(
        app,
        sockets=[listener],
        threads=THREADS,
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"] * 2,
        ident=None,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,  # select() knows no more than 1,024 open files
        **_in_front(settings.proxy),
    )
    background = state_of(app).background
    try:
        shown = f"[{host}]" if ":" in host else host
        click.echo(f"bienban: http://{shown}:{listener.getsockname()[1]}  (data: {settings.data})")
        sys.stdout.flush()
        background.keep_looking()
        server.run()  # takes KeyboardInterrupt for itself, and returns when its threads have ended
        raise KeyboardInterrupt
    finally:
        background.close()
        server.close()


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """SIGINT and SIGTERM raise KeyboardInterrupt; the second of them ends the process at once.

    Both are set anew: what a script starts in the background inherits that SIGINT is ignored, and would never end by it.
    """

    def end(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _in_front(proxy: str) -> dict[str, object]:
    """What the server is told of the web server in front; without one it takes such headers from nobody."""
    if not proxy:
        return {}
    return {"trusted_proxy": proxy, "trusted_proxy_count": 1, "trusted_proxy_headers": PASSED_ON}


def _listener(host: str, port: int) -> socket.socket:
    """A socket bound at once, so that a port in use is told before anything else is done. Raises SettingsError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise SettingsError(f"{host}:{port}: {error.strerror}") from error
    return listener


def _make_admin(store: Store) -> None:
    with store.session() as session:
        if users.has_admin(session):
            click.echo("bienban: sign in with your account; a lost password: bienban user password NAME --generate")
            return
        password = new_password()
        users.add(session, FIRST_NAME, password, Role.ADMIN)
    click.echo(f"bienban: first login  {FIRST_NAME}  /  {password}   (shown only now)")


def _load_samples(store: Store, archive: Archive, limits: GuardLimits) -> None:
    with store.session() as session:
        empty = queue.count(session, Filter()) == 0
    if not empty or not SAMPLES.is_dir():
        return
    paths = [source.content for source in collect([str(SAMPLES)]) if isinstance(source.content, Path)]
    for path in paths:
        ingest_bytes(store, archive, path.name, path.read_bytes(), limits=limits)
    click.echo(f"bienban: {len(paths)} sample documents loaded")
