"""Gallring, holder by holder: what one has destroyed the others still hold, and nothing that comes late wakes it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.world.house import House
from tests.world.teamwork import AF, FK, REGION, SENDER, TEAM, Teamwork
from tests.world.test_withdrawn import a_sent, active_rows, opened_akt

pytestmark = pytest.mark.real

HELD_BY = {
    "referral": ("anmalare-soc", "arkivarie-soc"),
    "consent": ("anmalare-soc", "arkivarie-soc"),
    "coordinator": ("koordinator", "arkivarie-team"),
    "followup": ("koordinator", "arkivarie-team"),
}


async def a_life(house: House) -> Teamwork:
    """All nine steps, and thirty days: then nothing more is disclosed."""
    life = await a_sent(house)
    await life.take_up()
    await house.settle()
    await life.call()
    await house.settle()
    await house.move(timedelta(days=20))
    await life.hold()
    await house.settle()
    await life.plan(AF, FK)
    await house.settle()
    await house.move(timedelta(days=150))
    await house.settle()
    await life.call(kind="uppfoljning")
    await house.settle()
    await house.move(timedelta(days=20))
    await house.settle()
    await life.hold(outcome="uppfoljning")
    await house.settle()
    await life.record({"kind": "avslut", "carries_on": [], "text": "Nu är vi klara."}, main="U60")
    await house.settle()
    await long_over(house)
    return life


FIVE_YEARS = timedelta(days=5 * 365 + 2)
GROUND = {
    service: "arkivlagen_10" if "koordinator" in who else "sol_16_1" for service, who in HELD_BY.items()
}
"""Each holder's own law: the sender is a socialtjänst, and waits five years from the last note."""


async def long_over(house: House) -> None:
    """All is over, and the time that the sender's law asks for has gone."""
    await over(house)
    await house.move(FIVE_YEARS)
    await house.settle()


async def over(house: House) -> None:
    await house.move(timedelta(days=32))
    await house.settle()
    assert await active_rows(house) == 0


async def decide(
    life: Teamwork, service: str, expects: int = 201, takes_effect: str | None = None
) -> dict[str, Any]:
    """One decides, another attests; it takes effect today, if no other day is said."""
    first, second = HELD_BY[service]
    url = life.url(service, "/cases/{}/gallring/decisions")
    body = {
        "ground": GROUND[service], "reference": "KS 2026/12 § 4", "protocol": f"G {uuid4().hex[:8]}",
        "takes_effect": takes_effect or life.day(0),
    }  # fmt: skip
    made = await life.who(first).send(url, body, expects=expects)
    if expects == 201:
        await life.who(second).send(f"{url}/{made.body['id']}/attestations", {})
    return made.body


async def state(life: Teamwork, service: str) -> str:
    read = await life.who(HELD_BY[service][0]).get(life.url(service, "/cases/{}/gallring"))
    return read["decisions"][-1]["state"]


async def left(house: House, service: str) -> dict[str, int]:
    """How many rows of each table there are, but for what names a case by its id only."""
    metadata = __import__(f"services.{service}.tables", fromlist=["metadata"]).metadata
    found: dict[str, int] = {}
    async with house.services[service].engine.connect() as connection:
        for table in metadata.tables.values():
            if {"case_id", "followup_id"} & set(table.c.keys()) or table.name in {"referral", "dialogue"}:
                n = await connection.scalar(text(f'select count(*) from "{table.name}"'))
                found |= {table.name: n} if n else {}
    names_only = {"event_history", "case_number", "read_log", "erasure_decision", "erasure_hold", "leaf"}
    return {name: n for name, n in found.items() if name not in names_only}


class TestErased:
    async def test_each_holder_destroys_what_it_holds_and_nothing_else(self, house: House) -> None:
        life = await a_life(house)

        await decide(life, "referral")
        await house.sweep()
        await house.settle()

        assert await state(life, "referral") == "verkstallt"
        assert await left(house, "referral") == {}
        gone = await house.http.get(life.url("referral", "/referrals/{}"), headers=life.of(SENDER).headers())
        assert gone.status_code == 404
        told = [one.type for one in house.parties[AF].controls(await life.alias(AF))]
        assert told[-1] == "erased"
        akt = await opened_akt(life)
        assert akt["status"] == "avslutad"
        assert [notice["kind"] for notice in akt["notices"]][-1] == "erased"

        for service in ("followup", "coordinator", "consent"):
            await decide(life, service)
            await house.sweep()
            await house.settle()
            assert await state(life, service) == "verkstallt"
            assert await left(house, service) == {}, service
        assert await self.alive(house, life) == []

    async def alive(self, house: House, life: Teamwork) -> list[str]:
        """Reads of the case that still answer something."""
        asked = {
            "referral": ("/referrals/{}", SENDER),
            "consent": ("/cases/{}/rows", SENDER),
            "coordinator": ("/akter/{}", TEAM),
            "followup": ("/cases/{}/follow-ups", TEAM),
        }
        answers = {
            service: await house.http.get(life.url(service, path), headers=life.of(unit).headers())
            for service, (path, unit) in asked.items()
        }
        return [service for service, answer in answers.items() if answer.status_code != 404]

    async def test_what_comes_late_is_handled_and_wakes_nothing(self, house: House) -> None:
        life = await a_sent(house)
        await life.decline()
        await house.settle()
        await long_over(house)
        # The sender's fact is still on its way when the others erase what they hold.
        house.topics.hold("finsam.referral.v1")
        await decide(life, "referral")
        await house.sweep()
        for service in ("consent", "coordinator"):
            await decide(life, service)
            await house.sweep()

        await house.topics.let_go("finsam.referral.v1")
        await house.settle()
        for topic in ("finsam.referral.v1", "finsam.coordinator.v1", "finsam.consent.v1"):
            for record in list(house.topics.records[topic]):
                await house.topics.append(topic, record.key, record.body)
        await house.settle()

        for service in ("referral", "consent", "coordinator"):
            assert await left(house, service) == {}, service

    async def test_a_case_that_goes_on_is_not_erased_and_a_stop_keeps_one_that_is_over(
        self, house: House
    ) -> None:
        life = await a_sent(house)
        for service in ("referral", "consent", "coordinator"):
            refused = await decide(life, service, expects=409, takes_effect=life.day(FIVE_YEARS.days))
            assert refused["code"] == "case_goes_on", service
        await life.decline()
        await house.settle()
        await long_over(house)
        stops = life.url("referral", "/cases/{}/gallring/stops")
        sender = life.of(SENDER)
        put = await sender.send(stops, {"reason": "begaran_om_utlamnande"}, expects=201)
        await decide(life, "referral")

        await house.move(timedelta(days=30))
        await house.settle()
        assert await state(life, "referral") == "beslutat"
        await sender.send(f"{stops}/{put.body['id']}/liftings", {})
        await house.sweep()
        assert await state(life, "referral") == "verkstallt"
        assert REGION not in str(await left(house, "referral"))
