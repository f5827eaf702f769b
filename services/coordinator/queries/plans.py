"""What is read of plans: by the team's koordinator, by the person, and whose delmål one is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain import PARTYS_ANSWER, Office
from services.coordinator.domain.delmal import CATEGORY_TEXT, DelmalKind, DelmalState, Voice
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_compare import (
    OCCASIONS,
    PLAN_STATES,
    STATES,
    compare,
    handlaggare_text,
    responsible_text,
)
from services.coordinator.domain.plan_content import snapshot
from services.coordinator.domain.plan_values import Handlaggare, Occasion, PlanState
from services.coordinator.domain.plan_words import to_person
from services.coordinator.errors import UnknownDelmal, UnknownPlan, UnknownPlanVersion
from services.coordinator.repository.akter import IDENTITET
from services.coordinator.repository.followups import follow_ups_of
from services.coordinator.repository.letters import taken_back
from services.coordinator.repository.plans import to_plan, version_id
from services.coordinator.tables import (
    AktRow,
    DelmalEntryRow,
    DelmalRow,
    PartRow,
    PlanRow,
    PlanVersionRow,
)
from shared.days import utc
from shared.keys import KeyGone
from shared.sealing import CaseKey, CaseKeys

Json = dict[str, Any]
Names = Mapping[str, str]
VOICES = {Voice.PART: "Parten", Voice.INDIVID: "Personen", Voice.KOORDINATOR: "Koordinatorn"}


async def case_of_units_delmal(session: AsyncSession, unit: str, delmal_id: UUID) -> UUID:
    """Return the case of a delmål that a unit answers for itself; unknown and foreign look the same."""
    found = await session.exec(
        select(DelmalRow.case_id).where(
            col(DelmalRow.id) == delmal_id,
            col(DelmalRow.kind) == DelmalKind.PART.value,
            col(DelmalRow.responsible) == unit,
        )
    )
    return _one(found.one_or_none())


async def case_of_her_delmal(session: AsyncSession, mine: Collection[UUID], delmal_id: UUID) -> UUID:
    """Return the case of a delmål that the person herself answers for, among her own cases."""
    found = await session.exec(
        select(DelmalRow.case_id).where(
            col(DelmalRow.id) == delmal_id,
            col(DelmalRow.kind) == DelmalKind.INDIVID.value,
            col(DelmalRow.case_id).in_(list(mine)),
        )
    )
    return _one(found.one_or_none())


async def units_told(session: AsyncSession, case_id: UUID, plan_id: UUID) -> Sequence[str]:
    """Return the units that a plan of a case is told to; none for a plan that is not the case's."""
    found = await session.exec(
        select(PlanRow.parties).where(col(PlanRow.id) == plan_id, col(PlanRow.case_id) == case_id)
    )
    return found.one_or_none() or []


async def proposed_driver(session: AsyncSession, keys: CaseKeys, akt: AktRow) -> Handlaggare:
    """Return who drives first of all: the handläggare whom the sender's anmälan names, as it stands; else nobody by name."""
    found = await session.exec(
        select(PartRow)
        .where(col(PartRow.case_id) == akt.case_id, col(PartRow.category) == IDENTITET)
        .where(col(PartRow.source) == akt.sender, col(PartRow.type) != PARTYS_ANSWER)
        .where(col(PartRow.document).not_in(taken_back(akt.case_id)))
        .order_by(col(PartRow.received_at).desc(), col(PartRow.id).desc())
    )
    key = await keys.open_key(akt.case_id)
    for row in found.all():
        named = key.open_json("part", "content", row.id, row.content).get("handlaggare") or {}
        if named:  # without a name the unit has named nobody yet: who held it before is not proposed
            return Handlaggare(akt.sender, named.get("namn") or "", named.get("funktion") or "")
    return Handlaggare(akt.sender, "", "")


@dataclass(frozen=True, slots=True)
class PlanReader:
    """Opens the plans of one team with the key of their case."""

    keys: CaseKeys
    office: Office
    names: Names

    async def of_case(self, session: AsyncSession, akt: AktRow) -> Json:
        """Write the plan in force and the earlier ones, the latest first."""
        key = await self._key(akt.case_id)
        plans = await self._plans(session, key, akt)
        entries = await self._entries(session, key)
        written = [self._written(plan, entries) for plan in plans]
        return {
            "current": next((one for one in written if one["state"] == PlanState.GALLER), None),
            "earlier": [one for one in written if one["state"] != PlanState.GALLER],
        }

    async def versions(self, session: AsyncSession, case_id: UUID, plan_id: UUID) -> list[Json]:
        """List the versions of a plan, and what each came from; the first first."""
        await self._must_be(session, case_id, plan_id)
        found = await session.exec(
            select(PlanVersionRow.version, PlanVersionRow.at, PlanVersionRow.occasion)
            .where(col(PlanVersionRow.plan_id) == plan_id)
            .order_by(col(PlanVersionRow.version))
        )
        return [
            {
                "version": version,
                "at": utc(at),
                "occasion": occasion,
                "occasion_text": OCCASIONS[Occasion(occasion)],
            }
            for version, at, occasion in found.all()
        ]

    async def compared(
        self, session: AsyncSession, case_id: UUID, plan_id: UUID, versions: tuple[int, int]
    ) -> Json:
        """Compare two versions of a plan. Raises UnknownPlan, UnknownPlanVersion."""
        await self._must_be(session, case_id, plan_id)
        key = await self._key(case_id)
        one, other = [await self._kept(session, key, plan_id, version) for version in versions]
        return {"from": versions[0], "to": versions[1], **compare(one, other, self.names)}

    async def to_person(self, session: AsyncSession, case_ids: Collection[UUID]) -> list[Json]:
        """Write a person's plans in plain Swedish: those in force first, then the latest."""
        found = await session.exec(
            select(AktRow).where(
                col(AktRow.case_id).in_(list(case_ids)), col(AktRow.team) == self.office.team
            )
        )
        keys = await self.keys.open_many(list(case_ids))
        plans = [
            plan
            for akt in found.all()
            if akt.case_id in keys
            for plan in await self._plans(session, keys[akt.case_id], akt)
        ]
        ordered = sorted(
            plans, key=lambda p: (p.state is PlanState.GALLER, p.made_on, p.number), reverse=True
        )
        contact = self.office.contact
        return [{"case_id": str(plan.case_id), **to_person(plan, self.names, contact)} for plan in ordered]

    def _written(self, plan: Plan, entries: Mapping[UUID, list[Json]]) -> Json:
        whole = snapshot(plan)
        for one in whole["delmal"]:
            one["responsible_text"] = responsible_text(one["responsible"], self.names)
            one["state_text"] = STATES[DelmalState(one["state"])]
            one["category_text"] = CATEGORY_TEXT[one["category"]]
            one["entries"] = entries.get(UUID(one["id"]), [])
        return {
            "plan_id": str(plan.plan_id),
            "number": plan.number,
            "version": plan.version,
            "state": plan.state.value,
            "state_text": PLAN_STATES[plan.state],
            "meeting_id": str(plan.meeting_id),
            "made_on": plan.made_on.isoformat(),
            "parties": list(plan.parties),
            **whole,
            "driver_text": handlaggare_text(whole["driver"], self.names),
            "deputy_text": handlaggare_text(whole["deputy"], self.names),
        }

    async def _plans(self, session: AsyncSession, key: CaseKey, akt: AktRow) -> list[Plan]:
        found = await session.exec(
            select(PlanRow).where(col(PlanRow.case_id) == akt.case_id).order_by(col(PlanRow.number).desc())
        )
        rows = found.all()
        listed = await session.exec(
            select(DelmalRow).where(col(DelmalRow.case_id) == akt.case_id).order_by(col(DelmalRow.place))
        )
        delmal = listed.all()
        plans = [
            to_plan(key, row, [d for d in delmal if d.plan_id == row.id], sender=akt.sender, team=akt.team)
            for row in rows
        ]
        told = await follow_ups_of(session, [plan.plan_id for plan in plans])
        for plan in plans:
            plan.follow_ups = tuple(one for one in told if one.plan_id == plan.plan_id)
        return plans

    async def _entries(self, session: AsyncSession, key: CaseKey) -> dict[UUID, list[Json]]:
        found = await session.exec(
            select(DelmalEntryRow)
            .where(col(DelmalEntryRow.case_id) == key.case_id)
            .order_by(col(DelmalEntryRow.at), col(DelmalEntryRow.id))
        )
        entries: dict[UUID, list[Json]] = {}
        for row in found.all():
            text = key.open("delmal_entry", "text", row.id, row.text).decode() if row.text else None
            entries.setdefault(row.delmal_id, []).append(
                {
                    "at": utc(row.at),
                    "by": row.voice,
                    "by_text": VOICES[Voice(row.voice)],
                    "unit": row.unit,
                    "said": row.said,
                    "said_text": STATES[DelmalState(row.said)],
                    "text": text,
                }
            )
        return entries

    async def _must_be(self, session: AsyncSession, case_id: UUID, plan_id: UUID) -> None:
        found = await session.exec(
            select(PlanRow.id).where(col(PlanRow.id) == plan_id, col(PlanRow.case_id) == case_id)
        )
        if found.one_or_none() is None:
            raise UnknownPlan

    async def _kept(self, session: AsyncSession, key: CaseKey, plan_id: UUID, version: int) -> Json:
        row = await session.get(PlanVersionRow, (plan_id, version))
        if row is None:
            raise UnknownPlanVersion
        return key.open_json("plan_version", "content", version_id(plan_id, version), row.content)

    async def _key(self, case_id: UUID) -> CaseKey:
        try:
            return await self.keys.open_key(case_id)
        except KeyGone:  # erased: nothing is left to read
            raise UnknownPlan from None


def _one(case_id: UUID | None) -> UUID:
    if case_id is None:
        raise UnknownDelmal
    return case_id
