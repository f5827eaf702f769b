"""How far the parties' running clients are behind, asked of the broker."""

# pyright brings stubs of kafka-python 2 with it; every run of the demo runs what 3 has beyond them.
# pyright: reportAttributeAccessIssue=false, reportUnknownParameterType=false

from collections.abc import Iterable

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import OffsetSpec

from deploy.infra.topology import PARTY_PARTITIONS, SERVICE_PARTITIONS, SERVICES, party_topic, service_topic


def behind(admin: KafkaAdminClient, recipients: Iterable[str]) -> int:
    """Return how many records these recipients' clients have not handled yet."""
    total = 0
    for recipient in recipients:
        group = f"party.{recipient}.main"
        places = [TopicPartition(party_topic(recipient), n) for n in range(PARTY_PARTITIONS)]
        ends = _ends(admin, places)
        handled = admin.list_group_offsets({group: places})[group]
        total += sum(end - handled[place].offset for place, end in ends.items())
    return total


def written(admin: KafkaAdminClient, recipients: Iterable[str]) -> int:
    """Return how many records were ever written to the services' and these recipients' topics."""
    places = [TopicPartition(service_topic(s), n) for s in SERVICES for n in range(SERVICE_PARTITIONS)]
    places += [TopicPartition(party_topic(r), n) for r in recipients for n in range(PARTY_PARTITIONS)]
    return sum(_ends(admin, places).values())


def _ends(admin: KafkaAdminClient, places: list[TopicPartition]) -> dict[TopicPartition, int]:
    found = admin.list_partition_offsets(dict.fromkeys(places, OffsetSpec.LATEST))
    return {place: int(offset.offset) for place, offset in found.items()}
