"""What the koordinator reads: the list, one follow-up, a case's, notices, and one that has left the list."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.followup.domain import MoveReason
from services.followup.domain.outcomes import (
    ABILITY_LABELS,
    CATEGORIES,
    DELMAL_LABELS,
    OUTCOMES,
    SUPPORT,
)
from services.followup.domain.words import MOVE_REASONS
from services.followup.http.desk import Desk
from services.followup.queries import (
    ROLE,
    case_follow_ups,
    listed,
    must_be_listed,
    told,
    visible_follow_up,
    written_notice,
)
from services.followup.tables import FollowUpRow
from shared.auth import Viewer, ViewerDep, require
from shared.bodies import Body
from shared.purposes import HANDLING, Purpose
from shared.read_log import log_read, log_reads

Json = dict[str, Any]
MOST_LISTED = 200
Limit = Annotated[int, Query(ge=1, le=MOST_LISTED)]


class Opening(Body):
    """The stated purpose."""

    purpose: Purpose


def follow_up_routes(desk: Desk) -> APIRouter:
    """Return the koordinator's reads."""
    router = APIRouter(tags=["uppföljningar"])

    @router.get("/follow-ups", summary="Uppföljningar att göra, den närmaste först")
    async def list_follow_ups(viewer: ViewerDep, limit: Limit = 100, after: UUID | None = None) -> Json:
        """List what is to be followed up, the earliest due first, without hidden cases.

        A page at a time: `more` is what `after` takes for the next one, null on the last.
        """
        require(viewer, role=ROLE)
        async with desk.sessions() as session:
            found = await listed(session, viewer, limit=limit + 1, after=after)
        rows = found[:limit]
        hidden = await desk.consent.hidden(row.case_id for row in rows)
        shown = [row for row in rows if row.case_id not in hidden]
        async with desk.sessions.begin() as session:
            written = await desk.reader.written(session, shown, whole=False)
            await log_reads(session, viewer, (row.case_id for row in shown), HANDLING)
        return {"follow_ups": written, "more": str(rows[-1].id) if len(found) > limit else None}

    @router.get("/notices", summary="Bevakningar av öppna uppföljningar")
    async def list_notices(viewer: ViewerDep, limit: Limit = 100, after: UUID | None = None) -> Json:
        """List what the clock has told about follow-ups that are still open, the latest first, without hidden cases.

        A page at a time, as the list of follow-ups. Nothing of a case is opened, so that it is no read of one.
        """
        require(viewer, role=ROLE)
        async with desk.sessions() as session:
            found = await told(session, viewer, limit=limit + 1, after=after)
        rows = found[:limit]
        hidden = await desk.consent.hidden({notice.case_id for notice, _ in rows})
        notices = [
            written_notice(notice)
            | {
                "followup_id": str(notice.followup_id),
                "case_id": str(notice.case_id),
                "due": due.isoformat(),
            }
            for notice, due in rows
            if notice.case_id not in hidden
        ]
        return {"notices": notices, "more": str(rows[-1][0].id) if len(found) > limit else None}

    @router.get("/follow-ups/{followup_id}", summary="Läs en uppföljning")
    async def read_follow_up(followup_id: UUID, viewer: ViewerDep, response: Response) -> Json:
        """Read one follow-up of a case that is in the lists, with its plan and its record."""
        return await _open(desk, viewer, followup_id, HANDLING, response, listed_only=True)

    @router.post(
        "/follow-ups/{followup_id}/openings",
        summary="Öppna en uppföljning, även i ett ärende som har lämnat listorna, för ett angivet ändamål",
    )
    async def open_follow_up(
        followup_id: UUID, opening: Opening, viewer: ViewerDep, response: Response
    ) -> Json:
        """Read a follow-up, also of a case that has left the lists, for a stated purpose. Its answer is never stored."""
        return await _open(desk, viewer, followup_id, opening.purpose.value, response, listed_only=False)

    @router.get("/cases/{case_id}/follow-ups", summary="Ärendets uppföljningar")
    async def list_case_follow_ups(case_id: UUID, viewer: ViewerDep) -> Json:
        """Read all follow-ups of one case, the earliest first."""
        async with desk.sessions() as session:
            await case_follow_ups(session, viewer, case_id)
        hidden = await desk.consent.hidden([case_id])
        async with desk.sessions.begin() as session:
            await must_be_listed(session, case_id, hidden)
            rows = await case_follow_ups(session, viewer, case_id)
            written = await desk.reader.written(session, rows, whole=True)
            await log_read(session, viewer, case_id, HANDLING)
        return {"follow_ups": written}

    @router.get(
        "/follow-up-codes", summary="Koder att välja bland när en uppföljning antecknas eller flyttas"
    )
    async def list_codes(viewer: ViewerDep) -> Json:
        """List the codes that a record and a rescheduling choose from."""
        require(viewer, role=ROLE)
        return codes()

    return router


def codes() -> Json:
    """Name every code that the koordinator chooses from."""
    return {
        "outcomes": [
            {"code": o.code, "text": o.label, "category": o.category, "follows": o.follows}
            for o in OUTCOMES.values()
        ],
        "delmal": [{"code": code.value, "text": text} for code, text in DELMAL_LABELS.items()],
        "arbetsformaga": [{"code": code.value, "text": text} for code, text in ABILITY_LABELS.items()],
        "forsorjning": [{"code": code, "text": text} for code, text in SUPPORT.items()],
        "categories": [{"code": code, "text": text} for code, text in CATEGORIES.items()],
        "reasons": [{"code": code.value, "text": MOVE_REASONS[code]} for code in MoveReason],
    }


async def _open(
    desk: Desk, viewer: Viewer, followup_id: UUID, purpose: str, response: Response, *, listed_only: bool
) -> Json:
    async with desk.sessions() as session:
        row: FollowUpRow = await visible_follow_up(session, viewer, followup_id)
    hidden = await desk.consent.hidden([row.case_id])
    async with desk.sessions.begin() as session:
        if listed_only:
            await must_be_listed(session, row.case_id, hidden)
        row = await visible_follow_up(session, viewer, followup_id)
        written = await desk.reader.written(session, [row], whole=True)
        await log_read(session, viewer, row.case_id, purpose)
    response.headers["ETag"] = f'"{row.version}"'
    return written[0] | {"hidden": row.case_id in hidden}
