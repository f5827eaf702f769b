"""A golden sample per event: written by the code that publishes it, read by everyone who reads it."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from contracts.build.facts import all_facts
from contracts.build.fixed import AT, CASE, CORRELATION, PARTIES, SENDER, TEAM, anmalan_texts, event_id
from shared.events import Fact, correlation, seal_envelope

ROW = UUID("01900000-0000-7000-8000-0000000000aa")
VALID = {"valid_from": "2026-11-01T23:00:00Z", "valid_to": "2027-11-01T23:00:00Z"}
CELL = {"id": str(ROW), "source": SENDER, "recipient": TEAM, "category": "identitet"}
OPEN_FIELDS: dict[str, Any] = {
    "sender": SENDER,
    "team": TEAM,
    "parties": list(PARTIES),
    "corrects": str(event_id(1)),
    "retracts": str(event_id(1)),
    "text_id": "sv-2",
    "reason_kind": "aterkallat",
    "whole": False,
    "meeting_id": str(event_id(2)),
    "kind": "team",
    "starts_at": "2026-11-23T09:00:00Z",
    "reply_by": "2026-12-07",
    "held_at": "2026-11-23T09:00:00Z",
    "plan_id": str(event_id(3)),
    "number": 1,
    "version": 1,
    "made_on": "2026-11-23",
    "driver": SENDER,
    "delmal": [
        {
            "id": str(event_id(4)),
            "kind": "part",
            "responsible": "af",
            "due": "2027-02-01",
            "category": "plan",
        },
        {
            "id": str(event_id(5)),
            "kind": "individ",
            "responsible": None,
            "due": "2027-01-15",
            "category": "halsa",
        },
    ],
    "delmal_id": str(event_id(4)),
    "party": "af",
    "about": str(event_id(4)),
    "last_day": "2026-12-02",
    "followup_id": str(event_id(6)),
    "due": "2027-05-24",
    "planned_for": "2027-05-31",
    "discarded_id": str(event_id(7)),
    "discarded_source": "/finsam/consent",
    "discarded_type": "se.finsam.consent.consent_given.v1",
    "discarded_number": 1,
    "reason": "handled_by_hand",
    "reference": "INC-1234",
}
OWN_FIELDS: dict[str, dict[str, Any]] = {
    "coordinator": {"about_kind": "delmal"},
    "followup": {"about_kind": "uppfoljning"},
}
"""Service → what it says in a field of a fact that others have too."""
WHOLE = tuple(anmalan_texts(for_team=True))
SECTIONS: dict[str, tuple[str, Iterable[str]]] = {
    "referral_submitted": (SENDER, WHOLE),
    "supplement_answered": (SENDER, ("handlaggning", "halsa")),
    "referral_shared": (SENDER, WHOLE),
    "referral_corrected": (SENDER, ("sociala",)),
    "referral_withdrawn": (SENDER, ("handlaggning",)),
    "handlaggare_changed": (SENDER, ("handlaggning", "identitet")),
    "referral_received": (TEAM, ("handlaggning",)),
    "supplement_requested": (TEAM, ("handlaggning",)),
    "referral_taken_up": (TEAM, ("handlaggning",)),
    "referral_declined": (TEAM, ("handlaggning",)),
    "meeting_called": (TEAM, ("handlaggning",)),
    "meeting_moved": (TEAM, ("handlaggning",)),
    "meeting_cancelled": (TEAM, ("handlaggning",)),
    "meeting_held": (TEAM, ("mote",)),
    "meeting_adjourned": (TEAM, ("handlaggning",)),
    "need_asked": (TEAM, ("handlaggning",)),
    "plan_made": (TEAM, ("plan", "halsa", "planoversikt")),
    "plan_changed": (TEAM, ("plan", "halsa", "planoversikt")),
    "party_answered": ("af", ("handlaggning",)),
    "akt_ended": (TEAM, ("handlaggning", "uppfoljning", "halsa")),
    "followup_reminded": (TEAM, ("handlaggning",)),
    "followup_rescheduled": (TEAM, ("handlaggning", "halsa")),
    "followup_recorded": (TEAM, ("uppfoljning", "arbetsformaga", "forsorjning")),
    "case_concluded": (TEAM, ("handlaggning", "uppfoljning")),
}
"""Fact → whose sections it has; their ciphertext is a placeholder, for sealing is never the same twice."""


def event_samples() -> dict[str, Any]:
    """Return event type → envelope."""
    return {
        kind: _sample(service, fact, number)
        for number, (kind, (service, fact)) in enumerate(all_facts().items(), 1)
    }


def _sample(service: str, fact: type[Fact], number: int) -> dict[str, Any]:
    source, categories = SECTIONS.get(fact.name, ("", ()))
    sections = [
        {"category": category, "source": source, "kid": "2026-W45", "sealed": "AQAAAA=="}
        for category in categories
    ]
    rows = [CELL | VALID] if fact.name in {"consent_given", "rows_shortened"} else [CELL]
    own = {"rows": rows, "subject": CASE, "occurred_at": AT, **OWN_FIELDS.get(service, {})}
    happened = fact.model_validate({**OPEN_FIELDS, **own})
    token = correlation.set(CORRELATION)
    try:
        envelope = seal_envelope(
            happened, service=service, event_id=event_id(number), number=1, sections=sections
        )
    finally:
        correlation.reset(token)
    return json.loads(envelope.to_bytes())
