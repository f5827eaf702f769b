"""POST /v1/log/bundles: evidence to take along, checked by `finsam verify` without network."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from finsam_verify.bundle import Bundle, BundleLeaf
from finsam_verify.checkpoint import Checkpoint
from finsam_verify.note import sign
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.core import Core, CoreDep
from services.consent.disclosure_log import evidence, rows
from services.consent.disclosure_log.evidence import MOST_LEAVES, Reach, Seen
from services.consent.disclosure_log.leaf import LOG_KEY
from services.consent.disclosure_log.parts import DisclosureLog, LogDep
from services.consent.errors import BundleTooLarge, LogClosed, PurposeMissing
from services.consent.http.log_readers import proving, reach_of
from shared.auth import Forbidden, Viewer, ViewerDep
from shared.bodies import Body
from shared.keys import KeyGone
from shared.purposes import OWN_INSIGHT, Purpose
from shared.read_log import log_reads

router = APIRouter(prefix="/v1/log", tags=["utlämnandeloggen"])

_READS_AT_ONCE = 500


class BundleBody(Body):
    """Whose leaves, and what for. `kept`: sizes of checkpoints that the asker has kept, to be compared offline.

    `person`: the person's own. `enhet`: a unit's, for its reviewer or its own system. `logg`: the whole log, for a
    reviewer: other units' leaves as hashes only.
    """

    scope: Literal["person", "enhet", "logg"]
    purpose: Purpose | None = None
    kept: Annotated[tuple[Annotated[int, Field(ge=0, le=2**62)], ...], Field(max_length=100)] = ()


@router.post(
    "/bundles",
    summary="Hämta en bevisbunt ur utlämnandeloggen",
    response_class=PlainTextResponse,
)
async def post_bundle(body: BundleBody, viewer: ViewerDep, core: CoreDep, log: LogDep) -> PlainTextResponse:
    """Return a signed bundle. Nothing is kept of it; every case in it is logged as read, with the purpose."""
    purpose = _purpose(body, viewer)
    async with proving(core) as (session, head):
        reach = await reach_of(session, viewer, core)
        seen = await evidence.visible_to(session, reach, head.size)
        if len(seen) > MOST_LEAVES:
            raise BundleTooLarge
        leaves = await _leaves(session, body.scope, seen, head)
        bundle = await _bundle(session, log, (body, reach, purpose), leaves, head)
        cases = sorted({leaf.case_id for leaf in seen})
        for start in range(0, len(cases), _READS_AT_ONCE):
            await log_reads(session, viewer, cases[start : start + _READS_AT_ONCE], purpose)
    note = await _signed(core, log, await _opened(core, bundle, seen))
    name = f"bevisbunt-{bundle.made_at:%Y%m%d-%H%M%S}.txt"
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return PlainTextResponse(note, headers=headers)


def _purpose(body: BundleBody, viewer: Viewer) -> str:
    """Return what stands in the read log; raises Forbidden for who may not ask for such a bundle, PurposeMissing."""
    is_person = "individ" in viewer.roles
    may_review = "logggranskare" in viewer.roles
    may = {"person": is_person, "enhet": may_review or viewer.is_machine(), "logg": may_review}
    if not may[body.scope]:
        raise Forbidden
    if body.purpose is None and not is_person:
        raise PurposeMissing
    return body.purpose.value if body.purpose else OWN_INSIGHT


async def _leaves(session: AsyncSession, scope: str, seen: list[Seen], head: Checkpoint) -> list[BundleLeaf]:
    if scope == "logg":
        return await evidence.whole(session, {leaf.number: leaf for leaf in seen}, head.size)
    return await evidence.proved(session, seen, head.size)


async def _bundle(
    session: AsyncSession,
    log: DisclosureLog,
    asked: tuple[BundleBody, Reach, str],
    leaves: list[BundleLeaf],
    head: Checkpoint,
) -> Bundle:
    body, reach, purpose = asked
    return Bundle(
        origin=head.origin,
        made_at=datetime.now(UTC).replace(microsecond=0),
        scope=body.scope,
        unit=reach.unit,
        purpose=purpose,
        keys=await log.signers.chain(session),
        checkpoint=(await rows.notes_of(session, [head.size]))[head.size],
        earlier=await evidence.earlier(session, head, body.kept),
        leaves=leaves,
    )


async def _opened(core: Core, bundle: Bundle, seen: list[Seen]) -> Bundle:
    """Add the log keys of the cases that the reader knows by their id; one that is destroyed opens nothing any more."""
    known = sorted({leaf.about.case_id for leaf in seen if leaf.about.case_id is not None})
    return replace(bundle, cases=await core.keystore.get_many(LOG_KEY, known))


async def _signed(core: Core, log: DisclosureLog, bundle: Bundle) -> str:
    """Sign with the log's key of now. Raises LogClosed, KeyStoreDown."""
    async with core.sessions() as session:
        try:
            signer = await log.signers.hand(session)
        except KeyGone:
            raise LogClosed from None
    if signer is None or signer.private.public_key().public_bytes_raw() != bundle.keys[-1].key.public:
        raise LogClosed
    return sign(bundle.text, [(bundle.origin, signer.private)]).write()
