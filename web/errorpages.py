"""Every error becomes a page in the person's language with a code and a next step, never a trace."""

from __future__ import annotations

from flask import Flask, jsonify, render_template, request
from flask_login import AnonymousUserMixin  # type: ignore[import-untyped]  # the package ships no types
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]  # the package ships no types
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from extractor.errors import BienbanError
from web.errors import Forbidden, FormExpired, InternalError, MalformedForm, NotFound, ServiceError, TooLarge, WrongMethod
from web.localization import current_language

Answer = tuple[str | Response, int]
_BY_STATUS: dict[int, type[ServiceError]] = {
    403: Forbidden,
    404: NotFound,
    405: WrongMethod,
    413: TooLarge,
    500: InternalError,
}


def set_up(app: Flask) -> None:
    """Answer errors of ours, of HTTP, of form tokens and unforeseen ones with the error page."""
    app.register_error_handler(BienbanError, _ours)
    app.register_error_handler(CSRFError, lambda error: _page(FormExpired()))
    app.register_error_handler(HTTPException, _of_http)
    app.register_error_handler(Exception, _unforeseen)


def status_of(error: BienbanError) -> int:
    """The HTTP status of an error; what the extractor raises about a file is the file's fault."""
    return error.status if isinstance(error, ServiceError) else 422


def _ours(error: BienbanError) -> Answer:
    return _page(error)


def _of_http(error: HTTPException) -> Answer | Response:
    if error.code is None or error.code < 400:
        return Response(error.get_response().get_data(), error.code or 200, error.get_headers())
    page, _ = _page(_BY_STATUS.get(error.code, InternalError if error.code >= 500 else MalformedForm)())
    return page, error.code


def _unforeseen(error: Exception) -> Answer:
    from flask import current_app

    current_app.logger.exception("unforeseen error")
    return _page(InternalError())


def wants_json() -> bool:
    """Whether a script asks, not a person who opens a page."""
    return request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json"


def _page(error: BienbanError) -> Answer:
    language = current_language()
    shown: dict[str, object] = {
        "code": error.code,
        "message": error.message[language],
        "next_step": error.next_step[language],
        "detail": error.detail,
    }
    if wants_json():
        return jsonify(shown), status_of(error)
    if isinstance(error, InternalError):
        shown["account"] = AnonymousUserMixin()  # who this is may be just what could not be found out
    return render_template("error.html", **shown), status_of(error)
