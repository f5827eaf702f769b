"""Cases that have come far: taken up, met, with a plan; and what they are asked through."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.coordinator.domain import Row
from tests.coordinator.builders import SENDER, cover
from tests.coordinator.fakes import Post
from tests.coordinator.meetings.builders import a_call, a_holding, office_hour, wait
from tests.coordinator.test_arrivals import receive, the_akt
from tests.coordinator.test_http import NEXT, get, post
from tests.coordinator.test_reactions import ConsentEvents

ENDING = {
    "outcome": "U60",
    "carries_on": [{"what": "arbetsträning två dagar i veckan", "who": "Jobbtorg Stockholm"}],
    "text": "Vi är klara med det som vi kom överens om.",
}


class Followed:
    """A case with what it needs to be told of: rows, consent's facts, its documents."""

    def __init__(self, stage, sent: Post, events: ConsentEvents, rows: dict[str, list[Row]]) -> None:
        self.stage = stage
        self.sent = sent
        self.events = events
        self.rows = rows
        self.case_id: UUID = sent.case_id
        self.meeting_id = ""

    @property
    def path(self) -> str:
        return f"/v1/akter/{self.case_id}"

    async def version(self) -> int:
        akt = await the_akt(self.stage, self.case_id)
        assert akt is not None
        return akt.version

    async def post(self, what: str, body: Any, **changes: Any):
        version = changes.pop("version", None) or await self.version()
        return await post(self.stage, f"{self.path}/{what}", body, version=version, **changes)

    async def end(self, **changes: Any):
        return await self.post("end", ENDING | changes)

    async def read(self) -> dict[str, Any]:
        answer = await get(self.stage, self.path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def reopened(self) -> dict[str, Any]:
        answer = await post(self.stage, f"{self.path}/openings", {"purpose": "tillsyn"}, version=None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def lose(self, *parties: str, kind: str = "aterkallat", whole: bool = False) -> None:
        for party in parties:
            await self.events.ended(self.rows[party], kind, whole=whole)

    async def call(self, days: float = 20, **changes: Any) -> str:
        starts = office_hour(datetime.now(UTC) + self._offset() + timedelta(days=days))
        body = a_call(starts_at=starts.isoformat(), **changes)
        answer = await self.post("meetings", body)
        assert answer.status_code == 201, answer.text
        self.meeting_id = answer.json()["meeting_id"]
        return self.meeting_id

    async def hold(self, **changes: Any) -> None:
        wait(self.stage)
        body = a_holding(**changes)
        answer = await post(self.stage, f"{self.path}/meetings/{self.meeting_id}/hold", body)
        assert answer.status_code == 200, answer.text

    async def make_plan(self, **changes: Any):
        body = a_plan_form(self.meeting_id, **changes)
        answer = await self.post("plans", body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def _offset(self) -> timedelta:
        try:
            moved = json.loads(self.stage.settings.clock_file.read_text())["offset_seconds"]
        except FileNotFoundError:
            moved = 0
        return timedelta(seconds=moved)


def a_plan_form(meeting_id: str, **changes: Any) -> dict[str, Any]:
    due = (datetime.now(UTC) + timedelta(days=100)).date().isoformat()
    units = changes.get("units", ("af",))

    def delmal(unit: str, category: str) -> dict[str, Any]:
        return {
            "category": category,
            "what": "Boka och genomföra två studiebesök på arbetsplatser.",
            "how_seen": "Två studiebesök är gjorda och antecknade.",
            "responsible": {
                "kind": "part",
                "unit": unit,
                "name": "Part Testperson",
                "function": "handläggare",
            },
            "due": due,
        }

    return {
        "meeting_id": meeting_id,
        "goals": [
            {
                "goal": "Börja arbetsträna i höst.",
                "delmal": [
                    delmal(unit, category)
                    for unit, category in zip(
                        units, changes.get("categories", ("plan",) * len(units)), strict=True
                    )
                ],
            }
        ],
        "individens_ord": "Jag vill komma ut bland folk igen.",
        "driver_reason": "Personen träffar den handläggaren varje vecka.",
        "driver": {
            "unit": changes.get("driver", SENDER),
            "name": "Anmälare Testperson",
            "function": "socialsekreterare",
        },
    }


async def a_case_with(stage, *parties: str) -> Followed:
    """A case that has come in, where the samtycke covers the sender and these parties."""
    sent = Post()
    events = ConsentEvents(stage, sent.case_id)
    rows = {party: cover(party) for party in (SENDER, *parties)}
    for granted in rows.values():
        await events.given(granted)
    await receive(stage, sent.anmalan())
    stage.consent.mine.add(sent.case_id)
    return Followed(stage, sent, events, rows)


async def a_case_taken_up(stage, *parties: str) -> Followed:
    case = await a_case_with(stage, *(parties or ("af", "fk")))
    answer = await case.post("take-up", NEXT)
    assert answer.status_code == 200, answer.text
    return case


async def a_case_with_plan(stage, **changes: Any) -> Followed:
    case = await a_case_taken_up(stage)
    await case.call()
    await case.hold(outcome="gemensam_plan", present=["af", SENDER])
    await case.make_plan(**changes)
    return case
