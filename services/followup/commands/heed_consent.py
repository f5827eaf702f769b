"""What follows when a samtycke is given or ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.followup.commands.ports import FollowUps, Rows
from services.followup.domain import EndedBy, Ending, Row, covers, is_lost


@dataclass(frozen=True, slots=True)
class NoteConsent:
    """Rows of a samtycke that have been given, or lengthened."""

    case_id: UUID
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class EndConsent:
    """Rows that have ended, and how."""

    case_id: UUID
    rows: list[Row]
    ending: Ending
    whole: bool


async def note_consent(cmd: NoteConsent, follow_ups: FollowUps, rows: Rows) -> None:
    """Remember what the samtycke covers; it may now last beyond the follow-up."""
    await follow_ups.of_case(cmd.case_id)
    await rows.keep(cmd.case_id, cmd.rows)
    await follow_ups.look_again_at_case(cmd.case_id)


async def end_consent(cmd: EndConsent, follow_ups: FollowUps, rows: Rows) -> None:
    """End the follow-up when the team is covered with nobody any more; else let those go who are covered no more.

    As what the case ends, its akt counts.
    """
    known = [each for each in await follow_ups.of_case(cmd.case_id) if each.is_open or each.awaits_record]
    await rows.end(cmd.case_id, cmd.rows, cmd.ending)
    await follow_ups.look_again_at_case(cmd.case_id)
    left = await rows.of_case(cmd.case_id)
    for each in known:
        if cmd.whole or is_lost(left, each.team):
            each.lapse(EndedBy.SAMTYCKE)
            await follow_ups.save(each)
        elif each.leave_out(_lost(cmd.rows, left, each.team)):
            await follow_ups.save(each)


def _lost(ended: Sequence[Row], left: Sequence[Row], team: str) -> set[str]:
    """Name the units whose rows have ended, and which the team is covered with no more."""
    units = {unit for row in ended for unit in (row.source, row.recipient)} - {team}
    return {unit for unit in units if not covers(left, unit, team)}
