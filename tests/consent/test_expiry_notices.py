"""Notices ahead of a samtycke's last day: each once, in order, and for those whose they are."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.consent.domain.notices import DueNotice, Why, due_notices, last_day_of, why_it_ends
from services.consent.ending.expiring import Expiring
from services.consent.ending.noticing import Noticing
from shared.clock import end_of_day
from tests.consent.api import (
    BOTH_WAYS,
    HANDLAGGARE,
    a_draft,
    a_minor_form,
    a_scan,
    annul_form,
    headers,
    register,
    registered,
)
from tests.consent.builders import MINOR, NOON, SENDER, TEAM
from tests.consent.conftest import LawClock
from tests.consent.exit_world import World

LAST = date(2026, 9, 1)
ENDS = end_of_day(LAST)
MONTH_AHEAD, WEEK_AHEAD = end_of_day(date(2026, 8, 1)), end_of_day(date(2026, 8, 24))
DAYS = (7, 30)
PERSONS_OWN = {"given_by": "person", "oral": None}


class TestDue:
    @pytest.mark.parametrize(
        ("now", "due"),
        [
            (MONTH_AHEAD - timedelta(seconds=1), []),
            (MONTH_AHEAD, [30]),
            (WEEK_AHEAD - timedelta(seconds=1), [30]),
            (WEEK_AHEAD, [30, 7]),
            (ENDS + timedelta(days=400), [30, 7]),
        ],
    )
    def test_is_what_the_clock_has_passed_in_order(self, now, due) -> None:
        assert [each.days for each in due_notices(ENDS, DAYS, NOON, now)] == due

    def test_counts_days_and_not_hours_over_the_turn_of_the_clocks(self) -> None:
        ends = end_of_day(date(2026, 4, 2))

        assert due_notices(ends, [7], NOON, ends) == [DueNotice(7, datetime(2026, 3, 25, 23, tzinfo=UTC))]

    def test_leaves_out_what_lay_before_it_was_known(self) -> None:
        known = WEEK_AHEAD - timedelta(days=1)

        assert [each.days for each in due_notices(ENDS, DAYS, known, ENDS)] == [7]

    def test_is_nothing_where_no_days_are_configured(self) -> None:
        assert due_notices(ENDS, (), NOON, ENDS) == []


class TestWhy:
    @pytest.mark.parametrize(
        ("given", "paper_ends", "why"),
        [
            (PERSONS_OWN, LAST, Why.TIDEN),
            ({"given_by": "guardian", "oral": None}, LAST, Why.TIDEN),
            ({"given_by": "guardian", "oral": None}, date(2027, 1, 1), Why.ARTON_AR),
            ({"given_by": "representative", "oral": None}, date(2027, 1, 1), Why.UPPDRAGET),
            ({"given_by": "person", "oral": {"how": "telefon"}}, date(2027, 1, 1), Why.MUNTLIGT),
            (PERSONS_OWN, date(2027, 1, 1), Why.TIDEN),
        ],
    )
    def test_is_what_cut_it_short(self, given, paper_ends, why) -> None:
        assert why_it_ends(given, paper_ends, ENDS) is why

    def test_is_told_with_the_last_day_itself(self) -> None:
        assert last_day_of(ENDS) == LAST


@pytest.mark.real
class TestNoticing:
    async def test_is_done_once_each_and_before_the_end_however_far_time_jumps(
        self, world: World, drafts, clock: LawClock
    ) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        clock.at = ENDS + timedelta(days=1)

        while await swept(world):
            pass

        assert [days for days, *_ in await noticed(world, case_id)] == [30, 7]
        (ended,) = await world.fetch(
            "select count(*) from consent_row where case_id = :case and state = 'utganget'", case=case_id
        )
        assert ended[0] == 5
        assert await Noticing(world.core.sessions, clock, DAYS).sweep() == 0

    async def test_goes_on_where_a_killed_process_left_off(
        self, world: World, drafts, clock: LawClock
    ) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        clock.at = ENDS - timedelta(hours=1)
        dying = Noticing(world.core.sessions, clock, DAYS)
        note, made = dying._note, []

        async def dies_after_one(end: Any, notice: Any) -> int:
            if end.case_id == case_id and made:
                raise Killed
            made.append(notice.days) if end.case_id == case_id else None
            return await note(end, notice)

        dying._note = dies_after_one  # pyright: ignore[reportAttributeAccessIssue]
        with pytest.raises(Killed):
            await dying.sweep()
        assert [days for days, *_ in await noticed(world, case_id)] == [30]

        await Noticing(world.core.sessions, clock, DAYS).sweep()

        assert [days for days, *_ in await noticed(world, case_id)] == [30, 7]

    async def test_is_done_once_by_several_at_once(self, world: World, drafts, clock: LawClock) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        clock.at = ENDS - timedelta(hours=1)
        sweeps = [Noticing(world.core.sessions, clock, DAYS).sweep() for _ in range(4)]

        made = await asyncio.gather(*sweeps)

        assert sum(made) >= 2
        assert [days for days, *_ in await noticed(world, case_id)] == [30, 7]

    async def test_looks_at_each_new_day(self, world: World, drafts, clock: LawClock) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        noticing = Noticing(world.core.sessions, clock, DAYS)
        await noticing.look()
        clock.at = MONTH_AHEAD

        await noticing.look()

        assert await noticing.look() == 0
        assert await noticed(world, case_id) == [(30, MONTH_AHEAD, MONTH_AHEAD)]

    async def test_is_not_done_for_a_collaboration_that_is_over(
        self, world: World, drafts, clock: LawClock
    ) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        await world.fetch_commit(
            "update case_file set ends_at = :at where case_id = :case", at=ENDS, case=case_id
        )
        clock.at = WEEK_AHEAD

        await Noticing(world.core.sessions, clock, DAYS).sweep()

        assert await noticed(world, case_id) == []

    async def test_has_a_makulering_bring_the_end_nearer(self, world: World, drafts, clock: LawClock) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        longer = await registered(world.client, case_id, valid_to="2027-01-31")
        clock.at = WEEK_AHEAD
        await Noticing(world.core.sessions, clock, DAYS).sweep()
        assert await noticed(world, case_id) == []

        await world.client.post(
            f"/v1/signings/{longer['signing_id']}/annulments", json=annul_form(), headers=headers()
        )
        await Noticing(world.core.sessions, clock, DAYS).sweep()

        assert [days for days, *_ in await noticed(world, case_id)] == [30, 7]


@pytest.mark.real
class TestShown:
    async def test_to_the_registering_unit_and_to_the_koordinator(
        self, world: World, drafts, clock: LawClock
    ) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        await world.submitted(case_id)
        clock.at = MONTH_AHEAD
        await Noticing(world.core.sessions, clock, DAYS).sweep()

        (own,) = await self.of(world, case_id)
        (teams,) = await self.of(world, case_id, f"koordinator.{TEAM}")

        assert own["last_day"] == "2026-09-01"
        assert own["units"] == [SENDER, TEAM]
        assert [each["days"] for each in own["notices"]] == [30]
        assert (own["why"], teams["why"]) == ("tiden", None)
        assert {**own, "why": None} == teams

    async def test_not_to_the_koordinator_before_the_anmalan_is_sent(
        self, world: World, drafts, clock: LawClock
    ) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        clock.at = MONTH_AHEAD
        await Noticing(world.core.sessions, clock, DAYS).sweep()

        assert len(await self.of(world, case_id)) == 1
        assert await self.of(world, case_id, f"koordinator.{TEAM}") == []

    @pytest.mark.parametrize(
        "token", ["handlaggare.af", f"handlaggare.{TEAM}", "koordinator.team-annan", f"koordinator.{SENDER}"]
    )
    async def test_to_nobody_else(self, world: World, drafts, clock: LawClock, token) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        clock.at = MONTH_AHEAD
        await Noticing(world.core.sessions, clock, DAYS).sweep()

        assert await self.of(world, case_id, token) == []

    async def test_of_a_protected_person_to_the_own_unit_only(
        self, world: World, drafts, clock: LawClock
    ) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        await world.submitted(case_id)
        await world.withhold(case_id)
        clock.at = MONTH_AHEAD
        await Noticing(world.core.sessions, clock, DAYS).sweep()

        assert len(await self.of(world, case_id)) == 1
        assert await self.of(world, case_id, f"koordinator.{TEAM}") == []

    async def test_of_a_paper_to_the_koordinator_alone_also_when_she_is_protected(
        self, world: World, drafts, clock: LawClock
    ) -> None:
        case_id, koordinator = a_draft(drafts, unit=TEAM), f"koordinator.{TEAM}"
        scan_id = await a_scan(world.client, case_id, token=koordinator)
        await register(world.client, case_id, scan_id=scan_id, token=koordinator)
        clock.at = MONTH_AHEAD
        await Noticing(world.core.sessions, clock, DAYS).sweep()
        before = [len(await self.of(world, case_id, who)) for who in (koordinator, f"handlaggare.{TEAM}")]

        await world.withhold(case_id)
        after = [len(await self.of(world, case_id, who)) for who in (koordinator, f"handlaggare.{TEAM}")]

        assert before == after == [1, 0]

    async def test_no_more_when_it_was_renewed(self, world: World, drafts, clock: LawClock) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        clock.at = MONTH_AHEAD
        await Noticing(world.core.sessions, clock, DAYS).sweep()

        await registered(world.client, case_id, valid_to="2027-03-01", grants=BOTH_WAYS)

        assert await self.of(world, case_id) == []

    async def test_with_why_a_guardians_word_ends(self, world: World, drafts, clock: LawClock) -> None:
        case_id = a_draft(drafts, number=MINOR)
        await registered(world.client, case_id, valid_to="2027-06-30", minor=a_minor_form())
        clock.at = end_of_day(date(2027, 2, 21))
        await Noticing(world.core.sessions, clock, DAYS).sweep()

        (own,) = await self.of(world, case_id)

        assert (own["last_day"], own["why"]) == ("2027-02-28", "arton_ar")
        assert [each["days"] for each in own["notices"]] == [30, 7]

    async def of(self, world: World, case_id: UUID, token: str = HANDLAGGARE) -> list[dict[str, Any]]:
        answer = await world.client.get("/v1/expiry-notices", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        return [each for each in answer.json() if each["case_id"] == str(case_id)]


class Killed(Exception):
    """The process is gone."""


async def swept(world: World) -> int:
    task: Any = world.exit.tasks["expiry"]
    expiring: Expiring = task.__self__
    return await expiring.sweep()


async def noticed(world: World, case_id: UUID) -> list[tuple[int, datetime, datetime]]:
    """In the order in which they were written."""
    rows = await world.fetch(
        "select days, due_at, noticed_at from expiry_notice where case_id = :case order by ctid", case=case_id
    )
    return [tuple(row) for row in rows]
