"""What the sender's unit may erase, and what is left when it has."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.referral.erasing import ReferralHolder
from services.referral.reactions import reactions
from shared.clock import STOCKHOLM
from shared.days import add_months
from shared.erasure.carrying_out import CarryingOut
from shared.erasure.late import unless_erased
from shared.keys import KeyGone
from tests.referral.builders import TEAM, UNIT
from tests.referral.conftest import DIALOGUE
from tests.referral.test_reactions import Ear

pytestmark = pytest.mark.real

FIVE_YEARS = 5 * 365 + 2
BORN_ON_THE_FIFTH = "195808052384"


def a_decision(stage, **more: Any) -> dict[str, Any]:
    today = stage.parts.clock.now().astimezone(STOCKHOLM).date()
    return {
        "ground": "sol_16_1",
        "reference": "Dokumenthanteringsplan 2026, punkt 4.2",
        "protocol": uuid4().hex,
        "takes_effect": add_months(today, 60).isoformat(),
        **more,
    }


async def decide(stage, ident: str):
    """One handläggare decides and a colleague attests."""
    path = f"/v1/cases/{ident}/gallring/decisions"
    made = await stage.post(path, a_decision(stage))
    if made.status_code == 201:
        attested = await stage.post(f"{path}/{made.json()['id']}/attestations", who="kollega")
        assert attested.status_code == 200, attested.text
    return made


async def carry_out(stage) -> int:
    """Look again when the five years are over."""
    stage.ahead(days=FIVE_YEARS)
    parts = stage.parts
    store = parts.keys._store
    return await CarryingOut(parts.sessions, store, ReferralHolder(parts), parts.clock).sweep()


async def a_declined(stage) -> str:
    ident, ear = await stage.a_sent(), Ear(stage)
    await ear.team("referral_received", ident)
    await ear.team("referral_declined", ident)
    return ident


async def test_takes_the_anmalan_and_the_dialogue_with_both_keys(stage) -> None:
    ident = await a_declined(stage)
    (row,) = await stage.rows("select dialogue_id from referral")

    assert (await decide(stage, ident)).status_code == 201
    assert await carry_out(stage) == 1

    for table in ("referral", "dialogue", "sent_text", "sent_event", "known_row"):
        assert await stage.rows(f"select 1 from {table}") == []
    for key_id in (UUID(ident), row["dialogue_id"]):
        with pytest.raises(KeyGone):
            await stage.parts.keys.open_key(key_id)
    assert (await stage.get(f"/v1/referrals/{ident}")).status_code == 404
    assert (await stage.get(f"/v1/dialogues/{row['dialogue_id']}")).status_code == 404
    (kept,) = (await stage.get(f"/v1/cases/{ident}/gallring")).json()["decisions"]
    assert kept["counts"] == {"sent_event": 1, "sent_text": 1, "referral": 1, "dialogue": 1}
    assert (await stage.events(ident))[-1]["type"] == "se.finsam.referral.case_erased.v1"


async def test_waits_five_years_from_what_the_team_said_last_when_socialtjanstlagen_is_the_ground(
    stage,
) -> None:
    ident = await a_declined(stage)
    today = stage.parts.clock.now().astimezone(STOCKHOLM).date()
    path = f"/v1/cases/{ident}/gallring/decisions"

    early = await stage.post(path, a_decision(stage, takes_effect=(today + timedelta(days=3)).isoformat()))

    assert (early.status_code, early.json()["code"]) == (422, "effect_too_early")
    earliest = early.json()["earliest"]
    assert earliest == add_months(today, 60).isoformat()
    late = await stage.post(path, a_decision(stage, takes_effect=earliest))
    assert late.status_code == 201, late.text


async def test_is_not_attested_when_the_team_has_said_something_since(stage) -> None:
    ident, ear = await a_declined(stage), Ear(stage)
    ear.numbers["coordinator", ident] = 2
    path = f"/v1/cases/{ident}/gallring/decisions"
    made = await stage.post(path, a_decision(stage))
    later = ear.event("coordinator", "akt_ended", ident, sender=UNIT, team=TEAM)
    at = (stage.parts.clock.now() + timedelta(days=40)).isoformat()
    await ear.hear(replace(later, body=json.dumps({**json.loads(later.body), "time": at}).encode()))

    refused = await stage.post(f"{path}/{made.json()['id']}/attestations", who="kollega")

    assert (refused.status_code, refused.json()["code"]) == (422, "effect_too_early")


async def test_is_decided_by_the_law_of_the_senders_part(stage) -> None:
    ident = await a_declined(stage)

    refused = await stage.post(
        f"/v1/cases/{ident}/gallring/decisions", a_decision(stage, ground="arkivlagen_10")
    )

    assert (refused.status_code, refused.json()["code"]) == (422, "ground_not_of_unit")
    assert [one["ground"] for one in refused.json()["grounds"]] == ["sol_16_1"]


async def test_what_the_team_has_ended_is_over(stage) -> None:
    ident, ear = await stage.a_sent(), Ear(stage)
    for fact in ("referral_received", "referral_taken_up"):
        await ear.team(fact, ident)
    early = await decide(stage, ident)

    await ear.team("akt_ended", ident)

    assert (early.status_code, early.json()["code"]) == (409, "case_goes_on")
    assert (await decide(stage, ident)).status_code == 201


async def test_facts_of_the_team_that_come_late_are_no_fault(stage) -> None:
    ident, ear = await a_declined(stage), Ear(stage)
    ear.numbers["coordinator", ident] = 2
    ear.reactions = unless_erased(
        reactions(stage.parts.referrals, stage.parts.outbox, stage.parts.recipients), stage.parts.sessions
    )
    await decide(stage, ident)
    await carry_out(stage)

    await ear.team("referral_taken_up", ident)
    await ear.ended(ident, (UNIT, TEAM))

    assert await ear.parked() == []
    assert await stage.rows("select 1 from known_row") == []


async def test_a_draft_that_was_never_sent_goes_without_a_word(stage) -> None:
    ident = await stage.a_draft()

    await decide(stage, ident)
    await carry_out(stage)

    assert await stage.rows("select 1 from referral") == []
    assert await stage.events(ident) == []


@pytest.mark.parametrize("facts", [[], ["referral_received"], ["referral_received", "referral_taken_up"]])
async def test_one_that_goes_on_is_kept(stage, facts: list[str]) -> None:
    ident, ear = await stage.a_sent(), Ear(stage)
    for fact in facts:
        await ear.team(fact, ident)

    refused = await decide(stage, ident)

    assert (refused.status_code, refused.json()["code"]) == (409, "case_goes_on")


async def test_one_that_was_taken_up_is_over_when_the_samtycke_is(stage) -> None:
    ident, ear = await stage.a_sent(), Ear(stage)
    await ear.team("referral_received", ident)
    await ear.team("referral_taken_up", ident)
    await ear.ended(ident, (UNIT, TEAM), kind="utganget")

    assert (await decide(stage, ident)).status_code == 201


async def test_socialtjanstens_akt_is_kept_when_the_archive_keeps_her_birthday(stage) -> None:
    individ = DIALOGUE["individ"] | {"personnummer": BORN_ON_THE_FIFTH}
    dialogue = await stage.a_dialogue(individ=individ)
    made = await stage.post("/v1/referrals", {"dialogue_id": dialogue})
    assert made.status_code == 201, made.text

    refused = await decide(stage, made.json()["id"])

    assert (refused.status_code, refused.json()["code"]) == (409, "must_be_kept")


@pytest.mark.parametrize(
    ("who", "status"), [("farsta", 404), ("koordinator", 403), ("granskare", 403), ("individ", 403)]
)
async def test_only_the_unit_that_holds_it_decides(stage, who: str, status: int) -> None:
    ident = await a_declined(stage)
    path = f"/v1/cases/{ident}/gallring"

    assert (await stage.post(f"{path}/decisions", a_decision(stage), who=who)).status_code == status
    assert (await stage.post(f"{path}/stops", {"reason": "tillsyn"}, who=who)).status_code == status
    assert (await stage.get(path, who)).status_code == status


async def test_it_waits_for_its_day(stage) -> None:
    ident = await a_declined(stage)
    later = stage.parts.clock.now().astimezone(STOCKHOLM).date() + timedelta(days=FIVE_YEARS + 3)
    path = f"/v1/cases/{ident}/gallring/decisions"
    made = await stage.post(path, a_decision(stage, takes_effect=later.isoformat()))
    await stage.post(f"{path}/{made.json()['id']}/attestations", who="kollega")

    assert await carry_out(stage) == 0
    assert (await stage.get(f"/v1/referrals/{ident}")).status_code == 200
