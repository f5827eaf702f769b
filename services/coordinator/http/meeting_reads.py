"""What is read of meetings: by the koordinator per case and as the team's calendar, and by the person."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query

from services.coordinator.domain import local_day
from services.coordinator.errors import PeriodBackwards
from services.coordinator.http.desk import Desk
from services.coordinator.http.person import PERSON
from services.coordinator.queries import ROLE, must_be_listed, visible_akt
from services.coordinator.queries.meetings import calendar, in_calendar
from shared.auth import ViewerDep, require
from shared.bodies import Day
from shared.clock import STOCKHOLM
from shared.purposes import HANDLING, OWN_INSIGHT
from shared.read_log import log_read, log_reads

Json = dict[str, Any]
USUAL_DAYS, MOST_DAYS = 60, 400
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 1, 1)
"""Days outside these are read as these: no meeting lies there, and no count of days leaves the calendar."""


def meeting_read_routes(desk: Desk) -> APIRouter:
    """Return the reads; each read of a case is logged."""
    router = APIRouter(tags=["möten"])

    @router.get("/akter/{case_id}/meetings", summary="Ärendets möten")
    async def case_meetings(case_id: UUID, viewer: ViewerDep) -> Json:
        """Read the meetings of a case in the lists: who is called, who has answered, what became of them."""
        async with desk.sessions() as session:
            akt = await visible_akt(session, viewer, case_id)
        must_be_listed(akt, await desk.consent.hidden([case_id]))
        async with desk.sessions.begin() as session:
            await visible_akt(session, viewer, case_id)
            meetings = await desk.meeting_reader.of_case(session, case_id)
            await log_read(session, viewer, case_id, HANDLING)
        return {"meetings": meetings}

    @router.get("/meetings", summary="Teamets mötestider")
    async def team_calendar(
        viewer: ViewerDep,
        from_: Annotated[Day | None, Query(alias="from")] = None,
        to: Annotated[Day | None, Query()] = None,
    ) -> Json:
        """List the team's times with akt numbers, from a day to a day (both included), without hidden cases."""
        require(viewer, role=ROLE)
        first, last = _period(from_ or local_day(desk.clock.now()), to)
        async with desk.sessions() as session:
            found = await calendar(session, viewer, _midnight(first), _midnight(last + timedelta(days=1)))
        hidden = await desk.consent.hidden({row.case_id for row, _ in found})
        return {"meetings": [in_calendar(row, number) for row, number in found if row.case_id not in hidden]}

    @router.get("/my/meetings", summary="Mina möten")
    async def my_meetings(viewer: ViewerDep) -> Json:
        """Read one's own meetings in plain words."""
        require(viewer, role=PERSON)
        mine = await desk.consent.cases_of(viewer.token)
        async with desk.sessions.begin() as session:
            meetings = await desk.meeting_reader.of_person(session, mine)
            await log_reads(session, viewer, {UUID(meeting["case_id"]) for meeting in meetings}, OWN_INSIGHT)
        return {"meetings": meetings}

    return router


def _period(first: date, to: date | None) -> tuple[date, date]:
    """Return the first and the last day to list; raises PeriodBackwards."""
    if to is not None and to < first:
        raise PeriodBackwards(
            fields=[{"field": "to", "code": "before_from", "message": "Dagen ligger före periodens början."}]
        )
    start = min(max(first, EARLIEST), LATEST)
    wanted = start + timedelta(days=USUAL_DAYS) if to is None else min(max(to, EARLIEST), LATEST)
    return start, min(wanted, start + timedelta(days=MOST_DAYS))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, STOCKHOLM)
