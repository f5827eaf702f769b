"""Who may do what on the broker: one table. Everything that isn't in it is refused.

Topics and rights follow from two declarations: which service reads whose facts, and which recipients exist.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from deploy.infra.home import REFERENCE
from shared.reaching import SEGMENT_OPEN, TOPICS_KEPT
from shared.units import Unit, read_units

# A service → the services whose facts it reads.
SERVICES: dict[str, tuple[str, ...]] = {
    "consent": ("referral", "coordinator", "followup"),
    "referral": ("consent", "coordinator"),
    "coordinator": ("consent", "followup"),
    "followup": ("consent", "coordinator"),
}
# The one service that writes the recipients' topics.
DISCLOSING_SERVICE = "consent"
# The recipient whose client runs inside the coordinator service.
TEAM = "team-stockholm"
# Stands for a recipient in the hourly synthetic withdrawal: its topic is written as any other, and nobody reads it.
PROBE = "prov-mottagare"
OPERATOR = "operator"

SERVICE_PARTITIONS = 12
PARTY_PARTITIONS = 3
_MS = timedelta(milliseconds=1)
# A record is at most 256 KiB; the batch around it needs a little more.
TOPIC_SETTINGS = {
    "cleanup.policy": "delete",
    "retention.ms": str(TOPICS_KEPT // _MS),
    "segment.ms": str(SEGMENT_OPEN // _MS),
    "max.message.bytes": str(264 * 1024),
}


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic; its number of partitions never changes, for a case's order hangs on it."""

    name: str
    partitions: int


@dataclass(frozen=True, slots=True)
class Grant:
    """One right of one user. `prefixed`: on every name that begins so."""

    user: str
    operation: Literal["READ", "WRITE"]
    resource: Literal["TOPIC", "GROUP"]
    name: str
    prefixed: bool = False


@dataclass(frozen=True, slots=True)
class Subscription:
    """A group that reads a topic: set-up commits its beginning once, afterwards nothing is ever skipped."""

    user: str
    group: str
    topic: str


FIRST_DAY = date(2026, 1, 1)
"""Before this day nothing was sent: a unit that ended earlier never had a topic, and needs none."""


def recipients() -> tuple[Unit, ...]:
    """The configured recipients, as in `deploy/reference/recipients.json`; raises UnitsRefused."""
    return tuple(read_units(REFERENCE / "recipients.json").values())


def readers() -> tuple[str, ...]:
    """The recipients whose client this copy runs: those that have a test person. The others' topics wait for theirs."""
    people = json.loads((REFERENCE / "people.json").read_text(encoding="utf-8"))
    peopled = {person.get("unit") for person in people}
    return tuple(recipient for recipient in RECIPIENTS if recipient in peopled)


RECIPIENTS: tuple[str, ...] = tuple(unit.id for unit in recipients() if not unit.has_ended(FIRST_DAY))


def service_topic(service: str) -> str:
    """The topic of a service's facts."""
    return f"finsam.{service}.v1"


def party_topic(recipient: str) -> str:
    """The topic of a recipient's records."""
    return f"finsam.party.{recipient}.v1"


def _topics() -> tuple[Topic, ...]:
    own = tuple(Topic(service_topic(service), SERVICE_PARTITIONS) for service in SERVICES)
    return own + tuple(Topic(party_topic(recipient), PARTY_PARTITIONS) for recipient in (*RECIPIENTS, PROBE))


def _grants() -> tuple[Grant, ...]:
    found: list[Grant] = []
    for service, sources in SERVICES.items():
        user = f"svc-{service}"
        found.append(Grant(user, "WRITE", "TOPIC", service_topic(service)))
        found += [Grant(user, "READ", "TOPIC", service_topic(source)) for source in sources]
        if service == DISCLOSING_SERVICE:  # it compares itself with what it has told, before it discloses
            found.append(Grant(user, "READ", "TOPIC", service_topic(service)))
        found.append(Grant(user, "READ", "GROUP", f"{user}.", prefixed=True))
    for recipient in RECIPIENTS:
        user, topic = f"party-{recipient}", party_topic(recipient)
        found.append(Grant(f"svc-{DISCLOSING_SERVICE}", "WRITE", "TOPIC", topic))
        found.append(Grant(user, "READ", "TOPIC", topic))
        found.append(Grant(user, "READ", "GROUP", f"party.{recipient}.", prefixed=True))
    found.append(Grant(f"svc-{DISCLOSING_SERVICE}", "WRITE", "TOPIC", party_topic(PROBE)))
    return tuple(found)


TOPICS: tuple[Topic, ...] = _topics()
USERS: tuple[str, ...] = tuple(f"svc-{s}" for s in SERVICES) + tuple(f"party-{r}" for r in RECIPIENTS)
MATRIX: tuple[Grant, ...] = _grants()
SUBSCRIPTIONS: tuple[Subscription, ...] = tuple(
    Subscription(f"svc-{service}", f"svc-{service}.inbox", service_topic(source))
    for service, sources in SERVICES.items()
    for source in sources
)
PARTY_SUBSCRIPTIONS: dict[str, Subscription] = {
    recipient: Subscription(f"party-{recipient}", f"party.{recipient}.main", party_topic(recipient))
    for recipient in RECIPIENTS
}


def may(user: str, operation: str, resource: str, name: str) -> bool:
    """Whether the table lets `user` do that: what tests compare the broker with."""
    return any(
        (grant.name == name or (grant.prefixed and name.startswith(grant.name)))
        for grant in MATRIX
        if (grant.user, grant.operation, grant.resource) == (user, operation, resource)
    )
