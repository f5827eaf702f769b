"""Kills and outages in the middle of a case: nothing is lost, doubled or disclosed."""

import asyncio
import json
import ssl
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2
import psycopg
import pytest
from aiokafka import AIOKafkaProducer

from deploy.demo.papers import ADRESS, TELEFON
from deploy.demo.stage import AF, FK, SENDER, Stage
from deploy.infra.system import System
from deploy.infra.topology import SERVICES
from shared.ids import uuid7
from tests.journey.conftest import TAKEN_UP, TO_THE_TEAM, Parties, new_case
from tests.journey.correcting import correct
from tests.journey.reading import Tried, ask_release, machine_token, records_of

pytestmark = [pytest.mark.real, pytest.mark.journey]


class TestKills:
    """One case: the services are killed in turn, then the broker."""

    async def test_of_services_leave_the_case_as_if_nothing_had_happened(self, sent: Stage) -> None:
        killing = asyncio.create_task(_kill_in_turn(sent))
        for hours in range(1, 7):
            await correct(sent, f"Jag vill börja med {hours} timmar i veckan.")
        await killing

        await sent.rest()

        akt = await sent.people["koordinator"].get(sent.url("coordinator", f"/v1/akter/{sent.case_id}"))
        said = [f"{hours} timmar i veckan" in json.dumps(akt["sections"]) for hours in range(1, 7)]
        assert said == [False] * 5 + [True], "the last correction holds"
        assert all(f"{hours} timmar i veckan" in json.dumps(akt["history"]) for hours in range(1, 6))
        assert [item.type for item in sent.parties[SENDER].items] == ["mottagningsbekraftelse"]

    async def test_of_the_broker_lose_nothing_that_was_decided_while_it_was_away(self, sent: Stage) -> None:
        koordinator, url = sent.people["koordinator"], sent.url("coordinator", f"/v1/akter/{sent.case_id}")
        await asyncio.to_thread(sent.system.kill_one, "kafka")
        await koordinator.send(
            f"{url}/supplement-requests",
            {"text": "Vilken period gäller intyget?", "fields": ["medicinskt_underlag"]},
            version=(await koordinator.get(url))["version"],
        )
        await asyncio.to_thread(sent.system.start_one, "kafka")
        sent.parties[SENDER].fresh()

        await sent.everybody_got({SENDER: ["komplettering_begard"]})

    @pytest.mark.parametrize("service", SERVICES)
    async def test_of_a_service_by_itself_is_mended_by_who_looks_after_it(
        self, sent: Stage, service: str
    ) -> None:
        """A watchdog ends a service that stands still; `finsam up` and the demo start it again."""
        ended = sent.system.processes.child(service)
        assert ended is not None
        ended.process.kill()
        await asyncio.to_thread(ended.process.wait)

        await sent.rest()

        assert (await _progress(sent, service))["parked"] == sent.parked_before


class TestAStoreThatIsDown:
    @pytest.mark.parametrize("database", ["consent", "consent_keys"])
    async def test_discloses_nothing_and_recovers(self, shared: Stage, database: str) -> None:
        token = await machine_token(shared, AF)
        events = await _events_of(shared, "handlaggare-af", token)
        _allow_connections(shared, database, allow=False)
        try:
            tried = await ask_release(shared, token, events)
            assert (tried.status, tried.keys) == (503, 0)
            assert json.loads(tried.text)["title"]
        finally:
            _allow_connections(shared, database, allow=True)

        tried = await _answered(shared, token, events)
        assert tried.keys > 0


@pytest.fixture(scope="class")
async def theirs(product: System, parties: Parties) -> AsyncIterator[Stage]:
    """A case of another person, taken up."""
    async with new_case(product, parties, *TAKEN_UP, individ="individ-2") as stage:
        yield stage


class TestAPersonWithProtectedIdentity:
    """A person of its own: the mark is on the person, and stays."""

    async def test_is_closed_for_everybody_and_no_event_tells(self, theirs: Stage) -> None:
        token = await machine_token(theirs, AF)
        events = await _events_of(theirs, "handlaggare-af", token)

        await theirs.people["koordinator"].send(
            theirs.url("consent", "/v1/protections"), {"case_id": str(theirs.case_id)}
        )

        tried = await ask_release(theirs, token, events)
        assert json.loads(tried.text)["events"] == [{"id": event, "status": "refused"} for event in events]
        await theirs.everybody_got({})

    @pytest.mark.parametrize(
        ("reader", "service", "path"),
        [("koordinator", "coordinator", "/v1/akter"), ("anmalare-soc", "referral", "/v1/referrals")],
    )
    async def test_is_left_out_of_lists(self, theirs: Stage, reader: str, service: str, path: str) -> None:
        listed = await theirs.people[reader].get(theirs.url(service, path))

        assert str(theirs.case_id) not in str(listed)

    async def test_is_read_by_the_sender_without_an_address(self, theirs: Stage) -> None:
        read = await theirs.people["anmalare-soc"].get(
            theirs.url("referral", f"/v1/referrals/{theirs.case_id}"), purpose="handlaggning_for_hand"
        )

        assert ADRESS not in str(read)
        assert TELEFON not in json.dumps(read["content"].get("kontakt") or {})
        assert read["by_hand"]

    async def test_can_still_withdraw(self, theirs: Stage) -> None:
        assert await _revoke(theirs, {"kind": "all"}) == "enforced"


class TestAPoisonEvent:
    async def test_holds_its_own_case_only_and_never_a_revocation(
        self, product: System, parties: Parties, shared: Stage
    ) -> None:
        parked = (await _progress(shared, "consent"))["parked"]
        await publish(shared, "svc-referral", "finsam.referral.v1", str(uuid.uuid4()), b"{broken")
        await publish(
            shared, "svc-referral", "finsam.referral.v1", str(shared.case_id), _wrong_schema(shared, number=4)
        )

        assert await _revoke(shared, {"kind": "party", "party": FK}) == "enforced"

        async with asyncio.timeout(60):
            while not await _parked_and_stopped(shared, parked + 2):  # noqa: ASYNC110  it lies in other processes
                await asyncio.sleep(0.1)
        assert [item.type for item in shared.parties[FK].items] == ["anmalan_delad", "stop"]
        alarms = (shared.system.home.logs / "consent.log").read_text().count('"event": "inbox_parked"')
        assert alarms >= 2, "parking is an alarm in the log"
        async with new_case(product, parties, *TO_THE_TEAM) as other:
            assert [item.type for item in other.parties[SENDER].items] == ["mottagningsbekraftelse"]


async def _parked_and_stopped(stage: Stage, parked: int) -> bool:
    """Whether so many events are parked, and FK has got its stop notice."""
    return (await _progress(stage, "consent"))["parked"] >= parked and len(stage.parties[FK].items) > 1


def _wrong_schema(stage: Stage, number: int) -> bytes:
    """A well-formed event, next in its case, whose fact lacks what it must have."""
    case_id, kind = str(stage.case_id), "se.finsam.referral.referral_corrected.v1"
    return json.dumps({
        "specversion": "1.0", "id": str(uuid7()), "source": "/finsam/referral", "type": kind, "subject": case_id,
        "time": datetime.now(UTC).isoformat(), "datacontenttype": "application/json",
        "dataschema": f"https://finsamteam.example/schema/{kind}.json", "partitionkey": case_id,
        "number": number, "correlationid": str(uuid.uuid4()), "data": {"sender": 1},
    }).encode()  # fmt: skip


async def _revoke(stage: Stage, scope: dict[str, str]) -> str:
    done = await stage.individ.send(
        stage.url("consent", "/v1/revocations"),
        {"case_id": str(stage.case_id), "scope": scope, "said_on": str(stage.today()), "channel": "inloggad"},
    )
    return str(done.body["state"])


async def _answered(stage: Stage, token: str, events: list[str]) -> Tried:
    """The first answer that is not "in a moment": once a second the service looks whether it may disclose again."""
    async with asyncio.timeout(15):
        while True:
            tried = await ask_release(stage, token, events)
            if tried.status != httpx2.codes.SERVICE_UNAVAILABLE:
                return tried
            await asyncio.sleep(0.1)


async def _events_of(stage: Stage, person: str, token: str) -> list[str]:
    alias = await stage.people[person].get(stage.url("consent", "/v1/aliases"), case_id=str(stage.case_id))
    return [r["id"] for r in await records_of(stage, token, alias["alias"])]


async def _progress(stage: Stage, service: str) -> dict[str, int]:
    return (await stage.http.get(stage.url(service, "/health/progress"))).json()


async def _kill_in_turn(stage: Stage) -> None:
    for service in ("referral", "consent", "coordinator", "followup"):
        await asyncio.to_thread(stage.system.kill_one, service)
        await asyncio.to_thread(stage.system.start_one, service)


async def publish(stage: Stage, user: str, topic: str, key: str, value: bytes) -> None:
    """Write a record as one of the product's own users."""
    env = stage.system.kafka_env(user)
    producer = AIOKafkaProducer(
        bootstrap_servers=env["FINSAM_KAFKA_SERVERS"], security_protocol="SASL_SSL", sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username=user, sasl_plain_password=env["FINSAM_KAFKA_PASSWORD"],
        ssl_context=ssl.create_default_context(cafile=env["FINSAM_KAFKA_CA_FILE"]),
    )  # fmt: skip
    await producer.start()
    try:
        await producer.send_and_wait(topic, value, key=key.encode())
    finally:
        await producer.stop()


def _allow_connections(stage: Stage, database: str, *, allow: bool) -> None:
    with psycopg.connect(stage.system.postgres.dsn(), autocommit=True) as connection:
        connection.execute(f"alter database {database} with allow_connections {allow}")
        if not allow:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and backend_type = 'client backend'",
                (database,),
            )
