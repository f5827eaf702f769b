"""Every minute, recorded = enforced: of a makulering and of a mandate's end too."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.consent.ending.closing import Closing
from services.consent.ending.enforcing import Enforcer
from services.consent.repository.mandates import MandateRows
from tests.consent.annulling import annul
from tests.consent.api import WITH_REGION, a_draft, a_representative_form, registered
from tests.consent.builders import TODAY
from tests.consent.log.test_watch import Watch, watch
from tests.consent.test_givings_http import ends

__all__ = ["watch"]

pytestmark = pytest.mark.real


async def six_minutes_pass(watch: Watch) -> None:
    for act in ("annulment", "mandate_end"):
        await watch.world.fetch_commit(f"update {act} set recorded_at = recorded_at - interval '6 minutes'")


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
