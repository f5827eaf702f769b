"""The years that a ground asks for are counted anew when something is noted after the decision."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.shared.erasure_desk import Desk

pytestmark = pytest.mark.real


async def test_waits_for_a_note_that_came_after_it_without_holding_the_next_one_up(
    desk: Desk,
) -> None:
    desk.holder.part = "SOC"
    case_id, other = await desk.a_case(), await desk.a_case()
    await desk.noted(case_id)
    in_five_years = {"ground": "sol_16_1", "takes_effect": "2031-11-23"}
    for each in (case_id, other):
        await desk.decided(each, **in_five_years)
    desk.day.at += timedelta(days=30)
    await desk.noted(case_id)

    desk.day.at = datetime(2031, 11, 23, 11, tzinfo=UTC)
    assert await desk.job().sweep() == 1
    assert (await desk.is_gone(other), await desk.is_gone(case_id)) == (True, False)
    desk.day.at = datetime(2031, 12, 23, 11, tzinfo=UTC)
    assert await desk.job().sweep() == 1
    assert await desk.is_gone(case_id)


async def test_is_not_attested_when_a_note_has_come_since(desk: Desk) -> None:
    desk.holder.part = "SOC"
    case_id = await desk.a_case()
    await desk.noted(case_id)
    decision = await desk.decided(case_id, attested=False, ground="sol_16_1", takes_effect="2031-11-23")
    desk.day.at += timedelta(days=30)
    await desk.noted(case_id)
    await desk.made_by_another(decision)

    refused = await desk.post(case_id, f"/decisions/{decision}/attestations")

    assert (refused.status_code, refused.json()["code"]) == (422, "effect_too_early")
    assert refused.json()["earliest"] == "2031-12-23"
