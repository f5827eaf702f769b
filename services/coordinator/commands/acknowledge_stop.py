"""A party acknowledges its stop notice."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.coordinator.commands.books import Acknowledgements
from services.coordinator.commands.ports import Akter, Rows
from services.coordinator.domain import stops
from services.coordinator.domain.stops import StopAcknowledgement
from services.coordinator.errors import UnknownAlias


@dataclass(frozen=True, slots=True)
class AcknowledgeStop:
    """What the party has done; `may_tell`: whether the samtycke still lets its words reach the team."""

    case_id: UUID
    acknowledgement: StopAcknowledgement
    may_tell: bool


async def acknowledge_stop(
    cmd: AcknowledgeStop, akter: Akter, rows: Rows, acknowledgements: Acknowledgements
) -> StopAcknowledgement:
    """Note what was done, at once; its words go on to the team only as far as rows still allow.

    A repeated answer is the one that was given; another is kept beside it.
    """
    akt = await akter.find(cmd.case_id)
    if akt is None:
        raise UnknownAlias
    party = cmd.acknowledgement.party
    said = replace(
        cmd.acknowledgement, stopped_rows=stops.stopped_rows(party, await rows.of_case(cmd.case_id))
    )
    stops.check(said)
    if repeated := stops.already_said(said, await acknowledgements.of_party(cmd.case_id, party)):
        return repeated
    await acknowledgements.keep(said, cmd.case_id)
    told = stops.told_to_team(akt, said)
    if cmd.may_tell and told is not None:
        akt.publish(told)
        await akter.save(akt)
    return said
