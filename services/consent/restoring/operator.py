"""What an operator sees of the gate and may decide: `./finsam reconcile` runs it with the service's own settings."""

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr
from sqlalchemy import insert, select
from sqlmodel import col

from services.consent.restoring.reconciling import ACCEPTABLE
from services.consent.settings import ConsentSettings
from services.consent.tables import metadata
from services.consent.tables.marks import Reconciliation, TopicPlace
from shared.db import make_engine
from shared.ids import uuid7
from shared.outage import NO_DATABASE, OUTAGE

_SHORTEST_REASON, _LONGEST_REASON = 10, 400
_NOT_ACCEPTED = 2
_NO_DATABASE = 3


class NotAccepted(ValueError):
    """That cannot be accepted, or not without a reason that somebody else understands later."""


async def accept(url: str | SecretStr, code: str, reason: str) -> None:
    """Note that an operator accepts what keeps the gate shut; it is used once. Raises NotAccepted."""
    reason = reason.strip()
    if code not in ACCEPTABLE:
        raise NotAccepted(f"only these can be accepted: {', '.join(ACCEPTABLE)}")
    if not _SHORTEST_REASON <= len(reason) <= _LONGEST_REASON:
        raise NotAccepted(f"the reason has {_SHORTEST_REASON} to {_LONGEST_REASON} characters")
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.begin() as connection:
            noted = {"facts_applied": 0, "facts_reported": 0, "rows_ended": 0}
            noted |= {"keys_destroyed": 0, "keys_renewed": 0}
            await connection.execute(
                insert(Reconciliation).values(
                    id=uuid7(), at=datetime.now(UTC), code=code, reason=reason, **noted
                )
            )
    finally:
        await engine.dispose()


async def status(url: str | SecretStr) -> dict[str, Any]:
    """Return how far everything was last seen to agree, and what was done and accepted. No ids of cases."""
    engine = make_engine(url, pool_size=1)
    try:
        async with engine.connect() as connection:
            marks = await connection.execute(select(metadata.tables["gate_mark"]))
            mark = marks.mappings().first()
            places = await connection.execute(select(col(TopicPlace.partition), col(TopicPlace.next_offset)))
            noted = metadata.tables["reconciliation"]
            history = await connection.execute(select(noted).order_by(noted.c.at))
            return {
                "mark": dict(mark) if mark else None,
                "places": {str(row[0]): row[1] for row in places},
                "reconciliations": [dict(row) for row in history.mappings()],
            }
    finally:
        await engine.dispose()


def main() -> None:
    """Show the status as JSON, or note an acceptance."""
    parser = argparse.ArgumentParser(prog="finsam reconcile")
    parser.add_argument("--accept", choices=ACCEPTABLE)
    parser.add_argument("--reason", default="")
    asked = parser.parse_args()
    url = ConsentSettings().database_url  # pyright: ignore[reportCallIssue]
    try:
        if asked.accept:
            asyncio.run(accept(url, asked.accept, asked.reason))
        sys.stdout.write(json.dumps(asyncio.run(status(url)), default=str, indent=2) + "\n")
    except NotAccepted as refused:
        sys.stderr.write(f"{refused}\n")
        raise SystemExit(_NOT_ACCEPTED) from None
    except OUTAGE:
        sys.stderr.write(f"{NO_DATABASE}\n")
        raise SystemExit(_NO_DATABASE) from None


if __name__ == "__main__":
    main()
