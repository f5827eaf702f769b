"""The broker lets each user do what the table says, and nothing else: every cell."""

import asyncio
import ssl
from itertools import product

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError

from deploy.infra import broker
from deploy.infra.broker import WrongPassword, connect, grants_of
from deploy.infra.topology import MATRIX, OPERATOR, SUBSCRIPTIONS, TOPICS, USERS, Grant, Subscription, may
from tests.infrastructure import Infrastructure

pytestmark = pytest.mark.real

REFUSED = (TopicAuthorizationFailedError, GroupAuthorizationFailedError)
GROUPS = (
    "svc-consent.inbox",
    "svc-referral.inbox",
    "party.fk.main",
    "party.vard-sodermalm.main",
    "other.group",
)


def options(own: Infrastructure, user: str) -> dict[str, object]:
    told = own.kafka_env(user)
    return {
        "bootstrap_servers": told["FINSAM_KAFKA_SERVERS"],
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-512",
        "ssl_context": ssl.create_default_context(cafile=told["FINSAM_KAFKA_CA_FILE"]),
        "sasl_plain_username": user,
        "sasl_plain_password": told["FINSAM_KAFKA_PASSWORD"],
    }


async def writes(own: Infrastructure, user: str) -> dict[str, bool]:
    """Which topics the user can write."""
    allowed: dict[str, bool] = {}
    producer = AIOKafkaProducer(**options(own, user), acks="all")
    await producer.start()
    try:
        for topic in TOPICS:
            try:
                await producer.send_and_wait(topic.name, b"probe", key=b"probe", partition=0)
                allowed[topic.name] = True
            except TopicAuthorizationFailedError:
                allowed[topic.name] = False
    finally:
        await producer.stop()
    return allowed


async def reads(own: Infrastructure, user: str) -> dict[str, bool]:
    """Which topics the user can read: leave is a record received, not the absence of an error."""
    allowed: dict[str, bool] = {}
    for topic in TOPICS:
        consumer = AIOKafkaConsumer(topic.name, **options(own, user), auto_offset_reset="earliest")
        try:
            await consumer.start()
            async with asyncio.timeout(20):
                allowed[topic.name] = (await consumer.getone()).topic == topic.name
        except TopicAuthorizationFailedError:
            allowed[topic.name] = False
        finally:
            await consumer.stop()
    return allowed


async def commits(own: Infrastructure, user: str, group: str) -> bool:
    """Whether the user can use the group."""
    topic = next((t.name for t in TOPICS if may(user, "READ", "TOPIC", t.name)), TOPICS[0].name)
    consumer = AIOKafkaConsumer(**options(own, user), group_id=group, enable_auto_commit=False)
    try:
        await consumer.start()
        consumer.assign([TopicPartition(topic, 0)])
        await consumer.committed(TopicPartition(topic, 0))
    except REFUSED:
        return False
    finally:
        await consumer.stop()
    return True


async def test_every_user_writes_what_the_table_says_and_nothing_else(own: Infrastructure) -> None:
    found = await asyncio.gather(*(writes(own, user) for user in USERS))
    for user, allowed in zip(USERS, found, strict=True):
        assert allowed == {topic.name: may(user, "WRITE", "TOPIC", topic.name) for topic in TOPICS}, user


async def test_every_user_reads_what_the_table_says_and_nothing_else(own: Infrastructure) -> None:
    assert all((await writes(own, OPERATOR)).values())
    found = await asyncio.gather(*(reads(own, user) for user in USERS))
    for user, allowed in zip(USERS, found, strict=True):
        assert allowed == {topic.name: may(user, "READ", "TOPIC", topic.name) for topic in TOPICS}, user


async def test_every_user_uses_its_own_groups_only(own: Infrastructure) -> None:
    for user, group in product(
        ("svc-consent", "svc-coordinator", "party-fk", "party-team-stockholm"), GROUPS
    ):
        assert await commits(own, user, group) is may(user, "READ", "GROUP", group), (user, group)


def test_a_service_does_not_read_a_partys_topic() -> None:
    assert not may("svc-coordinator", "READ", "TOPIC", "finsam.party.team-stockholm.v1")
    assert not any(grant.operation == "WRITE" for grant in MATRIX if grant.user.startswith("party-"))


def test_a_stray_right_and_a_stray_user_are_removed(own: Infrastructure) -> None:
    admin = own.admin()
    broker.apply_grants(admin, [*MATRIX, Grant("party-fk", "READ", "TOPIC", "finsam.consent.v1")])
    broker.apply_users(admin, {"ghost": "ghost-password", **passwords(own)})
    assert ("party-fk", "READ", "TOPIC", "finsam.consent.v1", False) in grants_of(admin)
    broker.apply(own.system.home, own.system.kafka.servers)
    held = grants_of(admin)
    assert held == {(g.user, g.operation, g.resource, g.name, g.prefixed) for g in MATRIX}
    assert "ghost" not in admin.describe_user_scram_credentials()
    admin.close()


def test_a_wrong_password_and_an_unknown_user_are_told_from_silence(own: Infrastructure) -> None:
    system = own.system
    with pytest.raises(WrongPassword):
        connect(system.home, system.kafka.servers, "svc-consent", "not-this")
    with pytest.raises(WrongPassword):
        connect(system.home, system.kafka.servers, "nobody", "x")
    with pytest.raises(broker.BrokerUnreachable):
        connect(system.home, "127.0.0.1:1")


def test_a_group_begins_at_the_beginning_once_and_is_never_moved(own: Infrastructure) -> None:
    topic = own.create_topic("position", partitions=2)
    subscription = Subscription("svc-consent", f"svc-consent.{topic}", topic)
    admin = own.admin()
    broker.commit_beginning(admin, subscription)
    (partition, first), *_ = admin.list_group_offsets([subscription.group])[subscription.group].items()
    assert first.offset == 0
    admin.alter_group_offsets(subscription.group, {partition: first._replace(offset=7)})
    broker.commit_beginning(admin, subscription)
    assert admin.list_group_offsets([subscription.group])[subscription.group][partition].offset == 7
    admin.close()


def test_each_service_group_has_its_beginning(own: Infrastructure) -> None:
    admin = own.admin()
    for subscription in SUBSCRIPTIONS:
        held = admin.list_group_offsets([subscription.group])[subscription.group]
        assert sum(partition.topic == subscription.topic for partition in held) == 12
    admin.close()


def passwords(own: Infrastructure) -> dict[str, str]:
    return {user: own.system.home.secret(f"kafka-{user}") for user in USERS}
