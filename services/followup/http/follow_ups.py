"""What the koordinator reads: the list, one follow-up, a case's, notices, and one that has left the list."""

from enum import StrEnum
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
from services.followup.http.body import Body
from services.followup.http.desk import Desk
from services.followup.queries import ROLE, case_follow_ups, listed, must_be_listed, visible_follow_up
from services.followup.tables import FollowUpRow
from shared.auth import Viewer, ViewerDep, require
from shared.read_log import log_read

Json = dict[str, Any]
HANDLING = "handlaggning"
MOST_LISTED = 200
NEVER_STORED = "no-store"


class Purpose(StrEnum):
    """Why a follow-up that has left the lists is opened; logged, and shown to the person."""

    HANDLAGGNING_FOR_HAND = "handlaggning_for_hand"
    BEGARAN_FRAN_INDIVIDEN = "begaran_fran_individen"
    BEGARAN_OM_ALLMAN_HANDLING = "begaran_om_allman_handling"
    RATTELSE_ELLER_GALLRING = "rattelse_eller_gallring"
    TILLSYN = "tillsyn"


class Opening(Body):
    """The stated purpose."""

    purpose: Purpose


def follow_up_routes(desk: Desk) -> APIRouter:
    """Return the koordinator's reads."""
    router = APIRouter(tags=["uppföljningar"])

    @router.get("/follow-ups")
    async def list_follow_ups(
        viewer: ViewerDep,
        response: Response,
        limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 100,
        after: UUID | None = None,
    ) -> Json:
        """List what is to be followed up, the earliest due first, without hidden cases.

        A page at a time: `more` is what `after` takes for the next one, null on the last.
        """
        follow_ups, more = await _listed(desk, viewer, response, limit, after)
        return {"follow_ups": follow_ups, "more": more}

    @router.get("/notices")
    async def list_notices(viewer: ViewerDep, response: Response) -> Json:
        """List what the clock has told about follow-ups that are still open, the latest first."""
        told: list[Json] = []
        more: UUID | None = None
        while True:
            follow_ups, more = await _listed(desk, viewer, response, MOST_LISTED, more)
            told += [
                notice | {"followup_id": each["id"], "case_id": each["case_id"], "due": each["due"]}
                for each in follow_ups
                for notice in each["notices"]
            ]
            if more is None:
                break
        return {"notices": sorted(told, key=lambda notice: notice["at"], reverse=True)}

    @router.get("/follow-ups/{followup_id}")
    async def read_follow_up(followup_id: UUID, viewer: ViewerDep, response: Response) -> Json:
        """Read one follow-up of a case that is in the lists, with its plan and its record."""
        return await _open(desk, viewer, followup_id, HANDLING, response, listed_only=True)

    @router.post("/follow-ups/{followup_id}/openings")
    async def open_follow_up(
        followup_id: UUID, opening: Opening, viewer: ViewerDep, response: Response
    ) -> Json:
        """Read a follow-up, also of a case that has left the lists, for a stated purpose. Its answer is never stored."""
        return await _open(desk, viewer, followup_id, opening.purpose.value, response, listed_only=False)

    @router.get("/cases/{case_id}/follow-ups")
    async def list_case_follow_ups(case_id: UUID, viewer: ViewerDep, response: Response) -> Json:
        """Read all follow-ups of one case, the earliest first."""
        async with desk.sessions() as session:
            await case_follow_ups(session, viewer, case_id)
        must_be_listed(case_id, await desk.consent.hidden([case_id]))
        async with desk.sessions.begin() as session:
            rows = await case_follow_ups(session, viewer, case_id)
            written = await desk.reader.written(session, rows, whole=True)
            await log_read(session, viewer, case_id, HANDLING)
        response.headers["Cache-Control"] = NEVER_STORED
        return {"follow_ups": written}

    @router.get("/follow-up-codes")
    async def list_codes(viewer: ViewerDep) -> Json:
        """List the codes that a record and a rescheduling choose from."""
        require(viewer, role=ROLE)
        return codes()

    return router


def codes() -> Json:
    """Name every code that the koordinator chooses from."""
    return {
        "outcomes": [
            {
                "code": o.code,
                "text": o.label,
                "category": o.category,
                "follows": o.follows,
                "by_hand": o.by_hand,
            }
            for o in OUTCOMES.values()
        ],
        "delmal": [{"code": code.value, "text": text} for code, text in DELMAL_LABELS.items()],
        "arbetsformaga": [{"code": code.value, "text": text} for code, text in ABILITY_LABELS.items()],
        "forsorjning": [{"code": code, "text": text} for code, text in SUPPORT.items()],
        "categories": [{"code": code, "text": text} for code, text in CATEGORIES.items()],
        "reasons": [{"code": code.value, "text": MOVE_REASONS[code]} for code in MoveReason],
    }


async def _listed(
    desk: Desk, viewer: Viewer, response: Response, limit: int, after: UUID | None
) -> tuple[list[Json], UUID | None]:
    """Write one page, and say after which follow-up the next one begins, if there is one."""
    require(viewer, role=ROLE)
    async with desk.sessions() as session:
        rows = await listed(session, viewer, limit=limit, after=after)
    hidden = await desk.consent.hidden(row.case_id for row in rows)
    shown = [row for row in rows if row.case_id not in hidden]
    async with desk.sessions.begin() as session:
        written = await desk.reader.written(session, shown, whole=False)
        for row in shown:
            await log_read(session, viewer, row.case_id, HANDLING)
    response.headers["Cache-Control"] = NEVER_STORED
    return written, rows[-1].id if len(rows) == limit else None


async def _open(
    desk: Desk, viewer: Viewer, followup_id: UUID, purpose: str, response: Response, *, listed_only: bool
) -> Json:
    async with desk.sessions() as session:
        row: FollowUpRow = await visible_follow_up(session, viewer, followup_id)
    hidden = await desk.consent.hidden([row.case_id])
    if listed_only:
        must_be_listed(row.case_id, hidden)
    async with desk.sessions.begin() as session:
        row = await visible_follow_up(session, viewer, followup_id)
        written = await desk.reader.written(session, [row], whole=True)
        await log_read(session, viewer, row.case_id, purpose)
    response.headers["ETag"] = f'"{row.version}"'
    response.headers["Cache-Control"] = NEVER_STORED
    return written[0] | {"hidden": row.case_id in hidden}
