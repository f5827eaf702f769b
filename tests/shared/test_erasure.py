"""A decision to erase: decided by two, stopped by a hold, carried out once however often it is killed on the way."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.erasure.carrying_out import CarryingOut
from shared.erasure.holder import empty_case
from shared.erasure.http import STOP_REACHES
from shared.erasure.late import unless_erased
from shared.erasure.store import is_erased
from shared.inbox import Inbox, TwoSteps
from shared.keys import KeyGone
from shared.sealing import CaseKeys
from tests.shared.bench import DONE, envelope, note_step, received
from tests.shared.erasure_desk import DECISION, METADATA, Desk, Things

pytestmark = pytest.mark.real


def fails_for(broken: UUID) -> Any:
    async def empty(self: Things, session: AsyncSession, case_id: UUID) -> Mapping[str, int]:
        if case_id == broken:
            raise LookupError
        return await empty_case(session, METADATA, case_id, roots={})

    return empty


class TestDecision:
    async def test_destroys_keys_and_rows_and_keeps_the_protocol(self, desk: Desk) -> None:
        case_id, other = await desk.a_case(), await desk.a_case()
        await desk.decided(case_id)

        assert await desk.job().sweep() == 1

        assert await desk.is_gone(case_id)
        assert not await desk.is_gone(other)
        (kept,) = (await desk.read(case_id))["decisions"]
        assert (kept["state"], kept["counts"]) == ("verkstallt", {"thing": 1, "part": 2})
        assert kept["reference"] == "KS 2026/12 § 4"
        assert await desk.facts(case_id) == 1
        with pytest.raises(KeyGone):
            await CaseKeys(desk.store).ensure(case_id)

    async def test_that_fails_does_not_hold_the_next_one_up(self, desk: Desk, monkeypatch) -> None:
        first, second = await desk.a_case(), await desk.a_case()
        for case_id in (first, second):
            await desk.decided(case_id)
        with monkeypatch.context() as broken:
            broken.setattr(Things, "empty", fails_for(first))
            assert await desk.job().sweep() == 1

        assert await desk.is_gone(second)
        assert await desk.job().sweep() == 1
        assert await desk.is_gone(first)

    async def test_waits_for_a_second_person_and_for_its_day(self, desk: Desk) -> None:
        case_id = await desk.a_case()
        decision = await desk.decided(case_id, attested=False, takes_effect="2026-11-25")
        assert await desk.job().sweep() == 0
        alone = await desk.post(case_id, f"/decisions/{decision}/attestations")
        assert (alone.status_code, alone.json()["code"]) == (409, "same_person")

        await desk.attest(case_id, decision)
        assert await desk.job().sweep() == 0
        desk.day.at += timedelta(days=2)
        assert await desk.job().sweep() == 1

    async def test_is_one_at_a_time_and_can_be_set_aside_before_it_begins(self, desk: Desk) -> None:
        case_id = await desk.a_case()
        decision = await desk.decided(case_id)
        assert (await desk.post(case_id, "/decisions", DECISION)).json()["code"] == "decision_stands"

        assert (await desk.post(case_id, f"/decisions/{decision}/set-asides")).status_code == 200

        assert await desk.job().sweep() == 0
        await desk.decided(case_id)
        assert await desk.job().sweep() == 1
        late = await desk.post(case_id, f"/decisions/{decision}/set-asides")
        assert (late.status_code, late.json()["code"]) == (409, "erasure_too_late")

    async def test_shares_its_protocol_with_other_cases_and_stands_in_it_once(self, desk: Desk) -> None:
        first = await desk.a_case()
        decision = await desk.decided(first, protocol="G-2026-7")
        await desk.decided(await desk.a_case(), protocol="G-2026-7")
        await desk.post(first, f"/decisions/{decision}/set-asides")

        again = await desk.post(first, "/decisions", DECISION | {"protocol": "G-2026-7"})

        assert again.json()["code"] == "protocol_used"
        assert await desk.job().sweep() == 1

    @pytest.mark.parametrize(
        ("change", "status"),
        [
            ({"takes_effect": "2026-11-22"}, 422),
            ({"ground": "egen_ide"}, 422),
            ({"ground": "af_16"}, 422),
            ({"reference": "<namn>"}, 422),
            ({"protocol": ""}, 422),
        ],
    )
    async def test_says_by_what_right_from_when(
        self, desk: Desk, change: dict[str, str], status: int
    ) -> None:
        assert (await desk.post(await desk.a_case(), "/decisions", DECISION | change)).status_code == status

    async def test_is_refused_while_the_case_goes_on_also_when_it_has_begun_again_since(
        self, desk: Desk
    ) -> None:
        case_id = await desk.a_case()
        await desk.decided(case_id)
        desk.holder.over = False

        assert await desk.job().sweep() == 0
        assert not await desk.is_gone(case_id)
        refused = await desk.post(await desk.a_case(), "/decisions", DECISION)
        assert (refused.status_code, refused.json()["code"]) == (409, "case_goes_on")

    async def test_of_another_unit_is_unknown(self, desk: Desk) -> None:
        case_id = await desk.a_case()
        decision = await desk.decided(case_id, attested=False)

        answer = await desk.post(case_id, f"/decisions/{decision}/attestations", who="b")

        assert (answer.status_code, answer.json()["code"]) == (404, "erasure_unknown")


class TestHold:
    async def test_stops_what_is_due_until_it_is_lifted(self, desk: Desk) -> None:
        case_id = await desk.a_case()
        await desk.decided(case_id)
        put = await desk.post(case_id, "/stops", {"reason": "begaran_om_utlamnande"})
        assert put.status_code == 201, put.text

        assert await desk.job().sweep() == 0
        lifted = await desk.post(case_id, f"/stops/{put.json()['id']}/liftings")

        assert lifted.json()["lifted"]["function"] == "Function A"
        assert await desk.job().sweep() == 1

    async def test_says_that_it_reaches_no_other_service(self, desk: Desk) -> None:
        put = await desk.post(await desk.a_case(), "/stops", {"reason": "begaran_om_utlamnande"})

        assert put.json()["reach_text"] == STOP_REACHES

    async def test_comes_too_late_when_the_keys_are_going(self, desk: Desk) -> None:
        case_id = await desk.a_case()
        await desk.decided(case_id)
        await desk.job().sweep()

        late = await desk.post(case_id, "/stops", {"reason": "tillsyn"})

        assert (late.status_code, late.json()["code"]) == (409, "erasure_too_late")

    async def test_put_between_looking_and_beginning_still_counts(self, desk: Desk) -> None:
        case_id = await desk.a_case()
        await desk.decided(case_id)

        class Slow(CarryingOut):
            async def _begin(self, case_id: UUID) -> bool:
                await desk.post(case_id, "/stops", {"reason": "rattsprocess"})
                return await super()._begin(case_id)

        assert await Slow(desk.database.sessions, desk.store, desk.holder, desk.day).sweep() == 0
        assert not await desk.is_gone(case_id)


class Killed(BaseException):
    """The process is gone."""


def kill_at(engines: Sequence[AsyncEngine], nth: int) -> list[int]:
    """Let the n-th statement or commit, in whichever database, be the last thing that was not done."""
    count = [0]

    def one_more(*_: Any, **__: Any) -> None:
        count[0] += 1
        if count[0] == nth:
            raise Killed

    for engine in engines:
        event.listen(engine.sync_engine, "before_cursor_execute", one_more)
        event.listen(engine.sync_engine, "commit", one_more)
    _LISTENERS.append((engines, one_more))
    return count


_LISTENERS: list[Any] = []


def let_live() -> None:
    while _LISTENERS:
        engines, one_more = _LISTENERS.pop()
        for engine in engines:
            event.remove(engine.sync_engine, "before_cursor_execute", one_more)
            event.remove(engine.sync_engine, "commit", one_more)


class TestKilled:
    async def test_at_any_statement_another_process_finishes_it_once(self, desk: Desk) -> None:
        steps = 0
        while True:
            case_id = await desk.a_case()
            await desk.decided(case_id)
            count = kill_at([desk.database.engine, desk.key_engine], steps + 1)
            with suppress(Killed):
                await desk.job().sweep()
            let_live()
            died_at = count[0] > steps
            await desk.job().sweep()

            assert await desk.is_gone(case_id), f"killed at statement {steps + 1}"
            assert await desk.facts(case_id) == 1, f"killed at statement {steps + 1}"
            (kept,) = (await desk.read(case_id))["decisions"]
            assert (kept["state"], kept["counts"]) == ("verkstallt", {"thing": 1, "part": 2})
            if not died_at:
                break
            steps += 1
        assert steps > 20


class TestLate:
    async def test_events_of_an_erased_case_are_handled_without_effect(self, desk: Desk) -> None:
        case_id, other = await desk.a_case(), await desk.a_case()
        await desk.decided(case_id)
        await desk.job().sweep()
        asked: list[UUID] = []

        async def prepare(envelope: Any) -> None:
            asked.append(envelope.subject)

        async def act(session: AsyncSession, envelope: Any, _: None) -> None:
            await note_step(session, envelope)

        for reaction in (note_step, TwoSteps(prepare, act)):
            inbox = Inbox(desk.database.sessions, keep_sections=False)
            number = 1 if reaction is note_step else 2
            for subject in (case_id, other):
                await inbox.receive(received(envelope(subject, number)))
            while await inbox.handle_next(unless_erased({DONE: reaction}, desk.database.sessions)):
                pass

        effects = {row.case_id for row in await desk.database.rows("select case_id from effect")}
        assert effects == {other}
        assert asked == [other]
        assert (
            await desk.database.one(
                "select count(*) from inbox where parked_at is not null or handled_at is null"
            )
            == 0
        )
        async with desk.database.sessions() as session:
            assert await is_erased(session, case_id)
