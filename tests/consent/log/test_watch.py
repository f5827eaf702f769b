"""Every minute: recorded = enforced; every hour a synthetic withdrawal. What goes wrong on purpose is seen."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
import structlog
from fastapi import FastAPI
from prometheus_client import CollectorRegistry, generate_latest

from services.consent.alarms.probe_case import RECIPIENT, SOURCE
from services.consent.alarms.probing import Probing
from services.consent.alarms.watching import Watching
from services.consent.core import Core
from services.consent.disclosure_log.leaf import LeafBody
from services.consent.disclosure_log.parts import DisclosureLog
from services.consent.ending.closing import Closing
from services.consent.ending.enforcing import Enforcer
from services.consent.repository import revocations
from services.consent.wiring import make_desk
from services.consent.wiring_log import build_log
from shared.alarms import Alarms, Reading, alarms_router
from shared.keys import KeyStore
from tests.consent.builders import PERSON, REGION, SENDER, TEAM
from tests.consent.conftest import LawClock, Tokens
from tests.consent.exit_world import World, a_world, whole_case


@dataclass
class Watch:
    """The exit with its alarms."""

    world: World
    app: FastAPI
    alarms: Alarms
    probing: Probing

    async def firing(self) -> dict[str, Reading]:
        return {rule.code: reading for rule, reading in await self.alarms.measure() if reading.fires}

    async def probe(self) -> tuple[UUID, str | None]:
        """An hour has passed."""
        await self.world.fetch_commit("update probe set began_at = began_at - interval '61 minutes'")
        case_id = await self.probing.claim()
        assert case_id is not None
        return case_id, await self.probing.run(case_id)

    async def metrics(self) -> dict[str, float]:
        lines = generate_latest(self.app.state.registry).decode().splitlines()
        return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if line[0] != "#"}


@pytest.fixture
async def watch(core: Core) -> AsyncIterator[Watch]:
    app = make_desk(core, Tokens())  # pyright: ignore[reportArgumentType]
    build_log(core, app)
    async with a_world(core, app) as world:
        await world.fetch_commit("delete from probe")
        await world.fetch_commit("delete from log_look")
        await world.fetch_commit("delete from pair_closing where enforced_at is null")
        for act in ("revocation", "annulment", "mandate_end"):
            await world.fetch_commit(f"update {act} set recorded_at = now()")
        await world.fetch_commit("update in_flight set sent_at = now() where sent_at is null")
        watching = Watching(core.sessions, app.state.registry)
        yield Watch(world, app, Alarms(watching.rules(), app.state.registry), Probing(core, world.exit))


class TestRecordedIsEnforced:
    async def test_when_all_is_well_nothing_fires(self, watch: Watch) -> None:
        case_id = await watch.world.a_case()
        await watch.world.revoke(case_id)
        await age(watch, case_id)

        assert "revocations_behind" not in await watch.firing()
        told = await watch.metrics()
        assert told['finsam_revocations_recorded{act="revocation"}'] >= 1

    async def test_one_way_of_a_party_is_enforced_though_the_other_way_goes_on(self, watch: Watch) -> None:
        case_id = await watch.world.a_case(*whole_case())
        await watch.world.revoke(case_id, kind="party", party=REGION, direction="till")
        await watch.world.fetch_commit("update revocation set recorded_at = now() - interval '6 minutes'")

        assert await watch.firing() == {}

    async def test_a_withdrawal_that_waits_fires_after_five_minutes(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Enforcer, "enforce", _no)
        case_id = await watch.world.a_case()
        assert (await watch.world.revoke(case_id)).status_code == 202
        assert "revocations_behind" not in await watch.firing()

        await age(watch, case_id)

        reading = (await watch.firing())["revocations_behind"]
        assert reading.count >= 1
        assert reading.seconds > 300
        told = await watch.metrics()
        assert told['finsam_revocations_difference{act="revocation"}'] >= 1
        assert told['finsam_revocations_oldest_seconds{act="revocation"}'] > 300
        assert told['finsam_alarm{code="revocations_behind",severity="critical"}'] == 1
        await watch.world.exit.doors.enforcer._finish_all()
        assert "revocations_behind" not in await watch.firing()

    async def test_one_that_says_it_is_enforced_and_is_not_fires_all_the_same(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch, clock: LawClock
    ) -> None:
        """The planted fault: the withdrawal is marked as carried out, and its rows go on."""
        case_id = await watch.world.a_case()
        clock.at += timedelta(seconds=1)
        with monkeypatch.context() as planted:
            planted.setattr(Closing, "__call__", _ends_nothing)
            assert (await watch.world.revoke(case_id)).status_code == 200
        await age(watch, case_id)

        assert "revocations_behind" in await watch.firing()
        await watch.world.fetch_commit(
            "update consent_row set state = 'aterkallat', ended_at = now() where case_id = :c", c=case_id
        )
        assert "revocations_behind" not in await watch.firing()

    async def test_one_whose_pairs_were_never_kept_fires(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch, clock: LawClock
    ) -> None:
        """The planted fault of the NHS: recorded at the edge, never handed on."""
        case_id = await watch.world.a_case()
        clock.at += timedelta(seconds=1)
        with monkeypatch.context() as planted:
            planted.setattr(revocations, "keep_pair", _nothing)
            await watch.world.revoke(case_id)
        await age(watch, case_id)

        assert "revocations_behind" in await watch.firing()
        await watch.world.fetch_commit(
            "update consent_row set state = 'aterkallat', ended_at = now() where case_id = :c", c=case_id
        )


class TestProbe:
    async def test_goes_the_whole_way_in_time(self, watch: Watch) -> None:
        case_id, failure = await watch.probe()

        assert failure is None
        (row,) = await watch.world.fetch("select * from probe where case_id = :c", c=case_id)
        assert 0 < row.seconds < 10
        assert not {"probe_late", "probe_failed"} & (await watch.firing()).keys()
        told = await watch.metrics()
        assert told["finsam_probe_last_success"] > 0
        assert told["finsam_probe_seconds"] == pytest.approx(row.seconds)

    async def test_once_an_hour_however_many_look(self, watch: Watch) -> None:
        await watch.probe()

        assert await watch.probing.claim() is None

    async def test_is_marked_in_the_log_and_in_nobody_s_list_or_count(self, watch: Watch) -> None:
        before = await watch.world.fetch(
            "select count(*) from revocation r where not exists (select from probe p where p.case_id = r.case_id)"
        )
        case_id, _ = await watch.probe()

        leaves = await watch.world.fetch("select body from leaf where case_id = :c", c=case_id)
        assert leaves
        assert {
            (LeafBody.decode(bytes(leaf.body)).unit, LeafBody.decode(bytes(leaf.body)).purpose)
            for leaf in leaves
        } == {(RECIPIENT, "prov")}
        await watch.firing()
        assert (await watch.metrics())['finsam_revocations_recorded{act="revocation"}'] == before[0].count
        mine = await watch.world.client.get(
            "/v1/my/cases", headers={"Authorization": f"Bearer person.{PERSON}"}
        )
        assert str(case_id) not in mine.text
        for unit in (SENDER, REGION, TEAM, SOURCE, RECIPIENT):
            for role in ("handlaggare", "koordinator", "logggranskare"):
                headers = {"Authorization": f"Bearer {role}.{unit}"}
                if unit in {SENDER, REGION, TEAM}:
                    answer = await watch.world.client.get(f"/v1/cases/{case_id}/disclosures", headers=headers)
                    assert answer.status_code == 404
        assert watch.world.core.recipients.find(RECIPIENT) is None
        assert watch.world.core.recipients.find(SOURCE) is None

    async def test_holds_no_word_about_anybody(self, watch: Watch) -> None:
        case_id, _ = await watch.probe()

        (file,) = await watch.world.fetch("select person_hash from case_file where case_id = :c", c=case_id)
        assert file.person_hash is None
        assert not await watch.world.fetch("select 1 from case_person where case_id = :c", c=case_id)

    @pytest.mark.parametrize(
        ("plan", "code"),
        [
            (("services.consent.ending.closing.Closing.__call__", "_ends_nothing"), "still_open"),
            (("services.consent.ending.enforcing.Enforcer.enforce", "_no"), "not_enforced"),
        ],
    )
    async def test_sees_a_withdrawal_that_does_not_take(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch, plan: tuple[str, str], code: str
    ) -> None:
        """The planted faults: rows go on and their keys live; or the door is never said to be shut."""
        with monkeypatch.context() as fault:
            fault.setattr(plan[0], globals()[plan[1]])
            if code == "still_open":
                fault.setattr(KeyStore, "destroy", _nothing)
            with structlog.testing.capture_logs() as said:
                _, failure = await watch.probe()

        assert failure == code
        assert {"event": "probe_failed", "code": "probe_failed", "state": code, "log_level": "error"} in said
        assert "probe_failed" in await watch.firing()
        assert (await watch.probe())[1] is None
        assert "probe_failed" not in await watch.firing()

    async def test_that_has_not_gone_well_for_two_hours_fires(self, watch: Watch) -> None:
        await watch.probe()
        await watch.world.fetch_commit("update probe set ended_at = ended_at - interval '121 minutes'")

        assert "probe_late" in await watch.firing()


class TestLogAlarms:
    async def test_a_leaf_that_waits_for_its_checkpoint_fires(self, watch: Watch) -> None:
        log: DisclosureLog = watch.app.state.disclosure_log
        await watch.probe()
        assert "log_unsigned" not in await watch.firing()
        while await log.sequencer.number():
            pass
        await watch.world.fetch_commit("alter table log_entry disable trigger user")
        await watch.world.fetch_commit(
            "update log_entry set numbered_at = numbered_at - interval '6 minutes'"
        )

        fires = "log_unsigned" in await watch.firing()

        later = log.sequencer._now() + timedelta(days=1)
        log.sequencer._now = lambda: later
        await log.sequencer.checkpoint()
        assert fires
        assert "log_unsigned" not in await watch.firing()

    async def test_a_damaged_log_fires_in_every_instance(self, watch: Watch) -> None:
        log: DisclosureLog = watch.app.state.disclosure_log
        await watch.probe()
        while await log.sequencer.number():
            pass
        assert await log.audit.look() == ()
        await watch.world.fetch_commit("update leaf set body = body || '\\x00' where number = 0")

        (found,) = await log.audit.look()

        assert (found.kind, found.number) == ("leaf_changed", 0)
        assert "log_damaged" in await watch.firing()
        other = Alarms(Watching(watch.world.core.sessions, CollectorRegistry()).rules(), CollectorRegistry())
        (reading,) = [read for rule, read in await other.measure() if rule.code == "log_damaged"]
        assert (reading.fires, reading.count) == (True, 1)
        await watch.world.fetch_commit(
            "update leaf l set body = e.body from log_entry e where e.leaf_id = l.id"
        )
        assert await log.audit.look() == ()
        assert "log_damaged" not in await watch.firing()

    async def test_a_log_that_nobody_has_looked_through_for_two_hours_fires(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        log: DisclosureLog = watch.app.state.disclosure_log
        assert "log_look_late" not in await watch.firing(), "it has only just started"
        await log.audit.look()
        await watch.world.fetch_commit("update log_look set ended_at = ended_at - interval '121 minutes'")
        assert "log_look_late" in await watch.firing()

        with monkeypatch.context() as damage:
            damage.setattr("services.consent.disclosure_log.rows.size_of", _dies)
            with pytest.raises(ZeroDivisionError):
                await log.audit.look()

        assert "log_look_late" in await watch.firing(), "a look that does not end says nothing"
        await log.audit.look()
        assert "log_look_late" not in await watch.firing()


class TestTold:
    async def test_a_firing_alarm_is_an_error_with_its_code_and_503(
        self, watch: Watch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import asyncio

        monkeypatch.setattr(Enforcer, "enforce", _no)
        case_id = await watch.world.a_case()
        await watch.world.revoke(case_id)
        await age(watch, case_id)
        app = FastAPI()
        app.include_router(alarms_router(watch.alarms))
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://x") as client:
            answer = await client.get("/health/alarms")
        stop = asyncio.Event()
        with structlog.testing.capture_logs() as said:
            keeping = asyncio.create_task(watch.alarms.keep(stop))
            while not any(line.get("code") == "revocations_behind" for line in said):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            stop.set()
            await keeping

        assert answer.status_code == 503
        fires = {each["code"] for each in answer.json()["alarms"] if each["fires"]}
        assert "revocations_behind" in fires
        assert str(case_id) not in answer.text
        await watch.world.exit.doors.enforcer._finish_all()


async def age(watch: Watch, case_id: UUID) -> None:
    """Six minutes pass."""
    await watch.world.fetch_commit(
        "update revocation set recorded_at = recorded_at - interval '6 minutes' where case_id = :c", c=case_id
    )


async def _no(*_: object) -> bool:
    return False


async def _dies(*_: object) -> None:
    raise ZeroDivisionError


async def _nothing(*_: object) -> None:
    return None


async def _ends_nothing(*_: object) -> list[UUID]:
    return []
