"""The service: `create_app(settings)` gives a WSGI application with its store open and its tables up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from web.settings import Settings


def create_app(settings: Settings) -> Flask:
    """The service on the data folder of `settings`. Imports lie inside, so that the command line does not pay for Flask."""
    from web.application import build

    return build(settings)
