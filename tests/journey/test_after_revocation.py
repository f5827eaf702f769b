"""When the revocation call has returned, nothing more comes out, whichever way one tries."""

import uuid
from datetime import date

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.demo import withdrawal
from deploy.demo.papers import REVIEW
from deploy.demo.stage import AF, FK, REGION, Stage
from shared.devidp.login import login
from tests.journey.reading import ask_release, machine_token, party_settings, records_of

pytestmark = [pytest.mark.real, pytest.mark.journey]


async def revoke(stage: Stage, scope: dict[str, str]) -> None:
    done = await stage.people["individ"].send(
        stage.url("consent", "/v1/revocations"),
        {"case_id": str(stage.case_id), "scope": scope, "said_on": str(date.today()), "channel": "inloggad"},
    )
    assert done.body["state"] == "enforced"


async def alias_of(stage: Stage, person: str) -> str:
    found = await stage.people[person].get(stage.url("consent", "/v1/aliases"), case_id=str(stage.case_id))
    return str(found["alias"])


class TestAfterTheWithdrawalOfAParty:
    async def test_no_way_of_reading_gives_more_than_control_notices(self, shared: Stage) -> None:
        alias = await alias_of(shared, "handlaggare-region")
        old_login = await machine_token(shared, REGION)
        unread = [r["id"] for r in await records_of(shared, old_login, alias)]
        assert unread, "the record of the shared anmälan waits, unread"

        await revoke(shared, {"kind": "party", "party": REGION})

        on_screen = await login(shared.system.service_url("devidp"), "handlaggare-region")
        for token in (old_login, await machine_token(shared, REGION), on_screen):
            feed = await records_of(shared, token, alias)
            tried = await ask_release(shared, token, [r["id"] for r in feed])
            assert (tried.status, tried.keys) == (200, 0), "documents stay closed"
            assert tried.controls == len(feed) - len(unread), "its notices can be opened"
            assert {r["state"] for r in feed if r["id"] in unread} == {"gone"}

    async def test_a_replay_of_the_topic_from_offset_zero_opens_only_the_stop_notice(
        self, shared: Stage
    ) -> None:
        alias = await alias_of(shared, "handlaggare-region")
        await revoke(shared, {"kind": "party", "party": REGION})
        await shared.rest()

        events = await _from_offset_zero(shared, REGION, alias)
        tried = await ask_release(shared, await machine_token(shared, REGION), events)

        assert len(events) == 2
        assert (tried.keys, tried.controls) == (0, 1)

    async def test_the_other_parties_go_on_reading(self, shared: Stage) -> None:
        alias = await alias_of(shared, "handlaggare-af")
        await revoke(shared, {"kind": "party", "party": REGION})

        token = await machine_token(shared, AF)
        feed = await records_of(shared, token, alias)

        assert (await ask_release(shared, token, [r["id"] for r in feed])).keys > 0

    async def test_what_the_sender_corrects_later_is_not_even_sealed_for_it(self, shared: Stage) -> None:
        await withdrawal.of_a_party(shared)
        await withdrawal.of_a_category(shared)

        await withdrawal.correction(shared)  # expects AF and FK, and nobody else

        assert [item.type for item in shared.parties[REGION].items if item.kind != "gone"][-1] == "stop"


class TestAfterTheWithdrawalOfACategory:
    async def test_that_category_is_closed_and_the_others_stay_open(self, shared: Stage) -> None:
        alias = await alias_of(shared, "handlaggare-fk")
        token = await machine_token(shared, FK)
        before = await ask_release(shared, token, [r["id"] for r in await records_of(shared, token, alias)])

        await revoke(shared, {"kind": "category", "party": FK, "category": "halsa"})

        events = [r["id"] for r in await records_of(shared, token, alias)]
        after = await ask_release(shared, token, events)
        assert after.keys == before.keys - 1
        assert '"halsa"' not in after.text


class TestAfterTheWithdrawalOfEverything:
    async def test_nobody_opens_anything_more_of_the_case(self, shared: Stage) -> None:
        readers = {"handlaggare-af": AF, "handlaggare-fk": FK, "anmalare-soc": "soc-sodermalm"}
        aliases = {person: await alias_of(shared, person) for person in readers}

        await revoke(shared, {"kind": "all"})

        for person, recipient in readers.items():
            token = await machine_token(shared, recipient)
            feed = await records_of(shared, token, aliases[person])
            assert (await ask_release(shared, token, [r["id"] for r in feed])).keys == 0

    async def test_the_akt_leaves_the_list_and_the_sender_can_send_no_more(self, shared: Stage) -> None:
        await revoke(shared, {"kind": "all"})
        await shared.rest()

        akter = await shared.people["koordinator"].get(shared.url("coordinator", "/v1/akter"))
        referral = await shared.people["anmalare-soc"].get(
            shared.url("referral", f"/v1/referrals/{shared.case_id}")
        )
        refused = await shared.people["anmalare-soc"].send(
            shared.url("referral", f"/v1/referrals/{shared.case_id}/corrections"),
            {"changes": {"onskat_individ": {"text": "En ändring.", "category": "sociala"}},
             "secrecy_review": REVIEW},
            version=referral["version"], expects=409,
        )  # fmt: skip

        assert str(shared.case_id) not in str(akter)
        assert refused.body["detail"]


async def _from_offset_zero(stage: Stage, recipient: str, alias: str) -> list[str]:
    """The event ids of one alias in the recipient's topic, read from the start in a group of its own."""
    settings = party_settings(stage, recipient)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=settings.kafka_servers, security_protocol="SASL_SSL", sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username=settings.kafka_user, sasl_plain_password=settings.kafka_password.get_secret_value(),
        ssl_context=_tls(settings.kafka_ca_file), group_id=f"party.{recipient}.replay-{uuid.uuid4().hex[:6]}",
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


def _tls(ca_file):
    import ssl

    return ssl.create_default_context(cafile=str(ca_file))
