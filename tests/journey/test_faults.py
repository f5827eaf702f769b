"""Kills and outages in the middle of a case: nothing is lost, doubled or disclosed."""

import asyncio
import json
import uuid
from datetime import date

import psycopg
import pytest
from aiokafka import AIOKafkaProducer

from deploy.demo import team, withdrawal
from deploy.demo.papers import REVIEW
from deploy.demo.stage import AF, FK, SENDER, Stage
from shared.kafka import client_options
from shared.settings import Settings
from tests.journey.reading import ask_release, machine_token, records_of

pytestmark = [pytest.mark.real, pytest.mark.journey]


class TestAKilledBroker:
    async def test_loses_nothing_that_was_sent_while_it_was_away(self, sent: Stage) -> None:
        await asyncio.to_thread(sent.system.kill_one, "kafka")
        koordinator = sent.people["koordinator"]
        await koordinator.send(
            sent.url("coordinator", f"/v1/akter/{sent.case_id}/supplement-requests"),
            {"text": "Vilken period gäller intyget?", "fields": ["medicinskt_underlag"]},
            version=sent.akt_version,
        )
        await asyncio.to_thread(sent.system.start_one, "kafka")

        await sent.everybody_got({SENDER: ["komplettering_begard"]})


class TestKilledServices:
    async def test_come_back_and_the_case_ends_as_if_nothing_had_happened(self, sent: Stage) -> None:
        stop = asyncio.Event()
        killing = asyncio.create_task(_kill_in_turn(sent, stop))
        try:
            for number in range(6):
                await _correct(sent, f"Jag vill börja med {number + 1} timmar i veckan.")
        finally:
            stop.set()
            await killing

        await sent.rest()

        akt = await sent.people["koordinator"].get(sent.url("coordinator", f"/v1/akter/{sent.case_id}"))
        assert "6 timmar i veckan" in str(akt)
        assert [item.type for item in sent.parties[SENDER].items] == ["mottagningsbekraftelse"]


class TestAPoisonEvent:
    async def test_is_parked_and_neither_other_cases_nor_a_revocation_wait_for_it(
        self, shared: Stage
    ) -> None:
        await publish(shared, "svc-referral", "finsam.referral.v1", str(uuid.uuid4()), b"{broken")
        done = await shared.people["individ"].send(
            shared.url("consent", "/v1/revocations"),
            {"case_id": str(shared.case_id), "scope": {"kind": "party", "party": FK},
             "said_on": str(date.today()), "channel": "inloggad"},
        )  # fmt: skip

        assert done.body["state"] == "enforced"
        await shared.rest_with_parked({"consent": 1, "coordinator": 0, "referral": 0})
        assert [i.type for i in shared.parties[FK].fresh()] == ["stop"]


class TestAStoreThatIsDown:
    @pytest.mark.parametrize("database", ["consent", "consent_keys"])
    async def test_discloses_nothing_and_recovers(self, shared: Stage, database: str) -> None:
        token = await machine_token(shared, AF)
        alias = (await shared.people["handlaggare-af"].get(
            shared.url("consent", "/v1/aliases"), case_id=str(shared.case_id)
        ))["alias"]  # fmt: skip
        events = [r["id"] for r in await records_of(shared, token, alias)]
        _close(shared, database)
        try:
            tried = await ask_release(shared, token, events)
            assert (tried.status, tried.keys) == (503, 0)
            assert json.loads(tried.text)["title"]
        finally:
            _open(shared, database)

        assert (await ask_release(shared, token, events)).keys > 0


class TestAPersonWithProtectedIdentity:
    async def test_is_closed_for_everybody_and_nobody_is_told_by_an_event(self, shared: Stage) -> None:
        token = await machine_token(shared, AF)
        alias = (await shared.people["handlaggare-af"].get(
            shared.url("consent", "/v1/aliases"), case_id=str(shared.case_id)
        ))["alias"]  # fmt: skip
        events = [r["id"] for r in await records_of(shared, token, alias)]

        await shared.people["koordinator"].send(
            shared.url("consent", "/v1/protections"), {"case_id": str(shared.case_id)}
        )

        tried = await ask_release(shared, token, events)
        answers = {json.dumps({**e, "id": ""}) for e in json.loads(tried.text)["events"]}
        assert answers == {json.dumps({"id": "", "status": "refused"})}
        await shared.everybody_got({})
        akter = await shared.people["koordinator"].get(shared.url("coordinator", "/v1/akter"))
        assert str(shared.case_id) not in str(akter)
        await withdrawal_is_still_possible(shared)


async def withdrawal_is_still_possible(stage: Stage) -> None:
    done = await stage.people["individ"].send(
        stage.url("consent", "/v1/revocations"),
        {
            "case_id": str(stage.case_id),
            "scope": {"kind": "all"},
            "said_on": str(date.today()),
            "channel": "inloggad",
        },
    )
    assert done.body["state"] == "enforced"


async def _correct(stage: Stage, text: str) -> None:
    """Correct the person's words, again and again until the service answers: with one key, so that it acts once."""
    teller, key = stage.people["anmalare-soc"], str(uuid.uuid4())
    url = stage.url("referral", f"/v1/referrals/{stage.case_id}")
    body = {
        "changes": {"onskat_individ": {"text": text, "category": "sociala"}},
        "secrecy_review": REVIEW,
    }
    version = None
    async with asyncio.timeout(60):
        while True:
            try:
                if version is None:
                    version = (await teller.get(url))["version"]
                answer = await stage.http.post(
                    f"{url}/corrections", json=body,
                    headers={"Authorization": f"Bearer {teller.token}", "Idempotency-Key": key, "If-Match": f'"{version}"'},
                )  # fmt: skip
                if answer.status_code < 300:
                    return
                assert answer.status_code == 503, answer.text
            except OSError:
                pass
            except Exception as error:  # noqa: BLE001
                if "Connect" not in type(error).__name__ and "Read" not in type(error).__name__:
                    raise
            await asyncio.sleep(0.1)


async def _kill_in_turn(stage: Stage, stop: asyncio.Event) -> None:
    for service in ("referral", "consent", "coordinator") * 2:
        await asyncio.to_thread(stage.system.kill_one, service)
        await asyncio.to_thread(stage.system.start_one, service)
        if stop.is_set():
            return


async def publish(stage: Stage, user: str, topic: str, key: str, value: bytes) -> None:
    env = stage.system.kafka_env(user)
    settings = KafkaSettings(**{k.removeprefix("FINSAM_").lower(): v for k, v in env.items()})
    producer = AIOKafkaProducer(**client_options(settings))
    await producer.start()
    try:
        await producer.send_and_wait(topic, value, key=key.encode())
    finally:
        await producer.stop()


def _close(stage: Stage, database: str) -> None:
    with psycopg.connect(stage.system.postgres.dsn(), autocommit=True) as connection:
        connection.execute(f"alter database {database} with allow_connections false")
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (database,)
        )


def _open(stage: Stage, database: str) -> None:
    with psycopg.connect(stage.system.postgres.dsn(), autocommit=True) as connection:
        connection.execute(f"alter database {database} with allow_connections true")
