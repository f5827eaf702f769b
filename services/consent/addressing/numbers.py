"""A recipient's numbers of a case: its alias, epoch and gapless sequence, under a row lock held until the commit."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.disclosure_log.leaf import LOG_KEY
from services.consent.tables.deliveries import Alias
from shared.hybrid import HybridKey
from shared.keys import KeyStore

CONTROL_KEY = "control"
"""Kind of the key pair under which an alias's control notices are sealed."""


@dataclass(frozen=True, slots=True)
class Number:
    """The place of one record: the alias's next number, and what seals a notice to its recipient."""

    alias: UUID
    epoch: int
    sequence: int
    control_public: bytes


async def name_aliases(
    session: AsyncSession, keys: KeyStore, case_id: UUID, recipients: Collection[str]
) -> None:
    """Give each recipient that has none its alias of the case. Two at once: the first one's stands.

    A random UUID, not an ordered one: an alias says nothing of when the case began.
    """
    connection = await session.connection()
    query = select(col(Alias.recipient)).where(col(Alias.case_id) == case_id)
    known = set((await connection.execute(query)).scalars())
    missing = sorted(set(recipients) - known)
    if missing:
        await keys.ensure(LOG_KEY, str(case_id))
    for recipient in missing:
        alias, pair = uuid4(), HybridKey.generate()
        await keys.create(CONTROL_KEY, str(alias), secret=pair.secret, public=pair.public())
        values = {
            "case_id": case_id,
            "recipient": recipient,
            "alias": alias,
            "control_public": pair.public(),
            "epoch": 1,
            "last_sequence": 0,
        }
        await connection.execute(insert(Alias).values(values).on_conflict_do_nothing())


async def take_numbers(
    session: AsyncSession, case_id: UUID, recipients: Collection[str]
) -> dict[str, Number]:
    """Take the next number of each, in recipient order; a recipient without an alias is left out.

    The pair locks must be held already. Every number taken must be sent: a gap holds the recipient's later records.
    """
    connection = await session.connection()
    numbers: dict[str, Number] = {}
    for recipient in sorted(set(recipients)):
        taken = await connection.execute(
            update(Alias)
            .where(col(Alias.case_id) == case_id)
            .where(col(Alias.recipient) == recipient)
            .values(last_sequence=col(Alias.last_sequence) + 1)
            .returning(
                col(Alias.alias), col(Alias.epoch), col(Alias.last_sequence), col(Alias.control_public)
            )
        )
        if (row := taken.first()) is not None:
            numbers[recipient] = Number(row[0], row[1], row[2], row[3])
    return numbers


async def next_epoch(session: AsyncSession, case_id: UUID, recipient: str) -> None:
    """Begin the next epoch: the last row of the pair has ended and its stop notice has its number."""
    connection = await session.connection()
    await connection.execute(
        update(Alias)
        .where(col(Alias.case_id) == case_id)
        .where(col(Alias.recipient) == recipient)
        .values(epoch=col(Alias.epoch) + 1, last_sequence=0)
    )
