"""The record model says the same as the record specification's schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from extractor.record import Document, Organization, Place, Record

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent")

OURS = {"evidence", "rules", "warnings"}
"""What our entries carry beyond the specification, which allows additional fields."""


def meaning(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    """A schema in one spelling: references followed, `anyOf` with null merged into the types, annotations dropped."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return meaning(root["$defs"][name], root)
    if "anyOf" in schema:
        branches = [meaning(branch, root) for branch in schema["anyOf"]]
        null = [b for b in branches if b.get("types") == {"null"}]
        (value,) = (b for b in branches if b not in null)
        merged = {**value, "types": value["types"] | ({"null"} if null else set())}
        return {**merged, "enum": value["enum"] | {None}} if null and "enum" in value else merged
    types = schema.get("type", [])
    out: dict[str, Any] = {"types": {types} if isinstance(types, str) else set(types)}
    if "enum" in schema:
        out["enum"] = set(schema["enum"])
        out["types"] = {"null" if value is None else "string" for value in schema["enum"]}
    out |= {key: schema[key] for key in ("pattern", "minLength", "minimum", "maximum") if key in schema}
    if "items" in schema:
        out["items"] = meaning(schema["items"], root)
    if "properties" in schema:
        out["properties"] = {name: meaning(inner, root) for name, inner in schema["properties"].items()}
        out["required"] = set(schema.get("required", ()))
    return out


def without_ours(schema: dict[str, Any], entry: bool = False) -> dict[str, Any]:
    """The same without the fields that only our entries have."""
    out = dict(schema)
    if "properties" in out:
        keep = {k: v for k, v in out["properties"].items() if not (entry and k in OURS)}
        out["properties"] = {k: without_ours(v, entry=True) for k, v in keep.items()}
    if "items" in out:
        out["items"] = without_ours(out["items"], entry=True)
    return out


def record(**parts: Any) -> Record:
    document = Document(kind="news", title=None, number=None, date=None, authors=[])
    lists: dict[str, Any] = {name: [] for name in ("organizations", "people", "leaders", "campaigns", "awards", "references", "tasks")}
    return Record(document=document, meeting=None, **{**lists, **parts})


@needs_shared
def test_schema_means_the_same_as_the_shared_one() -> None:
    shared = json.loads((SHARED / "spec" / "record.schema.json").read_text("utf-8"))
    ours = Record.model_json_schema(mode="validation")
    want, got = meaning(shared, shared), without_ours(meaning(ours, ours))
    for name in ("source", "sha256"):  # never written as null: left out where unknown, as the test below shows
        got["properties"][name]["types"] -= {"null"}
    assert got["properties"].keys() == want["properties"].keys()
    for name in want["properties"]:
        assert got["properties"][name] == want["properties"][name], name
    assert got["required"] == want["required"]


@needs_shared
def test_what_we_write_satisfies_the_shared_schema() -> None:
    shared = json.loads((SHARED / "spec" / "record.schema.json").read_text("utf-8"))
    place = Place(start=0, end=10)
    body = Organization(name="Sở Nội vụ", aliases=[], kind="organization", member=True, spans=[place], rules=["org"])
    jsonschema.validate(record(organizations=[body], text="Sở Nội vụ.").model_dump(mode="json"), shared)
    jsonschema.validate(record(source="a.txt", sha256="0" * 64).model_dump(mode="json"), shared)


@needs_shared
def test_every_gold_record_is_a_record() -> None:
    for path in sorted((SHARED / "gold").glob("*/record.json")):
        Record.model_validate_json(path.read_text("utf-8"))


def test_source_and_hash_are_left_out_where_unknown() -> None:
    assert {"source", "sha256"}.isdisjoint(record().model_dump())
    assert record(source="a.txt").model_dump()["source"] == "a.txt"


def test_a_record_survives_its_own_json() -> None:
    body = Organization(name="Sở Nội vụ", aliases=["SNV"], kind="organization", member=True)
    first = record(organizations=[body])
    assert Record.model_validate_json(first.model_dump_json()) == first


@pytest.mark.parametrize("date", ["2024-3-1", "29/03/2024", "24", ""])
def test_dates_are_iso(date: str) -> None:
    with pytest.raises(ValidationError):
        Document(kind="news", title=None, number=None, date=date, authors=[])
