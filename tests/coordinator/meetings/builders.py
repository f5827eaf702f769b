"""Builders with defaults for the tests of meetings, and what the routes are asked through."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.coordinator.domain import Akt, Cover, Status
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import (
    Agreement,
    Booking,
    Change,
    ChangeReason,
    Form,
    MeetingKind,
    Minutes,
    Outcome,
    Place,
    Slot,
)
from shared.clock import move
from shared.days import is_working_day
from tests.coordinator.builders import NOON, OFFICE, SENDER, a_step, an_akt
from tests.coordinator.test_http import NEXT, a_case, get, on_akt, post

UNITS = ("af", "fk", SENDER)
NAMES = {"af": "Arbetsförmedlingen", "fk": "Försäkringskassan", SENDER: "Södermalms stadsdelsnämnd"}
LATER = NOON + timedelta(days=21)
CONTACT = OFFICE.contact
BUSY = Change(ChangeReason.LOKAL_ELLER_TEKNIK)


def an_akt_taken_up() -> Akt:
    akt = an_akt()
    akt.take_up(a_step(), at=NOON)
    akt.take_publications()
    return akt


def a_booking(**changes: Any) -> Booking:
    return Booking(
        kind=changes.get("kind", MeetingKind.TEAM),
        slot=Slot(changes.get("starts_at", LATER), changes.get("minutes", 60)),
        place=changes.get("place", Place(Form.PLATS, "Jobbtorg, Provgatan 1")),
        agenda=changes.get("agenda"),
        invited=changes.get("invited", UNITS),
        plan_id=changes.get("plan_id"),
        agreement=changes.get("agreement"),
    )


def called(akt: Akt, *, at=NOON, **changes: Any) -> Meeting:
    """Call a meeting; the plan that it names is in force unless said otherwise."""
    booking, plan = a_booking(**changes), changes.get("plan_in_force", changes.get("plan_id"))
    return Meeting.call(akt, booking, NAMES, plan_in_force=plan, contact=CONTACT, at=at)


def a_meeting(akt: Akt | None = None, **changes: Any) -> Meeting:
    meeting = called(akt or an_akt_taken_up(), **changes)
    meeting.take_publications()
    meeting.take_letters()
    return meeting


def agreed(on=NOON) -> Agreement:
    return Agreement(on.date(), "telefon")


def some_minutes(**changes: Any) -> Minutes:
    return Minutes(
        units=changes.get("units", ("af", SENDER)),
        attendees=changes.get("attendees", ()),
        outcome=changes.get("outcome", Outcome.GEMENSAM_PLAN),
        note=changes.get("note", "Vi gick igenom vad var och en kan göra."),
        hanvisning=changes.get("hanvisning"),
    )


def hold(
    meeting: Meeting, *, at=None, person=True, cover=None, status=Status.TAS_UPP, **changes: Any
) -> None:
    """Note that a meeting was held, an hour after its start unless said otherwise."""
    meeting.hold(
        some_minutes(**changes),
        NAMES,
        cover_of(*UNITS) if cover is None else cover,
        person_present=person,
        status=status,
        contact=CONTACT,
        at=at or LATER + timedelta(hours=1),
    )


def cover_of(*units: str) -> Cover:
    return Cover(units=frozenset(units), categories={unit: frozenset({"mote"}) for unit in units})


async def a_taken_up_case(stage) -> UUID:
    case_id = await a_case(stage)
    answer = await post(stage, f"/v1/akter/{case_id}/take-up", NEXT)
    assert answer.status_code == 200
    return case_id


def in_days(days: int = 20) -> str:
    """An hour in so many days, or in the last days before that when offices are open; each number has its own hour."""
    return office_hour(datetime.now(UTC) + timedelta(days=days), 6 + days % 12).isoformat()


def office_hour(moment: datetime, hour: int = 11) -> datetime:
    """Return an hour of that day, or of the last one before it, when offices are open."""
    while not is_working_day(moment.date()):
        moment -= timedelta(days=1)
    return moment.replace(hour=hour, minute=0, second=0, microsecond=0)


def a_call(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "kind": "team",
        "starts_at": in_days(),
        "minutes": 60,
        "place": "Jobbtorg, Provgatan 1",
        "invited": list(UNITS),
    }
    return {name: value for name, value in (body | changes).items() if value is not None}


async def call(stage, case_id: UUID, **changes: Any):
    return await on_akt(stage, case_id, "meetings", a_call(**changes))


async def a_called_meeting(stage, **changes: Any) -> tuple[UUID, str]:
    case_id = await a_taken_up_case(stage)
    answer = await call(stage, case_id, **changes)
    assert answer.status_code == 201, answer.text
    return case_id, answer.json()["meeting_id"]


def wait(stage, days: float = 21) -> None:
    """Let time pass."""
    move(stage.settings.clock_file, timedelta(days=days))


def a_holding(**changes: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "present": ["af", SENDER],
        "persons": [{"name": "Anmälare Testperson", "function": "socialsekreterare", "unit": SENDER}],
        "person_present": True,
        "outcome": "vagledning",
        "note": "Vi gick igenom vad var och en kan göra.",
    }
    return {name: value for name, value in (body | changes).items() if value is not None}


async def a_held_meeting(stage, **changes: Any) -> tuple[UUID, str]:
    case_id, meeting_id = await a_called_meeting(stage)
    wait(stage)
    answer = await post(stage, f"/v1/akter/{case_id}/meetings/{meeting_id}/hold", a_holding(**changes))
    assert answer.status_code == 200, answer.text
    return case_id, meeting_id


async def meetings_of(stage, case_id: UUID) -> list[dict[str, Any]]:
    answer = await get(stage, f"/v1/akter/{case_id}/meetings")
    assert answer.status_code == 200, answer.text
    return answer.json()["meetings"]


def some_id() -> str:
    return str(uuid4())
