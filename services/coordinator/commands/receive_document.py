"""A document that the team has received is put into its akt."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.books import Books
from services.coordinator.domain import (
    CONTROL,
    PARTYS_ANSWER,
    Akt,
    Notice,
    Office,
    Part,
    QuestionKind,
    add_working_days,
    covers,
    local_day,
)
from services.coordinator.domain.end_letters import consent_lost
from services.coordinator.errors import AktMissing, UnknownDocument

CHANGED_HANDS = "byte_av_handlaggare"


@dataclass(frozen=True, slots=True)
class ReceiveDocument:
    """One opened document: its type, whom it is from, and its sections; or a control notice."""

    case_id: UUID
    event_id: UUID
    type: str
    sender: str
    received_at: datetime
    parts: list[Part] = field(repr=False)
    notice: Notice | None = None


async def receive_document(cmd: ReceiveDocument, books: Books, office: Office, *, reply_days: int) -> None:
    """Open an akt for an anmälan, or put what came into the akt that exists."""
    akt = await books.akter.find(cmd.case_id)
    if akt is None and cmd.type == "anmalan":
        await _open_akt(cmd, books, office, reply_days)
    elif akt is not None:
        _put_in(cmd, akt)
        if cmd.type == CHANGED_HANDS:
            await _ask_who_drives(cmd, akt, books)
        await books.akter.save(akt)
    elif cmd.type not in CONTROL:
        raise AktMissing


async def _open_akt(cmd: ReceiveDocument, books: Books, office: Office, reply_days: int) -> None:
    today = local_day(cmd.received_at)
    akt = Akt.receive(
        cmd.case_id,
        cmd.sender,
        office,
        await books.akter.next_number(today.year),
        reply_by=add_working_days(today, reply_days),
        at=cmd.received_at,
    )
    akt.add_parts(cmd.parts)
    known = await books.rows.of_case(cmd.case_id)
    ended = [row.ended for row in known if row.ended]
    lost = ended[-1] if ended and not covers(known, cmd.sender, office.team) else None
    if lost:
        akt.lose_consent(lost, cmd.received_at)
    await books.akter.add(akt)
    if lost:
        await books.letters.keep(consent_lost(cmd.case_id, lost, office.contact, cmd.received_at))


async def _ask_who_drives(cmd: ReceiveDocument, akt: Akt, books: Books) -> None:
    """The plan names one who drives: when she has left, the koordinator says who drives now, with the person.

    Before there is a plan nothing is asked: it proposes whom the anmälan names, as it stands.
    """
    plan = await books.plans.current(akt.case_id)
    named = () if plan is None else (plan.driver, plan.deputy)
    if plan is not None and any(one is not None and one.unit == akt.sender for one in named):
        akt.ask(QuestionKind.BYTE_AV_HANDLAGGARE, akt.sender, plan.plan_id, cmd.received_at)


def _put_in(cmd: ReceiveDocument, akt: Akt) -> None:
    match cmd.type:
        case "anmalan" | "rattelse" | "byte_av_handlaggare":
            akt.add_parts(cmd.parts)
        case "komplettering":
            akt.add_supplement(cmd.parts, cmd.received_at)
        case _ if cmd.type == PARTYS_ANSWER:
            akt.add_parts(cmd.parts)
        case _ if cmd.notice is not None:
            akt.note(cmd.notice)
        case _:
            raise UnknownDocument
