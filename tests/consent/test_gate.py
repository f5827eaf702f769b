"""Nothing is disclosed until this database agrees with its topic and its keys: after a start, a restore, a failover."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from services.consent.addressing.wrapping import ROW_KEY
from services.consent.alarms.gate_shut import gate_rules
from services.consent.errors import NotReconciled
from services.consent.restoring import operator
from services.consent.restoring.gate import Gate
from shared.alarms import Alarms, alarms_router
from shared.events import Envelope
from tests.consent.builders import NOON, SENDER, TEAM
from tests.consent.conftest import Stores
from tests.consent.gate_world import GateWorld, TopicInMemory, a_gate_world
from tests.infrastructure import Infrastructure
from tests.standins import migrated


@pytest.fixture(scope="module")
def own_stores(infra: Infrastructure) -> Stores:
    return Stores(*migrated(infra, "consent"))


@pytest.fixture
async def house(own_stores: Stores, tmp_path: Path) -> AsyncIterator[GateWorld]:
    async with a_gate_world(own_stores, tmp_path, TopicInMemory()) as made:
        yield made
        await made.world.fetch_commit("truncate gate_mark, topic_place, reconciliation")
        await made.keys("update store_mark set counter = 0")


async def a_document(house: GateWorld) -> tuple[UUID, Any]:
    """A case with a document for the team that can be opened."""
    case_id = await house.world.a_case(SENDER, TEAM)
    await house.world.submitted(case_id)
    (record,) = await house.world.records(case_id, TEAM)
    return case_id, record


async def rows_of(house: GateWorld, case_id: UUID) -> list[Any]:
    return await house.world.fetch(
        "select * from consent_row where case_id = :case order by id", case=case_id
    )


async def a_lost_end(house: GateWorld, case_id: UUID, number: int = 7) -> Envelope:
    """The fact that all rows to the team were withdrawn, as it lies on the topic: the database knows nothing of it."""
    names = ("id", "source", "recipient", "category")
    rows = [
        {name: str(getattr(row, name)) for name in names}
        for row in await rows_of(house, case_id)
        if row.recipient == TEAM
    ]
    return Envelope(
        id=uuid4(), source="/finsam/consent", type="se.finsam.consent.rows_ended.v1", subject=case_id, time=NOON,
        dataschema="x", partitionkey=str(case_id), number=number, correlationid=uuid4(),
        data={"rows": rows, "reason_kind": "aterkallat", "whole": False, "sections": []},
    )  # fmt: skip


async def a_lost_shortening(
    house: GateWorld, case_id: UUID, number: int, until: datetime, start: datetime | None = None
) -> Envelope:
    """The fact that the rows to the team have less time left, as it lies on the topic."""
    lost = await a_lost_end(house, case_id, number)
    by_id = {str(row.id): row for row in await rows_of(house, case_id)}
    rows = [
        row
        | {"valid_from": (start or by_id[row["id"]].valid_from).isoformat(), "valid_to": until.isoformat()}
        for row in lost.data["rows"]
    ]
    told = {"type": "se.finsam.consent.rows_shortened.v1", "data": {"rows": rows, "sections": []}}
    return lost.model_copy(update=told)


async def test_everything_that_discloses_waits_for_the_gate_and_says_why(house: GateWorld) -> None:
    case_id, record = await a_document(house)
    world = house.world
    world.core.gate.shut("new")
    answers = [
        await world.release(TEAM, record.header.event_id),
        await world.client.get("/v1/feed", headers={"Authorization": f"Bearer machine.{TEAM}.feed"}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (503, "not_reconciled")
    ] * 2
    with pytest.raises(NotReconciled):
        await world.submitted(case_id)
    assert await house.look_again() == ""
    assert await world.opened(TEAM, record) != []


async def test_another_server_than_it_was_opened_for_finds_it_shut_before_anybody_has_looked(
    house: GateWorld,
) -> None:
    _, record = await a_document(house)
    house.world.core.gate.open(datetime(2026, 1, 1, tzinfo=UTC))
    answer = await house.world.release(TEAM, record.header.event_id)
    assert (answer.status_code, answer.json()["code"]) == (503, "not_reconciled")
    await house.reconciling.look()
    assert (await house.world.release(TEAM, record.header.event_id)).status_code == 200


async def test_a_withdrawal_is_taken_in_while_the_gate_is_shut_and_enforced_when_it_opens(
    house: GateWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.consent.http.revocations.BOUND_SECONDS", 0.5)
    case_id, record = await a_document(house)
    house.world.core.gate.shut("new")
    answer = await house.world.revoke(case_id)
    assert answer.status_code == 202
    assert await house.look_again() == ""
    for _ in range(2):  # closed at the first look, landed at the second
        await house.world.exit.doors.enforcer._finish_all()
    assert await house.world.opened(TEAM, record) == [None] * 4


async def test_an_end_that_the_database_has_lost_is_carried_out_again(house: GateWorld) -> None:
    case_id, record = await a_document(house)
    lost = await a_lost_end(house, case_id)
    epoch = (await house.world.fetch("select epoch from alias where case_id = :case", case=case_id))[0].epoch
    house.send(lost)
    assert await house.look_again() == ""
    ended = [row for row in await rows_of(house, case_id) if row.recipient == TEAM]
    assert {(row.state, row.ended_at) for row in ended} == {("aterkallat", NOON)}
    assert not await house.world.core.keystore.get_many(ROW_KEY, [str(row.id) for row in ended])
    assert await house.world.opened(TEAM, record) == [None] * 4
    (number,) = await house.world.fetch("select number from case_number where case_id = :case", case=case_id)
    assert number.number == 7, "the next fact does not take the number of the lost one"
    (alias,) = await house.world.fetch("select epoch from alias where case_id = :case", case=case_id)
    assert alias.epoch > epoch + 100, "no number that the recipient has seen is given again"
    (written,) = await house.reconciled()
    assert (written.facts_applied, written.facts_reported) == (1, 0)
    assert await house.look_again() == ""
    assert len(await house.reconciled()) == 1, "what was taken in once is known"


async def test_a_lost_samtycke_is_reported_and_its_number_is_kept(house: GateWorld) -> None:
    case_id, _ = await a_document(house)
    given = (await a_lost_end(house, case_id)).model_copy(
        update={"type": "se.finsam.consent.consent_given.v1", "data": {"rows": [], "text_id": "sv-1"}}
    )
    house.send(given)
    assert await house.look_again() == ""
    assert {row.state for row in await rows_of(house, case_id)} == {"aktiv"}
    (written,) = await house.reconciled()
    assert (written.facts_applied, written.facts_reported) == (0, 1)


async def test_a_shortening_that_the_database_has_lost_is_carried_out_again(house: GateWorld) -> None:
    case_id, record = await a_document(house)
    before = {row.id: row for row in await rows_of(house, case_id)}
    # The second fact, an older one by its window, gives no time back.
    for number, days in ((7, 1), (8, 2)):
        house.send(await a_lost_shortening(house, case_id, number, NOON + timedelta(days=days)))
    assert await house.look_again() == ""
    after = {row.id: row for row in await rows_of(house, case_id)}
    short = {row_id for row_id, row in before.items() if row.recipient == TEAM}
    assert {after[row_id].valid_to for row_id in short} == {NOON + timedelta(days=1)}
    assert all(after[row_id] == before[row_id] for row_id in before.keys() - short)
    assert {row.state for row in after.values()} == {"aktiv"}
    assert None not in await house.world.opened(TEAM, record)
    house.world.core.clock.at = NOON + timedelta(days=1)
    assert await house.world.opened(TEAM, record) == [None] * 4, (
        "nothing is disclosed beyond what the fact left"
    )
    (written,) = await house.reconciled()
    assert (written.facts_applied, written.facts_reported) == (2, 0)


async def test_a_lost_shortening_to_a_time_that_the_row_never_had_leaves_it_none(house: GateWorld) -> None:
    """A samtycke that lengthened the row was lost before it: only the paper can give that time again."""
    case_id, record = await a_document(house)
    end = max(row.valid_to for row in await rows_of(house, case_id))
    house.send(await a_lost_shortening(house, case_id, 7, end + timedelta(days=9), end + timedelta(days=2)))
    assert await house.look_again() == ""
    assert await house.world.opened(TEAM, record) == [None] * 4


async def test_a_record_of_its_own_that_cannot_be_read_is_reported_once_and_holds_nothing(
    house: GateWorld,
) -> None:
    house.send(await a_lost_end(house, uuid4()))
    assert await house.look_again() == ""
    house.topic.bodies.append(b"damaged")
    assert await house.look_again() == ""
    assert [written.facts_reported for written in await house.reconciled()] == [0, 1]
    for _ in range(2):
        assert await house.look_again() == ""
    assert len(await house.reconciled()) == 2, "it was told once"
    house.send(await a_lost_end(house, uuid4()))
    assert await house.look_again() == ""
    house.topic.bodies[-1] = (await a_lost_end(house, uuid4())).to_bytes()
    assert await house.look_again() == "facts_lost", "another topic is still seen"


async def test_a_row_in_force_whose_key_is_destroyed_ends_with_fact_and_notice(house: GateWorld) -> None:
    case_id, _ = await a_document(house)
    ids = [str(row.id) for row in await rows_of(house, case_id) if row.recipient == TEAM]
    await house.world.core.keystore.destroy(ROW_KEY, ids)
    await house.keys("update store_mark set counter = counter + 5")
    assert await house.look_again() == ""
    assert {row.state for row in await rows_of(house, case_id) if row.recipient == TEAM} == {"aterkallat"}
    facts = await house.world.fetch("select type from event_history where case_id = :case", case=case_id)
    assert [fact.type for fact in facts] == ["se.finsam.consent.rows_ended.v1"]
    assert (await house.world.records(case_id, TEAM))[-1].header.sequence == 2, "the stop notice"


async def test_a_key_that_lives_though_its_row_has_ended_is_destroyed(house: GateWorld) -> None:
    case_id, _ = await a_document(house)
    ids = [str(row.id) for row in await rows_of(house, case_id)]
    await house.world.fetch_commit(
        "update consent_row set state = 'aterkallat', ended_at = now() where case_id = :case", case=case_id
    )
    await house.world.fetch_commit("update gate_mark set counter = counter + 1")
    assert await house.look_again() == ""
    assert not await house.world.core.keystore.get_many(ROW_KEY, ids)
    assert (await house.reconciled())[0].keys_destroyed == len(ids)


class TestWhatAnOperatorMustAccept:
    @pytest.mark.parametrize("how", ["recreated", "expired", "another"])
    async def test_a_topic_without_its_end_keeps_it_shut_until_somebody_says_why_it_may_open(
        self, house: GateWorld, how: str
    ) -> None:
        _, record = await a_document(house)
        for number in (1, 2, 3):
            house.send(await a_lost_end(house, uuid4(), number))
        assert await house.look_again() == ""
        if how == "recreated":
            house.topic.bodies.clear()
        elif how == "expired":
            house.topic.first, house.topic.bodies = 10, []
        else:
            house.topic.bodies = [(await a_lost_end(house, uuid4())).to_bytes() for _ in range(5)]
        assert await house.look_again() == "facts_lost"
        assert (await house.world.release(TEAM, record.header.event_id)).status_code == 503
        url = house.world.core.settings.database_url
        await operator.accept(url, "facts_lost", "Klustret byggdes om, incident 17")
        assert await house.look_again() == ""
        assert (await house.world.release(TEAM, record.header.event_id)).status_code == 200
        told = {(row.code, row.reason) for row in await house.reconciled()}
        assert ("facts_lost", "Klustret byggdes om, incident 17") in told
        assert await house.look_again() == "", "accepted once, and remembered from there"
        house.topic.first, house.topic.bodies = 100, []
        assert await house.look_again() == "facts_lost", "an acceptance is used once"

    async def test_an_empty_database_beside_used_keys_stays_shut(self, house: GateWorld) -> None:
        await house.world.fetch_commit("truncate gate_mark")
        assert await house.look_again() == "database_replaced"

    async def test_another_key_database_stays_shut(self, house: GateWorld) -> None:
        await house.world.fetch_commit("update gate_mark set store_id = gen_random_uuid()")
        assert await house.look_again() == "key_database_replaced"

    async def test_lost_keys_keep_it_shut_and_are_made_anew_when_accepted(self, house: GateWorld) -> None:
        case_id, record = await a_document(house)
        await house.keys("delete from wrapped_key where kind = 'row'")
        await house.world.fetch_commit("update gate_mark set counter = counter + 1")
        assert await house.look_again() == "keys_lost"
        await operator.accept(
            house.world.core.settings.database_url, "keys_lost", "Nyckeldatabasen är gammal"
        )
        assert await house.look_again() == ""
        assert await house.world.opened(TEAM, record) == [None] * 4, "what was sealed before stays shut"
        await house.world.react(
            await house.world.event("supplement_answered", case_id, [("halsa", {"n": 2})])
        )
        again = (await house.world.records(case_id, TEAM))[-1]
        assert None not in await house.world.opened(TEAM, again)

    async def test_a_process_that_dies_while_lost_keys_are_made_anew_is_followed_by_one_that_finishes(
        self, house: GateWorld, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case_id, record = await a_document(house)
        await house.keys("delete from wrapped_key where kind = 'row'")
        await house.world.fetch_commit("update gate_mark set counter = counter + 1")
        url = house.world.core.settings.database_url
        await operator.accept(url, "keys_lost", "Nyckeldatabasen är gammal")
        for step in (
            "shared.keys.KeyStore.create_many",
            "services.consent.addressing.earlier.forget_keys_of_rows",
        ):
            with monkeypatch.context() as killed:
                killed.setattr(step, _dies)
                with pytest.raises(ZeroDivisionError):
                    await house.look_again()
        assert await house.look_again() == ""
        assert await house.world.opened(TEAM, record) == [None] * 4
        wrapped = "select 1 from delivery_section where event_id = :id and wrapped_dek is not null"
        assert not await house.world.fetch(wrapped, id=record.header.event_id), "nothing is left to try"
        assert {row.state for row in await rows_of(house, case_id)} == {"aktiv"}

    async def test_nothing_else_can_be_accepted_and_never_without_a_reason(self, house: GateWorld) -> None:
        url = house.world.core.settings.database_url
        for code, reason in (("key_database_replaced", "x" * 20), ("facts_lost", "  ")):
            with pytest.raises(operator.NotAccepted):
                await operator.accept(url, code, reason)


class TestAlarm:
    async def test_of_what_somebody_must_decide_fires_at_once_and_says_why(self, house: GateWorld) -> None:
        house.topic.first = 100
        assert await house.look_again() == "facts_lost"

        (rule,) = gate_rules(house.world.core.gate)
        app = FastAPI()
        app.include_router(alarms_router(Alarms([rule], CollectorRegistry())))
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://x") as client:
            answer = await client.get("/health/alarms")

        assert answer.status_code == 503
        (told,) = answer.json()["alarms"]
        assert (told["code"], told["fires"], told["why"]) == ("gate_shut", True, "facts_lost")

    async def test_of_what_is_under_way_fires_after_a_minute(self, monkeypatch: pytest.MonkeyPatch) -> None:
        gate = Gate()
        (rule,) = gate_rules(gate)
        assert not (await rule.measure()).fires
        now = monotonic()
        monkeypatch.setattr("services.consent.restoring.gate.monotonic", lambda: now + 61)

        gate.shut("another_server")
        assert (await rule.measure()).fires, "it has been shut all the time"
        gate.open(NOON)
        assert not (await rule.measure()).fires
        gate.shut("another_server")
        assert not (await rule.measure()).fires


async def _dies(*_: object, **__: object) -> None:
    raise ZeroDivisionError


async def test_expiry_waits_for_the_gate(house: GateWorld) -> None:
    case_id, _ = await a_document(house)
    house.world.core.gate.shut("new")
    house.world.core.clock.at = NOON + timedelta(days=60)
    sweep = house.world.exit.tasks["expiry"].__self__.sweep
    with pytest.raises(NotReconciled):
        await sweep()
    assert await house.look_again() == ""
    while await sweep():
        pass
    assert {row.state for row in await rows_of(house, case_id)} == {"utganget"}


async def test_a_person_who_was_protected_after_the_backup_is_protected_after_the_restore(
    house: GateWorld,
) -> None:
    case_id, record = await a_document(house)
    protect = "update case_file set withheld_since = :at where case_id = :case"
    withheld = "select 1 from case_file where case_id = :case and withheld_since is not null"
    await house.world.fetch_commit(protect, at=NOON, case=case_id)
    await house.look_again()
    await house.world.fetch_commit(protect, at=None, case=case_id)
    await house.keys("update store_mark set counter = counter + 5")
    assert await house.look_again() == ""
    assert await house.world.fetch(withheld, case=case_id)
    answer = await house.world.release(TEAM, record.header.event_id)
    assert [event["status"] for event in answer.json()["events"]] == ["refused"]
    await house.world.fetch_commit(protect, at=None, case=case_id)
    await house.look_again()
    await house.keys("update store_mark set counter = counter + 5")
    await house.look_again()
    assert not await house.world.fetch(withheld, case=case_id), "what was lifted stays so"
