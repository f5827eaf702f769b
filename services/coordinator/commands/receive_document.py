"""A document that the team has received is put into its akt."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.books import Books
from services.coordinator.commands.wind_up import wind_up
from services.coordinator.domain import (
    CONTROL,
    PARTYS_ANSWER,
    RETRACTED,
    TAKEN_UP,
    WITHDRAWN,
    Akt,
    Ending,
    Notice,
    Office,
    Part,
    QuestionKind,
    Status,
    add_working_days,
    covers,
    local_day,
)
from services.coordinator.domain.end_letters import consent_lost, sent_in_error, taken_back
from services.coordinator.domain.ends import TIME_TO_READ
from services.coordinator.domain.paper_akt import admit
from services.coordinator.domain.taken_back import retract, withdraw
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
    elif akt is not None and akt.status is Status.VANTAR_PA_SAMTYCKE and cmd.type == "anmalan":
        await _admit(cmd, akt, books, office, reply_days)
    elif akt is not None and cmd.type == WITHDRAWN:
        await _take_back(cmd, akt, books, office)
        await books.akter.save(akt)
    elif akt is not None and cmd.notice is not None and cmd.type == RETRACTED:
        await _close_what_was_sent_in_error(cmd.notice, akt, books, office)
        await books.akter.save(akt)
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
    lost = await _lost(cmd, books, office)
    if lost:
        akt.lose_consent(lost, cmd.received_at)
    await books.akter.add(akt)
    if lost:
        await books.letters.keep(consent_lost(cmd.case_id, lost, office.contact, cmd.received_at))


async def _admit(cmd: ReceiveDocument, akt: Akt, books: Books, office: Office, reply_days: int) -> None:
    """Go on with what came on paper: its samtycke is registered, and the sender's document is here."""
    by = add_working_days(local_day(cmd.received_at), reply_days)
    admit(akt, cmd.parts, office.contact, reply_by=by, at=cmd.received_at)
    lost = await _lost(cmd, books, office)
    if lost:
        akt.lose_consent(lost, cmd.received_at)
    await books.akter.save(akt)
    if lost:
        await books.letters.keep(consent_lost(cmd.case_id, lost, office.contact, cmd.received_at))


async def _lost(cmd: ReceiveDocument, books: Books, office: Office) -> Ending | None:
    """Return how the samtycke ended before the anmälan was opened; None while it covers sender and team."""
    known = await books.rows.of_case(cmd.case_id)
    ended = [row.ended for row in known if row.ended]
    return ended[-1] if ended and not covers(known, cmd.sender, office.team) else None


async def _take_back(cmd: ReceiveDocument, akt: Akt, books: Books, office: Office) -> None:
    """Close the akt with the sender's word, or ask the koordinator: what the team committed first decides."""
    akt.add_parts(cmd.parts)
    if withdraw(akt, cmd.event_id, office.contact, cmd.received_at):
        await wind_up(cmd.case_id, books, cmd.received_at, covered=(akt.sender,))
        last_day = local_day(cmd.received_at) + TIME_TO_READ
        await books.letters.keep(taken_back(cmd.case_id, office.contact, last_day, cmd.received_at))


async def _close_what_was_sent_in_error(notice: Notice, akt: Akt, books: Books, office: Office) -> None:
    """Note which document is taken back: its text is closed. Is it the anmälan itself, the akt ends.

    Only someone who has had a besked gets a letter, written before her address is closed with the rest: it may be that
    the anmälan was about somebody else, who knows nothing of it. The sender tells her then.
    """
    is_anmalan = notice.document is not None and await books.akter.is_founded_on(akt.case_id, notice.document)
    has_besked = akt.status in TAKEN_UP
    if is_anmalan and retract(akt, notice.at):
        await wind_up(akt.case_id, books, notice.at, covered=())
        if has_besked:
            await books.letters.keep(sent_in_error(akt.case_id, office.contact, notice.at))
    akt.note(notice)


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
