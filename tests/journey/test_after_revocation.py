"""When the revocation call has returned, nothing more comes out, whichever way one tries."""

import asyncio
import ssl
import sys
import time
import uuid

import httpx2
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.demo import withdrawal
from deploy.demo.papers import REVIEW
from deploy.demo.stage import AF, FK, REGION, SENDER, Stage
from deploy.demo.telling import today
from deploy.infra.environment import child_environment
from deploy.infra.processes import Program
from deploy.infra.system import System
from shared.devidp.login import login
from tests.journey.reading import ask_release, machine_token, party_settings, records_of

pytestmark = [pytest.mark.real, pytest.mark.journey]


async def revoke(stage: Stage, scope: dict[str, str]) -> None:
    done = await stage.individ.send(
        stage.url("consent", "/v1/revocations"),
        {"case_id": str(stage.case_id), "scope": scope, "said_on": str(today()), "channel": "inloggad"},
    )
    assert done.body["state"] == "enforced"


async def alias_of(stage: Stage, person: str) -> str:
    found = await stage.people[person].get(stage.url("consent", "/v1/aliases"), case_id=str(stage.case_id))
    return str(found["alias"])


@pytest.fixture(scope="class")
async def old_login(shared: Stage) -> str:
    """A login of Region's machine from before the withdrawal."""
    return await machine_token(shared, REGION)


@pytest.fixture(scope="class")
async def withdrawn(shared: Stage, old_login: str) -> Stage:
    """Region's rows are withdrawn while its client is down."""
    await revoke(shared, {"kind": "party", "party": REGION})
    await shared.rest()
    return shared


@pytest.fixture(scope="class")
async def ended(shared: Stage) -> Stage:
    """All of the samtycke is withdrawn."""
    await revoke(shared, {"kind": "all"})
    await shared.rest()
    return shared


class TestAfterTheWithdrawalOfAParty:
    async def test_no_login_opens_more_than_control_notices(self, withdrawn: Stage, old_login: str) -> None:
        alias = await alias_of(withdrawn, "handlaggare-region")
        logins = [
            old_login,
            await machine_token(withdrawn, REGION),
            await login(withdrawn.url("devidp", ""), "handlaggare-region"),
        ]
        for token in logins:
            feed = await records_of(withdrawn, token, alias)
            tried = await ask_release(withdrawn, token, [r["id"] for r in feed])
            assert (tried.status, tried.keys, tried.controls) == (200, 0, 1)
            assert sorted(r["state"] for r in feed) == ["gone", "open"]

    async def test_a_replay_of_the_topic_from_offset_zero_opens_only_the_stop_notice(
        self, withdrawn: Stage
    ) -> None:
        alias = await alias_of(withdrawn, "handlaggare-region")

        events = await _from_offset_zero(withdrawn, REGION, alias)
        tried = await ask_release(withdrawn, await machine_token(withdrawn, REGION), events)

        assert len(events) == 2, "the topic still has both records"
        assert (tried.keys, tried.controls) == (0, 1)

    async def test_a_client_that_comes_back_opens_only_the_stop_notice(self, withdrawn: Stage) -> None:
        await withdrawn.parties[REGION].start()

        await withdrawn.everybody_got({REGION: ["gone", "stop"]})

    async def test_the_other_parties_go_on_reading(self, withdrawn: Stage) -> None:
        token = await machine_token(withdrawn, AF)
        feed = await records_of(withdrawn, token, await alias_of(withdrawn, "handlaggare-af"))

        assert (await ask_release(withdrawn, token, [r["id"] for r in feed])).keys > 0

    async def test_a_withdrawn_category_is_closed_and_the_others_stay_open(self, withdrawn: Stage) -> None:
        alias = await alias_of(withdrawn, "handlaggare-fk")
        token = await machine_token(withdrawn, FK)
        shown = [r["id"] for r in await records_of(withdrawn, token, alias)]
        before = await ask_release(withdrawn, token, shown)

        await revoke(withdrawn, {"kind": "category", "party": FK, "category": "halsa"})

        after = await ask_release(withdrawn, token, shown)
        assert after.keys == before.keys - 1
        assert '"halsa"' not in after.text

    async def test_what_is_corrected_later_is_not_even_sealed_for_who_is_not_covered(
        self, withdrawn: Stage
    ) -> None:
        await withdrawn.everybody_got({FK: ["stop"]})

        await withdrawal.correction(
            withdrawn
        )  # breaks unless AF and FK get it, FK without hälsa, and nobody else


class TestAPlantedFault:
    async def test_is_seen_when_ended_rows_still_count_and_their_keys_are_kept(self, shared: Stage) -> None:
        """Both walls must fall for something to come out; the checks above would see it."""
        alias, token = await alias_of(shared, "handlaggare-region"), await machine_token(shared, REGION)
        await asyncio.to_thread(_run_consent, shared.system, "tests.journey.leaky_consent")
        try:
            await revoke(shared, {"kind": "party", "party": REGION})

            feed = await records_of(shared, token, alias)
            assert (await ask_release(shared, token, [r["id"] for r in feed])).keys > 0
        finally:
            await asyncio.to_thread(_run_consent, shared.system, "services.consent")

        assert (await ask_release(shared, token, [r["id"] for r in feed])).keys == 0


class TestAfterTheWithdrawalOfEverything:
    async def test_nobody_opens_anything_more_of_the_case(self, ended: Stage) -> None:
        readers = {"handlaggare-af": AF, "handlaggare-fk": FK, "anmalare-soc": SENDER}
        for person, recipient in readers.items():
            token = await machine_token(ended, recipient)
            feed = await records_of(ended, token, await alias_of(ended, person))
            tried = await ask_release(ended, token, [r["id"] for r in feed])
            assert (tried.status, tried.keys, tried.controls) == (200, 0, 1)
            assert [r["state"] for r in feed] == ["gone"] * (len(feed) - 1) + ["open"], (
                "all but the stop notice"
            )

    async def test_the_akt_leaves_the_list(self, ended: Stage) -> None:
        akter = await ended.people["koordinator"].get(ended.url("coordinator", "/v1/akter"))

        assert str(ended.case_id) not in str(akter)

    async def test_the_sender_can_send_no_more_and_is_told_why(self, ended: Stage) -> None:
        teller, url = ended.people["anmalare-soc"], ended.url("referral", f"/v1/referrals/{ended.case_id}")
        body = {
            "changes": {"onskat_individ": {"text": "En ändring.", "category": "sociala"}},
            "secrecy_review": REVIEW,
        }

        refused = await teller.send(
            f"{url}/corrections", body, version=(await teller.get(url))["version"], expects=409
        )

        assert refused.body["detail"]


async def _from_offset_zero(stage: Stage, recipient: str, alias: str) -> list[str]:
    """The event ids of one alias in the recipient's topic, read from the start in a group of its own."""
    settings = party_settings(stage, recipient)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_servers, security_protocol="SASL_SSL", sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username=settings.kafka_user, sasl_plain_password=settings.kafka_password.get_secret_value(),
        ssl_context=ssl.create_default_context(cafile=str(settings.kafka_ca_file)), group_id=f"party.{recipient}.replay-{uuid.uuid4().hex[:6]}",
        enable_auto_commit=False,
    )  # fmt: skip
    await consumer.start()
    try:
        places = [TopicPartition(f"finsam.party.{recipient}.v1", n) for n in range(3)]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        await consumer.seek_to_beginning(*places)
        found: list[str] = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found += [dict(r.headers)["ce_id"].decode() for r in records if r.key.decode() == alias]
        return found
    finally:
        await consumer.stop()


def _run_consent(system: System, module: str) -> None:
    """Stop the consent service and start the given module in its place, with the same settings."""
    system.stop_one("consent")
    environment = {**child_environment(system.home), **system.env_of("consent")}
    system.processes.start(Program("consent", (sys.executable, "-m", module), environment))
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if httpx2.get(system.service_url("consent") + "/health/ready", timeout=2).is_success:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise TimeoutError
