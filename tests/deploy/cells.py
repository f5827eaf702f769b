"""One user's cells of the broker's matrix, by what the broker itself answers to each request.

A client library refuses much by itself once a topic's metadata is kept from it; here every write, read and commit is sent.
"""

import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import NoError, for_code
from aiokafka.protocol.commit import OffsetCommitRequest
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.protocol.produce import ProduceRequest
from aiokafka.record.default_records import DefaultRecordBatchBuilder

DONE = NoError.__name__
EMPTY = "no record came"
WAIT_MS = 5_000


class Cells:
    """One connected user; each answer is the name of the broker's error, `DONE` if it did as asked."""

    def __init__(self, client: AIOKafkaClient, user: str) -> None:
        self._client = client
        self._user = user

    async def write(self, topics: Sequence[str]) -> dict[str, str]:
        """Append one record to the first partition of each topic."""
        answer = await self._ask(
            ProduceRequest(None, -1, WAIT_MS, [(topic, [(0, one_record())]) for topic in topics])
        )
        return {topic: name(code) for topic, ((_, code, *_), *_) in answer.topics}

    async def read(self, topics: Sequence[str]) -> dict[str, str]:
        """Fetch the first partition of each topic from its beginning: leave is a record received."""
        places = [(topic, [(0, 0, 1 << 20)]) for topic in topics]
        answer = await self._ask(FetchRequest(WAIT_MS, 1, 1 << 24, 0, places))
        return {
            topic: EMPTY if name(code) == DONE and not records else name(code)
            for topic, ((_, code, *_, records), *_) in answer.topics
        }

    async def commit(self, group: str, topics: Sequence[str]) -> dict[str, str]:
        """Commit a position of a group in the first partition of each topic, signed with the user's name."""
        places = [(topic, [(0, 0, self._user)]) for topic in topics]
        answer = await self._ask(OffsetCommitRequest(group, -1, "", -1, places))
        return {topic: name(code) for topic, ((_, code), *_) in answer.topics}

    async def _ask(self, request: Any) -> Any:
        return await self._client.send(self._client.get_random_node(), request)


@asynccontextmanager
async def connected(told: Mapping[str, str], user: str, password: str) -> AsyncIterator[Cells]:
    """A user who has given the password; raises KafkaConnectionError if the broker does not let it in."""
    client = AIOKafkaClient(
        bootstrap_servers=told["FINSAM_KAFKA_SERVERS"],
        security_protocol="SASL_SSL",
        sasl_mechanism="SCRAM-SHA-512",
        ssl_context=ssl.create_default_context(cafile=told["FINSAM_KAFKA_CA_FILE"]),
        sasl_plain_username=user,
        sasl_plain_password=password,
    )
    try:
        await client.bootstrap()
        yield Cells(client, user)
    finally:
        await client.close()


def name(code: int) -> str:
    """What the broker answered, by aiokafka's name of it."""
    return for_code(code).__name__


def one_record() -> bytes:
    """A batch of one record."""
    batch = DefaultRecordBatchBuilder(
        magic=2, compression_type=0, is_transactional=0, producer_id=-1, producer_epoch=-1, base_sequence=-1,
        batch_size=1 << 14,
    )  # fmt: skip
    batch.append(0, timestamp=None, key=b"probe", value=b"probe", headers=[])
    return bytes(batch.build())
