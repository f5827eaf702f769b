"""The koordinator notes that a letter has been posted or handed over."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.coordinator.commands.ports import Postings
from services.coordinator.domain.letter import Posting, Way
from shared.days import local_day


@dataclass(frozen=True, slots=True)
class PostLetter:
    """Which letter, the day when it left, and how. `by_hand`: the person's identity is protected."""

    case_id: UUID
    letter_id: UUID
    posted_on: date
    at: datetime
    way: Way | None = None
    by_hand: bool = False


async def post_letter(cmd: PostLetter, postings: Postings) -> Posting:
    """Note the day, once."""
    posting = await postings.get(cmd.case_id, cmd.letter_id)
    posting.post(cmd.posted_on, local_day(cmd.at), cmd.way, by_hand=cmd.by_hand)
    await postings.save(posting)
    return posting
