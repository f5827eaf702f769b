"""Noting that a letter was posted, as the koordinator does it on the day that it was written."""

from datetime import datetime
from typing import Any
from uuid import UUID

from shared.days import local_day
from tests.coordinator.test_http import post


def written_on(letter: dict[str, Any]) -> str:
    """The day in Sweden that a listed letter was written on."""
    return local_day(datetime.fromisoformat(letter["at"])).isoformat()


async def posted(stage, case_id: UUID, letter: dict[str, Any]):
    """The answer to noting that it was posted the same day."""
    path = f"/v1/akter/{case_id}/letters/{letter['letter_id']}/postings"
    return await post(stage, path, {"posted_on": written_on(letter)}, version=None)
