"""Rows ↔ letters. A letter is sealed when it is written, with the name and address that the akt has at that moment."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.coordinator.domain import RETRACTED
from services.coordinator.domain.letter import CALLS, TO_SENDER, Letter, LetterKind, Posting, WrittenLetter
from services.coordinator.domain.meeting_values import MeetingState
from services.coordinator.errors import UnknownAkt, UnknownLetter
from services.coordinator.letters.codec import letter_to_json
from services.coordinator.repository.akter import IDENTITET, hold_case
from services.coordinator.repository.decisions import closing_from_json
from services.coordinator.repository.meeting_rows import written_at
from services.coordinator.tables import AktRow, LetterRow, NoticeRow, PartRow
from services.coordinator.tables.meetings import MeetingRow
from shared.days import local_day
from shared.ids import uuid7
from shared.letters.blocks import Addressee, Letterhead
from shared.purposes import OWN_INSIGHT
from shared.read_log import reads_of
from shared.sealing import CaseKey, CaseKeys

Json = dict[str, Any]
TABLE, COLUMN, SENT_AS = "letter", "content", "sent_as"
_POSTCODE_DIGITS = 5


class LetterRepository:
    """The letters of one team's akter, within one transaction.

    `by_hand` keeps the address out of what is written: the caller has asked, before the transaction, whether the
    person's identity is protected. Who reads a letter asks again.
    """

    def __init__(
        self,
        session: AsyncSession,
        team: str,
        keys: CaseKeys,
        head: Letterhead,
        *,
        by_hand: bool = False,
    ) -> None:
        self._session = session
        self._team = team
        self._keys = keys
        self._head = head
        self._by_hand = by_hand

    async def keep(self, letter: Letter) -> None:
        """Freeze a letter; raises UnknownAkt when the team has no akt of the case."""
        written = await self.written(letter)
        key = await self._keys.open_key(letter.case_id)
        row_id = uuid7()
        self._session.add(
            LetterRow(
                id=row_id,
                case_id=letter.case_id,
                kind=letter.kind.value,
                at=letter.at,
                posted_on=None,
                content=key.seal_json(TABLE, COLUMN, row_id, letter_to_json(written)),
            )
        )
        await self._session.flush()

    async def written(self, letter: Letter) -> WrittenLetter:
        """Return a letter with all that stands on its sheet, and keep nothing. Raises UnknownAkt."""
        akt = await self._akt_number(letter.case_id)
        key = await self._keys.open_key(letter.case_id)
        return WrittenLetter(letter, akt, self._head, letter.to or await self._addressee(key))

    async def get(self, case_id: UUID, letter_id: UUID) -> Posting:
        """Load whether a letter is posted, and hold its case."""
        await hold_case(self._session, case_id)
        found = await self._session.exec(
            select(LetterRow)
            .join(AktRow, col(AktRow.case_id) == col(LetterRow.case_id))
            .where(col(LetterRow.id) == letter_id, col(LetterRow.case_id) == case_id)
            .where(col(AktRow.team) == self._team)
            .execution_options(populate_existing=True)
        )
        row = found.one_or_none()
        if row is None:
            raise UnknownLetter
        fallen = await fallen_among(self._session, self._keys, [row])
        return Posting(row.id, row.case_id, local_day(row.at), row.posted_on, fallen=row.id in fallen)

    async def save(self, posting: Posting) -> None:
        """Keep the day when it was posted, and how it went."""
        sent: bytes | None = None
        if posting.way is not None:
            key = await self._keys.open_key(posting.case_id)
            sent = key.seal_json(TABLE, SENT_AS, posting.letter_id, posting.way.value)
        await self._session.exec(
            update(LetterRow)
            .where(col(LetterRow.id) == posting.letter_id)
            .values(posted_on=posting.posted_on, sent_as=sent)
        )

    async def number_of_person(self, case_id: UUID) -> str:
        """Return the person's number, twelve digits, as the akt has it. Raises UnknownAkt where it has none."""
        said = await self._said(await self._keys.open_key(case_id))
        number = _text(said["individ"], "personnummer")
        if number is None:
            raise UnknownAkt
        return number

    async def _akt_number(self, case_id: UUID) -> str:
        found = await self._session.exec(
            select(AktRow.number).where(col(AktRow.case_id) == case_id, col(AktRow.team) == self._team)
        )
        number = found.one_or_none()
        if number is None:
            raise UnknownAkt
        return number

    async def _addressee(self, key: CaseKey) -> Addressee:
        said = await self._said(key)
        name = _text(said["individ"], "namn")
        return Addressee(name, () if self._by_hand else _address(said["kontakt"]), self._by_hand)

    async def _said(self, key: CaseKey) -> dict[str, Json]:
        """Return who she is and how she is reached, as it was said last and not taken back."""
        found = await self._session.exec(
            select(PartRow)
            .where(col(PartRow.case_id) == key.case_id, col(PartRow.category) == IDENTITET)
            .where(col(PartRow.document).not_in(taken_back(key.case_id)))
            .order_by(col(PartRow.received_at), col(PartRow.id))
        )
        said: dict[str, Json] = {"individ": {}, "kontakt": {}}
        for row in found:
            content = key.open_json("part", "content", row.id, row.content)
            said.update({name: content[name] for name in said if isinstance(content.get(name), dict)})
        return said


def taken_back(case_id: UUID) -> SelectOfScalar[UUID] | SelectOfScalar[None]:
    """Select the documents of a case that their source has taken back: nothing is built on their words any more."""
    return select(NoticeRow.document).where(
        col(NoticeRow.case_id) == case_id,
        col(NoticeRow.kind) == RETRACTED,
        col(NoticeRow.document).is_not(None),
    )


async def has_died(keys: CaseKeys, akt: AktRow) -> bool:
    """Tell whether the case ended because the person died: it lies sealed, and is opened here.

    What was not posted by then never is; that a letter has fallen stands open nowhere.
    """
    if akt.closing is None:
        return False
    key = (await keys.open_many([akt.case_id])).get(akt.case_id)
    return (
        key is not None and closing_from_json(key.open_json("akt", "closing", akt.case_id, akt.closing)).died
    )


async def fallen_among(
    session: AsyncSession, keys: CaseKeys, letters: Iterable[LetterRow]
) -> frozenset[UUID]:
    """Return which letters are never to be posted: all that wait after a death, and those that a newer one replaces."""
    waiting = [letter for letter in letters if letter.posted_on is None and letter.kind not in TO_SENDER]
    if not waiting:
        return frozenset()
    found = await session.exec(
        select(AktRow).where(
            col(AktRow.case_id).in_({letter.case_id for letter in waiting}), col(AktRow.closing).is_not(None)
        )
    )
    died = {akt.case_id for akt in found.all() if await has_died(keys, akt)}
    unsent = frozenset(letter.id for letter in waiting if letter.case_id in died)
    return unsent | await _old_calls(session, keys, waiting) | await _old_plans(session, waiting)


async def _old_calls(session: AsyncSession, keys: CaseKeys, waiting: Iterable[LetterRow]) -> frozenset[UUID]:
    """Return the kallelser whose meeting has another time since, or is cancelled.

    The kallelse that holds was written when its meeting says so; every other one is an old one.
    """
    calls = [letter for letter in waiting if letter.kind in CALLS]
    if not calls:
        return frozenset()
    cases = {letter.case_id for letter in calls}
    found = await session.exec(
        select(MeetingRow).where(
            col(MeetingRow.case_id).in_(cases), col(MeetingRow.state) != MeetingState.INSTALLT.value
        )
    )
    opened = await keys.open_many(list(cases))
    stands = {
        (row.case_id, written_at(opened[row.case_id], row)) for row in found.all() if row.case_id in opened
    }
    return frozenset(
        call.id for call in calls if call.case_id in opened and (call.case_id, call.at) not in stands
    )


async def _old_plans(session: AsyncSession, waiting: Iterable[LetterRow]) -> frozenset[UUID]:
    """Return the letters about a plan after which the plan was told anew, or that the case has ended.

    One plan is in force at a time, and letters are written one after the other while their case is held: their ids
    say in which order, also when what they tell of came about in another.
    """
    told = [letter for letter in waiting if letter.kind == LetterKind.GEMENSAM_PLAN]
    if not told:
        return frozenset()
    found = await session.exec(
        select(LetterRow.case_id, LetterRow.id).where(
            col(LetterRow.case_id).in_({letter.case_id for letter in told}),
            col(LetterRow.kind).in_([LetterKind.GEMENSAM_PLAN.value, LetterKind.AVSLUT.value]),
        )
    )
    newest: dict[UUID, UUID] = {}
    for case_id, letter_id in found.all():
        newest[case_id] = max(letter_id, newest.get(case_id, letter_id))
    return frozenset(letter.id for letter in told if letter.id != newest[letter.case_id])


async def has_heard(session: AsyncSession, case_id: UUID, since: datetime) -> bool:
    """Tell whether the person may know what was written since: a kallelse was posted, or she has read of her case."""
    sent = select(LetterRow.id).where(
        col(LetterRow.case_id) == case_id,
        col(LetterRow.kind).in_([kind.value for kind in CALLS]),
        col(LetterRow.at) >= since,
        col(LetterRow.posted_on).is_not(None),
    )
    if (await session.exec(sent.limit(1))).one_or_none() is not None:
        return True
    return any(read.purpose == OWN_INSIGHT and read.at >= since for read in await reads_of(session, case_id))


class MakeLetters(Protocol):
    """Makes the letters of one transaction."""

    def __call__(self, session: AsyncSession, *, by_hand: bool = False) -> LetterRepository:
        """Return them; `by_hand` when the person's identity is protected."""
        ...


def _address(kontakt: Json) -> tuple[str, ...]:
    street = _text(kontakt, "adress")
    code, town = _text(kontakt, "postnummer"), _text(kontakt, "postort")
    place = " ".join(part for part in (code and _spaced(code), town) if part)
    return tuple(line for line in (street, place) if line)


def _spaced(code: str) -> str:
    """Write a postcode as it is written on envelopes: three digits, then two."""
    return f"{code[:3]} {code[3:]}" if len(code) == _POSTCODE_DIGITS and code.isdigit() else code


def _text(said: Json, name: str) -> str | None:
    value = said.get(name)
    return value.strip() or None if isinstance(value, str) else None
