"""Cases that have come as far as a held meeting, and plans over HTTP."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import (
    Form,
    Invitation,
    MeetingKind,
    MeetingState,
    Minutes,
    Outcome,
    Place,
    Slot,
)
from services.coordinator.repository import ConsentRows
from shared.days import local_day
from shared.sections import SealedSection, open_section
from tests.coordinator.builders import SENDER, TEAM, cover
from tests.coordinator.plans.drafts import JOBBTORG
from tests.coordinator.test_arrivals import published
from tests.coordinator.test_http import NEXT, a_case, on_akt, post
from tests.coordinator.test_reactions import ConsentEvents

AHEAD = (datetime.now(UTC) + timedelta(days=60)).date().isoformat()
JOBBTORGS = {
    "kind": "part",
    "unit": JOBBTORG,
    "name": "Jobbtorg Testperson",
    "function": "jobbcoach",
}
HERS = {"kind": "individ"}
DRIVING = {"unit": SENDER, "name": "Anmälare Testperson", "function": "socialsekreterare"}


async def a_meeting(
    stage, case_id: UUID, *, outcome: Outcome = Outcome.GEMENSAM_PLAN, hours: int = 3
) -> UUID:
    """A meeting that was held some hours ago; sender and Jobbtorg were there, AF was called."""
    now = datetime.now(UTC)
    meeting = Meeting(
        id=uuid4(),
        case_id=case_id,
        team=TEAM,
        sender=SENDER,
        kind=MeetingKind.TEAM,
        plan_id=None,
        slot=Slot(now - timedelta(hours=hours), 60),
        place=Place(Form.PLATS, "Provgatan 1"),
        agenda=None,
        called_at=now - timedelta(days=20),
        written_at=now - timedelta(days=20),
        closed_on=local_day(now - timedelta(hours=hours)),
        invitations=[Invitation(unit) for unit in (SENDER, JOBBTORG, "af", "individ")],
        state=MeetingState.HALLET,
        minutes=Minutes((SENDER, JOBBTORG), (), outcome, "Vi kom överens."),
    )
    async with stage.team.sessions.begin() as session:
        await stage.team.meetings(session).add(meeting)
    return meeting.id


async def a_case_that_met(stage) -> tuple[UUID, UUID]:
    """A case that is taken up and has met, with the rows of its samtycke known."""
    case_id = await a_case(stage)
    async with stage.team.sessions.begin() as session:
        for unit in (SENDER, JOBBTORG, "af"):
            await ConsentRows(session).keep(case_id, cover(unit, TEAM))
    assert (await post(stage, f"/v1/akter/{case_id}/take-up", NEXT)).status_code == 200
    return case_id, await a_meeting(stage, case_id)


def delmal(**changes: Any) -> dict[str, Any]:
    return {
        "what": "Boka och genomföra två studiebesök.",
        "how_seen": "Två studiebesök är gjorda.",
        "responsible": JOBBTORGS,
        "due": AHEAD,
        **changes,
    }


def plan_body(meeting_id: UUID, *listed: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "meeting_id": str(meeting_id),
        "goals": [{"goal": "Börja arbetsträna i höst.", "delmal": list(listed) or [delmal()]}],
        "individens_ord": "Jag vill komma ut bland folk.",
        "driver": DRIVING,
        **changes,
    }


async def a_plan(stage, *listed: dict[str, Any]) -> tuple[UUID, dict[str, Any]]:
    """A case with a plan, and what making it answered."""
    case_id, meeting_id = await a_case_that_met(stage)
    answer = await on_akt(stage, case_id, "plans", plan_body(meeting_id, *listed))
    assert answer.status_code == 201, answer.text
    return case_id, answer.json()


def rewritten(made: dict[str, Any], *listed: dict[str, Any]) -> dict[str, Any]:
    """A change of the plan's one goal."""
    return {"goals": [{"id": made["goals"][0], "goal": "Börja arbetsträna i höst.", "delmal": list(listed)}]}


async def patch(
    stage,
    case_id: UUID,
    made: dict[str, Any],
    body: Any,
    *,
    version: int | None = 1,
    who: str = "koordinator",
):
    headers = {"Authorization": f"Bearer {who}", "Idempotency-Key": str(uuid4())}
    if version is not None:
        headers["If-Match"] = f'"{version}"'
    return await stage.api.patch(f"/v1/akter/{case_id}/plans/{made['plan_id']}", json=body, headers=headers)


async def lose(stage, case_id: UUID, party: str) -> None:
    """The rows between a party and the team end, as the consent service tells it."""
    async with stage.team.sessions() as session:
        known = await ConsentRows(session).of_case(case_id)
    await ConsentEvents(stage, case_id).ended([row for row in known if party in (row.source, row.recipient)])


async def last(stage, case_id: UUID, fact: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The latest event of a fact, and its sections opened, by category."""
    events = await published(stage, case_id)
    event = next(e for e in reversed(events) if e["type"] == f"se.finsam.coordinator.{fact}.v1")
    opened = {}
    for raw in event["data"]["sections"]:
        sealed = SealedSection.model_validate(raw)
        text = open_section(stage.consent.pair, sealed, event_id=UUID(event["id"]), case_id=case_id)
        opened[sealed.category] = json.loads(text)
    return event, opened


async def facts(stage, case_id: UUID) -> list[str]:
    return [event["type"].split(".")[3] for event in await published(stage, case_id)]
