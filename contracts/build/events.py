"""JSON Schemas of the events: the envelope (CloudEvents 1.0), the open fields of each fact, the sealed sections."""

from typing import Any

from contracts.build.facts import all_facts
from shared.events import Envelope, Fact, source_of
from shared.sections import SealedSection

DIALECT = "https://json-schema.org/draft/2020-12/schema"
BASE = "https://finsamteam.example/schema"


def event_schemas() -> dict[str, Any]:
    """Return event type → schema."""
    return {kind: _schema(kind, service, fact) for kind, (service, fact) in all_facts().items()}


def _schema(kind: str, service: str, fact: type[Fact]) -> dict[str, Any]:
    envelope = Envelope.model_json_schema(mode="serialization")
    properties = envelope["properties"] | {
        "type": {"const": kind},
        "source": {"const": source_of(service)},
        "dataschema": {"const": f"{BASE}/{kind}.json"},
        "data": _data(fact),
    }
    return {
        "$schema": DIALECT,
        "$id": f"{BASE}/{kind}.json",
        "title": fact.__name__,
        "description": (fact.__doc__ or "").strip(),
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "$defs": fact.model_json_schema(mode="serialization").get("$defs", {})
        | {"SealedSection": SealedSection.model_json_schema(mode="serialization")},
    }


def _data(fact: type[Fact]) -> dict[str, Any]:
    described = fact.model_json_schema(mode="serialization")
    open_fields = {
        name: field
        for name, field in described["properties"].items()
        if name not in {"subject", "occurred_at"}
    }
    sections = {"type": "array", "items": {"$ref": "#/$defs/SealedSection"}}
    return {
        "type": "object",
        "properties": {**open_fields, "sections": sections},
        "required": [*(name for name in open_fields if name in described["required"]), "sections"],
    }
