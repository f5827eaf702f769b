"""Noting that a letter was posted, as the koordinator does it on the day that it was written."""

from datetime import datetime
from typing import Any
from uuid import UUID

from shared.days import local_day
from tests.coordinator.test_http import post


async def posted(stage, case_id: UUID, letter: dict[str, Any]):
    """The answer to noting that a listed letter was posted the day, in Sweden, that it was written."""
    day = local_day(datetime.fromisoformat(letter["at"])).isoformat()
    path = f"/v1/akter/{case_id}/letters/{letter['letter_id']}/postings"
    return await post(stage, path, {"posted_on": day}, version=None)
