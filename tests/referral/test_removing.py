"""Drafts that nobody touches are removed by rule, on a real PostgreSQL: told ahead, whole, and never one that was sent."""

import asyncio
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.referral.domain.stale import removed_on, untouched_since
from services.referral.errors import ConsentUnreachable, StaleReferral
from services.referral.removing import Removing
from services.referral.repository.removals import Removals
from shared.keys import KeyStoreDown
from tests.referral.conftest import REVIEWED
from tests.referral.test_reactions import Ear

NO_GRACE = timedelta(0)


async def swept(stage, **more: Any) -> int:
    return await Removing(stage.parts, grace=NO_GRACE, **more).sweep()


async def left(stage) -> dict[str, int]:
    tables = ("referral", "dialogue", "known_row", "removed")
    return {table: (await stage.rows(f"select count(*) from {table}"))[0]["count"] for table in tables}


async def opens(stage, *ids: UUID | str) -> bool:
    return bool(await stage.parts.keys.open_many([UUID(str(ident)) for ident in ids]))


class TestDays:
    def test_they_are_counted_in_whole_swedish_days(self) -> None:
        late = datetime(
            2026, 3, 28, 23, 30, tzinfo=UTC
        )  # after midnight in Sweden, the night before summer time

        assert removed_on(late, 90) == date(2026, 6, 27)
        due = datetime(2026, 6, 26, 22, 0, tzinfo=UTC)
        assert late < untouched_since(due, 90)
        assert not late < untouched_since(due - timedelta(seconds=1), 90)

    @pytest.mark.parametrize("hour", range(24))
    def test_the_day_that_is_told_is_the_day_it_goes(self, hour: int) -> None:
        touched = datetime(2026, 8, 1, hour, tzinfo=UTC)
        day = removed_on(touched, 90)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

        assert touched < untouched_since(noon, 90)
        assert not touched < untouched_since(noon - timedelta(days=1), 90)


@pytest.mark.real
class TestTold:
    async def test_a_draft_and_a_lone_dialogue_say_when_they_go(self, stage) -> None:
        await stage.a_draft()
        await stage.post("/v1/dialogues", {**_DIALOGUE})
        day = removed_on(stage.parts.clock.now(), 90).isoformat()

        (draft,) = (await stage.get("/v1/referrals")).json()["referrals"]
        dialogues = (await stage.get("/v1/dialogues")).json()["dialogues"]
        assert draft["removed_on"] == day
        assert sorted(str(dialogue["removed_on"]) for dialogue in dialogues) == [day, "None"]

    async def test_a_sent_one_stays(self, stage) -> None:
        await stage.a_sent()

        (sent,) = (await stage.get("/v1/referrals")).json()["referrals"]
        assert sent["removed_on"] is None

    async def test_each_change_moves_the_day(self, stage) -> None:
        ident = await stage.a_draft()
        stage.ahead(days=50)
        await stage.patch(f"/v1/referrals/{ident}", {"stadsdel": "farsta"}, version=1)
        stage.ahead(days=50)
        await stage.post(f"/v1/referrals/{ident}/secrecy-review", REVIEWED, version=2)
        stage.ahead(days=89)

        assert await swept(stage) == 0
        stage.ahead(days=1)
        assert await swept(stage) == 1


@pytest.mark.real
class TestRemoval:
    async def test_a_draft_goes_with_its_dialogue_and_both_keys(self, stage) -> None:
        ident = await stage.a_draft()
        (row,) = await stage.rows("select dialogue_id from referral")
        await Ear(stage).ended(ident, ("soc-sodermalm", "team-stockholm"), kind="utganget")
        stage.ahead(days=90)

        assert await swept(stage) == 1

        assert await left(stage) == {"referral": 0, "dialogue": 0, "known_row": 0, "removed": 1}
        assert not await opens(stage, ident, row["dialogue_id"])
        (count,) = await stage.rows("select unit, kind, count from removed")
        assert dict(count) == {"unit": "soc-sodermalm", "kind": "utkast", "count": 1}
        assert (await stage.get(f"/v1/referrals/{ident}")).status_code == 404

    async def test_a_dialogue_that_led_to_none_goes_too(self, stage) -> None:
        ident = await stage.a_dialogue()
        stage.ahead(days=90)

        assert await swept(stage) == 1
        assert not await opens(stage, ident)
        assert (await stage.rows("select kind, count from removed"))[0]["kind"] == "dialog"

    async def test_one_day_before_nothing_goes(self, stage) -> None:
        await stage.a_draft()
        stage.ahead(days=89)

        assert await swept(stage) == 0
        assert (await left(stage))["referral"] == 1

    async def test_what_was_sent_is_never_touched(self, stage) -> None:
        ident = await stage.a_sent()
        stage.ahead(days=4000)

        assert await swept(stage) == 0
        assert (await stage.get(f"/v1/referrals/{ident}")).status_code == 200

    async def test_counts_add_up(self, stage) -> None:
        for _ in range(3):
            await stage.a_draft()
        stage.ahead(days=90)

        assert await swept(stage) == 3
        assert (await stage.rows("select count from removed"))[0]["count"] == 3


@pytest.mark.real
class TestSamtycke:
    async def test_who_has_one_keeps_the_draft_until_it_has_ended(self, stage) -> None:
        ident = await stage.a_draft()
        stage.consent.samtycken.add(UUID(ident))
        stage.ahead(days=90)

        assert await swept(stage) == 0
        (draft,) = (await stage.get("/v1/referrals")).json()["referrals"]
        assert draft["removed_on"] == removed_on(stage.parts.clock.now(), 90).isoformat()

        stage.consent.samtycken.clear()
        assert await swept(stage) == 0, "its unit is told ahead again"
        stage.ahead(days=90)
        assert await swept(stage) == 1

    async def test_one_that_arrives_while_it_leaves_brings_it_back(self, stage) -> None:
        ident = await stage.a_draft()
        stage.ahead(days=90)
        removing = Removing(stage.parts, grace=NO_GRACE)
        await removing.let_go(untouched_since(stage.parts.clock.now(), 90))
        assert (await stage.get(f"/v1/referrals/{ident}")).status_code == 404

        stage.consent.samtycken.add(UUID(ident))
        assert await removing.remove_let_go() == 0
        assert (await stage.get(f"/v1/referrals/{ident}")).status_code == 200

    async def test_without_an_answer_every_draft_stays(self, stage) -> None:
        await stage.a_draft()
        stage.ahead(days=90)
        stage.consent.down = True

        with pytest.raises(ConsentUnreachable):
            await swept(stage)
        assert (await left(stage))["referral"] == 1

    async def test_a_draft_that_is_handled_by_hand_stays(self, stage) -> None:
        ident = await stage.a_draft()
        stage.consent.protected.add(UUID(ident))
        stage.ahead(days=90)

        assert await swept(stage) == 0


@pytest.mark.real
class TestGallringsstopp:
    async def test_keeps_the_draft_until_it_is_lifted(self, stage) -> None:
        ident = await stage.a_draft()
        stops = f"/v1/cases/{ident}/gallring/stops"
        stop = await stage.post(stops, {"reason": "begaran_om_utlamnande"})
        stage.ahead(days=90)

        assert await swept(stage) == 0
        assert (await stage.get(f"/v1/referrals/{ident}")).status_code == 200
        await stage.post(f"{stops}/{stop.json()['id']}/liftings")
        assert await swept(stage) == 0, "its unit is told ahead again"
        stage.ahead(days=90)
        assert await swept(stage) == 1

    async def test_that_is_put_while_the_sweep_looks_still_counts(self, stage) -> None:
        ident = await stage.a_draft()
        stage.ahead(days=90)

        class Late(Removing):
            async def _kept(self, case_ids: Collection[UUID]) -> frozenset[UUID]:
                kept = await super()._kept(case_ids)
                put = await stage.post(f"/v1/cases/{ident}/gallring/stops", {"reason": "tillsyn"})
                assert put.status_code == 201, put.text
                return kept

        await Late(stage.parts, grace=NO_GRACE).let_go(untouched_since(stage.parts.clock.now(), 90))

        assert (await stage.get(f"/v1/referrals/{ident}")).status_code == 200


class Killed(BaseException):
    """What a kill looks like from within: nothing after it runs."""


@pytest.mark.real
class TestKilled:
    async def test_after_it_was_let_go_the_next_sweep_goes_on(self, stage) -> None:
        await stage.a_draft()
        stage.ahead(days=90)
        await Removing(stage.parts).let_go(untouched_since(stage.parts.clock.now(), 90))

        assert await Removing(stage.parts).remove_let_go() == 0, "it waits for what is on its way"
        assert await swept(stage) == 1

    @pytest.mark.parametrize("keys_destroyed", [0, 1, 2])
    async def test_between_the_keys_and_the_rows_the_next_sweep_deletes(
        self, stage, monkeypatch, keys_destroyed: int
    ) -> None:
        ident = await stage.a_draft()
        stage.ahead(days=90)
        destroy, done = stage.parts.keys.destroy, []

        async def dies(case_id: UUID) -> None:
            if len(done) == keys_destroyed:
                raise Killed
            done.append(case_id)
            await destroy(case_id)
            if len(done) == keys_destroyed == 2:
                raise Killed

        monkeypatch.setattr(stage.parts.keys, "destroy", dies)
        with pytest.raises(Killed):
            await swept(stage)
        monkeypatch.undo()
        assert (await left(stage))["removed"] == 0
        stage.consent.samtycken |= {UUID(ident)} if keys_destroyed else set()

        assert await swept(stage) == 1, "a draft without its key can only go"
        assert await left(stage) == {"referral": 0, "dialogue": 0, "known_row": 0, "removed": 1}

    async def test_before_the_commit_the_next_sweep_does_it_once(self, stage, monkeypatch) -> None:
        await stage.a_draft()
        stage.ahead(days=90)
        remove = Removals.remove

        async def dies(self: Removals, *given: Any) -> None:
            await remove(self, *given)
            raise Killed

        monkeypatch.setattr(Removals, "remove", dies)
        with pytest.raises(Killed):
            await swept(stage)
        monkeypatch.undo()

        assert await swept(stage) == 1
        assert (await stage.rows("select count from removed"))[0]["count"] == 1

    async def test_the_key_database_is_away(self, stage, monkeypatch) -> None:
        await stage.a_draft()
        stage.ahead(days=90)

        async def down(_: UUID) -> None:
            raise KeyStoreDown

        monkeypatch.setattr(stage.parts.keys, "destroy", down)
        with pytest.raises(KeyStoreDown):
            await swept(stage)
        monkeypatch.undo()
        assert await swept(stage) == 1

    async def test_two_sweeps_at_once_remove_it_once(self, stage) -> None:
        for _ in range(4):
            await stage.a_draft()
        await stage.a_dialogue()
        stage.ahead(days=90)

        gone = await asyncio.gather(*(swept(stage) for _ in range(3)))

        assert sum(gone) == 5
        counts = await stage.rows("select kind, count from removed order by kind")
        assert [(row["kind"], row["count"]) for row in counts] == [("dialog", 1), ("utkast", 4)]


@pytest.mark.real
async def test_a_draft_that_is_changed_while_it_is_looked_at_stays(stage) -> None:
    ident = await stage.a_draft()
    stage.ahead(days=90)
    before = untouched_since(stage.parts.clock.now(), 90)
    async with stage.parts.sessions() as session:
        (seen,) = await Removals(session).untouched(before)
    await stage.patch(f"/v1/referrals/{ident}", {"stadsdel": "farsta"}, version=1)
    async with stage.parts.sessions.begin() as session:
        await Removals(session).let_go(seen, before, datetime.now(UTC))

    assert (await stage.get(f"/v1/referrals/{ident}")).status_code == 200


@pytest.mark.real
async def test_what_is_about_to_be_saved_when_it_is_let_go_is_refused(stage) -> None:
    ident = await stage.a_draft()
    stage.ahead(days=90)
    before = untouched_since(stage.parts.clock.now(), 90)
    async with stage.parts.sessions.begin() as session:
        held = await stage.parts.referrals(session).get(UUID(ident), "soc-sodermalm")
        await Removing(stage.parts).let_go(before)
        with pytest.raises(StaleReferral):
            await stage.parts.referrals(session).save(held)


_DIALOGUE = {
    "individ": {"namn": "Individ Testperson", "personnummer": "195907142599"},
    "asked_on": "2026-01-15",
    "asked_by": "Anmälare Testperson",
    "channel": "mote",
    "answer": "vill_inte",
    "next_step": "Vi hörs i mars.",
}
