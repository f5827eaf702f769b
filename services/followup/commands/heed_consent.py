"""What follows when a samtycke is given or ends."""

from dataclasses import dataclass
from uuid import UUID

from services.followup.commands.ports import FollowUps, Rows
from services.followup.domain import EndedBy, Ending, Row, is_lost


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
    """End the follow-up when the team is covered with nobody any more. As what the case ends, its akt counts."""
    known = await follow_ups.of_case(cmd.case_id)
    await rows.end(cmd.case_id, cmd.rows, cmd.ending)
    await follow_ups.look_again_at_case(cmd.case_id)
    team = next((each.team for each in known), None)
    if team is None or not (cmd.whole or is_lost(await rows.of_case(cmd.case_id), team)):
        return
    for each in known:
        if each.is_open or each.awaits_record:
            each.lapse(EndedBy.SAMTYCKE)
            await follow_ups.save(each)
