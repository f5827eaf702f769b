"""A unit that has ended writes no more; what it has, it keeps and reads."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.referral.domain import NumberRules, Rules
from services.referral.errors import UnitNotValid
from shared.days import local_day
from tests.referral.builders import RECIPIENTS, TODAY, UNIT, filled

ENDED = "vard-nedlagd"


@pytest.mark.parametrize(
    ("unit", "day", "writes"),
    [
        (UNIT, TODAY, True),
        (ENDED, date(2026, 6, 30), True),
        (ENDED, date(2026, 7, 1), False),
        (UNIT, date(2025, 12, 31), False),
        ("nobody", TODAY, False),
    ],
)
def test_a_unit_writes_on_the_days_when_it_is_valid(unit, day, writes) -> None:
    rules = Rules(unit, NumberRules(day), RECIPIENTS)

    if writes:
        rules.require_unit()
    else:
        with pytest.raises(UnitNotValid):
            rules.require_unit()


@pytest.mark.real
async def test_who_has_ended_reads_its_own_and_sends_nothing(stage, monkeypatch) -> None:
    ident, dialogue = await stage.a_draft(), await stage.a_dialogue()
    yesterday = local_day(datetime.now(UTC)) - timedelta(days=1)
    monkeypatch.setitem(RECIPIENTS, UNIT, replace(RECIPIENTS[UNIT], valid_to=yesterday))

    refused = [
        await stage.post("/v1/referrals", {"dialogue_id": dialogue, **filled()}),
        await stage.patch(f"/v1/referrals/{ident}", {"anpassning": None}, version=1),
        await stage.post(f"/v1/referrals/{ident}/submit", version=1),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [
        (409, "unit_not_valid")
    ] * 3
    assert (await stage.get(f"/v1/referrals/{ident}")).status_code == 200
