"""The broker lets each user do what the table says, and nothing else: every cell, and a second opinion written by hand."""

import asyncio
from collections.abc import Mapping

import pytest
from aiokafka.errors import KafkaConnectionError
from kafka import TopicPartition

from deploy.infra import broker
from deploy.infra.broker import WrongPassword, connect, grants_of
from deploy.infra.topology import (
    MATRIX,
    OPERATOR,
    PARTY_SUBSCRIPTIONS,
    SUBSCRIPTIONS,
    TOPICS,
    USERS,
    Grant,
    Subscription,
    may,
)
from tests.deploy.cells import DONE, connected
from tests.infrastructure import Infrastructure

pytestmark = pytest.mark.real

NO_TOPIC = "TopicAuthorizationFailedError"
NO_GROUP = "GroupAuthorizationFailedError"
GHOST, GHOST_PASSWORD = "ghost", "ghost-password"
EVERYBODY = (*USERS, GHOST)
UNKNOWN_TOPIC = "finsam.nobody.v1"
NAMES = (*(topic.name for topic in TOPICS), UNKNOWN_TOPIC)
# Beside the declared groups: somebody else's, one without its user's dot, and one that only begins alike.
GROUPS = (
    *sorted({s.group for s in (*SUBSCRIPTIONS, *PARTY_SUBSCRIPTIONS.values())}),
    *("other.group", "party.fk", "party.fkx.main", "svc-consentx.inbox", "party.fk.second"),
)

RECIPIENTS_BY_HAND = (
    *("af", "fk", "jobbtorg-stockholm", "soc-hemlosa", "team-stockholm"),
    *("soc-bromma", "soc-enskede-arsta-vantor", "soc-farsta", "soc-hagersten-alvsjo"),
    *("soc-hasselby-vallingby", "soc-jarva", "soc-kungsholmen", "soc-norra-innerstaden"),
    *("soc-skarpnack", "soc-skarholmen", "soc-sodermalm"),
    *("vard-sodermalm", "vard-farsta", "vard-jarva", "vard-exempelkliniken"),
)
READS_BY_HAND = {
    "svc-referral": {"finsam.consent.v1", "finsam.coordinator.v1"},
    "svc-consent": {f"finsam.{s}.v1" for s in ("consent", "referral", "coordinator", "followup")},
    "svc-coordinator": {"finsam.consent.v1", "finsam.followup.v1"},
    "svc-followup": {"finsam.consent.v1", "finsam.coordinator.v1"},
    **{f"party-{recipient}": {f"finsam.party.{recipient}.v1"} for recipient in RECIPIENTS_BY_HAND},
    "ghost": set[str](),
}
WRITES_BY_HAND = {
    **{f"party-{recipient}": set[str]() for recipient in RECIPIENTS_BY_HAND},
    "svc-referral": {"finsam.referral.v1"},
    # The last is the synthetic withdrawal's: written by consent alone, read by nobody.
    "svc-consent": {
        "finsam.consent.v1",
        *(f"finsam.party.{r}.v1" for r in RECIPIENTS_BY_HAND),
        "finsam.party.prov-mottagare.v1",
    },
    "svc-coordinator": {"finsam.coordinator.v1"},
    "svc-followup": {"finsam.followup.v1"},
    "ghost": set[str](),
}
GROUPS_BY_HAND = {
    **{f"party-{recipient}": {f"party.{recipient}.main"} for recipient in RECIPIENTS_BY_HAND},
    "party-fk": {"party.fk.main", "party.fk.second"},
    "svc-referral": {"svc-referral.inbox"},
    "svc-consent": {"svc-consent.inbox"},
    "svc-coordinator": {"svc-coordinator.inbox"},
    "svc-followup": {"svc-followup.inbox"},
    "ghost": set[str](),
}

Answers = Mapping[str, Mapping[str, str]]


@pytest.fixture(scope="module")
def peopled(own: Infrastructure) -> Infrastructure:
    """Beside the declared users one who has a password and no right; and a record in each topic."""
    admin = own.admin()
    broker.apply_users(admin, {GHOST: GHOST_PASSWORD, **passwords(own)})
    admin.close()
    return own


@pytest.fixture(scope="module")
async def written(peopled: Infrastructure) -> Answers:
    async def write(user: str) -> dict[str, str]:
        async with connected(peopled.kafka_env(OPERATOR), user, password_of(peopled, user)) as cells:
            return await cells.write(NAMES)

    operators = await write(OPERATOR)
    assert operators == {**dict.fromkeys(NAMES, DONE), UNKNOWN_TOPIC: "UnknownTopicOrPartitionError"}
    return dict(zip(EVERYBODY, await asyncio.gather(*map(write, EVERYBODY)), strict=True))


@pytest.fixture(scope="module")
async def read(peopled: Infrastructure, written: Answers) -> Answers:
    assert written

    async def look(user: str) -> dict[str, str]:
        async with connected(peopled.kafka_env(OPERATOR), user, password_of(peopled, user)) as cells:
            return await cells.read(NAMES)

    return dict(zip(EVERYBODY, await asyncio.gather(*map(look, EVERYBODY)), strict=True))


@pytest.fixture(scope="module")
async def committed(peopled: Infrastructure) -> Mapping[str, Answers]:
    """User, group, topic → what the broker answered to a commit."""

    async def commit(user: str) -> dict[str, dict[str, str]]:
        async with connected(peopled.kafka_env(OPERATOR), user, password_of(peopled, user)) as cells:
            return {group: await cells.commit(group, NAMES) for group in GROUPS}

    return dict(zip(EVERYBODY, await asyncio.gather(*map(commit, EVERYBODY)), strict=True))


class TestEveryCell:
    def test_of_writing_is_as_declared(self, written: Answers) -> None:
        assert written == {user: topic_cells(user, "WRITE") for user in EVERYBODY}

    def test_of_reading_is_as_declared(self, read: Answers) -> None:
        assert read == {user: topic_cells(user, "READ") for user in EVERYBODY}

    def test_of_committing_is_as_declared(self, committed: Mapping[str, Answers]) -> None:
        assert committed == {
            user: {
                group: topic_cells(user, "READ")
                if may(user, "READ", "GROUP", group)
                else dict.fromkeys(NAMES, NO_GROUP)
                for group in GROUPS
            }
            for user in EVERYBODY
        }


class TestByHand:
    """What the broker does, against what was written here without looking at the table."""

    def test_everybody_is_named(self) -> None:
        assert set(EVERYBODY) == set(READS_BY_HAND) == set(WRITES_BY_HAND) == set(GROUPS_BY_HAND)

    def test_each_party_reads_its_own_topic_and_each_service_what_it_listens_to(self, read: Answers) -> None:
        assert {user: done(cells) for user, cells in read.items()} == READS_BY_HAND

    def test_each_service_writes_its_own_topic_one_also_the_parties_and_no_party_any(
        self, written: Answers
    ) -> None:
        assert {user: done(cells) for user, cells in written.items()} == WRITES_BY_HAND

    def test_each_user_commits_in_its_own_groups(self, committed: Mapping[str, Answers]) -> None:
        allowed = {user: {g for g in GROUPS if done(cells[g])} for user, cells in committed.items()}
        assert allowed == GROUPS_BY_HAND

    def test_a_commit_that_was_let_through_is_there(
        self, peopled: Infrastructure, committed: Mapping[str, Answers]
    ) -> None:
        assert committed
        admin = peopled.admin()
        for user, groups in GROUPS_BY_HAND.items():
            for group in groups:
                held = admin.list_group_offsets([group])[group]
                signed = {place.topic for place, position in held.items() if position.metadata == user}
                assert signed == READS_BY_HAND[user], (user, group)
                assert TopicPartition(UNKNOWN_TOPIC, 0) not in held
        admin.close()


async def test_nobody_gets_in_with_another_password(peopled: Infrastructure) -> None:
    async def gets_in(user: str, password: str) -> bool:
        try:
            async with connected(peopled.kafka_env(OPERATOR), user, password):
                return True
        except KafkaConnectionError:
            return False

    tries = [(user, "not-this") for user in (*EVERYBODY, OPERATOR)] + [("nobody", GHOST_PASSWORD)]
    assert not any(await asyncio.gather(*(gets_in(*one) for one in tries)))
    assert await gets_in(GHOST, GHOST_PASSWORD)


def test_a_wrong_password_and_an_unknown_user_are_told_from_silence(own: Infrastructure) -> None:
    system = own.system
    with pytest.raises(WrongPassword):
        connect(system.home, system.kafka.servers, "svc-consent", "not-this")
    with pytest.raises(WrongPassword):
        connect(system.home, system.kafka.servers, "nobody", "x")
    with pytest.raises(broker.BrokerUnreachable):
        connect(system.home, "127.0.0.1:1")


def test_a_stray_right_and_a_stray_user_are_removed(own: Infrastructure) -> None:
    admin = own.admin()
    broker.apply_grants(admin, [*MATRIX, Grant("party-fk", "READ", "TOPIC", "finsam.consent.v1")])
    broker.apply_users(admin, {GHOST: GHOST_PASSWORD, **passwords(own)})
    assert ("party-fk", "READ", "TOPIC", "finsam.consent.v1", False) in grants_of(admin)
    broker.apply(own.system.home, own.system.kafka.servers)
    held = grants_of(admin)
    assert held == {(g.user, g.operation, g.resource, g.name, g.prefixed) for g in MATRIX}
    assert GHOST not in admin.describe_user_scram_credentials()
    admin.close()


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


def password_of(own: Infrastructure, user: str) -> str:
    return GHOST_PASSWORD if user == GHOST else own.system.home.secret(f"kafka-{user}")


def topic_cells(user: str, operation: str) -> dict[str, str]:
    return {name: DONE if may(user, operation, "TOPIC", name) else NO_TOPIC for name in NAMES}


def done(cells: Mapping[str, str]) -> set[str]:
    return {name for name, answer in cells.items() if answer == DONE}
