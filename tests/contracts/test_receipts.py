"""A receipt for programs keeps its schema, whatever it confirms, and uses the names of ISO/IEC TS 27560 or our prefix."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from contracts.build.receipt_samples import receipt_samples
from contracts.build.receipts import NAME, receipt_schemas
from tests.consent.receipt_samples import every, record

SCHEMA = receipt_schemas()[NAME]
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
TS_27560 = {
    "schema_version", "record_id", "receipt_id", "pii_principal_id",
    "privacy_notice", "language", "purposes", "purpose", "lawful_basis", "pii_information", "pii_controllers",
    "collection_method", "storage_locations", "processing_locations", "retention_period", "recipient_third_parties",
    "withdrawal_method", "privacy_rights", "jurisdiction",
    "pii_type", "pii_attribute_id", "pii_optional", "special_pii_category",
    "party_id", "party_name", "party_role", "party_type", "party_phone", "party_address",
    "event_time", "event_type", "event_state", "entity_id", "validity_duration",
    "pii_processing", "party_identification", "event",
}  # fmt: skip
"""The technical specification's own names, as far as decision 0026 says where we have them from."""


def _faults(said: dict[str, Any]) -> list[str]:
    return [error.json_path for error in VALIDATOR.iter_errors(said)]


def _names(said: Any) -> Iterator[str]:
    match said:
        case dict():
            for name, value in said.items():
                yield name
                # What lies in a field of ours is ours whole.
                yield from [] if name.startswith("finsam_") else _names(value)
        case list():
            for each in said:
                yield from _names(each)
        case _:
            return


@pytest.mark.parametrize("name", every())
def test_every_receipt_fits_the_schema(name: str) -> None:
    assert _faults(record(every()[name])) == []


@pytest.mark.parametrize("kind", receipt_samples())
def test_a_sample_fits_the_schema(kind: str) -> None:
    assert _faults(receipt_samples()[kind]) == []


def test_a_field_that_nobody_promised_is_noticed() -> None:
    said = receipt_samples()["givet"]

    assert _faults({**said, "namn": "x"})
    assert _faults({**said, "event": {**said["event"], "diagnos": "x"}})


@pytest.mark.parametrize("name", every())
def test_every_name_is_the_specifications_or_has_our_prefix(name: str) -> None:
    unknown = {each for each in _names(record(every()[name])) if not each.startswith("finsam_")} - TS_27560

    assert unknown == set()


def test_it_never_passes_for_a_consent_under_the_gdpr() -> None:
    assert _faults({**receipt_samples()["givet"], "finsam_gdpr_consent": True})
