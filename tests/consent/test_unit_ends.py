"""A unit that is merged or split: its rows end with it, nothing carries over, and it opens nothing more."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.consent.core import Core
from services.consent.domain.recipients import Directory
from services.consent.ending.unit_ends import UnitEnds
from shared.keys import KeyStoreDown
from tests.consent.api import a_draft, register
from tests.consent.builders import NOON, SENDER, TEAM, a_directory, a_unit
from tests.consent.conftest import LawClock
from tests.consent.exit_world import CORE, World
from tests.consent.test_ceasing import states, sweep
from tests.consent.test_receipts_of_changes_http import last, whats

pytestmark = pytest.mark.real

LAST = date(2026, 3, 31)
AFTER_MERGE = datetime(2026, 4, 1, 9, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 31, 22, tzinfo=UTC)  # summer time in Stockholm by then
NORR, OST, INNER = "soc-norrmalm", "soc-ostermalm", "soc-norra-innerstaden"
WHOLE, WEST, EAST = "soc-vastost", "soc-vast", "soc-ost"
LONG = NOON + timedelta(days=200)


def a_city() -> Directory:
    """Two boards become one, and one becomes two, on the same day."""
    ended = [a_unit(unit, valid_to=LAST) for unit in (NORR, OST, WHOLE)]
    return a_directory(*ended, *(a_unit(unit, valid_from=date(2026, 4, 1)) for unit in (INNER, WEST, EAST)))


@pytest.fixture
def core(core: Core) -> Core:
    return replace(core, recipients=a_city())


async def a_case(world: World, *parties: str) -> UUID:
    case_id = uuid4()
    everyone = (SENDER, TEAM, *parties)
    await world.grant(case_id, *[(a, b) for a in everyone for b in everyone if a != b], end=LONG)
    await world.submitted(case_id, *CORE)
    return case_id


async def shorten(world: World) -> int:
    return await UnitEnds(world.core.sessions, world.core.recipients, world.core.receipting).sweep()


async def called(world: World, case_id: UUID, *parties: str) -> None:
    told = {"meeting_id": str(uuid4()), "parties": list(parties)}
    fact = await world.event("meeting_called", case_id, [("handlaggning", {})], service="coordinator", **told)
    await world.react(fact)


async def last_moments(world: World, case_id: UUID) -> dict[str, set[datetime]]:
    rows = await world.fetch(
        "select source, recipient, valid_to from consent_row where case_id = :c", c=case_id
    )
    found: dict[str, set[datetime]] = {}
    for row in rows:
        for unit in (row.source, row.recipient):
            found.setdefault(unit, set()).add(row.valid_to.astimezone(UTC))
    return found


class TestRows:
    async def test_last_no_longer_than_the_units_they_name(self, world: World) -> None:
        case_id = await a_case(world, NORR, "fk")

        assert await shorten(world) > 0
        assert await shorten(world) == 0, "once is enough"

        ends = await last_moments(world, case_id)
        assert ends[NORR] == {MIDNIGHT}
        between = await world.fetch(
            "select distinct valid_to from consent_row where case_id = :c and :u not in (source, recipient)",
            c=case_id,
            u=NORR,
        )
        assert [row.valid_to for row in between] == [LONG], "the others' rows go on"

    async def test_lose_time_with_a_receipt_that_says_why(self, world: World) -> None:
        case_id = await a_case(world, NORR)

        await shorten(world)
        await shorten(world)

        assert await whats(world, case_id) == ["forkortat"]
        _, text = await last(world, case_id)
        assert "En enhet som ditt samtycke nämner upphör." in text
        assert "behövs ett nytt samtycke från dig" in text
        assert "31 mars 2026" in text

    async def test_are_over_with_a_receipt_that_says_why_when_the_list_came_late(
        self, world: World, clock: LawClock
    ) -> None:
        case_id = await a_case(world, NORR)
        clock.at = AFTER_MERGE

        await shorten(world)
        await sweep(world)

        assert await whats(world, case_id) == ["utganget"]
        assert "En enhet som ditt samtycke nämner har upphört." in (await last(world, case_id))[1]

    async def test_wait_for_the_key_database_so_that_no_shortening_is_without_its_receipt(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case_id = await a_case(world, NORR)

        async def away(_: object) -> None:
            raise KeyStoreDown

        with monkeypatch.context() as down:
            down.setattr(world.core.case_keys, "ensure", away)
            with pytest.raises(KeyStoreDown):
                await shorten(world)
        assert (await last_moments(world, case_id))[NORR] == {LONG}

        await shorten(world)

        assert (await last_moments(world, case_id))[NORR] == {MIDNIGHT}
        assert await whats(world, case_id) == ["forkortat"]

    async def test_of_one_case_that_fails_hold_up_no_other(self, world: World) -> None:
        first, second = sorted([await a_case(world, NORR), await a_case(world, NORR)])
        await world.core.case_keys.destroy(first)

        await shorten(world)

        assert (await last_moments(world, first))[NORR] == {LONG}
        assert (await last_moments(world, second))[NORR] == {MIDNIGHT}

    async def test_are_shortened_while_a_withdrawal_ends_them_and_neither_waits_in_a_ring(
        self, world: World
    ) -> None:
        case_ids = [await a_case(world, NORR) for _ in range(5)]

        await asyncio.gather(
            shorten(world), *(world.revoke(case_id, kind="party", party=NORR) for case_id in case_ids)
        )

        for case_id in case_ids:
            assert "aterkallat" in await states(world, case_id)

    async def test_end_by_time_with_their_keys_when_the_day_is_past(
        self, world: World, clock: LawClock
    ) -> None:
        case_id = await a_case(world, NORR)
        await shorten(world)
        clock.at = AFTER_MERGE

        await sweep(world)

        assert await states(world, case_id) == {"aktiv", "utganget"}
        told = await world.fetch(
            "select body from outbox where topic = 'finsam.consent.v1' order by id desc limit 1"
        )
        assert b'"reason_kind":"utganget"' in bytes(told[0].body).replace(b" ", b"")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param((NORR, OST), (INNER,), id="two become one"),
        pytest.param((WHOLE,), (WEST, EAST), id="one becomes two"),
    ],
)
class TestOnTheDay:
    async def test_the_old_get_nothing_new_and_open_nothing(self, world, clock, before, after) -> None:
        case_id = await a_case(world, *before)
        await called(world, case_id, *before)
        records = {unit: await world.records(case_id, unit) for unit in before}
        for unit in before:
            assert await world.opened(unit, records[unit][0]), "the day before it is like any other"
        await shorten(world)
        clock.at = AFTER_MERGE

        await called(world, case_id, *before)

        for unit in before:
            assert await world.records(case_id, unit) == records[unit]
            answer = await world.release(unit, records[unit][0].header.event_id)
            assert (answer.status_code, answer.json()["code"]) == (403, "unit_not_valid")
            headers = {"Authorization": f"Bearer handlaggare.{unit}"}
            assert (await world.client.get("/v1/feed", headers=headers)).status_code == 403
        (mine,) = await world.records(case_id, TEAM)
        assert await world.opened(TEAM, mine), "the team reads what it has"

    async def test_the_new_get_nothing_before_a_signature_of_their_own(
        self, world, clock, before, after
    ) -> None:
        case_id = await a_case(world, *before)
        await called(world, case_id, *before)
        (old, *_) = await world.records(case_id, before[0])
        await shorten(world)
        clock.at = AFTER_MERGE

        await called(world, case_id, *after)
        assert [await world.records(case_id, unit) for unit in after] == [[] for _ in after]

        for unit in after:
            assert (await world.release(unit, old.header.event_id)).json()["events"][0]["status"] == "refused"
            pairs = [(TEAM, unit), (unit, TEAM), (SENDER, unit)]
            await world.grant(case_id, *pairs, start=AFTER_MERGE - timedelta(hours=1), end=LONG)
        await called(world, case_id, *after)
        for unit in after:
            (record,) = await world.records(case_id, unit)
            assert await world.opened(unit, record)

    async def test_the_new_open_nothing_the_day_before(self, world, clock, before, after) -> None:
        clock.at = MIDNIGHT - timedelta(minutes=1)

        for unit in after:
            assert (await world.release(unit, uuid4())).json()["code"] == "unit_not_valid"


class TestASignature:
    async def test_names_no_unit_that_has_ended(self, client, drafts, clock) -> None:
        clock.at = AFTER_MERGE
        grants = [{"source": SENDER, "recipient": NORR, "categories": []}]

        answer = await register(client, a_draft(drafts), grants=grants)

        assert (answer.status_code, answer.json()["code"]) == (422, "recipient_unknown")

    async def test_is_taken_in_by_no_unit_that_has_ended(self, client, drafts, clock) -> None:
        clock.at = AFTER_MERGE
        grants = [{"source": SENDER, "recipient": TEAM, "categories": []}]

        answer = await register(
            client,
            a_draft(drafts, NORR),
            token=f"handlaggare.{NORR}",
            grants=grants,
            scan_id=str(uuid4()),
        )

        assert (answer.status_code, answer.json()["code"]) == (403, "unit_not_valid")
