"""Release: what a unit gets now, what it gets never, and what no answer tells."""

import asyncio
import socket
from typing import Any
from uuid import uuid4

import httpx2
import pytest
import structlog
from sqlalchemy.ext.asyncio import create_async_engine

from services.consent import transactions
from services.consent.addressing.wrapping import ROW_KEY
from services.consent.exit import release
from services.consent.exit.handing_over import HandedOver
from shared.db import make_sessions
from shared.keys import KeyStoreDown
from tests.consent.builders import NOON, REGION, SENDER, TEAM
from tests.consent.conftest import LawClock, Stores
from tests.consent.exit_world import CORE, HALSA, World, whole_case

UNKNOWN = uuid4()


async def test_gives_a_key_per_section_and_the_case_to_a_team(world: World) -> None:
    case_id = await world.a_case(*whole_case())
    await world.submitted(case_id)
    await world.react(await world.event("referral_shared", case_id, [(HALSA, {"n": 1})], parties=[REGION]))
    (team,), (region,) = await world.records(case_id, TEAM), await world.records(case_id, REGION)

    to_team = (await world.release(TEAM, team.header.event_id)).json()["events"][0]
    to_region = (await world.release(REGION, region.header.event_id)).json()["events"][0]

    assert to_team["case_id"] == str(case_id)
    assert "case_id" not in to_region
    assert [section["status"] for section in to_region["sections"]] == ["key", "key"]
    assert [section["category"] for section in to_region["sections"]] == ["handlaggning", HALSA]


async def test_refuses_unknown_foreign_and_withheld_alike(world: World) -> None:
    case_id, hidden = await world.a_case(), await world.a_case()
    await world.submitted(case_id)
    await world.submitted(hidden)
    (foreign,), (withheld,) = await world.records(case_id, TEAM), await world.records(hidden, TEAM)
    await world.withhold(hidden)

    unit = (await world.release("af", foreign.header.event_id, UNKNOWN)).json()["events"]
    team = (await world.release(TEAM, withheld.header.event_id, UNKNOWN)).json()["events"]

    for event, asked in zip(
        [*unit, *team], [foreign.header.event_id, UNKNOWN, withheld.header.event_id, UNKNOWN], strict=True
    ):
        assert event == {"id": str(asked), "status": "refused"}
    assert not await world.fetch("select 1 from leaf where case_id in (:one, :two)", one=case_id, two=hidden)


async def test_refuses_more_than_one_answer_can_hold(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release, "MAX_SECTIONS", 1)
    case_id = await world.a_case()
    await world.submitted(case_id)
    (record,) = await world.records(case_id, TEAM)

    answer = await world.release(TEAM, record.header.event_id)

    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_sections")
    assert not await world.fetch("select 1 from leaf where case_id = :case", case=case_id)


async def test_answers_in_the_order_asked_and_each_once(world: World) -> None:
    cases = [await world.a_case() for _ in range(3)]
    ids = []
    for case_id in cases:
        await world.submitted(case_id)
        ids.append((await world.records(case_id, TEAM))[0].header.event_id)

    answer = (await world.release(TEAM, ids[2], ids[0], ids[2], ids[1])).json()["events"]

    assert [event["id"] for event in answer] == [str(ids[2]), str(ids[0]), str(ids[1])]


async def test_is_checked_against_the_law_s_time_at_each_call(world: World, clock: LawClock) -> None:
    from datetime import timedelta

    case_id = uuid4()
    await world.grant(case_id, (SENDER, TEAM), categories=CORE)
    await world.grant(case_id, (SENDER, TEAM), categories=[HALSA], end=NOON + timedelta(minutes=1))
    await world.submitted(case_id)
    (record,) = await world.records(case_id, TEAM)
    assert None not in await world.opened(TEAM, record)

    clock.at = NOON + timedelta(minutes=1)

    assert [part is None for part in await world.opened(TEAM, record)] == [False, False, False, True]


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(f"handlaggare.{TEAM}", id="other staff of the team's authority"),
        pytest.param("person.195907142599", id="the person"),
        pytest.param("scope.release", id="a service without a unit"),
        pytest.param("handlaggare.nowhere", id="a unit that is no recipient"),
        pytest.param(f"machine.{REGION}", id="a machine without the scope"),
    ],
)
async def test_is_forbidden_to_others(world: World, token: str) -> None:
    assert (await world.release(REGION, UNKNOWN, token=token)).status_code == 403


async def test_asks_for_a_token(world: World) -> None:
    assert (await world.client.post("/v1/release", json={"events": [str(UNKNOWN)]})).status_code == 401


@pytest.mark.parametrize("events", [[], [str(uuid4()) for _ in range(21)], ["x"]])
async def test_takes_one_to_twenty_ids(world: World, events: list[str]) -> None:
    headers = {"Authorization": "Bearer handlaggare.af"}

    answer = await world.client.post("/v1/release", json={"events": events}, headers=headers)

    assert answer.status_code == 422


async def test_discloses_nothing_when_the_key_database_is_down(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await world.a_case()
    await world.submitted(case_id)
    (record,) = await world.records(case_id, TEAM)

    async def down(*_: object) -> dict[str, bytes]:
        raise KeyStoreDown

    with monkeypatch.context() as patch:
        patch.setattr(type(world.core.keystore), "get_many", down)
        answer = await world.release(TEAM, record.header.event_id)

    assert answer.status_code == 503
    assert "key" not in answer.json()
    assert not await world.fetch("select 1 from leaf where case_id = :case", case=case_id)
    assert not await world.fetch(
        "select 1 from in_flight where case_id = :case and sent_at is null", case=case_id
    )


async def test_a_destroyed_key_is_gone(world: World) -> None:
    case_id = uuid4()
    rows = await world.grant(case_id, (SENDER, TEAM))
    await world.submitted(case_id)
    (record,) = await world.records(case_id, TEAM)
    await world.core.keystore.destroy(ROW_KEY, [str(rows[SENDER, TEAM, HALSA])])

    assert [part is None for part in await world.opened(TEAM, record)] == [False, False, False, True]


async def test_a_section_that_its_row_s_key_does_not_open_is_gone_and_the_others_open(world: World) -> None:
    """As after a key database that was lost between two steps: the key is there, and is another than it was sealed with."""
    case_id = await world.a_case(SENDER, TEAM)
    await world.submitted(case_id)
    (record,) = await world.records(case_id, TEAM)
    await world.fetch_commit(
        "update delivery_section set wrapped_dek = (select wrapped_dek from delivery_section"
        " where event_id = :id and index = 2) where event_id = :id and index = 1",
        id=record.header.event_id,
    )

    with structlog.testing.capture_logs() as said:
        opened = await world.opened(TEAM, record)

    assert [part is None for part in opened] == [False, True, False, False]
    leaves = await world.fetch("select index from leaf where event_id = :id", id=record.header.event_id)
    assert 1 not in {leaf.index for leaf in leaves}, "what was not handed out is not logged as handed out"
    assert {
        "event": "section_unopenable",
        "log_level": "error",
        "event_id": str(record.header.event_id),
    } in said


async def test_lands_its_flight_and_is_never_cached(world: World) -> None:
    case_id = await world.a_case()
    await world.submitted(case_id)
    (record,) = await world.records(case_id, TEAM)

    answer = await world.release(TEAM, record.header.event_id)

    assert answer.headers["cache-control"] == "no-store"
    (flight,) = await world.fetch(
        "select sent_at, row_ids from in_flight where case_id = :case", case=case_id
    )
    assert flight.sent_at is not None


async def test_needs_an_open_read_committed_transaction(world: World, stores: Stores) -> None:
    for level in ("AUTOCOMMIT", "REPEATABLE READ"):
        engine = create_async_engine(stores.url, isolation_level=level)
        async with make_sessions(engine)() as session, session.begin():
            with pytest.raises(transactions.LocksDoNotHold):
                await transactions.assert_locks_hold(session)
        await engine.dispose()


class TestHandingOver:
    async def test_says_that_it_has_left_when_the_client_is_gone(self) -> None:
        left: list[bool] = []

        async def send(_: Any) -> None:
            raise ConnectionResetError

        with pytest.raises(ConnectionResetError):
            await HandedOver(b"x", _noting(left))({"type": "http"}, _nothing, send)

        assert left == [True]

    async def test_cuts_a_client_that_does_not_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("services.consent.exit.handing_over.PATIENCE_SECONDS", 0.1)
        left: list[bool] = []
        here, there = socket.socketpair()
        transport = _Transport(here)

        async def send(_: Any) -> None:
            await asyncio.sleep(5)

        scope = {"type": "http", "extensions": {"finsam.transport": transport}}
        await HandedOver(b"x", _noting(left))(scope, _nothing, send)

        assert transport.aborted
        assert left == [True]
        here.close()
        there.close()

    async def test_survives_its_cancellation(self) -> None:
        left: list[bool] = []

        async def send(_: Any) -> None:
            await asyncio.sleep(5)

        task = asyncio.create_task(HandedOver(b"x", _noting(left))({"type": "http"}, _nothing, send))
        await asyncio.sleep(0.01)
        task.cancel()

        with pytest.raises(asyncio.CancelledError):
            await task
        assert left == [True]


class _Transport:
    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.aborted = sock, False

    def get_extra_info(self, _: str) -> socket.socket:
        return self.sock

    def is_closing(self) -> bool:
        return self.aborted

    def abort(self) -> None:
        self.aborted = True


async def _nothing() -> Any:
    raise AssertionError


def _noting(left: list[bool]) -> Any:
    async def note() -> None:
        left.append(True)

    return note


async def test_a_machine_reads_as_its_unit(world: World) -> None:
    answer = await world.release(REGION, UNKNOWN, token=f"machine.{REGION}.release")

    assert answer.status_code == httpx2.codes.OK
