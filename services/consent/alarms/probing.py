"""Each hour a synthetic withdrawal of a synthetic case goes the real way: sealed, released, withdrawn, and then gone.

The case is nobody's: two units that no token can name and no list holds, no person, nothing in its text but that it is
a test. Its leaves stand in the log under the purpose `prov`. The table `probe` marks it, and is left out of every count.
"""

import asyncio
import json
from contextlib import suppress
from datetime import datetime
from time import monotonic
from typing import Final
from uuid import UUID, uuid4

import structlog
from sqlalchemy import insert, select, text, update
from sqlmodel import col

from services.consent.addressing.disclosures import FIRST_FACT
from services.consent.alarms.probe_case import RECIPIENT, SOURCE, make_rows
from services.consent.commands.revoke import Revoke, revoke
from services.consent.core import Core
from services.consent.domain.revocation import Author, Channel, Scope, ScopeKind
from services.consent.ending.enforcing import BOUND_SECONDS
from services.consent.exit.exits import Exit
from services.consent.exit.release import Reader
from services.consent.repository.revocations import RevocationRows
from services.consent.tables.deliveries import Delivery
from services.consent.tables.log import Probe
from shared.clock import STOCKHOLM
from shared.events import Envelope, source_of
from shared.ids import uuid7
from shared.outage import OUTAGE
from shared.sections import SectionSealer

log = structlog.get_logger(__name__)

PURPOSE: Final = "prov"
_LOOK_SECONDS: Final = 60.0
_LOCK = text("select pg_try_advisory_xact_lock(hashtextextended('finsam.probe', 0))")
_DUE = text("select not exists (select from probe where began_at > clock_timestamp() - interval '1 hour')")


class ProbeFailed(Exception):
    """The way did not end as it must. `code` says where."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Probing:
    """Makes one withdrawal an hour, in whichever instance looks first."""

    def __init__(self, core: Core, exit_: Exit) -> None:
        self._core = core
        self._exit = exit_

    async def keep(self, stop: asyncio.Event) -> None:
        """Look each minute until `stop` whether one is due."""
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)
            if stop.is_set():
                return
            with suppress(*OUTAGE):
                case_id = await self.claim()
                if case_id is not None:
                    await self.run(case_id)

    async def claim(self) -> UUID | None:
        """Take the hour's turn; None when somebody has it. The mark is committed before the case exists."""
        async with self._core.sessions() as session, session.begin():
            connection = await session.connection()
            if not await connection.scalar(_LOCK) or not await connection.scalar(_DUE):
                return None
            case_id = uuid4()
            await connection.execute(insert(Probe).values(case_id=case_id))
            return case_id

    async def run(self, case_id: UUID) -> str | None:
        """Go the whole way, and write down how it ended: None for well, else a code."""
        seconds, failure = None, None
        try:
            seconds = await self._way(case_id)
        except ProbeFailed as failed:
            failure = failed.code
        except OUTAGE as outage:
            failure = f"outage_{type(outage).__name__}"[:40]
        except Exception:
            log.exception("probe_broke")
            failure = "broke"
        if failure is not None:
            log.error("probe_failed", code="probe_failed", state=failure)
        ended = {"ended_at": text("clock_timestamp()"), "seconds": seconds, "failure": failure}
        async with self._core.sessions() as session, session.begin():
            await (await session.connection()).execute(
                update(Probe).where(col(Probe.case_id) == case_id).values(**ended)
            )
        return failure

    async def _way(self, case_id: UUID) -> float:
        """Return how many seconds it took from the withdrawal until nothing opens. Raises ProbeFailed, OUTAGE."""
        at = self._core.clock.now()
        await make_rows(self._core, case_id, at)
        event_id = await self._sealed(case_id, at)
        if await self._opened(event_id) != "open":
            raise ProbeFailed("not_opened")
        began = monotonic()
        await self._revoke(case_id, began + BOUND_SECONDS)
        if await self._opened(event_id) != "gone":
            raise ProbeFailed("still_open")
        return monotonic() - began

    async def _sealed(self, case_id: UUID, at: datetime) -> UUID:
        """Let the first fact of a case be sealed, as its owner would publish it; returns the record's id."""
        event_id, sealer = uuid7(), SectionSealer(self._exit.receiving)
        content = json.dumps({"prov": True}).encode()
        section = await sealer.seal(event_id, case_id, SOURCE, "identitet", content)
        envelope = Envelope(
            id=event_id,
            source=source_of("referral"),
            type=FIRST_FACT,
            subject=case_id,
            time=at,
            dataschema=f"https://finsamteam.example/schema/{FIRST_FACT}.json",
            partitionkey=str(case_id),
            number=1,
            correlationid=uuid7(),
            data={"sender": SOURCE, "team": RECIPIENT, "parties": [], "sections": [section.model_dump()]},
        )
        async with self._core.sessions() as session, session.begin():
            await self._exit.reactions[FIRST_FACT](session, envelope)
        query = select(col(Delivery.event_id)).where(col(Delivery.case_id) == case_id)
        async with self._core.sessions() as session:
            found = await (await session.connection()).scalar(query.where(col(Delivery.kind) == "document"))
        if found is None:
            raise ProbeFailed("not_sealed")
        return found

    async def _opened(self, event_id: UUID) -> str:
        """Ask for the record as its recipient would: `open`, `gone`, `refused`, or `partly`."""
        released = await self._exit.release(Reader(RECIPIENT, PURPOSE, PURPOSE), [event_id])
        await self._exit.flights.land(released.flights)
        found = released.opened.get(event_id)
        if found is None:
            return "refused"
        keys = {section.key is not None for section in found.sections}
        if len(keys) > 1:
            return "partly"
        return "open" if True in keys else "gone"

    async def _revoke(self, case_id: UUID, deadline: float) -> None:
        at = self._core.clock.now()
        author = Author(
            is_person=False, unit=SOURCE, function=PURPOSE, is_handlaggare=True, is_koordinator=False
        )
        today = at.astimezone(STOCKHOLM).date()
        command = Revoke(case_id, Scope(ScopeKind.ALL), author, today, Channel.TELEFON, at)
        async with self._core.sessions() as session, session.begin():
            revocation = await revoke(command, RevocationRows(session))
        if not await self._exit.doors.enforcer.enforce(revocation.id, deadline):
            raise ProbeFailed("not_enforced")
