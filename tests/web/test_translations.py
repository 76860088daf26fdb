"""No string without its translation, and none that nobody uses."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.web.messages import WEB, used
from web import labels
from web.labels import LANGUAGES
from web.localization import DEFAULT, catalogue, catalogue_files
from web.recordform.fields import Section, sections

TEMPLATES = sorted((WEB / "templates").glob("*.html"))
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.S)
_CLASS = re.compile(r"\{% block body_class %\}.*?\{% endblock %\}")
_TAG = re.compile(r"<[^>]*>", re.S)
_ATTRIBUTE = re.compile(r"[\w-]+=\"[^\"]*\"")
_SPOKEN = re.compile(r"(?:title|aria-label|placeholder|alt)=\"([^\"]*)\"")
OWN_WORDS = {"bienban", "Alt", "Ctrl", "Enter", "J", "K", "G", "S", "Tab", "Esc"}


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {DEFAULT}))
def test_every_message_has_its_translation(language: str) -> None:
    found: list[tuple[str, str]] = []
    for path in catalogue_files(language):
        with path.open("rb") as source:
            found += [(str(message.id), str(message.string)) for message in read_po(source, locale=language) if message.id]
    messages = dict(found)
    assert [message for message, count in Counter(message for message, _ in found).items() if count > 1] == []
    assert used() - set(messages) == set()
    assert set(messages) - used() == set()
    assert [message for message, string in messages.items() if not string.strip()] == []
    for message, string in messages.items():
        assert set(re.findall(r"%\(\w+\)s", message)) == set(re.findall(r"%\(\w+\)s", string))


def test_a_translation_reaches_the_reader() -> None:
    assert catalogue("en").gettext("Tải lên") == "Upload" and catalogue("vi").gettext("Tải lên") == "Tải lên"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_words_stand_in_a_template_untranslated(template: Path) -> None:
    bare = _JINJA.sub(" ", _CLASS.sub(" ", template.read_text("utf-8")))
    spoken = " ".join([_ATTRIBUTE.sub(" ", _TAG.sub(" ", bare)), *_SPOKEN.findall(bare)])
    assert set(re.findall(r"[^\W\d_]+", spoken)) - OWN_WORDS == set()


def test_every_field_and_choice_of_the_record_model_has_a_label() -> None:
    def check(section: Section) -> None:
        assert section.name in labels.SECTIONS
        for field in section.fields:
            assert field.label in labels.FIELDS
            assert {f"{field.label}.{choice}" for choice in field.choices} <= set(labels.CHOICES)
            if field.inner:
                check(field.inner)

    for section in sections():
        check(section)
