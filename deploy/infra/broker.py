"""The operator's hand on the broker: users, topics, rights and first positions brought to what the topology declares."""

# pyright brings stubs of kafka-python 2 with it; what 3 has beyond them is run by tests/deploy instead.
# pyright: reportAttributeAccessIssue=false, reportCallIssue=false, reportOptionalMemberAccess=false
# pyright: reportUnknownParameterType=false

import logging
import socket
import ssl
import struct
import time
from collections.abc import Iterable
from typing import Any

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ConfigResource,
    ConfigResourceType,
    OffsetSpec,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    KafkaError,
    NotCoordinatorError,
)

from deploy.infra import tls
from deploy.infra.home import Home
from deploy.infra.topology import (
    MATRIX,
    OPERATOR,
    SUBSCRIPTIONS,
    TOPIC_SETTINGS,
    TOPICS,
    USERS,
    Grant,
    Subscription,
    Topic,
)

BOOTSTRAP_MS = 4_000
ITERATIONS = 8192
COORDINATOR_SECONDS = 30.0
EVERYONE = "*"
STRANGER_SECONDS = 3.0
# ApiVersions, version 0: length, api key 18, version, correlation id, no client id.
VERSIONS_REQUEST = struct.pack(">ihhih", 10, 18, 0, 1, -1)


class BrokerUnreachable(RuntimeError):
    """Nobody answers as a broker at that address."""


class WrongPassword(RuntimeError):
    """The broker answers, and refuses this user's password."""


class TopologyRefused(RuntimeError):
    """What is on the broker can't be brought to what is declared."""


def connect(home: Home, servers: str, user: str = OPERATOR, password: str | None = None) -> KafkaAdminClient:
    """Connect an admin client, answered by the broker. WrongPassword and BrokerUnreachable are told apart."""
    if not answers_strangers(home, servers):
        raise BrokerUnreachable(f"nothing answers as a broker on {servers}")
    logger = logging.getLogger("kafka")
    passed = logger.level
    logger.setLevel(logging.CRITICAL)  # a line for each attempt while the broker starts
    try:
        return KafkaAdminClient(
            bootstrap_servers=servers,
            bootstrap_timeout_ms=BOOTSTRAP_MS,
            security_protocol="SASL_SSL",
            sasl_mechanism="SCRAM-SHA-512",
            ssl_context=ssl.create_default_context(cafile=str(tls.ca_file(home))),
            sasl_plain_username=user,
            sasl_plain_password=password or home.secret(f"kafka-{user}"),
        )
    except KafkaError as error:
        # kafka-python raises the same whether nobody is there or a password is refused; somebody is there.
        raise WrongPassword(f"{servers} refuses the password of {user}") from error
    finally:
        logger.setLevel(passed)


def answers_strangers(home: Home, servers: str) -> bool:
    """Whether a broker with our certificate answers there: it tells its versions to anyone, before any password."""
    host, port = servers.split(":")
    context = ssl.create_default_context(cafile=str(tls.ca_file(home)))
    try:
        with (
            socket.create_connection((host, int(port)), timeout=STRANGER_SECONDS) as bare,
            context.wrap_socket(bare, server_hostname=host) as connection,
        ):
            connection.sendall(VERSIONS_REQUEST)
            return len(connection.recv(4)) == 4  # noqa: PLR2004  # the answer's length comes first
    except OSError:
        return False


def apply(home: Home, servers: str) -> None:
    """Bring users, topics, rights and first positions to what is declared. Repeating changes nothing."""
    admin = connect(home, servers)
    try:
        apply_users(admin, {user: home.secret(f"kafka-{user}") for user in USERS})
        apply_topics(admin, TOPICS)
        apply_grants(admin, MATRIX)
        for subscription in SUBSCRIPTIONS:
            commit_beginning(admin, subscription)
    finally:
        admin.close()


def apply_users(admin: KafkaAdminClient, passwords: dict[str, str]) -> None:
    """Give each user its password; remove users who aren't declared."""
    known = admin.describe_user_scram_credentials()
    mechanism = ScramMechanism.SCRAM_SHA_512
    changes: list[Any] = [
        UserScramCredentialUpsertion(user, mechanism, password.encode(), iterations=ITERATIONS)
        for user, password in passwords.items()
    ]
    changes += [
        UserScramCredentialDeletion(user, mechanism) for user in known if user not in {*passwords, OPERATOR}
    ]
    failed = {user: error for user, error in admin.alter_user_scram_credentials(changes).items() if error}
    if failed:
        raise TopologyRefused(f"users could not be set: {failed}")


def apply_topics(admin: KafkaAdminClient, topics: Iterable[Topic]) -> None:
    """Make missing topics and set their settings. A topic with another number of partitions is refused, never changed."""
    declared = {topic.name: topic for topic in topics}
    existing = set(admin.list_topics()) & declared.keys()
    missing = {
        name: {"num_partitions": topic.partitions, "replication_factor": 1, "configs": TOPIC_SETTINGS}
        for name, topic in declared.items()
        if name not in existing
    }
    if missing:
        admin.create_topics(missing, wait_for_metadata=True)
    if not existing:
        return
    for found in admin.describe_topics(sorted(existing)):
        if len(found["partitions"]) != declared[found["name"]].partitions:
            raise TopologyRefused(
                f"{found['name']} has {len(found['partitions'])} partitions: they never change"
            )
    admin.alter_configs(
        [ConfigResource(ConfigResourceType.TOPIC, name, TOPIC_SETTINGS) for name in sorted(existing)]
    )


def apply_grants(admin: KafkaAdminClient, matrix: Iterable[Grant]) -> None:
    """Make missing rights, remove every other one."""
    wanted = {_as_acl(grant) for grant in matrix}
    found = set(_all_acls(admin))
    if new := list(wanted - found):
        outcome = admin.create_acls(new)
        if outcome["failed"]:
            raise TopologyRefused(f"rights could not be made: {outcome['failed']}")
    if stray := found - wanted:
        admin.delete_acls([_exactly(acl) for acl in stray])


def grants_of(admin: KafkaAdminClient) -> set[tuple[str, str, str, str, bool]]:
    """The rights that the broker holds now, as (user, operation, resource, name, prefixed)."""
    return {
        (
            acl.principal.removeprefix("User:"),
            acl.operation.name,
            acl.resource_pattern.resource_type.name,
            acl.resource_pattern.resource_name,
            acl.resource_pattern.pattern_type is ACLResourcePatternType.PREFIXED,
        )
        for acl in _all_acls(admin)
    }


def lacks_beginning(admin: KafkaAdminClient, subscription: Subscription) -> bool:
    """Whether the group has no position yet on some partition."""
    return bool(_new_partitions(admin, subscription))


def commit_beginning(admin: KafkaAdminClient, subscription: Subscription) -> None:
    """Set the group at the beginning of each partition where it has no position yet; never move one that it has."""
    new = _new_partitions(admin, subscription)
    if new:
        admin.reset_group_offsets(subscription.group, dict.fromkeys(new, OffsetSpec.EARLIEST))


def back_to_beginning(admin: KafkaAdminClient, subscription: Subscription) -> None:
    """Set a group that nobody reads in back to the beginning of every partition: it gets everything once more."""
    (topic,) = admin.describe_topics([subscription.topic])
    places = [TopicPartition(subscription.topic, found["partition_index"]) for found in topic["partitions"]]
    admin.reset_group_offsets(subscription.group, dict.fromkeys(places, OffsetSpec.EARLIEST))


def _new_partitions(admin: KafkaAdminClient, subscription: Subscription) -> list[TopicPartition]:
    (topic,) = admin.describe_topics([subscription.topic])
    partitions = [
        TopicPartition(subscription.topic, found["partition_index"]) for found in topic["partitions"]
    ]
    known = _positions(admin, subscription.group, partitions)
    return [partition for partition in partitions if partition not in known or known[partition].offset < 0]


def _positions(
    admin: KafkaAdminClient, group: str, partitions: list[TopicPartition]
) -> dict[TopicPartition, Any]:
    """What a group has committed. On a new broker the first question makes the topic where that is kept: ask again."""
    end = time.monotonic() + COORDINATOR_SECONDS
    while True:
        try:
            return admin.list_group_offsets({group: partitions})[group]
        except (CoordinatorNotAvailableError, NotCoordinatorError, CoordinatorLoadInProgressError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _as_acl(grant: Grant) -> ACL:
    pattern = ACLResourcePatternType.PREFIXED if grant.prefixed else ACLResourcePatternType.LITERAL
    return ACL(
        principal=f"User:{grant.user}",
        host=EVERYONE,
        operation=ACLOperation[grant.operation],
        permission_type=ACLPermissionType.ALLOW,
        resource_pattern=ResourcePattern(ResourceType[grant.resource], grant.name, pattern),
    )


def _all_acls(admin: KafkaAdminClient) -> list[ACL]:
    anything = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)
    found, _ = admin.describe_acls(ACLFilter(None, None, ACLOperation.ANY, ACLPermissionType.ANY, anything))
    return found


def _exactly(acl: ACL) -> ACLFilter:
    pattern = acl.resource_pattern
    only = ResourcePatternFilter(pattern.resource_type, pattern.resource_name, pattern.pattern_type)
    return ACLFilter(acl.principal, acl.host, acl.operation, acl.permission_type, only)
