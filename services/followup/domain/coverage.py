"""What this service remembers of a samtycke: which rows there are, and until when.

The consent service decides, each time, whether something may be disclosed. This copy tells when the samtycke runs out
before the follow-up, and that the team has lost it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from services.followup.domain.values import Ending

BASIC = ("identitet", "handlaggning")
"""The categories that every set of rows includes; without them nobody can be named or told anything."""


@dataclass(frozen=True, slots=True)
class Row:
    """One permission of a samtycke: from a source, to a recipient, for one data category, until a moment."""

    id: UUID
    source: str
    recipient: str
    category: str
    valid_to: datetime | None = None
    ended: Ending | None = None


@dataclass(frozen=True, slots=True)
class Expiry:
    """When the first of the needed rows runs out, for whom, and which rows these are."""

    at: datetime
    units: tuple[str, ...]
    key: str


def is_lost(rows: Iterable[Row], team: str) -> bool:
    """Tell whether the team had a samtycke, and is now covered with nobody."""
    known = list(rows)
    units = {unit for row in known for unit in (row.source, row.recipient)} - {team}
    return bool(units) and not any(covers(known, unit, team) for unit in units)


def covers(rows: Iterable[Row], one: str, other: str) -> bool:
    """Tell whether two recipients may name the person to each other, both ways."""
    left = {(row.source, row.recipient, row.category) for row in rows if not row.ended}
    return all((one, other, basic) in left and (other, one, basic) in left for basic in BASIC)


def last_moment(rows: Iterable[Row], team: str) -> datetime | None:
    """Find when the team is covered with nobody any more; None while that is not known."""
    until: dict[tuple[str, str, str], datetime] = {}
    for row in rows:
        if row.ended or row.category not in BASIC or team not in (row.source, row.recipient):
            continue
        if row.valid_to is None:
            return None
        cell = (row.source, row.recipient, row.category)
        until[cell] = max(row.valid_to, until.get(cell, row.valid_to))
    units = {unit for source, recipient, _ in until for unit in (source, recipient)} - {team}
    needed = [
        {cell for basic in BASIC for cell in ((unit, team, basic), (team, unit, basic))} for unit in units
    ]
    return max(
        (min(until[cell] for cell in cells) for cells in needed if cells <= until.keys()), default=None
    )


def first_expiry(rows: Iterable[Row], team: str, units: Iterable[str]) -> Expiry | None:
    """Find when cover between the team and one of the units first runs out; rows without a known end are left out."""
    latest: dict[tuple[str, str, str], Row] = {}
    wanted = set(units) - {team}
    for row in rows:
        pair = {row.source, row.recipient} - {team}
        if row.ended or row.valid_to is None or row.category not in BASIC:
            continue
        if len(pair) != 1 or not pair <= wanted:
            continue
        cell = (row.source, row.recipient, row.category)
        known = latest.get(cell)
        if known is None or (known.valid_to or row.valid_to) < row.valid_to:
            latest[cell] = row
    ends = [(row.valid_to, row) for row in latest.values() if row.valid_to is not None]
    if not ends:
        return None
    at = min(end for end, _ in ends)
    first = [row for end, row in ends if end == at]
    named = {unit for row in first for unit in (row.source, row.recipient)} - {team}
    return Expiry(at, tuple(sorted(named)), _key(at, first))


def _key(at: datetime, rows: list[Row]) -> str:
    """Name a set of rows and its end: a signature that lengthens them makes another set."""
    said = ",".join([at.isoformat(), *sorted(str(row.id) for row in rows)])
    return sha256(said.encode()).hexdigest()[:32]
