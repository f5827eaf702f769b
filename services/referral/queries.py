"""What a unit reads of its own dialogues and anmälningar. Every query starts from who is asking."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import false
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.referral.domain import Dialogue, Recipients, Referral, Status
from services.referral.domain.codes_around import BYTESSKAL
from services.referral.domain.guidance import guidance
from services.referral.domain.minimising import NOTICE, text_warnings
from services.referral.domain.stale import removed_on
from services.referral.domain.status import GOING_ON
from services.referral.domain.withdrawing import REASONS
from services.referral.repository import PersonIndex
from services.referral.tables import DialogueRow, ReferralRow, SentTextRow
from shared.auth import Viewer
from shared.sealing import CaseKey

Json = dict[str, Any]
ROLE = "handlaggare"

STATUS_TEXT = {
    "utkast": "Utkast",
    "skickad": "Skickad till teamet",
    "mottagen": "Mottagen av teamet",
    "kompletteras": "Teamet har begärt komplettering",
    "upptagen": "Tas upp i teamet",
    "tas_inte_upp": "Tas inte upp i teamet",
    "samtycke_aterkallat": "Avslutad: samtycket är återkallat",
    "tillbakadragen": "Tillbakadragen av den egna enheten",
    "atertagen": "Återtagen: skickad av misstag",
    "avslutad": "Avslutad av teamet",
}

BY_HAND = (
    "Anmälan handläggs för hand av teamets koordinator. Kontaktuppgifter och stadsdel visas inte. Ta kontakt med "
    "koordinatorn per telefon eller vid ett besök."
)

FROM_PAPER = "Registrerad av koordinatorn från papper. Läs igenom den, och rätta det som har blivit fel."


def visible_to(viewer: Viewer) -> SelectOfScalar[ReferralRow]:
    """Select the anmälningar of the viewer's own unit; nobody but its handläggare sees any, nobody one being removed."""
    mine = _own(viewer, col(ReferralRow.unit))
    return select(ReferralRow).where(mine, col(ReferralRow.leaves_since).is_(None))


def dialogues_visible_to(viewer: Viewer) -> SelectOfScalar[DialogueRow]:
    """Select the dialogues of the viewer's own unit."""
    return select(DialogueRow).where(_own(viewer, col(DialogueRow.unit)))


def _own(viewer: Viewer, unit: Any) -> Any:
    return unit == viewer.unit if ROLE in viewer.roles and viewer.unit else false()


async def listed_referrals(session: AsyncSession, viewer: Viewer, *, limit: int) -> Sequence[ReferralRow]:
    """List the unit's anmälningar, the latest first."""
    query = visible_to(viewer).order_by(col(ReferralRow.created_at).desc(), col(ReferralRow.id)).limit(limit)
    return (await session.exec(query)).all()


async def listed_dialogues(session: AsyncSession, viewer: Viewer, *, limit: int) -> Sequence[DialogueRow]:
    """List the unit's dialogues, the latest first."""
    query = dialogues_visible_to(viewer)
    query = query.order_by(col(DialogueRow.recorded_at).desc(), col(DialogueRow.id)).limit(limit)
    return (await session.exec(query)).all()


async def found_referrals(
    session: AsyncSession, viewer: Viewer, index: PersonIndex, number: str
) -> Sequence[ReferralRow]:
    """Find the unit's anmälningar of a person, by keyed hash; `number` is twelve digits."""
    query = visible_to(viewer).where(col(ReferralRow.person_index) == index.of(viewer.unit or "", number))
    return (await session.exec(query.order_by(col(ReferralRow.created_at).desc()))).all()


async def others_of_person(session: AsyncSession, viewer: Viewer, case_id: UUID) -> Sequence[ReferralRow]:
    """List the own unit's other anmälningar of the same person that are not over, by keyed hash; another unit's never."""
    this = visible_to(viewer).with_only_columns(col(ReferralRow.person_index))
    query = visible_to(viewer).where(
        col(ReferralRow.person_index).in_(this.where(col(ReferralRow.id) == case_id)),
        col(ReferralRow.id) != case_id,
        col(ReferralRow.status).in_([status.value for status in (Status.UTKAST, *GOING_ON)]),
    )
    return (await session.exec(query.order_by(col(ReferralRow.created_at).desc()))).all()


async def found_dialogues(
    session: AsyncSession, viewer: Viewer, index: PersonIndex, number: str
) -> Sequence[DialogueRow]:
    """Find the unit's dialogues with a person, by keyed hash."""
    query = dialogues_visible_to(viewer).where(
        col(DialogueRow.person_index) == index.of(viewer.unit or "", number)
    )
    return (await session.exec(query.order_by(col(DialogueRow.recorded_at).desc()))).all()


async def sent_texts(session: AsyncSession, case_id: UUID) -> Sequence[SentTextRow]:
    """List the versions of an anmälan as they were sent, the first first."""
    query = select(SentTextRow).where(col(SentTextRow.case_id) == case_id)
    return (await session.exec(query.order_by(col(SentTextRow.at), col(SentTextRow.id)))).all()


async def cases_of_dialogues(session: AsyncSession, dialogue_ids: Iterable[UUID]) -> Mapping[UUID, UUID]:
    """Return the case that each dialogue led to; a dialogue without one is left out."""
    query = select(ReferralRow.dialogue_id, ReferralRow.id)
    found = await session.exec(query.where(col(ReferralRow.dialogue_id).in_(dialogue_ids)))
    return {dialogue_id: case_id for dialogue_id, case_id in found.all() if dialogue_id is not None}


async def dialogue_of_case(session: AsyncSession, case_id: UUID) -> UUID | None:
    """Return the dialogue that led to a case."""
    query = select(ReferralRow.dialogue_id).where(col(ReferralRow.id) == case_id)
    return (await session.exec(query)).one_or_none()


def summary(row: ReferralRow, draft_days: int) -> Json:
    """Write an anmälan as a list shows it: nothing about the person; a draft with the day on which it is removed."""
    is_draft = row.status == Status.UTKAST
    return {
        "id": str(row.id),
        "dialogue_id": str(row.dialogue_id) if row.dialogue_id else None,
        "status": row.status,
        "status_text": STATUS_TEXT[row.status],
        "dnr": row.dnr,
        "team": row.team,
        "created_at": utc(row.created_at),
        "submitted_at": utc(row.submitted_at),
        "from_paper": _from_paper(row),
        "version": row.version,
        "removed_on": removed_on(row.touched_at, draft_days).isoformat() if is_draft else None,
    }


def _from_paper(row: ReferralRow) -> Json | None:
    if row.paper_team is None or row.paper_received_on is None:
        return None
    return {"team": row.paper_team, "received_on": row.paper_received_on.isoformat(), "text": FROM_PAPER}


def dialogue_summary(row: DialogueRow, draft_days: int, case_id: UUID | None) -> Json:
    """Write a dialogue as a list shows it: neither who was asked nor what she said.

    One that has led to no draft has a day on which it is removed; another goes with its draft, or stays with its case.
    """
    last = None if case_id else removed_on(row.recorded_at, draft_days).isoformat()
    return {
        "id": str(row.id),
        "asked_on": row.asked_on.isoformat(),
        "recorded_at": utc(row.recorded_at),
        "removed_on": last,
    }


def whole_dialogue(dialogue: Dialogue, case_id: UUID | None) -> Json:
    """Write a dialogue to its own unit."""
    return {
        "id": str(dialogue.id),
        "individ": {"namn": dialogue.individ.namn, "personnummer": dialogue.individ.personnummer},
        "asked_on": dialogue.asked_on.isoformat(),
        "asked_by": dialogue.asked_by,
        "channel": dialogue.channel,
        "answer": dialogue.answer,
        "words": dialogue.words,
        "next_step": dialogue.next_step,
        "recorded_at": utc(dialogue.recorded_at),
        "case_id": str(case_id) if case_id else None,
    }


def whole_referral(referral: Referral, sent: Sequence[Json], *, withheld: bool) -> Json:
    """Write what an anmälan says to its own unit; of a withheld one no address."""
    review, registration = referral.review, referral.registration
    content = referral.content.without_address() if withheld else referral.content
    return {
        "text_version": registration.version if registration else None,
        "anmalningsdatum": registration.anmalningsdatum.isoformat() if registration else None,
        "samtycke": _signing(referral),
        "shared_at": utc(referral.shared_at),
        "content": content.to_json(),
        "by_hand": BY_HAND if withheld else None,
        "withdrawn": _withdrawn(referral),
        "secrecy_review": {
            "function": review.by.function,
            "at": utc(review.at),
            "exclusion_note_acknowledged": review.exclusion_note_read,
        }
        if review
        else None,
        "sent": list(sent),
    }


def _withdrawn(referral: Referral) -> Json | None:
    said = referral.withdrawn
    return said and {
        "at": utc(said.at),
        "function": said.by.function,
        "reason": said.reason.value,
        "reason_text": REASONS[said.reason],
        "text": said.text,
    }


def written_texts(texts: Sequence[SentTextRow], key: CaseKey) -> list[Json]:
    """Write which versions have left, when and by which function; a byte av handläggare with its reason."""

    def reason(text: SentTextRow) -> str | None:
        if text.reason is None:
            return None
        return BYTESSKAL.get(key.open_json("sent_text", "reason", text.id, text.reason))

    return [
        {
            "id": str(text.id),
            "version": text.version,
            "kind": text.kind,
            "at": utc(text.at),
            "function": text.function,
            "reason": reason(text),
            "retracted": text.retraction_id is not None,
        }
        for text in texts
    ]


def draft_aids(row: ReferralRow, referral: Referral, recipients: Recipients, draft_days: int) -> Json:
    """Write where it stands, and beside a draft what helps to write it: warnings about free text, and guidance."""
    shown = summary(row, draft_days)
    if referral.status is not Status.UTKAST:
        return shown
    warnings = [
        {"field": w.field, "code": w.code, "message": w.message} for w in text_warnings(referral.content)
    ]
    return {
        **shown,
        "text_notice": NOTICE,
        "warnings": warnings,
        "guidance": written_guidance(referral, recipients),
    }


def written_guidance(referral: Referral, recipients: Recipients) -> Json:
    """Write guidance to the own unit: remarks and nothing that counts them."""
    return asdict(guidance(referral.content, referral.unit, recipients))


def _signing(referral: Referral) -> Json | None:
    if referral.registration is None:
        return None
    signing = referral.registration.samtycke
    return {"signing_id": signing.signing_id, "text_id": signing.text_id, "text_hash": signing.text_hash}


def utc(moment: datetime | None) -> str | None:
    """Write a moment in UTC (RFC 3339)."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
