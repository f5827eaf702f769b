"""The koordinator ends a case."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.coordinator.commands.books import Books
from services.coordinator.commands.wind_up import wind_up
from services.coordinator.domain import Akt, CarriesOn, Closing, Cover, Office, local_day
from services.coordinator.domain.end_letters import farewell


@dataclass(frozen=True, slots=True)
class EndAkt:
    """A coded outcome, who carries on with what, words to read, and the day it came about (today unless named).

    `cover` is what the consent service said just now: who is still to be told.
    """

    case_id: UUID
    version: int
    outcome: str = field(repr=False)
    carries_on: Sequence[CarriesOn] = field(repr=False)
    text: str = field(repr=False)
    on: date | None
    cover: Cover
    at: datetime


async def end_akt(cmd: EndAkt, books: Books, office: Office) -> Akt:
    """End the case: everybody still covered learns who carries on, the person gets a letter, everything planned stops."""
    akt = await books.akter.get(cmd.case_id, cmd.version)
    closing = Closing(
        cmd.outcome, cmd.on or local_day(cmd.at), cmd.text.strip(), tuple(cmd.carries_on), cmd.at
    )
    told, held = tuple(sorted(cmd.cover.units)), await books.meetings.has_met(cmd.case_id)
    akt.end(closing, told, office.contact, held=held, counted=not cmd.cover.withheld)
    await wind_up(cmd.case_id, books, cmd.at, covered=told)
    if not closing.died:
        await books.letters.keep(farewell(cmd.case_id, closing, office.contact))
    await books.akter.save(akt)
    return akt
