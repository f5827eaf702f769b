"""An anmälan on paper is transcribed into the same form as one that is written in the system: field for field."""

from typing import Any

from services.coordinator.domain.addresses import without_address
from services.coordinator.http.paper_content import ContentForm as Transcript
from services.referral.domain import Content
from services.referral.http.forms import ContentForm
from tests.referral.builders import content
from tests.referral.test_whole_form import WHOLE

Json = dict[str, Any]
ASKED_APART = {"team", "handlaggare.funktion", "handlaggare.funktionsadress"}
"""The koordinator's own team, and the sender's function: they stand beside the transcript."""


def fields(schema: Json, definitions: Json, at: str = "") -> dict[str, str]:
    """Every field with its kind, down to the last part: `kontakter[].namn: string`."""
    if "$ref" in schema:
        return fields(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions, at)
    if "anyOf" in schema:
        (one,) = [each for each in schema["anyOf"] if each.get("type") != "null"]
        return fields(one, definitions, at)
    if schema["type"] == "array":
        return fields(schema["items"], definitions, f"{at}[]")
    if schema["type"] != "object":
        return {at: schema["type"]}
    found = dict[str, str]()
    for name, part in schema["properties"].items():
        found |= fields(part, definitions, f"{at}.{name}" if at else name)
    return found


def form(body: type[ContentForm] | type[Transcript]) -> dict[str, str]:
    schema = body.model_json_schema()
    return fields(schema, schema["$defs"])


def test_whatever_the_form_has_can_be_registered_from_paper() -> None:
    in_the_system = form(ContentForm)

    assert form(Transcript) == {name: kind for name, kind in in_the_system.items() if name not in ASKED_APART}
    assert in_the_system.keys() > ASKED_APART


def test_lists_are_as_long_on_paper() -> None:
    def longest(body: type[ContentForm] | type[Transcript]) -> dict[str, int]:
        named = body.model_json_schema()["properties"]
        lists = {name: [part, *part.get("anyOf", ())] for name, part in named.items()}
        return {name: one["maxItems"] for name, parts in lists.items() for one in parts if "maxItems" in one}

    assert longest(Transcript) == longest(ContentForm)


def test_what_leads_to_a_protected_person_is_the_same_on_paper() -> None:
    reach = {"telefon": "070-174 06 05", "epost": "prov@example.org"}
    whole = content(
        **WHOLE
        | {
            "kontakter": [one | reach | {"enhet": "Provmottagningen"} for one in WHOLE["kontakter"]],
            "foretradare": [one | reach for one in WHOLE["foretradare"]],
        }
    )

    hidden = without_address(whole.to_json())

    assert Content.from_json(hidden) == whole.without_address()
    assert hidden != whole.to_json()
