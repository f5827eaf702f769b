"""The koordinator records what a follow-up came to, and what follows."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.followup.commands.ports import Counts, FollowUps
from services.followup.domain import Cover, FollowUp, Record
from shared.days import local_day


@dataclass(frozen=True, slots=True)
class RecordFollowUp:
    """The result; who is covered now and so gets it; the id of the next follow-up if the case is kept open."""

    followup_id: UUID
    version: int
    record: Record = field(repr=False)
    cover: Cover
    contact: str
    next_id: UUID
    at: datetime


async def record_follow_up(cmd: RecordFollowUp, follow_ups: FollowUps, counts: Counts) -> FollowUp:
    """Record it and count it, in one transaction. A case under protection is not counted."""
    follow_up = await follow_ups.get(cmd.followup_id, cmd.version)
    after = follow_up.write_record(cmd.record, cmd.cover, cmd.contact, next_id=cmd.next_id, at=cmd.at)
    await follow_ups.save(follow_up)
    if after is not None:
        await follow_ups.add(after)
    if not cmd.cover.withheld:
        year = local_day(cmd.at).year
        await counts.add(follow_up.team, year, cmd.record.main, cmd.record.secondary)
    return follow_up
