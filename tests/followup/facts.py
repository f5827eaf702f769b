"""Facts of the coordinator and consent services about one case, numbered as they are on their topics."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from services.followup.domain import Plan, Row
from services.followup.reactions import reactions
from shared.inbox import Inbox
from shared.kafka import Received
from tests.followup.builders import SENDER, TEAM, a_plan, at, cover_rows

OVER = 409
"""A case that is over is read for a stated purpose only."""


class Facts:
    """One case as the other services tell of it, through the real inbox."""

    def __init__(self, stage) -> None:
        self.stage = stage
        self.case_id = uuid4()
        self.numbers = {"coordinator": 0, "consent": 0}
        self.inbox = Inbox(stage.parts.sessions, keep_sections=False)
        self.reactions = reactions(stage.parts.follow_ups)
        self.plan = a_plan()

    async def plan_made(self, plan: Plan | None = None) -> Received:
        self.plan = plan or self.plan
        return await self.coordinator("plan_made", _plan(self.plan))

    async def plan_changed(self, plan: Plan) -> Received:
        return await self.coordinator("plan_changed", _plan(plan))

    async def meeting(self, fact: str, meeting_id: UUID, **changes: Any) -> Received:
        kept = {"kind": "uppfoljning", "plan_id": str(self.plan.id), "parties": [SENDER], **changes}
        return await self.coordinator(fact, {"meeting_id": str(meeting_id), **kept})

    async def held(self, day) -> None:
        meeting_id = uuid4()
        await self.meeting("meeting_called", meeting_id, starts_at=at(day).isoformat())
        await self.meeting("meeting_held", meeting_id, held_at=at(day).isoformat())

    async def given(self, *rows: Row) -> Received:
        body = {"rows": [_row(r) for r in rows or cover_rows()], "text_id": "t1"}
        return await self.tell("consent", "consent_given", body)

    async def shortened(self, *rows: Row) -> Received:
        """A signature was annulled, and rows that another carries have lost time."""
        return await self.tell("consent", "rows_shortened", {"rows": [_row(r) for r in rows]})

    async def ended(self, rows: list[Row], kind: str = "aterkallat", *, whole: bool = False) -> Received:
        body = {"rows": [_row(r) for r in rows], "reason_kind": kind, "whole": whole}
        return await self.tell("consent", "rows_ended", body)

    async def coordinator(self, fact: str, data: dict[str, Any]) -> Received:
        return await self.tell("coordinator", fact, {"sender": SENDER, "team": TEAM, **data})

    async def tell(self, service: str, fact: str, data: dict[str, Any]) -> Received:
        self.numbers[service] += 1
        kind = f"se.finsam.{service}.{fact}.v1"
        now: datetime = self.stage.clock.now()
        envelope = {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": f"/finsam/{service}",
            "type": kind,
            "subject": str(self.case_id),
            "time": now.isoformat(),
            "dataschema": f"https://finsamteam.example/schema/{kind}.json",
            "partitionkey": str(self.case_id),
            "number": self.numbers[service],
            "correlationid": str(uuid4()),
            "data": {**data, "sections": []},
        }
        key, body = str(self.case_id).encode(), json.dumps(envelope).encode()
        record = Received(f"finsam.{service}.v1", 0, self.numbers[service], key, body)
        await self.again(record)
        return record

    async def again(self, record: Received) -> None:
        await self.inbox.receive(record)
        while await self.inbox.handle_next(self.reactions):
            pass

    async def follow_ups(self) -> list[dict[str, Any]]:
        answer = await self.stage.get(f"/v1/cases/{self.case_id}/follow-ups")
        if answer.status_code != OVER:
            return answer.json()["follow_ups"]
        purpose = {"purpose": "tillsyn"}
        return [
            (await self.stage.post(f"/v1/follow-ups/{followup_id}/openings", purpose)).json()
            for followup_id in answer.json()["follow_ups"]
        ]

    async def current(self) -> dict[str, Any]:
        return (await self.follow_ups())[-1]


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "parties": list(plan.parties),
        "plan_id": str(plan.id),
        "number": plan.number,
        "version": plan.version,
        "made_on": plan.made_on.isoformat(),
        "meeting_id": str(uuid4()),
        "driver": plan.driver,
        "delmal": [
            {
                "id": str(d.id),
                "kind": d.kind,
                "responsible": d.responsible,
                "due": d.due.isoformat(),
                "category": d.category,
            }
            for d in plan.delmal
            if not d.settled
        ],
    }


def _row(row: Row) -> dict[str, str | None]:
    named = {"id": str(row.id), "source": row.source, "recipient": row.recipient, "category": row.category}
    end = row.valid_to.isoformat() if row.valid_to else None
    return named | {"valid_from": "2026-01-01T00:00:00Z", "valid_to": end}
