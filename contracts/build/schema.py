"""The pieces that the schemas of sections are made of. Every field may be missing unless a piece says otherwise."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}


def fields(**properties: Schema) -> Schema:
    """Describe an object that may have these fields."""
    return {"type": "object", "properties": properties, "additionalProperties": False}


def whole(**properties: Schema) -> Schema:
    """Describe an object that has exactly these fields."""
    return fields(**properties) | {"required": list(properties)}


def one_of(values: Any) -> Schema:
    """Describe a coded value."""
    return {"enum": [str(value) for value in values]}


def many(item: Schema) -> Schema:
    """Describe a list."""
    return {"type": "array", "items": item}
