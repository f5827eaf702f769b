"""GET /v1/log/…: checkpoints, the keys that sign them, and proofs.

A checkpoint says how many leaves there are and their root, nothing else: whoever may log in at all may keep it, and
the more who do, the less can be written anew.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, PlainTextResponse
from finsam_verify.encoding import to_base64
from pydantic import BaseModel

from services.consent.core import CoreDep
from services.consent.disclosure_log import evidence, rows
from services.consent.disclosure_log.parts import LogDep
from services.consent.errors import LeafUnknown, SizesUnknown
from services.consent.http.log_readers import proving, reach_of, reading_log
from shared.auth import ViewerDep
from shared.read_log import log_reads

router = APIRouter(prefix="/v1/log", tags=["utlämnandeloggen"])

_FRESH = {"Cache-Control": "no-store"}
_MOST = 100


class CheckpointAnswer(BaseModel):
    """A signed note (C2SP): origin, size, root, time."""

    size: int
    note: str


class CheckpointsAnswer(BaseModel):
    """Checkpoints, the smallest first. `more`: ask again after the last one."""

    checkpoints: list[CheckpointAnswer]
    more: bool


class LogKeyAnswer(BaseModel):
    """A key of the log: its line (C2SP), SHA-256, from which size it signs, and the older key's signed word for it."""

    line: str
    fingerprint: str
    from_size: int
    turn: str | None


class LogKeysAnswer(BaseModel):
    """Every key that has ever signed, oldest first."""

    keys: list[LogKeyAnswer]


class ConsistencyAnswer(BaseModel):
    """The proof (RFC 6962, 2.1.2) that the tree of size `to` begins with that of size `from`; hashes in base64."""

    path: list[str]


class InclusionAnswer(BaseModel):
    """A leaf (base64), its number, and the proof (RFC 6962, 2.1.1) that it is in the tree of this checkpoint."""

    leaf: UUID
    number: int
    body: str
    path: list[str]
    checkpoint: str


class LeafAnswer(BaseModel):
    """A leaf of a record: its id, its number in the log, and which section it is about."""

    leaf: UUID
    number: int
    index: int
    category: str


@router.get(
    "/checkpoint",
    summary="Loggens senaste kontrollpunkt",
    responses={200: {"model": CheckpointAnswer}},
)
async def checkpoint(_viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return the latest checkpoint: at most a minute older than the latest disclosure."""
    async with proving(core) as (session, head):
        notes = await rows.notes_of(session, [head.size])
    return JSONResponse({"size": head.size, "note": notes[head.size]}, headers=_FRESH)


@router.get(
    "/checkpoints",
    summary="Loggens kontrollpunkter, för den som sparar dem",
    responses={200: {"model": CheckpointsAnswer}},
)
async def checkpoints(
    _viewer: ViewerDep, core: CoreDep, after: Annotated[int, Query(ge=0, le=2**62)] = 0
) -> JSONResponse:
    """Return up to a hundred checkpoints larger than `after`."""
    async with core.sessions() as session:
        found = await rows.notes_after(session, after, _MOST + 1)
    told = [{"size": size, "note": note} for size, note in found[:_MOST]]
    return JSONResponse({"checkpoints": told, "more": len(found) > _MOST}, headers=_FRESH)


@router.get("/keys", summary="Loggens nycklar", responses={200: {"model": LogKeysAnswer}})
async def keys(core: CoreDep, log: LogDep) -> JSONResponse:
    """Return the log's public keys. Compare a fingerprint with one that has come another way."""
    async with reading_log(core) as session:
        chain = await log.signers.chain(session)
    told = [
        LogKeyAnswer(
            line=link.key.line,
            fingerprint=link.key.fingerprint,
            from_size=link.from_size,
            turn=link.turn.write() if link.turn else None,
        ).model_dump()
        for link in chain
    ]
    return JSONResponse({"keys": told})


@router.get("/keys.txt", summary="Loggens nycklar, en rad för varje", response_class=PlainTextResponse)
async def keys_file(core: CoreDep, log: LogDep) -> PlainTextResponse:
    """Return the keys as `finsam verify --key-file` reads them."""
    async with reading_log(core) as session:
        chain = await log.signers.chain(session)
    return PlainTextResponse("".join(f"{link.key.line}\n" for link in chain))


@router.get(
    "/proofs/consistency",
    summary="Bevis för att loggen bara har vuxit",
    responses={200: {"model": ConsistencyAnswer}},
)
async def consistency(
    _viewer: ViewerDep,
    core: CoreDep,
    old: Annotated[int, Query(alias="from", ge=0, le=2**62)],
    new: Annotated[int, Query(alias="to", ge=0, le=2**62)],
) -> JSONResponse:
    """Return the proof between two sizes, none larger than the latest checkpoint's."""
    async with proving(core) as (session, head):
        if not old <= new <= head.size:
            raise SizesUnknown
        path = await rows.consistency_path(session, old, new)
    return JSONResponse({"path": [to_base64(each) for each in path]})


@router.get(
    "/leaves",
    summary="En handlings poster i loggen",
    responses={200: {"model": list[LeafAnswer]}},
)
async def leaves(event: UUID, viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return the leaves of one record, by the id that its recipient knows it by; the reading is logged."""
    async with proving(core) as (session, head):
        reach = await reach_of(session, viewer, core)
        seen = await evidence.visible_to(session, reach, head.size, event=event)
        await log_reads(session, viewer, sorted({leaf.case_id for leaf in seen}), "loggbevis")
    told = [
        LeafAnswer(
            leaf=each.leaf_id, number=each.number, index=each.about.index, category=each.about.category
        )
        for each in seen
    ]
    return JSONResponse([each.model_dump(mode="json") for each in told], headers=_FRESH)


@router.get(
    "/proofs/inclusion",
    summary="Bevis för att en post ligger på sin plats i loggen",
    responses={200: {"model": InclusionAnswer}},
)
async def inclusion(leaf: UUID, viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return a leaf that is the viewer's or her unit's, with its proof; the reading is logged."""
    async with proving(core) as (session, head):
        reach = await reach_of(session, viewer, core)
        seen = await evidence.visible_to(session, reach, head.size, leaf=leaf)
        if not seen:
            raise LeafUnknown
        path = await rows.inclusion_path(session, seen[0].number, head.size)
        note = (await rows.notes_of(session, [head.size]))[head.size]
        await log_reads(session, viewer, [seen[0].case_id], "loggbevis")
    answer = InclusionAnswer(
        leaf=leaf,
        number=seen[0].number,
        body=to_base64(seen[0].body),
        path=[to_base64(each) for each in path],
        checkpoint=note,
    )
    return JSONResponse(answer.model_dump(mode="json"), headers=_FRESH)
