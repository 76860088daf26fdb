"""What the running service holds beside Flask: its settings, its store and its archive."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app

from web.archive import Archive
from web.jobs.background import Background
from web.settings import Settings
from web.store import Store


@dataclass(frozen=True, slots=True)
class State:
    """Made once by `create_app`, read by every view."""

    settings: Settings
    store: Store
    archive: Archive
    background: Background

    def close(self) -> None:
        """End the service's own readers and let go of the database."""
        self.background.close()
        self.store.close()


def attach(app: Flask, held: State) -> None:
    """Let `app` hold this state."""
    app.extensions["bienban"] = held


def state() -> State:
    """The state of the app that answers the present request."""
    return state_of(current_app)


def state_of(app: Flask) -> State:
    """The state that `app` holds."""
    held: State = app.extensions["bienban"]
    return held
