"""What the koordinator reads of questions, parties' answers, acknowledged stops and the end; and the counts."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain import PARTYS_ANSWER, Row, Status, utc
from services.coordinator.domain.coverage import ended_categories
from services.coordinator.domain.ends import COUNTED, Closing
from services.coordinator.domain.question_words import question_text
from services.coordinator.domain.stops import StopAnswer
from services.coordinator.domain.words_ends import ended_to_person
from services.coordinator.repository.decisions import closing_from_json
from services.coordinator.repository.questions import question_of, questions_of
from services.coordinator.tables import AktRow, OutcomeCountRow, PartRow, StopAcknowledgementRow
from shared.sealing import CaseKey

Json = dict[str, Any]
FEWEST_SHOWN = 5
"""Below this a number could point somebody out: outside the team it is not told."""
STOP_TEXT = {
    StopAnswer.STOPPAT: "Har stoppat all användning",
    StopAnswer.BEVARAS: "Har stoppat, bevarar enligt lag",
    StopAnswer.GALLRAT: "Har stoppat och gallrat",
}


async def questions(
    session: AsyncSession, key: CaseKey, rows: Sequence[Row], team: str, names: Mapping[str, str]
) -> list[Json]:
    """List the questions of an akt with the stands taken, the oldest first.

    One that stands open names every category that has ended for its party: what ended since it was put is told too.
    """
    listed: list[Json] = []
    for row in await questions_of(session, key.case_id):
        question = question_of(key, row)
        party = row.party
        ended = _ended(rows, team, party) if party and row.answered_at is None else frozenset[str]()
        decision = row.decision and key.open("question", "decision", row.id, row.decision).decode()
        listed.append(
            {
                "id": str(row.id),
                "kind": question.kind.value,
                "text": question_text(question.kind, party and names.get(party, party), ended),
                "party": row.party,
                "about": str(row.about) if row.about else None,
                "at": utc(row.at),
                "answered_at": utc(row.answered_at) if row.answered_at else None,
                "decision": decision,
            }
        )
    return listed


def _ended(rows: Sequence[Row], team: str, party: str) -> frozenset[str]:
    return ended_categories(rows, team, party) | ended_categories(rows, party, team)


async def answers(session: AsyncSession, key: CaseKey) -> list[Json]:
    """List what parties have said in their answers, as it came through the exit."""
    found = await session.exec(
        select(PartRow)
        .where(col(PartRow.case_id) == key.case_id, col(PartRow.type) == PARTYS_ANSWER)
        .order_by(col(PartRow.received_at), col(PartRow.id))
    )
    return [
        {
            "source": row.source,
            "category": row.category,
            "document": str(row.document),
            "received_at": utc(row.received_at),
            "content": key.open_json("part", "content", row.id, row.content),
        }
        for row in found
    ]


async def acknowledgements(session: AsyncSession, case_id: UUID) -> list[Json]:
    """List which parties have acknowledged their stop, what they answered and when; the latest first."""
    found = await session.exec(
        select(StopAcknowledgementRow)
        .where(col(StopAcknowledgementRow.case_id) == case_id)
        .order_by(col(StopAcknowledgementRow.at).desc(), col(StopAcknowledgementRow.id).desc())
    )
    return [
        {
            "party": row.party,
            "answer": row.answer,
            "answer_text": STOP_TEXT[StopAnswer(row.answer)],
            "at": utc(row.at),
        }
        for row in found
    ]


def how_it_ended(key: CaseKey, akt: AktRow) -> Json:
    """Say how the case ended: the outcome that it counts as, in code and words, and the koordinator's words."""
    closing = _closing(key, akt)
    if closing is None:
        outcome = Status(akt.status).outcome
        return {"outcome": outcome, "outcome_text": outcome and COUNTED[outcome], "closing": None}
    said = {
        "outcome_text": closing.outcome_text,
        "on": closing.on.isoformat(),
        "text": closing.text,
        "carries_on": [{"what": c.what, "who": c.who, "category": c.category} for c in closing.carries_on],
        "last_day": closing.last_day.isoformat(),
    }
    return {"outcome": closing.outcome or None, "outcome_text": closing.outcome_text, "closing": said}


def how_hers_ended(key: CaseKey | None, akt: AktRow) -> Json | None:
    """Tell the person how her case ended; the words are sealed, so not known of an erased case."""
    return ended_to_person(Status(akt.status), akt.since, _closing(key, akt) if key else None)


def _closing(key: CaseKey, akt: AktRow) -> Closing | None:
    if akt.closing is None:
        return None
    return closing_from_json(key.open_json("akt", "closing", akt.case_id, akt.closing))


async def outcome_counts(session: AsyncSession, year: int, team: str | None, *, fewest: int) -> list[Json]:
    """Count the ends of a year by outcome, of one team or of all. A number below `fewest` is left out, and said to be."""
    query = select(OutcomeCountRow).where(col(OutcomeCountRow.year) == year)
    if team is not None:
        query = query.where(col(OutcomeCountRow.team) == team)
    counts: dict[str, int] = {}
    for row in await session.exec(query):
        counts[row.outcome] = counts.get(row.outcome, 0) + row.n
    return _shown(counts, fewest)


def _shown(counts: Mapping[str, int], fewest: int) -> list[Json]:
    return [
        {
            "outcome": code,
            "text": text,
            "n": counts.get(code, 0) if counts.get(code, 0) >= fewest else None,
        }
        for code, text in COUNTED.items()
    ]
