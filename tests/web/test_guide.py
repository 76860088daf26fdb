"""The guide: every page leads to a chapter that is there, and the chapters' links and pictures lead somewhere."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from lxml import html

from extractor.errors import BienbanError
from tests.web.conftest import Person
from web import guide

CHAPTERS = [name for name, _ in guide.contents()]


def test_the_pages_of_every_area_lead_to_a_chapter_that_is_there(app: Flask) -> None:
    assert set(guide.CHAPTER_OF.values()) | {guide.FIRST} <= set(CHAPTERS)
    assert set(guide.CHAPTER_OF) <= set(app.blueprints)


@pytest.mark.parametrize("name", CHAPTERS)
def test_links_and_pictures_of_a_chapter_lead_somewhere(app: Flask, name: str) -> None:
    stranger = Person(app)
    answer = stranger.get(f"/guide/{name}")
    page = html.document_fromstring(answer.text)
    assert answer.status_code == 200 and len(page.xpath("//article//h1")) == 1
    for address in page.xpath("//article//a/@href | //article//img/@src | //nav//a[contains(@href, 'guide')]/@href"):
        with stranger.get(address) as found:
            assert found.status_code == 200, address
    assert all(picture.get("alt") for picture in page.xpath("//article//img"))


@pytest.mark.parametrize("name", ["../models/CARD", "01-bat-dau.md", "99-khong-co", "..%2f01", "%00"])
def test_only_chapters_are_shown(app: Flask, name: str) -> None:
    assert Person(app).get(f"/guide/{name}").status_code == 404
    assert Person(app).get(f"/guide/pictures/{name}").status_code == 404


def test_the_codes_that_the_guide_explains_are_there() -> None:
    def codes(root: type[BienbanError]) -> set[str]:
        return {root.code}.union(*(codes(child) for child in root.__subclasses__()))

    told = set(re.findall(r"\| (E\d{3}) \|", (guide.FOLDER / "12-khi-co-loi.md").read_text("utf-8")))
    assert told and told <= codes(BienbanError)
