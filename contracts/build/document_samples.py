"""A golden sample per document: made by its owner's code, carried through a real record, as the party's client prints it."""

import base64
import json
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from finsam_party.__main__ import as_json
from finsam_party.opening import open_record
from finsam_party.record import Header, Part, decode, encode, verify
from finsam_party.release import ReleasedEvent

from contracts.build.fixed import (
    ALIAS,
    AT,
    AUTHORITY,
    CASE,
    CONTENT,
    OFFICE,
    SENDER,
    TEAM,
    anmalan_texts,
    event_id,
)
from contracts.build.followup_samples import followup_samples
from contracts.build.team_samples import Texts, team_samples, texts_of
from services.coordinator.domain import Akt, NextStep, SupplementRequest
from services.referral.domain import Actor, Referral, Status, Withdrawal, WithdrawalReason, withdraw
from services.referral.domain.changing_hands import KIND, NewHands, words

TO_THE_TEAM = frozenset(
    {
        "anmalan",
        "komplettering",
        "rattelse",
        "anmalan_tillbakadragen",
        "byte_av_handlaggare",
        "svar_fran_part",
    }
)
HANDS = words(
    NewHands(CONTENT.handlaggare, CONTENT.ersattare, "omfordelat", AT.date().isoformat()), AUTHORITY.name
)
NOTICES = ("stop", "corrected", "retracted", "erased")


def document_samples() -> dict[str, Any]:
    """Return document type → what the party's own system gets."""
    documents = _of_the_sender() | _of_the_team() | team_samples() | followup_samples()
    samples: dict[str, Any] = {}
    for number, (kind, (source, texts)) in enumerate(documents.items(), 1):
        corrects = str(event_id(1)) if kind == "rattelse" else None
        header = {"type": kind, "time": "2026-11-02T09:30:00Z", "source": source, "corrects": corrects}
        samples[kind] = _carried(number, source, header, texts, to_team=kind in TO_THE_TEAM)
    for number, kind in enumerate(NOTICES, len(samples) + 1):
        samples[kind] = _carried(number, "consent", _notice(kind, number), {}, to_team=False)
    return samples


def _of_the_sender() -> dict[str, tuple[str, Texts]]:
    whole = anmalan_texts(for_team=True)
    answer = {"halsa": whole["halsa"] | {"fritext": {"svar": "Intyget gäller till och med december."}}}
    shared = anmalan_texts(for_team=False)
    hands = {
        "handlaggning": shared["handlaggning"] | {KIND: {"galler_fran": "2026-11-02", "text": HANDS}},
        "identitet": shared["identitet"],
    }
    return {
        "byte_av_handlaggare": (SENDER, hands),
        "anmalan": (SENDER, whole),
        "komplettering": (SENDER, {"handlaggning": whole["handlaggning"], **answer}),
        "anmalan_delad": (SENDER, shared),
        "rattelse": (
            SENDER,
            {"sociala": {"fritext": {"onskat_individ": "Jag vill börja med några timmar."}}},
        ),
        "anmalan_tillbakadragen": (SENDER, _withdrawn()),
    }


def _withdrawn() -> Texts:
    registered = Referral(CASE, SENDER, ALIAS, "anmalare", AT, CONTENT, Status.MOTTAGEN)
    reason = Withdrawal(WithdrawalReason.BEHOV_LOST, None, None)
    withdraw(registered, reason, by=Actor("anmalare", "socialsekreterare"), at=AT)
    return {section.category: section.content for section in registered.publications[-1].sections}


def _of_the_team() -> dict[str, tuple[str, Texts]]:
    def said(kind: str, akt: Akt) -> dict[str, tuple[str, Texts]]:
        return {kind: (TEAM, texts_of(akt.take_publications()))}

    received, asked, taken, declined = (_an_akt() for _ in range(4))
    asked.request_supplement(
        SupplementRequest("Vilken period gäller intyget?", ("medicinskt_underlag",), date(2026, 11, 16), AT),
        OFFICE.contact,
    )
    taken.take_up(
        NextStep("Du och parterna kallas till ett möte med teamet.", date(2026, 11, 20), OFFICE.contact),
        at=AT,
    )
    declined.decline("N14", on=date(2027, 2, 1), contact=OFFICE.contact, at=AT)
    return (
        said("mottagningsbekraftelse", received)
        | said("komplettering_begard", asked)
        | said("besked_tas_upp", taken)
        | said("besked_tas_inte_upp", declined)
    )


def _an_akt() -> Akt:
    return Akt.receive(CASE, SENDER, OFFICE, "FT-2026-0001", reply_by=date(2026, 11, 9), at=AT)


def _notice(kind: str, number: int) -> dict[str, Any]:
    is_stop = kind == "stop"
    return {
        "type": kind,
        "scope": {"all": is_stop, "sources": [], "categories": []},
        "final": is_stop,
        "last_sequence": number if is_stop else None,
        "document": None if is_stop else str(event_id(1)),
    }


def _carried(
    number: int, source: str, header: dict[str, Any], texts: Texts, *, to_team: bool
) -> dict[str, Any]:
    """Encode, sign, verify, decode and open, as consent service and client do."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    parts = [
        Part("handlaggning", source, header),
        *(Part(str(category), source, dict(content)) for category, content in texts.items()),
    ]
    sealed = encode(Header(ALIAS, event_id(number), 1, number, CASE), parts, key)
    record = decode(sealed.data)
    verify(record, key.public_key())
    keys = [
        {"index": index, "status": "key", "key": base64.b64encode(dek).decode()}
        for index, dek in enumerate(sealed.deks)
    ]
    case_id = CASE if to_team else None
    released = ReleasedEvent.model_validate(
        {"id": event_id(number), "status": "ok", "case_id": case_id, "sections": keys}
    )
    return json.loads(as_json(open_record(record, released)))
