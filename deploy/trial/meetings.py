"""A case with a meeting: called, its day comes, held, and a plan made of it."""

from datetime import datetime, timedelta
from datetime import time as time_of_day
from http import HTTPStatus
from typing import Final

from deploy.demo.agreed import STAFF, handlaggare, responsible
from deploy.demo.cast import Json
from deploy.demo.stage import SENDER
from deploy.trial.case import KOORDINATOR, READ_AGAIN, Case
from deploy.trial.client import NotDone
from shared.clock import STOCKHOLM
from shared.days import next_working_day

NOTICE_DAYS: Final = 15
_AFTER: Final = timedelta(minutes=5)


async def met(case: Case) -> None:
    """A meeting is called, its day comes, it is held, and a plan is made."""
    day = next_working_day(case.today() + timedelta(days=NOTICE_DAYS))
    at = datetime.combine(day, time_of_day(10), tzinfo=STOCKHOLM)
    invited = [SENDER, *case.asked]
    call: Json = {
        "kind": "team", "starts_at": at.isoformat(), "minutes": 60, "place": case.text(),
        "agenda": case.text(), "invited": invited,
    }  # fmt: skip
    meeting = (await case.on_akt("call_meeting", "meetings", call))["meeting_id"]
    await case.calendar.comes(at + _AFTER)
    persons = [
        {"name": name, "function": function, "unit": unit}
        for unit, (name, function) in STAFF.items()
        if unit in invited
    ]
    held: Json = {
        "present": invited, "persons": persons, "person_present": True, "outcome": "gemensam_plan",
        "note": case.text(),
    }  # fmt: skip
    await _hold(case, meeting, held)
    await _plan(case, meeting)


async def _hold(case: Case, meeting: str, held: Json) -> None:
    one = f"/v1/akter/{case.id}/meetings"
    for turn in range(READ_AGAIN):
        listed = (await case.client.read(KOORDINATOR, "coordinator", one))["meetings"]
        version = next(each for each in listed if each["meeting_id"] == meeting)["version"]
        try:
            await case.give(
                "hold_meeting", KOORDINATOR, "coordinator", f"{one}/{meeting}/hold", held, version=version
            )
        except NotDone as refused:
            if refused.status != HTTPStatus.PRECONDITION_FAILED or turn == READ_AGAIN - 1:
                raise
        else:
            return


async def _plan(case: Case, meeting: str) -> None:
    due = next_working_day(case.today() + timedelta(days=60)).isoformat()
    parts = [
        {
            "what": case.text(), "how_seen": case.text(), "responsible": responsible(whose), "due": due,
            "category": "plan", "accepted_at_meeting": True,
        }
        for whose in ("individ", case.asked[0])
    ]  # fmt: skip
    body: Json = {
        "meeting_id": meeting, "goals": [{"goal": case.text(), "delmal": parts}],
        "individens_ord": case.text(), "driver": handlaggare(SENDER), "deputy": handlaggare(case.asked[0]),
    }  # fmt: skip
    await case.on_akt("make_plan", "plans", body)
