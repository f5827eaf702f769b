"""What the team does when a samtycke is given or ends."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.books import Books
from services.coordinator.commands.calls import fallen
from services.coordinator.commands.ports import Rows
from services.coordinator.commands.wind_up import wind_up
from services.coordinator.domain import OPEN, TAKEN_UP, Akt, Ending, Office, QuestionKind, Row
from services.coordinator.domain.coverage import (
    MOTE,
    UPPFOLJNING,
    covered_parties,
    ended_categories,
    has_ended,
)
from services.coordinator.domain.end_letters import consent_lost
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_words import Names, letter


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


@dataclass(frozen=True, slots=True)
class _Case:
    """An akt that goes on without someone or something, and what telling the person of it takes."""

    akt: Akt
    books: Books
    office: Office
    names: Names
    at: datetime
    reads_anew: list[Plan] = field(default_factory=list[Plan])
    """The plan each time it has changed for her: the last one is what the one letter about it says."""


async def note_consent(cmd: NoteConsent, rows: Rows) -> None:
    """Remember what the samtycke covers."""
    await rows.keep(cmd.case_id, cmd.rows)


async def end_consent(cmd: EndConsent, books: Books, office: Office, names: Names) -> None:
    """Close the akt when the team has nobody left to work with; else let the parties go that are covered no more.

    The person gets a letter about the end, or about the plan that goes on without somebody. A case that was declined
    stays so: it did not end with its samtycke.
    """
    akt = await books.akter.find(cmd.case_id)
    before = await books.rows.of_case(cmd.case_id)
    await books.rows.end(cmd.case_id, cmd.rows, cmd.ending)
    if akt is None or akt.status not in OPEN:
        return
    left = covered_parties(await books.rows.of_case(cmd.case_id), akt.team)
    if cmd.whole or not _goes_on(akt, left):
        akt.lose_consent(cmd.ending, cmd.at, counted=not cmd.hidden)
        await wind_up(cmd.case_id, books, cmd.at, covered=())
        await books.letters.keep(consent_lost(cmd.case_id, cmd.ending, office.contact, cmd.at))
    else:
        case, now = _Case(akt, books, office, names, cmd.at), await books.rows.of_case(cmd.case_id)
        for party in sorted(covered_parties(before, akt.team) - left):
            await _let_go(party, case)
        for party in sorted(left):
            await _narrow(party, cmd.rows, now, case)
        if _nobody_follows_up(cmd.rows, now, akt.team, left) and akt.status in TAKEN_UP:
            plan = await books.plans.current(cmd.case_id)
            akt.ask(QuestionKind.UPPFOLJNING_UTAN_SAMTYCKE, None, plan and plan.plan_id, cmd.at)
        for party in sorted(_may_not_hear(cmd.rows, now, akt.team) & left):
            await _uninvite(party, akt, books, cmd.at)
        for changed in case.reads_anew[-1:]:
            await books.letters.keep(letter(changed, names, office.contact, cmd.at, changed=True))
    await books.akter.save(akt)


def _goes_on(akt: Akt, left: frozenset[str]) -> bool:
    """Before it is taken up a case needs its sender; after that anyone who is covered together with the team."""
    return bool(left) if akt.status in TAKEN_UP else akt.sender in left


def _may_not_hear(ended: Sequence[Row], now: Sequence[Row], team: str) -> set[str]:
    """Return those who may sit in no meeting any more, because of the rows that ended."""
    told = {row.recipient for row in ended if (row.source, row.category) == (team, MOTE)}
    return {party for party in told if has_ended(now, team, party, MOTE)}


def _nobody_follows_up(ended: Sequence[Row], now: Sequence[Row], team: str, left: frozenset[str]) -> bool:
    """Tell whether rows for the follow-up ended just now, and nobody who is left may read it any more."""
    just_now = any((row.source, row.category) == (team, UPPFOLJNING) for row in ended)
    goes_on = {
        row.recipient for row in now if (row.source, row.category) == (team, UPPFOLJNING) and not row.ended
    }
    return just_now and not goes_on & left


def _lost(ended: Sequence[Row], now: Sequence[Row], source: str, recipient: str) -> frozenset[str]:
    """Return the categories from one to the other that ended just now, and that no other row covers."""
    just_now = {row.category for row in ended if (row.source, row.recipient) == (source, recipient)}
    return ended_categories(now, source, recipient) & just_now


async def _let_go(party: str, case: _Case) -> None:
    """A party leaves the shared work: its delmål become questions, its invitations fall. Its own care goes on."""
    akt = case.akt
    plan = await case.books.plans.current(akt.case_id)
    asked = await _leaves(party, plan, None, case) if plan else party == akt.sender
    await _uninvite(party, akt, case.books, case.at)
    if plan is None and asked:
        akt.ask(QuestionKind.DRIVANDE_SAKNAS, party, None, case.at)
    elif not asked:
        akt.ask(QuestionKind.PART_UTAN_SAMTYCKE, party, None, case.at)


async def _narrow(party: str, ended: Sequence[Row], now: Sequence[Row], case: _Case) -> None:
    """A party stays, but not in every category: the delmål that it may no longer read leave its hands."""
    akt = case.akt
    told, tells = _lost(ended, now, akt.team, party), _lost(ended, now, party, akt.team)
    plan = await case.books.plans.current(akt.case_id) if told else None
    if plan is not None:
        await _leaves(party, plan, told, case)
    if (told or tells) and akt.status in TAKEN_UP:
        akt.ask(QuestionKind.PART_UTAN_KATEGORI, party, None, case.at)


async def _leaves(party: str, plan: Plan, categories: Collection[str] | None, case: _Case) -> bool:
    """Take a party out of the plan, or out of some categories of it; returns whether that put a question."""
    had_driver = plan.driver is not None
    dropped = (
        plan.drop_party(party, case.at)
        if categories is None
        else plan.drop_categories(party, categories, case.at)
    )
    if plan.reads_anew:
        case.reads_anew.append(plan)
    await case.books.plans.save(plan)
    for delmal in dropped:
        case.akt.ask(QuestionKind.DELMAL_UTAN_PART, party, delmal.id, case.at)
    stops_driving = had_driver and plan.driver is None
    if stops_driving:
        case.akt.ask(QuestionKind.DRIVANDE_SAKNAS, party, plan.plan_id, case.at)
    return bool(dropped) or stops_driving


async def _uninvite(party: str, akt: Akt, books: Books, at: datetime) -> None:
    """Let a party's invitations fall: it may not hear what is said."""
    for meeting in await books.meetings.of_case(akt.case_id):
        if party in meeting.units:
            meeting.drop_party(party, at)
            await books.meetings.save(meeting)
            fallen(akt, meeting.id, {party}, at)
