"""The guide for staff, chapter by chapter, with its pictures. It holds nothing of any document and opens without signing in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, send_file, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from web import guide

blueprint = Blueprint("guide", __name__)


@blueprint.get("/guide")
def index() -> Response:
    return redirect(url_for("guide.chapter", name=guide.FIRST))


@blueprint.get("/guide/<name>")
def chapter(name: str) -> str:
    shown = guide.chapter(name)
    return render_template("guide.html", chapter=shown, html=Markup(shown.html), contents=guide.contents())


@blueprint.get("/guide/pictures/<name>")
def picture(name: str) -> Response:
    return send_file(guide.picture(name), "image/png", max_age=3600)
