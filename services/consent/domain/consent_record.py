"""A receipt for programs: the names of ISO/IEC TS 27560, and ours with the prefix `finsam_` (decision 0026).

What is recorded is a waiver of secrecy, not a consent under the GDPR: `lawful_basis` says so. The person is named by the
case's random id alone.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from services.consent.domain.categories import CATEGORIES, CORE
from services.consent.domain.givers import Manner
from services.consent.domain.receipts import Confirmed, ConfirmedRow, ReceiptKind
from services.consent.domain.recipients import Directory
from shared.days import local_day, utc

SCHEMA_VERSION: Final = "https://finsamteam.example/schema/samtyckeskvitto.v1.json"
"""The JSON Schema that every record keeps: contracts/receipts."""

SPECIAL: Final = frozenset({"halsa", "arbetsformaga"})
"""Data concerning health (GDPR 9.1). Texts of other categories can hold such data too; these always do."""

EVENT_STATES: Final = {
    ReceiptKind.GIVET: "given",
    ReceiptKind.ANDRAT: "given",
    ReceiptKind.FORKORTAT: "given",
    ReceiptKind.ATERKALLAT: "withdrawn",
    ReceiptKind.UTGANGET: "expired",
    ReceiptKind.MAKULERAT: "invalidated",
}
"""Kind → the state that the event led to for its rows."""

UNIT_ROLE: Final = "unit"
"""Who acted, where it was neither the person nor anybody for her."""

_COUNTRY: Final = "SE"
Json = dict[str, Any]


def record(confirmed: Confirmed, directory: Directory) -> Json:
    """Write what a receipt says as one consent record: header, processing, parties, event, and our own fields."""
    day = local_day(confirmed.made_at)
    return {
        "schema_version": SCHEMA_VERSION,
        "receipt_id": str(confirmed.id),
        "record_id": str(confirmed.record_id),
        "pii_principal_id": f"urn:uuid:{confirmed.case_id}",
        "pii_processing": _processing(confirmed),
        "party_identification": [_party(unit, directory, day) for unit in _units(confirmed)],
        "event": _event(confirmed),
        **_ours(confirmed),
    }


def _processing(confirmed: Confirmed) -> Json:
    say = confirmed.phrases
    rows = confirmed.rows or confirmed.standing
    return {
        "privacy_notice": f"urn:finsam:samtyckestext:{confirmed.text.id}",
        "language": say.language,
        "purposes": [
            {
                "purpose": say.purpose,
                "lawful_basis": say.waiver,
                "pii_information": [_information(each, confirmed) for each in _categories(rows)],
                "pii_controllers": sorted({row.cell.source for row in rows}),
                "recipient_third_parties": sorted({row.cell.recipient for row in rows}),
                "collection_method": confirmed.how_in_words or confirmed.how,
                "storage_locations": [_COUNTRY],
                "processing_locations": [_COUNTRY],
                "retention_period": "Enligt varje mottagares regler om bevarande och gallring.",
                "withdrawal_method": say.withdrawal_method,
                "privacy_rights": list(say.rights),
                "jurisdiction": _COUNTRY,
            }
        ],
    }


def _information(category: str, confirmed: Confirmed) -> Json:
    return {
        "pii_type": category,
        "pii_attribute_id": f"urn:finsam:kategori:{category}",
        # The core is in every row set; the rest is ticked one by one.
        "pii_optional": category not in CORE,
        "special_pii_category": category in SPECIAL,
        "finsam_words": confirmed.phrases.categories[category],
    }


def _party(unit: str, directory: Directory, day: date) -> Json:
    found = directory.find(unit)
    if found is None:
        return {"party_id": unit, "party_name": unit, "party_role": "part"}
    said: Json = {
        "party_id": unit,
        "party_name": found.name,
        "party_role": "team" if found.kind == "team" else "part",
        "party_type": found.kind,
        "finsam_responsible_authority": found.authority,
    }
    if phone := directory.phone_of(unit, day):
        said["party_phone"] = phone
    if found.address:
        said["party_address"] = ", ".join(found.address)
    return said


def _event(confirmed: Confirmed) -> Json:
    said: Json = {
        "event_time": utc(confirmed.effective_at),
        "event_type": "explicit",
        "event_state": EVENT_STATES[confirmed.kind],
        **_entity(confirmed),
    }
    if confirmed.standing:
        said["validity_duration"] = (
            f"{utc(min(row.window.start for row in confirmed.standing))}"
            f"/{utc(max(row.window.end for row in confirmed.standing))}"
        )
    return said


def _entity(confirmed: Confirmed) -> Json:
    """Say who acted, and as what. Who acts for her is known by the role in her case alone: no name, no number."""
    if confirmed.kind in {ReceiptKind.FORKORTAT, ReceiptKind.UTGANGET, ReceiptKind.MAKULERAT}:
        # Nobody but the service acted: the time ran out, the collaboration ended, or an error was put right.
        return {"entity_id": confirmed.by_unit or confirmed.registering_unit, "finsam_entity_role": UNIT_ROLE}
    by = confirmed.giver.by
    for_her = confirmed.giver.manner is Manner.FOR_HENNE
    entity = f"urn:finsam:{by.value}:{confirmed.case_id}" if for_her else f"urn:uuid:{confirmed.case_id}"
    return {"entity_id": entity, "finsam_entity_role": by.value}


def _ours(confirmed: Confirmed) -> Json:
    choices = confirmed.choices
    ticks = choices and {
        "statistics": choices.statistics,
        "contact_by_message": choices.contact_by_message,
    }
    return {
        "finsam_confirms": confirmed.kind.value,
        "finsam_gdpr_consent": False,
        "finsam_made_at": utc(confirmed.made_at),
        "finsam_said_on": confirmed.said_on.isoformat() if confirmed.said_on else None,
        "finsam_received_at": utc(confirmed.received_at) if confirmed.received_at else None,
        "finsam_effective_at": utc(confirmed.effective_at),
        "finsam_how": confirmed.how,
        "finsam_given_by": _given_by(confirmed) if confirmed.kind.is_signing else None,
        "finsam_withdrawn_by": _withdrawn_by(confirmed),
        "finsam_cause": confirmed.cause.value if confirmed.cause else None,
        "finsam_annulled": [{"reason": each.reason.value, "unit": each.unit} for each in confirmed.struck],
        "finsam_taken_in_by": {"unit": confirmed.by_unit, "function": confirmed.by_function},
        "finsam_registering_unit": confirmed.registering_unit,
        "finsam_text": {
            "id": confirmed.text.id,
            # A variant is no part of a language's tag (BCP 47 has none for easy Swedish): it stands beside.
            "language": confirmed.phrases.language,
            "variant": confirmed.text.variant,
            "sha256": confirmed.text.hash,
        },
        "finsam_rows": [_row(row) for row in confirmed.rows],
        "finsam_rows_in_force": [_row(row) for row in confirmed.standing],
        "finsam_exclusions": [
            {"source": no.source, "recipient": no.recipient, "category": no.category}
            for no in (choices.exclusions if choices else ())
        ],
        "finsam_separate_ticks": ticks,
    }


def _given_by(confirmed: Confirmed) -> Json:
    """Say whose word it is and what it can't outlast, by codes: no name."""
    giver = confirmed.giver
    return {
        "by": giver.by.value,
        "who": giver.who,
        "limit": giver.limit.value if giver.limit else None,
        "last_day": giver.last_day.isoformat() if giver.last_day else None,
    }


def _withdrawn_by(confirmed: Confirmed) -> Json | None:
    if confirmed.kind is not ReceiptKind.ATERKALLAT:
        return None
    return {"by": confirmed.giver.by.value, "who": confirmed.giver.who}


def _row(row: ConfirmedRow) -> Json:
    return {
        "id": str(row.id),
        **row.cell.as_dict(),
        "valid_from": utc(row.window.start),
        "valid_to": utc(row.window.end),
    }


def _categories(rows: Iterable[ConfirmedRow]) -> list[str]:
    return sorted({row.cell.category for row in rows}, key=CATEGORIES.index)


def _units(confirmed: Confirmed) -> list[str]:
    named = {
        unit
        for row in (*confirmed.rows, *confirmed.standing)
        for unit in (row.cell.source, row.cell.recipient)
    }
    return sorted(named | {confirmed.registering_unit} | ({confirmed.team} if confirmed.team else set()))
