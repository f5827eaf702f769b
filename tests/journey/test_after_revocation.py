"""When the revocation call has returned, nothing more comes out, whichever way one tries."""

import asyncio
import ssl
import sys
import time
import uuid

import httpx2
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from finsam_party.errors import AnswerRefused

from deploy.demo import correction
from deploy.demo.own_system import own_system, party_settings
from deploy.demo.plan import REACHED, in_force, plans
from deploy.demo.screen import read_on_screen
from deploy.demo.stage import AF, FK, REGION, Stage
from deploy.infra.environment import child_environment
from deploy.infra.processes import Program
from deploy.infra.system import System
from shared.devidp.login import login
from tests.journey.reading import alias_of, ask_release, machine_token, records_of, revoke

UNTIL_THE_PLAN = (
    "anmalan_delad",
    "kallelse",
    "motesanteckning",
    "gemensam_plan",
    "plan_andrad",
    "plan_andrad",
)
"""What was sealed for Region; the last two it has never opened."""
pytestmark = [pytest.mark.real, pytest.mark.journey]


@pytest.fixture(scope="class")
async def old_login(planned: Stage) -> str:
    """A login of Region's machine from before the withdrawal."""
    return await machine_token(planned, REGION)


@pytest.fixture(scope="class")
async def withdrawn(planned: Stage, old_login: str) -> Stage:
    """Region's rows are withdrawn, after the plan, while its client is down with two changes of the plan unread."""
    await revoke(planned, {"kind": "party", "party": REGION})
    await planned.they_got(REACHED, "plan_andrad")
    return planned


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
            assert sorted(r["state"] for r in feed) == ["gone"] * len(UNTIL_THE_PLAN) + ["open"]

    async def test_a_replay_of_the_topic_from_offset_zero_opens_only_the_stop_notice(
        self, withdrawn: Stage
    ) -> None:
        alias = await alias_of(withdrawn, "handlaggare-region")

        events = await _from_offset_zero(withdrawn, REGION, alias)
        tried = await ask_release(withdrawn, await machine_token(withdrawn, REGION), events)

        assert len(events) == len(UNTIL_THE_PLAN) + 1, "the topic still has every record"
        assert (tried.keys, tried.controls) == (0, 1)

    async def test_a_client_that_comes_back_opens_only_the_stop_notice(self, withdrawn: Stage) -> None:
        await withdrawn.parties[REGION].start()

        await withdrawn.everybody_got({REGION: ["gone", "gone", "stop"]})

    async def test_a_screen_shows_only_the_stop_notice(self, withdrawn: Stage) -> None:
        shown = await read_on_screen(withdrawn, withdrawn.people["handlaggare-region"])

        assert [(one.type, set(one.contents)) for one in shown if one.contents] == [
            ("stop", {"handlaggning"})
        ]
        assert len(shown) == len(UNTIL_THE_PLAN) + 1, "the others have nothing left to show"

    async def test_its_part_of_the_plan_takes_no_more_answers(self, withdrawn: Stage) -> None:
        answers = own_system(withdrawn, REGION)

        with pytest.raises(AnswerRefused) as refused:
            await answers.report_delmal(uuid.UUID(withdrawn.delmal[REGION]), "klart")

        assert refused.value.code == "no_longer_covered"

    async def test_the_next_change_of_the_plan_is_not_even_sealed_for_it(self, withdrawn: Stage) -> None:
        plan = await in_force(withdrawn)

        await withdrawn.koordinator.change(
            f"{plans(withdrawn)}/{withdrawn.plan_id}",
            {"individens_ord": "Jag vill tänka på saken."},
            version=plan["version"],
        )

        await withdrawn.they_got(REACHED, "plan_andrad")

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
        assert after.keys < before.keys
        assert '"halsa"' not in after.text

    async def test_what_is_corrected_later_is_not_even_sealed_for_who_is_not_covered(
        self, withdrawn: Stage
    ) -> None:
        await withdrawn.everybody_got({FK: ["stop"]})

        await correction.correction(
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


async def _from_offset_zero(stage: Stage, recipient: str, alias: str) -> list[str]:
    """The event ids of one alias in the recipient's topic, read from the start in a group of its own."""
    settings = party_settings(stage.system, recipient)
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
