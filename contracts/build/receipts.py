"""The JSON Schema of a receipt as a consent record, and samples of it: one for each thing that is confirmed."""

from typing import Any

from contracts.build.events import DIALECT
from services.consent.domain.annulment import AnnulReason
from services.consent.domain.categories import CATEGORIES
from services.consent.domain.consent_record import EVENT_STATES, SCHEMA_VERSION, UNIT_ROLE
from services.consent.domain.givers import Limit
from services.consent.domain.giving import GivenBy
from services.consent.domain.receipt_words import PHRASES
from services.consent.domain.receipt_words.swedish import SWEDISH
from services.consent.domain.receipts import ReceiptKind
from services.consent.domain.rows import Cause

Schema = dict[str, Any]

NAME = "samtyckeskvitto.v1"
_TEXT: Schema = {"type": "string", "minLength": 1}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_UUID: Schema = {"type": "string", "format": "uuid"}
_URN: Schema = {"type": "string", "pattern": "^urn:uuid:[0-9a-f-]{36}$"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_DAY: Schema = {"type": "string", "format": "date"}
_LANGUAGE: Schema = {"enum": sorted({phrases.language for phrases in PHRASES.values()})}
_VARIANT: Schema = {"enum": ["lattlast", None]}
_FLAG: Schema = {"type": "boolean"}
_CATEGORY: Schema = {"enum": list(CATEGORIES)}
_SHA256: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}


def receipt_schemas() -> dict[str, Schema]:
    """Return schema name → schema."""
    return {NAME: _schema()}


def _schema() -> Schema:
    title = "Kvitto på samtycke (sekretesseftergift) med namn ur ISO/IEC TS 27560"
    told = "Egna fält börjar med finsam_. Det är inte ett samtycke enligt dataskyddsförordningen."
    header: dict[str, Schema] = {
        "schema_version": {"const": SCHEMA_VERSION},
        "receipt_id": _UUID,
        "record_id": _UUID,
        "pii_principal_id": _URN,
        "pii_processing": _processing(),
        "party_identification": {"type": "array", "items": _party(), "minItems": 1},
        "event": _event(),
    }
    must = _object({**header, **_ours()})
    return {
        "$schema": DIALECT,
        "$id": SCHEMA_VERSION,
        "title": title,
        "description": told,
        **must,
        # A receipt never changes: those from before do not have it.
        "properties": {**must["properties"], "finsam_withdrawn_by": _or_null(_withdrawn_by())},
    }


def _processing() -> Schema:
    information = _object(
        {
            "pii_type": _CATEGORY,
            "pii_attribute_id": _TEXT,
            "pii_optional": _FLAG,
            "special_pii_category": _FLAG,
            "finsam_words": _TEXT,
        }
    )
    purpose = _object(
        {
            "purpose": _TEXT,
            "lawful_basis": _TEXT,
            "pii_information": {"type": "array", "items": information},
            "pii_controllers": _TEXTS,
            "recipient_third_parties": _TEXTS,
            "collection_method": {"type": ["string", "null"]},
            "storage_locations": _TEXTS,
            "processing_locations": _TEXTS,
            "retention_period": _TEXT,
            "withdrawal_method": _TEXT,
            "privacy_rights": _TEXTS,
            "jurisdiction": {"const": "SE"},
        }
    )
    return _object(
        {
            "privacy_notice": {
                "type": "string",
                "pattern": "^urn:finsam:samtyckestext:",
                "description": "Texten som skrevs under eller lästes upp, namngiven: GET /v1/texts ger alla versioner.",
            },
            "language": _LANGUAGE,
            "purposes": {"type": "array", "items": purpose, "minItems": 1, "maxItems": 1},
        }
    )


def _party() -> Schema:
    must = {"party_id": _TEXT, "party_name": _TEXT, "party_role": {"enum": ["part", "team"]}}
    may = {
        "party_type": _TEXT,
        "party_phone": _TEXT,
        "party_address": _TEXT,
        "finsam_responsible_authority": _TEXT,
    }
    return {**_object(must), "properties": {**must, **may}}


def _event() -> Schema:
    must: dict[str, Schema] = {
        "event_time": _MOMENT,
        "event_type": {"const": "explicit"},
        "event_state": {"enum": sorted(set(EVENT_STATES.values()))},
        "entity_id": _TEXT,
    }
    may: dict[str, Schema] = {
        "validity_duration": _TEXT,
        "finsam_entity_role": {"enum": [*(by.value for by in GivenBy), UNIT_ROLE]},
    }
    return {**_object(must), "properties": {**must, **may}}


def _ours() -> dict[str, Schema]:
    row = _object(
        {
            "id": _UUID,
            "source": _TEXT,
            "recipient": _TEXT,
            "category": _CATEGORY,
            "valid_from": _MOMENT,
            "valid_to": _MOMENT,
        }
    )
    exclusion = _object({"source": _or_null(_TEXT), "recipient": _TEXT, "category": _CATEGORY})
    return {
        "finsam_confirms": {"enum": [kind.value for kind in ReceiptKind]},
        "finsam_gdpr_consent": {"const": False},
        "finsam_made_at": _MOMENT,
        "finsam_said_on": _or_null(_DAY),
        "finsam_received_at": _or_null(_MOMENT),
        "finsam_effective_at": _MOMENT,
        "finsam_how": _or_null(_TEXT),
        "finsam_given_by": _or_null(_given_by()),
        "finsam_cause": {"enum": [*(cause.value for cause in Cause), None]},
        "finsam_annulled": {
            "type": "array",
            "items": _object({"reason": {"enum": [reason.value for reason in AnnulReason]}, "unit": _TEXT}),
        },
        "finsam_taken_in_by": _object({"unit": _or_null(_TEXT), "function": _or_null(_TEXT)}),
        "finsam_registering_unit": _TEXT,
        "finsam_text": _object({"id": _TEXT, "language": _LANGUAGE, "variant": _VARIANT, "sha256": _SHA256}),
        "finsam_rows": {"type": "array", "items": row},
        "finsam_rows_in_force": {"type": "array", "items": row},
        "finsam_exclusions": {"type": "array", "items": exclusion},
        "finsam_separate_ticks": _or_null(_object({"statistics": _FLAG, "contact_by_message": _FLAG})),
    }


def _given_by() -> Schema:
    return _object(
        {
            "by": {"enum": [by.value for by in GivenBy]},
            "who": {"enum": [*SWEDISH.givers.who, None]},
            "limit": {"enum": [*(limit.value for limit in Limit), None]},
            "last_day": _or_null(_DAY),
        }
    )


def _withdrawn_by() -> Schema:
    return _object(
        {"by": {"enum": [by.value for by in GivenBy]}, "who": {"enum": [*SWEDISH.givers.who, None]}}
    )


def _object(fields: dict[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}
