"""Makes the receipts: in the transaction that registers, changes or ends a samtycke, so that nothing is left unconfirmed.

A withdrawal never waits for a receipt. Where the key database is away when rows end, the receipt is owed, and is made by
`keep` with the same words as soon as it is back: all that it says is decided by what was committed.
"""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import queries
from services.consent.domain import consent_record, receipt_letter
from services.consent.domain.annulment import AnnulReason
from services.consent.domain.behind import behind, withdrawer
from services.consent.domain.givers import HERSELF, Giver, giver_of
from services.consent.domain.giving import GivenBy
from services.consent.domain.paper import Exclusion
from services.consent.domain.receipts import (
    Choices,
    Confirmed,
    ConfirmedRow,
    ReceiptKind,
    SignedText,
    Struck,
)
from services.consent.domain.recipients import Directory
from services.consent.domain.rows import Cause
from services.consent.queries import KnownCase
from services.consent.repository import receipts as stored
from services.consent.repository.givings import opened_giving
from services.consent.repository.receipts import NewReceipt, PaperFacts, StruckSigning, Withdrawn
from shared.clock import Clock
from shared.days import local_day
from shared.db import Sessions
from shared.ids import uuid7
from shared.keys import KeyGone, KeyStoreDown
from shared.letters.blocks import Addressee, Letterhead
from shared.letters.sheet import lay_out
from shared.outage import OUTAGE
from shared.sealing import CaseKey, CaseKeys

log = structlog.get_logger(__name__)

_LOOK_SECONDS = 5.0
_KEY_SECONDS = 1.0
_BATCH = 20


@dataclass(frozen=True, slots=True)
class _Act:
    """What happened, apart from its rows: each field as `Confirmed` explains it."""

    kind: ReceiptKind
    about_id: UUID
    effective_at: datetime
    said: Withdrawn | PaperFacts | StruckSigning | None = None
    cause: Cause | None = None
    struck: Sequence[Struck] = ()


class Receipting:
    """Makes each receipt once. Units are named as the reference data names them on that day."""

    def __init__(self, case_keys: CaseKeys, directory: Directory, clock: Clock) -> None:
        self._case_keys = case_keys
        self._directory = directory
        self._clock = clock

    async def key_for(self, case_id: UUID) -> CaseKey:
        """Fetch the case's key, before anything is locked. Raises KeyStoreDown, CaseGone."""
        return await self._case_keys.ensure(case_id)

    async def key_of(self, case_id: UUID) -> CaseKey | None:
        """Fetch the case's key before a transaction opens. None: it can't be had now, or the case is erased."""
        try:
            async with asyncio.timeout(_KEY_SECONDS):
                return await self.key_for(case_id)
        except (KeyStoreDown, KeyGone, TimeoutError):
            return None

    async def of_signing(
        self, session: AsyncSession, case_id: UUID, signing_id: UUID, row_ids: Collection[UUID], key: CaseKey
    ) -> None:
        """Confirm a signature that the caller's transaction has registered; `row_ids` rest on it from now on."""
        papers = await stored.papers_of(session, case_id)
        (paper,) = (each for each in papers if each.id == signing_id)
        kind = ReceiptKind.GIVET if len(papers) == 1 else ReceiptKind.ANDRAT
        act = _Act(kind, signing_id, paper.effective_at, paper)
        await self._keep(session, case_id, act, await stored.rows_by_id(session, row_ids), key)

    async def of_shortening(
        self,
        session: AsyncSession,
        about_id: UUID,
        row_ids: Collection[UUID],
        cause: Cause,
        key: CaseKey,
    ) -> None:
        """Confirm that rows of the key's case have got an earlier last day, each kind of it once: what is over already has ended.

        `about_id` is the fact or the act behind it.
        """
        if not row_ids:
            return
        case_id, now = key.case_id, self._clock.now()
        rows = await stored.rows_by_id(session, row_ids)
        over = [row for row in rows if row.window.end <= now]
        if over:
            # They are out of force from this moment, and written as utgånget by the next sweep, which finds them confirmed.
            ended = _Act(ReceiptKind.UTGANGET, about_id, max(row.window.end for row in over), cause=cause)
            await self._keep(session, case_id, ended, over, key)
        shorter = [row for row in rows if row.window.end > now]
        if shorter:
            act = _Act(ReceiptKind.FORKORTAT, about_id, now, cause=cause)
            await self._keep(session, case_id, act, shorter, key)

    async def settle(self, session: AsyncSession, case_id: UUID, key: CaseKey | None) -> None:
        """Confirm whatever has ended in the case, in the transaction that ended the last of it. No key: owed."""
        if key is None:
            log.warning("receipt_owed", case_id=str(case_id))
            return
        await stored.hold_case(session, case_id)
        for each in await stored.withdrawals_without_receipt(session, case_id):
            act = _Act(ReceiptKind.ATERKALLAT, each.id, each.effective_at, each)
            await self._keep(session, case_id, act, await stored.rows_of_withdrawal(session, each.id), key)
        for each in await stored.struck_without_receipt(session, case_id):
            why = (Struck(AnnulReason(each.reason), each.by_unit),)
            act = _Act(ReceiptKind.MAKULERAT, each.id, each.effective_at, each, struck=why)
            await self._keep(session, case_id, act, [], key)
        now = self._clock.now()
        for kind in (ReceiptKind.UTGANGET, ReceiptKind.MAKULERAT):
            rows = await stored.ended_without_receipt(session, case_id, kind, now)
            if rows:
                at = max(row.window.end for row in rows) if kind is ReceiptKind.UTGANGET else now
                is_struck = kind is ReceiptKind.MAKULERAT
                why = await stored.struck_behind(session, [row.id for row in rows]) if is_struck else []
                await self._keep(
                    session, case_id, _Act(kind, min(row.id for row in rows), at, struck=why), rows, key
                )

    async def keep_owed(self, sessions: Sessions) -> int:
        """Make the receipts that are owed, a case at a time; returns how many cases were looked at."""
        async with sessions() as session, session.begin():
            owed = await stored.owed_cases(session, _BATCH)
        for case_id in owed:
            key = await self.key_of(case_id)
            async with sessions() as session, session.begin():
                await self.settle(session, case_id, key)
        return len(owed)

    async def keep(self, sessions: Sessions, stop: asyncio.Event) -> None:
        """Every few seconds, make what is owed, until `stop`."""
        while not stop.is_set():
            try:
                await self.keep_owed(sessions)
            except OUTAGE as failure:
                log.warning("receipts_wait", exception=type(failure).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)

    async def _keep(
        self, session: AsyncSession, case_id: UUID, act: _Act, rows: list[ConfirmedRow], key: CaseKey
    ) -> None:
        case = await queries.known_case(session, case_id)
        papers = await stored.papers_of(session, case_id)
        assert case is not None, "it has rows or a withdrawal"
        if not papers:
            return
        standing = await stored.standing_rows(session, case_id, self._clock.now())
        confirmed = self._confirmed(case, papers, act, rows, standing)
        confirmed = replace(confirmed, giver=_giver(act.said, papers, key))
        body = key.seal_json(*stored.SEALED_AS, confirmed.id, self._written(confirmed))
        receipt = NewReceipt(
            confirmed.id,
            case_id,
            act.kind,
            act.about_id,
            confirmed.text.locale,
            confirmed.made_at,
            body,
            {row.id for row in rows},
            act.cause,
        )
        await stored.keep(session, receipt)

    def _confirmed(
        self,
        case: KnownCase,
        papers: list[PaperFacts],
        act: _Act,
        rows: list[ConfirmedRow],
        standing: list[ConfirmedRow],
    ) -> Confirmed:
        latest = act.said if isinstance(act.said, PaperFacts) else _latest(papers)
        return Confirmed(
            id=uuid7(),
            record_id=papers[0].id,
            case_id=case.id,
            kind=act.kind,
            made_at=self._clock.now(),
            effective_at=act.effective_at,
            **_said(act.said, papers),
            cause=act.cause,
            struck=act.struck,
            text=SignedText(latest.text_id, latest.text_hash, latest.locale),
            rows=rows,
            standing=standing,
            registering_unit=case.registering_unit,
            team=case.team,
        )

    def _written(self, confirmed: Confirmed) -> dict[str, Any]:
        say = confirmed.phrases
        unit = self._directory.find(confirmed.team or confirmed.registering_unit)
        contact = say.contact_team if confirmed.team else say.contact_unit
        name = unit.name if unit else confirmed.registering_unit
        head = Letterhead(
            name,
            unit.authority if unit else name,
            contact.format(name=name),
            self._directory.phone_of(unit.id, local_day(confirmed.made_at)) if unit else None,
            unit.address if unit else (),
        )
        sheet = lay_out(
            receipt_letter.title(confirmed),
            receipt_letter.blocks(confirmed, self._directory),
            day=local_day(confirmed.made_at),
            head=head,
            to=Addressee(),
            references=((say.reference, str(confirmed.case_id)),),
            language=say.language,
        )
        return {"sheet": sheet.as_json(), "record": consent_record.record(confirmed, self._directory)}


def _latest(papers: list[PaperFacts]) -> PaperFacts:
    """Return the paper whose language she is answered in: the latest one that holds, else the latest of all."""
    return next((paper for paper in reversed(papers) if paper.annulled_at is None), papers[-1])


def _giver(
    said: Withdrawn | PaperFacts | StruckSigning | None, papers: list[PaperFacts], key: CaseKey
) -> Giver:
    """Open whose word it is: of a signature, or of a withdrawal that was somebody else's."""
    match said:
        case PaperFacts():
            return giver_of(opened_giving(key, said.id, said.given))
        case Withdrawn() if said.said_by != GivenBy.PERSON:
            holding = [opened_giving(key, each.id, each.given) for each in papers if each.annulled_at is None]
            found = [each for given in holding if (each := behind(given, None, None)) is not None]
            return withdrawer(GivenBy(said.said_by), found)
        case _:
            return HERSELF


def _said(said: Withdrawn | PaperFacts | StruckSigning | None, papers: list[PaperFacts]) -> dict[str, Any]:
    match said:
        case StruckSigning():
            (paper,) = (each for each in papers if each.id == said.signing_id)
            return {**_said(paper, papers), "choices": None, "is_of_signing": True}
        case PaperFacts():
            return {
                "said_on": said.signed_on,
                "received_at": said.received_at,
                "how": said.method,
                "by_unit": said.attested_unit,
                "by_function": said.attested_function,
                "choices": Choices(
                    tuple(Exclusion(no["source"], no["recipient"], no["category"]) for no in said.exclusions),
                    said.has_note,
                    said.statistics,
                    said.contact_by_message,
                ),
            }
        case Withdrawn():
            by = {} if said.by_person else {"by_unit": said.by_unit, "by_function": said.by_function}
            return {
                "said_on": said.said_on,
                "received_at": said.received_at,
                "how": said.channel,
                "choices": None,
                "by_unit": None,
                "by_function": None,
                **by,
            }
        case None:
            return dict.fromkeys(("said_on", "received_at", "how", "by_unit", "by_function", "choices"))
