"""Alarms of the queues: what fires, what is said, and that what cannot be measured is no good news."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from shared.alarms import Alarms, alarms_router, queue_rules
from shared.health import Progress

WELL = Progress(3, 1.0, 2, 2.0, 4, 3.0, 0, 0.5)


class Told:
    """A measurement that the test decides."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress = progress

    async def measure(self) -> Progress:
        if self.progress is None:
            raise OSError
        return self.progress


def alarms(progress: Progress | None) -> Alarms:
    told: Any = Told(progress)
    return Alarms(queue_rules(told), CollectorRegistry())


async def firing(progress: Progress | None) -> set[str]:
    return {rule.code for rule, reading in await alarms(progress).measure() if reading.fires}


async def test_none_fires_while_work_flows() -> None:
    assert await firing(WELL) == set()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("oldest_unsent_seconds", 301.0, "outbox_behind"),
        ("oldest_unhandled_seconds", 301.0, "inbox_behind"),
        ("oldest_unread_seconds", 301.0, "unread_behind"),
        ("parked", 1, "parked"),
    ],
)
async def test_one_fires_for_what_waits_too_long(field: str, value: float, code: str) -> None:
    assert await firing(replace(WELL, **{field: value})) == {code}


async def test_all_fire_when_nothing_can_be_measured() -> None:
    assert await firing(None) == {"outbox_behind", "inbox_behind", "unread_behind", "parked"}


@pytest.mark.parametrize(("progress", "status"), [(WELL, 200), (replace(WELL, parked=2), 503), (None, 503)])
async def test_the_route_answers_by_status(progress: Progress | None, status: int) -> None:
    app = FastAPI()
    app.include_router(alarms_router(alarms(progress)))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://x") as client:
        answer = await client.get("/health/alarms")

    assert answer.status_code == status
    assert len(answer.json()["alarms"]) == 4
