"""Rows that are removed by rule: drafts that lie untouched, and dialogues that led to none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.domain import Status
from services.referral.tables import DialogueRow, KnownRow, ReferralRow, RemovedRow

DRAFT, DIALOGUE = "utkast", "dialog"
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Untouched:
    """A draft that is due, as it was when it was seen."""

    id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is removed: the draft if there is one, its dialogue, and whose they were."""

    unit: str
    dialogue_id: UUID
    case_id: UUID | None = None

    @property
    def keys(self) -> list[UUID]:
        """The keys that seal it."""
        return [self.dialogue_id] if self.case_id is None else [self.case_id, self.dialogue_id]


class Removals:
    """What the removal reads and writes, within one transaction. It never touches an anmälan that was sent."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def untouched(self, before: datetime) -> Sequence[Untouched]:
        """List drafts touched before an instant and not leaving yet, those longest untouched first."""
        query = (
            select(ReferralRow.id, ReferralRow.version)
            .where(_is_draft(), col(ReferralRow.leaves_since).is_(None), col(ReferralRow.touched_at) < before)
            .order_by(col(ReferralRow.touched_at), col(ReferralRow.id))
            .limit(_BATCH)
        )
        return [Untouched(*row) for row in await self._session.exec(query)]

    async def leaving(self, since: datetime) -> Sequence[UUID]:
        """List drafts that have been leaving since an instant or longer."""
        query = select(ReferralRow.id).where(_is_draft(), col(ReferralRow.leaves_since) <= since)
        return (await self._session.exec(query.order_by(col(ReferralRow.leaves_since)).limit(_BATCH))).all()

    async def keep(self, case_ids: Collection[UUID], at: datetime) -> None:
        """Let drafts stay: their time runs anew."""
        kept = update(ReferralRow).where(_is_draft(), col(ReferralRow.id).in_(case_ids))
        await self._session.exec(kept.values(touched_at=at, leaves_since=None))

    async def let_go(self, draft: Untouched, before: datetime, now: datetime) -> None:
        """Take a draft out of everybody's sight, unless somebody has touched it since it was seen.

        Its version rises, so that what somebody is about to save or send just now is refused.
        """
        unchanged = (col(ReferralRow.version) == draft.version, col(ReferralRow.touched_at) < before)
        going = update(ReferralRow).where(_is_draft(), col(ReferralRow.id) == draft.id, *unchanged)
        await self._session.exec(going.values(leaves_since=now, version=draft.version + 1))

    async def held_draft(self, case_id: UUID) -> Leaving | None:
        """Lock a draft that is leaving; None when it stays after all, is gone, or is in another's hands."""
        query = select(ReferralRow.unit, ReferralRow.dialogue_id, ReferralRow.id).where(
            _is_draft(), col(ReferralRow.id) == case_id, col(ReferralRow.leaves_since).is_not(None)
        )
        row = (await self._session.exec(query.with_for_update(skip_locked=True))).one_or_none()
        if row is None:
            return None
        unit, dialogue_id, draft_id = row
        assert dialogue_id is not None, "a draft began with a dialogue; only what came on paper has none"
        return Leaving(unit, dialogue_id, draft_id)

    async def lone_dialogues(self, before: datetime) -> Sequence[UUID]:
        """List dialogues recorded before an instant that have led to no draft."""
        query = (
            select(DialogueRow.id)
            .where(col(DialogueRow.recorded_at) < before, ~_has_led_to_one())
            .order_by(col(DialogueRow.recorded_at), col(DialogueRow.id))
            .limit(_BATCH)
        )
        return (await self._session.exec(query)).all()

    async def held_dialogue(self, dialogue_id: UUID) -> Leaving | None:
        """Lock a dialogue that has led to no draft: none can be begun on it until the transaction ends."""
        locked = select(DialogueRow.unit, DialogueRow.id).where(col(DialogueRow.id) == dialogue_id)
        row = (await self._session.exec(locked.with_for_update(skip_locked=True))).one_or_none()
        if row is None:
            return None
        # A statement of its own: a draft that was begun while the lock was waited for is seen.
        led = select(ReferralRow.id).where(col(ReferralRow.dialogue_id) == dialogue_id)
        return None if (await self._session.exec(led)).first() else Leaving(*row)

    async def remove(self, gone: Leaving, year: int) -> None:
        """Delete the rows and leave a count."""
        if gone.case_id is not None:
            await self._session.exec(delete(KnownRow).where(col(KnownRow.case_id) == gone.case_id))
            await self._session.exec(
                delete(ReferralRow).where(_is_draft(), col(ReferralRow.id) == gone.case_id)
            )
        await self._session.exec(delete(DialogueRow).where(col(DialogueRow.id) == gone.dialogue_id))
        kind = DIALOGUE if gone.case_id is None else DRAFT
        one = insert(RemovedRow).values(unit=gone.unit, year=year, kind=kind, count=1)
        place = ["unit", "year", "kind"]
        counted = one.on_conflict_do_update(index_elements=place, set_={"count": RemovedRow.count + 1})
        await (await self._session.connection()).execute(counted)


def _is_draft() -> ColumnElement[bool]:
    return col(ReferralRow.status) == Status.UTKAST.value


def _has_led_to_one() -> ColumnElement[bool]:
    return select(ReferralRow.id).where(col(ReferralRow.dialogue_id) == col(DialogueRow.id)).exists()
