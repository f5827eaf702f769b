"""Every minute, recorded = enforced: of a makulering, of a mandate's end and of a mark of protected identity too."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.consent.ending.closing import Closing
from services.consent.ending.enforcing import Enforcer
from services.consent.exit.flights import Flight
from services.consent.exit.instances import this_host
from services.consent.repository.mandates import MandateRows
from tests.consent.annulling import annul
from tests.consent.api import WITH_REGION, a_draft, a_representative_form, registered
from tests.consent.builders import TEAM, TODAY
from tests.consent.log.test_watch import Watch, watch
from tests.consent.test_givings_http import ends
from tests.consent.test_liftings_http import lift, mark
from tests.consent.test_revoke import fly

__all__ = ["watch"]

pytestmark = pytest.mark.real


MARKED_EARLIER = """
    update protection set id = (left(made, 8) || '-' || right(made, 4) || right(id::text, -13))::uuid
    from (select lpad(to_hex((extract(epoch from now() - interval '6 minutes') * 1000)::bigint), 12, '0') as made) at
"""
"""A mark's id (UUID version 7) tells when it was made."""


async def six_minutes_pass(watch: Watch) -> None:
    for act in ("annulment", "mandate_end"):
        await watch.world.fetch_commit(f"update {act} set recorded_at = recorded_at - interval '6 minutes'")
    await watch.world.fetch_commit(MARKED_EARLIER)


async def counted(watch: Watch, act: str) -> tuple[float, float]:
    await watch.alarms.measure()
    told = await watch.metrics()
    return (
        told[f'finsam_revocations_recorded{{act="{act}"}}'],
        told[f'finsam_revocations_difference{{act="{act}"}}'],
    )


class TestAnnulments:
    async def test_that_are_carried_out_are_counted_and_fire_nothing(self, watch: Watch, drafts) -> None:
        before, _ = await counted(watch, "annulment")
        case_id = a_draft(drafts)
        await registered(watch.world.client, case_id)
        wider = await registered(watch.world.client, case_id, grants=WITH_REGION)

        await annul(watch.world, wider["signing_id"])
        await six_minutes_pass(watch)

        assert (await counted(watch, "annulment"))[0] == before + 1
        assert "revocations_behind" not in await watch.firing()

    async def test_that_wait_fire_after_five_minutes(
        self, watch: Watch, drafts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        signing = await registered(watch.world.client, a_draft(drafts))
        with monkeypatch.context() as planted:
            planted.setattr(Enforcer, "enforce", no)
            assert (await annul(watch.world, signing["signing_id"])).status_code == 202
        early = await watch.firing()

        await six_minutes_pass(watch)

        reading = (await watch.firing())["revocations_behind"]
        await watch.world.exit.doors.enforcer._finish_all()
        assert "revocations_behind" not in early
        assert (reading.count, reading.seconds > 300) == (1, True)
        assert "revocations_behind" not in await watch.firing()

    async def test_that_say_they_are_enforced_and_are_not_fire_all_the_same(
        self, watch: Watch, drafts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The planted fault: it is marked as carried out, and its rows go on."""
        case_id = a_draft(drafts)
        signing = await registered(watch.world.client, case_id)
        with monkeypatch.context() as planted:
            planted.setattr(Closing, "__call__", ends_nothing)
            assert (await annul(watch.world, signing["signing_id"])).status_code == 200
        await six_minutes_pass(watch)

        fires = "revocations_behind" in await watch.firing()
        await end_by_hand(watch, case_id)

        assert fires
        assert "revocations_behind" not in await watch.firing()


class TestMandateEnds:
    async def test_that_shorten_what_rests_on_them_are_counted_and_fire_nothing(
        self, watch: Watch, drafts
    ) -> None:
        before, _ = await counted(watch, "mandate_end")
        case_id = a_draft(drafts)
        own = await registered(watch.world.client, case_id, valid_to="2026-06-01")
        given = await registered(
            watch.world.client, case_id, grants=WITH_REGION, representative=a_representative_form()
        )

        answer = await ends(watch.world, given["signing_id"], (TODAY + timedelta(days=5)).isoformat())
        await six_minutes_pass(watch)

        assert answer.status_code == 201, answer.text
        assert own["rows"]
        assert (await counted(watch, "mandate_end"))[0] == before + 1
        assert "revocations_behind" not in await watch.firing()

    async def test_that_shorten_nothing_fire(
        self, watch: Watch, drafts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The planted fault: it is recorded, and what rests on it alone goes on."""
        case_id = a_draft(drafts)
        given = await registered(watch.world.client, case_id, representative=a_representative_form())
        with monkeypatch.context() as planted:
            planted.setattr(MandateRows, "_cut", cuts_nothing)
            await ends(watch.world, given["signing_id"], (TODAY + timedelta(days=5)).isoformat())
        await six_minutes_pass(watch)

        fires = "revocations_behind" in await watch.firing()
        await end_by_hand(watch, case_id)

        assert fires


class TestMarksOfProtectedIdentity:
    async def test_that_shut_the_case_are_counted_and_fire_nothing(self, watch: Watch) -> None:
        before, _ = await counted(watch, "protection")

        answer = await mark(watch.world.client, await watch.world.a_case())
        await six_minutes_pass(watch)

        assert answer.json()["state"] == "enforced"
        assert await counted(watch, "protection") == (before + 1, 0)
        assert "revocations_behind" not in await watch.firing()

    async def test_that_never_drain_fire_after_five_minutes(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case_id, flights = await a_case_in_flight(watch, monkeypatch)

        answer = await mark(watch.world.client, case_id)
        early = await watch.firing()
        await six_minutes_pass(watch)
        reading = (await watch.firing())["revocations_behind"]
        await watch.world.exit.flights.land(flights)

        assert (answer.status_code, answer.json()["state"]) == (202, "draining")
        assert "revocations_behind" not in early
        assert (reading.count, reading.seconds > 300) == (1, True)
        assert "revocations_behind" not in await watch.firing()

    async def test_count_what_is_in_flight_of_her_other_cases(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch, drafts
    ) -> None:
        marked, other = a_draft(drafts), a_draft(drafts)
        for case_id in (marked, other):
            await registered(watch.world.client, case_id)
        flights = await in_flight(watch, other, monkeypatch)

        await mark(watch.world.client, marked)
        await six_minutes_pass(watch)
        fires = "revocations_behind" in await watch.firing()
        await watch.world.exit.flights.land(flights)

        assert fires
        assert "revocations_behind" not in await watch.firing()

    async def test_that_left_the_case_open_fire(self, watch: Watch) -> None:
        """The planted fault: it is recorded, and the case is not withheld."""
        case_id = await watch.world.a_case()
        protection = (await mark(watch.world.client, case_id)).json()["protection_id"]
        opened = "update case_file set withheld_since = null where case_id = :c"
        await watch.world.fetch_commit(opened, c=case_id)

        fires = await counted(watch, "protection")
        await lift(watch.world.client, protection)

        assert fires[1] == 1
        assert (await counted(watch, "protection"))[1] == 0, "one that is lifted shuts nothing"

    async def test_need_no_second_request_when_the_process_that_stood_still_has_ended(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case_id, _ = await a_case_in_flight(watch, monkeypatch)
        await mark(watch.world.client, case_id)
        await watch.world.fetch_commit(
            "insert into instance (host, pid, pid_start, postmaster_start) values (:h, 1, 0, pg_postmaster_start_time())",
            h=this_host(),
        )
        its = "update in_flight set instance_id = (select max(id) from instance) where case_id = :c"
        await watch.world.fetch_commit(its, c=case_id)
        before = (await counted(watch, "protection"))[1]

        await watch.world.exit.doors.enforcer._finish_all()

        assert (before, (await counted(watch, "protection"))[1]) == (1, 0)


async def a_case_in_flight(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> tuple[UUID, list[Flight]]:
    case_id = await watch.world.a_case()
    return case_id, await in_flight(watch, case_id, monkeypatch)


async def in_flight(watch: Watch, case_id: UUID, monkeypatch: pytest.MonkeyPatch) -> list[Flight]:
    """Something of the case has been decided and has not left the process; who marks it does not wait long."""
    monkeypatch.setattr("services.consent.exit.exits.BOUND_SECONDS", 0.2)
    await watch.world.submitted(case_id)
    (document,) = await watch.world.records(case_id, TEAM)
    return await fly(watch.world, case_id, document.header.event_id)


async def end_by_hand(watch: Watch, case_id: UUID) -> None:
    await watch.world.fetch_commit(
        "update consent_row set state = 'makulerat', ended_at = now() where case_id = :c", c=case_id
    )


async def no(*_: object) -> bool:
    return False


async def ends_nothing(*_: object) -> list[UUID]:
    return []


async def cuts_nothing(*_: object) -> list[Any]:
    return []
