"""Addresses of the service made from its own map, so that a new page is walked over by the tests that walk over every page."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import AnyConverter, Rule

VALUES = {"format_name": "jsonl", "name": "01-bat-dau", "filename": "page.css"}


def address_of(app: Flask, rule: Rule, number: int = 1) -> str:
    """An address of this page, about row `number` where it is about one."""
    values: dict[str, object] = {}
    for name, converter in rule._converters.items():
        values[name] = sorted(converter.items)[0] if isinstance(converter, AnyConverter) else VALUES.get(name, number)
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=next(iter(rule.methods or ())))


def takers(app: Flask) -> list[Rule]:
    """The pages that take forms."""
    return [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
