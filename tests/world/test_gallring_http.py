"""Gallring over HTTP, the same in every service as it is wired: who may, when, what stands in the way, and what is left."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from deploy.infra.topology import SERVICES
from shared.erasure.http import REACHES
from shared.keys import KeyGone
from shared.sealing import KIND
from tests.world.house import House
from tests.world.life import Life
from tests.world.teamwork import AF, FK, Teamwork
from tests.world.test_erased import FIVE_YEARS, GROUND, HELD_BY, a_life, left, long_over, state
from tests.world.test_withdrawn import a_sent

pytestmark = pytest.mark.real

FOREIGN = {
    "referral": "koordinator",
    "consent": "koordinator",
    "coordinator": "anmalare-soc",
    "followup": "anmalare-soc",
}
"""Somebody who works with the same case, for another holder."""
NOBODY = ("handlaggare-fk", "individ", "granskare", "drift")
READS = {
    "referral": "/referrals/{}",
    "consent": "/cases/{}/rows",
    "coordinator": "/akter/{}",
    "followup": "/cases/{}/follow-ups",
}
each_service = pytest.mark.parametrize("service", SERVICES)


async def going_on(house: House, service: str) -> Teamwork:
    """A case that the service holds something of, and that is not over."""
    life = await a_sent(house)
    if service == "followup":
        await life.take_up()
        await life.call()
        await house.settle()
        await house.move(timedelta(days=20))
        await life.hold()
        await life.plan(AF, FK)
        await house.settle()
    return life


async def finished(house: House, service: str) -> Teamwork:
    """A case that is over since long, and of which nothing more is disclosed."""
    if service == "followup":
        return await a_life(house)
    life = await a_sent(house)
    await life.decline()
    await house.settle()
    await long_over(house)
    return life


def a_decision(life: Life, service: str, **more: Any) -> dict[str, Any]:
    return {
        "ground": GROUND[service], "reference": "KS 2026/12 § 4", "protocol": f"G {uuid4().hex[:8]}",
        "takes_effect": life.day(0), **more,
    }  # fmt: skip


def decisions(life: Life, service: str) -> str:
    return life.url(service, "/cases/{}/gallring/decisions")


async def has_key(house: House, service: str, case_id: UUID) -> bool:
    """Whether the service's key database holds the key of the case."""
    holding: Any = getattr(house.services[service].tasks["gallring"], "__self__", None)
    try:
        await holding._keys.get(KIND, str(case_id))
    except KeyGone:
        return False
    return True


@each_service
async def test_what_goes_on_is_kept_and_only_its_holder_is_told_why(house: House, service: str) -> None:
    life = await going_on(house, service)
    url = decisions(life, service)

    later = a_decision(life, service, takes_effect=life.day(FIVE_YEARS.days))
    refused = await life.who(HELD_BY[service][0]).send(url, later, expects=409)

    assert refused.body["code"] == "case_goes_on"
    for name in (FOREIGN[service], *NOBODY):
        actor = life.who(name)
        for path, body in (("decisions", a_decision(life, service)), ("stops", {"reason": "tillsyn"})):
            answer = await house.http.post(
                life.url(service, f"/cases/{{}}/gallring/{path}"),
                json=body,
                headers={**actor.headers(), "Idempotency-Key": str(uuid4())},
            )
            assert answer.status_code in {403, 404}, (name, path)
        read = await house.http.get(life.url(service, "/cases/{}/gallring"), headers=actor.headers())
        assert read.status_code in {403, 404}, name
    assert await left(house, service)


@each_service
async def test_is_decided_by_two_stopped_and_carried_out_on_its_day(house: House, service: str) -> None:
    life = await finished(house, service)
    first, second = (life.who(name) for name in HELD_BY[service])
    url, stops = decisions(life, service), life.url(service, "/cases/{}/gallring/stops")

    past = await first.send(url, a_decision(life, service, takes_effect=life.day(-1)), expects=422)
    foreign = await first.send(url, a_decision(life, service, ground="af_16"), expects=422)
    mistaken = await first.send(url, a_decision(life, service), expects=201)
    await first.send(f"{url}/{mistaken.body['id']}/set-asides", {})
    made = await first.send(url, a_decision(life, service, takes_effect=life.day(3)), expects=201)
    doubled = await second.send(url, a_decision(life, service), expects=409)
    alone = await first.send(f"{url}/{made.body['id']}/attestations", {}, expects=409)
    await second.send(f"{url}/{made.body['id']}/attestations", {})
    await house.sweep()
    early = (await state(life, service), await has_key(house, service, life.case_id))
    stop = await first.send(stops, {"reason": "tillsyn"}, expects=201)
    await house.move(timedelta(days=4))
    held = (await state(life, service), await has_key(house, service, life.case_id))
    await first.send(f"{stops}/{stop.body['id']}/liftings", {})
    await house.sweep()
    await house.settle()

    assert [one.body["code"] for one in (past, foreign, doubled, alone)] == [
        "effect_in_past",
        "ground_not_of_unit",
        "decision_stands",
        "same_person",
    ]
    assert early == held == ("beslutat", True)
    assert await state(life, service) == "verkstallt"
    assert not await has_key(house, service, life.case_id)
    assert await left(house, service) == {}


@each_service
async def test_leaves_its_protocol_and_nothing_else(house: House, service: str) -> None:
    life = await finished(house, service)
    first, second = (life.who(name) for name in HELD_BY[service])
    url = decisions(life, service)
    made = await first.send(url, a_decision(life, service), expects=201)
    await second.send(f"{url}/{made.body['id']}/attestations", {})
    await house.sweep()
    await house.settle()

    protocol = await first.get(life.url(service, "/cases/{}/gallring"))
    gone = await house.http.get(life.url(service, READS[service]), headers=first.headers())
    again = await first.send(url, a_decision(life, service), expects=404)
    late = await first.send(life.url(service, "/cases/{}/gallring/stops"), {"reason": "tillsyn"}, expects=409)

    (kept,) = protocol["decisions"]
    assert (kept["state"], kept["protocol"], bool(kept["counts"])) == (
        "verkstallt",
        made.body["protocol"],
        True,
    )
    assert life.person.name not in str(protocol)
    assert protocol["reaches"] == REACHES
    assert gone.status_code == 404
    assert (again.status, late.body["code"]) == (404, "erasure_too_late")
