"""What the team does when a samtycke is given or ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.books import Books
from services.coordinator.commands.ports import Rows
from services.coordinator.commands.wind_up import wind_up
from services.coordinator.domain import ENDED, OPEN, TAKEN_UP, Akt, Ending, QuestionKind, Row
from services.coordinator.domain.coverage import covered_parties


@dataclass(frozen=True, slots=True)
class NoteConsent:
    """Rows of a samtycke that have been given."""

    case_id: UUID
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class EndConsent:
    """Rows of a samtycke that have ended, and how; `whole` when the person took back all of it.

    `hidden`: the case is handled by hand, so it is not counted.
    """

    case_id: UUID
    rows: list[Row]
    ending: Ending
    whole: bool
    hidden: bool
    at: datetime


async def note_consent(cmd: NoteConsent, rows: Rows) -> None:
    """Remember what the samtycke covers."""
    await rows.keep(cmd.case_id, cmd.rows)


async def end_consent(cmd: EndConsent, books: Books) -> None:
    """Close the akt when the team has nobody left to work with; else let the parties go that are covered no more."""
    akt = await books.akter.find(cmd.case_id)
    before = await books.rows.of_case(cmd.case_id)
    await books.rows.end(cmd.case_id, cmd.rows, cmd.ending)
    if akt is None or akt.status in ENDED:
        return
    left = covered_parties(await books.rows.of_case(cmd.case_id), akt.team)
    if cmd.whole or not _goes_on(akt, left):
        akt.lose_consent(cmd.ending, cmd.at, counted=not cmd.hidden)
        await wind_up(cmd.case_id, books, cmd.at, covered=(), tell_person=True)
    elif akt.status in OPEN:
        for party in sorted(covered_parties(before, akt.team) - left):
            await _let_go(party, akt, books, cmd.at)
        for party in sorted(_narrowed(cmd.rows, akt.team) & left - {akt.sender}):
            akt.ask(QuestionKind.PART_UTAN_SAMTYCKE, party, None, cmd.at)
    await books.akter.save(akt)


def _goes_on(akt: Akt, left: frozenset[str]) -> bool:
    """Before it is taken up a case needs its sender; after that anyone who is covered together with the team."""
    return bool(left) if akt.status in TAKEN_UP else akt.sender in left


def _narrowed(rows: Sequence[Row], team: str) -> set[str]:
    return {party for row in rows for party in (row.source, row.recipient) if team in _ends(row)} - {team}


def _ends(row: Row) -> tuple[str, str]:
    return row.source, row.recipient


async def _let_go(party: str, akt: Akt, books: Books, at: datetime) -> None:
    """A party leaves the shared work: its delmål become questions, its invitations fall. Its own care goes on."""
    plan = await books.plans.current(akt.case_id)
    had_driver = plan is not None and plan.driver is not None
    dropped = plan.drop_party(party, at) if plan else []
    if plan is not None:
        await books.plans.save(plan)
    for meeting in await books.meetings.of_case(akt.case_id):
        if party in meeting.units:
            meeting.drop_party(party, at)
            await books.meetings.save(meeting)
    for delmal in dropped:
        akt.ask(QuestionKind.DELMAL_UTAN_PART, party, delmal.id, at)
    stops_driving = party == akt.sender if plan is None else had_driver and plan.driver is None
    if stops_driving:
        akt.ask(QuestionKind.DRIVANDE_SAKNAS, party, plan.plan_id if plan else None, at)
    elif not dropped:
        akt.ask(QuestionKind.PART_UTAN_SAMTYCKE, party, None, at)
